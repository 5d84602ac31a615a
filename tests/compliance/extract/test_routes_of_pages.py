"""Routes of SvelteKit and of Nuxt's server, and which files of theirs make a backend."""

from __future__ import annotations

import pytest

from compliance.facts import Stack
from tests.compliance.extract.laid_out import layout_of
from tests.compliance.extract.node_routes_cases import addresses, guards_of, manifest

VERBS = (
    "export const GET = async () => json([]);\n"
    "export async function POST({ request }) { return json(await request.json()); }\n"
)
LISTS = "export default defineEventHandler(async (event) => prisma.order.findMany());\n"
LOADS = "export async function loader() { return Response.json([]); }\n"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/routes/api/orders/+server.ts", ["GET /api/orders", "POST /api/orders"]),
        ("src/routes/(shop)/[[lang]]/orders/[id=integer]/+server.js",
         ["GET /{lang}/orders/{id}", "POST /{lang}/orders/{id}"]),
        ("src/routes/files/[...path]/+server.ts", ["GET /files/{path}", "POST /files/{path}"]),
        ("src/routes/orders/server.ts", []),
        ("src/lib/+server.ts", []),
    ],
)  # fmt: skip
def test_the_verbs_of_a_folder_of_sveltekit(path: str, expected: list[str]) -> None:
    files = {"src/routes/health/+server.ts": VERBS, path: VERBS}

    found = [each for each in addresses(files, "@sveltejs/kit") if "health" not in each]

    assert found == expected


def test_loads_and_actions_of_sveltekit_are_of_pages() -> None:
    page = (
        "export const load = async () => ({ orders: [] });\n"
        "export const actions = { default: async () => {}, remove: async () => {} };\n"
    )
    files = {"src/routes/api/+server.ts": VERBS, "src/routes/orders/+page.server.ts": page}

    assert addresses(files, "@sveltejs/kit") == [
        "GET /api",
        "GET /orders [a page]",
        "POST /api",
        "POST /orders [a page]",
        "POST /orders/?/remove [a page]",
    ]


def test_hooks_of_sveltekit_stand_before_all_its_routes() -> None:
    hooks = "export const handle = sequence(session, headers);\nconst session = () => {};\n"
    files = {"src/routes/+server.ts": VERBS, "src/hooks.server.ts": hooks}

    assert guards_of(files, "@sveltejs/kit") == {
        "GET /": ["?", "headers"],
        "POST /": ["?", "headers"],
    }


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("server/api/orders/index.get.ts", ["GET /api/orders"]),
        ("server/api/orders/[id].delete.ts", ["DELETE /api/orders/{id}"]),
        ("server/api/orders.ts", ["* /api/orders"]),
        ("server/api/[...].ts", ["* /api/{path}"]),
        ("server/routes/feed.post.ts", ["POST /feed"]),
        ("server/utils/orders.get.ts", []),
    ],
)
def test_the_file_of_nitro_is_the_address(path: str, expected: list[str]) -> None:
    files = {"server/api/health.get.ts": LISTS, path: LISTS}

    found = [each for each in addresses(files, "nuxt") if "health" not in each]

    assert found == expected


def test_what_is_asked_for_before_a_handler_of_nitro_and_by_its_middleware() -> None:
    asks = "export default defineEventHandler(signedIn);\nfunction signedIn() {}\n"
    options = "{ onRequest: [admin], handler: () => [] }"
    files = {
        "server/middleware/auth.ts": asks,
        "server/api/a.get.ts": f"export default defineEventHandler({options});\n",
    }

    assert list(guards_of(files, "nitropack")) == ["GET /api/a"]
    assert len(guards_of(files, "nitropack")["GET /api/a"]) == 2


@pytest.mark.parametrize(
    ("package", "path", "code", "is_backend"),
    [
        ("@sveltejs/kit", "src/routes/api/+server.ts", VERBS, True),
        ("@sveltejs/kit", "src/routes/+page.server.ts", "export const load = () => ({});\n", False),
        ("nuxt", "server/api/orders.get.ts", LISTS, True),
        ("nuxt", "api/orders.ts", "export const orders = () => $fetch('/orders');\n", False),
        ("nuxt", "server/middleware/log.ts", LISTS, False),
        ("nuxt", "src/runtime/server/api/orders.ts", LISTS, False),
        ("@analogjs/platform", "src/server/routes/api/orders.ts", LISTS, True),
        ("nuxt", "modules/orders/runtime/server/api/orders.ts", LISTS, True),
        ("@remix-run/node", "app/routes/api.orders.ts", LOADS, True),
        ("@react-router/node", "app/routes/api.orders.ts", LOADS, True),
        ("@remix-run/node", "app/routes/orders.tsx", LOADS + "export default Page;\n", False),
        ("@remix-run/node", "app/routes/helpers.ts", "export const load = () => [];\n", False),
        ("@remix-run/react", "app/routes/api.orders.ts", LOADS, False),
    ],
)
def test_files_that_answer_data_make_a_backend(
    package: str, path: str, code: str, *, is_backend: bool
) -> None:
    found = layout_of({"package.json": manifest(package), path: code})

    assert [each.stack for each in found.components] == [Stack.NODE] * is_backend


CARD = "export const GET = () => (card ? new ImageResponse(card) : Response.json(find()));\n"
SEARCHES = (
    "import { createFromSource } from 'fumadocs-core/search/server';\n"
    "export const { GET } = createFromSource(source);\n"
)
IMAGE = "export async function GET(request) {\n  return new ImageResponse(draw(request.url));\n}\n"


@pytest.mark.parametrize(
    ("package", "path", "code", "is_backend"),
    [
        ("next", "app/feed.xml/route.ts", VERBS.partition("export async")[0], False),
        ("next", "app/sitemap-[page].xml/route.ts", "export const GET = () => list();\n", False),
        ("next", "app/llms.txt/route.ts", VERBS, True),  # It takes what is posted.
        ("next", "app/blog/[slug]/og/route.tsx", IMAGE, False),
        ("next", "app/draw/route.tsx", IMAGE + "export async function POST() {}\n", True),
        ("next", "app/api/og/route.tsx", IMAGE, True),
        ("next", "app/card/route.tsx", CARD, True),
        ("next", "app/api/search/route.ts", SEARCHES, False),
        ("next", "app/api/search/route.ts", SEARCHES.replace("fumadocs-core", "./orders"), True),
        ("next", "app/orders.json/route.ts", "export const GET = () => list();\n", True),
        ("@sveltejs/kit", "src/routes/rss.xml/+server.js", "export const GET = feed;\n", False),
        ("nuxt", "server/routes/sitemap.xml.get.ts", LISTS, False),
        ("@remix-run/node", "app/routes/sitemap[.]xml.ts", LOADS, False),
        ("@remix-run/node", "app/routes/orders[.]json.ts", LOADS, True),
    ],
)
def test_a_site_whose_routes_only_tell_others_of_it_is_no_backend(
    package: str, path: str, code: str, *, is_backend: bool
) -> None:
    files = {"package.json": manifest(package), path: code, "app/routes/helpers.ts": "a();\n"}

    assert bool(layout_of(files).components) is is_backend
    orders = {
        "next": "app/api/orders/route.ts",
        "@sveltejs/kit": "src/routes/orders/+server.ts",
        "nuxt": "server/api/orders.ts",
        "@remix-run/node": "app/routes/orders.ts",
    }
    answers = LISTS if package == "nuxt" else VERBS + LOADS
    assert layout_of({**files, orders[package]: answers}).components


def test_what_is_built_in_may_be_for_development() -> None:
    files = {
        "package.json": '{"devDependencies": {"@sveltejs/kit": "^2.0.0", "next": "^15.0.0"}}',
        "src/routes/api/+server.ts": VERBS,
    }

    assert [each.frameworks for each in layout_of(files).components] == [("SvelteKit",)]


@pytest.mark.parametrize(
    ("command", "found"), [("nuxt prepare", ["shop"]), ("nuxt dev", ["base", "shop"])]
)
def test_a_layer_of_nuxt_is_no_backend_of_its_own(command: str, found: list[str]) -> None:
    scripts = f'"scripts": {{"a": "{command}"}}'
    layer = f'{{"name": "@acme/base", "dependencies": {{"nuxt": "4"}}, {scripts}}}'
    files = {
        "package.json": '{"workspaces": ["*"]}',
        "base/package.json": layer,
        "base/server/api/hello.ts": LISTS,
        "shop/package.json": '{"name": "@acme/shop", "dependencies": {"@acme/base": "*"}}',
        "shop/server/api/orders.ts": LISTS,
    }

    assert [each.path for each in layout_of(files).components] == found


@pytest.mark.parametrize(
    ("folder", "extends", "is_one"),
    [
        ("base", "extends: ['./base', ['github:acme/theme', { auth: token }]],", True),
        ("base", "extends: '~~/base',", True),
        ("layers/base", "", True),
        ("base", "extends: ['github:acme/base'],", False),
        ("base", "", False),
    ],
)
def test_the_routes_of_a_layer_that_lies_there_are_those_of_the_application(
    folder: str, extends: str, *, is_one: bool
) -> None:
    files = {
        "package.json": '{"name": "shop", "dependencies": {"nuxt": "4"}}',
        "nuxt.config.ts": f"export default defineNuxtConfig({{ {extends} ssr: true }});\n",
        "server/api/orders.get.ts": LISTS,
        f"{folder}/package.json": '{"name": "base", "devDependencies": {"nuxt": "4"}}',
        f"{folder}/nuxt.config.ts": "export default defineNuxtConfig({});\n",
        f"{folder}/server/api/hello.get.ts": LISTS,
    }

    assert [each.path for each in layout_of(files).components] == ([""] if is_one else ["", folder])
    if is_one:
        assert addresses(files) == ["GET /api/hello", "GET /api/orders"]


KEPT = "export const prerender = false;\nexport const GET = async () => Response.json([]);\n"


@pytest.mark.parametrize(
    ("path", "code", "expected"),
    [
        ("src/pages/api/orders/[id].ts", KEPT, ["GET /api/orders/{id}"]),
        ("src/pages/api/[...path].js", "export const ALL = ({ request }) => hand(request);\n",
         ["* /api/{path}"]),
        ("src/pages/orders.json.ts", "export function GET() { return Response.json([]); }\n",
         ["GET /orders.json [static files]"]),
        ("src/pages/_orders.ts", KEPT, []),
        ("src/lib/orders.ts", KEPT, []),
    ],
)  # fmt: skip
def test_the_endpoints_of_astro(path: str, code: str, expected: list[str]) -> None:
    files = {"src/pages/api/send.ts": "export async function POST() {}\n", path: code}

    found = [each for each in addresses(files, "astro") if "send" not in each]

    assert found == expected


def test_an_astro_that_renders_on_request_answers_what_it_exports() -> None:
    files = {
        "astro.config.mjs": "export default defineConfig({ output: 'server' });\n",
        "src/pages/api/send.ts": "export async function POST() { return Response.json(1); }\n",
        "src/pages/api/all.ts": "export const GET = async () => Response.json([]);\n",
    }

    files["src/pages/api/made.ts"] = (
        f"export const prerender = true;\n{files['src/pages/api/all.ts']}"
    )

    assert addresses(files, "astro") == [
        "GET /api/all", "GET /api/made [static files]", "POST /api/send",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "code", "is_backend"),
    [
        ("src/pages/api/orders.ts", KEPT, True),
        ("src/pages/api/send.ts", "export const POST: APIRoute = async () => send();\n", True),
        ("src/pages/rss.xml.js", "export const GET = (context) => rss(context);\n", False),
        ("src/pages/rss.xml.js", KEPT, False),
        ("src/pages/orders.json.ts", "export const GET = () => Response.json([]);\n", False),
        ("src/pages/index.astro", KEPT, False),
    ],
)
def test_endpoints_that_answer_when_they_are_asked_make_astro_a_backend(
    path: str, code: str, *, is_backend: bool
) -> None:
    found = layout_of({"package.json": manifest("astro"), path: code})

    assert bool(found.components) is is_backend


@pytest.mark.parametrize(
    ("path", "more", "is_backend"),
    [
        ("src/pages/orders.json.ts", "", True),
        ("src/pages/orders.json.ts", "export const prerender = true;\n", False),
        ("src/pages/rss.xml.ts", "", False),
    ],
)
def test_astro_that_renders_on_request_is_a_backend_by_what_only_reads(
    path: str, more: str, *, is_backend: bool
) -> None:
    found = layout_of({
        "package.json": manifest("astro"),
        "astro.config.mjs": "export default defineConfig({ output: 'server' });\n",
        path: f"{more}export const GET = () => Response.json([]);\n",
    })  # fmt: skip

    assert bool(found.components) is is_backend
