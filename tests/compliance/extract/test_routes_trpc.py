"""Procedures of tRPC, in routers that hold each other."""

from __future__ import annotations

import pytest

from compliance.facts.routes import Style
from tests.compliance.extract.node_routes_cases import guards_of, routes_of
from tests.compliance.repositories import Files

INIT = (
    "import { initTRPC } from '@trpc/server';\nconst t = initTRPC.context().create();\n"
    "export const router = t.router;\nexport const createTRPCRouter = t.router;\n"
    "export const mergeRouters = t.mergeRouters;\nexport const publicProcedure = t.procedure;\n"
    "export const protectedProcedure = t.procedure.use(isSignedIn);\n"
)
IMPORT = (
    "import { router, createTRPCRouter, mergeRouters, publicProcedure, protectedProcedure } "
    "from './trpc';\n"
)


def trpc(code: str, **files: str) -> Files:
    return {
        "src/server.ts": "import { createHTTPServer } from '@trpc/server/adapters/standalone';\n"
        "createHTTPServer({ router: appRouter });\n",
        "src/trpc.ts": INIT,
        "src/app.ts": IMPORT + code,
        **{f"src/{name}.ts": IMPORT + content for name, content in files.items()},
    }


def names(files: Files) -> list[str]:
    return sorted(f"{each.method} {each.path}" for each in routes_of(files, "@trpc/server"))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("export const appRouter = router({ list: publicProcedure.query(() => []) });\n",
         ["GET list"]),
        (("export const appRouter = router({\n  add: publicProcedure.input(x).mutation(add),\n"
         "  on: publicProcedure.subscription(on),\n});\n"), ["GET on", "POST add"]),
        ("export const appRouter = router({ user: router({ list: publicProcedure.query(f) }) });\n",
         ["GET user.list"]),
        ("export const appRouter = router({ user: { list: publicProcedure.query(f) } });\n",
         ["GET user.list"]),
        (("const user = router({ list: publicProcedure.query(f) });\n"
         "const post = router({ all: publicProcedure.query(f) });\n"
         "export const appRouter = mergeRouters(user, post);\n"), ["GET all", "GET list"]),
        (("const list = publicProcedure.query(f);\nconst more = { one: list };\n"
         "export const appRouter = createTRPCRouter({ list, ...more });\n"),
         ["GET list", "GET one"]),
        (("const user = { list: publicProcedure.query(f) } satisfies TRPCRouterRecord;\n"
         "export const appRouter = router({ user });\n"), ["GET user.list"]),
        ("const x = { y: x };\nexport const appRouter = router({ x });\n", []),
        ("const user = { list: find };\nexport const other = router({ user });\n", []),
        ("export const other = router({ '/': page, path: 'x' });\n", []),
    ],
)  # fmt: skip
def test_procedures_have_the_names_of_the_routers_around_them(
    code: str, expected: list[str]
) -> None:
    assert names(trpc(code)) == expected


def test_routers_come_from_other_files_also_when_they_are_needed_first() -> None:
    files = trpc(
        "import { lazy } from '@trpc/server';\nimport { user } from './user';\n"
        "export const appRouter = router({ user, post: lazy(() => import('./post')) });\n",
        user="export const user = router({ list: protectedProcedure.query(async () => []) });\n",
        post="export default router({ list: publicProcedure.query(async () => []) });\n",
    )

    assert names(files) == ["GET post.list", "GET user.list"]
    assert {each.style for each in routes_of(files, "@trpc/server")} == {Style.TRPC}


def test_a_table_of_another_file_is_a_router_too() -> None:
    files = trpc(
        "import { user } from './user';\nimport { posts } from './posts';\n"
        "export const appRouter = router({ user, ...posts });\n",
        user="export const user = {\n  list: protectedProcedure.query(async () => []),\n"
        "  inner: { all: publicProcedure.query(f) },\n} satisfies TRPCRouterRecord;\n",
        posts="import { post } from './post';\nexport const posts = { post };\n",
        post="export const post = { add: publicProcedure.mutation(f) };\n",
    )

    assert names(files) == ["GET user.inner.all", "GET user.list", "POST post.add"]


def test_the_procedure_and_what_it_is_given_stand_before() -> None:
    code = "export const appRouter = router({\n"
    code += "  a: protectedProcedure.input(schema).use(limit).mutation(f),\n});\n"

    guards = guards_of(trpc(code), "@trpc/server")["POST a"]

    assert guards[:3] == ["limit", "schema", "protectedProcedure"]
    assert "isSignedIn" in guards


@pytest.mark.parametrize(
    ("served", "expected"),
    [
        ("", ["GET /health"]),
        ("import { fetchRequestHandler } from '@trpc/server/adapters/fetch';\n",
         ["GET /health", "GET list"]),
    ],
)  # fmt: skip
def test_a_package_that_is_taken_in_is_served_by_an_adapter_only(
    served: str, expected: list[str]
) -> None:
    files = {
        "package.json": '{"workspaces": ["worker", "rpc"]}',
        "worker/package.json": '{"name": "worker", "dependencies": {"express": "5", "rpc": "*"}}',
        "worker/app.ts": served + "import express from 'express';\nconst app = express();\n"
        "app.get('/health', up);\n",
        "rpc/package.json": '{"name": "rpc", "dependencies": {"@trpc/server": "11"}}',
        "rpc/trpc.ts": INIT,
        "rpc/app.ts": IMPORT
        + "export const appRouter = router({ list: publicProcedure.query(f) });\n",
    }

    assert names(files) == expected
