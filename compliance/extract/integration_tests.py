"""Finds the tests that call endpoints, and the database that they run against."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from compliance.extract.base import extractor
from compliance.extract.collection_runs import collection_runs
from compliance.extract.compose import is_compose
from compliance.extract.endpoint_calls import called, found
from compliance.extract.sources import evidence_at, own_sources
from compliance.extract.unit_tests import holds_tests, test_files
from compliance.facts import Component, Evidence, Layout, Stack
from compliance.facts.manifests import Manifests
from compliance.facts.services import Containers, DataStores
from compliance.facts.testing import IntegrationTests
from compliance.paths import below, is_source, is_test
from compliance.tree import Tree, Unreadable

MAX_CALLING = 5
MAX_SOURCE = 1024 * 1024

_CONTAINERS = re.compile(
    rb"testcontainers|mongodb-memory-server|\bpg-mem\b|embedded-postgres|\bpglite\b"
    rb"|pytest_postgresql|pytest-postgresql|pytest_docker|\bmongomock\b"
)
_OF_CONTAINERS = (
    b"testcontainers", b"mongodb-memory-server", b"pg-mem", b"embedded-postgres", b"pglite",
    b"pytest_postgresql", b"pytest-postgresql", b"pytest_docker", b"mongomock",
)  # fmt: skip
_OF_MEMORY = (b"sqlite", b":memory:", b"file:", b"sqljs")
_IN_MEMORY = re.compile(
    rb"sqlite[\w+]{0,20}:|:memory:|better-sqlite3|['\"]sqljs['\"]|file:[\w./-]{1,80}\.db"
)
# A database that tests make for themselves on a server that runs: `CREATE DATABASE test_shop_1`,
# or SQLAlchemy-Utils' function.
_MADE = re.compile(rb"\bcreate database\b|\bcreate_database\s{0,9}\(", re.IGNORECASE)
_OF_MAKING = (b"CREATE DATABASE", b"create database", b"create_database")
# What AdonisJS does with the database that its tests have: it migrates or empties it, or puts a
# transaction around each test.
_OF_ADONIS = re.compile(
    rb"\b[tT]estUtils\s{0,9}\.\s{0,9}db\s{0,9}\(|\.\s{0,9}beginGlobalTransaction\s{0,9}\("
)
_WORDS_OF_ADONIS = (b"estUtils", b"beginGlobalTransaction")
# The environment of tests, and SQLite in it: `TYPEORM_CONNECTION=sqlite`, `DATABASE_URL="file:…"`.
_OF_TESTS = re.compile(r"(?:.*/)?(?:\.env\.test(?:ing)?(?:\.\w{1,20})?|test\.env)")
# The settings of what runs tests, which may start a server for them.
_RUNNER = re.compile(
    r"(?:.*/)?(?:playwright|vitest|jest|cypress)[\w.-]{0,40}\.(?:config|setup)\.[cm]?[jt]sx?"
)
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
_SETTINGS_OF_TESTS = re.compile(rb"class Test\w{0,20}(?:Config|Settings)\w{0,20}\b")
_NAMED_IN_MEMORY = re.compile(rb"=[ \t]{0,9}['\"]?(?:(?:better-)?sqlite|file:|:memory:)")
_SERVICE = re.compile(
    rb"\b(?:postgres|postgis|mysql|mariadb|mongo|timescaledb|pgvector)[\w/.-]{0,60}(?::[\w.-]{1,40})?"
    rb"|\bsupabase\s{1,3}(?:db\s{1,3})?start\b"
)
# A container that a script starts.
_RUN = re.compile(
    rb"\b(?:docker|podman)\s{1,3}(?:container\s{1,3})?run\b[^\n]{0,300}\b"
    rb"(?:postgres|postgis|mysql|mariadb|mongo|timescaledb|pgvector)"
)
_SCRIPTS = frozenset("Makefile makefile justfile Justfile package.json".split())
# The one test that NestJS's generator writes, of the greeting that it writes too.
_GREETING = b"Hello World!"
_GENERATED = re.compile(
    rb"\.get\(['\"]/['\"]\)\s{0,40}\.expect\(200\)\s{0,40}\.expect\(['\"]Hello World!['\"]\)"
)
# The member of a workspace that a command runs something of: `npm run start -w @acme/shop`.
_MEMBER = re.compile(r"(?:--workspace|--filter|-w|-F|workspace)[ =]{1,3}['\"]?([@\w./-]{1,200})")
_TESTS = re.compile(rb"\b(?:it|test)\s{0,9}\(")
_WORKFLOWS = (".github/workflows/", ".circleci/", ".gitlab-ci", ".travis", "azure-pipelines")


def _is_workflow(path: str) -> bool:
    return path.startswith(_WORKFLOWS) and path.endswith((".yml", ".yaml"))


def _reads(path: str) -> bool:
    described = _is_workflow(path) or is_compose(path)
    return is_source(path) or described or _OF_TESTS.fullmatch(path) is not None


@extractor(version=22, reads=_reads)
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
    calling, helping, unread = _Calling(), _Calling(), []
    sources: dict[str, bytes] = {}
    for path in paths:
        if len(calling.places) >= MAX_CALLING:
            break
        try:
            content = tree.read(path)[:MAX_SOURCE]
        except Unreadable as error:
            unread.append(str(error))
            continue
        tests = holds_tests(path, content.decode("utf-8", "replace"))
        if tests:
            sources[path] = content
        position = called(content, component.stack)
        if position is not None and _is_left_over(tree, component, content):
            continue
        if position is not None:
            (calling if tests else helping).note(evidence_at(path, content, position))
    places = calling.places or _taken_in(helping.places, sources.values())
    if not places and component.stack is Stack.NODE and sources:
        among = islice(_among_code(tree, component), MAX_CALLING)
        places = _taken_in(among, sources.values())
    places = places or list(islice(collection_runs(tree, component, manifests), MAX_CALLING))
    databases = tuple(dict.fromkeys(_databases(tree, component, paths, stores, containers)))
    return IntegrationTests(tuple(places), len(paths), databases, tuple(unread[:5]))


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


def _databases(
    tree: Tree,
    component: Component,
    paths: list[str],
    stores: DataStores,
    containers: Containers,
) -> Iterator[str]:
    """What database tests run against."""
    if "Django" in component.frameworks:
        yield "Django's test database"
    wanted = {engine for each in stores.databases for engine in each.engines}
    for service in containers.services:
        if service.engine in wanted:
            yield f"the Compose service {service.name}"
    yield from _in_settings(tree, component)
    helpers = {posixpath.dirname(path) for path in paths}
    above = frozenset(component.ancestors)
    for path in tree.files():
        if _is_workflow(path) and _SERVICE.search(tree.contents.get(path, b"")):
            yield f"a service in {path}"
        elif (
            ".env" in path
            and _OF_TESTS.fullmatch(path)
            and _NAMED_IN_MEMORY.search(tree.contents.get(path, b""))
        ):
            yield f"SQLite in {path}"
        folder, _, name = path.rpartition("/")
        is_near = folder in above or folder == component.path
        if name in _SCRIPTS and is_near and _RUN.search(tree.contents.get(path, b"")):
            yield f"a container that {path} starts"
        if folder in helpers and is_compose(path) and _SERVICE.search(tree.contents.get(path, b"")):
            yield f"a service in {path}"
        if folder in helpers or (folder in above and _RUNNER.fullmatch(path)):
            yield from _started(path, tree.contents.get(path, b""))


def _in_settings(tree: Tree, component: Component) -> Iterator[str]:
    """The database of tests that the application's own settings name."""
    for path in own_sources(tree, component) if component.stack is Stack.PYTHON else ():
        content = tree.contents.get(path, b"")
        if b"class Test" in content and b"sqlite" in content and _is_set_for_tests(content):
            yield f"SQLite in {path}"


def _is_set_for_tests(content: bytes) -> bool:
    """Whether a class of settings for tests names SQLite: `class TestConfig(Config)` of Flask."""
    inside = False
    for line in content.split(b"\n"):
        if line[:1].strip():
            inside = _SETTINGS_OF_TESTS.match(line) is not None
        elif inside and _IN_MEMORY.search(line):
            return True
    return False


def _started(path: str, content: bytes) -> Iterator[str]:
    """The database that a file of the tests starts or makes."""
    if (match := found(_CONTAINERS, _OF_CONTAINERS, content)) is not None:
        yield f"{match[0].decode()} in {path}"
    elif found(_IN_MEMORY, _OF_MEMORY, content):
        yield f"SQLite in {path}"
    elif found(_MADE, _OF_MAKING, content):
        yield f"a database that {path} makes"
    elif found(_OF_ADONIS, _WORDS_OF_ADONIS, content):
        yield f"AdonisJS's test database in {path}"
