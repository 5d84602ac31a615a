"""The routes of Hono: chains, mounted applications, base paths, described routes."""

from __future__ import annotations

import pytest

from tests.compliance.extract.node_routes_cases import addresses, guards_of, handlers_of
from tests.compliance.repositories import Files

HEAD = "import { Hono } from 'hono';\nconst app = new Hono();\nexport default app;\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("app.get('/users/:id{[0-9]+}', (c) => c.json({}));", ["GET /users/{id}"]),
        ("app.get('/users/:id?', show);", ["GET /users/{id}"]),
        ("app.get('/a', a).post('/b', b);", ["GET /a", "POST /b"]),
        ("app.all('/x', x);", ["* /x"]),
        ("app.on('PURGE', '/cache', purge);", ["PURGE /cache"]),
        ("app.on(['put', 'delete'], '/x', x);", ["DELETE /x", "PUT /x"]),
        ("app.on('GET', ['/a', '/b'], x);", ["GET /a", "GET /b"]),
        ("app.basePath('/v1').get('/x', x);", ["GET /v1/x"]),
        ("const v1 = app.basePath('/v1');\nv1.get('/x', x);", ["GET /v1/x"]),
        (
            "const users = new Hono();\nusers.get('/:id', show);\napp.route('/users', users);",
            ["GET /users/{id}"],
        ),
        (
            "const users = new Hono().get('/', list).post('/', create);\napp.route('/u', users);",
            ["GET /u", "POST /u"],
        ),
        ("app.get('/p', (c) => c.html(page()));", ["GET /p [a page]"]),
        ("app.get('/r', (c) => c.redirect('/'));", ["GET /r [a redirect]"]),
        (
            (
                "import { Scalar } from '@scalar/hono-api-reference';\n"
                "app.get('/docs', Scalar({ url: '/doc' }));"
            ),
            ["GET /docs [a page]"],
        ),
        ("app.get('/t', (c) => c.text('x'));", ["GET /t"]),
    ],
)
def test_a_route_is_read_as_it_is_written(code: str, expected: list[str]) -> None:
    assert addresses({"src/index.ts": HEAD + code}, "hono") == expected


DESCRIBED: Files = {
    "src/app.ts": "import { create } from './create';\nimport users from './users';\n"
    "import index from './index.route';\nconst app = create();\n"
    "const routes = [index, users] as const;\n"
    "routes.forEach((route) => {\n  app.route('/api', route);\n});\nexport default app;\n",
    "src/create.ts": "import { OpenAPIHono } from '@hono/zod-openapi';\n"
    "export function router() {\n  return new OpenAPIHono({ strict: false });\n}\n"
    "export function create() {\n  const app = router();\n  app.use(log());\n  return app;\n}\n",
    "src/index.route.ts": "import { createRoute } from '@hono/zod-openapi';\n"
    "import { router } from './create';\n"
    "export default router().openapi(\n  createRoute({ method: 'get', path: '/' }),\n"
    "  (c) => c.json({}),\n);\n",
    "src/users.ts": "import { router } from './create';\nimport * as routes from './routes';\n"
    "import * as handlers from './handlers';\nexport default router()\n"
    "  .openapi(routes.list, handlers.list)\n  .openapi(routes.show, handlers.show);\n",
    "src/routes.ts": "import { createRoute } from '@hono/zod-openapi';\n"
    "export const list = createRoute({ method: 'get', path: '/users', middleware: auth });\n"
    "export const show = createRoute({ method: 'get', path: '/users/{id}' });\n",
    "src/handlers.ts": "export const list = async (c) => c.json([]);\n"
    "export const show = async (c) => c.json({});\n",
}


def test_described_routes_are_followed_to_their_description_and_their_handler() -> None:
    assert handlers_of(DESCRIBED, "hono", "@hono/zod-openapi") == {
        "GET /api": "",
        "GET /api/users": "list",
        "GET /api/users/{id}": "show",
    }


def test_middleware_is_what_stands_before() -> None:
    assert guards_of(DESCRIBED, "hono", "@hono/zod-openapi")["GET /api/users"] == ["log()", "auth"]


def test_middleware_of_a_path_stands_before_that_path_only() -> None:
    code = "app.use('/admin/*', jwt());\napp.get('/admin/x', check, x);\napp.get('/y', y);\n"

    assert guards_of({"src/index.ts": HEAD + code}, "hono") == {
        "GET /admin/x": ["jwt()", "check"],
        "GET /y": [],
    }


def test_classes_of_chanfana_answer_by_their_method() -> None:
    files = {
        "src/index.ts": f"{HEAD}import {{ fromHono }} from 'chanfana';\n"
        "import { List } from './list';\nconst api = fromHono(app, { docs_url: '/' });\n"
        "api.get('/api/tasks', List);\napi.post('/api/tasks', add);\n",
        "src/list.ts": "export class List extends OpenAPIRoute {\n"
        "  schema = {};\n  async handle(c) { return load(); }\n}\n",
    }

    assert addresses(files, "hono") == ["GET /api/tasks", "POST /api/tasks"]
    assert handlers_of(files, "hono")["GET /api/tasks"] == "List.handle"


CONTEXT: Files = {
    "src/server.ts": "import { Hono } from 'hono';\nimport { registerRoutes } from './routes';\n"
    "export function createServer(given: Given) {\n  const app = new Hono<Given>();\n"
    "  app.use(signedIn());\n  registerRoutes({ app, ...given });\n  return app;\n}\n",
    "src/routes.ts": "import { registerTags } from './tags';\n"
    "export function registerRoutes(context: Context) {\n  registerTags(context);\n}\n",
}


@pytest.mark.parametrize(
    "code",
    [
        "export function registerTags({ app, db }: Context) {\n  app.get('/tags', list(db));\n}\n",
        (
            "export function registerTags(context: Context) {\n  listTags(context);\n}\n"
            "function listTags({ app, ...rest }: Context) {\n  app.get('/tags', list(rest));\n}\n"
        ),
        "export function registerTags({ app }: Context) {\n  app\n    .get('/tags', list);\n}\n",
        (
            "export function registerTags(all: Context) {\n  const { app } = all;\n"
            "  app.get('/tags', list);\n}\n"
        ),
    ],
)
def test_an_application_is_followed_within_an_object_that_functions_hand_on(code: str) -> None:
    assert guards_of({**CONTEXT, "src/tags.ts": code}, "hono") == {"GET /tags": ["signedIn()"]}


def test_an_object_without_an_application_hands_on_none() -> None:
    files = {
        **CONTEXT,
        "src/tags.ts": "export function registerTags({ db, cache }: Context) {\n"
        "  cache.get('/tags', list);\n  db.get('/tags', list);\n}\n",
    }

    assert addresses(files, "hono") == []


def test_what_an_object_is_handed_below_a_path_stays_below_it() -> None:
    files = {
        "src/server.ts": HEAD + "import { registerTags } from './tags';\n"
        "const v1 = new Hono();\napp.route('/v1', v1);\nregisterTags({ router: v1 });\n",
        "src/tags.ts": "export function registerTags(context: Context) {\n"
        "  listTags(context);\n}\n"
        "function listTags({ router }: Context) {\n  router.get('/tags', list);\n}\n",
    }

    assert addresses(files, "hono") == ["GET /v1/tags"]


def test_an_application_that_an_object_keeps_in_itself() -> None:
    """No class makes the object: a plugin that its host starts."""
    plugin = (
        "import { Hono } from 'hono';\nimport { register } from './orders';\n"
        "export default makePlugin({\n  app: null,\n"
        "  start() {\n    this.app = new Hono();\n    this.app.get('/query', (c) => c.json({}));\n"
        "    register(this.app);\n  },\n"
        "  stop() { this.server.close(); },\n});\n"
    )
    orders = (
        "import type { HonoApp } from './types';\n"
        "export function register(app: HonoApp) { app.get('/orders', (c) => c.json([])); }\n"
    )
    files = {"src/plugin.ts": plugin, "src/orders.ts": orders}

    assert addresses(files, "hono") == ["GET /orders", "GET /query"]
