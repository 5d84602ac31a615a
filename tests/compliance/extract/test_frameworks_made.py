"""Further ways in which applications are made, and files that answer by their place."""

from __future__ import annotations

import pytest

from tests.compliance.extract.laid_out import layout_of

GLUED = (
    "const Glue = require('%s');\nconst start = async () => (await Glue.compose(plot)).start();\n"
)


@pytest.mark.parametrize(
    ("package", "source"),
    [
        ("@hapi/hapi", GLUED % "@hapi/glue"),
        ("@hapi/glue", GLUED % "@hapi/glue"),
        ("hapi", GLUED % "glue"),
        ("@hapi/hapi", "import { Server } from '@hapi/hapi';\nconst web = new Server({});\n"),
        ("@hapi/hapi", "import { server as made } from '@hapi/hapi';\nmade({ port: 80 });\n"),
        ("@hapi/hapi", "const { Server } = require('@hapi/hapi');\nnew Server({ port: 80 });\n"),
        ("restify", "import { createServer } from 'restify';\ncreateServer({}).listen(80);\n"),
        ("@tsed/platform-express", "import '@tsed/di';\nPlatformExpress.bootstrap(Shop);\n"),
    ],
)
def test_an_application_of_node_is_made_so_too(package: str, source: str) -> None:
    manifest = f'{{"dependencies": {{"{package}": "1.0.0"}}}}'

    layout = layout_of({"package.json": manifest, "src/index.ts": source})

    assert [each.path for each in layout.components] == [""]


@pytest.mark.parametrize(
    ("package", "source"),
    [
        ("@hapi/hapi", "import { Server } from '@hapi/hapi';\nexport type Web = { on: Server };\n"),
        (
            "@hapi/hapi",
            "import { compose } from 'ramda';\nexport const both = compose(one, two);\n",
        ),
        ("restify", "import { plugins } from 'restify';\ncreateServer().listen(80);\n"),
    ],
    ids=["a type", "something else is put together", "something else is made"],
)
def test_what_takes_in_a_part_of_one_makes_none(package: str, source: str) -> None:
    manifest = f'{{"dependencies": {{"{package}": "1.0.0"}}}}'

    layout = layout_of({"package.json": manifest, "src/index.ts": source})

    assert not layout.components


@pytest.mark.parametrize(
    ("package", "source"),
    [
        ("aiohttp", "from aiohttp.web import Application, run_app\nrun_app(Application())\n"),
        ("connexion", "from connexion import App\napp = App(__name__)\n"),
        ("bottle", "from bottle import route, run\nrun(host='0.0.0.0')\n"),
        ("bottle", "import bottle\nbottle.run(port=80)\n"),
        ("bottle", "import bottle\napplication = bottle.default_app()\n"),
        ("django", "APPS = ['django.contrib.admin']\nROOT_URLCONF: str = 'shop.urls'\n"),
    ],
)
def test_an_application_of_python_is_made_so_too(package: str, source: str) -> None:
    layout = layout_of({"requirements.txt": package, "shop/server.py": source})

    assert [each.path for each in layout.components] == [""]


@pytest.mark.parametrize(
    ("package", "source"),
    [
        ("aiohttp", "from aiohttp.web import Request\n\ndef who(request: Request): ...\n"),
        ("bottle", "from bottle import template\n\ndef shown(): return template('a')\n"),
        ("connexion", "from connexion import request\n\ndef who(): return request.path\n"),
    ],
)
def test_what_takes_in_a_part_of_one_makes_none_in_python(package: str, source: str) -> None:
    layout = layout_of({"requirements.txt": package, "shop/server.py": source})

    assert not layout.components


ASKED = "export default { output: 'server' };\n"
START = '{"dependencies": {"%s": "1.0.0"}}'


@pytest.mark.parametrize(
    ("path", "source", "made"),
    [
        ("src/pages/api/chat.ts", "export const post: APIRoute = async () => reply();\n", True),
        ("src/pages/api/chat.ts", "export async function get() { return reply(); }\n", True),
        ("src/pages/api/chat.ts", "export const del = drop;\n", True),
        ("src/pages/api/chat.ts", "async function POST() {}\nexport { POST };\n", True),
        ("src/pages/api/auth/[...auth].ts", "export const { GET, POST } = signIn(set);\n", True),
        ("src/pages/api/chat.ts", "export const postfix = 'x';\n", False),
        ("src/pages/_helpers.ts", "export const post = 1;\n", False),
    ],
)
def test_an_endpoint_of_astro(path: str, source: str, made: bool) -> None:
    layout = layout_of({"package.json": START % "astro", "astro.config.mjs": ASKED, path: source})

    assert bool(layout.components) is made


@pytest.mark.parametrize(
    ("package", "path", "source", "made"),
    [
        ("@solidjs/start", "src/routes/api/a.ts", "export async function GET() {}\n", True),
        ("solid-start", "src/routes/api/a.ts", "export const POST = save;\n", True),
        ("@solidjs/start", "src/routes/a.tsx", "export default function Page() {}\n", False),
        (
            "@tanstack/react-start",
            "src/routes/api/a.ts",
            "export const ServerRoute = createServerFileRoute('/api/a').methods({});\n",
            True,
        ),
        (
            "@tanstack/react-start",
            "src/routes/a.tsx",
            "export const Route = createFileRoute('/a')({ server: { handlers: { GET } } });\n",
            True,
        ),
        (
            "@tanstack/react-start",
            "src/routes/a.tsx",
            "export const Route = createFileRoute('/a')({ component: Page });\n",
            False,
        ),
        ("@react-router/dev", "app/routes/a.ts", "export async function loader() {}\n", True),
        ("@remix-run/architect", "app/routes/a.ts", "export const action = save;\n", True),
        ("nuxt", "server/api/a.ts", "export default cachedEventHandler(list);\n", True),
        ("nuxt", "server/api/a.ts", "const a = defineEventHandler(b);\nexport default a;\n", True),
        ("nuxt", "server/api/a.ts", "export default NuxtAuthHandler({});\n", True),
        ("nuxt", "app/api/a.ts", "export default class EventHandler {}\n", False),
    ],
)
def test_files_that_answer_by_their_place(package: str, path: str, source: str, made: bool) -> None:
    layout = layout_of({"package.json": START % package, path: source})

    assert bool(layout.components) is made


def test_an_application_of_react_router_that_a_browser_runs_alone() -> None:
    layout = layout_of(
        {
            "package.json": START % "@react-router/dev",
            "react-router.config.ts": "export default { ssr: false };\n",
            "app/routes/a.ts": "export async function loader() {}\n",
        }
    )

    assert not layout.components
