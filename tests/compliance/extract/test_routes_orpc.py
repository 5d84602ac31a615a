"""Procedures of oRPC, in the tables that a handler is given."""

from __future__ import annotations

import pytest

from compliance.facts.routes import Style
from tests.compliance.extract.node_routes_cases import guards_of, routes_of
from tests.compliance.repositories import Files

BASE = (
    "import { os } from '@orpc/server';\nexport const open = os.$context();\n"
    "export const mine = open.use(isSignedIn);\n"
)
SERVER = (
    "import { RPCHandler } from '@orpc/server/node';\nimport { router } from './router';\n"
    "const handler = new RPCHandler(router, { plugins: [] });\n"
)


def orpc(code: str, **files: str) -> Files:
    intro = "import { open, mine } from './base';\n"
    return {
        "src/server.ts": SERVER,
        "src/base.ts": BASE,
        "src/router.ts": intro + code,
        **{f"src/{name}.ts": intro + content for name, content in files.items()},
    }


def names(files: Files) -> list[str]:
    return sorted(f"{each.method} {each.path}" for each in routes_of(files, "@orpc/server"))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("export const router = { list: open.handler(() => []) };\n", ["GET list"]),
        ("export const router = { star: { add: mine.input(x).handler(add) } };\n",
         ["POST star.add"]),
        (("const star = { list: mine.handler(f) };\n"
          "export const router = { sky: { ...star, find: star.list } };\n"),
         ["GET sky.find", "GET sky.list"]),
        ("export const router = open.router({ one: mine.handler(f) });\n", ["POST one"]),
        (("export const router = { get: mine.route({ method: 'GET', path: '/stars/{id}' })"
          ".output(z).handler(f) };\n"), ["GET /stars/{id}"]),
        ("export const router = { add: mine.route({ path: '/stars' }).handler(f) };\n",
         ["POST /stars"]),
        (("export const router = open.prefix('/sky').router({\n"
          "  get: mine.route({ method: 'GET', path: '/stars' }).handler(f),\n});\n"),
         ["GET /sky/stars"]),
        ("export const router = {};\nexport const other = { list: open.handler(f) };\n", []),
    ],
)  # fmt: skip
def test_procedures_have_their_route_or_the_names_around_them(
    code: str, expected: list[str]
) -> None:
    assert names(orpc(code)) == expected


def test_procedures_of_other_files() -> None:
    files = orpc(
        "import { stars } from './stars';\nexport const router = { stars };\n",
        stars="export const stars = { list: mine.handler(() => []) };\n",
    )

    (route,) = routes_of(files, "@orpc/server")

    assert (route.path, route.style, route.where.path) == ("stars.list", Style.ORPC, "src/stars.ts")


def test_what_a_procedure_is_built_on_guards_it() -> None:
    files = orpc("export const router = { list: mine.handler(() => []) };\n")

    assert "isSignedIn" in guards_of(files, "@orpc/server")["GET list"]


def test_what_is_said_of_a_procedure_guards_nothing() -> None:
    said = "mine.route({ tags: [admins] }).errors({ FORBIDDEN: one }).output(permission)"
    files = orpc(f"export const router = {{ list: {said}.handler(() => []) }};\n")

    assert guards_of(files, "@orpc/server")["GET list"] == ["mine", "isSignedIn", "open", "os"]


def test_a_router_that_holds_itself_ends() -> None:
    assert names(orpc("export const router = { one: open.handler(f), again: router };\n"))[:1]
