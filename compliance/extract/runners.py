"""Finds the test runners that a component configures: by scripts, dependencies, settings, CI."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from compliance.extract.commands import HANDLERS, Follower, Project, Start
from compliance.extract.commands.tools import OTHER_RUNNERS, PYTHON_RUNNERS
from compliance.extract.documents import read_json, string, sub
from compliance.facts import Component, Evidence, Stack
from compliance.facts.ci import ContinuousIntegration
from compliance.facts.manifests import Manifest, Manifests
from compliance.facts.testing import Runner
from compliance.facts.tooling import Purpose
from compliance.paths import below, join
from compliance.tree import Tree, Unreadable

# Scripts one of whose words says that they test, `test:unit` and `run:test` alike.
_SCRIPT = re.compile(
    r"(?:.{0,60}[:._-])?(?:tests?|unit|coverage|spec|jest|vitest|mocha|ava)(?:[:._-].{0,100})?"
)
_NODE_RUNNERS = {
    "jest": "Jest", "vitest": "Vitest", "mocha": "Mocha", "ava": "AVA", "tap": "tap",
    "tape": "tape", "uvu": "uvu", "jasmine": "Jasmine", "@hapi/lab": "lab", "karma": "Karma",
    "@japa/runner": "Japa", "qunit": "QUnit", "@nestjs/testing": "", "poku": "Poku",
    "gulp-mocha": "Mocha", "gulp-jest": "Jest", "gulp-jasmine": "Jasmine", "gulp-ava": "AVA",
    "ts-mocha": "Mocha", "@redwoodjs/core": "Jest", "@redwoodjs/testing": "Jest",
    "@cedarjs/core": "Jest", "@cedarjs/testing": "Jest",
}  # fmt: skip
_PYTHON_RUNNERS = {
    "pytest": "pytest", "nose2": "nose2", "ward": "Ward", "behave": "behave", "nose": "nose",
    "pynose": "nose", "django-nose": "nose", "stestr": "stestr",
    "zope-testrunner": "zope.testrunner",
}  # fmt: skip
# What is called so extends pytest, and brings it.
_OF_PYTEST = "pytest-"
SETTINGS = ("pytest.ini", ".pytest.ini", "tox.ini", "setup.cfg", "pyproject.toml")
_PYTEST = re.compile(r"^\[(?:tool:|tool\.)?pytest[^\]\n]{0,40}\]", re.MULTILINE)

# What a runner's settings say of which files are tests; in package.json only Jest's do.
_NAMES_TESTS = re.compile(rb"\b(?:include|testMatch|testRegex)['\"]?\s{0,9}:")
_NAMES_TESTS_OF_JEST = re.compile(rb"\"test(?:Match|Regex)\"\s{0,9}:")
_NAMES_PYTHON_TESTS = re.compile(rb"^[ \t]{0,20}python_files[ \t]{0,9}[=:]", re.MULTILINE)
_SETTINGS_OF_RUNNER = re.compile(
    r"(?:(?:vitest|vite|jest)(?:\.\w{1,20}){0,3}\.(?:config|workspace)"
    r"|(?:vitest|vite|jest)\.(?:config|workspace)(?:\.\w{1,20}){0,3}|jest)\.\w{2,4}"
)
# What `nest new` tells Jest: that the names of tests end so, `.*\.spec\.ts$`.
_ENDS = re.compile(r"(?:\.\*)?((?:\\\.[\w-]{1,20}){1,5})\$")
_CONFIGURED = re.compile(r"\bjest\b[^&|;]{0,200}[ \t](?:--config|-c|--testRegex|--testMatch)\b")
# `./scripts/run-tests.sh`, `supertape`: what is called so tests, though it is not followed.
_TESTS_BY = re.compile(
    r"[\w./@-]{0,100}(?:\btape|supertape|run-?tests?|test-?runner)[\w.-]{0,20}(?:\s.{0,200})?"
)
# A file that such a script names: `mocha */test.js`.
_NAMED = re.compile(r"(?:^|[\s/'\"])([\w.-]{1,80}\.[cm]?[jt]sx?)(?=$|[\s'\"])")
_OTHER_RUNNERS = PYTHON_RUNNERS | OTHER_RUNNERS | frozenset(
    ("Playwright", "Cypress", "Newman", "Nightwatch", "TestCafe", "CodeceptJS", "WebdriverIO",
     "ng e2e", "Robot Framework")
)  # fmt: skip


def runners_of(
    tree: Tree,
    component: Component,
    packages: tuple[str, ...],
    manifests: Manifests,
    ci: ContinuousIntegration,
) -> Iterator[Runner]:
    """The runners that scripts, dependencies, settings or CI name; each once.

    `packages` are directories of the repository's packages that the component is built on.
    """
    seen: set[str] = set()
    directories = tuple(dict.fromkeys((*component.roots, *component.ancestors, *packages)))
    for runner in _all_runners(tree, component, directories, manifests, ci):
        if _is_for(runner.name, component.stack) and runner.name not in seen:
            seen.add(runner.name)
            yield runner


def _is_for(name: str, stack: Stack) -> bool:
    """Whether a runner runs unit tests of a stack."""
    if stack is Stack.PYTHON:
        return name in PYTHON_RUNNERS
    elsewhere = name.endswith((" tests", ".yml", ".yaml"))  # Of whatever language.
    return bool(name) and not elsewhere and name not in _OTHER_RUNNERS


def _all_runners(
    tree: Tree,
    component: Component,
    directories: tuple[str, ...],
    manifests: Manifests,
    ci: ContinuousIntegration,
) -> Iterator[Runner]:
    for directory in directories:
        for manifest in manifests.of(directory, component.stack):
            yield from _in_scripts(tree, manifest, manifests)
            yield from _in_dependencies(manifest)
    if component.stack is Stack.PYTHON:
        yield from _in_settings(tree, directories)
        yield from _django(tree, component)
    for use in ci.runs.of(Purpose.TEST):
        yield Runner(use.tool, use.where)


def _in_scripts(tree: Tree, manifest: Manifest, manifests: Manifests) -> Iterator[Runner]:
    """The runners that scripts named like `test` and `test:unit` end up running. What one hands the
    tests on to that is not followed runs them all the same.
    """
    scripts = [
        script
        for script in manifest.scripts
        if manifest.stack is Stack.NODE and _SCRIPT.fullmatch(script.name)
    ]
    starts = [
        Start(
            f"npm run {script.name}",
            Evidence(manifest.path, script.line, excerpt=f"{script.name}: {script.command}"),
            manifest.directory,
        )
        for script in scripts
    ]
    used = False
    for use in Follower(Project(tree, manifests), HANDLERS).follow(starts).of(Purpose.TEST):
        used = True
        yield Runner(use.tool, use.where)
    for script in scripts if not used else ():
        if _TESTS_BY.fullmatch(script.command):
            excerpt = f"{script.name}: {script.command}"
            yield Runner(script.command, Evidence(manifest.path, script.line, excerpt=excerpt))


def _in_dependencies(manifest: Manifest) -> Iterator[Runner]:
    known = _NODE_RUNNERS if manifest.stack is Stack.NODE else _PYTHON_RUNNERS
    for dependency in manifest.dependencies:
        name = known.get(dependency.name)
        if name is None and manifest.stack is Stack.PYTHON:
            name = "pytest" if dependency.name.startswith(_OF_PYTEST) else None
        if name is not None:
            where = Evidence(manifest.path, dependency.line, excerpt=dependency.name)
            yield Runner(name, where)


def _in_settings(tree: Tree, directories: tuple[str, ...]) -> Iterator[Runner]:
    """pytest, where a file has settings of it."""
    for directory in directories:
        for name in SETTINGS:
            path = join(directory, name)
            if tree.has(path) and (section := _PYTEST.search(tree.source(path))):
                yield Runner("pytest", Evidence(path, excerpt=section[0]))


def _django(tree: Tree, component: Component) -> Iterator[Runner]:
    """Django's own runner, which `manage.py test` is."""
    if "Django" in component.frameworks:
        for path in tree.files():
            if posixpath.basename(path) == "manage.py" and below(path, component.path):
                yield Runner("Django's test runner", Evidence(path))
                return


def names_tests(tree: Tree, component: Component) -> bool:
    """Whether a runner is told by its settings which files are tests, whatever they are called."""
    folders = {*component.roots, *component.ancestors, component.path}
    if component.stack is Stack.PYTHON:
        settings = (join(folder, name) for folder in folders for name in SETTINGS)
        return any(_NAMES_PYTHON_TESTS.search(tree.contents.get(path, b"")) for path in settings)
    packages = (join(folder, "package.json") for folder in folders)
    if any(_NAMES_TESTS_OF_JEST.search(tree.contents.get(path, b"")) for path in packages):
        return True
    return any(
        # In a folder of settings or of tests, too: `config/vitest.config.ts`.
        folders & {posixpath.dirname(path), posixpath.dirname(posixpath.dirname(path))}
        and _SETTINGS_OF_RUNNER.fullmatch(posixpath.basename(path))
        and _NAMES_TESTS.search(tree.contents.get(path, b""))
        for path in tree.files()
    )


def named_by_scripts(component: Component, manifests: Manifests) -> frozenset[str]:
    """The names of files that the scripts for tests of a component name, each as a test."""
    return frozenset(
        name
        for root in component.roots
        for manifest in manifests.of(root, Stack.NODE)
        for script in manifest.scripts
        if component.stack is Stack.NODE and _SCRIPT.fullmatch(script.name)
        for name in _NAMED.findall(script.command)
        if "test" in name or "spec" in name
    )


# A file of Python that a command names, whatever it is called: `pytest -s tests/main.py`.
_NAMED_IN_PYTHON = re.compile(r"(?:^|[\s/'\"=])(\w[\w.-]{0,80}\.py)(?=$|[\s'\":])")


def named_in_ci(component: Component, ci: ContinuousIntegration) -> frozenset[str]:
    """The names of files that CI has a runner of Python's tests take, each as a test."""
    if component.stack is not Stack.PYTHON:
        return frozenset()
    by_name = PYTHON_RUNNERS - {"Python test scripts"}  # These have no tests that a runner finds.
    uses = (each for each in ci.runs.of(Purpose.TEST) if each.tool in by_name)
    return frozenset(
        name for use in uses for name in _NAMED_IN_PYTHON.findall(use.where.excerpt)
    ) - {"manage.py", "setup.py"}


def ending_of_tests(
    tree: Tree, component: Component, manifests: Manifests, runners: Sequence[Runner]
) -> str:
    """How the names of tests end, where Jest alone runs them and package.json tells it that, but no
    script something else, those of end-to-end tests aside.
    """
    if not runners or any(each.name != "Jest" for each in runners):
        return ""
    scripts = (
        script.command
        for folder in component.roots
        for manifest in manifests.of(folder, component.stack)
        for script in manifest.scripts
    )
    if any("e2e" not in each and _CONFIGURED.search(each) for each in scripts):
        return ""
    for path in (join(folder, "package.json") for folder in component.roots):
        try:
            told = string(sub(read_json(tree, path), "jest").get("testRegex"))
        except Unreadable:
            continue
        if match := _ENDS.fullmatch(told):
            return match[1].replace("\\", "")
    return ""
