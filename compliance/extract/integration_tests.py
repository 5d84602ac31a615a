"""Finds the tests that call endpoints, and the database that they run against."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from compliance.extract.base import extractor
from compliance.extract.collection_runs import collection_runs
from compliance.extract.databases_of_tests import databases, may_name_one
from compliance.extract.endpoint_calls import called
from compliance.extract.marked import found
from compliance.extract.sources import evidence_at, own_sources
from compliance.extract.unit_tests import concerns, holds_tests, is_test_source, test_files
from compliance.facts import Component, Evidence, Layout, Stack
from compliance.facts.manifests import Manifests
from compliance.facts.services import Containers, DataStores
from compliance.facts.testing import IntegrationTests
from compliance.paths import below, is_source, is_test, language
from compliance.tree import Tree, Unreadable

MAX_CALLING = 5
MAX_SOURCE = 1024 * 1024

# What only a test, or a helper of tests, takes in.
_FOR_TESTS = re.compile(
    rb"""['"](?:supertest|light-my-request|chai-http|vitest|@jest/globals|node:test
    |cloudflare:test)['"]""",
    re.VERBOSE,
)
_OF_TESTERS = (
    b"supertest", b"light-my-request", b"chai-http", b"vitest", b"@jest/globals", b"node:test",
    b"cloudflare:test",
)  # fmt: skip
# What in a test in JavaScript says that it drives or asks a server that runs; one in Python has a
# client of any, and asks the own machine.
_DRIVES = re.compile(
    rb"""\bcy\.(?:request|api)\b|['"]@playwright/test['"]|\brequest\.(?:get|post|put|delete)\("""
)
_OF_DRIVING = (b"cy.", b"@playwright/test", b"request.")
_CLIENTS = (b"requests.", b"httpx.")
_OWN_MACHINE = (b"localhost", b"127.0.0.1")
# The one test that NestJS's generator writes, of the greeting that it writes too.
_GREETING = b"Hello World!"
_GENERATED = re.compile(
    rb"\.get\(['\"]/['\"]\)\s{0,40}\.expect\(200\)\s{0,40}\.expect\(['\"]Hello World!['\"]\)"
)
# The member of a workspace that a command runs something of: `npm run start -w @acme/shop`.
_MEMBER = re.compile(r"(?:--workspace|--filter|-w|-F|workspace)[ =]{1,3}['\"]?([@\w./-]{1,200})")
_TESTS = re.compile(rb"\b(?:it|test)\s{0,9}\(")


def _reads(path: str) -> bool:
    return is_source(path) or may_name_one(path)


@extractor(version=26, reads=_reads)
def integration_tests(
    tree: Tree,
    component: Component,
    manifests: Manifests,
    layout: Layout,
    stores: DataStores,
    containers: Containers,
) -> IntegrationTests:
    """The tests of a component that call endpoints, and what database there is for them; those of
    another backend, whose code it may take in, call that one's.
    """
    own = f"{component.path}/"
    others = [each.path for each in layout.components if not below(own, each.path)]
    paths = [
        path
        for path in (
            *test_files(tree, component, manifests),
            *_of_testers(tree, component, manifests),
        )
        if not any(below(path, each) for each in others)
    ]
    paths = [path for path in paths if not _is_of_outer(path, tree, component, layout)]
    read = _Read()
    for path in paths:
        if len(read.calling.places) >= MAX_CALLING:
            break
        read.look_at(path, tree, component)
    places = read.calling.places or _taken_in(read.helping.places, read.sources.values())
    if not places and component.stack is Stack.NODE and read.sources:
        among = islice(_among_code(tree, component), MAX_CALLING)
        places = _taken_in(among, read.sources.values())
    places = places or list(islice(collection_runs(tree, component, manifests), MAX_CALLING))
    if not places:
        places = list(islice(_of_another_stack(tree, component, others), MAX_CALLING))
    if not places:
        places = list(_of_whole(tree, component, manifests, layout))
    against = tuple(dict.fromkeys(databases(tree, component, paths, stores, containers)))
    return IntegrationTests(tuple(places), len(paths), against, tuple(read.unread[:5]))


def _is_of_outer(path: str, tree: Tree, component: Component, layout: Layout) -> bool:
    """Whether a test beside a backend that lies in another's folder is of that other: it does not
    so much as name the folder of the inner one.
    """
    if below(path, component.path):
        return False
    around = any(
        each.path != component.path
        and each.stack is component.stack
        and below(component.path, each.path)
        and below(path, each.path)
        for each in layout.components
    )
    name = re.escape(posixpath.basename(component.path).encode())
    return around and re.search(rb"\b" + name + rb"\b", tree.contents.get(path, b"")) is None


# A package that holds tests of all that a repository serves together.
_TESTS_WHOLE = re.compile(
    r"(?:.{1,200}/)?(?:[\w.]{1,40}[-_])?(?:e2e|end[-_]to[-_]end|integration|acceptance|system|api)"
    r"(?:[-_]?tests?)?(?:[-_][\w.]{1,40})?"
)


def _of_whole(
    tree: Tree, component: Component, manifests: Manifests, layout: Layout
) -> tuple[Evidence, ...]:
    """Where the tests of a package that is for nothing else ask what runs on the own machine."""
    served = {each.path for each in layout.components}
    around = {path[: slash.start()] for path in served for slash in re.finditer("/", path)}
    folders = {
        each.directory
        for each in manifests.manifests
        if each.stack is component.stack
        and ("test" in each.directory or "e2e" in each.directory)
        and _TESTS_WHOLE.fullmatch(each.directory)
    }
    return tree.once(_asking, tuple(sorted(folders - served - around)), component.stack)


def _asking(tree: Tree, folders: tuple[str, ...], stack: Stack) -> tuple[Evidence, ...]:
    """The first places in tests in some folders that call an endpoint."""
    return tuple(islice(_calls_in(tree, folders, stack), MAX_CALLING))


def _calls_in(tree: Tree, folders: tuple[str, ...], stack: Stack) -> Iterator[Evidence]:
    for folder in folders:
        for path in tree.files(folder):
            if not is_test_source(path) or (language(path) == "python") != (stack is Stack.PYTHON):
                continue
            content = tree.contents.get(path, b"")[:MAX_SOURCE]
            position = called(content, stack, path)
            if position is not None and holds_tests(path, content.decode("utf-8", "replace")):
                yield evidence_at(path, content, position)


def _of_another_stack(tree: Tree, component: Component, others: list[str]) -> Iterator[Evidence]:
    """Where tests in a language that a component is not written in ask it while it runs: those of
    Playwright and Cypress, or of pytest.
    """
    stack = Stack.PYTHON if component.stack is Stack.NODE else Stack.NODE
    for path in tree.matching(is_test_source):
        if (language(path) == "python") != (stack is Stack.PYTHON):
            continue
        content = tree.contents.get(path, b"")[:MAX_SOURCE]
        if not _may_ask_it(content, stack) or not concerns(path, component):
            continue
        if any(below(path, each) for each in others):
            continue
        position = called(content, stack, path)
        if position is not None and holds_tests(path, content.decode("utf-8", "replace")):
            yield evidence_at(path, content, position)


def _may_ask_it(content: bytes, stack: Stack) -> bool:
    if stack is Stack.NODE:
        return found(_DRIVES, _OF_DRIVING, content) is not None
    return any(each in content for each in _OWN_MACHINE) and any(
        each in content for each in _CLIENTS
    )


def _of_testers(tree: Tree, component: Component, manifests: Manifests) -> Iterator[str]:
    """The tests in packages that depend on nothing of a component, but start it to test it."""
    names = {each.name for each in manifests.of(component.path, component.stack)} - {""}
    for manifest in manifests.manifests if names else ():
        folder = manifest.directory
        if not folder or below(component.path, folder) or below(folder, component.path):
            continue
        tests = (each.command for each in manifest.scripts if "test" in each.name)
        if any(not names.isdisjoint(_MEMBER.findall(command)) for command in tests):
            yield from (path for path in tree.files(folder) if is_source(path) and is_test(path))


@dataclass
class _Calling:
    """The first places that call an endpoint, in one kind of file."""

    places: list[Evidence] = field(default_factory=list)

    def note(self, place: Evidence) -> None:
        """Keep a place, while there are few."""
        if len(self.places) < MAX_CALLING:
            self.places.append(place)


@dataclass
class _Read:
    """What the files of tests hold that were read: `calling` are the tests that call an endpoint,
    `helping` the helpers that do, `sources` all tests; `unread` says why others were not.
    """

    calling: _Calling = field(default_factory=_Calling)
    helping: _Calling = field(default_factory=_Calling)
    sources: dict[str, bytes] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)

    def look_at(self, path: str, tree: Tree, component: Component) -> None:
        """Read one more file."""
        try:
            content = tree.read(path)[:MAX_SOURCE]
        except Unreadable as error:
            self.unread.append(str(error))
            return
        tests = holds_tests(path, content.decode("utf-8", "replace"))
        if tests:
            self.sources[path] = content
        position = called(content, component.stack, path)
        if position is not None and not _is_left_over(tree, component, content):
            place = evidence_at(path, content, position)
            (self.calling if tests else self.helping).note(place)


def _taken_in(helpers: Iterable[Evidence], tests: Iterable[bytes]) -> list[Evidence]:
    """The places in helpers that some test takes in."""
    held = tuple(tests)
    return [each for each in helpers if any(_is_used(each.path, test) for test in held)]


def _among_code(tree: Tree, component: Component) -> Iterator[Evidence]:
    """Where helpers of tests that lie among the code call endpoints."""
    for path in own_sources(tree, component):
        content = tree.contents.get(path, b"") if not is_test(path) else b""
        if found(_FOR_TESTS, _OF_TESTERS, content) is None:
            continue
        position = called(content, component.stack)
        if position is not None:
            yield evidence_at(path, content, position)


def _is_used(helper: str, test: bytes) -> bool:
    """Whether a test takes a helper in, by the name of its file; what pytest hands to tests itself
    is not taken in.
    """
    stem = posixpath.splitext(posixpath.basename(helper))[0]
    if stem in ("conftest", "__init__", "index"):
        return True
    return re.search(rb"[./ '\"]" + re.escape(stem.encode()) + rb"\b", test) is not None


def _is_left_over(tree: Tree, component: Component, test: bytes) -> bool:
    """Whether a test was generated with a greeting that the code no longer answers: nobody runs it,
    since it fails.
    """
    if len(_TESTS.findall(test)) > 1 or not _GENERATED.search(test):
        return False
    return not any(
        _GREETING in tree.contents.get(path, b"")
        for path in own_sources(tree, component)
        if not is_test(path)
    )
