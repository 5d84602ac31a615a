"""Cases of the check in `compliance.checks.caching`."""

from tests.compliance.checks.access_cases import ORDERS, fastapi, nest, node
from tests.compliance.checks.errors_cases import next_js
from tests.compliance.repositories import Case

KEY = "caching"
ROUTE = "@app.get('/orders')\ndef orders():\n    return load()\n"

CASES = (
    Case(KEY, "pass", "a copy of a library that the project keeps", node("const apicache = require('./modules/apicache');\nlet cache = apicache.middleware;\napp.get('/orders', cache('5 minutes'), (req, res) => res.json([]));\n", **{"modules/apicache.js": "exports.middleware = (age) => (req, res, next) => next();\n"}), "apicache"),
    Case(KEY, "pass", "lru-cache", node("const { LRUCache } = require('lru-cache');\nconst cache = new LRUCache({ max: 9 });\napp.get('/orders', (req, res) => res.json(cache.get('orders')));\n"), "lru-cache", (("app.js", 5),)),
    Case(KEY, "pass", "Redis, for a cache", node("const Redis = require('ioredis');\nconst redis = new Redis();\napp.get('/orders', async (req, res) => res.json(await redis.get('cache:orders')));\n"), "ioredis"),
    Case(KEY, "pass", "an interceptor of NestJS", nest("@UseInterceptors(CacheInterceptor)\n@Controller('orders')\nexport class Orders { @Get() all() { return []; } }\n"), "CacheInterceptor"),
    Case(KEY, "pass", "an age for HTTP", node("app.get('/orders', (req, res) => {\n  res.set('Cache-Control', 'public, max-age=60');\n  res.json([]);\n});\n"), "Cache-Control", (("app.js", 4),)),
    Case(KEY, "pass", "revalidate of Next.js", next_js("export const revalidate = 60;\nexport async function GET() { return Response.json([]); }\n"), "revalidate"),
    Case(KEY, "pass", "lru_cache around data", fastapi("from functools import lru_cache\n@lru_cache\ndef load():\n    return []\n" + ROUTE), "lru_cache"),
    Case(KEY, "pass", "Django's cache", {"requirements.txt": "django\n", "manage.py": "", "shop/urls.py": "from django.urls import path\nfrom shop import views\nurlpatterns = [path('orders', views.orders)]\n", "shop/settings.py": "from django.conf import global_settings\nROOT_URLCONF = 'shop.urls'\n", "shop/views.py": "from django.core.cache import cache\nfrom django.http import JsonResponse\ndef orders(request):\n    return JsonResponse(cache.get_or_set('orders', load), safe=False)\n"}, "django.core.cache", (("shop/views.py", 4),)),
    Case(KEY, "pass", "a store that is handed what makes the value", node("const redis = require('./redis');\napp.get('/orders', async (req, res) => res.json(await redis.client.fetch('orders', () => load(), 60)));\n"), "redis.client", (("app.js", 4),)),
    Case(KEY, "pass", "a store of the program's own, by what the function is called", fastapi("from shop import redis_connection\ndef get_cached_orders():\n    return redis_connection.get('orders')\n" + ROUTE), "redis_connection"),
    Case(KEY, "pass", "a store, for a cache by the name of its key", fastapi("from redis.asyncio import Redis\nclient = Redis()\ndef kept(load):\n    async def inner(cache_key):\n        return await client.get(cache_key) or load()\n    return inner\n" + ROUTE), "redis.asyncio"),
    Case(KEY, "pass", "an age that a middleware is given", fastapi("@app.middleware('http')\nasync def aged(request, call_next):\n    response = await call_next(request)\n    response.headers['Cache-Control'] = f'public, max-age={AGE}'\n    return response\n" + ROUTE), "Cache-Control", (("main.py", 6),)),
    Case(KEY, "fail", "nothing", node(ORDERS), "nothing caches data"),
    Case(KEY, "fail", "a cache that holds nothing", node("const { LRUCache } = require('lru-cache');\n" + ORDERS), "lru-cache is there, and caches no data"),
    Case(KEY, "fail", "Redis for a queue", node("const Redis = require('ioredis');\nconst queue = new Queue(new Redis());\nqueue.add('mail');\n" + ORDERS), "ioredis is there"),
    Case(KEY, "fail", "lru_cache around settings", fastapi("from functools import lru_cache\n@lru_cache\ndef get_settings():\n    return {}\n" + ROUTE)),
    Case(KEY, "fail", "lru_cache around what makes one object", fastapi("from functools import lru_cache\n@lru_cache\ndef get_hasher():\n    return Hasher()\n" + ROUTE)),
    Case(KEY, "fail", "a class of settings that is made once", fastapi("from functools import lru_cache\nclass Settings:\n    @classmethod\n    @lru_cache(maxsize=1)\n    def made(cls, name='.env'):\n        return read(name)\n" + ROUTE)),
    Case(KEY, "fail", "no age", node("app.get('/orders', (req, res) => {\n  res.set('Cache-Control', 'no-store, max-age=0');\n  res.json([]);\n});\n")),
    Case(KEY, "not_applicable", "no route", node("app.listen(1);\n"), "no HTTP route"),
    Case(KEY, "not_applicable", "no backend", {"README.md": "# Words\n"}),
)  # fmt: skip
