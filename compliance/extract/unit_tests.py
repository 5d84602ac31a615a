"""Finds the tests of a component: which files, by which runner, and whether they call its code."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from compliance.extract.base import extractor
from compliance.extract.calling_tests import MAX_SOURCE, Reader
from compliance.extract.imports import Imports
from compliance.extract.runners import (
    SETTINGS,
    ending_of_tests,
    named_by_scripts,
    named_in_ci,
    names_tests,
    runners_of,
)
from compliance.extract.sources import own_sources
from compliance.facts import Component, Evidence, Stack
from compliance.facts.ci import ContinuousIntegration
from compliance.facts.manifests import Group, Manifests
from compliance.facts.testing import Runner, UnitTests
from compliance.paths import below, is_source, is_test, language
from compliance.tree import Tree, Unreadable

MAX_CALLING = 3
MAX_IDLE = 10
MAX_UNREADABLE = 5
MAX_RUNNERS = 10

_END_TO_END_FOLDERS = frozenset(
    "e2e e2e-tests end-to-end end_to_end cypress playwright selenium functional-e2e".split()
)
_END_TO_END_NAME = re.compile(r"[._-]e2e(?:[._-]|$)|\.cy\.|\.pw\.|^e2e[._-]")
_DRIVES_BROWSER = re.compile(
    r"""['"](?:@playwright/test|cypress|puppeteer|webdriverio|selenium-webdriver|testcafe)['"]"""
    r"|^[ \t]{0,20}(?:from|import)[ \t]{1,5}(?:selenium|playwright|splinter|pyppeteer)\b",
    re.MULTILINE,
)
_NODE_TEST = re.compile(
    r"(?<![\w.$])(?:describe|it|test|suite|specify|tape|(?:t|tap|Deno|QUnit|lab)\.test|lab\.it)"
    r"[ \t]{0,5}(?:\.[ \t]{0,5}\w{1,20}[ \t]{0,5}(?:\([^()\n]{0,200}\)[ \t]{0,5})?){0,3}[(`]"
    r"|\bassert\b|\btest\.group\("
)
_PYTHON_TEST = re.compile(
    r"^[ \t]{0,40}(?:async[ \t]{1,5})?"
    r"(?:def[ \t]{1,5}(?:test|describe_)|class[ \t]{1,5}\w{0,100}Test)",
    re.MULTILINE,
)
# What runs tests, and not its mocks alone, which tests of pytest take in too.
_UNITTEST = re.compile(
    r"^(?:from|import)[ \t]{1,5}(?:django\.test|twisted\.trial"
    r"|unittest(?!\.mock\b|[ \t]{1,5}import[ \t]{1,5}mock[ \t]{0,5}$))\b",
    re.MULTILINE,
)


_ALONE = re.compile(r"(?:test|spec)\.[cm]?[jt]sx?")
# `python -m unittest discover -s tests -p '*.py'`
_BY_NAME = re.compile(r"\bunittest\s{1,5}discover\b[^\n;&|]{0,200}\s(?:-p|--pattern)\b")


def _reads(path: str) -> bool:
    return posixpath.basename(path) in SETTINGS or is_source(path)


@extractor(version=20, reads=_reads)
def unit_tests(
    tree: Tree, component: Component, manifests: Manifests, ci: ContinuousIntegration
) -> UnitTests:
    """The tests of a component, and the first of them that call code of the repository.

    Packages of the repository that a component is built on are its code, and their tests its tests.
    """
    packages = _built_on(component, manifests)
    runners = list(runners_of(tree, component, packages, manifests, ci))
    own = frozenset(_sources(tree, component, packages))
    imports = Imports(tree, component, manifests)
    reader, outside = Reader(tree, component, imports), Reader(tree, component, imports, own)
    ending = ending_of_tests(tree, component, manifests, runners)
    any_name = names_tests(tree, component) or _discovers_by_name(component, ci)
    told = named_in_ci(component, ci)
    found = _Found(any_name, ending, told)
    named = named_by_scripts(component, manifests) | told
    for path in _candidates(tree, component, own, named):
        ours = path in own
        if _is_end_to_end(path):
            found.note_end_to_end(path, ours=ours)
        elif len(found.calling) >= MAX_CALLING:
            found.files += ours  # Enough is known; the others are counted by their names.
        else:
            _judge(path, tree, reader if ours else outside, runners, found, ours=ours)
    return UnitTests(
        tuple((runners or found.runners)[:MAX_RUNNERS]),
        found.files,
        found.end_to_end,
        tuple(found.calling),
        tuple(found.unreadable[:MAX_UNREADABLE]),
        tuple(found.idle[:MAX_IDLE]),
    )


def _discovers_by_name(component: Component, ci: ContinuousIntegration) -> bool:
    """Whether CI has Python's own runner take files of other names for tests."""
    return component.stack is Stack.PYTHON and any(
        _BY_NAME.search(each.where.excerpt) for each in ci.commands
    )


@dataclass
class _Found:
    """What is known of the tests so far; `runners` is Python's own, for tests that are written
    for it. With `any_name` the settings say which files are tests, whatever these are called;
    `ending` is what their names have to end with, `told` are names that the runner is handed.
    """

    any_name: bool = False
    ending: str = ""
    told: frozenset[str] = frozenset()
    runners: list[Runner] = field(default_factory=list)
    files: int = 0
    end_to_end: int = 0
    calling: list[Evidence] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)

    def note_end_to_end(self, path: str, *, ours: bool) -> None:
        """Count a test file that is end-to-end only, if it is one of the component's own."""
        if ours:
            self.end_to_end += 1
            self.idle.append(path)


def _judge(
    path: str, tree: Tree, reader: Reader, runners: list[Runner], found: _Found, *, ours: bool
) -> None:
    """Read a test file, and note what it is; one of another component only where it calls."""
    try:
        source = tree.source(path)[:MAX_SOURCE]
    except Unreadable as error:
        found.unreadable.append(str(error))
        return
    if _DRIVES_BROWSER.search(source):
        found.note_end_to_end(path, ours=ours)
    elif holds_tests(path, source):
        line = reader.calls(path)
        found.files += bool(line) or ours
        named = path.endswith(found.ending)
        any_name = found.any_name or posixpath.basename(path) in found.told
        if line and named and _is_found(path, runners, source, any_name=any_name):
            found.calling.append(_evidence(path, line, source))
            if not found.runners and _UNITTEST.search(source):
                found.runners.append(Runner("unittest", Evidence(path)))
        elif ours:
            found.idle.append(path)


def _built_on(component: Component, manifests: Manifests) -> tuple[str, ...]:
    """The directories of the repository's packages that a component depends on, directly or not."""
    by_name = {
        each.name: each.directory
        for each in manifests.manifests
        if each.stack is component.stack and each.name and each.directory != component.path
    }
    found: dict[str, None] = {}
    waiting = [component.path]
    while waiting:
        for dependency in manifests.dependencies(waiting.pop(), component.stack):
            directory = by_name.get(dependency.name)
            needed = dependency.group is not Group.DEVELOPMENT
            if needed and directory is not None and directory not in found:
                found[directory] = None
                waiting.append(directory)
    return tuple(found)


def _sources(tree: Tree, component: Component, packages: tuple[str, ...]) -> Iterator[str]:
    """The source files of a component and of the packages that it is built on."""
    yield from own_sources(tree, component)
    for directory in packages:
        for path in tree.files(directory):
            if is_source(path) and _is_of(path, component.stack):
                yield path


def _is_of(path: str, stack: Stack) -> bool:
    return (language(path) == "python") == (stack is Stack.PYTHON)


def _evidence(path: str, line: int, source: str) -> Evidence:
    lines = source.splitlines()
    return Evidence(path, line, excerpt=lines[line - 1].strip() if line <= len(lines) else "")


def test_files(tree: Tree, component: Component, manifests: Manifests) -> Iterator[str]:
    """The files of tests that concern a component: its own, those of the packages that it is built
    on, then those in folders of tests above it.
    """
    packages = _built_on(component, manifests)
    own = frozenset(_sources(tree, component, packages))
    return _candidates(tree, component, own, named_by_scripts(component, manifests))


def _candidates(
    tree: Tree, component: Component, own: frozenset[str], named: frozenset[str]
) -> Iterator[str]:
    """The component's test files, also by the names that its scripts name, those of its packages,
    then those of folders of tests above.
    """
    tests = (
        path
        for path in own
        if is_test(path) or posixpath.basename(path) in named or _may_be_alone(path, component)
    )
    yield from sorted(tests, key=lambda path: (not below(path, component.path), path))
    for path in tree.matching(is_test_source):
        if path not in own and _is_of(path, component.stack) and concerns(path, component):
            yield path


def _may_be_alone(path: str, component: Component) -> bool:
    """Whether a file is the one that Jest and Node.js's own runner take for tests by its whole
    name, `test.js`, in the folder that they run in.
    """
    folder, name = posixpath.split(path)
    return folder == component.path.strip("./") and _ALONE.fullmatch(name) is not None


def is_test_source(path: str) -> bool:
    """Whether a path is one of a test, in a language that is read."""
    return is_test(path) and is_source(path)


def concerns(path: str, component: Component) -> bool:
    """Whether a file outside of a component lies below it, or in a folder of tests above it."""
    if below(path, component.path):
        return True
    folders = path.split("/")[:-1]
    for depth, folder in enumerate(folders):
        if is_test(f"{folder}/_"):
            return "/".join(folders[:depth]) in component.ancestors
    return False


def _is_end_to_end(path: str) -> bool:
    folders = posixpath.dirname(path).lower().split("/")
    name = posixpath.basename(path).lower()
    return not _END_TO_END_FOLDERS.isdisjoint(folders) or bool(_END_TO_END_NAME.search(name))


def holds_tests(path: str, source: str) -> bool:
    """Whether a file has tests in it, rather than only what helps them."""
    pattern = _PYTHON_TEST if language(path) == "python" else _NODE_TEST
    return bool(pattern.search(source))


def _is_found(path: str, runners: list[Runner], source: str, *, any_name: bool) -> bool:
    """Whether a runner finds a file by its name and place."""
    name = posixpath.basename(path)
    if language(path) == "python":
        named = any_name or bool(re.fullmatch(r"test.*\.py|.*_test\.py|tests\.py", name))
        return named and (bool(runners) or bool(_UNITTEST.search(source)))
    named = bool(re.search(r"(?:^|[-._])(?:test|spec)\.|^test[-_.]", name)) or "__tests__" in path
    others = any(runner.name not in ("Jest", "Vitest") for runner in runners)
    return bool(runners) and (named or others or any_name)
