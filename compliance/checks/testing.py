"""Clause backend:4: tests of the logic, and load tests before production."""

from __future__ import annotations

from compliance.checks.base import (
    EXACT,
    HEURISTIC,
    Finding,
    check,
    counted,
    failed,
    listed,
    passed,
    unknown,
)
from compliance.checks.no_routes import no_routes
from compliance.checks.services import SERVED
from compliance.facts import Component, Stack
from compliance.facts.routes import Routes
from compliance.facts.services import DataStores, Engine
from compliance.facts.testing import IntegrationTests, LoadTests, UnitTests

_HOLDING = frozenset(SERVED) - {Engine.ELASTICSEARCH}
_NAMES = {
    Stack.NODE: "*.test.*, *.spec.*, __tests__/ and test/",
    Stack.PYTHON: "test_*.py, *_test.py and tests.py",
}
_MISSING = {
    Stack.NODE: "no script `test` that runs one",
    Stack.PYTHON: "no pytest, no unittest",
}


@check("unit-tests", title="Unit tests call the code", confidence=EXACT, attestable=True)
def unit_tests(component: Component, tests: UnitTests) -> Finding:
    """Test the business logic and the utility functions with unit tests, and commit them.

    - Node.js: add Vitest, Jest or Node.js's own runner, a script `test`, and a file such as
      `src/prices.test.ts` that imports `src/prices.ts`.
    - NestJS: Jest as `nest new` sets it up finds files such as `src/prices/prices.service.spec.ts`,
      and none in other folders or of other names.
    - Python: add pytest to the development dependencies and a file such as `tests/test_prices.py`
      that imports the module.
    """
    if tests.calling:
        found = tests.calling[0].path
        runner = tests.runners[0]
        return passed(
            f"{found} calls code of the repository, and {runner.name} runs it",
            *tests.calling,
            runner.where,
        )
    if tests.unreadable:
        return unknown(f"no test is seen to call the code, and {tests.unreadable[0]}")
    if not tests.files:
        if tests.end_to_end:
            said = f"{_has(component)} {counted(tests.end_to_end, 'test file')}, end-to-end only"
            return failed(said, *tests.idle)
        where = f" in {component.path}" if component.path else ""
        return failed(f"no test file{where}: looked for {_NAMES[component.stack]}")
    files = f"{_has(component)} {counted(tests.files, 'test file')}"
    if not tests.runners:
        return failed(f"{files}, but no test runner: {_MISSING[component.stack]}", *tests.idle)
    runner = tests.runners[0]
    said = f"{files}, but {runner.name} finds none that calls code of the repository"
    return failed(said, runner.where, *tests.idle)


def _has(component: Component) -> str:
    return f"{component.path} has" if component.path else "it has"


@check(
    "integration-tests",
    title="Tests call the endpoints, with a test database",
    confidence=HEURISTIC,
    attestable=True,
)
def integration_tests(routes: Routes, stores: DataStores, tests: IntegrationTests) -> Finding:
    """Call the endpoints in tests, against a database of their own.

    - Express, NestJS, Koa: `await request(app).get("/orders").expect(200)` with Supertest.
    - Fastify: `await app.inject({ url: "/orders" })`.
    - Hono: `await app.request("/orders")`.
    - Next.js: `await GET(new Request("http://localhost/api/orders"))`, or Playwright's
      `request.get(…)`.
    - tRPC: `await createCaller(context).orders.list()`, or Playwright's `request.get(…)`.
    - FastAPI, Starlette: `TestClient(app).get("/orders")`.
    - Django REST framework: `APIClient().get("/orders/")`.
    - Django: `self.client.get("/orders/")`.
    - Flask: `app.test_client().get("/orders")`.

    The database is a Compose or CI service, a container by Testcontainers, or the framework's own
    test database.
    """
    # Where routes are registered in a way that is not read, tests that call some show them.
    if not routes.own and not (routes.unread and tests.calling):
        return no_routes(routes)
    if not tests.calling:
        if tests.unread:
            return unknown(f"no test is seen to call an endpoint, and {tests.unread[0]}")
        if not tests.files:
            return failed("no test calls an endpoint: there is no test file")
        return failed(f"no test calls an endpoint, of {counted(tests.files, 'test file')}")
    # Without a server there are only files and memory, which each run of tests has of its own; what
    # only extras bring, nobody has to have; and what is only searched holds what lies elsewhere.
    needed = (each for each in stores.databases if not each.optional)
    if not any(engine in _HOLDING for each in needed for engine in each.engines):
        return passed(f"{tests.calling[0].path} calls endpoints", *tests.calling)
    if tests.databases:
        against = listed(tests.databases[:2])
        return passed(f"{tests.calling[0].path} calls endpoints, with {against}", *tests.calling)
    return failed(
        f"{tests.calling[0].path} calls endpoints, but no test database is there: no Compose or "
        "CI service, no containers made for tests, none of the framework",
        *tests.calling,
    )


@check("load-tests", title="Load tests are committed", confidence=EXACT, attestable=True)
def load_tests(_component: Component, tests: LoadTests) -> Finding:
    """Commit load tests of the critical endpoints, and run them before going to production.

    k6, Locust, Artillery, autocannon, JMeter, Gatling or Vegeta will do; a folder `load-tests` with
    one script for each critical endpoint is a good start.

    - Node.js: `import http from "k6/http"; export default () =>
      http.get("http://localhost:3000/orders");` in `load-tests/orders.js`, which
      `k6 run load-tests/orders.js` runs.
    - Python: `class Visitor(HttpUser)` with a `@task` that calls `self.client.get("/orders")` in
      `load-tests/locustfile.py`, which `locust -f load-tests/locustfile.py` runs.
    """
    if tests.found:
        tools = ", ".join(dict.fromkeys(each.tool for each in tests.found))
        where = tuple(dict.fromkeys(each.where for each in tests.found))
        return passed(f"load tests for {tools}: {where[0].path}", *where)
    if tests.unreadable:
        return unknown(f"no load test is seen, and {tests.unreadable[0]}")
    return failed(
        "no load test: looked for k6, Locust, Artillery, autocannon, JMeter, Gatling and Vegeta in "
        "the whole repository"
    )
