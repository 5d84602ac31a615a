"""The routes of Elysia: chains, groups, guards, and what an instance uses."""

from __future__ import annotations

import pytest

from tests.compliance.extract.node_routes_cases import addresses, guards_of, handlers_of
from tests.compliance.repositories import Files

HEAD = "import { Elysia, t } from 'elysia';\nexport const app = new Elysia();\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("app.get('/users/:id', ({ params }) => params.id);", ["GET /users/{id}"]),
        ("app.get('/a', a).post('/b', b, { body: t.Object({}) });", ["GET /a", "POST /b"]),
        ("app.model({}).state('x', 1).onError(f).get('/a', a);", ["GET /a"]),
        ("app.all('/x', x);", ["* /x"]),
        ("app.route('PURGE', '/cache', purge);", ["PURGE /cache"]),
        ("app.get('/', 'Hello');", ["GET /"]),
        ("app.use(new Elysia({ prefix: '/users' }).get('/:id', show));", ["GET /users/{id}"]),
        (
            "const users = new Elysia({ prefix: '/users' }).get('/', list);\napp.use(users);",
            ["GET /users"],
        ),
        (
            "app.group('/v1', (group) => group.get('/a', a).post('/b', b));",
            ["GET /v1/a", "POST /v1/b"],
        ),
        ("app.group('/v1', { detail: {} }, (group) => group.get('/a', a));", ["GET /v1/a"]),
        ("app.guard({ query: t.Object({}) }, (inner) => inner.get('/a', a));", ["GET /a"]),
        ("const users = (at: Elysia) => at.get('/users', list);\napp.use(users);", ["GET /users"]),
        ("app.get('/r', ({ redirect }) => redirect('/'));", ["GET /r [a redirect]"]),
        ("app.get('/live', () => new Map().get('/x', 1));", ["GET /live [a health check]"]),
    ],
)  # fmt: skip
def test_a_route_is_read_as_it_is_written(code: str, expected: list[str]) -> None:
    assert addresses({"src/index.ts": HEAD + code}, "elysia") == expected


def test_what_answers_an_element_is_a_page() -> None:
    code = HEAD + "app.get('/p', async () => {\n  return <p>Hello</p>;\n}).get('/d', () => ({}));\n"

    assert addresses({"src/index.tsx": code}, "elysia") == ["GET /d", "GET /p [a page]"]


SPREAD: Files = {
    "src/index.ts": "import { Elysia } from 'elysia';\nimport { users } from './users';\n"
    "const app = new Elysia({ prefix: '/api' }).use(helmet()).use(users).listen(80);\n",
    "src/door.ts": "import { Elysia } from 'elysia';\n\n"
    "export const door = new Elysia({ name: 'door' })\n"
    "  .derive({ as: 'scoped' }, async ({ bearer }) => ({ user: await known(bearer) }))\n"
    "  .macro({ signedIn: { beforeHandle: refuse } });\n",
    "src/users.ts": "import { Elysia, t } from 'elysia';\nimport { door } from './door';\n"
    "export const users = new Elysia({ prefix: '/users' }).use(door)\n"
    "  .get('/', list, { signedIn: true, query: t.Object({ page: t.Number() }) })\n"
    "  .get('/open', list, { signedIn: false })\n"
    "  .onBeforeHandle(check)\n"
    "  .post('/', create, { beforeHandle: [limit], body: t.Object({ name: t.String() }) });\n"
    "const list = () => [];\nconst create = ({ body }) => body;\n",
}  # fmt: skip


def test_instances_are_used_across_files() -> None:
    assert addresses(SPREAD, "elysia") == [
        "GET /api/users",
        "GET /api/users/open",
        "POST /api/users",
    ]
    assert handlers_of(SPREAD, "elysia") == {
        "GET /api/users": "list",
        "GET /api/users/open": "list",
        "POST /api/users": "create",
    }


def test_what_runs_before_a_route_is_known() -> None:
    guards = guards_of(SPREAD, "elysia")

    assert guards["GET /api/users"] == ["helmet()", "?", "signedIn", "?"]
    assert guards["GET /api/users/open"] == ["helmet()", "?"]
    assert sorted(guards["POST /api/users"]) == ["?", "?", "?", "check", "helmet()"]
