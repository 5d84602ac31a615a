"""Cases of which tests are found, by which runner, wherever they lie and whatever they are called."""

from tests.compliance.checks.testing_cases import EXPRESS, PY_TEST, TS_TEST
from tests.compliance.repositories import Case, Files

UNIT, CALLS = "unit-tests", "integration-tests"


def scripted(command: str, path: str, settings: Files | None = None) -> Files:
    """An Express service whose script for tests is a command, and one test."""
    package = f'{{"dependencies": {{"express": "5"}}, "scripts": {{"test": "{command}"}}}}'
    up = "../" * path.count("/")
    test = TS_TEST.replace("./prices", f"{up}src/prices")
    return {**EXPRESS, "package.json": package, path: test, **(settings or {})}


JEST = {"tests/jest.config.js": "module.exports = { testMatch: ['**/unit/**/*.tests.js'] };\n"}
UP = "cd src && jest --config=../tests/jest.config.js"

CASES = (
    # A script that hands the tests on to what is not followed runs them.
    *(Case(UNIT, "pass", f"a script that tests by {each}", scripted(each, "lib/prices.spec.ts"), f"and {each} runs it") for each in ("madrun test", "father test --coverage", "./scripts/run-tests.sh", "supertape lib/*.spec.ts")),
    *(Case(UNIT, "fail", f"a script that tests nothing: {each}", scripted(each, "lib/prices.spec.ts"), "but no test runner") for each in ("echo test && exit 1", "tsc test", "exit test", "madrun lint")),
    # What a script names is a test, and else a file of the code may be called so.
    Case(UNIT, "pass", "a file that a script names", scripted("mocha --require should */test.js", "lib/test.js"), "lib/test.js calls code"),
    Case(UNIT, "pass", "a file that a script names by its path", scripted("node ./lib/test.mjs && mocha", "lib/test.mjs"), "lib/test.mjs calls code"),
    Case(UNIT, "fail", "a file that no script names", scripted("mocha", "lib/test.js"), "no test file"),
    # The settings of a runner may lie in a folder of tests or of settings.
    Case(UNIT, "pass", "settings of Jest beside the tests", scripted(UP, "tests/unit/prices.tests.js", JEST), "and Jest runs it"),
    Case(UNIT, "fail", "no settings that name such tests", scripted(UP, "tests/unit/prices.tests.js"), "but Jest finds none"),
    Case(UNIT, "pass", "settings of Jest in package.json", {**scripted("jest", "tests/prices.js"), "package.json": '{"dependencies": {"express": "5"}, "scripts": {"test": "jest"}, "jest": {"testMatch": ["<rootDir>/tests/**/*.js"]}}'}, "and Jest runs it"),
    # Folders of tests beside the component's.
    Case(UNIT, "pass", "tests in a folder beside the component", {"api/requirements.txt": "fastapi\npytest\n", "api/shop/__init__.py": "", "api/shop/main.py": "from fastapi import FastAPI\napp = FastAPI()\n", "api/shop/prices.py": "def net(gross):\n    return gross / 1.2\n", "unit-tests/test_prices.py": PY_TEST}, "unit-tests/test_prices.py calls code"),
)  # fmt: skip
