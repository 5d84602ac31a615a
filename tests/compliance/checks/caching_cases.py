"""Cases of the check in `compliance.checks.caching`."""

from tests.compliance.checks.access_cases import ORDERS, fastapi, nest, node, nuxt
from tests.compliance.checks.errors_cases import next_js
from tests.compliance.checks.testing_cases import NEXT_AUTH
from tests.compliance.repositories import Case, Files

KEY = "caching"
ROUTE = "@app.get('/orders')\ndef orders():\n    return load()\n"
SET_UP = {
    "shop/settings.py": "ROOT_URLCONF = 'shop.urls'\nINSTALLED_APPS = ['django.contrib.auth']\n"
}
LOCK = "from django.core.cache import cache\ndef locked(key):\n    if cache.add(key, 1, 60):\n        work()\n        cache.delete(key)\n"
DJANGO = {"requirements.txt": "django\n", "manage.py": "", "shop/urls.py": "from django.urls import path\nfrom shop import views\nurlpatterns = [path('orders', views.orders)]\n", "shop/views.py": "from django.http import JsonResponse\ndef orders(request):\n    return JsonResponse([], safe=False)\n"}  # fmt: skip
OWN = "class Cache:\n    def __init__(self):\n        self._kept = {}\n    def get(self, key):\n        return self._kept.get(key)\n    def set(self, key, value%s):\n        self._kept[key] = value\ncache = Cache()\n"
ASKS = "from cache import cache\n@app.get('/orders')\ndef orders():\n    return cache.get(%s) or load()\n"
MAP = "const ordersCache = new Map();\napp.get('/orders', async (req, res) => {\n  const kept = ordersCache.get('all');\n  if (kept%s) return res.json(kept.value);\n  ordersCache.set('all', await load());\n});\n"
# Names are looked up once for each key, for one request or for all; links expire.
RUN = "%s\napp.get('/orders', async (req, res) => {\n  %s\n  const rows = await load(Date.now());\n  rows.forEach((row) => {\n    if (!cache.get(row.name)) cache.set(row.name, nameOf(row));\n  });\n});\n"
PERMITS = "const cache = new Map();\nconst corsOrigin = async (origin) => {\n  const kept = cache.get(origin);\n  if (kept && kept.expiresAt > Date.now()) return kept.allowed;\n  cache.set(origin, { allowed: true, expiresAt: Date.now() + 60000 });\n};\n"

REDIS = "const Redis = require('ioredis');\nconst redis = new Redis();\n"
# What a hook of the browser hands out, and a cache that a page on the server asks.
HOOK = "%simport { useSWRConfig } from 'swr';\nexport function useOrders() {\n  const { cache } = useSWRConfig();\n  return cache.get('/orders')?.data;\n}\n"
SHARED = "import { cache } from './store';\nexport const orders = async () => cache.get('orders') ?? load();\n"
READ_THROUGH = REDIS + (
    "async function remember(key, seconds, load) {\n  const hit = await redis.get(key);\n"
    "  if (hit) return %s;\n  const value = await load();\n  await redis.set(key, %s);\n  return value;\n}\n"
)

# A function makes what another one answers, headers and all.
HEADERS = "%sasync function drawn(url) {\n  const body = await draw(url);\n  return { status: 200, headers: %s, body };\n}\napp.get('/drawn', async (req, res) => {\n  const made = await drawn(req.url);\n  res.set(made.headers).status(made.status).end(made.body);\n});\n"

# The worker of a page answers its requests in the browser.
PAGE_WORKER = "self.addEventListener('install', (event) => event.waitUntil(caches.open('v1').then((cache) => cache.add('/'))));\nself.addEventListener('fetch', (event) => event.respondWith(caches.match(event.request)));\n"

# What was asked for last is kept in a variable, with the time until which it counts.
KEPT_VALUE = "const { load } = require('./load');\nlet %(name)s = null;\nasync function %(function)s() {\n  const now = Date.now();\n  if (%(name)s && %(name)s.until > now) return %(answer)s;\n  const rows = await load();\n  %(name)s = %(value)s;\n  return rows;\n}\napp.get('/orders', async (req, res) => res.json(await %(function)s()));\n"

# A service of NestJS that wraps a store, and what may take it in.
WRAPPER = {
    "src/cache/cache.service.ts": "import Redis from 'ioredis';\n@Injectable()\nexport class CacheService {\n  constructor(@Inject(CLIENT) private readonly redis: Redis) {}\n  async get(key: string) { return JSON.parse(await this.redis.get(key)); }\n}\n",
    "src/cache/cache.module.ts": "import { CacheService } from './cache.service';\n@Module({ providers: [{ provide: CLIENT, useFactory: connected }, CacheService], exports: [CacheService] })\nexport class CacheModule {}\n",
}
ASKING_WRAPPER = {
    "src/orders.service.ts": "import { CacheService } from './cache/cache.service';\n@Injectable()\nexport class OrdersService {\n  constructor(private readonly cache: CacheService) {}\n  all() { return this.cache.get('orders'); }\n}\n"
}
BY_TOKEN = {
    "src/kept.module.ts": "import { CacheService } from './cache/cache.service';\n@Module({ providers: [{ provide: KEPT, useClass: CacheService }] })\nexport class KeptModule {}\n"
}


def memoised(function: str, before: str = "", by: str = "functools import lru_cache") -> Files:
    """A service of FastAPI with a function that Python's own decorator keeps the answers of."""
    return fastapi(f"from {by}\n{before}@{by.rsplit(maxsplit=1)[-1]}\n{function}" + ROUTE)


CASES = (
    *(Case(KEY, outcome, f"a template with {what}", {**DJANGO, **SET_UP, "shop/templates/orders.html": f"{{% load cache %}}\n<p>{what}</p>\n"}, message) for what, outcome, message in (
        ("{% cache 600 orders user.pk %}{{ orders }}{% endcache %}", "pass", "a template's cache"), ("{% cache TIMEOUT orders %}{{ orders }}{% endcache %}", "pass", "a template's cache"),
        ("{{ orders }}", "fail", "nothing caches data"), ("{# {% cache 600 orders %}{% endcache %} #}", "fail", "nothing caches data"),
    )),
    *(Case(KEY, outcome, f"Python's own decorator, of a function that answers {answer}", fastapi(f"import functools\n@functools.cache\ndef kept(kind):\n    return {answer}\n" + ROUTE)) for answer, outcome in (("[each.value for each in kind]", "fail"), ("kind.first + 1", "fail"), ("load(kind)", "pass"))),
    *(Case(KEY, outcome, f"a map of {name}", node(MAP.replace("ordersCache", name) % "")) for name, outcome in (("translationCache", "fail"), ("localesCache", "fail"))),
    *(
        Case(KEY, outcome, f"an age that Django's view is given, which answers {answer}", {**DJANGO, **SET_UP, "shop/views.py": f"from django.views.decorators.cache import cache_control\n@cache_control(max_age=60)\ndef {name}(request):\n    return {answer}\ndef rows_of(request):\n    return JsonResponse(rows())\n", "shop/urls.py": f"from django.urls import path\nfrom shop import views\nurlpatterns = [path('kept', views.{name}), path('rows', views.rows_of)]\n"})
        for outcome, name, answer in (("fail", "orders", "FileResponse(open(LOGO))"), ("fail", "favicon", "HttpResponse(ICON)"), ("pass", "orders", "JsonResponse(rows())"))
    ),
    *(Case(KEY, outcome, f"what is kept in {folder}", {**fastapi(ROUTE), f"{folder}/known.py": "from functools import cache\n@cache\ndef known(address):\n    return fetch(address)\n"}) for folder, outcome in ((".github/workflows", "fail"), ("shop", "pass"), ("shop/.server", "pass"), (".server-tools", "fail"))),
    *(
        Case(KEY, outcome, f"lru_cache around {what}", memoised(function, before))
        for outcome, what, function, before in (
            ("fail", "the model that a package makes", "def get_model(name: str):\n    model = ChatModel(name=name)\n    return model\n", "from talk import ChatModel\n"),
            ("fail", "the tool that a package's factory makes", "def get_tool(name: str):\n    return create_tool(name)\n", "from talk import create_tool\n"),
            ("fail", "one object of a class that is the file's own", "def tool():\n    return _Tool(name=rows)\n", "class _Tool: pass\n"),
            ("pass", "an object of the project's own", "def order(name: str):\n    return Order(rows(name))\n", "class Order: pass\n"),
            ("pass", "a table of data", "def rates(name: str):\n    return pandas.DataFrame(rows(name))\n", "import pandas\n"),
            ("fail", "what a request has with it", "def preferences(request):\n    return rows(request.user)\n", ""),
            ("fail", "a part of a text", "def short(name):\n    return name.split(':')[-1].lower()\n", ""),
            ("fail", "where files lie", "def folder(is_film: bool) -> Path:\n    made = ROOT / 'films' if is_film else ROOT\n    make(made)\n    return made\n", "from pathlib import Path\n"),
            ("fail", "what a build left behind", "def _get_manifest():\n    return json.loads(open(FILE).read())\n", "import json\n"),
            ("fail", "what the classes of the program are", "def kind(cls, parent):\n    for each in parent._meta.get_fields():\n        if issubclass(each.related_model, cls):\n            return each.related_model\n", ""),
            ("fail", "the kinds of a class", "def kinds(cls):\n    return {each.name: each for each in cls.__subclasses__()}\n", ""),
            ("fail", "numbers in a text", "def sides(text):\n    found = text.split('x')\n    if len(found) != 2:\n        raise ValueError('no sides')\n    return int(found[0]), int(found[1])\n", ""),
            ("pass", "rows of a class", "def rows_of(cls, name):\n    return {each.name: each for each in cls.objects.filter(name=name, kind=cls._meta.label)}\n", ""),
            ("fail", "what a token says", "def decoded(token: str) -> dict:\n    return unpacked(token)\n", ""),
            ("pass", "what is fetched with a key", "def weather(city, api_key):\n    return fetched(city, api_key)\n", ""),
            ("pass", "what is fetched of a token", "def price(token):\n    return httpx.get(f'https://prices/{token}').json()\n", "import httpx\n"),
            ("pass", "a page that is fetched", "def page(url):\n    return Soup(httpx.get(url).text)\n", "import httpx\nfrom soup import Soup\n"),
            ("pass", "a row as a package's model", "def order(key):\n    row = found(key)\n    return Order(**row)\n", "from models import Order\n"),
            ("pass", "a row that is handed to a package's model", "def order(key):\n    return Order(found(key))\n", "from models import Order\n"),
            ("pass", "what is fetched under a name of requests", "def rates(request):\n    return httpx.get(request).json()\n", "import httpx\n"),
            ("pass", "a text of a table", "def title(key):\n    return NAMES[key].strip().title()\n", ""),
            ("pass", "what is fetched as an object", "def state():\n    return State(**httpx.get(URL).json())\n", "import httpx\n"),
            ("fail", "what a session of the request has", "def preferences(request):\n    return rows(request.session.get('key'))\n", ""),
            ("fail", "a part of the program with its client", "def uploads(name: str):\n    return Uploads(name, boto3.client('s3'))\n", "import boto3\nfrom kept import Uploads\n"),
        )
    ),
    Case(KEY, "pass", "a view that is kept, by a decorator that makes keys of requests", memoised("def kept(request):\n    return rows(request.path)\n", by="fastapi_cache.decorator import cache")),
    *(Case(KEY, outcome, f"a wrapper of a store, {how}", {**nest("@Controller('orders')\nexport class Orders { @Get() all() { return []; } }\n"), **WRAPPER, **more}) for outcome, how, more in (("fail", "only registered", {}), ("pass", "which a service asks", ASKING_WRAPPER), ("pass", "under another name", BY_TOKEN))),
    Case(KEY, "pass", "a middleware that keeps all answers", node("if (process.env.KEEP) {\n  const getCache = require('express-expeditious');\n  const kept = getCache({ namespace: 'shop', engine: require('expeditious-engine-redis')({}) });\n  app.use(kept);\n}\n" + ORDERS), "getCache"),
    Case(KEY, "pass", "a cache that the application has with it", {**fastapi("from cachelib import SimpleCache\napp.cache = SimpleCache(default_timeout=60)\n" + ROUTE), "shop/regions.py": "def regions():\n    cached = getattr(app, 'cache', None)\n    if cached and (hit := cached.get('regions')):\n        return hit\n    found = ask()\n    cached.set('regions', found)\n    return found\n"}, "cached"),
    Case(KEY, "fail", "a map that another function makes, gone with the run", fastapi("def _made_cache(shops) -> dict[int, Shop]:\n    return {each.id: each for each in shops}\ndef refresh(shops):\n    shop_cache = _made_cache(shops)\n    return [shop_cache.get(each, time.time()) for each in shops]\n" + ROUTE), "nothing caches data"),
    Case(KEY, "pass", "a cache on the disk that is asked as a dictionary", fastapi("import diskcache\nclass Kept:\n    def __init__(self):\n        self.cache = diskcache.Cache('kept')\n    def __getitem__(self, key):\n        return self.cache.pop(key)\n    def __setitem__(self, key, value):\n        self.cache[key] = value\n" + ROUTE), "diskcache"),
    *(
        Case(KEY, outcome, f"a variable that is kept: {how}", node(KEPT_VALUE % ({"name": "cache", "function": "orders", "answer": "cache.rows", "value": "{ rows, until: now + 60000 }"} | how)))
        for outcome, how in (
            ("pass", {}),
            ("pass", {"name": "lastCached", "answer": "lastCached.rows"}),
            ("fail", {"name": "last", "answer": "last.rows"}),
            ("fail", {"function": "credentials"}),
            ("fail", {"name": "trustedOriginsCache", "answer": "trustedOriginsCache.rows"}),
            ("fail", {"name": "cachedToken", "answer": "cachedToken.rows"}),
            ("fail", {"value": "{ rows, all: true }"}),
            ("fail", {"answer": "null"}),
        )
    ),
    *(
        Case(KEY, outcome, f"an age of what {path} answers", {
            **next_js("export const GET = () => Response.json([]);\n"),
            f"app/{path}/route.ts": "export async function GET() {\n  return new Response(await load(), { headers: { 'Cache-Control': 'max-age=3600' } });\n}\n",
        })
        for path, outcome in (("sitemap.xml", "fail"), ("robots.txt", "fail"), ("orders", "pass"), ("sitemaps/orders", "pass"))
    ),
    Case(KEY, "fail", "the worker of a page", node(ORDERS, **{"public/sw.js": PAGE_WORKER}), "nothing caches data"),
    *(
        Case(KEY, outcome, f"a cache by {made}", {
            **next_js("export const GET = () => Response.json([]);\n"),
            "app/kept.ts": f"import {{ {made} }} from 'kept';\nexport const ordersCache = {made}({{ page }});\n",
            "app/page.tsx": "import { ordersCache } from './kept';\nexport default () => <p>{ordersCache.get('page')}</p>;\n",
        })
        for made, outcome in (("createSearchParamsCache", "fail"), ("createCache", "pass"))
    ),
    Case(KEY, "pass", "a rule of Nuxt's routes", nuxt("{ routeRules: { '/posts/**': { swr: 3600 } } }"), "routeRules", (("nuxt.config.ts", 1),)),
    Case(KEY, "fail", "another rule of Nuxt's routes", nuxt("{ routeRules: { '/posts/**': { ssr: false } } }"), "nothing caches data"),
    *(
        Case(KEY, outcome, f"a page of Astro's, {name}", {
            "package.json": '{"dependencies": {"astro": "^5.0.0"}}',
            "src/pages/api/a.ts": "export const POST = () => Response.json([]);\n",
            "src/pages/index.astro": page,
        }, message)
        for outcome, name, page, message in (
            ("pass", "which sets its age for each request", "---\nAstro.response.headers.set('CDN-Cache-Control', 'public,s-maxage=60');\n---\n<p />\n", "Cache-Control"),
            ("fail", "which only shows how", "<pre>headers.set('Cache-Control', 'max-age=60')</pre>\n", "nothing caches data"),
        )
    ),
    Case(KEY, "pass", "a copy of a library that the project keeps", node("const apicache = require('./modules/apicache');\nlet cache = apicache.middleware;\napp.get('/orders', cache('5 minutes'), (req, res) => res.json([]));\n", **{"modules/apicache.js": "exports.middleware = (age) => (req, res, next) => next();\n"}), "apicache"),
    Case(KEY, "pass", "lru-cache", node("const { LRUCache } = require('lru-cache');\nconst cache = new LRUCache({ max: 9 });\napp.get('/orders', (req, res) => res.json(cache.get('orders')));\n"), "lru-cache", (("app.js", 5),)),
    Case(KEY, "pass", "a client of the project's own, for a cache, by callbacks", node("const { linkClient } = require('./redis');\nclass Links {\n  private cacheLink = (key, link) => new Promise((resolve, reject) => {\n    linkClient.set(key, link, 'EX', 60, (error) => (error ? reject(error) : resolve()));\n  });\n}\n" + ORDERS, **{"redis.js": "const redis = require('redis');\nexports.linkClient = redis.createClient();\n"}), "linkClient", (("app.js", 6),)),
    Case(KEY, "fail", "such a client, for a code that is sent", node("const { codeClient } = require('./redis');\nconst keepCode = (key, code) => new Promise((resolve) => {\n  codeClient.set(key, code, 'EX', 60, resolve);\n});\n" + ORDERS, **{"redis.js": "const redis = require('redis');\nexports.codeClient = redis.createClient();\n"}), "caches no data that could be seen"),
    Case(KEY, "pass", "Redis, for a cache", node("const Redis = require('ioredis');\nconst redis = new Redis();\napp.get('/orders', async (req, res) => res.json(await redis.get('cache:orders')));\n"), "ioredis"),
    Case(KEY, "pass", "the fields of one thing in Redis, for a cache", node(REDIS + "app.get('/orders/:id', async (req, res) => {\n  const cachedOrder = await redis.hgetall(`order:${req.params.id}`);\n  res.json(cachedOrder ?? (await load(req.params.id)));\n});\n"), "ioredis"),
    Case(KEY, "fail", "the fields of a session in Redis", node(REDIS + "app.get('/me', async (req, res) => {\n  const session = await redis.hgetall(`session:${req.token}`);\n  res.json(session);\n});\n"), "ioredis is there"),
    Case(KEY, "pass", "what Redis has, or else is put there for a while", node(READ_THROUGH % ("JSON.parse(hit)", "JSON.stringify(value), 'EX', seconds") + ORDERS), "ioredis", (("app.js", 9),)),
    Case(KEY, "pass", "the same by what it is told of the age", node(READ_THROUGH % ("JSON.parse(hit)", "JSON.stringify(value), { EX: seconds }") + ORDERS), "ioredis"),
    Case(KEY, "pass", "the same in Python", fastapi("import json\nfrom redis.asyncio import Redis\nclient = Redis()\nasync def orders(key):\n    kept = await client.get(key)\n    if kept:\n        return json.loads(kept)\n    found = await load()\n    await client.setex(key, 60, json.dumps(found))\n    return found\n" + ROUTE), "redis"),
    *(Case(KEY, outcome, f"{what}, with headers in a table", node(HEADERS % (before, headers)), message) for what, outcome, before, headers, message in (
        ("what a function returns", "pass", "", "{ 'Content-Type': 'image/png', 'Cache-Control': `public, max-age=${AGE}` }", "Cache-Control"),
        ("what nobody keeps", "fail", "", "{ 'Content-Type': 'image/png', 'Cache-Control': 'no-store' }", "nothing caches data"),
        ("what carries a tag", "pass", "", "{ 'Surrogate-Key': 'orders' }", "a tag for caches"),
        ("what a name stands for", "pass", "const KEPT = { 'CDN-Cache-Control': 's-maxage=60' };\n", "{ ...given(KEPT) }", "Cache-Control"),
        ("what nobody is handed", "fail", "const KEPT = { 'CDN-Cache-Control': 's-maxage=60' };\n", "{}", "nothing caches data"),
    )),
    *(Case(KEY, outcome, f"a header that a call sets: {name}", node(f"app.get('/orders', async (req, res) => {{\n  res.set('{name}', 'orders');\n  res.json(await load());\n}});\n")) for name, outcome in (("Cache-Tag", "pass"), ("X-Shop", "fail"))),
    Case(KEY, "pass", "a tag that a view's answer is given", {**DJANGO, **SET_UP, "shop/views.py": "from django.http import JsonResponse\ndef orders(request):\n    answer = JsonResponse(rows(), safe=False)\n    answer['Edge-Cache-Tag'] = 'orders'\n    return answer\n"}, "a tag for caches"),
    Case(KEY, "pass", "tags that a function answers for all views", {**DJANGO, **SET_UP, "shop/views.py": "from django.http import JsonResponse\ndef _headers():\n    headers = {'Edge-Cache-Tag': 'orders'}\n    return headers\ndef orders(request):\n    return JsonResponse(rows(), headers=_headers())\n"}, "a tag for caches"),
    Case(KEY, "pass", "what Redis has by a newer client's names", node("const { createClient } = require('redis');\nconst client = createClient();\napp.get('/orders', async (req, res) => {\n  const cache = await client.hGetAll('orders');\n  res.json(cache ?? (await load()));\n});\n"), "redis"),
    Case(KEY, "fail", "a session by a newer client's names", node("const { createClient } = require('redis');\nconst client = createClient();\napp.get('/me', async (req, res) => {\n  const session = await client.hGetAll(req.token);\n  res.json(session);\n});\n"), "redis is there"),
    *(Case(KEY, outcome, f"the fields of what is counted, {what}", node(REDIS + "const KEY = 'counted';\nasync function counted() {\n  if (await redis.exists(KEY)) {\n    const { rows } = await redis.hgetall(KEY);\n    return { rows: +rows };\n  }\n  const rows = await count();\n  await redis.multi().hset(KEY, { rows })" + put + ".exec();\n  return { rows };\n}\n" + ORDERS)) for what, outcome, put in (("for a while", "pass", ".pexpireat(KEY, endOfDay())"), ("for ever", "fail", ""))),
    *(Case(KEY, outcome, f"what Redis has, else {what} under one name", fastapi(f"from redis.asyncio import Redis\nclient = Redis()\nasync def orders(key):\n    rows = await client.get(key)\n    if rows is None:\n        rows = {made}\n        await client.setex(key, 60, rows)\n    return rows\n" + ROUTE)) for what, outcome, made in (("what is loaded", "pass", "await load()"), ("what it had", "fail", "renewed(rows)"))),
    Case(KEY, "fail", "what is kept in Redis for ever", node(READ_THROUGH % ("JSON.parse(hit)", "JSON.stringify(value)") + ORDERS), "ioredis is there"),
    Case(KEY, "fail", "a mark that something was done", node(READ_THROUGH % ("false", "'1', 'EX', seconds") + ORDERS), "ioredis is there"),
    Case(KEY, "fail", "a session that is put back for longer", node(REDIS + "async function touch(id) {\n  const text = await redis.get(id);\n  const session = JSON.parse(text);\n  session.seen = Date.now();\n  await redis.set(id, JSON.stringify(session), 'EX', 60);\n  return session;\n}\n" + ORDERS), "ioredis is there"),
    Case(KEY, "fail", "a count of tries", node(REDIS + "async function tries(id) {\n  const before = await redis.get(id);\n  const now = Number(before) + 1;\n  await redis.set(id, now, 'EX', 60);\n  return now;\n}\n" + ORDERS), "ioredis is there"),
    Case(KEY, "pass", "a function that a library memoises", node("const memoizee = require('memoizee');\nclass Orders {\n  constructor() {\n    this.all = memoizee((shop) => this.load(shop), { promise: true, maxAge: 1000 });\n  }\n}\n" + ORDERS), "memoizee", (("app.js", 6),)),
    Case(KEY, "fail", "settings that a library memoises", node("const memoizee = require('memoizee');\nconst all = memoizee(loadSettings);\n" + ORDERS), "memoizee is there, and caches no data"),
    Case(KEY, "pass", "a cache of a library that is asked as a dictionary", fastapi("from cachetools import TTLCache\nkept = TTLCache(maxsize=9, ttl=60)\ndef load():\n    if 'all' not in kept:\n        kept['all'] = query()\n    return kept['all']\n" + ROUTE), "cachetools"),
    Case(KEY, "fail", "a cache of a library that nobody asks", fastapi("from cachetools import TTLCache\nkept = TTLCache(maxsize=9, ttl=60)\n" + ROUTE), "cachetools is there"),
    Case(KEY, "pass", "an interceptor of NestJS", nest("@UseInterceptors(CacheInterceptor)\n@Controller('orders')\nexport class Orders { @Get() all() { return []; } }\n"), "CacheInterceptor"),
    Case(KEY, "pass", "an age for HTTP", node("app.get('/orders', (req, res) => {\n  res.set('Cache-Control', 'public, max-age=60');\n  res.json([]);\n});\n"), "Cache-Control", (("app.js", 4),)),
    Case(KEY, "pass", "revalidate of Next.js", next_js("export const revalidate = 60;\nexport async function GET() { return Response.json([]); }\n"), "revalidate"),
    Case(KEY, "pass", "lru_cache around data", fastapi("from functools import lru_cache\n@lru_cache\ndef load():\n    return []\n" + ROUTE), "lru_cache"),
    Case(KEY, "pass", "Django's cache", {"requirements.txt": "django\n", "manage.py": "", "shop/urls.py": "from django.urls import path\nfrom shop import views\nurlpatterns = [path('orders', views.orders)]\n", "shop/settings.py": "from django.conf import global_settings\nROOT_URLCONF = 'shop.urls'\n", "shop/views.py": "from django.core.cache import cache\nfrom django.http import JsonResponse\ndef orders(request):\n    return JsonResponse(cache.get_or_set('orders', load), safe=False)\n"}, "django.core.cache", (("shop/views.py", 4),)),
    Case(KEY, "pass", "a store that is handed what makes the value", node("const redis = require('./redis');\napp.get('/orders', async (req, res) => res.json(await redis.client.fetch('orders', () => load(), 60)));\n"), "redis.client", (("app.js", 4),)),
    Case(KEY, "pass", "a store of the program's own, by what the function is called", fastapi("from shop import redis_connection\ndef get_cached_orders():\n    return redis_connection.get('orders')\n" + ROUTE), "redis_connection"),
    Case(KEY, "pass", "a store, for a cache by the name of its key", fastapi("from redis.asyncio import Redis\nclient = Redis()\ndef kept(load):\n    async def inner(cache_key):\n        return await client.get(cache_key) or load()\n    return inner\n" + ROUTE), "redis.asyncio"),
    Case(KEY, "pass", "a store, for a cache by the name that its answer gets", node("const redis = require('./redis');\nasync function find(id) {\n  const cachedOrder = await redis.client.get(redis.key.order(id));\n  if (cachedOrder) return JSON.parse(cachedOrder);\n}\n" + ORDERS), "redis.client", (("app.js", 5),)),
    Case(KEY, "fail", "a store for sessions", node("const redis = require('./redis');\nasync function find(id) {\n  const session = await redis.client.get(redis.key.session(id));\n  return JSON.parse(session);\n}\n" + ORDERS)),
    Case(KEY, "pass", "an age that a middleware is given", fastapi("@app.middleware('http')\nasync def aged(request, call_next):\n    response = await call_next(request)\n    response.headers['Cache-Control'] = f'public, max-age={AGE}'\n    return response\n" + ROUTE), "Cache-Control", (("main.py", 6),)),
    Case(KEY, "pass", "a cache of the program's own, with an age", {**fastapi(ASKS % "'orders'"), "cache.py": OWN % ", expiry=10"}, "cache", (("main.py", 6),)),
    Case(KEY, "fail", "an object of the program's own that only keeps", {**fastapi(ASKS % "'orders'"), "cache.py": OWN % ""}, "nothing caches data"),
    Case(KEY, "fail", "a cache of the program's own for who has signed in", {**fastapi(ASKS % "f'auth:{token}'"), "cache.py": OWN % ", expiry=10"}, "nothing caches data"),
    Case(KEY, "pass", "a map, with an age", node(MAP % " && kept.expiresAt > Date.now()"), "ordersCache"),
    Case(KEY, "fail", "a map without an age", node(MAP % ""), "nothing caches data"),
    Case(KEY, "fail", "a map that is gone with the request", node(RUN % ("", "const cache = new Map();")), "nothing caches data"),
    Case(KEY, "pass", "a map that stays", node(RUN % ("const cache = new Map();", "")), "cache"),
    Case(KEY, "pass", "a map that a plugin makes for its routes", node("export function orders(app) {\n  const cache = new Map();\n  app.get('/orders', async (req, res) => {\n    const kept = cache.get('all');\n    if (kept && kept.expiresAt > Date.now()) return res.json(kept.value);\n  });\n}\n"), "cache"),
    Case(KEY, "fail", "a map that a function hands on to itself", node("const copied = (of, cache = new Map()) => {\n  if (cache.get(of)) return cache.get(of);\n  cache.set(of, { ...of });\n};\n" + ORDERS), "nothing caches data"),
    Case(KEY, "fail", "a map of who may ask", node(PERMITS + ORDERS), "nothing caches data"),
    Case(KEY, "fail", "a lock in Django's cache", {**DJANGO, **SET_UP, "shop/lock.py": LOCK}),
    Case(KEY, "pass", "data beside a lock in Django's cache", {**DJANGO, **SET_UP, "shop/lock.py": LOCK + "def known(key):\n    return cache.get(key)\n"}, "django.core.cache"),
    Case(KEY, "pass", "middleware of Django for the whole site", {**DJANGO, "shop/settings.py": "ROOT_URLCONF = 'shop.urls'\nMIDDLEWARE = ['django.middleware.cache.UpdateCacheMiddleware', 'django.middleware.cache.FetchFromCacheMiddleware']\n"}, "UpdateCacheMiddleware", (("shop/settings.py", 2),)),
    Case(KEY, "pass", "a directive of Next.js", next_js("async function load() {\n  'use cache';\n  return [];\n}\nexport async function GET() { return Response.json(await load()); }\n"), "use cache"),
    Case(KEY, "pass", "a cached handler of Nuxt", node("app.get('/orders', (req, res) => res.json([]));\nexport default defineCachedEventHandler(() => load(), { maxAge: 60 });\n"), "defineCachedEventHandler"),
    Case(KEY, "fail", "an age for files by their path", node("app.use((req, res, next) => {\n  if (req.path.startsWith('/prd')) {\n    res.setHeader('Cache-Control', 'max-age=8640000');\n    if (exists(path.join(root, 'static', `${req.path}.gz`))) req.url += '.gz';\n  }\n  next();\n});\n" + ORDERS), "nothing caches data"),
    Case(KEY, "pass", "an age for data by its path", node("app.use((req, res, next) => {\n  if (req.path.startsWith('/orders')) {\n    res.setHeader('Cache-Control', 'max-age=8640000');\n    log(path.join('orders', req.path));\n  }\n  next();\n});\n" + ORDERS), "Cache-Control"),
    *(
        Case(KEY, outcome, f"an age that {by} is told", node(f"{by}(join(__dirname, '../public'), {{\n  {told}: (res) => {{ res.set('Cache-Control', 'max-age=2592000'); }},\n}});\n" + ORDERS))
        for outcome, by, told in (("fail", "app.useStaticAssets", "setHeaders"), ("fail", "hand.out", "setHeaders"), ("pass", "app.orders", "answer"))
    ),
    *(
        Case(KEY, outcome, f"{what} in a cache of a library's", fastapi(f"from cachetools import TTLCache, cached\n{code}" + ROUTE))
        for outcome, what, code in (
            ("pass", "a store of documents", "@cached(TTLCache(maxsize=9, ttl=300))\ndef get_storage_context(folder):\n    return Context.made(folder)\n"),
            ("fail", "settings", "@cached(TTLCache(maxsize=9, ttl=300))\ndef get_settings(folder):\n    return Context.made(folder)\n"),
            ("fail", "a client", "@cached(TTLCache(maxsize=9, ttl=300))\ndef get_client(folder):\n    return Context.made(folder)\n"),
            ("fail", "what was cancelled", "cancelled_ids = TTLCache(9, 60)\ndef cancel(key):\n    cancelled_ids[key] = True\n"),
            ("pass", "what was asked for", "asked_rows = TTLCache(9, 60)\ndef ask(key):\n    asked_rows[key] = rows(key)\n"),
        )
    ),
    *(
        Case(KEY, outcome, f"what Flask-Caching keeps as {key}", {"requirements.txt": "flask\nflask-caching\n", "main.py": f"from flask import Flask, jsonify\nfrom flask_caching import Cache\napp = Flask('shop')\ncache = Cache(app)\n@app.get('/orders')\ndef orders():\n    cache.set({key}, load(), timeout=0)\n    return jsonify([])\n"})
        for outcome, key in (("fail", "'mail-token'"), ("fail", "'shop_credentials'"), ("pass", "'orders'"), ("pass", "'token_prices'"))
    ),
    *(Case(KEY, outcome, f"what Redis keeps under the name of a token, {how}", node(REDIS + f"async function rowsOf(req, res) {{\n  const cached = await redis.get('prices:token');\n  if (cached) {hit};\n  const rows = await load();\n  await redis.set('prices:token', JSON.stringify(rows), 'EX', 60);\n  {miss};\n}}\napp.get('/prices', rowsOf);\n")) for outcome, how, hit, miss in (
        ("pass", "answered", "return res.json(JSON.parse(cached))", "res.json(rows)"), ("fail", "by which it asks others", "return ask(cached)", "return ask(rows)"),
    )),
    Case(KEY, "fail", "an age for static files", node("const setStaticHeaders = (res) => { res.setHeader('Cache-Control', 'max-age=31536000, immutable'); };\napp.use(serve('assets', { setHeaders: setStaticHeaders }));\n" + ORDERS), "nothing caches data"),
    Case(KEY, "fail", "nothing", node(ORDERS), "nothing caches data"),
    Case(KEY, "fail", "a cache that holds nothing", node("const { LRUCache } = require('lru-cache');\n" + ORDERS), "lru-cache is there, and caches no data"),
    Case(KEY, "fail", "Redis for a queue", node("const Redis = require('ioredis');\nconst queue = new Queue(new Redis());\nqueue.add('mail');\n" + ORDERS), "ioredis is there"),
    Case(KEY, "fail", "lru_cache around settings", fastapi("from functools import lru_cache\n@lru_cache\ndef get_settings():\n    return {}\n" + ROUTE)),
    Case(KEY, "fail", "lru_cache around who is let in by a password", fastapi("from functools import lru_cache\n@lru_cache\ndef known(name: str, password: str):\n    return {name: hashed(password)}\n" + ROUTE)),
    Case(KEY, "pass", "lru_cache around data of somebody by name", fastapi("from functools import lru_cache\n@lru_cache\ndef known(name: str):\n    return rows(name)\n" + ROUTE), "lru_cache"),
    Case(KEY, "fail", "lru_cache around a certificate and its key", fastapi("from functools import lru_cache\n@lru_cache(maxsize=None)\ndef get_tls():\n    return {'certificate': rows('tls')}\n" + ROUTE)),
    Case(KEY, "fail", "lru_cache around what the machine says of itself", fastapi("from functools import lru_cache\n@lru_cache\ndef get_release() -> str:\n    with open('/etc/os-release') as told:\n        return told.read()\n" + ROUTE)),
    Case(KEY, "pass", "lru_cache around a file of data", fastapi("from functools import lru_cache\n@lru_cache\ndef get_rates() -> str:\n    with open('data/rates.csv') as told:\n        return told.read()\n" + ROUTE), "lru_cache"),
    Case(KEY, "fail", "lru_cache around what makes one object", fastapi("from functools import lru_cache\n@lru_cache\ndef get_hasher():\n    return Hasher()\n" + ROUTE)),
    Case(KEY, "fail", "lru_cache around what settings come to", fastapi("from functools import cache\nfrom shop.settings import settings\n@cache\ndef shop_mark():\n    return sha(settings.domain).hexdigest()\n" + ROUTE)),
    Case(KEY, "fail", "lru-cache for a sign-in under way", node("const { LRUCache } = require('lru-cache');\nconst cache = new LRUCache({ max: 9 });\napp.get('/orders', (req, res) => { cache.set(state, { codeVerifier }); res.json(cache.get(req.query.state)); });\n"), "lru-cache is there, and caches no data"),
    Case(KEY, "fail", "a class of settings that is made once", fastapi("from functools import lru_cache\nclass Settings:\n    @classmethod\n    @lru_cache(maxsize=1)\n    def made(cls, name='.env'):\n        return read(name)\n" + ROUTE)),
    Case(KEY, "fail", "what a hook keeps in the browser", {**next_js("export const GET = () => Response.json([]);\n"), "hooks/orders.ts": HOOK % "'use client';\n"}, "nothing caches data"),
    Case(KEY, "fail", "the same where no directive says so", {**next_js("export const GET = () => Response.json([]);\n"), "hooks/orders.ts": HOOK % ""}, "nothing caches data"),
    Case(KEY, "pass", "a store of Nitro's", {**next_js("export const GET = () => Response.json([]);\n"), "lib/orders.ts": "export const orders = async () => {\n  const cache = useStorage('cache');\n  return cache.get('orders');\n};\n"}, "cache"),
    Case(KEY, "pass", "a cache of the server's in a file beside", {**next_js("export const GET = () => Response.json([]);\n"), "lib/orders.ts": SHARED}, "cache"),
    Case(KEY, "fail", "no age", node("app.get('/orders', (req, res) => {\n  res.set('Cache-Control', 'no-store, max-age=0');\n  res.json([]);\n});\n")),
    Case(KEY, "not_applicable", "no route but a library's own", NEXT_AUTH, "of a library that signs people in"),
    Case(KEY, "fail", "a route beside a library's own", {**NEXT_AUTH, "app/api/orders/route.ts": "export const GET = () => Response.json([]);\n"}, "nothing caches data"),
    Case(KEY, "not_applicable", "no route but a health check's", node("app.get('/healthz', (req, res) => res.json({ ok: true }));\n"), "nothing could be kept"),
    Case(KEY, "fail", "a route beside a health check's", node(ORDERS + "app.get('/healthz', (req, res) => res.json({ ok: true }));\n"), "nothing caches data"),
    *(Case(KEY, outcome, f"an age that Flask's response is given: {age}", {"requirements.txt": "flask\n", "main.py": f"from flask import Flask, jsonify\napp = Flask('shop')\n@app.get('/orders')\ndef orders():\n    answer = jsonify(load())\n    answer.cache_control.{age}\n    return answer\n"}) for age, outcome in (("max_age = 60", "pass"), ("s_maxage = AGE", "pass"), ("max_age = 0", "fail"), ("no_store = True", "fail"))),
    *(Case(KEY, outcome, f"Next.js is told {told}", {**next_js("export const GET = () => Response.json([]);\n"), "next.config.js": f"const settings = {{ {told}: require.resolve('./kept.js') }};\nmodule.exports = settings;\n"}) for told, outcome in (("cacheHandler", "pass"), ("logHandler", "fail"))),
    Case(KEY, "not_applicable", "no route", node("app.listen(1);\n"), "no HTTP route"),
    Case(KEY, "not_applicable", "no backend", {"README.md": "# Words\n"}),
)  # fmt: skip
