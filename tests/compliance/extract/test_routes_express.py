"""The routes of Express, however files, functions and classes hand routers around."""

from __future__ import annotations

import pytest

from compliance.facts.routes import Answer, Routes
from tests.compliance.extract.node_routes_cases import (
    addresses,
    endpoints_of,
    guards_of,
    handlers_of,
    manifest,
    routes_of,
)
from tests.compliance.repositories import Files, facts_of

APP = "const express = require('express');\nconst app = express();\n"
TS_APP = "import express, { Router } from 'express';\nconst app = express();\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("app.get('/users', list);", ["GET /users"]),
        ("app.get('/users/:id', show);", ["GET /users/{id}"]),
        ("app.get('/users/:id?', show);", ["GET /users/{id}"]),
        ("app.get('/users/:id(\\\\d+)', show);", ["GET /users/{id}"]),
        ("app.get('/files/*', show);", ["GET /files/{path}"]),
        ("app.get('/files/*rest', show);", ["GET /files/{rest}"]),
        ("app.get('/a{/:b}', show);", ["GET /a/{b}"]),
        ("app.get(/^\\/old/, show);", ["GET /{pattern} ~"]),
        ("app.get(['/a', '/b'], show);", ["GET /a", "GET /b"]),
        ("app.all('/any', show);", ["* /any"]),
        ("app.del('/users/:id', drop);", ["DELETE /users/{id}"]),
        ("app.route('/users').get(list).post(auth, create);", ["GET /users", "POST /users"]),
        ("app.get('/a', a).post('/b', b);", ["GET /a", "POST /b"]),
        ("const BASE = '/v1'; app.get(`${BASE}/users`, list);", ["GET /v1/users"]),
        ("const BASE = '/v1'; app.get(BASE + '/users', list);", ["GET /v1/users"]),
        ("app.get(process.env.BASE + '/users', list);", ["GET /users ~"]),
        ("app.get(`/${kind}/list`, list);", ["GET /{kind}/list ~"]),
        ("app.get('title');", []),
        ("axios.get('/users', list);", []),
        ("const cache = new Map(); cache.get('/users', 1);", []),
    ],
)
def test_a_route_is_read_as_it_is_written(code: str, expected: list[str]) -> None:
    assert addresses({"app.js": APP + code}, "express") == expected


@pytest.mark.parametrize(
    ("app", "users", "expected"),
    [
        (
            "app.use('/users', require('./users'));",
            "const r = require('express').Router();\nr.get('/:id', show);\nmodule.exports = r;",
            ["GET /users/{id}"],
        ),
        (
            "const { users } = require('./users');\napp.use('/users', users);",
            (
                "const { Router } = require('express');\nconst users = Router();\n"
                "users.get('/:id', show);\nmodule.exports = { users };"
            ),
            ["GET /users/{id}"],
        ),
        (
            "const users = require('./users');\napp.use('/users', users());",
            (
                "const express = require('express');\nmodule.exports = () => {\n"
                "  const r = express.Router();\n  r.get('/:id', show);\n  return r;\n};"
            ),
            ["GET /users/{id}"],
        ),
        (
            "require('./users')(app);",
            "module.exports = (app) => { app.get('/users/:id', show); };",
            ["GET /users/{id}"],
        ),
        (
            "const users = require('./users');\napp.use(users);",
            (
                "const r = require('express').Router();\nr.route('/users/:id').get(show);\n"
                "exports.unused = 1;\nmodule.exports = r;"
            ),
            ["GET /users/{id}"],
        ),
        (
            "app.use(['/a', '/b'], auth, require('./users'));",
            "const r = require('express').Router();\nr.get('/:id', show);\nmodule.exports = r;",
            ["GET /a/{id}", "GET /b/{id}"],
        ),
        (
            (
                "const list = [{ path: '/users', route: require('./users') }];\n"
                "list.forEach((each) => { app.use(each.path, each.route); });"
            ),
            "const r = require('express').Router();\nr.get('/:id', show);\nmodule.exports = r;",
            ["GET /users/{id}"],
        ),
        (
            "",
            "const r = require('express').Router();\nr.get('/:id', show);\nmodule.exports = r;",
            ["GET /{id} ~"],
        ),
        (
            "app.use(config.base, require('./users'));",
            "const r = require('express').Router();\nr.get('/:id', show);\nmodule.exports = r;",
            ["GET /{id} ~"],
        ),
    ],
)
def test_prefixes_are_joined_across_files(app: str, users: str, expected: list[str]) -> None:
    assert addresses({"app.js": APP + app, "users.js": users}, "express") == expected


def test_an_application_that_is_handed_on_by_what_makes_one_has_its_routes_once() -> None:
    code = (
        "function setUp(app: ReturnType<typeof express>) { app.get('/users', list); }\n"
        "setUp(app);\n"
        "export function forTests() { const other = express(); setUp(other); return other; }\n"
    )

    assert addresses({"src/app.ts": TS_APP + code}, "express") == ["GET /users"]


TYPESCRIPT: Files = {
    "src/app.ts": TS_APP
    + "import api from './api';\nimport { Prefix } from './prefix';\napp.use(Prefix.Api, api);\n"
    "export default app;\n",
    "src/prefix.ts": "export enum Prefix {\n  Api = '/api',\n}\n",
    "src/api/index.ts": "import { Router } from 'express';\nimport * as users from './users';\n"
    "const router: Router = Router();\n"
    "router.use('/users', users.router);\nexport default router;\n",
    "src/api/users.ts": "import { Router as Make } from 'express';\n"
    "import { list } from '../controllers';\nexport const router = Make();\n"
    "router\n  .get('/', list)\n  .delete('/:id', wrap(async (req, res) => res.end()));\n",
    "src/controllers.ts": "export const list = async (req, res) => { res.json([]); };\n",
}


def test_modules_are_followed_through_named_default_and_whole_imports() -> None:
    assert addresses(TYPESCRIPT, "express") == ["DELETE /api/users/{id}", "GET /api/users"]


def test_a_handler_is_followed_into_the_file_that_has_it() -> None:
    assert handlers_of(TYPESCRIPT, "express")["GET /api/users"] == "list"


def test_the_place_of_a_route_in_a_chain_is_its_own_line() -> None:
    lines = {each.method: each.where.line for each in routes_of(TYPESCRIPT, "express")}

    assert lines == {"GET": 5, "DELETE": 6}


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


def test_guards_are_what_runs_before_the_handler() -> None:
    files: Files = {
        "app.js": APP + "app.get('/open', open);\napp.use(helmet());\napp.use('/admin', isAdmin);\n"
        "app.use('/api', isUser, require('./users'));\napp.get('/admin/all', all);\n",
        "users.js": "const r = require('express').Router();\nr.get('/before', before);\n"
        "r.use(log);\nr.post('/', [validate(schema), limit], create);\nmodule.exports = r;\n",
    }

    assert guards_of(files, "express") == {
        "GET /open": [],
        "GET /admin/all": ["helmet()", "isAdmin"],
        "GET /api/before": ["helmet()", "isUser"],
        "POST /api": ["helmet()", "isUser", "log", "validate()", "limit"],
    }


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


def test_what_asks_a_store_is_no_route() -> None:
    code = (
        "const redis = require('redis');\nconst cache = redis.createClient();\n"
        "cache.getAsync('/orders', noted);\n"
    )

    assert addresses({"app.js": APP + code}, "express") == []


def test_guards_that_lists_hold_are_taken_one_by_one() -> None:
    code = "const before = [auth, limit];\napp.post('/x', ...before, create);\n"

    assert guards_of({"app.js": APP + code}, "express")["POST /x"] == ["auth", "limit"]


@pytest.mark.parametrize(
    ("path", "handler", "answer"),
    [
        ("/users", "(req, res) => res.json([])", Answer.DATA),
        ("/users", "(req, res) => { res.render('users'); }", Answer.PAGE),
        ("/users", "(req, res) => { if (x) return res.json(1); res.render('u'); }", Answer.DATA),
        ("/old", "(req, res) => res.redirect('/new')", Answer.REDIRECT),
        ("/", "(req, res) => res.sendFile(path.join(root, 'index.html'))", Answer.PAGE),
        ("/file", "(req, res) => res.sendFile(name)", Answer.STATIC),
        ("/badge", "(req, res) => { res.type('image/svg+xml').send(badge); }", Answer.STATIC),
        (
            "/b",
            "(req, res) => { res.set('content-type', 'font/ttf'); res.end(b); }",
            Answer.STATIC,
        ),
        ("/b", "(req, res) => { res.type('image/png'); res.json(b); }", Answer.DATA),
        ("/p", "(req, res) => x ? res.status(404).json(e) : res.redirect('/n')", Answer.REDIRECT),
        ("/a/:name", "(req, res) => createReadStream(req.params.name).pipe(res)", Answer.STATIC),
        ("/b", "(req, res) => { const s = createReadStream(a); res.end(s); }", Answer.STATIC),
        ("/c", "(req, res) => { createReadStream(a); res.json([]); }", Answer.DATA),
        ("/favicon.ico", "(req, res) => res.end()", Answer.STATIC),
        ("/api-docs.json", "(req, res) => res.json(document)", Answer.STATIC),
        ("/healthz", "(req, res) => res.send('ok')", Answer.HEALTH),
        ("/health/live", "(req, res) => res.send('ok')", Answer.HEALTH),
        ("/_ready", "(req, res) => res.send('ok')", Answer.HEALTH),
        ("/metrics", "(req, res) => res.send(text)", Answer.METRICS),
        ("/api/sales/metrics", "(req, res) => res.json(rows)", Answer.DATA),
        ("/user", "(req, res) => res.status(200).json(cache.render())", Answer.DATA),
        ("/shop/:id", "(req, res) => { site.render(req, res, '/shop', req.params); }", Answer.PAGE),
        ("/shop/:id", "(req, res) => { chart.render(req, shapes, res); }", Answer.DATA),
        ("*", "(req, res) => draw(req, res)", Answer.PAGE),
        ("*", "drawn", Answer.PAGE),
        ("*", "(req, res) => res.boom.notFound()", Answer.STATIC),
        ("*", "(req, res) => { res.status(404).json({ error: 'none' }); }", Answer.STATIC),
    ],
)
def test_what_a_route_answers(path: str, handler: str, answer: Answer) -> None:
    (route,) = routes_of({"app.js": f"{APP}app.get('{path}', {handler});"}, "express")

    assert route.answer is answer


@pytest.mark.parametrize(
    ("made", "answer"),
    [
        ("site.getRequestHandler()", Answer.PAGE),
        ("await site.handlers()", Answer.DATA),
    ],
)
def test_what_is_handed_on_to_the_pages_of_next(made: str, answer: Answer) -> None:
    code = (
        f"async function serve() {{\n  const handle = {made};\n"
        "  app.get('/shop', (req, res) => handle(req, res));\n}\n"
    )
    (route,) = routes_of({"app.js": f"{APP}{code}"}, "express")

    assert route.answer is answer


@pytest.mark.parametrize(
    ("path", "handler", "answer"),
    [
        ("/stripe/webhook", "take", Answer.WEBHOOK),
        ("/webhooks/github", "take", Answer.WEBHOOK),
        ("/stripe-webhooks", "take", Answer.WEBHOOK),
        ("/githubWebhooks", "take", Answer.WEBHOOK),
        ("/user-webhooks", "list", Answer.DATA),
        ("/webhooks", "create", Answer.DATA),
        ("/webhooks/:id", "update", Answer.DATA),
        ("/webhooks", "(req) => stripe.webhooks.constructEvent(req.body)", Answer.WEBHOOK),
        ("/stripe", "(req) => stripe.webhooks.constructEvent(req.body)", Answer.WEBHOOK),
        ("/people", "(req) => new Webhook(secret).verify(req.body, req.headers)", Answer.WEBHOOK),
        ("/webhooks", "(req) => new Webhook({ url: req.body.url }).save()", Answer.DATA),
        ("/tokens", "(req) => crypto.timingSafeEqual(req.body.token, known)", Answer.DATA),
    ],
)
def test_a_webhook_is_one_that_others_call(path: str, handler: str, answer: Answer) -> None:
    (route,) = routes_of({"app.js": f"{APP}app.post('{path}', {handler});"}, "express")

    assert route.answer is answer


@pytest.mark.parametrize(
    ("guard", "is_one"),
    [
        ("(req, res, next) => { if (!req.user) return res.status(401).json({}); next(); }", True),
        ("(req, res, next) => (req.user ? next() : res.redirect('/login'))", True),
        ("(req, res, next) => { res.set('X-Region', here); next(); }", True),
        ("(req, res, next) => next(new NotFound(req.path))", True),
        ("async (req, res, next) => { try { res.json(await load()); } catch (e) { next(e); } }",
         False),
        ("(req, res, next) => (req.accepts('html') ? res.sendFile(index) : next())", False),
        ("(req, res, next) => proxy.web(req, res, next)", False),
        ("(req, res) => res.json([])", False),
    ],
)  # fmt: skip
def test_for_all_addresses_below_one_a_handler_may_be_a_guard(guard: str, is_one: bool) -> None:
    code = f"const first = {guard};\napp.all('/api/*', first);\napp.get('/api/users', list);\n"

    found = guards_of({"app.js": APP + code}, "express")

    assert found["GET /api/users"] == (["first"] if is_one else [])
    assert ("* /api/{path}" in found) is not is_one


def test_a_handler_is_found_in_what_wraps_or_makes_it() -> None:
    code = (
        "const wrap = (fn) => (req, res, next) => fn(req, res).catch(next);\n"
        "class Users { list(req, res) {} show(req, res) {} }\nconst users = new Users();\n"
        "const make = (db) => function made(req, res) {};\n"
        "app.get('/a', wrap(users.list));\napp.get('/b', users.show.bind(users));\n"
        "app.get('/c', make(db));\napp.get('/d', unknown);\n"
    )

    assert handlers_of({"app.js": APP + code}, "express") == {
        "GET /a": "Users.list",
        "GET /b": "Users.show",
        "GET /c": "made",
        "GET /d": "",
    }


def test_the_routes_of_another_backend_are_not_those_of_one_that_uses_its_code() -> None:
    files: Files = {
        "package.json": '{"workspaces": ["api", "web"]}',
        "api/package.json": '{"name": "@shop/api", "dependencies": {"express": "4"}}',
        "api/app.js": APP + "app.get('/users', list);\napp.listen(80);",
        "web/package.json": '{"name": "web", "dependencies": {"express": "4", "@shop/api": "*"}}',
        "web/app.js": APP + "require('@shop/api');\napp.get('/home', home);",
    }
    names = {}
    for component, values in facts_of(files).by_component:
        routes = values[Routes]
        assert isinstance(routes, Routes)
        names[component.name] = [each.path for each in routes.routes]

    assert names == {"api": ["/users"], "web": ["/home"]}


def test_a_class_and_its_method_come_with_the_route() -> None:
    files: Files = {
        "app.js": APP + "class Users { list(req, res) {} }\nconst u = new Users();\n"
        "app.get('/users', u.list);\n"
    }

    (endpoint,) = endpoints_of(files, "express")

    assert endpoint.class_ is not None
    assert endpoint.class_.name == "Users"


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
    "users",
    [
        "module.exports = function Users(db) { this.list = (req, res) => { res.render('a'); }; };",
        (
            "module.exports = (db) => {\n  async function list(req, res) { res.render('a'); }\n"
            "  return Object.freeze({ list: wrap(list) });\n};"
        ),
        (
            "module.exports = (db) => {\n  const made = { list: (req, res) => res.render('a') };\n"
            "  return made;\n};"
        ),
    ],
)
@pytest.mark.parametrize("made", ["new Users(db)", "Users(db)"])
def test_a_handler_is_followed_into_the_object_that_a_function_makes(users: str, made: str) -> None:
    setup = f"const users = {made};\n  app.get('/users', users.list);"
    files: Files = {
        "app.js": APP
        + f"const Users = require('./users');\nconst set = (app, db) => {{\n  {setup}\n}};\n"
        "set(app, db);\n",
        "users.js": users,
    }

    assert addresses(files, "express") == ["GET /users [a page]"]


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        (("const show = (req, res) => res.render('a');\napp.post('/', (q, res) => save(() => "
         "show(q, res)));"), Answer.PAGE),
        (("class Users { show(req, res) { res.render('a'); }\n  add(req, res) { "
         "this.show(req, res); } }\nconst users = new Users();\napp.post('/', users.add);"),
         Answer.PAGE),
        (("function Users() {\n  this.show = (req, res) => res.redirect('/a');\n"
         "  this.add = (req, res) => { save(() => this.show(req, res)); };\n}\n"
         "const users = new Users();\napp.post('/', users.add);"), Answer.REDIRECT),
        ("const show = (req, res) => send(res);\napp.post('/', (q, res) => show(q, res));",
         Answer.DATA),
        (("const a = (req, res) => b(req, res);\nconst b = (req, res) => a(req, res);\n"
         "app.post('/', a);"), Answer.DATA),
    ],
)  # fmt: skip
def test_a_handler_that_hands_its_response_on_answers_what_that_does(
    code: str, answer: Answer
) -> None:
    (route,) = routes_of({"app.js": APP + code}, "express")

    assert route.answer is answer


@pytest.mark.parametrize(
    ("code", "reasons"),
    [
        ("fs.readdirSync('routes').forEach((file) => require(`./routes/${file}`)(app));", 1),
        ("fs.readdirSync('routes').forEach((file) => app.use(require('./routes/' + file)));", 1),
        ("app.use(require('cors')());\nrequire('express-ws')(app);", 0),
        ("marked.use(require('./' + name));", 0),
        ("const file = 'x';\napp.get('/users', list);\nrequire('./' + file)(app);", 0),
    ],
)
def test_where_no_route_answers_data_files_that_are_looked_up_leave_it_open(
    code: str, reasons: int
) -> None:
    facts = facts_of({"package.json": manifest("express"), "app.js": APP + code})
    ((_, values),) = facts.by_component
    routes = values[Routes]

    assert isinstance(routes, Routes)
    assert len(routes.unread) == reasons


def test_passport_sends_people_on_where_nothing_comes_behind_it() -> None:
    code = (
        "const passport = require('passport');\n"
        "app.get('/auth/github', passport.authenticate('github', { scope: ['user'] }));\n"
        "app.get('/orders', passport.authenticate('jwt'), (req, res) => res.json([]));\n"
    )

    assert addresses({"app.js": APP + code}, "express", "passport") == [
        "GET /auth/github [a redirect]",
        "GET /orders",
    ]
