"""Cases of the checks in `compliance.checks.performance`."""

from tests.compliance.checks.access_cases import nest as nest_service
from tests.compliance.checks.access_cases import pothos
from tests.compliance.checks.queries_cases import CLIENT, PRISMA_SCHEMA
from tests.compliance.checks.queries_cases import node as backend
from tests.compliance.checks.runtime_cases import EXPRESS
from tests.compliance.repositories import Case, Files

LISTS = "lists-paginated"
ROUTER = "import { Router } from 'express';\nimport { prisma } from './client';\nexport const users = Router();\n"
HANDED_OVER = (
    ("by itself", "const checked = async (req, run) => { if (!req.query.a) throw new Error(); return await run(req.query); };\n", "checked(req, (query) => prisma.user.findMany())"),
    ("in an object", "async function checked(args) { const { request, execute } = args; return await execute(request.query); }\n", "checked({ request: req, execute: (query) => prisma.user.findMany() })"),
)  # fmt: skip
ASKED = (
    "from typing import Annotated\nfrom fastapi import Query\nfrom pydantic import BaseModel\n"
    "class Asked(BaseModel):\n    {fields}\nAskedFor = Annotated[Asked, Depends()]\n"
    "@app.get('/users')\ndef users(asked: {type}, db: Session = Depends(get_db)):\n"
    "    return db.scalars(select(User)).all()\n"
)
MOUNT = "import express from 'express';\nimport { users } from './users';\nconst app = express();\napp.use('/users', users);\n"


def node(handler: str, **files: str) -> Files:
    """An Express service with Prisma and a route `/users`, or what else `handler` registers."""
    return {
        **backend(ROUTER + handler, "@prisma/client", path="src/users.ts"),
        "src/app.js": "",
        "src/main.ts": MOUNT,
        "src/client.ts": CLIENT,
        "prisma/schema.prisma": PRISMA_SCHEMA,
        **files,
    }


def fastapi(source: str) -> Files:
    """A FastAPI service with SQLAlchemy."""
    return {
        "requirements.txt": "fastapi\nsqlalchemy\npsycopg\n",
        "main.py": "from fastapi import Depends, FastAPI\nfrom sqlalchemy import select\nfrom sqlalchemy.orm import Session\n"
        "from models import Base, User\napp = FastAPI()\n" + source,
        "models.py": "from sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase):\n    pass\n"
        "class User(Base):\n    __tablename__ = 'users'\n",
    }


def strawberry(field: str) -> Files:
    """A Django service with a field of GraphQL, and a class for a page of users."""
    return {
        **django(""),
        "requirements.txt": "django\nstrawberry-graphql-django\npsycopg\n",
        "shop/schema.py": "import strawberry\nimport strawberry_django\nfrom shop import models\n@strawberry_django.type(models.User)\nclass User:\n    id: int\n    friends: list['User']\n"
        f"@strawberry.type\nclass Found:\n    users: list[User]\n    total: int\n@strawberry.type\nclass Query:\n    @strawberry_django.field\n    def users(self) -> {field}\nschema = strawberry.Schema(query=Query)\n",
    }  # fmt: skip


def django(views: str, settings: str = "", register: str = "") -> Files:
    """A Django service with the REST framework and the route `/users`."""
    register = register or "path('users/', views.Users.as_view())"
    return {
        "requirements.txt": "django\ndjangorestframework\npsycopg\n",
        "manage.py": "import django\n",
        "shop/settings.py": f"INSTALLED_APPS = ['django.contrib.auth']\nROOT_URLCONF = 'shop.urls'\n{settings}",
        "shop/urls.py": f"from django.urls import path\nfrom shop import views\nurlpatterns = [{register}]\n",
        "shop/models.py": "from django.db import models\nclass User(models.Model):\n    name = models.TextField()\n",
        "shop/views.py": "from rest_framework import generics, viewsets\nfrom rest_framework.response import Response\n"
        "from rest_framework.views import APIView\nfrom django.http import JsonResponse\nfrom shop.models import User\n"
        + views,
    }


def openapi(*lists: str) -> Files:
    """A document with `GET /users`, or `GET /users?limit`, each of which answers an array."""
    text = 'openapi: 3.0.3\ninfo: {title: Shop, version: "1"}\npaths:\n'
    for each in lists:
        path, asks, name = each.partition("?")
        given = (
            f"      parameters: [{{name: '{name}', in: query, schema: {{type: integer}}}}]\n"
            if asks
            else ""
        )
        text += (
            f"  {path}:\n    get:\n{given}      responses:\n"
            "        '200': {description: ok, content: {application/json: {schema: {type: array, items: {type: object}}}}}\n"
        )
    return {
        **EXPRESS,
        "src/app.js": EXPRESS["src/app.js"] + "app.get('/users', list);\n",
        "openapi.yaml": text,
    }


def bare(*lists: str) -> Files:
    """The same document with answers that are not described."""
    files = dict(openapi(*lists))
    schema = "{type: array, items: {type: object}}"
    return {**files, "openapi.yaml": str(files["openapi.yaml"]).replace(schema, "{}")}


CONTROLLER = (
    "import { Store } from './store';\nclass Controller {\n  constructor(private store: Store) {}\n"
    "  list = async (req, res) => { res.json(await this.store.all()); };\n"
    "  routes() { users.get('/', this.list); }\n}\n"
)
STORE = (
    "import { prisma } from './client';\nexport interface Store { all(): Promise<User[]> }\n"
    "export class Users implements Store {\n  all() { return prisma.user.findMany(); }\n}\n"
)


def nest(mark: str) -> Files:
    """A NestJS service whose route `/users` has a mark, and asks a store."""
    return nest_service(
        "import { ApiOkResponse, ApiResponse } from '@nestjs/swagger';\n@Controller('users')\nexport class Users {\n"
        f"  constructor(private store: Store) {{}}\n  {mark}\n  @Get()\n  all() {{ return this.store.seen(); }}\n}}\n"
    )


GENERIC = "class Users(generics.ListAPIView):\n    queryset = User.objects.all()\n"
PAGES = "REST_FRAMEWORK = {'DEFAULT_PAGINATION_CLASS': 'rest_framework.pagination.PageNumberPagination'%s}\n"
HANDED = (
    "export const init = (queries) => {\n  const { users: { findAllUsers } } = queries;\n"
    "  users.get('/', async (req, res) => res.json(await findAllUsers()));\n};\n"
)
MAKER = (
    "import { prisma } from './client';\nexport const createQueries = () => {\n"
    "  const findAllUsers = async () => prisma.user.findMany();\n  return { findAllUsers };\n};\n"
)
WRAPPER = "class Seen(BaseModel):\n    users: list[User]\n    total: int\n"
ACTION = (
    "class Users(viewsets.GenericViewSet):\n    @extend_schema(responses={200: Shown(many=True)})\n"
    "    @action(detail=False, %s)\n    def seen(self, request):\n        return Response(Shown(self.get_object().seen).data)\n"
)
ACTIONS = "path('users/seen/', views.Users.as_view({'get': 'seen'}))"
POSTED = "".join(
    f"users.post('/{each}', async (req, res) => {{ %(given)sres.json(await prisma.user.findMany({{}})); }});\n"
    for each in ("lines", "shops", "create-lines")
) + "".join(f"users.post('/{each}', save);\n" for each in "abcdefghi")
RENDERED = "".join(
    f"users.get('/{each}', (req, res) => {{ res.render('{each}'); }});\n" for each in "abcdefghi"
)
ALL = "async (req, res) => { const rows = await prisma.user.findMany(); res.json(rows); }"

STORE_OF_ONE = """\
class Store:
    async def {name}(self, statement: Select):
        return await self.session.execute(statement)
    async def by_key(self, key):
        statement = select(User).where(User.key == key)
        return await self.{name}(statement)
"""


def mongoose(statics: str, handler: str = "res.json(await User.list(req.query))") -> Files:
    """An Express service whose `GET /users` answers what a static of a model reads."""
    return {
        "package.json": '{"dependencies": {"express": "5", "mongoose": "8"}}',
        "src/user.js": f"const mongoose = require('mongoose');\nconst schema = new mongoose.Schema({{}});\n{statics}\n"
        "module.exports = mongoose.model('User', schema);\n",
        "src/app.js": "const express = require('express');\nconst User = require('./user');\nconst app = express();\n"
        f"app.get('/users', async (req, res, next) => {{ {handler}; }});\n",
    }


CASES = (
    *(Case(LISTS, outcome, f"Next.js's older router: {rows}", {"package.json": '{"dependencies": {"next": "13", "@prisma/client": "6"}}', "prisma/schema.prisma": 'datasource db { provider = "postgresql" }\nmodel User {\n  id Int @id\n}\n', "pages/api/users.ts": f"import {{ PrismaClient }} from '@prisma/client';\nconst prisma = new PrismaClient();\nasync function handler(req, res) {{\n  const users = await prisma.user.findMany({rows});\n  return res.json(users);\n}}\nexport default withUser(handler, {{ methods: ['GET'] }});\n"}) for rows, outcome in (("", "fail"), ("{ take: 50 }", "fail"), ("{ take: Number(req.query.take) }", "pass"))),
    *(Case(LISTS, outcome, f"a field of GraphQL that answers {type_}", strawberry(f"{type_}:\n        return models.User.objects.filter(name='a')")) for type_, outcome in (("User", "not_applicable"), ("User | None", "not_applicable"), ("Optional[User]", "not_applicable"), ("list[User]", "fail"), ("Found", "fail"))),
    Case(LISTS, "fail", "all rows by a callback", mongoose("schema.statics.list = (query, done) => done();", "User.find({}, (error, rows) => { if (error) return next(error); res.json(rows); })"), "1 of 1 list endpoints"),
    Case(LISTS, "pass", "a page by a callback", mongoose("", "User.find({}).limit(req.query.limit).exec((error, rows) => { res.json(rows); })"), "the one list endpoint answers page by page"),
    Case(LISTS, "not_applicable", "an error by a callback", mongoose("", "User.find({}, (error, rows) => { res.json(error); })"), "no endpoint answers a list"),
    Case(LISTS, "pass", "a page by a model's static", mongoose("schema.statics = { list({ page, size }) { return this.find().skip(page * size).limit(size); } };"), "the one list endpoint answers page by page"),
    Case(LISTS, "fail", "all rows by a static of a class that the schema loads", mongoose("class Users { static list() { return this.find(); } }\nschema.loadClass(Users);"), "1 of 1 list endpoints"),
    Case(LISTS, "pass", "a page by a static of a class that the schema loads", mongoose("class Users { static list({ page, size }) { return this.find().skip(page * size).limit(size); } }\nschema.loadClass(Users);"), "the one list endpoint answers page by page"),
    Case(LISTS, "not_applicable", "a static of a class that nothing loads", mongoose("class Users { static list() { return this.find(); } }"), "no endpoint answers a list"),
    Case(LISTS, "fail", "all rows by a model's static", mongoose("schema.statics.list = function () { return this.find(); };"), "1 of 1 list endpoints"),
    Case(LISTS, "fail", "all rows", node(f"users.get('/', {ALL});"), "1 of 1 list endpoints take no page, limit or cursor: GET /users; the rule allows 5%", (("src/users.ts", 4),)),
    Case(LISTS, "fail", "all rows behind a log that skips some", node(f"const morgan = require('morgan');\nusers.use(morgan('dev', {{ skip: (req) => req.quiet }}));\nusers.get('/', {ALL});"), "1 of 1 list endpoints"),
    Case(LISTS, "fail", "all rows of a handler that may show a page", node("users.get('/', async (req, res) => { if (!req.user) return this.sendAppPage(req, res); res.json(await prisma.user.findMany()); });"), "1 of 1 list endpoints"),
    Case(LISTS, "fail", "all rows in a wrapper", node("users.get('/', async (req, res) => res.json({ success: true, data: await prisma.user.findMany() }));"), "GET /users"),
    Case(LISTS, "fail", "all rows as the only thing of a wrapper", node("users.get('/mine', async (req, res) => { const orders = await prisma.order.findMany(); res.json({ ok: true, orders }); });"), "GET /users/mine"),
    Case(LISTS, "not_applicable", "rows that something is made of", node("users.get('/mine', async (req, res) => { const orders = await prisma.order.findMany(); res.json(await charts.drawn({ orders })); });"), "no endpoint answers a list"),
    Case(LISTS, "fail", "all rows of a field of Pothos", pothos(""), "1 of 1 list endpoints take no page, limit or cursor: users"),
    Case(LISTS, "pass", "a connection of Pothos takes cursors", pothos("", "prismaConnection"), "the one list endpoint answers page by page"),
    Case(LISTS, "fail", "rows that are mapped", node("users.get('/', async (req, res) => { const rows = await prisma.user.findMany(); return res.send(rows.map(dto)); });"), "GET /users"),
    Case(LISTS, "fail", "rows of another function", node("const find = async () => { return prisma.user.findMany(); };\nusers.get('/', async (req, res) => res.json(await find()));"), "GET /users"),
    Case(LISTS, "fail", "rows behind then", node("users.get('/', (req, res) => { prisma.user.findMany().then((rows) => res.json(rows)); });"), "GET /users"),
    Case(LISTS, "fail", "a list that is filled in a loop", node("users.get('/', async (req, res) => { const out = []; for (const u of await prisma.user.findMany()) { out.push(u.id); } res.json(out); });"), "GET /users"),
    Case(LISTS, "pass", "limited by what is asked for", node("users.get('/', async (req, res) => { const { limit } = req.query; res.json(await prisma.user.findMany({ take: limit })); });"), "the one list endpoint answers page by page"),
    Case(LISTS, "pass", "limited where the rows are read", node("const find = (query) => prisma.user.findMany({ skip: query.skip, take: 20 });\nusers.get('/', async (req, res) => res.json(await find(req.query)));"), "the one list endpoint answers page by page"),
    Case(LISTS, "fail", "a page that nobody hands on", node("const find = (params) => { const { take, where } = params; return prisma.user.findMany({ take, where }); };\nusers.get('/', async (req, res) => res.json(await find({ where: { a: 1 } })));"), "GET /users"),
    Case(LISTS, "fail", "a limit that nobody chooses", node("const find = (params) => { const { where } = params; return prisma.user.findMany({ take: 10, where }); };\nusers.get('/', async (req, res) => res.json(await find({ where: { a: 1 } })));"), "GET /users"),
    Case(LISTS, "pass", "pages that are put into what is checked", node("const pagingParams = { a: z.number() };\nusers.get('/', async (req, res) => { const query = parse(z.object({ ...pagingParams }), req); res.json(await list(query)); });"), "the one list endpoint answers page by page"),
    Case(LISTS, "pass", "pages that a guard checks", node("const pageQuery = z.object({ page: z.number() });\nusers.get('/', validate(pageQuery), async (req, res) => res.json(await list(req)));"), "the one list endpoint answers page by page"),
    Case(LISTS, "not_applicable", "one row of many", node("users.get('/', async (req, res) => { const rows = await prisma.user.findMany(); res.json(rows[0]); });"), "no endpoint answers a list"),
    Case(LISTS, "not_applicable", "how many there are", node("users.get('/', async (req, res) => { const rows = await prisma.user.findMany(); res.json({ data: rows.length }); });"), "no endpoint answers a list"),
    Case(LISTS, "not_applicable", "rows that a function adds up", node("const total = (rows) => { let sum = 0; for (const row of rows) { sum += row.price; } return sum; };\nusers.get('/', async (req, res) => { const rows = await prisma.user.findMany(); res.json(total(rows)); });"), "no endpoint answers a list"),
    Case(LISTS, "fail", "rows that a function hands back", node("const shown = (rows) => rows.map((row) => row.name);\nusers.get('/', async (req, res) => { const rows = await prisma.user.findMany(); res.json(shown(rows)); });"), "GET /users"),
    Case(LISTS, "fail", "rows that a function sends", node("const respond = (res, status, data) => { res.status(status).json(data); };\nusers.get('/', async (req, res) => { const rows = await prisma.user.findMany(); respond(res, 200, rows); });"), "GET /users"),
    Case(LISTS, "not_applicable", "rows that a function does not send", node("const respond = (res, status, data) => { note(data); res.status(status).json({ ok: true }); };\nusers.get('/', async (req, res) => { const rows = await prisma.user.findMany(); respond(res, 200, rows); });"), "no endpoint answers a list"),
    Case(LISTS, "fail", "rows that a function puts into a wrapper and sends", node("const render = (response, object) => { const data = object.records ? object.records : object; const answer = { data, meta: { count: 1 } }; return response.status(200).json(answer); };\nusers.get('/', async (req, res) => { const rows = await prisma.user.findMany(); render(res, rows); });"), "GET /users"),
    Case(LISTS, "fail", "rows behind an interface", node(CONTROLLER, **{"src/store.ts": STORE}), "GET /users"),
    Case(LISTS, "fail", "rows of a function that is handed around", node(HANDED, **{"src/store.ts": MAKER}), "GET /users"),
    Case(LISTS, "fail", "rows of one of two functions that is handed around", node(HANDED + "users.get('/:id', one);\n", **{"src/store.ts": MAKER, "src/other.ts": MAKER}), "GET /users"),
    Case(LISTS, "fail", "rows of a relation of one object", node("users.get('/:id/posts', async (req, res) => { const user = await prisma.user.findUnique({ where: { id: req.params.id }, include: { posts: { where: { a: 1 } } } }); res.json(user?.posts.map((post) => post.title)); });"), "GET /users/{id}/posts"),
    Case(LISTS, "not_applicable", "another object of one object", node("users.get('/:id/team', async (req, res) => { const user = await prisma.user.findFirst({ where: { id: req.params.id }, select: { team: { select: { name: true } } } }); res.json(user?.team); });"), "no endpoint answers a list"),
    Case(LISTS, "fail", "rows of a relation by what is asked of it", node("users.get('/:id/staff', async (req, res) => { const user = await prisma.user.findFirst({ where: { id: req.params.id }, select: { staff: { orderBy: { name: 'asc' } } } }); res.json(user?.staff); });"), "GET /users/{id}/staff"),
    Case(LISTS, "pass", "rows of a relation of one object, so many of them", node("users.get('/:id/posts', async (req, res) => { const user = await prisma.user.findUnique({ where: { id: req.params.id }, include: { posts: { take: req.query.take } } }); res.json(user.posts); });"), "the one list endpoint answers page by page"),
    Case(LISTS, "not_applicable", "a part of one object", node("users.get('/:id/address', async (req, res) => { const user = await prisma.user.findUnique({ where: { id: req.params.id }, select: { address: true } }); res.json(user.address); });"), "no endpoint answers a list"),
    Case(LISTS, "not_applicable", "how many there are of each, by its address", node(f"users.get('/count', {ALL});"), "no endpoint answers a list"),
    Case(LISTS, "not_applicable", "a list of another service", node("users.get('/', async (req, res) => { const limit = 20; const found = await fetch(`https://shop.example/?limit=${limit}`); res.json(await found.json()); });"), "no endpoint answers a list"),
    Case(LISTS, "fail", "all rows since a moment", node("users.get('/', async (req, res) => { const { since } = req.query; res.json(await prisma.user.findMany({ where: { at: { gt: since } } })); });"), "GET /users"),
    Case(LISTS, "fail", "a procedure that lists", node(f"users.post('/users.list', {ALL});"), "POST /users/users.list"),
    Case(LISTS, "fail", "lists that are posted for, as everything is", node(POSTED % {"given": ""}), "2 of 2 list endpoints take no page, limit or cursor: POST /users/lines, POST /users/shops"),
    Case(LISTS, "not_applicable", "forms that are posted from pages", node(POSTED % {"given": ""} + RENDERED), "no endpoint answers a list"),
    Case(LISTS, "pass", "pages of what is posted for", node(POSTED % {"given": "const { limit } = req.body; "}), "both list endpoints answer page by page"),
    Case(LISTS, "not_applicable", "rows that one of the posted forms answers", node(POSTED.partition("users.post('/a'")[0] % {"given": ""}), "no endpoint answers a list"),
    Case(LISTS, "fail", "a page that is what the API is about", node("users.get('/page/:page', async (req, res) => { const page = await one(req); res.json(page); });\nusers.get('/page/all', async (req, res) => { const { pageId } = req.query; res.json(await prisma.user.findMany({ where: { pageId } })); });"), "GET /users/page/all"),
    *(Case(LISTS, "fail", f"rows of a function that is handed over: {name}", node(wrapper + f"users.get('/', async (req, res) => {{ const found = await {called}; res.json(found); }});"), "GET /users") for name, wrapper, called in HANDED_OVER),
    Case(LISTS, "not_applicable", "a function that is handed over, and asked for nothing", node("const checked = async (req, run) => { later(run); return { ok: true }; };\nusers.get('/', async (req, res) => { const found = await checked(req, () => prisma.user.findMany()); res.json(found); });"), "no endpoint answers a list"),
    Case(LISTS, "fail", "rows of Objection's relations", node("import { Model } from 'objection';\nusers.get('/shops', async (req, res) => { const shops = await req.user.$relatedQuery('shops').orderBy('name'); res.json(shops); });"), "GET /users/shops"),
    Case(LISTS, "not_applicable", "the one object of an Objection's relation", node("import { Model } from 'objection';\nusers.get('/shop', async (req, res) => { const shop = await req.user.$relatedQuery('shop').orderBy('name'); res.json(shop); });"), "no endpoint answers a list"),
    Case(LISTS, "fail", "all of what an interface holds that only a stand-in has", node(CONTROLLER, **{"src/store.ts": STORE.replace("class Users", "class FakeUsers")}), "GET /users"),
    Case(LISTS, "not_applicable", "one of what a builder reads", node("import { userRepository } from './repository';\nusers.get('/:id', async (req, res) => { const builder = userRepository.createQueryBuilder('user').where('user.id = :id', req.params); const user = await builder.getOne(); res.json(user); });", **{"package.json": '{"dependencies": {"express": "5", "typeorm": "1", "pg": "8"}}', "src/repository.ts": "import { DataSource } from 'typeorm';\nconst source = new DataSource({});\nexport const userRepository = source.getRepository(User);\n"}), "no endpoint answers a list"),
    Case(LISTS, "fail", "many of what another path answers one of", node("users.get('/page/:id', (req, res) => res.json(pages.one(req.params.id)));\nusers.get('/pages', (req, res) => res.json(pages.all()));\nusers.get('/state', (req, res) => res.json(pages.state()));\n"), "1 of 1 list endpoints take no page, limit or cursor: GET /users/pages;"),
    *(Case(LISTS, "fail", f"a limit of how long a body is: {each}", node(f"users.use(express.{each}({{ limit: '10mb' }}));\nusers.get('/', {ALL});"), "GET /users") for each in ("json", "raw", "text", "urlencoded")),
    Case(LISTS, "fail", "a limit of how often somebody asks", node(f"import rateLimit from 'express-rate-limit';\nconst guard = rateLimit({{ limit: 100 }});\nusers.get('/', guard, express.json({{ limit: '1mb' }}), {ALL});"), "GET /users"),
    Case(LISTS, "not_applicable", "rows as one of many things", node("users.get('/:id', async (req, res) => { const orders = await prisma.order.findMany(); res.json({ name: 'a', orders }); });"), "no endpoint answers a list"),
    Case(LISTS, "not_applicable", "rows that are only written to a log", node("users.get('/', async (req, res) => { const rows = await prisma.user.findMany(); console.log(rows); res.json({ ok: true }); });"), "no endpoint answers a list"),
    Case(LISTS, "not_applicable", "a page", node("users.get('/', async (req, res) => { const rows = await prisma.user.findMany(); res.render('users', { rows }); });"), "it serves no HTTP API"),
    Case(LISTS, "not_applicable", "a route that writes", node(f"users.post('/', {ALL});"), "no endpoint answers a list"),
    Case(LISTS, "unknown", "a list whose rows cannot be followed", node("users.get('/', handlers.list);\nusers.get('/:id', handlers.one);"), "whether GET /users answers a list cannot be told"),
    Case(LISTS, "unknown", "a further list whose rows cannot be followed", node("users.get('/', async (req, res) => res.json(await prisma.user.findMany({ take: req.query.take })));\nusers.get('/old', handlers.list);\nusers.get('/old/:id', handlers.one);"), "the one list endpoint answers page by page, but of GET /users/old it cannot be told"),
    Case(LISTS, "unknown", "many paths in the plural, and none seen to list", node("".join(f"users.get('/{each}', async (req, res) => res.json(await load(req)));\n" for each in ("orders", "bills", "lines", "shops", "status"))), "whether GET /users/orders, GET /users/bills, GET /users/lines, GET /users/shops answers"),
    Case(LISTS, "unknown", "a procedure that lists in a way that cannot be followed", node("users.post('/orders.list', handlers.list);"), "whether POST /users/orders.list answers"),
    Case(LISTS, "unknown", "a file that could not be read", {**node("users.get('/', async (req, res) => res.json(await prisma.user.findMany({ take: req.query.take })));"), "src/big.ts": "import 'express';" + "x" * 30_000}, "src/big.ts has a line of more than"),
    Case(LISTS, "fail", "SQLAlchemy", fastapi("@app.get('/users')\ndef users(db: Session = Depends(get_db)):\n    return db.scalars(select(User)).all()\n"), "GET /users", (("main.py", 6),)),
    Case(LISTS, "pass", "SQLAlchemy with a page", fastapi("@app.get('/users')\ndef users(skip: int = 0, db: Session = Depends(get_db)):\n    return db.scalars(select(User).offset(skip)).all()\n"), "the one list endpoint answers page by page"),
    Case(LISTS, "pass", "a dependency that asks for pages", fastapi("class Pages:\n    def __init__(self, page: int = 1):\n        self.page = page\n@app.get('/users')\ndef users(p: Pages = Depends(Pages)):\n    return repository.all(p)\n"), "the one list endpoint answers page by page"),
    Case(LISTS, "pass", "as many as somebody asks for", fastapi("@app.get('/users')\ndef users(max_count: int = 10, db: Session = Depends(get_db)):\n    return db.scalars(select(User).limit(max_count)).all()\n")),
    Case(LISTS, "pass", "as many as a function behind it takes", fastapi("def found(db, many):\n    return db.scalars(select(User).fetch(many)).all()\n@app.get('/users')\ndef users(max_rows: int = 10, db: Session = Depends(get_db)):\n    return found(db, max_rows)\n")),
    Case(LISTS, "pass", "a class of filters that is annotated", fastapi(ASKED.format(fields="limit: int = 10", type="Annotated[Asked, Query()]"))),
    Case(LISTS, "pass", "a class of filters by another name", fastapi(ASKED.format(fields="page: int = 1", type="AskedFor"))),
    Case(LISTS, "pass", "a class of filters that is made by a method", fastapi(ASKED.format(fields="offset: int = 0", type="Annotated[Asked, Depends(Asked.made())]"))),
    Case(LISTS, "pass", "a class of filters that takes pages over beside others", fastapi("class Pages(BaseModel):\n    limit: int = 10\n" + ASKED.format(fields="word: str = ''", type="Annotated[Asked, Query()]").replace("(BaseModel)", "(BaseModel, Pages)"))),
    Case(LISTS, "fail", "a class of filters without a page", fastapi(ASKED.format(fields="word: str = ''", type="Annotated[Asked, Query()]"))),
    Case(LISTS, "not_applicable", "one object by its type, out of rows", fastapi(STORE_OF_ONE.format(name="found") + "class Shown(BaseModel):\n    model_config = ConfigDict(extra='forbid')\n    name: str\n@app.get('/users/{key}', response_model=Shown)\nasync def user(key: str, store: Store = Depends(Store)):\n    return await store.by_key(key)\n"), "no endpoint answers a list"),
    Case(LISTS, "fail", "rows by a function of one's own", fastapi(STORE_OF_ONE.format(name="found") + "@app.get('/users')\nasync def user(store: Store = Depends(Store)):\n    return await store.by_key(1)\n"), "GET /users"),
    Case(LISTS, "not_applicable", "one row by the name of a function of one's own", fastapi(STORE_OF_ONE.format(name="get_one_or_none") + "@app.get('/users')\nasync def user(store: Store = Depends(Store)):\n    return await store.by_key(1)\n"), "no endpoint answers a list"),
    Case(LISTS, "not_applicable", "one of many, which has others in it", fastapi("@app.get('/users/{key}')\ndef user(key: str, db: Session = Depends(get_db)):\n    rows = db.scalars(select(User).where(User.key == key)).all()\n    return {'status': 'new', 'users': rows}\n"), "no endpoint answers a list"),
    Case(LISTS, "fail", "many of one kind, called so", fastapi("@app.get('/shops/{key}/users')\ndef user(key: str, db: Session = Depends(get_db)):\n    rows = db.scalars(select(User).where(User.key == key)).all()\n    return {'status': 'new', 'users': rows}\n"), "GET /shops/{key}/users"),
    Case(LISTS, "fail", "a wrapper of rows by its type", fastapi("class Shown(BaseModel):\n    name: str\n    users: list[One]\n@app.get('/users', response_model=Shown)\ndef users(db: Session = Depends(get_db)):\n    return db.scalars(select(User)).all()\n"), "GET /users"),
    Case(LISTS, "not_applicable", "no API", fastapi("@app.get('/health')\ndef health():\n    return {}\n"), "it serves no HTTP API"),
    Case(LISTS, "fail", "Django", django("def users(request):\n    return JsonResponse({'users': [u.name for u in User.objects.filter(a=1)]})\n", register="path('users', views.users)"), "GET /users"),
    Case(LISTS, "not_applicable", "Django's sums", django("def total(rows):\n    found = rows.aggregate(all=Sum('a'))\n    return Money(found['all'])\ndef users(request):\n    rows = User.objects.filter(a=1)\n    return JsonResponse({'data': total(rows)})\n", register="path('users', views.users)"), "no endpoint answers a list"),
    Case(LISTS, "pass", "Django with a slice", django("def users(request):\n    found = User.objects.all()[start:stop]\n    return JsonResponse({'users': [u.name for u in found]})\n", register="path('users', views.users)"), "the one list endpoint answers page by page"),
    Case(LISTS, "not_applicable", "a cursor of the database is no page", django("def ready(request):\n    cursor = connection.cursor()\n    return JsonResponse({})\n", register="path('ready-state', views.ready)"), "no endpoint answers a list"),
    Case(LISTS, "fail", "the REST framework without pages", django(GENERIC), "GET /users", (("shop/urls.py", 3),)),
    Case(LISTS, "pass", "pages of settings that a call makes", django(GENERIC, "REST_FRAMEWORK = dict(DEFAULT_PAGINATION_CLASS='rest_framework.pagination.PageNumberPagination', PAGE_SIZE=5)\n")),
    Case(LISTS, "fail", "no pages in settings that a call makes", django(GENERIC, "REST_FRAMEWORK = dict(PAGE_SIZE=5)\n")),
    Case(LISTS, "pass", "the REST framework with pages", django(GENERIC, PAGES % ", 'PAGE_SIZE': 50"), "the one list endpoint answers page by page"),
    Case(LISTS, "fail", "an action beside a list with pages", django("class Page:\n    page_size = 10\n@extend_schema_view(list=extend_schema(parameters=[OpenApiParameter(name='page')]))\nclass Users(viewsets.ModelViewSet):\n    queryset = User.objects.all()\n    pagination_class = Page\n    @action(detail=False)\n    def old(self, request):\n        return Response([each.name for each in User.objects.filter(a=1)])\n", register="path('users/', views.Users.as_view({'get': 'list'})), path('users/old/', views.Users.as_view({'get': 'old'}))"), "1 of 2 list endpoints take no page, limit or cursor: GET /users/old"),
    Case(LISTS, "pass", "a list that may also be rendered", django("class Exported:\n    def list(self, request):\n        if 'export' in request.GET:\n            return self.template.render_to_response()\n        return super().list(request)\nclass Users(Exported, viewsets.ModelViewSet):\n    queryset = User.objects.all()\n", PAGES % ", 'PAGE_SIZE': 50", "path('users/', views.Users.as_view({'get': 'list'}))"), "the one list endpoint answers page by page"),
    Case(LISTS, "pass", "the REST framework with pages by a class of settings", django(GENERIC, "class Common(Configuration):\n    " + PAGES % ", 'PAGE_SIZE': 50"), "the one list endpoint answers page by page"),
    Case(LISTS, "fail", "pages without a size by a class of settings", django(GENERIC, "class Common(Configuration):\n    " + PAGES % ""), "GET /users"),
    Case(LISTS, "pass", "a limit that is taken without a size of pages", django(GENERIC, PAGES.replace("PageNumber", "LimitOffset") % ""), "the one list endpoint answers page by page"),
    Case(LISTS, "fail", "pages without a size", django(GENERIC, PAGES % ""), "GET /users"),
    Case(LISTS, "fail", "a class that has no pages", django(GENERIC + "    pagination_class = None\n", PAGES % ", 'PAGE_SIZE': 50"), "GET /users"),
    Case(LISTS, "pass", "a method of its own that goes on to the framework's", django(GENERIC + "    pagination_class = Pages\n    def get(self, request):\n        if not request.user:\n            return Response(status=422)\n        return super().get(request)\n"), "the one list endpoint answers page by page"),
    Case(LISTS, "pass", "the same by the name that a view set has for it", django("class Users(viewsets.ModelViewSet):\n    queryset = User.objects.all()\n    pagination_class = Pages\n    def list(self, request):\n        return super().list(request)\n", register="path('users/', views.Users.as_view({'get': 'list'}))"), "the one list endpoint answers page by page"),
    Case(LISTS, "fail", "a method of its own that goes on to the framework's without pages", django(GENERIC + "    def get(self, request):\n        return super().get(request)\n"), "GET /users"),
    Case(LISTS, "fail", "a method of its own that answers everything by itself", django(GENERIC + "    pagination_class = Pages\n    def get(self, request):\n        return Response([each.name for each in User.objects.all()])\n"), "GET /users"),
    Case(LISTS, "pass", "a class with pages of its own", django(GENERIC + "    pagination_class = Pages\n"), "the one list endpoint answers page by page"),
    Case(LISTS, "fail", "an action that switches pages off", django(ACTION % "pagination_class=None", register=ACTIONS), "1 of 1 list endpoints take no page, limit or cursor: GET /users/seen"),
    Case(LISTS, "fail", "an action that is kept in the cache, and no page", django((ACTION % "methods=['get']").replace("    @action", "    @method_decorator(cache_page(3600))\n    @action"), register=ACTIONS), "1 of 1 list endpoints take no page, limit or cursor: GET /users/seen"),
    Case(LISTS, "pass", "an action with pages of its own", django(ACTION % "pagination_class=Pages", register=ACTIONS), "the one list endpoint answers page by page"),
    Case(LISTS, "not_applicable", "an action that answers one object", django((ACTION % "detail=False").replace("many=True", ""), register=ACTIONS), "no endpoint answers a list"),
    Case(LISTS, "fail", "a list by its type, whose rows cannot be followed", fastapi("@app.get('/seen')\ndef seen(shop = Depends(get_shop)) -> list[User]:\n    return shop.users\n"), "GET /seen", (("main.py", 6),)),
    Case(LISTS, "fail", "a list by what the route says it answers", fastapi("@app.get('/seen', response_model=List[User])\ndef seen(shop = Depends(get_shop)):\n    return shop.users\n"), "GET /seen"),
    Case(LISTS, "pass", "a list by its type, and pages where it is made", fastapi("def some(shop):\n    return shop.users(limit=shop.asked)\n@app.get('/seen')\ndef seen(shop = Depends(get_shop)) -> list[User]:\n    return some(shop)\n"), "the one list endpoint answers page by page"),
    Case(LISTS, "fail", "a wrapper of a list by its type", fastapi(WRAPPER + "@app.get('/seen', response_model=Seen)\ndef seen(shop = Depends(get_shop)):\n    return Seen(users=shop.users)\n"), "GET /seen"),
    Case(LISTS, "not_applicable", "an object that has a list by its type", fastapi(WRAPPER.replace("total", "name") + "@app.get('/seen')\ndef seen(shop = Depends(get_shop)) -> Seen:\n    return shop.seen\n"), "no endpoint answers a list"),
    Case(LISTS, "not_applicable", "an object that has a list, and the rest from its base", fastapi("class Named(BaseModel):\n    name: str\n" + WRAPPER.replace("(BaseModel)", "(Named)").replace("    total: int\n", "") + "@app.get('/seen')\ndef seen(shop = Depends(get_shop)) -> Seen:\n    return shop.seen\n"), "no endpoint answers a list"),
    Case(LISTS, "not_applicable", "a list of mere texts", fastapi("@app.get('/seen')\ndef seen(shop = Depends(get_shop)) -> list[str]:\n    return shop.names\n"), "no endpoint answers a list"),
    Case(LISTS, "not_applicable", "a list by its type that another service answers", fastapi("@app.get('/seen')\ndef seen() -> list[User]:\n    return requests.get('https://shop.example').json()\n"), "no endpoint answers a list"),
    Case(LISTS, "fail", "a list by what NestJS's documentation says", nest("@ApiOkResponse({ type: User, isArray: true })"), "GET /users"),
    Case(LISTS, "fail", "a list by a type of what documentation says", nest("@ApiResponse({ status: 200, type: [User] })"), "GET /users"),
    Case(LISTS, "not_applicable", "no list by what documentation says", nest("@ApiOkResponse({ type: User })"), "no endpoint answers a list"),
    Case(LISTS, "not_applicable", "a document to print", django("def users(request):\n    page = PageTemplate(limit=1)\n    return HttpResponse(page, content_type='application/json')\n", register="path('users/pdf/', views.users)"), "no endpoint answers a list"),
    Case(LISTS, "pass", "three in a hundred", openapi(*(f"/a{number}?limit" for number in range(97)), "/x", "/y", "/z"), "3 of 100 list endpoints take no page, limit or cursor: GET /x, GET /y, GET /z; the rule allows 5%"),
    Case(LISTS, "fail", "a document", openapi("/users", "/orders?page[size]"), "1 of 2 list endpoints take no page, limit or cursor: GET /users", (("openapi.yaml", 5),)),
    Case(LISTS, "pass", "a document that does not describe what takes a page", bare("/users?page", "/orders"), "the one list endpoint answers page by page"),
    Case(LISTS, "fail", "what a document leaves out", {**node(f"users.get('/', {ALL});\nusers.get('/seen', {ALL});\nusers.get('/new', {ALL});"), "openapi.yaml": openapi("/users?limit")["openapi.yaml"]}, "2 of 3 list endpoints take no page, limit or cursor: GET /users/seen, GET /users/new"),
    *(Case(LISTS, outcome, f"at {path}", node(f"users.get('{path}', async (req, res) => {{ const found = await prisma.user.findMany(); res.json({{ found }}); }});")) for path, outcome in (("/search/:name", "fail"), ("/:name", "not_applicable"), ("/research/:name", "not_applicable"), ("/validate", "not_applicable"))),
    Case(LISTS, "fail", "what a document does not describe", {**node(f"users.get('/', {ALL});\nusers.get('/pages', {ALL});"), "openapi.yaml": bare("/users", "/users/pages?limit")["openapi.yaml"]}, "1 of 2 list endpoints take no page, limit or cursor: GET /users"),
    Case(LISTS, "pass", "what a document describes otherwise", {**node(f"users.get('/', {ALL});"), "openapi.yaml": str(openapi("/users?limit", "/other?page")["openapi.yaml"])}, "both list endpoints answer page by page"),
    *(Case(LISTS, outcome, f"asked together: {given}", node(f"const asked = async ({{ take, {given} }}) => prisma.user.findMany({{ cursor: take }});\nusers.get('/', async (req, res) => {{ const {{ {given} }} = req.query; res.json(await asked({{ shop: 1, options: {{ {given} }} }})); }});")) for given, outcome in (("first, after", "pass"), ("last, before", "pass"), ("first, name", "fail"))),
    Case(LISTS, "pass", "a document with pages", openapi("/users?pageSize", "/orders?cursor"), "both list endpoints answer page by page"),
)  # fmt: skip
