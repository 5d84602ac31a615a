"""Cases of the checks in `compliance.checks.testing`."""

from tests.compliance.repositories import Case, Files

UNIT, LOAD, CALLS = "unit-tests", "load-tests", "integration-tests"
# Paths from where the program is run, and from the file's own folder.
PUT_TOGETHER = (
    ("path.resolve('./src/prices')", "pass"),
    ("path.resolve('src/prices.ts')", "pass"),
    ("path.join(__dirname, '../src/prices')", "pass"),
    ("path.resolve(__dirname, './src/prices')", "fail"),
    ("path.resolve('../src/prices')", "fail"),
)

EXPRESS = {
    "package.json": '{\n"dependencies": {"express": "^5.0.0"},\n"scripts": {"test": "vitest run"}\n}\n',
    "src/app.ts": "import express from 'express';\nexport const app = express();\n",
    "src/prices.ts": "export const net = (gross: number) => gross / 1.2;\n",
}
NO_SCRIPT = {**EXPRESS, "package.json": '{"dependencies": {"express": "^5.0.0"}}'}
DJANGO = {
    "requirements.txt": "django\n",
    "manage.py": "import django\n",
    "shop/settings.py": "from django.conf import global_settings\nROOT_URLCONF = 'shop.urls'\n",
    "shop/prices.py": "def net(gross):\n    return gross / 1.2\n",
}
FASTAPI = {
    "requirements.txt": "fastapi\n",
    "shop/main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n",
    "shop/prices.py": "def net(gross):\n    return gross / 1.2\n",
}
# The routes of NextAuth alone.
NEXT_AUTH = {
    "package.json": '{"dependencies": {"next": "^16.0.0", "next-auth": "^4.24.0"}}',
    "app/api/auth/[...nextauth]/route.ts": "import NextAuth from 'next-auth';\nimport { options } from '@/lib/auth';\nconst handler = NextAuth(options);\nexport { handler as GET, handler as POST };\n",
}
PYTEST = {"requirements-dev.txt": "pytest\n"}
LIBRARY = {"package.json": '{"name": "prices"}', "index.js": "exports.net = 1;\n"}

TS_TEST = "import { net } from './prices';\n\ntest('net', () => expect(net(12)).toBe(10));\n"
PY_TEST = "from shop.prices import net\n\n\ndef test_net():\n    assert net(12) == 10\n"
UNITTEST = "import unittest\nfrom shop.prices import net\n\n\nclass NetTest(unittest.TestCase):\n    def test_net(self):\n        self.assertEqual(net(12), 10)\n"
NOTHING_TEST = "test('one', () => expect(1).toBe(1));\n"
K6 = "import http from 'k6/http';\nexport default () => http.get('https://shop.example');\n"
ARTILLERY = (
    "config:\n  target: https://shop.example\nscenarios:\n  - flow:\n      - get: {url: /}\n"
)


def told_to_jest(regex: str, name: str, script: str = "tsc") -> Files:
    """An Express service whose settings of Jest say which files are tests, and one test."""
    manifest = f'{{"dependencies": {{"express": "5"}}, "devDependencies": {{"jest": "30"}}, "scripts": {{"test": "jest", "test:other": "{script}"}}, "jest": {{"testRegex": "{regex}"}}}}'
    return {**EXPRESS, "package.json": manifest, name: TS_TEST.replace("./prices", "../src/prices")}


def tested_by(script: str) -> Files:
    """A workspace with a package of tests beside the backend, which depends on nothing of it."""
    return {
        "package.json": '{"workspaces": ["apps/*", "packages/*"]}',
        "apps/shop/package.json": '{"name": "@acme/shop", "dependencies": {"express": "5"}}',
        "apps/shop/app.js": "const app = require('express')();\napp.get('/orders', (q, r) => r.json([]));\n",
        "packages/tests/package.json": f'{{"name": "@acme/tests", "scripts": {{"test:e2e": "{script}"}}}}',
        "packages/tests/e2e/orders.spec.ts": "import { test } from '@playwright/test';\ntest('all', async ({ request }) => { await request.get('/orders'); });\n",
    }


def workspace(test: str) -> dict[str, str]:
    """A workspace whose backend is in apps/api and whose logic is in packages/prices."""
    return {
        "package.json": '{"workspaces": ["apps/*", "packages/*"], "devDependencies": {"jest": "^30.0.0"}}',
        "apps/api/package.json": '{"name": "api", "dependencies": {"express": "^5.0.0"}}',
        "apps/api/src/app.js": "const express = require('express');\nconst app = express();\n",
        "packages/prices/package.json": '{"name": "@acme/prices"}',
        "packages/prices/src/index.js": "exports.net = 1;\n",
        "apps/api/src/app.test.js": test,
    }


BUILT_ON = {
    **{path: text for path, text in workspace("").items() if not path.endswith(".test.js")},
    "apps/api/package.json": '{"name": "api", "dependencies": {"express": "^5.0.0", "@acme/prices": "workspace:*"}}',
}

GREETING = (
    "import * as request from 'supertest';\nit('greets', () =>\n"
    "  request(app.getHttpServer()).get('/').expect(200).expect('Hello World!'));\n"
)
SERVES = {
    "package.json": '{"dependencies": {"express": "^5.0.0"}}',
    "app.js": "const app = require('express')();\nconst express = require('express');\nconst web = express();\nweb.get('/orders', (req, res) => res.json([]));\n",
}
POSTGRES = {
    "package.json": '{"dependencies": {"express": "^5.0.0", "pg": "^8.0.0"}}',
    "db.js": "const { Pool } = require('pg');\nnew Pool().query('SELECT 1');\n",
}
WORKER = "import { exports } from 'cloudflare:workers';\nimport { beforeAll } from 'vitest';\nexport const ask = (path) => exports.default.fetch(`http://local${path}`);\n"
HELPERS = (
    ("the worker's", WORKER, "asking.ts", "pass", "src/utils/asking.ts calls endpoints"),
    ("which no test takes in", WORKER, "naming", "fail", "no test calls an endpoint"),
    (
        "which is none of tests",
        "import axios from 'axios';\nexport const ask = (path) => axios.get(`http://localhost:80${path}`);\n",
        "asking",
        "fail",
        "no test calls an endpoint",
    ),
    (
        "supertest's",
        "import request from 'supertest';\nexport const ask = (path) => request(app).get(path);\n",
        "asking",
        "pass",
        "src/utils/asking.ts calls endpoints",
    ),
)
SUPERTEST = "const request = require('supertest');\ntest('all', () => request(app).get('/orders').expect(200));\n"
FASTAPI_SERVES = {
    "requirements.txt": "fastapi\n",
    "main.py": "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/orders')\ndef orders():\n    return []\n",
}
ASKED = "import os\nimport requests\nclass TestOrders:\n    shop_url = os.environ.get('SHOP_URL')\n    session = requests.session()\n    def test_all(self):\n        {call}.raise_for_status()\n"
CLIENT = "from fastapi.testclient import TestClient\nclient = TestClient(app)\ndef test_all():\n    assert client.get('/orders').status_code == 200\n"
RELATIONAL = {
    "requirements.txt": "fastapi\npsycopg\n",
    "db.py": "import psycopg\nrows = psycopg.connect('postgresql://db/shop').execute('SELECT 1')\n",
}


def pages(package: str, path: str, test: str) -> dict[str, str]:
    """An application of a framework whose files are routes, and a test of it."""
    answers = "export const GET = () => json([]);\nexport const loader = GET;\n"
    return {
        "package.json": f'{{"dependencies": {{"{package}": "*"}}, "scripts": {{"test": "vitest run"}}}}',
        path: f"{answers}export default defineEventHandler(GET);\n",
        "test/orders.test.ts": f"import {{ expect, it }} from 'vitest';\n{test}it('lists', () => expect(all).toEqual([]));\n",
    }


def newman(run: str) -> dict[str, str]:
    """An Express service with a collection of requests, and a script for tests."""
    return {
        **EXPRESS,
        "package.json": f'{{"dependencies": {{"express": "^5.0.0"}}, "scripts": {{"test:api": "{run}"}}}}',
        "src/app.ts": f"{EXPRESS['src/app.ts']}app.get('/orders', (req, res) => res.json([]));\n",
        "test/orders.json": '{"info": {"_postman_id": "1", "schema": "https://schema.getpostman.com/v2.1.0"}, "item": []}',
    }


def helped(line: str) -> Files:
    """A service of FastAPI, and a test that looks at what something else was answered."""
    name = "r" if "=" not in line else line.partition(" =")[0]
    name = name if name.isidentifier() else "r"
    test = f"from tests.helpers import *\ndef test_all(app):\n    {line}\n    assert {name}.status_code == 200\n"
    return {**FASTAPI_SERVES, "tests/test_orders.py": test}


def tornado(line: str) -> Files:
    """A service of Tornado, and a test that says something of what it was answered."""
    return {
        "requirements.txt": "tornado\npytest\n",
        "shop/app.py": "import tornado.web\nclass Orders(tornado.web.RequestHandler):\n    def get(self):\n        self.write({})\napp = tornado.web.Application([(r'/orders', Orders)])\n",
        "tests/test_orders.py": f"from tests.base import ShopTestCase\nclass Orders(ShopTestCase):\n    async def test_all(self):\n        {line}\n        self.assertEqual(200, r.code)\n",
    }


CASES = (
    Case(CALLS, "pass", "Nuxt's own requests", pages("nuxt", "server/api/orders.get.ts", "const all = await $fetch('/api/orders');\n"), "test/orders.test.ts calls endpoints"),
    *(Case(CALLS, "fail", f"a client that something stands in for: {mock}", {**SERVES, "src/shop.test.ts": f"import axios from 'axios';\n{mock};\nit('asks', async () => {{ await requestsService.get(expected); }});\n"}, "no test calls an endpoint") for mock in ("vi.mock('axios')", "jest.mock('axios')")),
    *(Case(CALLS, "fail", f"the platform's own that something stands in for: {mock}", {**SERVES, "src/shop.test.ts": f"{mock};\nit('asks', async () => {{ await api.get(await fetch(url)); }});\n"}, "no test calls an endpoint") for mock in ("global.fetch = jest.fn()", "vi.stubGlobal('fetch', answer)", "jest.spyOn(globalThis, 'fetch')")),
    Case(CALLS, "pass", "a client of tests beside such a one", {**SERVES, "test/orders.test.js": "const request = require('supertest');\njest.mock('axios');\nit('lists', () => request(app).get('/orders').expect(200));\n"}),
    Case(CALLS, "fail", "what Angular's tests inject", {**SERVES, "src/cart.spec.ts": "import { TestBed } from '@angular/core/testing';\nit('is there', () => expect(TestBed.inject(CartService)).toBeTruthy());\n"}, "no test calls an endpoint"),
    Case(CALLS, "fail", "Nuxt's own requests to somebody else", pages("nuxt", "server/api/orders.get.ts", "const all = await $fetch('https://shop.example/orders');\n"), "no test calls an endpoint"),
    *(Case(CALLS, outcome, f"a helper among the code, {label}", {**SERVES, "src/utils/asking.ts": helper, "src/shop.test.ts": f"import {{ ask }} from './utils/{file}';\nit('answers', async () => {{ expect((await ask('/orders')).status).toBe(200); }});\n"}, message) for label, helper, file, outcome, message in HELPERS),
    Case(CALLS, "pass", "a handler of SvelteKit", pages("@sveltejs/kit", "src/routes/orders/+server.ts", "import { GET } from '../src/routes/orders/+server';\nconst all = await GET({ url });\n"), "test/orders.test.ts calls endpoints"),
    Case(CALLS, "pass", "a loader of Remix", pages("@remix-run/node", "app/routes/orders.ts", "import { loader } from '../app/routes/orders';\nconst all = await loader({ request });\n"), "test/orders.test.ts calls endpoints"),
    Case(CALLS, "fail", "something else that loads", pages("@remix-run/node", "app/routes/orders.ts", "import { loaded } from '../app/routes/orders';\nconst all = await loaded({ request });\n"), "no test calls an endpoint"),
    *(Case(CALLS, "pass", f"a helper that asks: {each}", helped(each)) for each in ("r = await api_request(app, 'orders')", "response = get_page('orders')", "rv = self.post_order(name='x')")),
    *(Case(CALLS, "fail", f"no helper that asks: {each}", helped(each), "no test calls an endpoint") for each in ("r = Report(app)", "answer = get_page('orders')", "r = get_page('orders')\n    r = 1\n" + "    #\n" * 200)),
    Case(CALLS, "fail", "a helper that asks what stands in for others", helped("responses.add('GET', 'https://api.example/orders')\n    r = get_page('orders')"), "no test calls an endpoint"),
    *(Case(UNIT, outcome, f"what a test takes in: {line}", {**FASTAPI_SERVES, "shop.py": "def total():\n    return 1\n", "requirements.txt": "fastapi\n", "tests/test_shop.py": f"{line}\nfrom shop import total\ndef test_total():\n    assert total() == 1\n"}) for line, outcome in (("import unittest", "pass"), ("from unittest import TestCase, mock", "pass"), ("from django.test import TestCase", "pass"), ("from unittest.mock import patch", "fail"), ("from unittest import mock", "fail"), ("import unittest.mock", "fail"))),
    *(Case(CALLS, "pass", f"Tornado's test case: {each}", tornado(each)) for each in ("r = self.fetch('/orders')", "r = self.post('/orders', body='')", "r = await self.http_client.fetch(self.get_url('/orders'))")),
    *(Case(CALLS, "fail", f"no endpoint of Tornado's: {each}", tornado(each), "no test calls an endpoint") for each in ("r = self.fetch(path)", "r = self.store.get('/orders')", "r = run(self.app)")),
    *(Case(UNIT, outcome, f"Jest that is told how tests are called, {regex}: {name}", told_to_jest(regex, name), message) for regex, name, outcome, message in (
        (".*\\\\.spec\\\\.ts$", "test/prices.spec.ts", "pass", "Jest runs it"),
        (".*\\\\.spec\\\\.ts$", "test/prices.test.ts", "fail", "Jest finds none"),
        ("(/__tests__/.*|(\\\\.|/)(test|spec))\\\\.[jt]sx?$", "test/prices.test.ts", "pass", "Jest runs it"),
    )),
    *(Case(UNIT, outcome, f"Jest that is told so, and a script that tells it something else: {script}", told_to_jest(".*\\\\.spec\\\\.ts$", "test/prices.unit-spec.ts", script)) for script, outcome in (
        ("jest --config=test/unit.json", "pass"), ("jest -c test/unit.json", "pass"), ("jest --config ./test/jest-e2e.json", "fail"),
    )),
    *(Case(CALLS, "pass", f"a package that starts it to test it: {each}", tested_by(each), "tests/e2e/orders.spec.ts calls endpoints") for each in ("start-server-and-test 'npm run start -w @acme/shop' http://localhost:3000 'playwright test'", "pnpm --filter=@acme/shop start & playwright test")),
    *(Case(CALLS, "fail", f"a package that starts another: {each}", tested_by(each), "no test calls an endpoint") for each in ("start-server-and-test 'npm run start -w @acme/shop-admin' http://localhost:3000 'playwright test'", "playwright test # as @acme/shop does")),
    Case(CALLS, "pass", "a collection that a script runs", newman("npm start & newman run ./test/orders.json -e test/env.json"), "test/orders.json calls endpoints"),
    Case(CALLS, "fail", "a collection that is not there", newman("newman run ./test/users.json"), "no test calls an endpoint"),
    Case(CALLS, "fail", "a collection that no script runs", newman("vitest run"), "no test calls an endpoint"),
    # Node.js.
    *(
        Case(UNIT, "pass", f"a runner that {package} brings", {**FASTAPI, "requirements-dev.txt": f"{package}\n", "shop/prices.py": "def net(price):\n    return price\n", "tests/test_prices.py": PY_TEST}, f"and {runner} runs it")
        for package, runner in {"nose": "nose", "pytest-xdist": "pytest", "stestr": "stestr"}.items()
    ),
    Case(UNIT, "fail", "a package that brings no runner", {**FASTAPI, "requirements-dev.txt": "pytestify\n", "shop/prices.py": "def net(price):\n    return price\n", "tests/test_prices.py": PY_TEST}, "no test runner"),
    Case(UNIT, "pass", "beside the code", {**EXPRESS, "src/prices.test.ts": TS_TEST}, "src/prices.test.ts calls code of the repository, and Vitest runs it", (("src/prices.test.ts", 1), ("package.json", 3))),
    Case(UNIT, "pass", "a name that a setting of the runner's asks for", {**EXPRESS, "package.json": EXPRESS["package.json"].replace("vitest run", "jest --config test/unit.json"), "test/unit.json": '{"testRegex": ".unit-spec.ts$"}', "test/prices.unit-spec.ts": TS_TEST.replace("./prices", "../src/prices")}, "test/prices.unit-spec.ts calls code"),
    Case(UNIT, "pass", "names that the settings of the runner give", {**EXPRESS, "vitest.config.ts": "export default { test: { include: ['test/**/*Test.ts'] } };\n", "test/pricesTest.ts": TS_TEST.replace("./prices", "../src/prices")}, "test/pricesTest.ts calls code"),
    Case(UNIT, "fail", "other names, which no settings give", {**EXPRESS, "vitest.config.ts": "export default { test: { environment: 'node' } };\n", "test/pricesTest.ts": TS_TEST.replace("./prices", "../src/prices")}, "Vitest finds none"),
    Case(UNIT, "pass", "by its compiled name", {**EXPRESS, "test/prices.test.ts": TS_TEST.replace("./prices", "../src/prices.js")}),
    *(Case(UNIT, outcome, f"by a path that is put together: {put}", {**EXPRESS, "test/prices.spec.js": f"const {{ net }} = require({put});\nit('nets', () => {{}});\n"}) for put, outcome in PUT_TOGETHER),
    *(Case(UNIT, outcome, f"by what runs it: {taken}", {**EXPRESS, "test/help.ts": f"import {{ {taken} }} from 'cloudflare:test';\nexport const ask = (path) => {taken}.fetch(path);\n", "test/shop.spec.ts": "import { ask } from './help';\nit('answers', async () => { expect(await ask('/')).toBeTruthy(); });\n"}) for taken, outcome in (("SELF", "pass"), ("env", "fail"))),
    Case(UNIT, "pass", "by require", {**EXPRESS, "test/prices.spec.js": "const { net } = require('../src/prices');\nit('nets', () => {});\n"}),
    Case(UNIT, "pass", "through an alias", {**EXPRESS, "test/prices.test.ts": TS_TEST.replace("./prices", "@/prices")}),
    Case(UNIT, "pass", "through an alias by name", {**EXPRESS, "test/prices.test.ts": TS_TEST.replace("./prices", "@app/prices")}),
    Case(UNIT, "pass", "a package of the workspace", workspace("const { net } = require('@acme/prices');\ntest('net', () => {});\n"), "Jest"),
    Case(UNIT, "pass", "the tests of a package that it is built on", {**BUILT_ON, "packages/prices/src/net.test.js": "const { net } = require('./index.js');\ntest('net', () => {});\n"}, "packages/prices/src/net.test.js calls code"),
    Case(UNIT, "fail", "the tests of another package", {**BUILT_ON, "packages/other/package.json": '{"name": "@acme/other"}', "packages/other/index.js": "", "packages/other/a.test.js": "require('./index.js');\ntest('a', () => {});\n"}, "no test file in apps/api"),
    Case(UNIT, "pass", "built code", {**EXPRESS, "test/prices.test.js": "import { net } from '../dist/prices.js';\ntest('net', () => {});\n"}),
    Case(UNIT, "pass", "through a helper of the tests", {**EXPRESS, "test/helpers.ts": "export { net } from '../src/prices';\n", "test/prices.test.ts": TS_TEST.replace("./prices", "./helpers")}, evidence=(("test/prices.test.ts", 1), ("package.json", 3))),
    Case(UNIT, "pass", "a folder of tests, for a runner that looks there", {**EXPRESS, "package.json": EXPRESS["package.json"].replace("vitest run", "mocha"), "test/prices.js": "const { net } = require('../src/prices');\nit('nets', () => {});\n"}),
    Case(UNIT, "pass", "a runner that is only depended on", {**EXPRESS, "package.json": '{"dependencies": {"express": "^5.0.0"}, "devDependencies": {"jest": "^30.0.0"}}', "src/prices.test.ts": TS_TEST}, "Jest"),
    Case(UNIT, "pass", "a script that is named so further on", {**EXPRESS, "package.json": EXPRESS["package.json"].replace('"test"', '"run:test"'), "src/prices.test.ts": TS_TEST}, "Vitest"),
    Case(UNIT, "fail", "a script for what is only tested by hand", {**EXPRESS, "package.json": EXPRESS["package.json"].replace('"test": "vitest run"', '"start:test": "node src/app.js"'), "src/prices.test.ts": TS_TEST}, "no test runner"),
    Case(UNIT, "pass", "a runner within another tool", {**EXPRESS, "package.json": '{"dependencies": {"express": "^5.0.0"}, "devDependencies": {"gulp-mocha": "^7.0.0"}}', "src/prices.test.ts": TS_TEST}, "Mocha"),
    Case(UNIT, "pass", "a runner that CI calls", {**NO_SCRIPT, "src/prices.test.ts": TS_TEST, ".github/workflows/ci.yml": "on: push\njobs:\n  t:\n    steps:\n      - run: node --test\n"}, "Node.js's test runner"),
    Case(UNIT, "fail", "no test", EXPRESS, "no test file: looked for *.test.*"),
    Case(UNIT, "fail", "only types are imported", {**EXPRESS, "src/prices.test.ts": "import type { Net } from './prices';\n" + NOTHING_TEST}, "it has 1 test file, but Vitest finds none that calls code"),
    Case(UNIT, "fail", "nothing is imported", {**EXPRESS, "src/one.test.ts": NOTHING_TEST}, "has 1 test file, but Vitest finds none"),
    Case(UNIT, "fail", "only other packages are imported", {**EXPRESS, "src/one.test.ts": "import express from 'express';\n" + NOTHING_TEST}),
    Case(UNIT, "fail", "only helpers are imported", {**EXPRESS, "test/helpers.ts": "export const one = 1;\n", "test/one.test.ts": "import { one } from './helpers';\n" + NOTHING_TEST}),
    Case(UNIT, "fail", "end-to-end by folder", {**EXPRESS, "e2e/shop.test.ts": "import { app } from '../src/app';\n" + NOTHING_TEST}, "it has 1 test file, end-to-end only"),
    Case(UNIT, "fail", "end-to-end by name", {**EXPRESS, "test/app.e2e-spec.ts": "import { app } from '../src/app';\n" + NOTHING_TEST}, "end-to-end"),
    Case(UNIT, "fail", "end-to-end by what drives it", {**EXPRESS, "test/shop.spec.ts": "import { test } from '@playwright/test';\nimport { net } from '../src/prices';\ntest('net', () => {});\n"}, "end-to-end"),
    Case(UNIT, "fail", "a helper that tests nothing", {**EXPRESS, "test/setup.ts": "import { net } from '../src/prices';\nglobalThis.net = net;\n"}, "no test file"),
    Case(UNIT, "fail", "no runner", {**NO_SCRIPT, "src/prices.test.ts": TS_TEST}, "but no test runner: no script `test`"),
    Case(UNIT, "fail", "npm's placeholder", {**EXPRESS, "package.json": EXPRESS["package.json"].replace("vitest run", "echo no test specified"), "src/prices.test.ts": TS_TEST}, "no test runner"),
    Case(UNIT, "unknown", "a test that is too large to be read", {**EXPRESS, "src/prices.test.ts": TS_TEST + " " * (8 * 1024 * 1024)}, "more than the 8 MiB that are read"),
    # Python.
    Case(UNIT, "pass", "pytest", {**FASTAPI, **PYTEST, "tests/test_prices.py": PY_TEST}, "tests/test_prices.py calls code of the repository, and pytest runs it", (("tests/test_prices.py", 1), ("requirements-dev.txt", 1))),
    Case(UNIT, "pass", "pytest by its settings", {**FASTAPI, "pytest.ini": "[pytest]\n", "tests/test_prices.py": PY_TEST}),
    Case(UNIT, "pass", "pytest by pyproject.toml", {**FASTAPI, "pyproject.toml": "[tool.pytest.ini_options]\n", "tests/test_prices.py": PY_TEST}),
    Case(UNIT, "pass", "pytest by tox", {**FASTAPI, "tox.ini": "[pytest]\n", "tests/test_prices.py": PY_TEST}),
    Case(UNIT, "pass", "unittest, which Python brings", {**FASTAPI, "tests/test_prices.py": UNITTEST}, "unittest runs it"),
    Case(UNIT, "pass", "Django's runner", {**DJANGO, "shop/tests.py": "from django.test import TestCase\nfrom .prices import net\n\n\nclass NetTest(TestCase):\n    def test_net(self):\n        pass\n"}, "Django's test runner", (("shop/tests.py", 2), ("manage.py", 0))),
    Case(UNIT, "pass", "Django's client", {**DJANGO, "shop/tests/test_pages.py": "from django.test import TestCase\n\n\nclass PagesTest(TestCase):\n    def test_home(self):\n        self.client.get('/')\n"}, evidence=(("shop/tests/test_pages.py", 6), ("manage.py", 0))),
    Case(UNIT, "pass", "a fixture of conftest.py", {**FASTAPI, **PYTEST, "tests/conftest.py": "import pytest\nfrom shop.main import app\n\n\n@pytest.fixture\ndef shop():\n    return app\n", "tests/unit/test_shop.py": "def test_shop(shop):\n    assert shop\n"}, evidence=(("tests/unit/test_shop.py", 1), ("requirements-dev.txt", 1))),
    Case(UNIT, "pass", "a fixture that a helper of the tests makes", {**FASTAPI, **PYTEST, "tests/helpers.py": "from shop.main import app\n", "tests/conftest.py": "import pytest\nfrom tests.helpers import app\n\n\n@pytest.fixture\ndef shop():\n    return app\n", "tests/test_shop.py": "def test_shop(shop):\n    assert shop\n"}),
    Case(UNIT, "pass", "a source folder", {**PYTEST, "requirements.txt": "fastapi\n", "src/shop/main.py": FASTAPI["shop/main.py"], "src/shop/__init__.py": "", "tests/test_shop.py": "import shop\n\n\ndef test_shop():\n    assert shop\n"}),
    Case(UNIT, "pass", "tests above the component", {"backend/requirements.txt": "fastapi\npytest\n", "backend/main.py": FASTAPI["shop/main.py"], "tests/test_main.py": "from backend.main import app\n\n\ndef test_app():\n    assert app\n"}),
    Case(UNIT, "fail", "no test of a Python component", FASTAPI, "no test file: looked for test_*.py"),
    *(Case(UNIT, "pass", f"tests of names that {name} gives", {**FASTAPI, **PYTEST, "shop/tests/price_tests.py": PY_TEST, name: text}) for name, text in (("pytest.ini", "[pytest]\npython_files = *_tests.py\n"), ("pyproject.toml", '[tool.pytest.ini_options]\npython_files = ["*_tests.py"]\n'))),
    Case(UNIT, "fail", "tests of a name that pytest does not look for", {**FASTAPI, **PYTEST, "shop/tests/price_tests.py": PY_TEST}, "but pytest finds none"),
    Case(UNIT, "fail", "a test that calls nothing", {**FASTAPI, **PYTEST, "tests/test_one.py": "def test_one():\n    assert 1\n"}, "but pytest finds none that calls code"),
    Case(UNIT, "pass", "a fixture that a class of a helper takes for all", {**FASTAPI, **PYTEST, "tests/conftest.py": "import pytest\nfrom shop.main import app\n\n\n@pytest.fixture\ndef client():\n    return app\n", "shop/__init__.py": "", "shop/test.py": "import pytest\n\n\nclass ViewTest:\n    @pytest.fixture(autouse=True)\n    def common(self, client):\n        self.client = client\n", "tests/test_shop.py": "from shop.test import ViewTest\n\n\nclass TestShop(ViewTest):\n    def test_shop(self):\n        assert self.client\n"}),
    Case(UNIT, "fail", "a class of a helper that takes nothing of the own", {**FASTAPI, **PYTEST, "tests/conftest.py": "import pytest\nfrom shop.main import app\n\n\n@pytest.fixture\ndef client():\n    return app\n", "shop/__init__.py": "", "shop/test.py": "import pytest\n\n\nclass ViewTest:\n    @pytest.fixture(autouse=True)\n    def common(self, request):\n        self.client = request\n", "tests/test_shop.py": "from shop.test import ViewTest\n\n\nclass TestShop(ViewTest):\n    def test_shop(self):\n        assert self.client\n"}),
    Case(UNIT, "fail", "a class of a helper whose fixture nobody takes", {**FASTAPI, **PYTEST, "tests/conftest.py": "import pytest\nfrom shop.main import app\n\n\n@pytest.fixture\ndef client():\n    return app\n", "shop/__init__.py": "", "shop/test.py": "import pytest\n\n\nclass ViewTest:\n    @pytest.fixture()\n    def common(self, client):\n        self.client = client\n", "tests/test_shop.py": "from shop.test import ViewTest\n\n\nclass TestShop(ViewTest):\n    def test_shop(self):\n        assert self.client\n"}),
    Case(UNIT, "pass", "a fixture that the file takes for all", {**FASTAPI, **PYTEST, "tests/conftest.py": "import pytest\nfrom shop.main import app\n\n\n@pytest.fixture\ndef client():\n    return app\n", "tests/test_shop.py": "import pytest\n\n@pytest.fixture(autouse=True)\ndef ready(client):\n    client.go()\n\ndef test_shop():\n    assert 1\n"}),
    Case(UNIT, "fail", "a fixture that leads nowhere", {**FASTAPI, **PYTEST, "tests/conftest.py": "import pytest\n\n\n@pytest.fixture\ndef shop():\n    return 1\n", "tests/test_shop.py": "def test_shop(shop):\n    assert shop\n"}),
    Case(UNIT, "fail", "a browser only", {**FASTAPI, **PYTEST, "tests/test_pages.py": "from selenium import webdriver\nfrom shop.main import app\n\n\ndef test_home():\n    pass\n"}, "end-to-end"),
    Case(UNIT, "fail", "pytest's tests without pytest", {**FASTAPI, "tests/test_prices.py": PY_TEST}, "no pytest, no unittest"),
    Case(UNIT, "fail", "a name that no runner finds", {**FASTAPI, **PYTEST, "tests/prices.py": PY_TEST}),
    Case(UNIT, "fail", "another component's tests", {"api/requirements.txt": "fastapi\npytest\n", "api/main.py": FASTAPI["shop/main.py"], "web/requirements.txt": "flask\npytest\n", "web/main.py": "from flask import Flask\napp = Flask('web')\n", "web/test_main.py": "from main import app\n\n\ndef test_app():\n    assert app\n"}, "api: no test file in api"),
    Case(UNIT, "not_applicable", "a library", LIBRARY, "no backend component"),
    # Load tests.
    Case(LOAD, "pass", "k6", {**EXPRESS, "load/prices.js": K6}, "load tests for k6: load/prices.js", (("load/prices.js", 1),)),
    Case(LOAD, "pass", "Locust", {**FASTAPI, "locustfile.py": "from locust import HttpUser, task\n"}, "Locust", (("locustfile.py", 1),)),
    Case(LOAD, "pass", "Locust, to be copied", {**FASTAPI, "locustfile.py.example": "from locust import HttpUser, task\n"}, "Locust", (("locustfile.py.example", 1),)),
    Case(LOAD, "pass", "Artillery", {**EXPRESS, "load/shop.yml": ARTILLERY}, "Artillery", (("load/shop.yml", 3),)),
    Case(LOAD, "pass", "autocannon in code", {**EXPRESS, "benchmarks/shop.js": "const autocannon = require('autocannon');\n"}, "autocannon"),
    Case(LOAD, "pass", "autocannon as a script", {**EXPRESS, "package.json": EXPRESS["package.json"].replace("vitest run", "npx autocannon http://localhost")}, "autocannon", (("package.json", 3),)),
    Case(LOAD, "pass", "JMeter", {**EXPRESS, "plans/shop.jmx": '<?xml version="1.0"?>\n<jmeterTestPlan version="1.2"/>\n'}, "JMeter", (("plans/shop.jmx", 2),)),
    Case(LOAD, "pass", "Gatling", {**FASTAPI, "load/Shop.scala": "import io.gatling.core.Predef._\n"}, "Gatling"),
    Case(LOAD, "pass", "Vegeta", {**FASTAPI, "scripts/load.sh": "echo GET http://shop.example | vegeta attack -rate 50\n"}, "Vegeta", (("scripts/load.sh", 1),)),
    Case(LOAD, "fail", "none", EXPRESS, "no load test: looked for k6"),
    Case(LOAD, "fail", "by its name alone", {**EXPRESS, "load/k6.js": "export const one = 1;\n", "load/artillery.yml": "scenarios: later\n", "load/shop.jmx": "<plan/>"}),
    Case(LOAD, "fail", "a tool that is only installed", {**EXPRESS, "scripts/setup.sh": "npm install -g artillery && vegeta -version\n"}),
    Case(LOAD, "fail", "only an example", {**EXPRESS, "examples/load.js": K6}),
    Case(LOAD, "unknown", "a plan that is a link", {**EXPRESS, "load.jmx": "x" * (9 * 1024 * 1024)}, "more than the 8 MiB"),
    Case(LOAD, "not_applicable", "a library", {**LIBRARY, "load/prices.js": K6}, "no backend component"),
    Case(CALLS, "pass", "Supertest, without a database", {**SERVES, "test/orders.test.js": SUPERTEST}, "test/orders.test.js calls endpoints", (("test/orders.test.js", 2),)),
    Case(CALLS, "pass", "with a Compose service", {**SERVES, **POSTGRES, "test/orders.test.js": SUPERTEST, "compose.yaml": "services:\n  db:\n    image: postgres:18\n"}, "the Compose service db"),
    Case(CALLS, "pass", "with a service of CI", {**SERVES, **POSTGRES, "test/orders.test.js": SUPERTEST, ".github/workflows/test.yml": "jobs:\n  test:\n    services:\n      db:\n        image: postgres:18\n"}, "a service in .github/workflows/test.yml"),
    Case(CALLS, "pass", "with a server that the runner's settings start", {**SERVES, **POSTGRES, "test/orders.test.js": SUPERTEST, "playwright.config.ts": "export default { webServer: { command: \"pglite-server --run 'npm start'\" } };\n"}, "pglite in playwright.config.ts"),
    Case(CALLS, "fail", "with a server that another project's runner starts", {**SERVES, **POSTGRES, "test/orders.test.js": SUPERTEST, "tools/demo/playwright.config.ts": "export default { webServer: { command: 'pglite-server' } };\n"}, "no test database"),
    Case(CALLS, "pass", "with Testcontainers", {**SERVES, **POSTGRES, "test/orders.test.js": "const { PostgreSqlContainer } = require('@testcontainers/postgresql');\n" + SUPERTEST}, "testcontainers in test/orders.test.js"),
    Case(CALLS, "pass", "with SQLite in the environment of tests", {**SERVES, **POSTGRES, "test/orders.test.js": SUPERTEST, ".env.test": "TYPEORM_CONNECTION=sqlite\n"}, "SQLite in .env.test"),
    Case(CALLS, "pass", "with a compose file beside the tests", {**SERVES, **POSTGRES, "test/orders.test.js": SUPERTEST, "test/docker-compose.yml": "services:\n  db:\n    image: postgres:18\n"}, "a service in test/docker-compose.yml"),
    Case(CALLS, "fail", "with a compose file of something else beside the tests", {**SERVES, **POSTGRES, "test/orders.test.js": SUPERTEST, "test/docker-compose.yml": "services:\n  mail:\n    image: mailhog/mailhog\n"}, "no test database is there"),
    Case(CALLS, "fail", "with PostgreSQL there that nothing starts", {**SERVES, **POSTGRES, "test/orders.test.js": SUPERTEST, ".env.test": "DATABASE_URL=postgres://localhost/shop\n"}, "no test database is there"),
    Case(CALLS, "pass", "Django's client", {**DJANGO, "shop/urls.py": "from django.urls import path\nfrom shop import views\nurlpatterns = [path('orders', views.orders)]\n", "shop/views.py": "from django.http import JsonResponse\ndef orders(request):\n    return JsonResponse([])\n", "shop/tests.py": "from django.test import TestCase\nclass Orders(TestCase):\n    def test_all(self):\n        self.client.get('/orders')\n"}, "shop/tests.py calls endpoints", (("shop/tests.py", 4),)),
    Case(CALLS, "pass", "a server that the environment names", {**FASTAPI_SERVES, "tests/test_orders.py": ASKED.format(call="self.session.get(self.shop_url + '/orders')")}),
    Case(CALLS, "pass", "a server that the environment names, in a text", {**FASTAPI_SERVES, "tests/test_orders.py": ASKED.format(call="requests.post(f'{self.shop_url}/orders', json={})")}),
    Case(CALLS, "fail", "a server that the environment names, and something stands in for", {**FASTAPI_SERVES, "tests/test_orders.py": "import responses\n" + ASKED.format(call="requests.get(self.shop_url + '/orders')")}),
    *(Case(CALLS, outcome, f"the address of a server: {call}", {**FASTAPI_SERVES, "tests/test_orders.py": f"from tests.support import requests\nasync def test_orders(app, mock_server, server, shop):\n    answer = await {call}\n    assert answer.status_code == 200\n"}) for outcome, call in (("pass", "requests.get(app.url + '/orders')"), ("pass", "async_requests.post(f'{server.base_url}/orders', json={})"), ("fail", "requests.get(mock_server.url + '/orders')"), ("fail", "requests.get(shop.url + '/orders')"), ("pass", "requests.get(app.url)"), ("fail", "requests.get(app.urls[0])"))),
    *(Case(CALLS, outcome, f"a server under a name: {url}", {**FASTAPI_SERVES, "tests/test_orders.py": f"{head}import requests\nclass TestOrders:\n    url = {url!r}\n    def test_all(self):\n        assert requests.get(self.url + 'orders').json() == []\n"}) for outcome, url, head in (("pass", "http://127.0.0.1:6666/", ""), ("pass", "http://localhost/", ""), ("fail", "https://example.com/", ""), ("fail", "http://127.0.0.1:6666/", "import responses\n"))),
    Case(CALLS, "pass", "a database that only an extra brings", {**FASTAPI_SERVES, "tests/test_orders.py": CLIENT, "pyproject.toml": "[project]\nname = 'shop'\ndependencies = ['fastapi']\n[project.optional-dependencies]\nlogs = ['psycopg']\n", "logs.py": "import psycopg\nrows = psycopg.connect('postgresql://db/shop').execute('SELECT 1')\n"}),
    Case(CALLS, "fail", "a database that is no extra", {**FASTAPI_SERVES, "tests/test_orders.py": CLIENT, "pyproject.toml": "[project]\nname = 'shop'\ndependencies = ['fastapi', 'psycopg']\n", "logs.py": "import psycopg\nrows = psycopg.connect('postgresql://db/shop').execute('SELECT 1')\n"}, "no test database is there"),
    Case(CALLS, "fail", "an address of somebody else", {**FASTAPI_SERVES, "tests/test_orders.py": ASKED.format(call="requests.get('https://example.com/orders')")}),
    Case(CALLS, "pass", "FastAPI's client", {**FASTAPI_SERVES, "tests/test_orders.py": "from fastapi.testclient import TestClient\nclient = TestClient(app)\ndef test_all():\n    assert client.get('/orders').status_code == 200\n"}),
    Case(CALLS, "pass", "a fixture for one of the APIs", {**FASTAPI_SERVES, "tests/test_orders.py": "async def test_orders(shop_api):\n    answer = await shop_api.post('/orders', {})\n    assert answer.status == 201\n"}),
    Case(CALLS, "fail", "a client of somebody else's API, told no address", {**FASTAPI_SERVES, "tests/test_orders.py": "def test_orders(mail_api):\n    assert mail_api.get('sender') == 1\n"}),
    Case(CALLS, "fail", "a client that no test calls", {**FASTAPI_SERVES, "tests/conftest.py": "from fastapi.testclient import TestClient\n@pytest.fixture\ndef client():\n    return TestClient(app)\n", "tests/test_net.py": PY_TEST}, "no test calls an endpoint"),
    Case(CALLS, "pass", "a helper that a test takes in", {**SERVES, "test/calls.js": "const request = require('supertest');\nexports.all = () => request(app).get('/orders');\n", "test/orders.test.js": "const { all } = require('./calls');\ntest('all', async () => { await all(); });\n"}, "test/calls.js calls endpoints"),
    Case(CALLS, "pass", "a client of the tests' own", {**SERVES, "test/orders.test.js": "const { serve } = require('./support');\nconst server = serve();\ntest('all', async () => {\n  await server.post('/orders', user);\n});\n"}, "test/orders.test.js calls endpoints", (("test/orders.test.js", 4),)),
    Case(CALLS, "pass", "a client by a longer name", {**SERVES, "test/orders.test.js": "const request = require('supertest');\nconst mockApp = request(app);\ntest('all', async () => {\n  await mockApp\n    .get('/orders');\n});\n"}, "test/orders.test.js calls endpoints", (("test/orders.test.js", 4),)),
    Case(CALLS, "pass", "such a client from a helper", {**SERVES, "test/orders.test.js": "const { mockApp } = require('./support').setup();\ntest('all', async () => {\n  await mockApp.get('/orders');\n});\n"}, "test/orders.test.js calls endpoints"),
    Case(CALLS, "fail", "no tests at all", SERVES, "no test calls an endpoint: there is no test file"),
    Case(CALLS, "pass", "a client that a helper makes anew", {**SERVES, "test/orders.test.js": "const { request } = require('./support').controls;\ntest('all', () => {\n  return request()\n    .get('/orders');\n});\n"}, "test/orders.test.js calls endpoints", (("test/orders.test.js", 3),)),
    Case(CALLS, "pass", "a client of Supertest that a helper holds", {**SERVES, "test/orders.test.js": "const { Shop } = require('./support');\nconst shop = new Shop();\nit('answers', (done) => {\n  shop.open\n    .post('/orders')\n    .send({ id: 1 })\n    .expect(200, done);\n});\n"}, "test/orders.test.js calls endpoints", (("test/orders.test.js", 5),)),
    Case(CALLS, "pass", "any client, of a server on its own machine", {**SERVES, "test/orders.test.js": "const got = require('got');\nconst webURL = `http://${config.host}:${config.port}/`;\ntest('answers', async () => {\n  expect((await got(webURL)).statusCode).toBe(200);\n});\n"}, "test/orders.test.js calls endpoints", (("test/orders.test.js", 4),)),
    Case(CALLS, "pass", "Node.js's own client, of a server that the test has listen", {**SERVES, "test/orders.test.js": "const http = require('node:http');\nconst app = require('../app');\nconst asked = port => new Promise(done => http.request({ host: '127.0.0.1', port, path: '/orders' }, done).end());\ntest('lists', async () => {\n  const server = app.listen(0);\n  expect((await asked(server.address().port)).statusCode).toBe(200);\n});\n"}),
    Case(CALLS, "fail", "Node.js's own client, of some server", {**SERVES, "test/orders.test.js": "const http = require('node:http');\nconst app = require('../app');\nconst asked = port => new Promise(done => http.request({ host: '127.0.0.1', port, path: '/orders' }, done).end());\ntest('lists', async () => {\n  const server = started();\n  expect((await asked(server.address().port)).statusCode).toBe(200);\n});\n"}, "no test calls an endpoint"),
    Case(CALLS, "pass", "any client, of a server that listens for the test", {**SERVES, "test/orders.test.js": "const fetch = require('node-fetch');\nconst listen = require('test-listen');\ntest('answers', async () => {\n  const url = new URL('/orders', await listen(server));\n  expect((await fetch(url.href)).status).toBe(200);\n});\n"}, "test/orders.test.js calls endpoints", (("test/orders.test.js", 5),)),
    Case(CALLS, "fail", "any client, of an address that nothing listens at", {**SERVES, "test/orders.test.js": "const fetch = require('node-fetch');\ntest('answers', async () => {\n  const url = new URL('/orders', await base);\n  expect((await fetch(url.href)).status).toBe(200);\n});\n"}, "no test calls an endpoint"),
    Case(CALLS, "fail", "any client, of somebody else's server", {**SERVES, "test/orders.test.js": "const got = require('got');\nconst webURL = 'https://mail.example/api';\ntest('answers', async () => {\n  expect((await got(webURL)).statusCode).toBe(200);\n});\n"}, "no test calls an endpoint"),
    Case(CALLS, "fail", "any client, of a server that something stands in for", {**SERVES, "test/orders.test.js": "const got = require('got');\nconst nock = require('nock');\nconst webURL = 'http://localhost:3000';\ntest('answers', async () => {\n  nock(webURL).get('/').reply(200);\n  await got(webURL);\n});\n"}, "no test calls an endpoint"),
    Case(CALLS, "fail", "what a test hands on", {**SERVES, "test/orders.test.js": "const { app } = require('./support');\ntest('all', () => {\n  return app.get('/orders', handler);\n});\n"}, "no test calls an endpoint"),
    Case(CALLS, "fail", "a client of something else", {**SERVES, "test/orders.test.js": "jest.mock('axios');\ntest('all', async () => {\n  await redisClient.get('orders');\n});\n"}, "no test calls an endpoint"),
    Case(CALLS, "fail", "a name that only has the letters", {**SERVES, "test/orders.test.js": "const wrapper = require('./support').mount();\ntest('all', async () => {\n  await wrapper.get('/orders');\n});\n"}, "no test calls an endpoint"),
    Case(CALLS, "fail", "routes that a test declares", {**SERVES, "test/orders.test.js": "const app = require('./support');\ntest('all', () => {\n  app.get('/orders', handler);\n});\n"}, "no test calls an endpoint"),
    Case(CALLS, "pass", "Cypress's request", {**SERVES, "cypress/e2e/orders.cy.ts": "describe('orders', () => {\n  it('are all', () => { cy.request('/orders'); });\n});\n"}, "cypress/e2e/orders.cy.ts calls endpoints"),
    Case(CALLS, "pass", "a server that a helper hands out", {**SERVES, "test/calls.js": "exports.all = async () => (await getHttpServer().get(this.url)).body;\n", "test/orders.test.js": "const { all } = require('./calls');\ntest('all', async () => { await all(); });\n"}),
    Case(CALLS, "pass", "a path out of a table of them", {**SERVES, "test/agent.js": "const supertest = require('supertest');\nexports.agent = supertest.agent(app);\n", "test/orders.test.js": "const { agent } = require('./agent');\ntest('all', async () => {\n  await agent.get(Paths.Orders.All());\n});\n"}, "test/orders.test.js calls endpoints", (("test/orders.test.js", 3),)),
    Case(CALLS, "fail", "a client of something else, with a key out of a table", {**SERVES, "test/kept.test.js": "test('one', async () => {\n  await client.get(Keys.Orders);\n});\n"}, "no test calls an endpoint"),
    Case(CALLS, "fail", "a helper that no test takes in", {**SERVES, "testing/calls.js": "const request = require('supertest');\nexports.all = () => request(app).get('/orders');\n", "test/net.test.js": TS_TEST}, "no test calls an endpoint"),
    Case(CALLS, "fail", "a test that was generated, of a greeting that nothing answers", {**SERVES, "test/app.e2e-spec.ts": GREETING}, "no test calls an endpoint"),
    Case(CALLS, "pass", "a test that was generated, of a greeting that is answered", {**SERVES, "greet.js": "exports.greet = () => 'Hello World!';\n", "test/app.e2e-spec.ts": GREETING}, "test/app.e2e-spec.ts calls endpoints"),
    Case(CALLS, "pass", "a test of a greeting beside another", {**SERVES, "test/app.e2e-spec.ts": GREETING + SUPERTEST}, "test/app.e2e-spec.ts calls endpoints"),
    Case(CALLS, "pass", "with SQLite in the settings of tests", {**FASTAPI_SERVES, **RELATIONAL, "tests/test_orders.py": CLIENT, "shop/settings.py": "class Config:\n    DEBUG = False\n\nclass TestConfig(Config):\n    TESTING = True\n\n    SQLALCHEMY_DATABASE_URI = 'sqlite://'\n"}, "SQLite in shop/settings.py"),
    Case(CALLS, "pass", "with a database that tests make", {**FASTAPI_SERVES, **RELATIONAL, "tests/test_orders.py": CLIENT, "tests/conftest.py": "import pytest\n\n@pytest.fixture(scope='session')\ndef database(worker_id, postgres):\n    postgres.execute(f'CREATE DATABASE test_shop_{worker_id}')\n"}, "a database that tests/conftest.py makes"),
    Case(CALLS, "pass", "with a database of SQLAlchemy-Utils", {**FASTAPI_SERVES, **RELATIONAL, "tests/test_orders.py": CLIENT, "tests/conftest.py": "from sqlalchemy_utils import create_database, database_exists\nif not database_exists(URL):\n    create_database(URL)\n"}, "a database that tests/conftest.py makes"),
    Case(CALLS, "fail", "with a database that a script makes", {**FASTAPI_SERVES, **RELATIONAL, "tests/test_orders.py": CLIENT, "scripts/setup.py": "run('CREATE DATABASE shop')\n"}, "no test database is there"),
    Case(CALLS, "fail", "with SQLite in other settings", {**FASTAPI_SERVES, **RELATIONAL, "tests/test_orders.py": CLIENT, "shop/settings.py": "class TestConfig:\n    TESTING = True\n\nclass DevConfig:\n    SQLALCHEMY_DATABASE_URI = 'sqlite://'\n"}, "no test database is there"),
    Case(CALLS, "fail", "another client's document", {**FASTAPI_SERVES, "tests/test_mail.py": "def test_document(client):\n    assert client.get(documentId=0).execute()\n"}, "no test calls an endpoint"),
    Case(CALLS, "fail", "a session of the database", {**FASTAPI_SERVES, "tests/test_mail.py": "def test_user(app, session):\n    assert session.get(User, 1)\n"}, "no test calls an endpoint"),
    Case(CALLS, "pass", "WebTest's application from a fixture, by the name of a view", {**FASTAPI_SERVES, "tests/conftest.py": "from webtest import TestApp\n@pytest.fixture\ndef testapp(app):\n    return TestApp(app)\n", "tests/test_orders.py": "from flask import url_for\ndef test_all(testapp):\n    assert testapp.get(url_for('orders.all')).json\n"}, "tests/test_orders.py calls endpoints", (("tests/test_orders.py", 3),)),
    Case(CALLS, "pass", "WebTest's calls that send JSON", {**FASTAPI_SERVES, "tests/test_orders.py": "def test_new(testapp):\n    assert testapp.post_json('/orders', {}).json\n"}, "tests/test_orders.py calls endpoints"),
    Case(CALLS, "pass", "a helper that asks a server of the tests' own", {**FASTAPI_SERVES, "tests/shared.py": "import aiohttp, uvicorn\nfrom main import app\nserver = uvicorn.Server(uvicorn.Config(app))\nasync def send(method, path):\n    async with aiohttp.ClientSession() as session:\n        async with session.request(\n            method=str(method.value),\n            url=ROOT + path,\n        ) as answer:\n            return await answer.json()\n", "tests/test_orders.py": "from tests.shared import send\nasync def test_all():\n    assert await send(GET, 'orders') == []\n"}, "tests/shared.py calls endpoints", (("tests/shared.py", 6),)),
    Case(CALLS, "fail", "a helper that asks a server of somebody else's", {**FASTAPI_SERVES, "tests/shared.py": "import aiohttp\nasync def send(method, path):\n    async with aiohttp.ClientSession() as session:\n        async with session.request(method=method, url=ROOT + path) as answer:\n            return await answer.json()\n", "tests/test_orders.py": "from tests.shared import send\nasync def test_all():\n    assert await send(GET, 'orders') == []\n"}, "no test calls an endpoint"),
    Case(CALLS, "fail", "a mapping that is called like an application", {**FASTAPI_SERVES, "tests/test_mail.py": "def test_user(testapp):\n    assert testapp.get(User, 1)\n"}, "no test calls an endpoint"),
    Case(CALLS, "fail", "a call that is commented out", {**SERVES, "test/orders.test.js": SUPERTEST.replace("test(", "// test(")}, "no test calls an endpoint"),
    Case(CALLS, "fail", "unit tests only", {**SERVES, "test/net.test.js": TS_TEST}, "no test calls an endpoint, of 1 test file"),
    Case(CALLS, "fail", "no test database", {**SERVES, **POSTGRES, "test/orders.test.js": SUPERTEST}, "no test database is there"),
    Case(CALLS, "not_applicable", "no route but a library's own", NEXT_AUTH, "of a library that signs people in"),
    Case(CALLS, "fail", "a route beside a library's own", {**NEXT_AUTH, "app/api/orders/route.ts": "export const GET = () => Response.json([]);\n"}, "no test calls an endpoint"),
    Case(CALLS, "fail", "a way to somewhere else of its own", {**SERVES, "app.js": "const app = require('express')();\napp.get('/r/:slug', (req, res) => res.redirect(links[req.params.slug]));\napp.listen(1);\n"}, "no test calls an endpoint"),
    Case(CALLS, "not_applicable", "no route", EXPRESS, "no HTTP route"),
    Case(CALLS, "not_applicable", "a library", LIBRARY, "no backend component"),
    Case(CALLS, "unknown", "a test that cannot be had", {**SERVES, "test/orders.test.js": "x" * (9 * 1024 * 1024)}, "more than the 8 MiB"),
)  # fmt: skip
