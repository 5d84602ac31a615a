"""Routes that a framework knows by the place of their file: Astro, SolidStart, TanStack, Nitro."""

from __future__ import annotations

import pytest

from tests.compliance.extract.node_routes_cases import addresses, guards_of, handlers_of

ANSWERED = "async () => Response.json([])"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (f"export const post: APIRoute = {ANSWERED};\n", ["POST /api/orders"]),
        (f"export const del = {ANSWERED};\n", ["DELETE /api/orders"]),
        (f"export const all = {ANSWERED};\n", ["* /api/orders"]),
        (f"export const get = {ANSWERED};\nexport const posts = [];\n", ["GET /api/orders"]),
    ],
)
def test_the_verbs_of_older_astro_are_in_lower_case(source: str, expected: list[str]) -> None:
    files = {
        "astro.config.mjs": "export default { output: 'server' };\n",
        "src/pages/api/orders.ts": source,
    }

    assert addresses(files, "astro") == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/routes/api/orders.ts", ["GET /api/orders", "POST /api/orders"]),
        ("src/routes/api/(shop)/orders/index.ts", ["GET /api/orders", "POST /api/orders"]),
        ("src/routes/api/orders/[id].tsx", ["GET /api/orders/{id}", "POST /api/orders/{id}"]),
        ("src/api/orders.ts", []),
    ],
)
def test_the_verbs_of_a_file_of_solidstart(path: str, expected: list[str]) -> None:
    verbs = f"export const GET = {ANSWERED};\nexport async function POST() {{ return {{}}; }}\n"
    files = {"src/routes/api/health.ts": f"export const GET = {ANSWERED};\n", path: verbs}

    found = [each for each in addresses(files, "@solidjs/start") if "health" not in each]

    assert found == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            (
                "export const Route = createFileRoute('/api/orders/$id')({\n"
                f"  server: {{ handlers: {{ GET: {ANSWERED}, PUT: save }} }},\n}});\n"
            ),
            ["GET /api/orders/{id}", "PUT /api/orders/{id}"],
        ),
        (
            (
                f"export const ServerRoute = createServerFileRoute('/files/$').methods({{\n"
                f"  POST: {ANSWERED},\n}});\n"
            ),
            ["POST /files/{path}"],
        ),
        (
            f"export const APIRoute = createAPIFileRoute('/api/orders')({{ GET: {ANSWERED} }});\n",
            ["GET /api/orders"],
        ),
        (
            (
                "export const Route = createFileRoute('/orders')({ component: Page });\n"
                f"export const Server = createServerFileRoute().methods({{ GET: {ANSWERED} }});\n"
            ),
            ["GET /orders"],
        ),
        (
            (
                "export const Route = createFileRoute('/_shop/orders/')({\n"
                f"  server: {{ middleware: [known], handlers: ({{ createHandlers }}) =>\n"
                f"    createHandlers({{ GET: {{ handler: {ANSWERED} }} }}) }},\n}});\n"
            ),
            ["GET /orders"],
        ),
    ],
)
def test_the_handlers_of_a_file_of_tanstack_start(source: str, expected: list[str]) -> None:
    assert addresses({"src/routes/orders.ts": source}, "@tanstack/react-start") == expected


def test_what_stands_before_the_handlers_of_tanstack_start() -> None:
    source = (
        "export const Route = createFileRoute('/api/orders')({ server: { middleware: [signedIn],\n"
        "  handlers: { GET: { middleware: [limited], handler: list } } } });\n"
        "function list() { return Response.json([]); }\n"
    )
    files = {"src/routes/api/orders.ts": source}

    assert guards_of(files, "@tanstack/react-start") == {"GET /api/orders": ["signedIn", "limited"]}
    assert handlers_of(files, "@tanstack/react-start") == {"GET /api/orders": "list"}


@pytest.mark.parametrize(
    "source",
    [
        "export default cachedEventHandler(async () => [], { maxAge: 60 });\n",
        "export default defineSignedInHandler(async () => []);\n",
        "const list = defineEventHandler(async () => []);\nexport default list;\n",
    ],
)
def test_a_handler_of_nitro_by_another_name(source: str) -> None:
    assert addresses({"server/api/orders.get.ts": source}, "nuxt") == ["GET /api/orders"]
