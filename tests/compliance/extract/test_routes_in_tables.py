"""Routes that a table declares, each with its method, and a loop registers."""

from __future__ import annotations

import pytest

from compliance.facts.routes import Routes
from tests.compliance.extract.node_routes_cases import addresses, manifest
from tests.compliance.repositories import Files, facts_of

APP = "import express from 'express';\nconst app = express();\n"
TABLE = (
    "export const routes = [\n"
    "  { method: 'get', path: '/users', action: 'all' },\n"
    "  { method: 'POST', path: '/users', action: 'add' },\n"
    "];\n"
)
EXPECTED = ["GET /users", "POST /users"]


@pytest.mark.parametrize(
    "loop",
    [
        "routes.forEach((route) => { app[route.method](route.path, run(route)); });",
        "routes.forEach((r) => {\n  (app as any)[r.method.toLowerCase()](r.path, run);\n});",
        "for (const route of routes) { app[route.method](route.path, run); }",
    ],
)
def test_a_table_of_routes_of_express(loop: str) -> None:
    files = {"table.ts": TABLE, "app.ts": f"{APP}import {{ routes }} from './table';\n{loop}\n"}

    assert addresses(files, "express") == EXPECTED


def test_a_table_of_routes_of_koa() -> None:
    code = (
        "const Koa = require('koa');\nconst Router = require('koa-router');\n"
        "const router = new Router();\nconst app = new Koa();\n"
        + TABLE.removeprefix("export ")
        + "routes.forEach((each) => router[each.method](each.path, run));\n"
        "app.use(router.routes());\n"
    )

    assert addresses({"app.js": code}, "koa", "koa-router") == EXPECTED


HANDED = (
    """const add = (method, path, handler) => app[method](path, run(handler));
add('get', '/users', all);
add('post', '/users', one);
""",
    """function add(path, method) { app[method]('/' + path, (req, res) => res.json(all())); }
add('users', 'get');
add('users', 'post');
""",
    f"""const add = (each) => app[each.method](each.path, run);
{TABLE}for (const each of routes) {{ app[each.method](each.path, run); }}
""",
)


@pytest.mark.parametrize("code", HANDED)
def test_a_function_that_is_handed_the_method(code: str) -> None:
    assert addresses({"app.ts": APP + code}, "express") == EXPECTED


GROUPS = """const groups = {
  users: [{ method: 'get', path: 'list' }, { method: 'post', path: 'add' }],
  shops: [{ method: 'get', path: 'all' }],
};
const prefixes = { users: { at: '/users/' }, shops: { at: '/shops/' } };
"""
NESTED = (
    """for (const group in groups) {
  groups[group].forEach((each) => { app[each.method](prefixes[group].at + each.path, run); });
}
""",
    """const add = (to, base, path, method) => to[method](base + path, run);
for (const group in groups) {
  const actions = groups[group];
  actions.forEach((each) => {
    const path = prefixes[group].at + each.path;
    add(app, '', path, each.method);
  });
}
""",
)


@pytest.mark.parametrize("loop", NESTED)
def test_tables_of_tables(loop: str) -> None:
    found = addresses({"app.ts": APP + GROUPS + loop}, "express")

    assert found == ["GET /shops/all", "GET /users/list", "POST /users/add"]


def open_ended(loop: str) -> Files:
    """An Express service that registers by names which are only known while it runs."""
    return {"package.json": manifest("express"), "app.ts": f"{APP}{loop}\napp.listen(80);\n"}


@pytest.mark.parametrize(
    "loop",
    [
        "const add = (method, path) => app[method](base + path, (req, res) => res.json(run(req)));",
        "read('routes.json').forEach((route) => { app[route.method](route.path, run); });",
    ],
)
def test_routes_that_are_only_known_while_the_program_runs_are_said_to_be_so(loop: str) -> None:
    ((_, values),) = facts_of(open_ended(loop)).by_component
    found = values[Routes]

    assert isinstance(found, Routes)
    assert found.routes == ()
    assert [each.partition("(")[2] for each in found.unread] == ["app.ts, line 3)"]


def test_what_is_asked_by_a_key_is_no_route() -> None:
    code = "const found = app['locals'](1, 2);\nconst value = cache[name]('/users', load);"

    assert addresses({"app.ts": APP + code}, "express") == []
