"""Which manifests make a backend component, and why the others do not."""

from __future__ import annotations

import pytest

from compliance.facts import Stack
from tests.compliance.extract.laid_out import layout_of
from tests.compliance.repositories import Files

FLASK = {"requirements.txt": "flask==3.1.0\n"}
MADE = "from shop.app import Shop\n\napp = Shop(__name__)\n"


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


@pytest.mark.parametrize("package", ["wagtail", "drf-spectacular", "djangorestframework"])
def test_what_extends_django_brings_it(package: str) -> None:
    settings = "INSTALLED_APPS = ['django.contrib.auth']\nROOT_URLCONF = 'shop.urls'\n"
    made = layout_of(
        {"requirements.txt": f"{package}\n", "manage.py": "", "shop/settings.py": settings}
    )

    assert [each.frameworks for each in made.components] == [("Django",)]


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


@pytest.mark.parametrize("name", ["main.template.ts", "main.tpl.ts", "main.tmpl.js"])
def test_what_a_generator_fills_in_is_no_entry_point(name: str) -> None:
    files = {
        "package.json": '{"name": "generator", "dependencies": {"@nestjs/core": "^11.0.0"}}',
        f"src/server/{name}": (
            "import { NestFactory } from '@nestjs/core';\nNestFactory.create(AppModule);\n"
        ),
    }

    assert layout_of(files).components == ()


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
        "tutorials/one",
        "quickstart",
        "snippets/shop",
        ".storybook",
        "cookbook/integrations/shop",
        "demo/shop",
        "playground-v6",
        "packages/shop-example",
    ],
)
def test_a_package_of_documents_or_trials_among_code_is_no_backend(folder: str) -> None:
    layout = layout_of(
        {
            f"{folder}/package.json": '{"name": "website", "dependencies": {"express": "5.1.0"}}',
            f"{folder}/server.js": "import express from 'express';\nexpress().listen(80);\n",
        }
    )

    assert not layout.components
    assert layout.others[0].reason.startswith("lies in a folder of documents")


@pytest.mark.parametrize(
    "folder", ["templates/api", "src/code-templates/shop", "boilerplate", "starters/express"]
)
def test_what_projects_are_started_from_is_a_backend_where_it_is_whole(folder: str) -> None:
    layout = layout_of(
        {
            "package.json": '{"name": "create-shop", "bin": "cli.js"}',
            f"{folder}/package.json": '{"name": "shop", "dependencies": {"express": "5.1.0"}}',
            f"{folder}/server.js": "import express from 'express';\nexpress().listen(80);\n",
        }
    )

    assert [component.path for component in layout.components] == [folder]


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
