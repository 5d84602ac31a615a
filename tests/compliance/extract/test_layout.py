"""Which manifests make a backend component, and why the others do not."""

from __future__ import annotations

import pytest

from compliance.facts import Layout, Stack
from tests.compliance.repositories import Files, facts_of

FLASK = {"requirements.txt": "flask==3.1.0\n"}
MADE = "from shop.app import Shop\n\napp = Shop(__name__)\n"


def layout_of(files: Files) -> Layout:
    layout = facts_of(files).layout
    assert isinstance(layout, Layout)
    return layout


@pytest.mark.parametrize(
    "source",
    [
        "from flask import Flask\napp = Flask(__name__)\n",
        "import flask\napp = flask.Flask(__name__)\n",
        "from flask import Flask\n\nclass Shop(Flask):\n    pass\n",
        "import flask\n\nclass Shop(Mixin, flask.Flask):\n    pass\n",
    ],
)
def test_an_application_is_made_by_a_call_or_is_a_class_of_its_own(source: str) -> None:
    layout = layout_of({**FLASK, "shop/app.py": source, "shop/main.py": MADE})

    assert [(each.path, each.stack) for each in layout.components] == [("", Stack.PYTHON)]
    assert layout.components[0].evidence[0].path == "shop/app.py"


EXTENDS = (
    'from flask import Flask\n\nclass Shop(Flask):\n    """As in::\n\n    app = Shop()\n    """\n'
)


@pytest.mark.parametrize(
    "files",
    [
        {"shop/app.py": EXTENDS},
        {"shop/app.py": EXTENDS, "tests/test_app.py": MADE},
        {"shop/app.py": EXTENDS, "docs_src/first.py": MADE},
        {"shop/app.py": 'from flask import current_app\n"""\napp = Flask(__name__)\n"""\n'},
        {"shop/app.py": "import flask\n# app = flask.Flask(__name__)\n"},
    ],
    ids=["in its own words alone", "by a test", "by a document", "in words", "in a comment"],
)
def test_what_only_extends_a_framework_is_no_application(files: Files) -> None:
    layout = layout_of({**FLASK, **files})

    assert not layout.components
    assert "makes or serves an application" in layout.others[0].reason


@pytest.mark.parametrize(
    ("package", "source"),
    [
        ("Flask-SQLAlchemy", "from flask import Flask\napp = Flask(__name__)\n"),
        ("flask_restx", "import flask\napp = flask.Flask(__name__)\n"),
    ],
)
def test_what_extends_a_framework_brings_it(package: str, source: str) -> None:
    made = layout_of({"requirements.txt": f"{package}\n", "app.py": source})
    only_extended = layout_of({"requirements.txt": f"{package}\n", "app.py": "import flask\n"})

    assert [(each.path, each.frameworks) for each in made.components] == [("", ("Flask",))]
    assert not only_extended.components


@pytest.mark.parametrize(
    "source",
    [
        "import { createYoga } from 'graphql-yoga';\nconst app = createYoga<Own>({ schema });\n",
        "import { GraphQLServer } from 'graphql-yoga';\nnew GraphQLServer({ schema }).start();\n",
    ],
)
def test_a_server_of_graphql_alone_is_a_backend(source: str) -> None:
    package = '{"dependencies": {"graphql-yoga": "5.1.0"}}'

    layout = layout_of({"package.json": package, "src/index.ts": source})

    assert [(each.path, each.stack) for each in layout.components] == [("", Stack.NODE)]


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


@pytest.mark.parametrize(
    ("package", "source", "made"),
    [
        ("express", "import Server from 'express';\nexport const app = Server();\n", True),
        ("express", "import server, { json } from 'express';\nserver().use(json());\n", True),
        ("express", "const app = require('express')();\n", True),
        ("express", "import * as web from 'express';\nconst app = web.default();\n", True),
        ("koa", "const Koa = require('koa');\nclass App extends Koa {}\n", True),
        ("koa", "import Application from 'koa';\nnew Application().listen(80);\n", True),
        ("fastify", "const server = require('fastify');\nserver({ logger: true });\n", True),
        ("fastify", "const server = require('fastify')({ logger: true });\n", True),
        ("hono", "import { Hono } from 'hono';\nexport class Shop extends Hono {}\n", True),
        ("express", "import web from 'express';\nexport const orders = web.Router();\n", False),
        ("express", "import web from 'express';\nexport const body = web.json();\n", False),
        ("koa", "import Koa from 'koa';\nexport type Next = Koa.Next;\n", False),
        ("koa", "import Koa from 'koa';\nexport class Mine extends Koa.Thing {}\n", False),
    ],
)
def test_an_application_is_made_by_whatever_name_the_package_has(
    package: str, source: str, made: bool
) -> None:
    manifest = f'{{"dependencies": {{"{package}": "1.0.0"}}}}'

    layout = layout_of({"package.json": manifest, "src/index.ts": source})

    assert bool(layout.components) is made


@pytest.mark.parametrize(
    ("package", "source"),
    [
        (
            "routing-controllers",
            "import { createKoaServer } from 'routing-controllers';\ncreateKoaServer({});\n",
        ),
        (
            "inversify-express-utils",
            "import { InversifyExpressServer } from 'inversify';\nnew InversifyExpressServer(a);\n",
        ),
        (
            "@overnightjs/core",
            "import { Server } from '@overnightjs/core';\nexport class Shop extends Server {}\n",
        ),
        (
            "@tsed/common",
            "import { PlatformExpress } from '@tsed/common';\nPlatformExpress.bootstrap(Shop);\n",
        ),
        (
            "@midwayjs/koa",
            "import { Configuration } from '@midwayjs/core';\n@Configuration({})\nclass Shop {}\n",
        ),
        (
            "@feathersjs/feathers",
            "import { feathers } from '@feathersjs/feathers';\nconst app = express(feathers());\n",
        ),
        (
            "@loopback/rest",
            "import { RestApplication } from '@loopback/rest';\nnew RestApplication().start();\n",
        ),
    ],
)
def test_what_makes_an_application_of_another_framework_is_a_backend(
    package: str, source: str
) -> None:
    manifest = f'{{"dependencies": {{"{package}": "1.0.0"}}}}'

    layout = layout_of({"package.json": manifest, "src/index.ts": source})

    assert [(each.path, each.stack) for each in layout.components] == [("", Stack.NODE)]


@pytest.mark.parametrize(
    "files",
    [
        {**FLASK, "tests/app.py": "from flask import Flask\napp = Flask(__name__)\n"},
        {**FLASK, "examples/app.py": "from flask import Flask\napp = Flask(__name__)\n"},
        {**FLASK, "shop/plugin.py": "from flask import Blueprint\nshop = Blueprint('shop')\n"},
    ],
    ids=["only a test makes one", "only an example makes one", "a library that extends it"],
)
def test_a_library_is_no_backend(files: Files) -> None:
    layout = layout_of(files)

    assert layout.components == ()
    assert "no code here makes or serves an application" in layout.others[0].reason


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("sdk/template/package.json", '{"name": "{{ name }}", {{ dependencies }} }'),
        ("sdk/template/package.json", '{"name": "x" <% if (a) { %>, "b": 1<% } %>}'),
        ("shop/setup.py", "match = 1\nexcept TypeError, KeyError:\n"),
    ],
    ids=["a Jinja template", "an EJS template", "a module called setup"],
)
def test_what_only_has_a_manifests_name_leaves_nothing_unknown(path: str, content: str) -> None:
    layout = layout_of(
        {**FLASK, "app.py": "from flask import Flask\nFlask(__name__)\n", path: content}
    )

    assert layout.unreadable == ()
    assert len(layout.components) == 1


def test_an_application_that_runs_a_command_is_no_backend() -> None:
    files = {
        "package.json": '{"dependencies": {"@nestjs/core": "11"}}',
        "main.ts": "import { NestFactory } from '@nestjs/core';\n"
        "await NestFactory.createApplicationContext(CommandModule);\n",
    }
    served = files["main.ts"].replace("createApplicationContext", "createMicroservice")

    assert layout_of(files).components == ()
    assert len(layout_of({**files, "main.ts": served}).components) == 1


def test_a_manifest_that_is_broken_may_be_a_component() -> None:
    layout = layout_of(
        {"package.json": '{"name": ', "old/setup.py": "from setuptools import setup\nsetup(]\n"}
    )

    assert [each.path for each in layout.unreadable] == ["old/setup.py", "package.json"]


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


@pytest.mark.parametrize("name", ["main.template.ts", "main.tpl.ts", "main.tmpl.js"])
def test_what_a_generator_fills_in_is_no_entry_point(name: str) -> None:
    files = {
        "package.json": '{"name": "generator", "dependencies": {"@nestjs/core": "^11.0.0"}}',
        f"src/server/{name}": (
            "import { NestFactory } from '@nestjs/core';\nNestFactory.create(AppModule);\n"
        ),
    }

    assert layout_of(files).components == ()


@pytest.mark.parametrize(
    ("folder", "is_backend"),
    [("docker/healthcheck", False), ("liveness-probe", False), ("health-records", True)],
)
def test_a_health_check_beside_a_service_is_no_backend(folder: str, is_backend: bool) -> None:
    layout = layout_of(
        {
            f"{folder}/package.json": '{"dependencies": {"express": "5"}}',
            f"{folder}/app.js": "const express = require('express');\nexpress().listen();\n",
        }
    )

    assert bool(layout.components) is is_backend


DEVELOPED = '{"devDependencies": {"express": "5"}, "scripts": {"%s": "nodemon --exec tsx %s"}}'
ALONE = "import express from 'express';\nconst app = express();\napp.listen(80);\n"
SERVES = "import { orders } from './orders';\n" + ALONE


def test_a_script_starts_a_server_whose_framework_is_for_development() -> None:
    manifest = DEVELOPED % ("start:api", "backend/app.ts")

    layout = layout_of({"package.json": manifest, "backend/app.ts": SERVES})

    (component,) = layout.components
    assert component.why == "package.json starts backend/app.ts, which serves Express"
    assert component.frameworks == ("Express",)


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


@pytest.mark.parametrize(
    ("directory", "is_one"),
    [
        ("packages/shop-test-utils", False),
        ("scripts/proxy-test", False),
        ("apps/test_server", False),
        ("apps/mock-server", False),
        ("packages/payments-mock", False),
        ("stubs", False),
        ("apps/mock-interviews", True),
        ("apps/test-results", True),
        ("apps/server", True),
    ],
)
def test_what_only_helps_tests_is_no_backend(directory: str, *, is_one: bool) -> None:
    layout = layout_of(
        {
            f"{directory}/package.json": '{"dependencies": {"express": "5"}}',
            f"{directory}/app.js": "const express = require('express');\nexpress().listen();\n",
        }
    )

    assert bool(layout.components) is is_one


@pytest.mark.parametrize(
    ("taken", "is_one"),
    [
        ("import { describe, it } from '@jest/globals';\n", False),
        ("import {\n  expect,\n  it,\n} from 'vitest';\n", False),
        ("const request = require('supertest');\n", False),
        ("import { expect, test } from '@playwright/test';\n", False),
        ("import { defineConfig } from 'vitest/config';\n", True),
        ("import { suites } from './suites.js';\n", True),
    ],
)
def test_an_application_that_a_suite_makes_to_test_it_is_no_backend(
    taken: str, *, is_one: bool
) -> None:
    layout = layout_of(
        {
            "packages/conformance/package.json": '{"dependencies": {"express": "5"}}',
            "packages/conformance/src/http.js": f"{taken}import express from 'express';\n"
            "export const run = () => express().listen();\n",
        }
    )

    assert bool(layout.components) is is_one


def test_a_framework_is_no_backend_of_its_own() -> None:
    layout = layout_of(
        {
            "pyproject.toml": '[project]\nname = "Litestar"\n'
            '[project.optional-dependencies]\nfull = ["litestar[cli]"]\n',
            "litestar/app.py": "from litestar.base import Base\nclass Litestar(Base):\n    pass\n"
            "app = Litestar()\n",
        }
    )

    assert not layout.components
    assert layout.others[0].reason == "depends on no HTTP server framework"


@pytest.mark.parametrize(
    "folder",
    [
        "src/website",
        "shop/project_template",
        "tutorials/one",
        "templates/api",
        "quickstart",
        "snippets/shop",
        ".storybook",
    ],
)
def test_a_package_of_documents_or_templates_among_code_is_no_backend(folder: str) -> None:
    layout = layout_of(
        {
            f"{folder}/package.json": '{"name": "website", "dependencies": {"express": "5.1.0"}}',
            f"{folder}/server.js": "import express from 'express';\nexpress().listen(80);\n",
        }
    )

    assert not layout.components
    assert layout.others[0].reason.startswith("lies in a folder of documents")


@pytest.mark.parametrize("folder", ["", "website/", "www/"])
def test_a_package_of_python_may_be_called_a_website(folder: str) -> None:
    layout = layout_of(
        {
            f"{folder}requirements.txt": "flask\n",
            "website/__init__.py": "from flask import Flask\n"
            "def create_app():\n    return Flask(__name__)\n",
            "www/__init__.py": "from flask import Flask\napp = Flask(__name__)\n",
        }
    )

    assert [component.path for component in layout.components] == [folder.rstrip("/")]


ANSWERS = """\
import { answer } from '../../answers/answer'
export default (request, response) => answer(request, response, { name: 'Erika' })
"""
ONLY_IN_MOCK_MODE = """\
import { isMockMode } from '../modes'
export const answer = (request, response, content) => {
  if (!isMockMode) {
    response.status(404).send('There is no such route')
  } else {
    response.json(content)
  }
}
"""
ALWAYS = "export const answer = (request, response, content) => response.json(content)\n"


@pytest.mark.parametrize(
    ("others", "components"),
    [
        ({"src/answers/answer.ts": ONLY_IN_MOCK_MODE}, 0),
        ({"src/answers/answer.ts": ALWAYS}, 1),
        (
            {
                "src/answers/answer.ts": ONLY_IN_MOCK_MODE,
                "src/pages/api/me.ts": "export default (request, response) => response.json({})\n",
            },
            1,
        ),
    ],
    ids=["in a mode for mocks alone", "always", "one of two routes in that mode"],
)
def test_routes_that_only_stand_in_for_those_of_a_backend_make_none(
    others: Files, components: int
) -> None:
    files = {"package.json": '{"name": "web", "dependencies": {"next": "15.0.0"}}', **others}

    layout = layout_of({**files, "src/pages/api/users.ts": ANSWERS})

    assert len(layout.components) == components


CALLBACK = """\
export async function GET(request) {
  const code = request.nextUrl.searchParams.get('code')
  if (!code) {
    return NextResponse.json({ message: 'There is no code' }, { status: 400 })
  }
  const response = await signIn(code)
  const { token } = await response.json()
  return NextResponse.redirect(new URL('/', request.url))
}
"""

WRITES = """\
export async function POST(r) {
  await prisma.order.create({ data: await r.json() })
  return NextResponse.redirect(url, 303)
}
"""
TAKES_A_BODY = """\
const handler = async (request) => {
  await save(await request.json())
  return NextResponse.redirect(url, 303)
}
export { handler as GET }
"""
TAKES_MANY_METHODS = """\
const handlers = made(() => NextResponse.redirect(url, 303))
export const { GET, POST } = handlers
"""
ANSWERS_WITH_SOME_STATUS = """\
export default async (req, res) => {
  if (!req.session) return res.redirect('/login')
  return res.status(codeOf(req)).json(await me(req))
}
"""
ANSWERS_WITH_A_TYPE = """\
export async function GET() {
  if (!(await signedIn())) return NextResponse.redirect(url)
  return NextResponse.json<User>(await me())
}
"""
TELLS_SETTINGS = """\
export default function handler(req, res) {
  const host = process.env.API_HOST
  res.status(200).json({ host })
}
"""
BUILT = "export const revalidate = false\nexport const GET = () => Response.json(indexed())\n"
GREETS = """\
export default function handler(
  req: NextApiRequest,
  res: NextApiResponse<Data>
) {
  res.status(200).json({ name: 'Jane Roe', ok: true })
}
"""
ALWAYS_SAYS = "export const GET = () => Response.json({ status: 'ok', })\n"
REFUSES_WITH_A_STATUS = """\
export default (req, res) => {
  if (!req.query.code) return res.status(400).json({ message: 'There is no code' })
  return res.redirect('/')
}
"""


@pytest.mark.parametrize(
    ("directory", "others", "components"),
    [
        ("apps/web/", {}, 0),
        ("apps/web/", {"app/api/me/route.ts": "export const GET = () => Response.json({})\n"}, 1),
        ("apps/web/", {"app/api/me/route.ts": "export const { GET, POST } = handlers\n"}, 1),
        ("apps/web/", {"app/index.json/route.ts": BUILT}, 0),
        ("apps/web/", {"pages/api/init.ts": TELLS_SETTINGS}, 0),
        ("apps/web/", {"pages/api/init.ts": TELLS_SETTINGS.replace("{ host }", "await all()")}, 1),
        ("apps/web/", {"app/index.json/route.ts": f"{BUILT}export function POST() {{}}\n"}, 1),
        ("apps/web/", {"pages/api/out.ts": "export default (q, res) => res.redirect('/')\n"}, 0),
        ("apps/web/", {"pages/api/me.ts": "export default (q, res) => res.status(200).end()\n"}, 1),
        ("apps/web/", {"app/api/orders/route.ts": WRITES}, 1),
        ("apps/web/", {"app/api/orders/route.ts": TAKES_MANY_METHODS}, 1),
        ("apps/web/", {"app/api/orders/route.ts": TAKES_A_BODY}, 1),
        ("apps/web/", {"pages/api/me.ts": ANSWERS_WITH_SOME_STATUS}, 1),
        ("apps/web/", {"app/api/me/route.ts": ANSWERS_WITH_A_TYPE}, 1),
        ("apps/web/", {"pages/api/me.ts": REFUSES_WITH_A_STATUS}, 0),
        ("apps/web/", {"pages/api/hello.ts": GREETS}, 0),
        ("apps/web/", {"app/api/health/route.ts": ALWAYS_SAYS}, 0),
        ("apps/web/", {"pages/api/hello.ts": GREETS.replace("'Jane Roe'", "req.query.name")}, 1),
        ("apps/web/", {"pages/api/hello.ts": GREETS.replace("res.s", "await saw(); res.s")}, 1),
        ("apps/web/", {"app/api/hi/route.ts": ALWAYS_SAYS.replace("GET", "POST")}, 1),
        ("", {}, 1),
    ],
)  # fmt: skip
def test_a_front_end_whose_routes_only_lead_on_is_no_backend(
    directory: str, others: Files, components: int
) -> None:
    files = {
        "package.json": '{"name": "web", "dependencies": {"next": "15.0.0"}}',
        "app/api/callback/route.ts": CALLBACK,
        **others,
    }

    layout = layout_of({f"{directory}{path}": text for path, text in files.items()})

    assert len(layout.components) == components
