"""Which command is which linter, formatter or test runner."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from compliance.extract.commands.steps import (
    FORMAT,
    LINT,
    TEST,
    Handler,
    Invocation,
    Project,
    Tool,
    operands,
)
from compliance.facts.tooling import Purpose

ESLINT, BIOME, OXLINT = "ESLint", "Biome", "Oxlint"
RUFF, FLAKE8, PYLINT = "Ruff", "Flake8", "Pylint"
PRETTIER, DPRINT, OXFMT, BLACK, YAPF = "Prettier", "dprint", "oxfmt", "Black", "YAPF"

# The runners of Python's tests, by the names that they have here.
PYTHON_RUNNERS = frozenset(
    ("pytest", "unittest", "nose2", "nose", "trial", "stestr", "zope.testrunner", "Ward", "behave",
     "Django's test runner", "Python test scripts")
)  # fmt: skip
_RUNNERS_OF_PHP = {
    "phpunit": "PHPUnit", "simple-phpunit": "PHPUnit", "paratest": "PHPUnit", "pest": "Pest",
    "behat": "Behat",
}  # fmt: skip
TESTS_OF_PHP = frozenset((*_RUNNERS_OF_PHP, "codecept"))
# The runners of tests in languages that are not judged, by the names that they have here, those
# aside that end with the word tests.
OTHER_RUNNERS = frozenset(
    ("RSpec", "CTest", "Bats", "go test", "cargo test", "swift test", "flutter test",
     "dotnet test", "mix test", "forge test", "Codeception", *_RUNNERS_OF_PHP.values())
)  # fmt: skip
_BOTH = (LINT, FORMAT)
_ESLINTS = "eslint eslint_d esw xo standard ts-standard semistandard".split()
# Those with another name run it, or keep it running, for the files that changed.
_PRETTIERS = (
    "prettier prettierd prettier_d prettier_d_slim pretty-quick precise-commits prettier-eslint"
    " prettierx prettier-standard"
).split()

# A command that always is this tool, whatever its arguments. XO, StandardJS, GTS and Wireit-like
# wrappers of ESLint bring a configuration of their own and are ESLint all the same.
_ALWAYS: Mapping[str, tuple[tuple[str, Purpose], ...]] = {
    **dict.fromkeys(_ESLINTS, ((ESLINT, LINT),)),
    "oxlint": ((OXLINT, LINT),),
    **dict.fromkeys("flake8 pflake8".split(), ((FLAKE8, LINT),)),
    # Prospector runs Pylint among others: https://prospector.landscape.io/en/master/supported_tools.html
    **dict.fromkeys("pylint epylint prospector".split(), ((PYLINT, LINT),)),
    **dict.fromkeys(_PRETTIERS, ((PRETTIER, FORMAT),)),
    "oxfmt": ((OXFMT, FORMAT),),
    **dict.fromkeys("black blackd darker".split(), ((BLACK, FORMAT),)),
    "yapf": ((YAPF, FORMAT),),
    **{
        command: ((name, TEST),)
        for command, name in {
            "jest": "Jest", "vitest": "Vitest", "mocha": "Mocha", "_mocha": "Mocha", "ava": "AVA",
            "tap": "tap", "tape": "tape", "uvu": "uvu", "jasmine": "Jasmine", "lab": "lab",
            "qunit": "QUnit", "wtr": "Web Test Runner", "web-test-runner": "Web Test Runner",
            "nightwatch": "Nightwatch", "testcafe": "TestCafe", "codeceptjs": "CodeceptJS",
            "cucumber-js": "Cucumber", "borp": "borp", "poku": "Poku", "tsd": "tsd",
            "karma": "Karma", "wdio": "WebdriverIO", "newman": "Newman",
            "pytest": "pytest", "py.test": "pytest", "nose2": "nose2", "nosetests": "nose",
            "trial": "trial", "behave": "behave", "robot": "Robot Framework", "stestr": "stestr",
            "zope-testrunner": "zope.testrunner", "ward": "Ward", "unittest": "unittest",
            "rspec": "RSpec", "ctest": "CTest", "bats": "Bats", "gotestsum": "go test",
            **_RUNNERS_OF_PHP,
        }.items()
    },
}  # fmt: skip

# A command whose first operand says what it does.
_BY_SUBCOMMAND: Mapping[str, Mapping[str, tuple[tuple[str, Purpose], ...]]] = {
    "biome": {
        "check": tuple((BIOME, each) for each in _BOTH),
        "ci": tuple((BIOME, each) for each in _BOTH),
        "lint": ((BIOME, LINT),),
        "format": ((BIOME, FORMAT),),
    },
    "ultracite": dict.fromkeys(
        ("check", "lint", "fix", "format"), tuple((BIOME, each) for each in _BOTH)
    ),
    "ruff": {"check": ((RUFF, LINT),), "format": ((RUFF, FORMAT),)},
    "rye": {"lint": ((RUFF, LINT),), "fmt": ((RUFF, FORMAT),), "test": (("pytest", TEST),)},
    "dprint": {"check": ((DPRINT, FORMAT),), "fmt": ((DPRINT, FORMAT),)},
    "next": {"lint": ((ESLINT, LINT),)},
    "ng": {"lint": ((ESLINT, LINT),), "test": (("Karma", TEST),), "e2e": (("ng e2e", TEST),)},
    "gts": dict.fromkeys(("lint", "check", "fix"), ((ESLINT, LINT), (PRETTIER, FORMAT))),
    **{
        name: {"lint": ((ESLINT, LINT),), "test": (("Jest", TEST),)}
        for name in ("rw", "redwood", "cedar")
    },
    "expo": {"lint": ((ESLINT, LINT),)},
    "wp-scripts": {"lint-js": ((ESLINT, LINT),), "test-unit-js": (("Jest", TEST),)},
    "vue-cli-service": {
        "lint": ((ESLINT, LINT),),
        "test:unit": (("Jest", TEST),),
        "test:e2e": (("Cypress", TEST),),
    },
    "react-scripts": {"test": (("Jest", TEST),)},
    "react-app-rewired": {"test": (("Jest", TEST),)},
    "craco": {"test": (("Jest", TEST),)},
    "tsdx": {"lint": ((ESLINT, LINT),), "test": (("Jest", TEST),)},
    "dts": {"lint": ((ESLINT, LINT),), "test": (("Jest", TEST),)},
    "aegir": {"lint": ((ESLINT, LINT),), "test": (("Mocha", TEST),)},
    "meteor": dict.fromkeys(("test", "test-packages"), (("Meteor's test runner", TEST),)),
    "ember": {"test": (("QUnit", TEST),)},
    "stencil": {"test": (("Jest", TEST),)},
    "playwright": {"test": (("Playwright", TEST),)},
    "cypress": {"run": (("Cypress", TEST),)},
    "vp": {
        "lint": ((OXLINT, LINT),),
        "fmt": ((OXFMT, FORMAT),),
        "check": ((OXLINT, LINT), (OXFMT, FORMAT)),
        "test": (("Vitest", TEST),),
    },
    "egg-bin": dict.fromkeys(("test", "cov"), (("Mocha", TEST),)),
    "midway-bin": dict.fromkeys(("test", "cov"), (("Jest", TEST),)),
    "django-admin": {"test": (("Django's test runner", TEST),)},
    "go": {"test": (("go test", TEST),)},
    **{
        name: {"test": (("cargo test", TEST),), "nextest": (("cargo test", TEST),)}
        for name in ("cargo", "cross")
    },
    "codecept": {"run": (("Codeception", TEST),)},
    **{
        name: {"test": ((f"{name} tests", TEST),)} for name in "dart stack cabal lein meson".split()
    },
    "dotnet": {"test": (("dotnet test", TEST),)},
    "swift": {"test": (("swift test", TEST),)},
    "flutter": {"test": (("flutter test", TEST),)},
    "mix": {"test": (("mix test", TEST),)},
    "deno": {"test": (("deno test", TEST),)},
    "forge": {"test": (("forge test", TEST),)},
    "hardhat": {"test": (("Hardhat", TEST),)},
}

_BUILD_TOOLS = ("mvn", "mvnw", "gradle", "gradlew", "sbt", "rake", "rails")
_BUILD_TESTS = frozenset("test verify check install integrationTest spec".split())

# With one of these the tool only speaks of itself.
_ASKS_ITSELF = frozenset(
    """--version --help -h --init --print-config --env-info --showConfig --inspect-config
    --clearCache --listTests --list-tests --collect-only --markers --fixtures""".split()
)


def _always(invocation: Invocation, _project: Project) -> Iterator[Tool]:
    if _ASKS_ITSELF.isdisjoint(invocation.arguments):
        for name, purpose in _ALWAYS[invocation.name]:
            yield Tool(name, purpose)


_VALUED = frozenset("--config --config-path --cwd -C --project --target-version --prefix".split())


def _by_subcommand(invocation: Invocation, _project: Project) -> Iterator[Tool]:
    subcommand = next(iter(operands(invocation.arguments, _VALUED)), "")
    if _ASKS_ITSELF.isdisjoint(invocation.arguments):
        for name, purpose in _BY_SUBCOMMAND[invocation.name].get(subcommand, ()):
            yield Tool(name, purpose)


_RUFF_OTHER = frozenset("rule config linter clean server version analyze help format check".split())


def _ruff(invocation: Invocation, project: Project) -> Iterator[Tool]:
    """Until version 0.5 `ruff PATH` meant `ruff check PATH`."""
    subcommand = next(iter(operands(invocation.arguments, _VALUED)), "")
    if subcommand in _RUFF_OTHER:
        yield from _by_subcommand(invocation, project)
    elif subcommand and _ASKS_ITSELF.isdisjoint(invocation.arguments):
        yield Tool(RUFF, LINT)


def _build_tool(invocation: Invocation, _project: Project) -> Iterator[Tool]:
    """Build tools of other languages: a goal or task that runs tests."""
    goals = {posixpath.basename(word.replace(":", "/")) for word in invocation.arguments}
    if goals & _BUILD_TESTS:
        yield Tool(f"{invocation.name} tests", TEST)


HANDLERS: Mapping[str, Handler] = {
    **dict.fromkeys(_ALWAYS, _always),
    **dict.fromkeys(_BY_SUBCOMMAND, _by_subcommand),
    **dict.fromkeys(_BUILD_TOOLS, _build_tool),
    "ruff": _ruff,
}

# Names under which a package is run whose command is called otherwise.
_PACKAGES = {
    "@biomejs/biome": "biome",
    "@playwright/test": "playwright",
    "@angular/cli": "ng",
    "@vue/cli-service": "vue-cli-service",
    "@web/test-runner": "wtr",
    "@wordpress/scripts": "wp-scripts",
    "@wdio/cli": "wdio",
    "@hapi/lab": "lab",
    "@cucumber/cucumber": "cucumber-js",
    "@expo/cli": "expo",
}


def command_of_package(package: str) -> str:
    """The command that `npx PACKAGE` or `uvx PACKAGE` runs, versions and extras left out."""
    name = package[:1] + package[1:].split("@", 1)[0].split("==", 1)[0].split("[", 1)[0]
    return _PACKAGES.get(name, name)
