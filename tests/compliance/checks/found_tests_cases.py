"""Cases of which tests are found, by which runner, wherever they lie and whatever they are called."""

from tests.compliance.checks.testing_cases import (
    CLIENT,
    EXPRESS,
    FASTAPI_SERVES,
    PY_TEST,
    RELATIONAL,
    SERVES,
    TS_TEST,
    UNITTEST,
    tornado,
)
from tests.compliance.repositories import Case, Files

UNIT, CALLS = "unit-tests", "integration-tests"


def scripted(command: str, path: str, settings: Files | None = None) -> Files:
    """An Express service whose script for tests is a command, and one test."""
    package = f'{{"dependencies": {{"express": "5"}}, "devDependencies": {{"madrun": "12", "father": "4", "typescript": "6"}}, "scripts": {{"test": "{command}"}}}}'
    up = "../" * path.count("/")
    test = TS_TEST.replace("./prices", f"{up}src/prices")
    return {**EXPRESS, "package.json": package, path: test, **(settings or {})}


NO_CALL = "no test calls an endpoint"
NO_DATABASE = "no test database is there"


def asked(test: str, path: str = "test/orders.test.js") -> Files:
    """An Express service, and one test of it."""
    return {**SERVES, path: test}


def related(path: str, text: str) -> Files:
    """A service with a relational database, a test that calls it, and one more file."""
    return {**FASTAPI_SERVES, **RELATIONAL, "tests/test_orders.py": CLIENT, path: text}


SUPERTEST = "const request = require('supertest');\nconst { all } = require('./calls');\n"
DECLARES = (
    "import express from 'express';\nconst page = await fetch(url);\nconst app = express();\n"
)
ASKS = "test('all', async () => {\n  const answer = await fetch(builder.url, { headers });\n  expect(answer.status).toBe(200);\n});\n"
BASED = "test('all', async ({ context }) => {\n  await context.request.post(baseURL + '/orders');\n});\n"
AIOHTTP = {
    "requirements.txt": "aiohttp\npytest-aiohttp\n",
    "shop/app.py": "from aiohttp import web\nasync def orders(request):\n    return web.json_response([])\napp = web.Application()\napp.router.add_get('/orders', orders)\n",
}
ADDRESS = "postgresql://localhost/shop"

OWN_SERVER = "const http = require('node:http');\nconst app = require('express')();\nMORE\ntest('ip', (done) => {\n  const server = app.listen(0, () => http.get({ host: '127.0.0.1', port: server.address().port, path: '/' }, done));\n});\n"
ITSELF = {
    "__init__.py": "",
    "requirements.txt": "flask\npytest\n",
    "app/__init__.py": "from flask import Flask\napp = Flask(__name__)\n",
    "app/services/prices.py": "def net(gross):\n    return gross / 1.2\n",
}
BY_FOLDER = (
    "from corner.app.services import prices\n\n\ndef test_net():\n    assert prices.net(12) == 10\n"
)
JEST = {"tests/jest.config.js": "module.exports = { testMatch: ['**/unit/**/*.tests.js'] };\n"}
UP = "cd src && jest --config=../tests/jest.config.js"

WHOLE = {
    "packages/shop/package.json": '{"name": "@a/shop", "dependencies": {"express": "5"}}',
    "packages/shop/app.js": "const app = require('express')();\napp.get('/orders', all);\napp.listen(3000);\n",
    "packages/e2e_tests/package.json": '{"name": "@a/e2e", "dependencies": {"@a/sdk": "1"}}',
}
DESCRIBED = "import { shop } from '@a/sdk';\nconst client = shop({ baseUrl: `http://localhost:${port}/api` });\ntest('all', async () => {\n  const { data } = await client.POST('/orders', { body: {} });\n  expect(data).toBeDefined();\n});\n"
WITHIN = {
    "requirements.txt": "fastapi\npytest\nhttpx\n",
    "shop/main.py": "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/orders')\ndef orders(): return []\n",
    "src/counting/requirements.txt": "fastapi\n",
    "src/counting/counting.py": "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/counts')\ndef counts(): return []\n",
}
OWN_WAY = {
    "requirements.txt": "tornado\npytest\n",
    "shop/server.py": "import tornado.web\nfrom shop.handlers import MAP\napp = tornado.web.Application()\nfor name in MAP:\n    app.add(name, MAP[name])\n",
    "shop/handlers.py": "import tornado.web\n\n\nclass Orders(tornado.web.RequestHandler):\n    def get(self):\n        self.write({})\n",
}
BY_CLIENT = "from fastapi.testclient import TestClient\nfrom shop.main import app\ndef test_all():\n    assert TestClient(app).get('/orders').status_code == 200\n"
NAMED = {
    "requirements.txt": "fastapi\npytest\n",
    "shop/prices.py": "def net(gross):\n    return gross / 1.2\n",
    "shop/main.py": "from fastapi import FastAPI\napp = FastAPI()\n",
    "tests/main.py": "from shop import prices\ndef test_net():\n    assert prices.net(12) == 10\n",
}


def tested_by(command: str) -> Files:
    """A service whose one test has the name of no test, and what CI runs."""
    return {
        **NAMED,
        ".github/workflows/ci.yml": f"on: push\njobs:\n  a:\n    steps:\n      - run: {command}\n",
    }


CASES = (
    # What CI has a runner take is a test, whatever it is called.
    *(Case(UNIT, "pass", f"a file that CI names: {each}", tested_by(each), "tests/main.py calls code") for each in ("python -m pytest -s tests/main.py", "pytest ./tests/main.py::test_net", "coverage run -m pytest tests/main.py")),
    *(Case(UNIT, "fail", f"a file that CI does not name: {each}", tested_by(each), "pytest finds none") for each in ("pytest", "python tests/main.py", "pytest tests/other.py")),
    # A package of tests is of all that is served beside it.
    *(Case(CALLS, "pass", f"tests of the whole in {each}", {path.replace("packages/e2e_tests", each): text for path, text in {**WHOLE, "packages/e2e_tests/tests/orders.test.ts": DESCRIBED}.items()}, "orders.test.ts calls endpoints") for each in ("packages/e2e_tests", "integration-tests", "apps/shop-e2e", "api-tests")),
    Case(CALLS, "fail", "a package of tests that asks nobody here", {**WHOLE, "packages/e2e_tests/tests/orders.test.ts": DESCRIBED.replace("http://localhost:${port}", "https://shop.example.com")}, NO_CALL),
    Case(CALLS, "fail", "a package that is for something else", {path.replace("e2e_tests", "client"): text for path, text in {**WHOLE, "packages/e2e_tests/tests/orders.test.ts": DESCRIBED}.items()}, NO_CALL),
    # Tests that call endpoints show some, where these are registered in a way that is not read.
    *(Case(CALLS, outcome, f"handlers that are registered in a way of one's own, and {label}", {**OWN_WAY, **tests}, message) for outcome, label, tests, message in (("pass", "tests that call them", {"tests/test_orders.py": "async def test_all(client):\n    assert await client.get('/orders') == []\n"}, "calls endpoints"), ("unknown", "tests that call none", {}, "is open"))),
    # Tests beside a backend that lies in another's folder are of the other, unless they name it.
    Case(CALLS, "fail", "tests of the backend around", {**WITHIN, "tests/test_orders.py": BY_CLIENT}, "src/counting: no test calls an endpoint"),
    Case(CALLS, "pass", "tests above that name the backend within", {**WITHIN, "tests/test_orders.py": BY_CLIENT, "tests/test_counts.py": BY_CLIENT.replace("shop.main", "src.counting.counting").replace("orders", "counts")}, "src/counting: tests/test_counts.py calls endpoints"),
    # A script that hands the tests on to what is not followed runs them.
    *(Case(UNIT, "pass", f"a script that tests by {each}", scripted(each, "lib/prices.spec.ts"), f"and {each.removesuffix(' --coverage')} runs it") for each in ("madrun test", "father test --coverage", "./scripts/run-tests.sh", "supertape lib/*.spec.ts")),
    *(Case(UNIT, "fail", f"a script that tests nothing: {each}", scripted(each, "lib/prices.spec.ts"), "but no test runner") for each in ("echo test && exit 1", "tsc test", "exit test", "madrun lint")),
    # What a script names is a test, and else a file of the code may be called so.
    Case(UNIT, "pass", "a file that a script names", scripted("mocha --require should */test.js", "lib/test.js"), "lib/test.js calls code"),
    Case(UNIT, "pass", "a file that a script names by its path", scripted("node ./lib/test.mjs && mocha", "lib/test.mjs"), "lib/test.mjs calls code"),
    Case(UNIT, "fail", "a file that no script names", scripted("mocha", "lib/test.js"), "no test file"),
    # The settings of a runner may lie in a folder of tests or of settings.
    Case(UNIT, "pass", "settings of Jest beside the tests", scripted(UP, "tests/unit/prices.tests.js", JEST), "and Jest runs it"),
    Case(UNIT, "fail", "no settings that name such tests", scripted(UP, "tests/unit/prices.tests.js"), "but Jest finds none"),
    Case(UNIT, "pass", "settings of Jest in package.json", {**scripted("jest", "tests/prices.js"), "package.json": '{"dependencies": {"express": "5"}, "scripts": {"test": "jest"}, "jest": {"testMatch": ["<rootDir>/tests/**/*.js"]}}'}, "and Jest runs it"),
    *(Case(UNIT, outcome, f"what unittest is told in CI: {told}", {**FASTAPI_SERVES, "shop/prices.py": "def net(gross):\n    return gross / 1.2\n", "tests/prices.py": UNITTEST, ".github/workflows/ci.yml": f"on: {{push: {{branches: [dev]}}}}\njobs:\n  a:\n    steps:\n      - run: |\n          mkdir db\n          python -m unittest discover {told}\n"}) for told, outcome in (("-s tests -p '*.py'", "pass"), ("-s tests", "fail"))),
    Case(UNIT, "pass", "SvelteKit's name for its library", {"package.json": '{"dependencies": {"@sveltejs/kit": "2"}, "devDependencies": {"vitest": "4"}, "scripts": {"test": "vitest run"}}', "src/routes/orders/+server.ts": "export const GET = () => new Response('[]');\n", "src/lib/server/prices.ts": "export const net = (gross: number) => gross / 1.2;\n", "src/index.test.ts": TS_TEST.replace("./prices", "$lib/server/prices")}, "src/index.test.ts calls code"),
    # Folders of tests beside the component's.
    Case(UNIT, "pass", "tests of lab by the name that the file exports it by", {"package.json": '{"dependencies": {"@hapi/hapi": "21"}, "devDependencies": {"@hapi/lab": "26"}, "scripts": {"test": "lab -c"}}', "server.js": "const Hapi = require('@hapi/hapi');\nexports.server = Hapi.server();\n", "prices.js": "exports.net = (gross) => gross / 1.2;\n", "test/prices.js": "const Lab = require('@hapi/lab');\nconst { net } = require('../prices');\nconst lab = exports.lab = Lab.script();\nlab.experiment('prices', () => { lab.test('net', () => net(12)); });\n"}, "test/prices.js calls code"),
    Case(UNIT, "pass", "tests in a folder beside the component", {"api/requirements.txt": "fastapi\npytest\n", "api/shop/__init__.py": "", "api/shop/main.py": "from fastapi import FastAPI\napp = FastAPI()\n", "api/shop/prices.py": "def net(gross):\n    return gross / 1.2\n", "unit-tests/test_prices.py": PY_TEST}, "unit-tests/test_prices.py calls code"),
    # What supertest makes of the application is asked by whoever it is handed to.
    Case(CALLS, "pass", "an agent that a helper is handed", asked(f"{SUPERTEST}const asking = request(app);\ntest('all', () => all(asking, '/orders'));\n"), "test/orders.test.js calls endpoints"),
    Case(CALLS, "pass", "an application that is handed to `inject` itself", asked("import { inject } from 'light-my-request';\ntest('all', async () => { await inject(app, { url: '/orders' }); });\n"), "test/orders.test.js calls endpoints"),
    Case(CALLS, "fail", "something else that is injected", asked("import { inject } from 'shelf';\ntest('all', () => { inject(Orders, { url: '/orders' }); });\n"), NO_CALL),
    Case(CALLS, "pass", "a caller of one's own for procedures", asked("const { createTestCaller } = require('./caller');\ntest('all', async () => {\n  const caller = createTestCaller(context);\n  await caller.orders.list();\n});\n"), "test/orders.test.js calls endpoints"),
    *(Case(CALLS, outcome, f"Jest, a test in {path}", {**asked("const request = require('supertest');\nconst app = require('./app');\ntest('all', async () => { await request(app).get('/orders'); });\n", path), "package.json": '{"dependencies": {"express": "5"}, "devDependencies": {"jest": "30"}, "scripts": {"test": "jest"}}'}, said) for path, outcome, said in (("test.js", "pass", "test.js calls endpoints"), ("src/routes/contest.js", "fail", NO_CALL))),
    Case(CALLS, "fail", "supertest that makes nothing", asked(f"{SUPERTEST}test('all', () => all('/orders'));\n"), NO_CALL),
    Case(CALLS, "fail", "something else that is called so", asked("const request = require('./request');\ntest('all', () => all(request(app), '/orders'));\n"), NO_CALL),
    # A route that a test declares calls none, whatever else the test asks.
    *(Case(CALLS, "fail", f"a route that a test declares: {each}", asked(f"{DECLARES}test('big', () => {{ app.get('/big', {each}); }});\n"), NO_CALL) for each in ("(req, res) => res.json([])", "async () => []", "function (req, res) { res.json([]); }", "req => []")),
    Case(CALLS, "pass", "a request beside a route that a test declares", asked(f"{DECLARES}test('big', async () => {{ app.get('/big', (q, r) => r.json([])); await app.request('/big'); }});\n")),
    # A test of the whole may ask an address that only its helpers know.
    Case(CALLS, "pass", "an address out of a helper, in a test of the whole", asked(ASKS, "tests/integration/orders.test.js"), "tests/integration/orders.test.js calls endpoints"),
    Case(CALLS, "fail", "an address out of a helper, in another test", asked(ASKS, "tests/orders.test.js"), NO_CALL),
    Case(CALLS, "fail", "somebody else's address, in a test of the whole", asked(f"const builder = {{ url: 'https://api.example/orders' }};\n{ASKS}", "tests/integration/orders.test.js"), NO_CALL),
    Case(CALLS, "fail", "an address that something stands in for, in a test of the whole", asked(f"const nock = require('nock');\n{ASKS}", "tests/integration/orders.test.js"), NO_CALL),
    Case(CALLS, "pass", "a path behind an address that has a name", asked(BASED, "tests/playwright/orders.spec.js"), "tests/playwright/orders.spec.js calls endpoints"),
    # Python's.
    Case(CALLS, "pass", "the client of pytest-aiohttp", {**AIOHTTP, "tests/orders_test.py": "async def test_all(cli):\n    answer = await cli.get('/orders')\n    assert answer.status == 200\n"}, "tests/orders_test.py calls endpoints"),
    *(Case(CALLS, "pass", f"what pytest-tornado hands out: {each}", {**tornado(""), "tests/test_orders.py": f"import pytest\nfrom tests.base import app\n@pytest.mark.gen_test\ndef test_all(http_client, base_url):\n    {each}\n    assert resp.code == 200\n"}, "tests/test_orders.py calls endpoints") for each in ("resp = yield http_client.fetch(address)", "resp = await http_client.fetch(base_url + '/orders')")),
    Case(CALLS, "fail", "a client of Tornado's that is only looked at", {**tornado(""), "tests/test_orders.py": "def test_all(http_client):\n    resp = found(http_client.fetch)\n    assert resp.code == 200\n"}, NO_CALL),
    *(Case(CALLS, outcome, f"pytest-describe: {name}", {**FASTAPI_SERVES, "tests/test_orders.py": f"def {name}():\n    def it_answers(expect, client):\n        request, answer = client.get('/orders')\n        expect(answer.json) == []\n"}) for name, outcome in (("describe_orders", "pass"), ("orders", "fail"))),
    Case(UNIT, "pass", "pytest-describe, with a fixture", {**FASTAPI_SERVES, "requirements-dev.txt": "pytest-describe\n", "shop/prices.py": "app = 1\n", "tests/conftest.py": "import pytest\nfrom shop.prices import app\n@pytest.fixture\ndef client():\n    return app.test_client\n", "tests/test_orders.py": "def describe_orders():\n    def it_answers(client):\n        assert client.get('/orders')\n"}, "tests/test_orders.py calls code"),
    *(Case(CALLS, outcome, f"a client of some name, that is asked for a view by its name: {line}", {**FASTAPI_SERVES, "tests/orders_test.py": f"from flask import url_for\ndef test_all(flask_client):\n    answer = {line}\n    assert answer.status_code == 200\n"}) for line, outcome in (("flask_client.get(url_for('orders.all'))", "pass"), ("flask_client.post(\n        reverse('orders'))", "pass"), ("browser.get(app.url_path_for('orders'))", "pass"), ("cache_client.get(key_for('orders'))", "fail"), ("respx.get(url_for('orders.all'))", "fail"))),
    Case(CALLS, "fail", "a command line that is called so", {**AIOHTTP, "tests/orders_test.py": "async def test_all(cli):\n    assert await cli.run('/orders')\n"}, NO_CALL),
    # Tests in another language than the backend's.
    Case(CALLS, "pass", "Playwright's tests of a service in Python", {**FASTAPI_SERVES, "tests/playwright/orders.spec.js": f"import {{ test }} from '../fixtures';\n{BASED}"}, "tests/playwright/orders.spec.js calls endpoints"),
    Case(CALLS, "pass", "pytest's tests of a service in JavaScript", asked("import requests\ndef test_all():\n    assert requests.get('http://localhost:3000/orders').status_code == 200\n", "tests/test_orders.py"), "tests/test_orders.py calls endpoints"),
    Case(CALLS, "fail", "tests in Python that ask somebody else", asked("import requests\ndef test_all():\n    assert requests.get('https://api.example/orders').status_code == 200\n", "tests/test_orders.py"), NO_CALL),
    Case(CALLS, "fail", "tests of a front end beside a service in Python", {**FASTAPI_SERVES, "front/src/cart.test.ts": "test('all', async () => { const all = await fetch(url); app.get('/orders'); });\n"}, NO_CALL),
    # An application that a test makes for itself answers nothing of the repository's.
    Case(CALLS, "fail", "Node.js's own client, of a route that the test declares", asked(OWN_SERVER.replace("MORE", "app.get('/', (req, res) => res.end(req.ip));")), NO_CALL),
    Case(CALLS, "pass", "Node.js's own client, of a router that the test takes in", asked(OWN_SERVER.replace("MORE", "app.use(require('../orders'));"))),
    *(
        Case(CALLS, outcome, f"Node.js's own client, of a route that the test declares beside {more}", asked(OWN_SERVER.replace("MORE", f"{more}\napp.get('/health', (req, res) => res.end());")))
        for more, outcome in (
            ("routes(app);", "pass"), ("require('../src/routes')(app);", "pass"), ("register({ app });", "pass"), ("routes(db, app);", "pass"),
            ("const server = http.createServer(app);", "fail"), ("function plain(app) { app.get('/', (req, res) => res.end()); }\nplain(app);", "fail"),
        )
    ),
    # A repository that is a package itself is taken in by the name of its folder.
    Case(UNIT, "pass", "the repository by the name of its folder", {**ITSELF, "tests/prices_test.py": BY_FOLDER}, "tests/prices_test.py calls code"),
    Case(UNIT, "fail", "another package, in a repository that is one", {**ITSELF, "tests/prices_test.py": BY_FOLDER.replace("corner.app.services", "flask.app")}, "but pytest finds none"),
    Case(UNIT, "fail", "a name of no folder of a repository that is no package", {path: text for path, text in ITSELF.items() if path != "__init__.py"} | {"tests/prices_test.py": BY_FOLDER}, "but pytest finds none"),
    # What is only searched holds what lies elsewhere, and asks for no database of tests.
    Case(CALLS, "pass", "a search engine alone", {**FASTAPI_SERVES, "requirements.txt": "fastapi\nelasticsearch\npytest\nhttpx\n", "shop/search.py": "from elasticsearch import Elasticsearch\nfound = Elasticsearch('http://search:9200').search(index='orders')\n", "tests/test_orders.py": CLIENT}, "tests/test_orders.py calls endpoints"),
    # Databases that are named after tests.
    *(Case(CALLS, "pass", f"a database named in {path}", related(path, text), f"a database that {path} names") for path, text in ((".env.test", f"DATABASE_URL={ADDRESS}_test\n"), ("settings_test.py", f"DATABASE_URI = '{ADDRESS}_test'\n"), ("config/test.json", '{"database": "shop_test"}'), ("knexfile.js", "module.exports = { test: { connection: { database: 'shop-test' } } };\n"))),
    Case(CALLS, "pass", "a database named by what sets tests up", related("tests/conftest.py", f"URL = '{ADDRESS}_test'\n"), "a database that tests/conftest.py names"),
    Case(CALLS, "pass", "SQLite in what sets tests up", related("tests/setup.js", "exports.settings = { dialect: 'sqlite' };\n") | {"tests/setup.py": "import sqlite3\nconnection = sqlite3.connect(PATH)\n"}, "SQLite in tests/setup.py"),
    Case(CALLS, "fail", "a test that is about such settings", related("tests/test_settings_of_sqlite.py", "def test_parsed():\n    assert parsed({'type': 'sqlite', 'url': 'mysql://a/shop_test'})\n"), NO_DATABASE),
    Case(CALLS, "pass", "a container that a script for tests starts", related("run-tests.sh", "#!/bin/sh\ndocker run --rm -p 5432:5432 -d docker.io/library/postgres:18\npytest\n"), "a container that run-tests.sh starts"),
    *(Case(CALLS, "fail", f"no database for tests in {path}", related(path, text), NO_DATABASE) for path, text in ((".env.test", f"DATABASE_URL={ADDRESS}\n"), ("config/production.json", '{"database": "shop_test"}'), ("shop/contest.py", f"URL = '{ADDRESS}_contest'\n"), ("tests/conftest.py", f"URL = '{ADDRESS}_contestants'\n"), ("serve.sh", "docker run -d postgres:18\n"))),
)  # fmt: skip
