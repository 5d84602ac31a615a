"""Routes of ts-rest: a contract and, by the same keys, its handlers."""

from __future__ import annotations

import pytest

from tests.compliance.extract.node_routes_cases import addresses, endpoints_of, guards_of
from tests.compliance.repositories import Files

SERVER = (
    "import express from 'express';\n"
    "import { createExpressEndpoints, initServer } from '@ts-rest/express';\n"
    "import { contract } from './contract';\nimport { stars } from './stars';\n"
    "const app = express();\nconst s = initServer();\n"
    "createExpressEndpoints(contract, s.router(contract, { stars }), app, {\n"
    "  globalMiddleware: [signedIn()],\n});\n"
)
INTRO = "import { initContract } from '@ts-rest/core';\nconst c = initContract();\n"
HANDLERS = (
    "import { initServer } from '@ts-rest/express';\nimport { starsContract } from './contract';\n"
    "import * as controller from './controller';\nconst s = initServer();\n"
    "export const stars = s.router(starsContract, {\n"
    "  list: async () => ({ status: 200, body: await db.stars() }),\n"
    "  add: { middleware: [adminsOnly()], handler: async (r) => call(controller.add)(r) },\n"
    "});\n"
)
CONTROLLER = "export async function add(req) {\n  return db.addStar(req.body);\n}\n"
ROUTES = (
    "export const starsContract = c.router({\n"
    "  list: { method: 'GET', path: '', responses: {} },\n"
    "  add: { method: 'POST', path: '/:sky', body: z.object({}) },\n"
    "}, { pathPrefix: '/stars' });\n"
)


def served(contract: str = ROUTES, server: str = SERVER) -> Files:
    return {
        "src/server.ts": server,
        "src/contract.ts": f"{INTRO}{contract}"
        "export const contract = c.router({ stars: starsContract });\n",
        "src/stars.ts": HANDLERS,
        "src/controller.ts": CONTROLLER,
    }


@pytest.mark.parametrize(
    ("contract", "expected"),
    [
        (ROUTES, ["GET /stars ~", "POST /stars/{sky} ~"]),
        ("export const starsContract = { one: { method: 'GET', path: '/stars/:id' } };\n",
         ["GET /stars/{id} ~"]),
        ("export const starsContract = { one: c.query({ method: 'GET', path: '/one' }) };\n",
         ["GET /one ~"]),
        (("const shared = { one: { method: 'GET', path: '/one' } };\n"
          "export const starsContract = c.router({ ...shared });\n"), ["GET /one ~"]),
        (("export const starsContract = c.router({ deep: c.router({\n"
          "  one: { method: 'GET', path: '/one' },\n}, { pathPrefix: '/b' }) },"
          " { pathPrefix: '/a' });\n"), ["GET /a/b/one ~"]),
        ("export const starsContract = { method: 'GET', note: 'no path' };\n", []),
    ],
)  # fmt: skip
def test_a_contract_says_methods_and_paths(contract: str, expected: list[str]) -> None:
    assert addresses(served(contract), "express", "@ts-rest/express") == expected


def test_handlers_are_those_of_the_same_keys() -> None:
    found = {each.path: each for each in endpoints_of(served(), "express", "@ts-rest/express")}
    add = found["/stars/{sky}"].handler
    assert add is not None
    assert add.name == "add"
    assert found["/stars"].handler is not None


def test_what_runs_before_all_and_before_one_are_guards() -> None:
    assert guards_of(served(), "express", "@ts-rest/express") == {
        "GET /stars": ["signedIn()"],
        "POST /stars/{sky}": ["signedIn()", "adminsOnly()"],
    }


@pytest.mark.parametrize(
    ("body", "held"),
    [
        ("z.object({})", True),
        ("StarSchema", True),
        ("c.type<Star>()", False),
        ("c.noBody()", False),
        ("null", False),
    ],
)
def test_a_schema_of_the_contract_holds_the_body(body: str, held: bool) -> None:
    contract = (
        "export const starsContract = c.router({\n"
        f"  add: {{ method: 'POST', path: '/stars', body: {body} }},\n}});\n"
    )
    (found,) = endpoints_of(served(contract), "express", "@ts-rest/express")
    assert found.holds_body is held


@pytest.mark.parametrize(
    "server",
    [
        # A client has the same contract, and serves nothing.
        (
            "import express from 'express';\nimport { initClient } from '@ts-rest/core';\n"
            "import { contract } from './contract';\nconst app = express();\n"
            "export const client = initClient(contract, { baseUrl });\n"
        ),
        # What is called alike is a function of somebody's own.
        (
            "import express from 'express';\nimport { createExpressEndpoints } from './own';\n"
            "import { contract } from './contract';\nimport { stars } from './stars';\n"
            "const app = express();\ncreateExpressEndpoints(contract, stars, app);\n"
        ),
    ],
)
def test_only_what_is_served_has_routes(server: str) -> None:
    assert addresses(served(server=server), "express", "@ts-rest/express") == []


def test_a_contract_that_is_put_into_itself_ends() -> None:
    contract = "export const starsContract = c.router({ again: starsContract });\n"
    assert addresses(served(contract), "express", "@ts-rest/express") == []
