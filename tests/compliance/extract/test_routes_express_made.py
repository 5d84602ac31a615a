"""Applications and routers of Express that classes, functions and packages make and hand around."""

from __future__ import annotations

import pytest

from tests.compliance.extract.express_application import APP, TS_APP
from tests.compliance.extract.node_routes_cases import (
    addresses,
    guards_of,
    handlers_of,
)
from tests.compliance.repositories import Files


def test_an_application_that_is_handed_on_by_what_makes_one_has_its_routes_once() -> None:
    code = (
        "function setUp(app: ReturnType<typeof express>) { app.get('/users', list); }\n"
        "setUp(app);\n"
        "export function forTests() { const other = express(); setUp(other); return other; }\n"
    )

    assert addresses({"src/app.ts": TS_APP + code}, "express") == ["GET /users"]


CLASSES: Files = {
    "app.ts": TS_APP + "import { Api } from './api';\napp.use('/api', new Api({}).router);\n"
    "new Pages(app);\nclass Pages {\n  constructor(private app: express.Application) {\n"
    "    this.app.get('/about', this.about);\n  }\n  about(req, res) { res.render('about'); }\n}\n",
    "base.ts": "import { Router } from 'express';\nexport default class Base {\n  app: any;\n"
    "  constructor(config) { this.app = Router(); }\n"
    "  route(options) { this.app[options.method](options.path, options.handler); }\n"
    "  get(path, handler, permission) { this.route({ method: 'get', path, handler }); }\n"
    "  use(path, router) { this.app.use(path, router); }\n"
    "  get router() { return this.app; }\n}\n",
    "api.ts": "import Base from './base';\nimport { Users } from './users';\n"
    "export class Api extends Base {\n  constructor(config) {\n    super(config);\n"
    "    this.use('/users', new Users(config).router);\n    this.get('/', this.index, NONE);\n  }\n"
    "  index(req, res) { res.json({}); }\n}\n",
    "users.ts": "import Base from './base';\nexport class Users extends Base {\n"
    "  constructor(config) {\n    super(config);\n"
    "    this.route({ method: 'post', path: '/:id', handler: this.create, middleware: [auth] });\n"
    "  }\n  async create(req, res) { res.json({}); }\n}\n",
}


def test_classes_keep_routers_of_their_own_and_register_through_helpers_that_they_inherit() -> None:
    assert addresses(CLASSES, "express") == [
        "GET /about [a page]",
        "GET /api",
        "POST /api/users/{id}",
    ]
    assert handlers_of(CLASSES, "express") == {
        "GET /about": "Pages.about",
        "GET /api": "Api.index",
        "POST /api/users/{id}": "Users.create",
    }


def test_what_a_base_class_registers_belongs_to_each_class_that_extends_it() -> None:
    files: Files = {
        "app.ts": TS_APP + "class Crud {\n  router = Router();\n"
        "  constructor() { this.router.get('/', this.list); }\n"
        "  list(req, res) { res.json(1); }\n}\n"
        "class Users extends Crud {}\nclass Posts extends Crud {}\n"
        "app.use('/users', new Users().router);\napp.use('/posts', new Posts().router);\n"
    }

    assert addresses(files, "express") == ["GET /posts", "GET /users"]


def test_a_function_that_makes_routers_makes_another_one_each_time() -> None:
    files: Files = {
        "make.ts": "import { Router } from 'express';\nexport function make() {\n"
        "  const made = Router();\n  made.get('/info', info);\n  return made;\n}\n",
        "app.ts": TS_APP + "import { make } from './make';\nconst a = make();\nconst b = make();\n"
        "a.get('/x', x);\nb.get('/y', y);\napp.use('/a', a);\napp.use('/b', b);\n",
    }

    assert addresses(files, "express") == [
        "GET /a/info",
        "GET /a/x",
        "GET /b/info",
        "GET /b/y",
    ]


def test_routers_that_are_mounted_on_each_other_end() -> None:
    code = "const a = express.Router(); const b = express.Router();\n"
    code += "a.use('/b', b);\nb.use('/a', a);\na.get('/x', x);\n"

    assert len(addresses({"app.js": APP + code}, "express")) == 1


def test_a_package_that_is_taken_in_as_a_whole_makes_an_application() -> None:
    app = (
        "import * as express from 'express';\nimport { setup } from './setup';\n"
        "const server = express();\nsetup({ server });\n"
    )
    setup = "export function setup({ server }) {\n  server.get('/orders', all);\n}\n"

    assert addresses({"app.ts": app, "setup.ts": setup}, "express") == ["GET /orders"]


def test_an_application_that_another_file_makes_by_whatever_name() -> None:
    made = (
        "import express from 'express';\n"
        "export const make = () => { const a = express(); return a; };\n"
    )
    main = "import { make } from './made';\nconst server = make();\nserver.get('/orders', all);\n"

    assert addresses({"made.ts": made, "main.ts": main}, "express") == ["GET /orders"]


def test_an_application_that_a_package_adds_verbs_to() -> None:
    code = (
        "const express = require('express');\nconst { addAsync } = require('@awaitjs/express');\n"
        "const web = addAsync(express());\nweb.getAsync('/orders', all);\nweb.get('/', one);\n"
    )

    assert addresses({"app.js": code}, "express") == ["GET /", "GET /orders"]


SAFE = (
    "const express = require('express');\nconst safe = (handler) => handler;\n"
    "exports.create = () => {\n  const router = new express.Router();\n"
    "  router.getAsync = (path, ...handlers) => router.get(path, ...handlers.map(safe));\n"
    "  router.deleteAsync = (path, ...handlers) => router.delete(path, ...handlers.map(safe));\n"
    "  return router;\n};\n"
)


@pytest.mark.parametrize(
    "made",
    [
        "const router = require('./safe').create();\n",
        "const { Router } = require('@awaitjs/express');\nconst router = Router();\n",
    ],
    ids=["a helper of one's own", "a package"],
)
def test_verbs_for_handlers_that_may_reject_a_promise(made: str) -> None:
    code = (
        f"{made}router.getAsync('/', signedIn, all);\nrouter.deleteAsync('/:id', drop);\n"
        "module.exports = router;\n"
    )
    app = f"{APP}app.use('/orders', require('./orders'));\n"

    assert addresses({"app.js": app, "orders.js": code, "safe.js": SAFE}, "express") == [
        "DELETE /orders/{id}",
        "GET /orders",
    ]


@pytest.mark.parametrize(
    "setup",
    [
        "({ app }) => { app.get('/users', list); }",
        "(name, { app, ...rest }) => { app.get('/users', list); }",
        "({ app: myapp }) => { myapp.get('/users', list); }",
        "(name, args) => { args.app.get('/users', list); }",
        "(args) => { const { app } = args; app.get('/users', list); }",
        "(args) => { const app = args.app; app.get('/users', list); }",
        "(args) => { args.app.get('/users', (req, res) => { res.json(args.app.get('x')); }); }",
    ],
)
def test_an_application_is_handed_to_hooks_within_an_object(setup: str) -> None:
    files: Files = {
        "app.js": APP + "hooks.callAll('setup', { app });\n",
        "users.js": f"exports.setup = {setup};",
    }

    assert addresses(files, "express") == ["GET /users"]


@pytest.mark.parametrize(
    "setup",
    ["({ r }) => { r.app.get('/:id', show); }", "(args) => { args.routes.app.get('/:id', show); }"],
)
def test_what_lies_deeper_in_what_a_function_is_handed_is_taken_for_nothing(setup: str) -> None:
    files: Files = {
        "app.js": APP + "hooks.callAll({ app });\n",
        "users.js": f"exports.u = {setup};",
    }

    assert addresses(files, "express") == []


@pytest.mark.parametrize(
    "setup",
    [
        "function set({ web, log }) { web.get('/:id', show); }",
        "function set({ web: router }) { router.get('/:id', show); }",
        "function set(args) { args.web.get('/:id', show); }",
    ],
)
def test_a_router_that_is_handed_within_an_object_keeps_its_address(setup: str) -> None:
    files: Files = {
        "app.js": APP + "const router = express.Router();\napp.use('/users', router);\n"
        f"{setup}\nset({{ web: router, log }});\n"
    }

    assert addresses(files, "express") == ["GET /users/{id}"]


KEYED: Files = {
    "app.js": APP + "const { build } = require('./build');\napp.use('/api', build(db));\n",
    "build.js": "const express = require('express');\nconst getRoutes = require('./table');\n"
    "function build(db) {\n  const router = express.Router();\n  router.use(cors);\n"
    "  const routes = getRoutes(db);\n"
    "  Object.keys(routes).forEach((key) => {\n    const [method, path] = key.split(' ');\n"
    "    router[method](path, ...before(routes[key]), routes[key].controller);\n  });\n"
    "  return router;\n}\nmodule.exports = { build };\n",
    "table.js": "const users = require('./users');\n"
    "module.exports = function getRoutes(db) {\n  const open = {\n"
    "    'get /users/:id': { authenticated: true, admin: false, controller: users.show },\n"
    "    'POST /users': users.create,\n    'not a route': 1,\n  };\n  return open;\n};\n",
    "users.js": "exports.show = (req, res) => res.json({});\n"
    "exports.create = (req, res) => { res.redirect('/'); };\n",
}


def test_a_table_whose_keys_are_method_and_path_is_registered_in_a_loop() -> None:
    assert addresses(KEYED, "express") == ["GET /api/users/{id}", "POST /api/users [a redirect]"]
    assert handlers_of(KEYED, "express")["GET /api/users/{id}"] == "show"
    assert guards_of(KEYED, "express")["GET /api/users/{id}"] == ["cors", "authenticated"]


def test_a_table_with_such_keys_that_nobody_registers_holds_no_routes() -> None:
    files = {**KEYED, "build.js": "exports.build = (db) => (req, res, next) => next();\n"}

    assert addresses(files, "express") == []


@pytest.mark.parametrize(
    ("made", "handler"),
    [
        (
            "const made = {};\n  for (const k in all) made[k] = caught(all[k]);\n  return made;",
            "list",
        ),
        ("return Object.fromEntries(Object.entries(all).map(([k, f]) => [k, caught(f)]));", "list"),
        ("return { count: () => all.length };", ""),
    ],
)
def test_a_handler_of_what_is_made_of_a_whole_module(made: str, handler: str) -> None:
    """What does not go through a module has nothing of the kind that the module has."""
    files: Files = {
        "app.js": APP + "const { all } = require('./wrap');\nconst raw = require('./shop');\n"
        "const shop = all(raw);\napp.get('/shops', shop.list);\n",
        "wrap.js": f"exports.all = (all) => {{\n  {made}\n}};\n",
        "shop.js": "exports.list = function list(req, res) { res.json([]); };\n",
    }

    assert handlers_of(files, "express") == {"GET /shops": handler}
