"""Applications that something else has to serve: a script, a command, another package."""

from __future__ import annotations

import pytest

from tests.compliance.extract.laid_out import layout_of
from tests.compliance.repositories import Files


@pytest.mark.parametrize(
    ("command", "served"),
    [
        ("fastify start -l info app.js", True),
        ("NODE_ENV=test fastify start app.js", True),
        ("fastify generate .", False),
        ("node app.js", False),
    ],
)
def test_the_command_of_fastify_serves_a_plugin(command: str, served: bool) -> None:
    manifest = f'{{"dependencies": {{"fastify": "5"}}, "scripts": {{"start": "{command}"}}}}'
    plugin = "module.exports = async (fastify) => { fastify.get('/', list); };\n"

    layout = layout_of({"package.json": manifest, "app.js": plugin})

    assert bool(layout.components) is served


MOUNTED = {
    "package.json": '{"workspaces": ["apps/*", "packages/*"]}',
    "apps/web/package.json": '{"dependencies": {"hono": "4", "@shop/auth": "*"}}',
    "apps/web/server.ts": "import { Hono } from 'hono';\nserve(new Hono().route('/auth', auth));\n",
    "packages/auth/package.json": '{"name": "@shop/auth", "dependencies": {"hono": "4"}}',
    "packages/auth/index.ts": "import { Hono } from 'hono';\nexport const auth = new Hono();\n",
}


@pytest.mark.parametrize(
    "more",
    [
        "",
        """export class Server {
  listen(port: number, done?: () => void): Listener {
    return this.app.listen(port, done);
  }
}
""",
        "export function createServer(options?: Options) { return new Server(options); }\n",
        "async handle(context) {\n  if (limiter) await limiter.handle(context);\n}\n",
        "const logger = made();\nexport default logger;\n",
    ],
    ids=["", "it hands listening on", "it is called so", "it handles others", "it offers others"],
)
def test_an_application_that_another_package_mounts_is_no_backend_of_its_own(more: str) -> None:
    layout = layout_of({**MOUNTED, "packages/auth/more.ts": more})

    assert [each.path for each in layout.components] == ["apps/web"]
    assert "packages/auth/package.json" in [
        each.path for each in layout.others if "served elsewhere, by apps/web" in each.reason
    ]


@pytest.mark.parametrize(
    "files",
    [
        {"packages/auth/index.ts": "import { Hono } from 'hono';\nnew Hono();\napp.listen(80);\n"},
        {"packages/auth/start.ts": "async start() {\n  this.server = this.app.listen(80);\n}\n"},
        {"packages/auth/api.ts": "import { auth } from '.';\nexport const GET = handle(auth);\n"},
        {"packages/auth/worker.ts": "import { auth } from '.';\nexport default auth;\n"},
        {
            "packages/auth/package.json": '{"name": "@shop/auth", "dependencies": {"hono": "4"},'
            ' "scripts": {"start": "node ."}}'
        },
        {"apps/web/package.json": '{"dependencies": {"hono": "4"}}'},
    ],
    ids=[
        "it listens",
        "its start listens",
        "it is adapted",
        "it is handed over",
        "it is started",
        "nobody uses it",
    ],
)
def test_an_application_of_a_package_that_is_served_is_one(files: Files) -> None:
    layout = layout_of({**MOUNTED, **files})

    assert [each.path for each in layout.components] == ["apps/web", "packages/auth"]


DEVELOPED = '{"devDependencies": {"express": "5"}, "scripts": {"%s": "nodemon --exec tsx %s"}}'
ALONE = "import express from 'express';\nconst app = express();\napp.listen(80);\n"
SERVES = "import { orders } from './orders';\n" + ALONE


def test_a_script_starts_a_server_whose_framework_is_for_development() -> None:
    manifest = DEVELOPED % ("start:api", "backend/app.ts")

    layout = layout_of({"package.json": manifest, "backend/app.ts": SERVES})

    (component,) = layout.components
    assert component.why == "package.json starts backend/app.ts, which serves Express"
    assert component.frameworks == ("Express",)


BUILT = '{%s"devDependencies": {"express": "5"}, "scripts": {"start": "%s"}}'


def test_a_program_that_is_built_with_all_that_it_needs() -> None:
    manifest = BUILT % ("", "node --enable-source-maps dist/index.js")

    layout = layout_of({"package.json": manifest, "backend/app.ts": SERVES})

    assert [each.frameworks for each in layout.components] == [("Express",)]


@pytest.mark.parametrize(
    ("dependencies", "start"),
    [
        ('"dependencies": {"react": "19"}, ', "node dist/index.js"),
        ("", "vite"),
        ("", "http-server dist/"),
    ],
    ids=["it is installed with something", "a front end", "pages alone"],
)
def test_what_is_not_built_of_everything_needs_its_framework(dependencies: str, start: str) -> None:
    files = {"package.json": BUILT % (dependencies, start), "backend/app.ts": SERVES}

    assert layout_of(files).components == ()


@pytest.mark.parametrize(
    ("script", "started", "code"),
    [
        ("lint", "backend/app.ts", SERVES),
        ("start", "other.ts", SERVES),
        ("start", "backend/app.ts", "import dev from 'webpack-dev-middleware';\n" + SERVES),
        ("start", "backend/app.ts", ALONE),
    ],
)
def test_a_server_for_the_work_on_something_else_is_no_backend(
    script: str, started: str, code: str
) -> None:
    files = {"package.json": DEVELOPED % (script, started), "backend/app.ts": code}

    assert layout_of(files).components == ()


SVELTE = {
    "package.json": '{"devDependencies": {"@sveltejs/kit": "2"}}',
    "src/routes/version.json/+server.ts": "export function GET() { return json(version()) }\n",
}
STATIC = "import adapter from '@sveltejs/adapter-static';\nexport default { kit: { adapter } };\n"


@pytest.mark.parametrize(
    ("settings", "served"),
    [
        (STATIC, False),
        (STATIC.replace("-static", "-node"), True),
        ("import node from '@sveltejs/adapter-node';\n" + STATIC, True),
        ("export default {};\n", True),
    ],
)
def test_a_site_that_is_made_of_files_when_it_is_built_serves_nothing(
    settings: str, served: bool
) -> None:
    layout = layout_of({**SVELTE, "svelte.config.js": settings})

    assert bool(layout.components) is served


def test_so_it_is_with_an_export_of_nextjs_beside_which_another_server_may_stand() -> None:
    site = {
        "package.json": '{"dependencies": {"next": "16", "express": "5"}}',
        "app/api/version/route.ts": "export const GET = () => Response.json(version());\n",
        "next.config.ts": "export default { output: 'export' };\n",
    }

    assert layout_of(site).components == ()
    server = {"server.js": "const app = require('express')();\napp.listen(1);\n"}
    assert layout_of({**site, **server}).components


@pytest.mark.parametrize(
    ("taken", "found"),
    [
        ('import serve from "koa-static";', 0),
        ('const serve = require("koa-static");', 0),
        ('import { serve } from "srvx";', 1),
    ],
)
def test_what_a_published_package_hands_files_out_with_serves_no_application(
    taken: str, found: int
) -> None:
    files = {
        "package.json": '{"name": "panels", "dependencies": {"koa": "3"}, '
        '"publishConfig": {"access": "public"}}',
        "src/panels.ts": f"import Koa from 'koa';\n{taken}\n\nexport class Panels {{\n"
        "  made() {\n    const app = new Koa();\n    app.use(serve(this.files));\n"
        "    return app;\n  }\n}\n",
    }

    assert len(layout_of(files).components) == found
