"""The routes of Hapi: what `server.route` is handed, plugins, strategies."""

from __future__ import annotations

import pytest

from tests.compliance.extract.node_routes_cases import addresses, guards_of, handlers_of

HEAD = "const Hapi = require('@hapi/hapi');\nconst server = Hapi.server({ port: 1 });\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("server.route({ method: 'GET', path: '/users/{id?}', handler: show });",
         ["GET /users/{id}"]),
        (("server.route([{ method: 'get', path: '/a', handler }, "
         "{ method: ['PUT', 'POST'], path: '/b', handler }]);"),
         ["GET /a", "POST /b", "PUT /b"]),
        ("server.route({ method: '*', path: '/{any*}', options: { handler: none } });",
         ["* /{any}"]),
        ("server.route({ method: 'GET', path: '/p', handler: (r, h) => h.view('p') });",
         ["GET /p [a page]"]),
        ("server.route({ method: 'GET', path: '/s', handler: { directory: { path: '.' } } });",
         ["GET /s [static files]"]),
        ("const list = { method: 'GET', path: '/l', handler };\nserver.route(list);", ["GET /l"]),
        ("const other = { method: 'GET', path: '/l' };", []),
    ],
)  # fmt: skip
def test_a_route_is_read_as_it_is_written(code: str, expected: list[str]) -> None:
    assert addresses({"server.js": HEAD + code}, "@hapi/hapi") == expected


def test_plugins_and_lists_in_other_files() -> None:
    files = {
        "server.js": HEAD + "const users = require('./users');\n"
        "server.auth.default('jwt');\n"
        "server.register({ plugin: users, routes: { prefix: '/api' } });\n"
        "require('./posts').forEach((route) => server.route(route));\n",
        "users.js": "module.exports = { name: 'users', register: (server) => {\n"
        "  server.route({ method: 'POST', path: '/users', handler: create, "
        "options: { validate: { payload } } });\n} };\nfunction create(request, h) {}\n",
        "posts.js": "module.exports = [\n"
        "  { method: 'GET', path: '/posts', handler: list, config: { auth: false } },\n];\n",
    }

    assert addresses(files, "@hapi/hapi") == ["GET /posts", "POST /api/users"]
    assert handlers_of(files, "@hapi/hapi")["POST /api/users"] == "create"
    assert guards_of(files, "@hapi/hapi") == {
        "GET /posts": ["false"],
        "POST /api/users": ["server.auth.default()", "?"],
    }


def test_routes_that_functions_make() -> None:
    files = {
        "server.js": HEAD + "server.register({ plugin: require('./builds'), "
        "routes: { prefix: '/v4' } });\n",
        "builds.js": "const getRoute = require('./get');\n"
        "const { stopRoute } = require('./stop');\n"
        "module.exports = { name: 'builds', register: (server, options) => {\n"
        "  server.route([getRoute(), stopRoute(options), loop(), unknown()]);\n} };\n"
        "function loop() { return loop(); }\n",
        "get.js": "module.exports = () => ({\n  method: 'GET', path: '/builds/{id}', "
        "options: { handler: async (request, h) => h.response(await one(request)) },\n});\n",
        "stop.js": "exports.stopRoute = (options) => {\n  const route = { method: 'PUT', "
        "path: '/builds/{id}', handler: stop };\n  return route;\n};\nfunction stop() {}\n",
    }

    assert addresses(files, "@hapi/hapi") == ["GET /v4/builds/{id}", "PUT /v4/builds/{id}"]
    assert handlers_of(files, "@hapi/hapi")["PUT /v4/builds/{id}"] == "stop"
