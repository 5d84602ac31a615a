"""Cases of the checks in `compliance.checks.api_documents`."""

import json

from tests.compliance.checks.packages_cases import package
from tests.compliance.checks.runtime_cases import EXPRESS as SILENT_EXPRESS
from tests.compliance.checks.runtime_cases import FASTAPI
from tests.compliance.repositories import Case

COLLECTION, DOCUMENTED = "api-collection", "api-documented"

ROUTES = "app.get('/orders', (req, res) => res.json([]));\n"
EXPRESS = {**SILENT_EXPRESS, "src/app.js": SILENT_EXPRESS["src/app.js"] + ROUTES}
OPENAPI = """\
openapi: 3.0.3
info:
  title: Shop
  version: "1"
paths:
  /orders:
    get:
      responses:
        "200":
          description: The orders.
"""
SILENT = OPENAPI.replace("          description: The orders.", "          content: {}")
WITHOUT_PATHS = OPENAPI.partition("paths:")[0] + "paths: {}\n"
POSTMAN = json.dumps(
    {
        "info": {
            "_postman_id": "5b1",
            "name": "Shop",
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "item": [{"name": "Orders", "item": [{"name": "List", "request": {"method": "GET"}}]}],
    }
)
INSOMNIA = json.dumps(
    {
        "_type": "export",
        "__export_format": 4,
        "resources": [{"_type": "workspace"}, {"_type": "request", "url": "/orders"}],
    }
)
INSOMNIA_5 = """\
type: collection.insomnia.rest/5.0
name: Shop
collection:
  - name: Orders
    children:
      - url: http://localhost/orders
        method: GET
"""
FLASK = {
    "requirements.txt": "flask\n",
    "app.py": "from flask import Flask\n\napp = Flask('shop')\n",
}
NOTHING = "no OpenAPI document with a valid path, and no generator of one that is wired up"


def express(*packages: str, **files: str) -> dict[str, str]:
    """An Express component that depends on some packages, with further files of `src`."""
    named = "".join(f',\n    "{each}": "1"' for each in packages)
    sources = {f"src/{name}.ts": text for name, text in files.items()}
    return {**package(named), "src/app.js": EXPRESS["src/app.js"], **sources}


def fastapi(arguments: str, more: str = "") -> dict[str, str]:
    """A FastAPI application that is made with these arguments."""
    source = f"from fastapi import FastAPI\n{more}\napp = FastAPI({arguments})\n"
    source += "\n\n@app.get('/orders')\ndef orders():\n    return []\n"
    return {"requirements.txt": "fastapi\n", "main.py": source}


def django(**files: str) -> dict[str, str]:
    """A Django project with drf-spectacular."""
    return {
        "requirements.txt": "django\ndjangorestframework\ndrf-spectacular\n",
        "shop/settings.py": "INSTALLED_APPS = ['django.contrib.auth']\nROOT_URLCONF = 'shop.urls'\n",
        **{f"shop/{name}.py": text for name, text in files.items()},
    }


SETUP = "import { SwaggerModule } from '@nestjs/swagger'\nSwaggerModule.setup('docs', app, make)\n"
DECORATED = "import { ApiProperty } from '@nestjs/swagger'\nexport const x = ApiProperty()\n"
UI = "const ui = require('swagger-ui-express')\napp.use('/docs', ui.serve, ui.setup(doc))\n"
ORDERS = "router.get('/orders', list)\n"
BESIDE = {
    **{f"api/{name}": text for name, text in EXPRESS.items()},
    "api/openapi.yaml": OPENAPI,
    **{f"worker/{name}": text for name, text in SILENT_EXPRESS.items()},
}
# A package beside the backend that only describes its API.
DESCRIBING = {
    "docs-api/package.json": '{"name": "docs-api", "dependencies": {"swagger-jsdoc": "6"}}',
    "docs-api/src/index.ts": "import jsdoc from 'swagger-jsdoc'\nexport const doc = jsdoc({})\n",
}
TWO = {
    **{f"orders/{name}": text for name, text in EXPRESS.items()},
    **{f"users/{name}": text for name, text in EXPRESS.items()},
}

TOOLS = OPENAPI.partition("  /orders")[0] + "".join(
    f"  /tools/{each}:\n    get: {{responses: {{'200': {{description: ok}}}}}}\n"
    for each in ("split", "merge", "sort", "join", "cut")
)
CASES = (
    Case(DOCUMENTED, "pass", "a document", {**EXPRESS, "openapi.yaml": OPENAPI}, "openapi.yaml (OpenAPI 3.0.3, 1 paths valid)", (("openapi.yaml", 0),)),
    Case(DOCUMENTED, "pass", "under docs, in JSON, Swagger 2", {**EXPRESS, "docs/api.json": json.dumps({"swagger": "2.0", "info": {"title": "Shop", "version": "1"}, "paths": {"/a": {"get": {"responses": {"200": {"description": "A."}}}}}})}, "docs/api.json (Swagger 2.0"),
    Case(DOCUMENTED, "pass", "a plugin of Hapi's by its name in the table of Glue", {"package.json": '{"dependencies": {"@hapi/hapi": "21", "@hapi/glue": "9", "hapi-swagger": "17"}}', "server.js": "const Glue = require('@hapi/glue');\nconst plot = require('./plot');\nGlue.compose(plot).then((server) => server.start());\n", "plot.js": "module.exports = { register: { plugins: [\n  { plugin: 'hapi-swagger', options: {} },\n  { plugin: './orders' },\n] } };\n", "orders.js": "module.exports = { name: 'orders', register(server) {\n  server.route({ method: 'GET', path: '/orders', handler: () => [] });\n} };\n"}, "hapi-swagger"),
    *(
        Case(DOCUMENTED, outcome, f"Nitro's own description, {told}", {
            "package.json": '{"dependencies": {"nuxt": "^4.0.0"}}',
            "server/api/orders.ts": "export default defineEventHandler(() => [1]);\n",
            "nuxt.config.ts": f"export default defineNuxtConfig({{ nitro: {{ experimental: {{\n  openAPI: {told} }} }} }});\n",
        }, message, where)
        for outcome, told, message, where in (
            ("pass", "true", "Nitro", (("nuxt.config.ts", 2),)), ("fail", "false", NOTHING, ()),
        )
    ),
    Case(DOCUMENTED, "pass", "one valid path of two", {**EXPRESS, "openapi.yaml": OPENAPI + "  /users:\n    get: {}\n"}, "1 of 2 paths valid"),
    Case(DOCUMENTED, "pass", "paths in files of their own", {**EXPRESS, "api/openapi.yml": OPENAPI.partition("  /orders")[0] + "  /orders:\n    $ref: paths/orders.yml\n", "api/paths/orders.yml": "get:\n  responses:\n    default:\n      description: The orders.\n"}, "api/openapi.yml (OpenAPI 3.0.3, 1 paths valid)"),
    Case(DOCUMENTED, "pass", "of another package, whose paths are those of the code", {**express(app="app.get('/orders', list)"), "sdk/package.json": '{"name": "sdk"}', "sdk/openapi.yaml": OPENAPI}),
    Case(DOCUMENTED, "pass", "Nest's module", express("@nestjs/swagger", main=SETUP), "@nestjs/swagger in src/main.ts", (("src/main.ts", 2),)),
    Case(DOCUMENTED, "pass", "a page that shows a description", express("swagger-ui-express", docs=UI), "swagger-ui-express in src/docs.ts"),
    Case(DOCUMENTED, "pass", "code in a folder called docs", {**express("@nestjs/swagger"), "src/docs/setup.ts": SETUP}, "@nestjs/swagger in src/docs/setup.ts"),
    Case(DOCUMENTED, "fail", "a site about the project", {**express("swagger-ui-react"), "docs/page.js": "import Ui from 'swagger-ui-react'\n", "docs/src/docs/page.js": "import Ui from 'swagger-ui-react'\n"}, "not used here: swagger-ui-react"),
    Case(DOCUMENTED, "pass", "Hono's document, where the application is set up", express("@hono/zod-openapi", make="import { OpenAPIHono } from '@hono/zod-openapi'\n", main="app.doc('/doc', { openapi: '3.0.0' })\n"), "@hono/zod-openapi in src/main.ts", (("src/main.ts", 1),)),
    Case(DOCUMENTED, "pass", "FastAPI", FASTAPI, "FastAPI in main.py"),
    Case(DOCUMENTED, "pass", "FastAPI with docs in some environments", fastapi("openapi_url='/o.json' if debug else None"), "FastAPI in main.py"),
    Case(DOCUMENTED, "pass", "FastAPI with its own pages", fastapi("docs_url=None, redoc_url=None", "from fastapi.openapi.docs import get_swagger_ui_html\nget_swagger_ui_html()"), "FastAPI in main.py"),
    Case(DOCUMENTED, "pass", "FastAPI with one application of two", {**fastapi("openapi_url=None"), "api.py": "from fastapi import FastAPI\n\napi = FastAPI()\n"}, "FastAPI in api.py"),
    Case(DOCUMENTED, "pass", "drf-spectacular", django(urls="from drf_spectacular.views import SpectacularAPIView\n"), "drf-spectacular in shop/urls.py"),
    Case(DOCUMENTED, "pass", "drf-spectacular in the settings", django(rest="REST_FRAMEWORK = {\n    'DEFAULT_SCHEMA_CLASS': 'drf_spectacular.openapi.AutoSchema',\n}\n"), "drf-spectacular in shop/rest.py", (("shop/rest.py", 2),)),
    Case(DOCUMENTED, "pass", "a command of the project's own around that of REST framework", django(make="from django.core.management import call_command\n\ndef handle(out):\n    call_command('generateschema', stdout=out)\n"), "Django REST framework in shop/make.py", (("shop/make.py", 4),)),
    Case(DOCUMENTED, "fail", "another command, and an application with routes", {**FLASK, "app.py": FLASK["app.py"] + "\n\n@app.get('/orders')\ndef orders():\n    return {'orders': []}\n", "make.py": "from django.core.management import call_command\n\ncall_command('migrate', 'generateschema')\n"}),
    Case(DOCUMENTED, "fail", "a text that names drf-spectacular, and sets nothing", {**FLASK, "app.py": FLASK["app.py"] + "\n\n@app.get('/orders')\ndef orders():\n    return {'orders': []}\n", "known.py": "KNOWN = 'drf_spectacular.openapi'\n"}),
    Case(DOCUMENTED, "pass", "APIFairy", {**FLASK, "docs.py": "from apifairy import APIFairy\n\napifairy = APIFairy()\n"}, "APIFairy in docs.py"),
    Case(DOCUMENTED, "fail", "APIFairy's decorators, and nobody who makes a document of them", {**FLASK, "app.py": FLASK["app.py"] + "\n\n@app.get('/orders')\ndef orders():\n    return {'orders': []}\n", "docs.py": "from apifairy import body\n\n@body(shape)\ndef make(given):\n    return given\n"}, "no generator of one that is wired up"),
    Case(DOCUMENTED, "pass", "flasgger", {**FLASK, "docs.py": "from flasgger import Swagger\n\nSwagger(app)\n"}, "flasgger in docs.py"),
    Case(DOCUMENTED, "pass", "what the workspace's root has", {"package.json": '{"workspaces": ["apps/*"], "dependencies": {"@nestjs/swagger": "1"}}', "libraries/openapi/setup.ts": SETUP, **{f"apps/api/{name}": text for name, text in EXPRESS.items()}}, "@nestjs/swagger in libraries/openapi/setup.ts"),
    Case(DOCUMENTED, "pass", "a package beside the only backend", {**{f"server/{name}": text for name, text in EXPRESS.items()}, **DESCRIBING}, "swagger-jsdoc in docs-api/src/index.ts", (("docs-api/src/index.ts", 1),)),
    Case(DOCUMENTED, "fail", "a package beside two backends", {**TWO, **DESCRIBING}, NOTHING),
    Case(DOCUMENTED, "pass", "Connexion, which serves the description that it routes by", {"requirements.txt": "connexion\n", "shop/app.py": "import connexion\napp = connexion.App(__name__, specification_dir='.')\napp.add_api('api.yml')\n", "shop/orders.py": "def all():\n    return []\n", "shop/api.yml": "openapi: 3.0.0\ninfo: {title: Shop, version: '1'}\npaths:\n  /orders:\n    get:\n      operationId: shop.orders.all\n      responses: {'200': {description: all}}\n"}, "connexion in shop/app.py"),
    Case(DOCUMENTED, "fail", "a package beside that only shows descriptions", {**{f"server/{name}": text for name, text in EXPRESS.items()}, "web/package.json": '{"name": "web", "dependencies": {"swagger-ui-react": "5"}}', "web/src/page.ts": "import Ui from 'swagger-ui-react'\n"}, NOTHING),
    Case(DOCUMENTED, "fail", "nothing", EXPRESS, NOTHING, ()),
    Case(DOCUMENTED, "fail", "no valid path", {**EXPRESS, "openapi.yaml": SILENT}, "openapi.yaml has no valid path (GET /orders has a response 200 without a description)", (("openapi.yaml", 7),)),
    Case(DOCUMENTED, "fail", "no path", {**EXPRESS, "openapi.yaml": WITHOUT_PATHS}, "openapi.yaml has no valid path"),
    Case(DOCUMENTED, "fail", "a head without a version", {**EXPRESS, "openapi.yaml": OPENAPI.replace('  version: "1"\n', "")}, "info has no version", (("openapi.yaml", 2),)),
    Case(DOCUMENTED, "fail", "what is no YAML", {**EXPRESS, "openapi.yaml": OPENAPI + "  - [\n"}, "does not parse: openapi.yaml, line 11, is no valid YAML", (("openapi.yaml", 0),)),
    Case(DOCUMENTED, "pass", "a key that stands twice, of which the last counts", {**EXPRESS, "openapi.yaml": OPENAPI.replace('  version: "1"\n', '  version: "1"\n  version: "2"\n')}, "openapi.yaml (OpenAPI"),
    Case(DOCUMENTED, "pass", "parts beside it, called as OpenAPI calls them", {**EXPRESS, "src/public/openapi.yaml": OPENAPI.replace("description: The orders.", "$ref: 'components/responses.yaml#/Orders'"), "src/public/components/responses.yaml": "Orders:\n  description: The orders.\n"}),
    Case(DOCUMENTED, "fail", "a reference that leads nowhere", {**EXPRESS, "openapi.yaml": OPENAPI.replace("description: The orders.", "$ref: '#/components/responses/Orders'")}, "$ref #/components/responses/Orders is not there"),
    Case(DOCUMENTED, "fail", "what a test expects", {**EXPRESS, "tests/snapshots/openapi.yaml": OPENAPI}, NOTHING),
    Case(DOCUMENTED, "fail", "somebody else's API", {**express(app=ORDERS), "src/clients/mail/openapi.yaml": OPENAPI.replace("/orders", "/messages/batch")}, "of another API as far as its paths tell: src/clients/mail/openapi.yaml"),
    Case(DOCUMENTED, "pass", "a few paths, none of which is among many routes", {**EXPRESS, "src/app.js": EXPRESS["src/app.js"] + "".join(ROUTES.replace("orders", f"orders/{each}") for each in range(20)), "docs/plugins.yaml": OPENAPI.replace("orders", "on_apply")}, "though none of its paths is a route here"),
    Case(DOCUMENTED, "pass", "many paths, one of which any API has", {**EXPRESS, "src/app.js": EXPRESS["src/app.js"] + "".join(ROUTES.replace("orders", f"orders/{each}") for each in range(20)), "helpers/media-openapi.yaml": OPENAPI + "".join(f"  /media{each}s:\n    get: {{responses: {{'200': {{description: ok}}}}}}\n" for each in range(30))}, "though none of its paths is a route here"),
    Case(DOCUMENTED, "pass", "many paths that one route answers", {**EXPRESS, "src/app.js": EXPRESS["src/app.js"] + "".join(ROUTES.replace("orders", f"orders/{each}") for each in range(20)) + "app.get('/tools/:tool', tool);\n", "docs/tools.yaml": TOOLS}),
    Case(DOCUMENTED, "pass", "many paths of another API, where a route answers any of two names", {**EXPRESS, "src/app.js": EXPRESS["src/app.js"] + "".join(ROUTES.replace("orders", f"orders/{each}") for each in range(20)) + "app.get('/:area/:page', page);\napp.get('/api/:page', page);\n", "docs/tools.yaml": TOOLS}, "though none of its paths is a route here"),
    Case(DOCUMENTED, "pass", "a few paths, one of which is among many routes", {**EXPRESS, "src/app.js": EXPRESS["src/app.js"] + "".join(ROUTES.replace("orders", f"orders/{each}") for each in range(20)), "docs/shop.yaml": OPENAPI}),
    Case(DOCUMENTED, "fail", "of a service in another language", {**EXPRESS, "billing/go.mod": "module billing\n", "billing/openapi.yaml": OPENAPI.replace("orders", "invoices")}, "of another API"),
    Case(DOCUMENTED, "fail", "only decorators", express("@nestjs/swagger", dto=DECORATED), "depended on, but not used here: @nestjs/swagger", (("package.json", 4),)),
    Case(DOCUMENTED, "fail", "FastAPI's description switched off", fastapi("openapi_url=None"), "switched off: FastAPI", (("main.py", 3),)),
    *(Case(DOCUMENTED, outcome, f"options that a function fills up, {filled}", {**fastapi(""), "main.py": f"from fastapi import FastAPI\n\n\ndef made(**options):\n    {filled}\n    return FastAPI(**options)\n\n\napp = made()\n\n\n@app.get('/orders')\ndef orders():\n    return []\n"}) for filled, outcome in (
        ("options.setdefault('openapi_url', None)", "fail"),
        ("options.setdefault('title', None)", "pass"),
        ("others.setdefault('openapi_url', None)", "pass"),
    )),
    Case(DOCUMENTED, "pass", "FastAPI's description switched off and served by hand", {**fastapi("openapi_url=None"), "documents.py": "from fastapi import APIRouter\nfrom fastapi.openapi.utils import get_openapi\n\nrouter = APIRouter()\n\n@router.get('/openapi.json')\ndef described(request):\n    return get_openapi(title='Shop', version='1', routes=request.app.routes)\n"}, "FastAPI's own description in documents.py"),
    Case(DOCUMENTED, "pass", "FastAPI's pages switched off and one of its own elsewhere", {**fastapi("docs_url=None, redoc_url=None"), "pages.py": "from fastapi import APIRouter\nfrom fastapi.openapi.docs import get_redoc_html\n\nrouter = APIRouter()\n\n@router.get('/')\ndef shown():\n    return get_redoc_html(openapi_url='/openapi.json', title='Shop')\n"}, "in pages.py"),
    Case(DOCUMENTED, "pass", "RESTX's Api that is extended by another name", {"requirements.txt": "flask\nflask-restx\n", "app.py": "from flask import Flask\nfrom flask_restx import Api as Base, Resource\napp = Flask(__name__)\nclass Own(Base):\n    pass\napi = Own(app)\n@api.route('/orders')\nclass Orders(Resource):\n    def get(self):\n        return []\n"}, "flask-restx in app.py"),
    Case(DOCUMENTED, "fail", "something else of RESTX by the name of its Api", {"requirements.txt": "flask\nflask-restx\n", "app.py": "from flask import Flask\nfrom flask_restx import Resource as Api\napp = Flask(__name__)\n@app.route('/orders')\ndef orders():\n    return Api().json()\n"}, "no generator of one that is wired up"),
    Case(DOCUMENTED, "fail", "FastAPI's pages switched off", fastapi("docs_url=None, redoc_url=None"), "switched off: FastAPI"),
    Case(DOCUMENTED, "fail", "in a test only", {**express("swagger-jsdoc"), "test/docs.ts": "import docs from 'swagger-jsdoc'\n"}, "not used here: swagger-jsdoc"),
    Case(DOCUMENTED, "unknown", "a document that is too large", {**EXPRESS, "openapi.json": b" " * (8 * 1024 * 1024 + 1)}, "whether openapi.json describes the API is open: openapi.json has 8 MiB"),
    Case(DOCUMENTED, "unknown", "a path in a file that is too large", {**EXPRESS, "openapi.yaml": OPENAPI.partition("  /orders")[0] + "  /orders:\n    $ref: spec/orders.yaml\n", "spec/orders.yaml": b" " * (8 * 1024 * 1024 + 1)}, "openapi.yaml refers to what cannot be had: spec/orders.yaml has 8 MiB"),
    Case(DOCUMENTED, "fail", "a file for browsers that is too large", {**express("swagger-jsdoc"), "public/docs.js": b"import 'swagger-jsdoc'\n" + b"//\n" * 400_000}),
    Case(DOCUMENTED, "unknown", "a source file that is too large", {**express("swagger-jsdoc"), "src/docs.ts": b"import 'swagger-jsdoc'\n" + b"//\n" * 400_000}, "whether swagger-jsdoc is wired up is open: src/docs.ts is larger"),
    Case(DOCUMENTED, "not_applicable", "no route that answers data", SILENT_EXPRESS, "no route that answers data was found"),
    *(
        Case(DOCUMENTED, outcome, f"pages of Flask, and what {told}", {**FLASK, "app.py": f"from flask import Flask, jsonify, render_template\n\napp = Flask('shop')\n\n@app.get('/')\ndef home():\n    return render_template('home.html')\n\n@app.{method}('/note')\ndef note():\n    write()\n    {answer}\n"})
        for told, method, answer, outcome in (
            ("only says that it was done", "post", "return 'OK', 200", "not_applicable"),
            ("says nothing", "post", "return '', 204", "not_applicable"),
            ("answers data", "post", "return jsonify(done=True)", "fail"),
            ("answers data or a word", "post", "if failed():\n        return 'No', 400\n    return {'done': True}", "fail"),
            ("is asked for a text", "get", "return 'OK'", "fail"),
        )
    ),
    Case(DOCUMENTED, "not_applicable", "no backend", {"openapi.yaml": OPENAPI}, "no backend component"),
    Case(COLLECTION, "pass", "Postman's", {**EXPRESS, "postman/Shop.postman_collection.json": POSTMAN}, "Shop.postman_collection.json (Postman, 1 requests)", (("postman/Shop.postman_collection.json", 0),)),
    Case(COLLECTION, "pass", "Postman's under another name", {**EXPRESS, "docs/requests.json": POSTMAN}, "docs/requests.json (Postman"),
    Case(COLLECTION, "pass", "Postman's beside the README, under any name", {**EXPRESS, "shop.json": POSTMAN}, "shop.json (Postman"),
    Case(COLLECTION, "fail", "what is no collection beside the README", {**EXPRESS, "shop.json": '{"item": [{"request": {}}]}'}),
    Case(COLLECTION, "pass", "Postman's among tests", {**EXPRESS, "tests/api/shop.json": POSTMAN}, "tests/api/shop.json"),
    Case(COLLECTION, "pass", "Insomnia's", {**EXPRESS, "insomnia.json": INSOMNIA}, "insomnia.json (Insomnia, 1 requests)"),
    Case(COLLECTION, "pass", "Insomnia's of version 5", {**EXPRESS, "docs/insomnia.yaml": INSOMNIA_5}, "docs/insomnia.yaml (Insomnia, 1 requests)"),
    Case(COLLECTION, "pass", "a description in OpenAPI", {**EXPRESS, "openapi.yaml": OPENAPI}, "no collection, but both import openapi.yaml", (("openapi.yaml", 0),)),
    Case(COLLECTION, "fail", "neither", EXPRESS, f"no collection of Postman or Insomnia is committed; {NOTHING}", ()),
    Case(COLLECTION, "fail", "an empty one", {**EXPRESS, "postman/Shop.postman_collection.json": POSTMAN.replace('"request"', '"event"')}, "no collection"),
    Case(COLLECTION, "fail", "what an importer is tested with", {**EXPRESS, "src/import/__fixtures__/shop.postman_collection.json": POSTMAN}, "no collection"),
    Case(COLLECTION, "fail", "that of another backend", {**TWO, "orders/api/postman.json": POSTMAN}, "no collection"),
    Case(COLLECTION, "fail", "Postman's environment", {**EXPRESS, "postman/env.json": '{"_postman_variable_scope": "environment", "values": []}'}, "no collection"),
    Case(COLLECTION, "pass", "a backend without an API beside one that is described", BESIDE, "no collection, but both import api/openapi.yaml"),
    Case(COLLECTION, "fail", "the only backend, without an API", SILENT_EXPRESS, "no collection"),
    Case(COLLECTION, "unknown", "one that is too large", {**EXPRESS, "shop.postman_collection.json": b" " * (8 * 1024 * 1024 + 1)}, "shop.postman_collection.json has 8 MiB"),
    Case(COLLECTION, "not_applicable", "no backend", {"insomnia.json": INSOMNIA}, "no backend component"),
)  # fmt: skip
