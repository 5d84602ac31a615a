"""What looks like a breach and is none, each beside what is one: nothing fails unproven."""

import json

from tests.compliance.checks.queries_cases import VIEWS, WRITES, django, node, prisma
from tests.compliance.repositories import Case, Files

DRIVER = "from fastapi import FastAPI\nimport {driver}\napp = FastAPI()\n{head}\n@app.post('/orders')\ndef place(a: int):\n{body}\n"
INSERTS = (
    "cursor.execute('INSERT INTO users (a) VALUES (1)')",
    "cursor.execute('INSERT INTO orders (a) VALUES (1)')",
)

MANAGER = "@contextmanager\ndef {name}():\n    {body}\n    yield cursor\n"

# A handler of two functions, each of which writes a table by what it is handed.
CONNECTED = (
    "from fastapi import FastAPI\nfrom psycopg import AsyncConnection, connect\napp = FastAPI()\n"
    "class Settings: pass\n"
    "async def add_user(db: KIND, name: str):\n"
    "    async with db.cursor() as cursor:\n"
    "        await cursor.execute('INSERT INTO users (name) VALUES (%s)', (name,))\n"
    "        await cursor.connection.commit()\n"
    "async def add_order(db: KIND, name: str):\n"
    "    async with db.cursor() as cursor:\n"
    "        await cursor.execute('INSERT INTO orders (name) VALUES (%s)', (name,))\n"
    "        await cursor.connection.commit()\n"
    "@app.post('/orders')\n"
    "async def place(db: KIND, name: str):\n"
    "    await add_user(db, name)\n    await add_order(db, name)\n"
)


def driver(*body: str, name: str = "psycopg2", head: str = "") -> Files:
    """A FastAPI service that hands a driver its SQL."""
    code = DRIVER.format(driver=name, head=head, body="\n".join(f"    {each}" for each in body))
    return {"requirements.txt": "fastapi\npsycopg2\nasyncpg\n", "main.py": code}


def connected(*body: str, more: str = "") -> Files:
    """A FastAPI service that takes the connection of a driver out of SQLAlchemy's engine."""
    store = f"from sqlalchemy import create_engine\n{more}connect = create_engine('mysql://db/shop').raw_connection\n"
    lines = "\n".join(
        f"    {each}" for each in ("connection = connect()", "cursor = connection.cursor()", *body)
    )
    code = f"from fastapi import FastAPI\nfrom store import connect\napp = FastAPI()\n@app.post('/orders')\ndef place(a: int):\n{lines}\n"
    return {
        "requirements.txt": "fastapi\nsqlalchemy\npymysql\n",
        "main.py": code,
        "store.py": store,
    }


def typeorm(method: str, decorator: str = "") -> Files:
    """A service of NestJS that writes two tables, and the controller that calls it."""
    return {
        "package.json": '{"dependencies": {"@nestjs/core": "*", "@nestjs/common": "*", "typeorm": "*", "pg": "*"}}',
        "src/main.ts": "import { NestFactory } from '@nestjs/core';\nNestFactory.create(AppModule);\napp.useGlobalPipes(pipes);\n",
        "src/orders.ts": "import { Repository } from 'typeorm';\nexport class User {}\nexport class Order {}\n"
        "export class Orders {\n  constructor(private users: Repository<User>, private orders: Repository<Order>, private unitOfWork: UnitOfWork) {}\n"
        f"  async place() {{ {method} }}\n}}\n",
        "src/controller.ts": "import { Controller, Post } from '@nestjs/common';\nimport { Orders } from './orders';\n"
        f"@Controller('orders')\nexport class C {{ constructor(private orders: Orders) {{}}\n {decorator} @Post() place() {{ return this.orders.place(); }} }}\n",
    }


BOTH = "await this.users.save({});\n await this.orders.save({});"
KYSELY = "import {{ Kysely }} from 'kysely';\nconst db = new Kysely({{}});\nexport const place = () => {run}(async (t) => {{ await t.insertInto('users').values({{}}).execute();\n await t.insertInto('orders').values({{}}).execute(); }});\n"
ERRORS = "error-handling-consistent"
ROUTED = "const express = require('express');\nconst app = express();\napp.get('/orders', (req, res) => res.json(all()));\n"


def express(code: str, *packages: str, **files: str) -> Files:
    """An Express service with a route."""
    names = dict.fromkeys(["express", *packages], "*")
    return {"package.json": json.dumps({"dependencies": names}), "app.js": ROUTED + code, **files}


def wsgi(middleware: str) -> Files:
    """A Django service with a middleware."""
    return {
        **django(VIEWS + "def orders(request):\n    return JsonResponse({})\n"),
        "shop/middleware.py": middleware,
    }


HANDED = "class App {{ constructor(app) {{ app.use(this.{name}.bind(this)); }}\n  {name}(err, req, res, next) {{ {body} }} }}\nnew App(app);\n"
AROUND = "def errors(get_response):\n    def middleware(request):\n        try:\n            return get_response(request)\n        except Exception as error:\n            {body}\n    return middleware\n"
NINJA = "from django.urls import path\nfrom ninja import NinjaAPI\napi = NinjaAPI()\n@api.get('/orders')\ndef orders(request):\n    return []\nurlpatterns = [path('api/', api.urls)]\n"
FALCON = "import falcon\nclass Orders:\n    def on_get(self, request, response):\n        response.media = []\napp = falcon.App()\napp.add_route('/orders', Orders())\n"
SANIC = "from sanic import Sanic, json\nfrom errors import Answers\napp = Sanic('shop'{more})\n@app.get('/orders')\nasync def orders(request):\n    return json([])\n"
SIGN_IN, ROLES = "authentication", "role-based-access"
ROUTE = {
    "package.json": '{"dependencies": {"next": "16", "next-auth": "5"}}',
    "src/app/api/orders/route.ts": "export async function GET() { return Response.json([]); }\n",
}
WITH_AUTH = "import {{ withAuth }} from 'next-auth/middleware';\nexport default withAuth({{}});\nexport const config = {{ matcher: {} }};\n"
USER = "app.use((req, res, next) => { req.user = jwt.verify(req.headers.authorization, KEY); next(); });\n"


def before(middleware: str, path: str = "src/middleware.ts", **files: str) -> Files:
    """A route of Next.js with a middleware."""
    return {**ROUTE, path: middleware, **files}


def refusing(route: str, refusal: str) -> Files:
    """A route that answers some callers otherwise."""
    return express(
        "",
        **{
            "more.js": f"const app = require('express')();\napp.post('{route}', (req, res) => {{ if (!known(req)) {refusal}; res.json([]); }});\n"
        },
    )


def member(condition: str) -> Files:
    """A route for those who are signed in and of whom something holds."""
    return express(
        USER
        + f"app.delete('/orders/:id', async (req, res) => {{\n  const member = await find(req.user.id);\n  if ({condition}) return res.status(403).end();\n  res.json({{}}); }});\n",
        "jsonwebtoken",
    )


SQL = "sql-parameterised"


def asked(
    before: str, value: str = "req.query.by", head: str = "const ALLOWED = ['id', 'name'];\n"
) -> Files:
    """A handler that orders by something that it is told."""
    return node(
        f"import {{ pool }} from './pool';\n{head}export async function f(req: any, res: any) {{\n  const by = req.query.by;\n  {before}\n  return pool.query(`SELECT * FROM orders ORDER BY ${{{value}}}`);\n}}\n",
        "pg-format",
    )


KEEPS = "caching"
HELD = "const NodeCache = require('node-cache');\nconst {name} = new NodeCache({{ stdTTL: 60 }});\nconst load = (key) => {name}.get(key) ?? find(key);\n"
APPS = "INSTALLED_APPS = ['orders', '{}']\n{}"
RULE = "module.exports = {{ async headers() {{ return [{{ source: '{}', headers: [{{ key: 'Cache-Control', value: '{}' }}] }}]; }} }};\n"


def configured(*settings: str) -> Files:
    """A Django service with more settings."""
    files = django(VIEWS + "def orders(request):\n    return JsonResponse({})\n")
    return {**files, "shop/settings.py": f"{files['shop/settings.py']}{''.join(settings)}"}


VALID, PAGES = "input-validated", "lists-paginated"
FLASK = "from flask import Flask, request, jsonify\nfrom orders import Order\napp = Flask('shop')\n@app.post('/orders')\ndef add():\n    data = request.get_json()\n    {}\n"
MADE = "const kit = require('{package}');\n{made};\napp.post('/orders', (req, res) => {{ {use}; res.json([]); }});\n"
VIEWSET = "from rest_framework import routers, viewsets\nfrom orders.models import Order\nclass Orders(viewsets.ModelViewSet):\n    queryset = Order.objects.all()\nrouter = routers.DefaultRouter()\nrouter.register('orders', Orders)\nurlpatterns = router.urls\n"


def model(base: str, use: str = "order = Order(**data)") -> Files:
    """A handler of Flask that makes an object out of a body."""
    return {
        "requirements.txt": "flask\npydantic\npeewee\n",
        "app.py": FLASK.format(use) + "    return jsonify([])\n",
        "orders.py": base,
        "other.py": "import pydantic\n",
    }


MARKUP = "output-escaped"
MARKDOWN = "import {package}\nimport markdown as made\nfrom django import template\nregister = template.Library()\n@register.filter{named}\ndef markdown(text):\n    return {clean}(made.markdown(text))\n"


def page(template: str, filters: str = "") -> Files:
    """A page of Django, and a file of filters."""
    view = (
        "from django.shortcuts import render\n"
        + VIEWS
        + "def orders(request):\n    return render(request, 'orders.html', {})\n"
    )
    return {
        **django(view),
        "orders/templates/orders.html": template,
        "orders/templatetags/texts.py": filters,
    }


TESTED = "integration-tests"
OWN = {
    "requirements.txt": "fastapi\npytest\n",
    "main.py": "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/orders')\ndef orders():\n    return []\n",
}
STORED = {
    **ROUTE,
    "package.json": '{"scripts": {"test": "vitest"}, "dependencies": {"next": "16"}}',
}


def tested(test: str) -> Files:
    """A FastAPI service with a test."""
    return {**OWN, "tests/test_orders.py": test}


SETUP = "setup-documented"


def composed(environment: str, **files: str) -> Files:
    """A service whose README leaves everything to Compose."""
    service = f"services:\n  api:\n    build: .\n{environment}"
    return express(
        "const key = process.env.SHOP_KEY;\n",
        **{
            "README.md": "# Shop\n`docker compose up`\n",
            "compose.yaml": service,
            "Dockerfile": 'FROM node:22\nRUN npm ci\nCMD ["node", "app.js"]\n',
            **files,
        },
    )


NAMES = "env-example-complete"


def reading(code: str) -> Files:
    """An Express service that reads a variable, which its example file does not name."""
    return express(code, **{".env.example": "OTHER=\n"})


FEED = "app.get('/feed', (req, res) => {{ res.type('{kind}'); res.send(`<name>${{req.query.name}}</name>`); }});\n"
PART = "import {{ createClient }} from '@supabase/supabase-js';\nconst store = createClient('', '');\nexport async function GET(req: Request) {{ const {{ data }} = await store.from('orders').select('*'){part}; return Response.json(data); }}\n"
UNITS, CHANGES = "unit-tests", "schema-changed-by-migrations-only"

PINNED, STARTS = "python-version-pinned", "dev-command"
PROJECT = "[project]\nname = 'shop'\ndependencies = ['flask']\n"
APP = "from flask import Flask\napp = Flask('shop')\n@app.get('/orders')\ndef orders():\n    return []\n"


CASES = (
    *(Case(PINNED, "pass", f"another build: {pin}", {"requirements.txt": "flask\n", "app.py": APP, ".python-version": pin}) for pin in ("3.13t", "pypy3.11-7.3.17", "cpython@3.13")),
    *(Case(PINNED, "fail", f"no build: {pin}", {"requirements.txt": "flask\n", "app.py": APP, ".python-version": pin}) for pin in ("shop-env", "3.13x", "pypy3.6-7.3.3")),
    Case(PINNED, "pass", "Poetry's table of a version", {"pyproject.toml": PROJECT + "[tool.poetry.dependencies]\npython = { version = '^3.12' }\n", "app.py": APP}),
    *(Case(STARTS, "pass", f"a script of {table}", {"pyproject.toml": PROJECT + f"[tool.{table}]\n{task}\n", "app.py": APP}, "declares the script dev") for table, task in (
        ("pdm.scripts", "dev = 'flask run'"), ("pdm.scripts", "dev = { shell = 'flask run' }"), ("hatch.envs.default.scripts", "dev = ['flask run']"), ("poe.tasks", "dev = { cmd = 'flask run' }"), ("taskipy.tasks", "dev = 'flask run'"),
    )),
    Case(STARTS, "fail", "a table of another tool", {"pyproject.toml": PROJECT + "[tool.ruff.lint]\ndev = 'flask run'\n", "app.py": APP}),
    Case(MARKUP, "fail", "a name in HTML", express(FEED.format(kind="html")), "res.send of HTML"),
    *(Case(MARKUP, "not_applicable", f"a name in {kind}", express(FEED.format(kind=kind))) for kind in ("xml", "application/rss+xml")),
    Case(PAGES, "pass", "a part of what Supabase has", before("", "src/none.ts") | {"src/app/api/orders/route.ts": PART.format(part=".range(from, from + 9)")}, "the one list endpoint answers page by page"),
    Case(PAGES, "fail", "all that Supabase has", before("", "src/none.ts") | {"src/app/api/orders/route.ts": PART.format(part="")}, "1 of 1"),
    Case(VALID, "pass", "a class that Pydantic decorates", model("from pydantic.dataclasses import dataclass\n@dataclass\nclass Order:\n    number: int\n"), "the one handler that reads a body validates it"),
    Case(VALID, "fail", "a class that holds nothing to its types", model("from dataclasses import dataclass\n@dataclass\nclass Order:\n    number: int\n"), "1 of 1"),
    *(Case(UNITS, "pass", f"code by another path: {test[:50]}", tested(test), "calls code") for test in (
        "import sys\nsys.path.insert(0, '..')\nfrom main import orders\ndef test_orders():\n    assert orders() == []\n", "import importlib\nmain = importlib.import_module('main')\ndef test_orders():\n    assert main.orders() == []\n",
    )),
    *(Case(UNITS, "fail", f"no code of the repository: {test[:50]}", tested(test), "finds none that calls code") for test in (
        "import sys\nsys.path.insert(0, '..')\nfrom json import loads\ndef test_orders():\n    assert loads('[]') == []\n", "import importlib\njson = importlib.import_module('json')\ndef test_orders():\n    assert json.loads('[]') == []\n",
    )),
    Case(CHANGES, "pass", "an option of that name of something else", node("import { pool } from './pool';\nimport { player } from './player';\nplayer.play({ synchronize: true });\npool.query('SELECT 1');\n", "typeorm")),
    Case(CHANGES, "fail", "options of a connection in a file of their own", node("import { pool } from './pool';\nexport const options = { type: 'postgres', synchronize: true };\npool.query('SELECT 1');\n", "typeorm"), "synchronize: true"),
    *(Case(NAMES, "pass", f"goes on without: {code[:60]}", reading(code)) for code in (
        "function tell() { const hook = process.env.SHOP_HOOK;\n  if (!hook) return; send(hook); }\n", "function tell() { const hook = process.env.SHOP_HOOK;\n  if (!hook) { log('none'); return null; } send(hook); }\n",
        "let port = process.env.SHOP_PORT;\nif (!port) port = 3000;\n", "const all = [process.env.SHOP_A, process.env.SHOP_B].filter(Boolean);\n", "export const shown = Boolean(process.env.SHOP_A);\n", "export const shown = (process.env.SHOP_A && process.env.SHOP_B) || process.env.CI;\n", "if (process.env.VITEST) skip(process.env.WEBSITE_HOSTNAME);\n",
    )),
    *(Case(NAMES, "fail", f"does not go on without: {code[:60]}", reading(code), "lacks 1 of") for code in (
        "function tell() { const hook = process.env.SHOP_HOOK;\n  if (!hook) throw new Error('hook'); send(hook); }\n", "function tell() { const hook = process.env.SHOP_HOOK;\n  if (!hook) { log('none'); process.exit(1); } send(hook); }\n",
        "let port = process.env.SHOP_PORT;\nif (!port) other = 3000;\n", "const all = [process.env.SHOP_A].filter(isOrigin);\n", "export const shown = String(process.env.SHOP_A);\n",
    )),
    *(Case(SETUP, "pass", f"Compose fills it in: {each.split()}", composed(each, **{"dev.env": "SHOP_KEY=a\n"}), "fill in .env") for each in (
        "    environment:\n      SHOP_KEY: a\n", "    environment:\n      - SHOP_KEY=a\n", "    environment:\n      - SHOP_KEY=${SHOP_KEY:-a}\n", "    env_file: dev.env\n", "    env_file: [dev.env]\n",
    )),
    *(Case(SETUP, "fail", f"Compose leaves it to people: {each.split()}", composed(each), "does not tell how to fill in .env") for each in (
        "", "    environment:\n      NODE_ENV: production\n", "    environment:\n      - SHOP_KEY=${SHOP_KEY}\n", "    environment:\n      - SHOP_KEY\n", "    environment:\n      SHOP_KEY:\n", "    env_file: .env\n",
    )),
    *(Case(TESTED, "pass", f"by a client of any name: {test[-70:]}", tested(test)) for test in (
        "async def test_orders(ac):\n    assert (await ac.get('/orders')).status_code == 200\n",
        "import requests\nBASE = 'http://localhost:8000'\ndef test_orders():\n    assert requests.get(f'{BASE}/orders').status_code == 200\n",
        "import schemathesis\nschema = schemathesis.from_asgi('/openapi.json', None)\n@schema.parametrize()\ndef test_api(case):\n    case.call_and_validate()\n",
    )),
    *(Case(TESTED, "fail", f"what calls no endpoint: {test[-70:]}", tested(test), "no test calls an endpoint") for test in (
        "def test_orders(respx, load):\n    respx.get('/orders').respond(200)\n    assert load().status_code == 200\n",
        "import requests\ndef test_status():\n    assert requests.get('https://example.org/orders').status_code == 200\n",
        "def test_orders(known):\n    assert known.get('/orders') == []\n",
    )),
    Case(TESTED, "pass", "got, of a server on the own machine", express("", "got", **{"test/orders.test.js": "const got = require('got');\nit('answers', async () => { await got('http://localhost:3000/orders').json(); });\n"})),
    Case(TESTED, "fail", "got, of another server", express("", "got", **{"test/orders.test.js": "const got = require('got');\nit('answers', async () => { await got('https://example.org/orders').json(); });\n"})),
    Case(TESTED, "pass", "a handler of Next.js by itself", {**STORED, "src/app/api/orders/route.test.ts": "import { GET } from './route';\nit('answers', async () => { const answer = await GET(); expect(answer.status).toBe(200); });\n"}),
    Case(TESTED, "fail", "a function of that name", {**STORED, "src/app/api/orders/names.test.ts": "import { GET } from './names';\nit('answers', async () => { const answer = await GET(); expect(answer).toBe('GET'); });\n"}, "no test calls an endpoint"),
    Case(MARKUP, "pass", "a filter of the project's own that cleans", page("<p>{{ text|markdown|safe }}</p>", MARKDOWN.format(package="nh3", clean="nh3.clean", named=""))),
    Case(MARKUP, "pass", "the same by another name", page("<p>{{ text|rich|safe }}</p>", MARKDOWN.format(package="bleach", clean="bleach.clean", named="(name='rich')"))),
    Case(MARKUP, "fail", "a filter of the project's own that does not clean", page("<p>{{ text|markdown|safe }}</p>", MARKDOWN.format(package="nh3", clean="str", named="")), "by |safe"),
    Case(MARKUP, "unknown", "a value that passes another filter", page("<p>{{ text|title|safe }}</p>", MARKDOWN.format(package="nh3", clean="nh3.clean", named="")), "by |safe"),
    Case(MARKUP, "pass", "a translation by a name", page("{% trans '<b>Hello</b>' as greeting %}<p>{{ greeting|safe }}</p>")),
    Case(MARKUP, "unknown", "another value beside a translation", page("{% trans '<b>Hello</b>' as greeting %}<p>{{ name|safe }}</p>"), "by |safe"),
    Case(VALID, "pass", "a model of Pydantic's", model("from pydantic import BaseModel\nclass Order(BaseModel):\n    number: int\n"), "the one handler that reads a body validates it"),
    Case(VALID, "pass", "a model built on another one", model("import pydantic\nclass Base(pydantic.BaseModel):\n    pass\nclass Order(Base):\n    number: int\n"), "the one handler that reads a body validates it"),
    Case(VALID, "fail", "a model of Peewee's", model("from peewee import Model\nclass BaseModel(Model):\n    pass\nclass Order(BaseModel):\n    pass\n"), "1 of 1"),
    Case(VALID, "fail", "a model that is made of nothing", model("from pydantic import BaseModel\nclass Order(BaseModel):\n    number: int\n", "order = Order()"), "1 of 1"),
    *(Case(VALID, "pass", f"what {package} has made", express(MADE.format(package=package, made=made, use=use), package), "the one handler that reads a body validates it") for package, made, use in (
        ("ajv", "const check = new kit().compile({})", "check(req.body)"), ("arktype", "const Order = kit.type({})", "Order(req.body)"),
        ("io-ts", "const Order = kit.type({})", "Order.decode(req.body)"), ("validatorjs", "const rules = {}", "const check = new kit(req.body, rules); if (check.fails()) return"),
    )),
    *(Case(VALID, "fail", f"what {package} has made and nothing is held to", express(MADE.format(package=package, made=made, use=use), package), "1 of 1") for package, made, use in (
        ("ajv", "const check = new kit().compile({})", "note(req.body)"), ("arktype", "const Order = kit.type({})", "Order; note(req.body)"), ("zod", "const client = make({})", "client.decode(req.body)"),
    )),
    Case(PAGES, "pass", "a setting that is put into the others", configured("REST_FRAMEWORK = {}\nREST_FRAMEWORK['DEFAULT_PAGINATION_CLASS'] = 'rest_framework.pagination.LimitOffsetPagination'\nREST_FRAMEWORK['PAGE_SIZE'] = 50\n") | {"requirements.txt": "django\ndjangorestframework\n", "shop/urls.py": VIEWSET}, "the one list endpoint answers page by page"),
    Case(PAGES, "fail", "no setting that pages", configured("REST_FRAMEWORK = {}\n") | {"requirements.txt": "django\ndjangorestframework\n", "shop/urls.py": VIEWSET}, "1 of 1"),
    Case(KEEPS, "pass", "an instance of a cache by another name", express(HELD.format(name="kept"), "node-cache"), "node-cache"),
    Case(KEEPS, "fail", "an instance of a cache for sessions", express(HELD.format(name="sessions"), "node-cache"), "node-cache is there"),
    Case(KEEPS, "pass", "a middleware that caches", express("const kit = require('apicache');\napp.use(kit.middleware('5 minutes'));\n", "apicache"), "kit"),
    Case(KEEPS, "pass", "queries that Accelerate keeps", express("const f = () => prisma.user.findMany({ cacheStrategy: { ttl: 60 } });\n", "@prisma/client"), "cacheStrategy"),
    Case(KEEPS, "pass", "queries that TypeORM keeps", express("const f = () => users.find({ cache: 60000 });\n", "typeorm")),
    Case(KEEPS, "fail", "queries that TypeORM does not keep", express("const f = () => users.find({ cache: false });\n", "typeorm")),
    Case(KEEPS, "pass", "an application of Django that keeps queries", configured(APPS.format("cachalot", "")), "cachalot"),
    Case(KEEPS, "fail", "another application of Django", configured(APPS.format("catalogue", ""))),
    *(Case(KEEPS, outcome, f"headers of Next.js: {of}, {value}", {**ROUTE, "next.config.js": RULE.format(of, value)}) for outcome, of, value in (("pass", "/api/:path*", "s-maxage=60"), ("pass", "/(.*)", "public, max-age=60"), ("fail", "/fonts/(.*)", "public, max-age=60"), ("fail", "/api/:path*", "no-store"))),
    *(Case(SQL, "pass", f"held to a list: {before}", asked(before, value)) for before, value in (
        ("if (!ALLOWED.includes(by)) throw new Error(by);", "by"), ("if (!['id', 'name'].includes(req.query.by)) return;", "req.query.by"),
        ("const column = ALLOWED.includes(req.query.by) ? req.query.by : 'id';", "column"), ("if (!validColumns.has(by)) return;", "by"), ("if (!/^[a-z]+$/.test(by)) return;", "by"),
    )),
    *(Case(SQL, "fail", f"held to nothing: {before}", asked(before, "by"), "1 of 1") for before in ("if (cache.has(by)) return;", "if (!ALLOWED.includes(other)) return;", "for (const one of ALLOWED) log(one);", "")),
    Case(SQL, "pass", "what pg-format quotes", node("import { pool } from './pool';\nimport format from 'pg-format';\nexport const f = (req: any) => pool.query(format('SELECT * FROM orders ORDER BY %I', req.query.by));\n", "pg-format")),
    Case(SQL, "fail", "another function of that name", node("import { pool } from './pool';\nimport { format } from 'node:util';\nexport const f = (req: any) => pool.query(format('SELECT * FROM orders ORDER BY %s', req.query.by));\n"), "1 of 1"),
    *(Case(SQL, outcome, f"in Python: {before}", driver(f"{before}", "cursor = connect().cursor()", "cursor.execute(f'SELECT * FROM orders ORDER BY {a}')", head="ALLOWED = ('id', 'name')")) for outcome, before in (
        ("pass", "assert a in ALLOWED"), ("pass", "assert a in {'id', 'name'}"), ("pass", "assert a.isidentifier()"), ("fail", "assert a in rows"), ("fail", "assert b in ALLOWED"), ("fail", "[b for a in ALLOWED]"),
    )),
    *(Case(SIGN_IN, "pass", f"a middleware of Next.js: {code[:40]}", before(code, path, **{"src/auth.ts": "import NextAuth from 'next-auth';\nexport const { auth } = NextAuth({});\n"})) for path, code in (
        ("src/middleware.ts", "export { auth as middleware } from './auth';\n"), ("src/proxy.ts", "export { auth as proxy } from './auth';\n"),
        ("middleware.ts", "export { default } from 'next-auth/middleware';\n"), ("src/proxy.ts", "import { getToken } from 'next-auth/jwt';\nexport async function proxy(req) { if (!(await getToken({ req }))) return Response.redirect('/'); }\n"),
        ("src/middleware.ts", "import { auth } from './auth';\nexport default auth((req) => { if (!req.auth) return Response.redirect('/'); });\n"),
    )),
    Case(SIGN_IN, "fail", "a middleware for languages", before("import createMiddleware from 'next-intl/middleware';\nexport default createMiddleware({});\n"), "no sign-in was found"),
    Case(SIGN_IN, "fail", "a middleware that is none of Next.js's", before("export { default } from 'next-auth/middleware';\n", "src/lib/middleware.ts"), "no sign-in was found"),
    *(Case(SIGN_IN, "pass", f"before an API: {each}", before(WITH_AUTH.format(each))) for each in ("'/api/:path*'", "['/((?!_next/static|favicon.ico).*)']", "['/dashboard', '/(api|trpc)(.*)']", "['/:path*']", "['/((?!api/health$|api/auth|_next/(?:static|image)|api-docs|favicon).*)']", "paths")),
    *(Case(SIGN_IN, "fail", f"not before an API: {each}", before(WITH_AUTH.format(each)), "no sign-in was found") for each in ("['/((?!api|_next/static|favicon.ico).*)']", "['/((?!_next|api/orders|icons).*)']", "['/((?!api/auth|api/ord|(?:icons|images)).*)']", "'/dashboard/:path*'", "['/dashboard', '/account']")),
    Case(SIGN_IN, "pass", "who is unknown is answered 401", refusing("/orders", "return res.status(401).end()"), "an answer of 401"),
    Case(SIGN_IN, "fail", "who signs in wrongly is answered 401", refusing("/login", "return res.status(401).end()"), "no sign-in was found"),
    Case(SIGN_IN, "fail", "what is unknown is answered 404", refusing("/orders", "return res.status(404).end()"), "no sign-in was found"),
    Case(ROLES, "unknown", "who is only refused", refusing("/orders", "return res.status(401).end()"), "callers are only refused"),
    *(Case(ROLES, "pass", f"what somebody is: {each}", member(each)) for each in ("member.role !== 'owner'", "!['owner', 'admin'].includes(member?.role)", "member.role < Role.MODERATOR", "!member.isAdmin", "member.type !== 'seller'")),
    *(Case(ROLES, "fail", f"what is no role: {each}", member(each), "no route asks for a role") for each in ("message.role === 'assistant'", "member.id !== order.memberId", "event.type === 'managed'", "!is_owner(order, member)")),
    *(Case(ERRORS, "pass", f"from a package: {use}", express(f"const kit = require('@shop/kit');\nconst {{ errorHandler }} = require('@shop/kit');\napp.use({use});\n", "@shop/kit"), "the error middleware") for use in ("errorHandler", "errorHandler()", "kit.errorMiddleware()", "kit.handleErrors")),
    *(Case(ERRORS, "fail", f"what only reports: {use}", express(f"const kit = require('@sentry/node');\nconst {{ errorHandler }} = require('@sentry/node');\napp.use({use});\n", "@sentry/node"), "no central handler") for use in ("errorHandler()", "kit.Handlers.errorHandler()", "Sentry.errorHandler")),
    Case(ERRORS, "fail", "a function of that name that is no error middleware", express("function errorHandler(req, res, next) { next(); }\napp.use(errorHandler);\n"), "no central handler"),
    Case(ERRORS, "fail", "a function that makes a list of what only passes errors on", express("const note = (err, req, res, next) => { log(err); next(err); };\nconst errorHandler = () => [note];\napp.use(errorHandler());\n"), "no central handler"),
    Case(ERRORS, "pass", "a method that is bound", express(HANDED.format(name="answer", body="res.status(500).json({});")), "the error middleware answer"),
    Case(ERRORS, "fail", "a bound method that passes errors on", express(HANDED.format(name="answer", body="next(err);")), "only passes errors on"),
    Case(ERRORS, "pass", "a middleware of Django around the view", wsgi(AROUND.format(body="return JsonResponse({'error': str(error)}, status=500)")), "the middleware middleware"),
    Case(ERRORS, "fail", "a middleware of Django that raises again", wsgi(AROUND.format(body="log(error)\n            raise")), "no central handler"),
    Case(ERRORS, "pass", "a middleware of Django that raises some again", wsgi(AROUND.replace("except", "except Http404:\n            raise\n        except").format(body="return JsonResponse({'error': str(error)}, status=500)")), "the middleware middleware"),
    Case(ERRORS, "pass", "Django Ninja", {**django(VIEWS), "requirements.txt": "django\ndjango-ninja\n", "shop/urls.py": NINJA}, "django-ninja answers errors in one form by itself"),
    Case(ERRORS, "pass", "Falcon", {"requirements.txt": "falcon\n", "main.py": FALCON}, "Falcon answers errors in one form by itself"),
    Case(ERRORS, "pass", "Sanic with a handler of its own", {"requirements.txt": "sanic\n", "main.py": SANIC.format(more=", error_handler=Answers()")}, "error_handler"),
    Case(ERRORS, "fail", "Sanic without", {"requirements.txt": "sanic\n", "main.py": SANIC.format(more="")}, "no central handler"),
    Case(WRITES, "pass", "one commit of a driver", driver("cursor = connect().cursor()", *INSERTS, "connection.commit()"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "pass", "a connection that commits when it is left", driver("with connect() as connection, connection.cursor() as cursor:", *(f"    {each}" for each in INSERTS)), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "pass", "a cursor from another file's function", driver("with cursor() as cursor:", *(f"    {each}" for each in INSERTS)), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "pass", "one commit of a connection out of SQLAlchemy's engine", connected(*INSERTS, "connection.commit()"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "fail", "two commits of such a connection", connected(INSERTS[0], "connection.commit()", INSERTS[1], "connection.commit()"), "1 of 1"),
    Case(WRITES, "fail", "such a connection that commits by itself", connected(*INSERTS, more="options = {'isolation_level': 'AUTOCOMMIT'}\n"), "1 of 1"),
    Case(WRITES, "fail", "two commits of a driver", driver("cursor = connect().cursor()", INSERTS[0], "connection.commit()", INSERTS[1], "connection.commit()"), "1 of 1"),
    Case(WRITES, "pass", "a file that is run by itself, whose connection commits by itself", {**driver("cursor = connect().cursor()", *INSERTS), "nightly.py": "import psycopg2\nif __name__ == '__main__':\n    psycopg2.connect('').autocommit = True\n"}),
    *(Case(WRITES, outcome, f"functions that are handed {kind}", {"requirements.txt": "fastapi\npsycopg\n", "main.py": CONNECTED.replace("KIND", kind)}) for kind, outcome in (("AsyncConnection", "pass"), ("Settings", "fail"))),
    Case(WRITES, "fail", "a driver that commits by itself", driver("cursor = connect().cursor()", *INSERTS, head="connection.autocommit = True"), "1 of 1"),
    *(Case(WRITES, outcome, f"a driver that commits by itself, in a manager of one's own: {name}", driver(f"with {entered} as cursor:", *(f"    {each}" for each in INSERTS), head=f"from contextlib import contextmanager\nconnection.autocommit = True\n{head}")) for outcome, name, entered, head in (
        ("pass", "one that begins", "store.writing()", MANAGER.format(name="writing", body="cursor.execute('BEGIN')")),
        ("pass", "one that begins, by its name here", "writing()", MANAGER.format(name="writing", body="cursor.execute('BEGIN')")),
        ("pass", "one that enters another", "store.changing()", MANAGER.format(name="writing", body="connection.begin()") + MANAGER.format(name="changing", body="stack.enter_context(writing())")),
        ("pass", "a class", "Writing()", "class Writing:\n    def __enter__(self):\n        connection.execute('BEGIN')\n        return self\n"),
        ("fail", "a class that begins elsewhere", "Writing()", "class Writing:\n    def __enter__(self):\n        return self\n    def start(self):\n        connection.execute('BEGIN')\n"),
        ("fail", "one that begins nothing", "store.writing()", MANAGER.format(name="writing", body="cursor.execute('PRAGMA optimize')")),
        ("fail", "no manager", "store.writing()", "def writing():\n    cursor.execute('BEGIN')\n"),
        ("fail", "two of one name", "store.writing()", MANAGER.format(name="writing", body="cursor.execute('BEGIN')") + "class Other:\n    @contextmanager\n    def writing(self):\n        yield cursor\n"),
    )),
    *(Case(WRITES, outcome, f"a driver that commits by itself for a while, {after}", driver("cursor = connect().cursor()", *INSERTS, head=f"before = connection.autocommit\nconnection.autocommit = True\nconnection.execute('VACUUM')\n{after}")) for outcome, after in (("pass", "connection.autocommit = before"), ("fail", "connection.execute(before)"))),
    Case(WRITES, "fail", "a driver that keeps each statement", driver("cursor = connect().cursor()", *INSERTS, name="asyncpg"), "1 of 1"),
    Case(WRITES, "pass", "a unit of work that runs a callback", typeorm(f"await this.unitOfWork.run(async () => {{ {BOTH} }});"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "fail", "a queue that runs a callback", typeorm(f"await this.queue.run(async () => {{ {BOTH} }});"), "1 of 1"),
    Case(WRITES, "pass", "an interceptor that opens a transaction", typeorm(BOTH, "@UseInterceptors(TransactionInterceptor)"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "fail", "an interceptor that logs", typeorm(BOTH, "@UseInterceptors(LoggingInterceptor)"), "1 of 1"),
    Case(WRITES, "pass", "a transaction that is executed", node(KYSELY.format(run="db.transaction().execute"), "kysely"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "pass", "parts of one statement", node("import { Kysely } from 'kysely';\nconst db = new Kysely({});\nexport const place = async () => {\n  await db.with('placed', (part) => part.insertInto('users').values({})).with('paid', (part) => part.updateTable('payments').set({})).insertInto('orders').values({}).execute();\n};\n", "kysely"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "fail", "a statement after one of parts", node("import { Kysely } from 'kysely';\nconst db = new Kysely({});\nexport const place = async () => {\n  await db.with('placed', (part) => part.insertInto('users').values({})).insertInto('orders').values({}).execute();\n  await db.insertInto('payments').values({}).execute();\n};\n", "kysely"), "1 of 1"),
    Case(WRITES, "fail", "a statement in what another hands on", node("import { Kysely } from 'kysely';\nconst db = new Kysely({});\nexport const place = async () => {\n  await db.insertInto('users').values({}).execute().then(() => db.insertInto('orders').values({}).execute());\n};\n", "kysely"), "1 of 1"),
    Case(WRITES, "fail", "a connection that is executed", node(KYSELY.format(run="db.connection().execute"), "kysely"), "1 of 1"),
    Case(WRITES, "pass", "a function of the project's own named for it", prisma("export const f = () => atomically(async () => {\n  await prisma.user.create({});\n  await prisma.order.create({});\n});\n"), "the one function that writes two or more tables does so in a transaction"),
)  # fmt: skip
