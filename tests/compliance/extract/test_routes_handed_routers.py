"""Applications and routers that functions and objects hand to each other before routes are told."""

from __future__ import annotations

import pytest

from tests.compliance.extract.node_routes_cases import addresses
from tests.compliance.repositories import Files

EXPRESS = "const express = require('express');\n"


def test_an_application_is_handed_to_a_file_that_comes_before_the_one_that_makes_it() -> None:
    files: Files = {
        "auth.js": "function setupLogin({ server }) { server.get('/login', show); }\n"
        "module.exports = { setupLogin };\n",
        "server.js": f"{EXPRESS}const {{ setupLogin }} = require('./auth');\n"
        "const server = express();\nsetupLogin({ server });\n",
    }

    assert addresses(files, "express") == ["GET /login"]


def test_what_is_called_a_server_and_was_handed_no_application_has_no_routes() -> None:
    files: Files = {
        "cache.js": "function read({ server }) { return server.get('/login', show); }\n"
        "module.exports = { read };\n",
        "server.js": f"{EXPRESS}const {{ read }} = require('./cache');\n"
        "const app = express();\nread({ server: redis });\n",
    }

    assert addresses(files, "express") == []


@pytest.mark.parametrize(
    "instance",
    [
        "if (Shop.instance == null) Shop.instance = new Shop();\n    return Shop.instance;",
        "if (!this.instance) { this.instance = new Shop(); }\n    return this.instance;",
        "const shop = new Shop();\n    shop.open();\n    return shop;",
        "return new Shop();",
    ],
)
def test_the_application_of_the_one_object_of_a_class(instance: str) -> None:
    files: Files = {
        "shop.js": f"{EXPRESS}class Shop {{\n  static instance = null;\n  app = undefined;\n"
        f"  static getInstance() {{\n    {instance}\n  }}\n"
        "  constructor() { this.app = express(); }\n}\nmodule.exports = { Shop };\n",
        "server.js": "const { Shop } = require('./shop');\nconst shop = Shop.getInstance();\n"
        "const app = shop.app;\napp.get('/users', list);\nshop.app.post('/users', add);\n",
    }

    assert addresses(files, "express") == ["GET /users", "POST /users"]


def test_an_object_that_may_be_one_of_two_classes_is_none() -> None:
    files: Files = {
        "shop.js": f"{EXPRESS}class Shop {{ constructor() {{ this.app = express(); }} }}\n"
        "class Other { constructor() { this.app = cache(); } }\n"
        "function make(plain) {\n  let made = new Shop();\n  if (plain) made = new Other();\n"
        "  return made;\n}\nmodule.exports = { make };\n",
        "server.js": "const { make } = require('./shop');\nconst app = make().app;\n"
        "app.get('/users', list);\n",
    }

    assert addresses(files, "express") == []


MAKING = (
    f"{EXPRESS}export function makeRouter(tell) {{\n  const router = express.Router();\n"
    "  tell(router);\n  return router;\n}\n"
)


def test_what_is_told_to_a_router_that_a_function_makes_is_of_that_one_alone() -> None:
    files: Files = {
        "make.js": MAKING,
        "users.js": "import { makeRouter } from './make';\n"
        "export const users = makeRouter((router) => { router.get('/:id', show); });\n",
        "orders.js": "import { makeRouter } from './make';\n"
        "export const orders = makeRouter(function (api) { api.post('/', add); });\n",
        "app.js": "import express from 'express';\nimport { users } from './users';\n"
        "import { orders } from './orders';\nconst app = express();\n"
        "app.use('/users', users);\napp.use('/orders', orders);\n",
    }

    assert addresses(files, "express") == ["GET /users/{id}", "POST /orders"]


def test_what_is_told_to_a_router_that_a_function_is_handed_is_of_that_one_alone() -> None:
    files: Files = {
        "app.js": f"{EXPRESS}const app = express();\nconst users = express.Router();\n"
        "const orders = express.Router();\napp.use('/users', users);\napp.use('/orders', orders);\n"
        "function tell(router, by) { by(router); }\n"
        "tell(users, (router) => { router.get('/:id', show); });\n"
        "tell(orders, (router) => { router.post('/', add); });\n"
    }

    assert addresses(files, "express") == ["GET /users/{id}", "POST /orders"]


PLUGIN = (
    "export function makeRouter(tell) {\n  return { register: async (app) => { tell(app); } };\n}\n"
)


def test_a_plugin_that_hands_its_application_to_what_it_was_made_with() -> None:
    files: Files = {
        "make.ts": PLUGIN,
        "users.ts": "import { makeRouter } from './make';\n"
        "export const users = makeRouter((app) => { app.get('/users', handle(list)); });\n",
        "orders.ts": "import { makeRouter } from './make';\n"
        "export const orders = makeRouter((app) => { app.post('/orders', handle(add)); });\n",
        "app.ts": "import Fastify from 'fastify';\nimport { users } from './users';\n"
        "import { orders } from './orders';\nconst app = Fastify();\n"
        "app.register(users.register);\napp.register(orders.register);\n",
    }

    assert addresses(files, "fastify") == ["GET /users", "POST /orders"]


def test_a_callback_that_is_handed_something_else_has_no_routes() -> None:
    files: Files = {
        "app.js": f"{EXPRESS}const app = express();\n"
        "function read(by) { by(store); }\nread((on) => { on.get('/users', show); });\n"
    }

    assert addresses(files, "express") == []


def test_a_router_is_followed_into_all_that_a_function_takes() -> None:
    files: Files = {
        "users.ts": "export default function users(...args) {\n"
        "  const [router, { store }] = args;\n"
        "  router.get('/users', (req, res) => res.json(store.all()));\n  one(...args);\n}\n"
        "function one(...args) { const [router] = args; router.get('/users/:id', show); }\n",
        "orders.ts": "export default function orders(log, ...[router, { store }]) {\n"
        "  router.post('/orders', add);\n}\n",
        "app.ts": "import express from 'express';\nimport users from './users';\n"
        "import orders from './orders';\nconst app = express();\nconst router = express.Router();\n"
        "app.use('/v1', router);\nusers(router, context);\norders(log, router, context);\n",
    }

    assert addresses(files, "express") == [
        "GET /v1/users", "GET /v1/users/{id}", "POST /v1/orders",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ("import { createMcpExpressApp as make } from 'mcp-sdk/express';", ["GET /tools"]),
        ("import { createExpressMiddleware as make } from 'mcp-sdk/express';", []),
        ("import { createRedisStore as make } from 'express-store';", []),
    ],
)
def test_an_application_that_a_package_makes(made: str, expected: list[str]) -> None:
    files: Files = {
        "app.ts": f"import express from 'express';\n{made}\nconst app = express();\n"
        "const tools = make();\ntools.get('/tools', show);\n"
    }

    assert addresses(files, "express") == expected


def test_very_many_objects_that_keep_an_application_in_themselves_take_little_time() -> None:
    kept = "".join(
        f"exports.f{n} = function () {{ this.app = this.app{n}; this.app.get('/a{n}', list); }};\n"
        for n in range(600)
    )

    assert addresses({"app.js": f"{EXPRESS}const app = express();\n{kept}"}, "express") == []


WRAPPED = (
    f"{EXPRESS}const {{ Documented, asyncify }} = require('wrapping');\nconst app = express();\n"
)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            (
                "const users = asyncify(express.Router());\nusers.get('/users', list);\n"
                "app.use('/api', users);\n"
            ),
            ["GET /api/users"],
        ),
        ("const wrapped = asyncify(express());\nwrapped.get('/users', list);\n", ["GET /users"]),
        (
            (
                "const users = new Documented(express.Router(), { title: 'Users' });\n"
                "users.get('/users', { name: 'All' }, list);\napp.use('/api', users.router);\n"
            ),
            ["GET /api/users"],
        ),
        (
            (
                "const { asyncify: own } = require('./own');\n"
                "const users = own(express.Router());\nusers.get('/users', list);\n"
            ),
            [],
        ),
        ("const users = new Documented(settings);\nusers.get('/users', list);\n", []),
    ],
    ids=["a router", "an application", "a class", "a function that is not there", "no router"],
)
def test_what_a_package_wraps_as_soon_as_it_is_made_is_a_router(
    source: str, expected: list[str]
) -> None:
    assert addresses({"server.js": WRAPPED + source}, "express", "wrapping") == expected


@pytest.mark.parametrize(
    "folder",
    ["'./routes'", "new URL('./routes/', import.meta.url)", "path.join(__dirname, 'routes')"],
)
def test_a_wrapped_router_that_loads_a_folder_is_handed_to_each_file_of_it(folder: str) -> None:
    files: Files = {
        "server.js": f"{WRAPPED}const documented = new Documented(express.Router());\n"
        f"app.use('/api', documented.router);\nawait documented.load({folder}, settings);\n",
        "routes/users.js": "export default async function users(documented, settings) {\n"
        "  await documented.get('/users/:id', { name: 'One' }, show);\n}\n",
        "routes/orders.js": "module.exports = (documented) => documented.post('/orders', add);\n",
        "routes/more/bills.js": "module.exports = (documented) => documented.get('/bills', all);\n",
    }

    assert addresses(files, "express", "wrapping") == ["GET /api/users/{id}", "POST /api/orders"]
