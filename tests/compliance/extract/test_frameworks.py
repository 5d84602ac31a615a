"""What an application of some frameworks looks like."""

from __future__ import annotations

import pytest

from compliance.facts import Layout, Stack
from tests.compliance.repositories import facts_of


def python_layout_of(package: str, source: str) -> Layout:
    layout = facts_of({"requirements.txt": package, "shop/server.py": source}).layout
    assert isinstance(layout, Layout)
    return layout


def layout_of(package: str, source: str) -> Layout:
    manifest = f'{{"name": "shop", "dependencies": {{"{package}": "^3.0.0"}}}}'
    layout = facts_of({"package.json": manifest, "src/server.js": source}).layout
    assert isinstance(layout, Layout)
    return layout


@pytest.mark.parametrize(
    ("package", "source"),
    [
        ("micro", "const micro = require('micro');\nmodule.exports = micro(handler);\n"),
        (
            "micro",
            "import { send, serve } from 'micro';\nnew http.Server(serve(handler));\n",
        ),
        ("micro", "const { serve } = require('micro');\nnew http.Server(serve(handler));\n"),
        (
            "apollo-server-micro",
            "const apollo = require('apollo-server-micro');\nnew apollo.ApolloServer({});\n",
        ),
        (
            "apollo-server-lambda",
            "import { ApolloServer } from 'apollo-server-lambda';\nnew ApolloServer({});\n",
        ),
        (
            "express",
            'import {\n  Request,\n  default as makeApp,\n} from "express";\nmakeApp();\n',
        ),
        ("thinkjs", "const Application = require('thinkjs');\nnew Application({}).run();\n"),
        ("h3", "import { createApp, toNodeListener } from 'h3';\nconst app = createApp();\n"),
        ("h3", "import { H3, serve } from 'h3';\nserve(new H3());\n"),
        ("fastify", "import * as fastify from 'fastify';\nfastify.fastify().listen({});\n"),
        ("connect", "var connect = require('connect');\nvar app = connect();\n"),
        ("itty-router", "import { Router } from 'itty-router';\nexport default Router();\n"),
        (
            "moleculer-web",
            "const Api = require('moleculer-web');\nmodule.exports = { mixins: [Api] };\n",
        ),
    ],
)
def test_what_serves_without_a_large_framework_is_a_backend(package: str, source: str) -> None:
    layout = layout_of(package, source)

    assert [(each.path, each.stack) for each in layout.components] == [("", Stack.NODE)]
    assert layout.components[0].evidence[0].path == "src/server.js"


@pytest.mark.parametrize(
    ("package", "source"),
    [
        (
            "micro",
            "import { buffer } from 'micro';\nexport const raw = (request) => buffer(request);\n",
        ),
        (
            "micro",
            "import { serve } from './serving';\nimport { json } from 'micro';\nserve(json);\n",
        ),
        ("h3", "import { createApp } from 'vue';\nimport { read } from 'h3';\ncreateApp(P);\n"),
        (
            "express",
            "import { default as run } from './app';\nimport { Router } from 'express';\nrun();\n",
        ),
        ("connect", "import { connect } from './database';\nawait connect();\n"),
        ("itty-router", "import { json } from 'itty-router';\nexport const ok = () => json({});\n"),
        ("micro", "// microservices are served by micro\nexport const name = 'micro';\n"),
        (
            "apollo-server-micro",
            "import { gql } from 'apollo-server-micro';\nexport const types = gql`type Query`;\n",
        ),
    ],
    ids=[
        "a body that is read",
        "something else that serves",
        "an application of Vue",
        "a function of the repository",
        "what connects to something else",
        "an answer that is made",
        "in words",
        "types alone",
    ],
)
def test_what_only_takes_a_part_of_one_serves_nothing(package: str, source: str) -> None:
    layout = layout_of(package, source)

    assert not layout.components
    assert "makes or serves an application" in layout.others[0].reason


@pytest.mark.parametrize(
    ("package", "source"),
    [
        ("tornado", "import tornado.web\nclass Shop(tornado.web.Application):\n    pass\n"),
        ("tornado", "from tornado.web import Application\nclass Shop(Application):\n    pass\n"),
        ("aiohttp", "from aiohttp import web\nclass Shop(web.Application):\n    pass\n"),
        ("falcon", "import falcon.asgi\nclass Shop(falcon.asgi.App):\n    pass\n"),
    ],
)
def test_an_application_is_a_class_of_its_own(package: str, source: str) -> None:
    made = python_layout_of(package, f"{source}app = Shop()\n")
    extended = python_layout_of(package, source)

    assert [(each.path, each.stack) for each in made.components] == [("", Stack.PYTHON)]
    assert not extended.components


@pytest.mark.parametrize(
    ("package", "source"),
    [
        (
            "tornado",
            "import tornado.web as web\nclass ApplicationHandler(web.RequestHandler):\n    pass\n",
        ),
        (
            "tornado",
            "import tornado.web\ndef routes(app: tornado.web.Application) -> None:\n    pass\n",
        ),
        (
            "aiohttp",
            "from aiohttp import web\ndef routes(app: web.Application) -> None:\n    pass\n",
        ),
        ("falcon", "import falcon\ndef routes(app: falcon.App) -> None:\n    pass\n"),
    ],
    ids=["a handler", "a type of Tornado", "a type of aiohttp", "a type of Falcon"],
)
def test_what_is_handed_an_application_makes_none(package: str, source: str) -> None:
    assert not python_layout_of(package, source).components


@pytest.mark.parametrize(
    ("package", "source"),
    [
        ("flask", "from shared.flask import CustomFlask\napp = CustomFlask(__name__)\n"),
        ("fastapi", "from shared.fastapi import TracedFastAPI\napp = TracedFastAPI()\n"),
        ("connexion", "import connexion\napp = connexion.App(__name__)\n"),
        (
            "connexion[flask]",
            "from connexion import FlaskApp\napp = FlaskApp(__name__)\n",
        ),
        ("connexion", "from connexion import AsyncApp\napp = AsyncApp(__name__)\n"),
    ],
)
def test_what_is_built_on_a_framework_makes_applications_too(package: str, source: str) -> None:
    layout = python_layout_of(package, source)

    assert [each.path for each in layout.components] == [""]


@pytest.mark.parametrize(
    ("package", "source"),
    [
        ("flask", "import flask\n\nclass TestFlask(TestCase):\n    pass\n"),
        ("flask", "import flask\nlogging = setup_Flask(handler)\n"),
        ("connexion", "import connexion\nanswer = connexion.problem(404, 'Not found', '')\n"),
    ],
)
def test_what_only_names_a_framework_makes_none(package: str, source: str) -> None:
    assert not python_layout_of(package, source).components


@pytest.mark.parametrize(
    ("package", "source"),
    [
        ("apiflask", "from apiflask import APIFlask\napp = APIFlask(__name__)\n"),
        ("flask-openapi3", "from flask_openapi3 import OpenAPI\napp = OpenAPI(__name__)\n"),
        ("CherryPy", "import cherrypy\ncherrypy.tree.mount(Root(), '/')\n"),
        ("web.py", "import web\napp = web.application(urls, globals())\n"),
        ("blacksheep", "from blacksheep import Application\napp = Application()\n"),
        ("robyn", "from robyn import Robyn\napp = Robyn(__file__)\n"),
        ("chalice", "from chalice import Chalice\napp = Chalice(app_name='shop')\n"),
        ("starlite", "from starlite import Starlite\napp = Starlite(route_handlers=[])\n"),
        ("klein", "from klein import Klein\napp = Klein()\n"),
        ("Twisted", "from twisted.web.server import Site\nfactory = Site(root)\n"),
        ("falcon", "from falcon import (HTTP_200,\n    API)\napi = API(middleware=[])\n"),
        ("falcon", "from falcon.asgi import App\napp = App()\n"),
    ],
)
def test_the_smaller_frameworks_of_python_make_a_backend(package: str, source: str) -> None:
    layout = python_layout_of(package, source)

    assert [(each.path, each.stack) for each in layout.components] == [("", Stack.PYTHON)]


@pytest.mark.parametrize(
    ("package", "source"),
    [
        ("web.py", "import web\nprint(web.__version__)\n"),
        ("Twisted", "from twisted.internet import reactor\nfrom shop.models import Site\n"),
        ("CherryPy", "import cherrypy\ncherrypy.config.update({})\n"),
        ("falcon", "from falcon import HTTPNotFound\nfrom shop import App\napp = App()\n"),
        ("falcon", "from falcon import APIS, AppError\n"),
        ("klein", "from chairs import Klein\nchair = Klein()\n"),
    ],
)
def test_what_only_takes_in_such_a_framework_is_none(package: str, source: str) -> None:
    assert not python_layout_of(package, source).components


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import django\nROOT_URLCONF = 'shop.urls'\n", ("Django",)),
        (
            "import django\nROOT_URLCONF = 'a'\nfrom twisted.web.server import Site\nSite(app)\n",
            ("Django", "Twisted"),
        ),
    ],
)
def test_a_framework_beneath_another_is_in_use_where_something_is_made_of_it(
    source: str, names: tuple[str, ...]
) -> None:
    layout = python_layout_of("django\ndaphne\ntwisted\n", source)

    assert layout.components[0].frameworks == names
