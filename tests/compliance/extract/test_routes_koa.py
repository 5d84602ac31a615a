"""The routes of Koa: routers, prefixes, mounted applications, decorated classes."""

from __future__ import annotations

import pytest

from tests.compliance.extract.node_routes_cases import addresses, guards_of, handlers_of
from tests.compliance.repositories import Files

HEAD = (
    "const Koa = require('koa');\nconst Router = require('@koa/router');\n"
    "const mount = require('koa-mount');\nconst app = new Koa();\n"
)
USE = "app.use(router.routes()).use(router.allowedMethods());\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("const router = new Router();\nrouter.get('/users/:id', show);\n", ["GET /users/{id}"]),
        ("const router = Router();\nrouter.get('/users', list);\n", ["GET /users"]),
        (
            "const router = new Router({ prefix: '/api' });\nrouter.post('/users', create);\n",
            ["POST /api/users"],
        ),
        (
            "const router = new Router();\nrouter.prefix('/api');\nrouter.del('/x', drop);\n",
            ["DELETE /api/x"],
        ),
        (
            "const router = new Router();\nrouter.get('user', '/users/:id', show);\n",
            ["GET /users/{id}"],
        ),
        (
            "const router = new Router();\nrouter.post('users.create', auth, create);\n",
            ["POST /users.create"],
        ),
        ("const router = new Router();\nrouter.get(['/a', '/b'], show);\n", ["GET /a", "GET /b"]),
        (
            "const router = new Router();\nrouter.get('/a', a).post('/b', b).all('/c', c);\n",
            ["* /c", "GET /a", "POST /b"],
        ),
        (
            "const router = new Router();\nrouter.register('/a', ['get', 'post'], a);\n",
            ["GET /a", "POST /a"],
        ),
        (
            (
                "const router = new Router();\nconst users = new Router();\n"
                "users.get('/:id', show);\n"
                "router.use('/users', auth, users.routes(), users.allowedMethods());\n"
            ),
            ["GET /users/{id}"],
        ),
        ("const router = new Router({ prefix: base });\nrouter.get('/x', x);\n", ["GET /x ~"]),
    ],
)
def test_a_route_is_read_as_it_is_written(code: str, expected: list[str]) -> None:
    assert addresses({"app.js": HEAD + code + USE}, "koa") == expected


def test_an_application_may_be_mounted_on_another_one() -> None:
    files: Files = {
        "app.js": HEAD + "app.use(mount('/admin', require('./admin')));\n",
        "admin.js": HEAD + "const router = new Router();\nrouter.get('/users', list);\n"
        "app.use(router.routes());\nmodule.exports = app;\n",
    }

    assert addresses(files, "koa") == ["GET /admin/users"]


def test_a_route_of_its_own_needs_no_router() -> None:
    code = (
        "const Koa = require('koa');\nconst _ = require('koa-route');\nconst app = new Koa();\n"
        "app.use(_.post('/orders', orders.add.bind(orders)));\napp.use(_.get('/:id', show));\n"
    )

    assert addresses({"app.js": code}, "koa") == ["GET /{id}", "POST /orders"]


def test_routers_come_from_other_files() -> None:
    files: Files = {
        "src/app.ts": "import Koa from 'koa';\nimport { users } from './users';\n"
        "const app = new Koa();\napp.use(auth);\napp.use(users.routes());\n",
        "src/users.ts": "import Router from 'koa-router';\n"
        "export const users = new Router({ prefix: '/users' });\n"
        "users.get('/', limit, async (ctx) => { ctx.body = []; });\n",
    }

    assert addresses(files, "koa") == ["GET /users"]
    assert guards_of(files, "koa") == {"GET /users": ["auth", "limit"]}


def test_a_function_takes_its_router_out_of_a_tuple_of_arguments() -> None:
    files = {
        "src/app.ts": "import Koa from 'koa';\nimport Router from 'koa-router';\n"
        "import { orders } from './orders';\nconst app = new Koa();\n"
        "const router = new Router();\norders(router, {});\napp.use(router.routes());\n",
        "src/orders.ts": "export function orders(...[router, { store }]: Arguments) {\n"
        "  router.get('/orders', async (ctx) => { ctx.body = store.all(); });\n}\n",
    }
    assert addresses(files, "koa", "koa-router") == ["GET /orders"]


def test_classes_are_mapped_by_their_decorators() -> None:
    files: Files = {
        "app.ts": "import Koa from 'koa';\nimport { SwaggerRouter } from 'koa-swagger-decorator';\n"
        "const app = new Koa();\nconst router = new SwaggerRouter({ prefix: '/api' });\n"
        "router.mapDir(__dirname);\napp.use(jwt(secret)).use(router.routes());\n",
        "users.ts": "import { request, summary } from 'koa-swagger-decorator';\n"
        "export default class Users {\n  @request('get', '/users/{id}')\n  @summary('One')\n"
        "  static async show(ctx) { ctx.body = {}; }\n}\n",
    }

    assert handlers_of(files, "koa") == {"GET /api/users/{id}": "Users.show"}
    assert guards_of(files, "koa")["GET /api/users/{id}"][0] == "jwt()"


def test_what_is_set_as_the_body_is_the_answer() -> None:
    code = (
        "const router = new Router();\n"
        "router.get('/a', async (ctx) => { await ctx.render('a'); });\n"
        "router.get('/b', async (ctx) => { ctx.body = {}; });\n"
        "router.get('/c', (ctx) => ctx.redirect('/'));\n"
    )

    assert addresses({"app.js": HEAD + code + USE}, "koa") == [
        "GET /a [a page]",
        "GET /b",
        "GET /c [a redirect]",
    ]


def test_packages_that_are_taken_in_as_a_whole() -> None:
    code = (
        "import * as Koa from 'koa';\nimport * as KoaRouter from 'koa-router';\n"
        "const server = new Koa();\nconst orders = new KoaRouter({ prefix: '/orders' });\n"
        "orders.get('/', all);\nserver.use(orders.routes());\n"
    )

    assert addresses({"app.ts": code}, "koa") == ["GET /orders"]


def test_a_package_may_have_a_router_of_its_own_that_builds_on_koas() -> None:
    files = {
        "app.js": HEAD + USE.replace("router", "new Router()"),
        "api/books.js": "import { LinRouter } from 'lin-mizar';\n"
        "const books = new LinRouter({ prefix: '/v1/books', module: 'Books' });\n"
        "books.get('/', list);\n"
        "books.linDelete('drop', '/:id', books.permission('drop'), groupRequired, drop);\n"
        "export { books };\n",
    }

    assert addresses(files, "koa", "lin-mizar") == [
        "DELETE /v1/books/{id} ~",
        "GET /v1/books ~",
    ]
    assert guards_of(files, "koa", "lin-mizar")["DELETE /v1/books/{id}"] == [
        "books.permission()",
        "groupRequired",
    ]


@pytest.mark.parametrize(
    "made",
    [
        "import { VueRouter } from 'vue-router';\nconst books = new VueRouter({ base: '/v1' });\n",
        "class BookRouter { get(path, act) {} }\nconst books = new BookRouter();\n",
        "import { CacheRouter } from 'caches';\nconst books = CacheRouter({ prefix: '/v1' });\n",
    ],
)
def test_what_is_called_a_router_and_is_none_of_koas_registers_nothing(made: str) -> None:
    files = {
        "app.js": HEAD + USE.replace("router", "new Router()"),
        "books.js": made + "books.get('/', list);\n",
    }

    assert addresses(files, "koa") == []
