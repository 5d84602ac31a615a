"""Clause backend:4: tests of the logic, and load tests before production."""

from __future__ import annotations

from compliance.checks.base import EXACT, Finding, check, failed, passed, unknown
from compliance.facts import Component, Stack
from compliance.facts.testing import LoadTests, UnitTests

_NAMES = {
    Stack.NODE: "*.test.*, *.spec.*, __tests__/ and test/",
    Stack.PYTHON: "test_*.py, *_test.py and tests.py",
}


@check("unit-tests", title="Unit tests call the code", confidence=EXACT, attestable=True)
def unit_tests(component: Component, tests: UnitTests) -> Finding:
    """Test the business logic and the utility functions with unit tests, and commit them.

    Node.js: add Vitest, Jest or Node.js's own runner, a script `test`, and a file such as
    `src/prices.test.ts` that imports `src/prices.ts`. Python: add pytest to the development
    dependencies and a file such as `tests/test_prices.py` that imports the module.
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
            return failed(f"{component.name} has {_files(tests.end_to_end)}, end-to-end only")
        return failed(f"no test file in {component.name}: looked for {_NAMES[component.stack]}")
    if not tests.runners:
        return failed(
            f"{component.name} has {_files(tests.files)}, but no test runner: "
            + ("no script `test`" if component.stack is Stack.NODE else "no pytest, no unittest")
        )
    return failed(
        f"{component.name} has {_files(tests.files)}, but {tests.runners[0].name} finds none that "
        "calls code of the repository",
        tests.runners[0].where,
    )


def _files(count: int) -> str:
    return "1 test file" if count == 1 else f"{count} test files"


@check("load-tests", title="Load tests are committed", confidence=EXACT, attestable=True)
def load_tests(component: Component, tests: LoadTests) -> Finding:
    """Commit load tests of the critical endpoints, and run them before going to production.

    k6, Locust, Artillery, autocannon, JMeter, Gatling or Vegeta will do; a folder `load-tests` with
    one script for each critical endpoint is a good start.
    """
    if tests.found:
        tools = ", ".join(dict.fromkeys(each.tool for each in tests.found))
        where = tuple(dict.fromkeys(each.where for each in tests.found))
        return passed(f"load tests for {tools}: {where[0].path}", *where)
    if tests.unreadable:
        return unknown(f"no load test is seen, and {tests.unreadable[0]}")
    of = f" for {component.path}" if component.path else ""
    return failed(
        f"no load test{of}: looked for k6, Locust, Artillery, autocannon, JMeter, "
        "Gatling and Vegeta in the whole repository"
    )
