"""Finds the database that tests run against: a service, a container, or one of a framework's."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from compliance.extract.compose import is_compose
from compliance.extract.marked import found
from compliance.extract.sources import own_sources
from compliance.facts import Component, Stack
from compliance.facts.services import Containers, DataStores
from compliance.tree import Tree

_CONTAINERS = re.compile(
    rb"testcontainers|mongodb-memory-server|\bpg-mem\b|embedded-postgres|\bpglite\b"
    rb"|pytest_postgresql|pytest-postgresql|pytest_docker|\bmongomock\b"
)
_OF_CONTAINERS = (
    b"testcontainers", b"mongodb-memory-server", b"pg-mem", b"embedded-postgres", b"pglite",
    b"pytest_postgresql", b"pytest-postgresql", b"pytest_docker", b"mongomock",
)  # fmt: skip
_OF_MEMORY = (b"sqlite", b"SQLite", b":memory:", b"file:", b"sqljs")
_IN_MEMORY = re.compile(
    rb"sqlite[\w+]{0,20}:|:memory:|better-sqlite3|['\"]sqljs['\"]|file:[\w./-]{1,80}\.db"
)
# The same in what sets tests up: a test may be about such settings.
_SETS_IN_MEMORY = re.compile(
    rb"\b(?:dialect|type|client|provider)['\"]?\s{0,5}:\s{0,5}['\"]sqlite3?['\"]"
    rb"|\bSQLiteEngine\b|\bsqlite3\.connect\("
)
_IS_TEST = re.compile(r"(?:.*/)?(?:test_[^/]*|[^/]*_test\.py|[^/]*[._-](?:test|spec|tests)\.[^/]*)")
# A database on a server that is called after tests: `postgresql://localhost/shop_test`, or, where
# the parts of an address stand one by one, `database: "shop_test"`.
_NAMED_FOR_TESTS = re.compile(
    rb"\b(?:postgres(?:ql)?|mysql|mariadb|mongodb|mssql|cockroachdb)(?:\+\w{1,20})?://"
    rb"[^\s'\"`]{0,200}[/_-]test(?:ing|s|_?db)?(?![a-z])"
    rb"|\b(?:database|db_?name)['\"]?\s{0,5}[:=]\s{0,5}['\"`](?:[\w-]{0,40}[_-])?test(?:ing|s|_?db)?['\"`]",
    re.IGNORECASE,
)
_OF_NAMES = (b"test", b"TEST", b"Test")
# Files of settings for tests, and of settings that may name one for tests among others.
_FOR_TESTS = re.compile(
    r"(?:.*/)?(?:settings?_test(?:ing)?|test(?:ing)?_settings?|config_test(?:ing)?"
    r"|test(?:ing)?_config)\.py"
    r"|(?:.*/)?(?:configs?|settings|environments?)/test(?:ing)?\.(?:py|[cm]?[jt]s|json5?|ya?ml|toml)"
)
_CONFIGURES = re.compile(
    r"(?:.*/)?(?:knexfile|ormconfig|database|db|config|data-?source)\.(?:[cm]?[jt]s|json|py)"
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
_SETTINGS_OF_TESTS = re.compile(rb"class Test\w{0,20}(?:Config|Settings)\w{0,20}\b")
_NAMED_IN_MEMORY = re.compile(rb"=[ \t]{0,9}['\"]?(?:(?:better-)?sqlite|file:|:memory:)")
_SERVICE = re.compile(
    rb"\b(?:postgres|postgis|mysql|mariadb|mongo|timescaledb|pgvector|elasticsearch|opensearch"
    rb"|cockroach|clickhouse|dynamodb|cassandra|neo4j)[\w/.-]{0,60}(?::[\w.-]{1,40})?"
    rb"|\bsupabase\s{1,3}(?:db\s{1,3})?start\b"
)
# A container that a script starts.
_RUN = re.compile(
    rb"\b(?:docker|podman)\s{1,3}(?:container\s{1,3})?run\b[^\n]{0,300}\b"
    rb"(?:postgres|postgis|mysql|mariadb|mongo|timescaledb|pgvector)"
)
_SCRIPTS = re.compile(
    r"(?:Makefile|makefile|justfile|Justfile|package\.json|[\w.-]{0,60}test[\w.-]{0,60}\.sh)"
)
_WORKFLOWS = (
    ".github/workflows/", ".circleci/", ".gitlab-ci", ".travis", "azure-pipelines", "circle.yml",
    ".drone", ".woodpecker", "bitbucket-pipelines", ".cirrus", ".semaphore/", ".buildkite/",
    ".depot/workflows/", ".forgejo/workflows/", ".gitea/workflows/",
)  # fmt: skip


def _is_workflow(path: str) -> bool:
    return path.startswith(_WORKFLOWS) and path.endswith((".yml", ".yaml"))


def may_name_one(path: str) -> bool:
    """Whether a file may say what database tests run against: one of CI, of Compose, of settings
    for tests.
    """
    return (
        _is_workflow(path)
        or is_compose(path)
        or _OF_TESTS.fullmatch(path) is not None
        or _FOR_TESTS.fullmatch(path) is not None
        or _CONFIGURES.fullmatch(path) is not None
    )


def databases(
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
        content = tree.contents.get(path, b"")
        if not content:
            continue
        folder, _, name = path.rpartition("/")
        is_near = folder in above
        if _is_workflow(path) and _SERVICE.search(content):
            yield f"a service in {path}"
        elif is_near and _SCRIPTS.fullmatch(name) and _RUN.search(content):
            yield f"a container that {path} starts"
        elif folder in helpers and is_compose(path) and _SERVICE.search(content):
            yield f"a service in {path}"
        elif (folder in helpers or (is_near and _RUNNER.fullmatch(path))) and not (
            _FOR_TESTS.fullmatch(path)
        ):
            yield from _started(path, content)
        else:
            yield from _named(path, content)


def _named(path: str, content: bytes) -> Iterator[str]:
    """The database that settings for tests name, or that settings name for tests."""
    for_tests = _OF_TESTS.fullmatch(path) or _FOR_TESTS.fullmatch(path)
    in_memory = (_NAMED_IN_MEMORY, _IN_MEMORY, _SETS_IN_MEMORY)
    if for_tests and any(each.search(content) for each in in_memory):
        yield f"SQLite in {path}"
    elif (for_tests or _CONFIGURES.fullmatch(path)) and found(_NAMED_FOR_TESTS, _OF_NAMES, content):
        yield f"a database that {path} names for tests"


def _in_settings(tree: Tree, component: Component) -> Iterator[str]:
    """The database of tests that the application's own settings name."""
    for path in own_sources(tree, component) if component.stack is Stack.PYTHON else ():
        content = tree.contents.get(path, b"")
        if b"class Test" in content and (name := _set_for_tests(content)):
            yield f"{name} in {path}"


def _set_for_tests(content: bytes) -> str:
    """What database a class of settings for tests names, as `class TestConfig(Config)` of Flask;
    "" where there is none.
    """
    inside = False
    for line in content.split(b"\n"):
        if line[:1].strip():
            inside = _SETTINGS_OF_TESTS.match(line) is not None
        elif inside and _IN_MEMORY.search(line):
            return "SQLite"
        elif inside and _NAMED_FOR_TESTS.search(line):
            return "a database for tests"
    return ""


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
    elif _IS_TEST.fullmatch(path):
        return
    elif found(_SETS_IN_MEMORY, _OF_MEMORY, content):
        yield f"SQLite in {path}"
    elif found(_NAMED_FOR_TESTS, _OF_NAMES, content):
        yield f"a database that {path} names"
