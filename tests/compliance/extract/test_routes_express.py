"""The routes of Express, however files, functions and classes hand routers around."""

from __future__ import annotations

import pytest

from compliance.facts.routes import Routes
from tests.compliance.extract.express_application import APP, TS_APP
from tests.compliance.extract.node_routes_cases import (
    addresses,
    endpoints_of,
    guards_of,
    handlers_of,
    routes_of,
)
from tests.compliance.repositories import Files, facts_of


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


@pytest.mark.parametrize(
    ("index", "handler"),
    [
        ("module.exports = { all: require('./list') };\n", "list"),
        ("module.exports = { all: require('./more').more };\n", "more"),
        ("module.exports = { all: wrap(async function every(req, res) {}) };\n", "every"),
        ("module.exports = { none: require('./list') };\n", ""),
        ("module.exports = { all: require('of-others') };\n", ""),
        ("module.exports = { all: require('./index').all };\n", ""),
    ],
)
def test_a_handler_is_followed_through_a_file_that_gives_those_of_others(
    index: str, handler: str
) -> None:
    files: Files = {
        "app.js": f"{APP}const {{ all }} = require('./users');\napp.get('/users', all);\n",
        "users/index.js": index,
        "users/list.js": "const list = (req, res) => res.json([]);\nmodule.exports = list;\n",
        "users/more.js": "exports.more = function more(req, res) {};\n",
    }

    assert handlers_of(files, "express") == {"GET /users": handler}


def test_the_place_of_a_route_in_a_chain_is_its_own_line() -> None:
    lines = {each.method: each.where.line for each in routes_of(TYPESCRIPT, "express")}

    assert lines == {"GET": 5, "DELETE": 6}


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


def test_guards_that_lists_hold_are_taken_one_by_one() -> None:
    code = "const before = [auth, limit];\napp.post('/x', ...before, create);\n"

    assert guards_of({"app.js": APP + code}, "express")["POST /x"] == ["auth", "limit"]


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
