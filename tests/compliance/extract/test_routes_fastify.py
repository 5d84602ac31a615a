"""The routes of Fastify: verbs, whole descriptions, plugins below prefixes, hooks."""

from __future__ import annotations

import pytest

from tests.compliance.extract.node_routes_cases import addresses, guards_of, handlers_of
from tests.compliance.repositories import Files

HEAD = "const Fastify = require('fastify');\nconst fastify = Fastify({ logger: true });\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("fastify.get('/users/:id', async () => ({}));", ["GET /users/{id}"]),
        ("fastify.get('/users/:id(\\\\d+)', show);", ["GET /users/{id}"]),
        ("fastify.get('/files/*', show);", ["GET /files/{path}"]),
        ("fastify.post('/users', { schema }, create);", ["POST /users"]),
        ("fastify.get('/x', { handler: x, schema });", ["GET /x"]),
        ("fastify.all('/x', x);", ["* /x"]),
        ("fastify.route({ method: 'PUT', url: '/x/:id', handler: x });", ["PUT /x/{id}"]),
        (
            "fastify.route({ method: ['get', 'HEAD'], url: '/x', handler: x });",
            ["GET /x", "HEAD /x"],
        ),
        (
            "fastify.register(async (app) => { app.get('/x', x); }, { prefix: '/v1' });",
            ["GET /v1/x"],
        ),
        (
            (
                "fastify.register(function (app, opts, done) {\n  app.register((inner, o, d) => {\n"
                "    inner.get('/x', x);\n    d();\n  }, { prefix: '/b' });\n  done();\n"
                "}, { prefix: '/a' });"
            ),
            ["GET /a/b/x"],
        ),
        ("fastify.get('/p', (request, reply) => reply.view('p'));", ["GET /p [a page]"]),
        ("fastify.get('/s', (request, reply) => reply.sendFile('a'));", ["GET /s [static files]"]),
    ],
)
def test_a_route_is_read_as_it_is_written(code: str, expected: list[str]) -> None:
    assert addresses({"server.js": HEAD + code}, "fastify") == expected


PLUGINS: Files = {
    "src/app.ts": "import Fastify from 'fastify';\nimport users from './users';\n"
    "import { posts } from './posts';\nconst app = Fastify();\n"
    "app.addHook('onRequest', auth);\napp.register(users, { prefix: '/users' });\n"
    "app.register(posts);\napp.register(import('./tags'), { prefix: '/tags' });\n",
    "src/users.ts": "import { FastifyInstance } from 'fastify';\n"
    "export default async function users(app: FastifyInstance) {\n"
    "  app.addHook('preHandler', check);\n"
    "  app.get('/:id', { preHandler: [own], schema: { params } }, show);\n}\n"
    "async function show(request, reply) { return {}; }\n",
    "src/posts.ts": "import fp from 'fastify-plugin';\n"
    "export const posts = fp(async (fastify) => {\n  fastify.get('/posts', list);\n});\n",
    "src/tags.ts": "export default async function (server) {\n  server.get('/', list);\n}\n",
}


def test_plugins_register_below_their_prefix() -> None:
    assert addresses(PLUGINS, "fastify") == ["GET /posts", "GET /tags", "GET /users/{id}"]
    assert handlers_of(PLUGINS, "fastify")["GET /users/{id}"] == "show"


def test_plugins_of_a_folder_register_below_the_folders_that_they_lie_in() -> None:
    files: Files = {
        "src/app.ts": "import Fastify from 'fastify';\nimport load from '@fastify/autoload';\n"
        "const app = Fastify();\napp.addHook('onRequest', auth);\n"
        "app.register(load, {\n  dir: path.join(import.meta.dirname, 'routes'),\n"
        "  options: { prefix: '/v1' },\n});\n",
        "src/routes/tasks/_id/index.ts": "import { FastifyPluginAsync } from 'fastify';\n"
        "const plugin: FastifyPluginAsync = async (fastify) => {\n"
        "  fastify.get('/notes', list);\n};\nexport default plugin;\n",
        "src/other/users.ts": "export default async (fastify) => { fastify.get('/x', list); };\n",
    }

    assert addresses(files, "fastify") == ["GET /v1/tasks/{id}/notes", "GET /x ~"]
    assert guards_of(files, "fastify")["GET /v1/tasks/{id}/notes"] == ["auth"]


def test_hooks_options_and_the_schema_stand_before_the_handler() -> None:
    guards = guards_of(PLUGINS, "fastify")

    assert guards["GET /users/{id}"] == ["auth", "check", "?", "?"]
    assert guards["GET /posts"] == ["auth"]


LISTED: Files = {
    "users.js": "module.exports = [\n  { method: 'GET', url: '/users', handler: list },\n"
    "  { method: 'POST', url: '/users', handler: create },\n];\n"
    "async function list() { return []; }\nasync function create() { return {}; }\n",
    "posts.js": "module.exports = [{ method: 'GET', url: '/posts', handler: async () => [] }];\n",
}


@pytest.mark.parametrize(
    ("listed", "going"),
    [
        ("[...users, ...posts]", "routes.forEach((route) => fastify.route(route));"),
        ("[...users, posts[0]].concat(posts)", "for (const each of routes) fastify.route(each);"),
        ("users.concat(posts)", "for (const each of routes) {\n  fastify.route(each);\n}"),
        ("[users, posts].flat()", "users.concat(posts).map((each) => fastify.route({ ...each }));"),
    ],
)
def test_routes_of_lists_are_read(listed: str, going: str) -> None:
    server = (
        f"{HEAD}const users = require('./users');\nconst posts = require('./posts');\n"
        f"const routes = {listed};\n{going}\n"
    )

    found = addresses({**LISTED, "server.js": server}, "fastify")

    assert found == ["GET /posts", "GET /users", "POST /users"]
    assert handlers_of({**LISTED, "server.js": server}, "fastify")["GET /users"] == "list"


def test_what_is_spread_into_a_route_is_a_part_of_it() -> None:
    server = (
        f"{HEAD}const users = require('./users');\n"
        "users.forEach((each) => fastify.route({ ...each, url: `/api${each.url}` }));\n"
    )

    assert addresses({**LISTED, "server.js": server}, "fastify") == [
        "GET /api/users",
        "POST /api/users",
    ]


def test_a_plugin_that_a_command_serves_has_routes() -> None:
    files = {
        "package.json": '{"dependencies": {"fastify": "5", "fastify-cli": "7"}, '
        '"scripts": {"start": "fastify start app.js"}}',
        "app.js": "module.exports = async (fastify, opts) => {\n  fastify.get('/x', x);\n};\n",
    }

    assert addresses(files, "fastify") == ["GET /x ~"]


@pytest.mark.parametrize("parameter", ["fastify: App", "server: TypedFastify", "app: Fastify<Zod>"])
def test_a_plugin_whose_application_has_a_type_of_the_project(parameter: str) -> None:
    files: Files = {
        "src/server.ts": "import { join } from 'path';\nimport Fastify from 'fastify';\n"
        "import autoload from '@fastify/autoload';\nconst server = Fastify();\n"
        "server.register(autoload, { dir: join(__dirname, 'routes') });\n",
        "src/routes/posts/show.ts": f"export default function ({parameter}, _, done) {{\n"
        f"  {parameter.partition(':')[0]}.route({{ method: 'GET', url: '/:id', handler: show }});\n"
        "  done();\n}\n",
    }

    assert addresses(files, "fastify") == ["GET /posts/{id}"]
