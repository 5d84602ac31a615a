"""Finds the tests that call endpoints, and the database that they run against."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from compliance.extract.base import extractor
from compliance.extract.comments import code_only
from compliance.extract.layout import evidence_at, own_sources
from compliance.extract.unit_tests import holds_tests, test_files
from compliance.facts import Component, Evidence, Layout, Stack
from compliance.facts.manifests import Manifests
from compliance.facts.services import Containers, DataStores
from compliance.facts.testing import IntegrationTests
from compliance.tree import Tree, Unreadable, below, is_source, is_test

MAX_CALLING = 5
MAX_SOURCE = 1024 * 1024

_VERBS = rb"(?:get|post|put|patch|delete|head|options|request|query|fetch)"
# A client of the tests, and a call of it: a client that no test calls proves nothing.
_NODE_CLIENT = re.compile(
    rb"""['"](?:supertest|superagent|light-my-request|chai-http|pactum|frisby|@playwright/test
    |hono/testing|jest-supertest|supertest-as-promised|apollo-server-testing|node-mocks-http)['"]
    |\bcy\.(?:request|api)\s{0,9}[<(]|\.inject\s{0,9}\(|\bapp\.request\s{0,9}\(|\btestClient\s{0,9}[<(]|\bcreateCaller\s{0,9}\(
    |\bexecuteOperation\s{0,9}\(|\bgetHttpServer\(\)\s{0,40}\.|\bfetch\s{0,9}\(|\baxios\b""",
    re.VERBOSE,
)
# Words to look for first, which is far cheaper than a pattern; so it is for what follows.
_OF_NODE_CLIENTS = (
    b"supertest", b"superagent", b"light-my-request", b"chai-http", b"pactum", b"frisby",
    b"@playwright/test", b"hono/testing", b"apollo-server-testing", b"node-mocks-http", b"cy.",
    b".inject", b"app.request", b"testClient", b"createCaller", b"executeOperation",
    b"getHttpServer()", b"fetch", b"axios",
)  # fmt: skip
_PYTHON_VERBS = (
    rb"(?:(?:get|post|put|patch|delete)(?:_json)?|head|options|request|post_graphql|open"
    rb"|simulate_\w{3,10})"
)
# What a test calls the server by: `app`, `mockApp`, `adminAgent`; not `mapper`, nor `redisClient`.
_WITH_MORE_BEFORE = rb"testClient|[a-z]\w{0,40}(?:Request|Agent|Api|API|Server|App)"
_NODE_CALL = re.compile(
    rb"\b(?:request|[Ss]uper[Tt]est|agent|api|server|app|client|http|caller|chai|axios|spec|"
    + _WITH_MORE_BEFORE
    + rb")[\w.()\[\], \n]{0,200}\.\s{0,20}"
    + _VERBS
    + rb"\s{0,9}[<(]"
    rb"|\bgetHttpServer\(\)\s{0,40}\.\s{0,20}" + _VERBS + rb"\s{0,9}\("
    rb"|\.inject\s{0,9}\(|\bapp\.request\s{0,9}\(|\.\$(?:get|post|put|patch|delete)\s{0,9}\("
    rb"|\bexecuteOperation\s{0,9}\(|\bfetch\s{0,9}\(\s{0,9}[`'\"](?:\$\{|https?://(?:localhost|127))"
    rb"|\bcaller\.\w{1,100}|\bcy\.(?:request|api)\s{0,9}[<(]"
)
# A test's own client of the server: what is awaited and handed a path is no route that is declared,
# nor what is made where it is answered, `return request().get("/")`.
_NAMED = rb"(?:request|agent|api|server|app|client|http|" + _WITH_MORE_BEFORE + rb")\w{0,40}"
_MADE_THERE = rb"\s{0,9}\([\w.]{0,60}\)"
_NODE_REQUEST = re.compile(
    rb"\b(?:await\s{1,200}(?:\w{1,60}\.){0,2}"
    + _NAMED
    + rb"(?:"
    + _MADE_THERE
    + rb")?|return\s{1,200}(?:\w{1,60}\.){0,2}"
    + _NAMED
    + _MADE_THERE
    + rb")\s{0,200}\.\s{0,200}"
    + _VERBS
    + rb"\s{0,9}(?:<[\w.\[\], ]{1,100}>)?\(\s{0,200}[`'\"]/"
)
# Of a client with whatever it is handed but a keyword, which none has for the address; of what is
# called less clearly only with an address that is written out.
_PYTHON_CALL = re.compile(
    # `APIClient().get(…)` and `TestClient(app).get(…)` make it where they call it.
    rb"\b(?:\w{0,60}[Cc]lient\w{0,40}(?:\([^()\n]{0,200}\))?\s{0,9}\.\s{0,9}"
    + _PYTHON_VERBS
    + rb"\s{0,9}\(\s{0,200}"
    rb"(?!(?!url|path)[A-Za-z_]\w{0,60}\s{0,9}=[^=])(?!\))"
    rb"|(?:\w{0,60}app|api|webtest|session|http)\w{0,40}\s{0,9}\.\s{0,9}"
    + _PYTHON_VERBS
    + rb"\s{0,9}\(\s{0,200}"
    # `session.request("GET", url)`, `session.request(method=method, url=…)`.
    + rb"(?:(?:['\"][A-Z]{3,7}['\"]|method(?:\s{0,9}=[^=\n]{1,80})?),\s{1,60})?"
    + rb"(?:[bfr]{0,2}['\"](?:/|http|\{)|url|path|reverse|"
    rb"(?:\w{1,60}\.){1,3}url))",
)
_PYTHON_CLIENT = re.compile(
    rb"\bTestClient\b|\bAPIClient\b|\bAPITestCase\b|\bAsyncClient\b|\bASGITransport\b|test_client\b"
    rb"|\bself\.client\b|\bclient\b|\bTestApp\b|\bwebtest\b|\bapi_client\b|\bsimulate_\w|\b\w{0,40}app\b"
)
_OF_PYTHON_CLIENTS = (
    b"lient", b"APITestCase", b"ASGITransport", b"TestApp", b"webtest", b"simulate_", b"app",
)  # fmt: skip
_CONTAINERS = re.compile(
    rb"testcontainers|mongodb-memory-server|\bpg-mem\b|embedded-postgres|\bpglite\b"
    rb"|pytest_postgresql|pytest-postgresql|pytest_docker|\bmongomock\b"
)
_OF_CONTAINERS = (
    b"testcontainers", b"mongodb-memory-server", b"pg-mem", b"embedded-postgres", b"pglite",
    b"pytest_postgresql", b"pytest-postgresql", b"pytest_docker", b"mongomock",
)  # fmt: skip
_OF_MEMORY = (b"sqlite", b":memory:", b"file:")
_IN_MEMORY = re.compile(rb"sqlite[\w+]{0,20}:|:memory:|better-sqlite3|file:[\w./-]{1,80}\.db")
# The environment of tests, and SQLite in it: `TYPEORM_CONNECTION=sqlite`, `DATABASE_URL="file:…"`.
_OF_TESTS = re.compile(r"(?:.*/)?(?:\.env\.test(?:ing)?(?:\.\w{1,20})?|test\.env)")
# The settings of what runs tests, which may start a server for them.
_RUNNER = re.compile(
    r"(?:.*/)?(?:playwright|vitest|jest|cypress)[\w.-]{0,40}\.(?:config|setup)\.[cm]?[jt]sx?"
)
_SETTINGS_OF_TESTS = re.compile(rb"class Test\w{0,20}(?:Config|Settings)\w{0,20}\b")
_NAMED_IN_MEMORY = re.compile(rb"=[ \t]{0,9}['\"]?(?:(?:better-)?sqlite|file:|:memory:)")
_SERVICE = re.compile(
    rb"\b(?:postgres|postgis|mysql|mariadb|mongo|timescaledb|pgvector)[\w/.-]{0,60}(?::[\w.-]{1,40})?"
)
# The one test that NestJS's generator writes, of the greeting that it writes too.
_GREETING = b"Hello World!"
_GENERATED = re.compile(
    rb"\.get\(['\"]/['\"]\)\s{0,40}\.expect\(200\)\s{0,40}\.expect\(['\"]Hello World!['\"]\)"
)
_TESTS = re.compile(rb"\b(?:it|test)\s{0,9}\(")
_WORKFLOWS = (".github/workflows/", ".circleci/", ".gitlab-ci", ".travis", "azure-pipelines")


def _is_workflow(path: str) -> bool:
    return path.startswith(_WORKFLOWS) and path.endswith((".yml", ".yaml"))


def _reads(path: str) -> bool:
    return is_source(path) or _is_workflow(path) or _OF_TESTS.fullmatch(path) is not None


@extractor(version=10, reads=_reads)
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
        for path in test_files(tree, component, manifests)
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
        position = _calls(content, component.stack)
        if position is not None and _is_left_over(tree, component, content):
            continue
        if position is not None:
            (calling if tests else helping).note(evidence_at(path, content, position))
    found = calling.places or [
        each
        for each in helping.places
        if any(_is_used(each.path, sources[path]) for path in sources)
    ]
    databases = tuple(dict.fromkeys(_databases(tree, component, paths, stores, containers)))
    return IntegrationTests(tuple(found), len(paths), databases, tuple(unread[:5]))


@dataclass
class _Calling:
    """The first places that call an endpoint, in one kind of file."""

    places: list[Evidence] = field(default_factory=list)

    def note(self, place: Evidence) -> None:
        """Keep a place, while there are few."""
        if len(self.places) < MAX_CALLING:
            self.places.append(place)


def _is_used(helper: str, test: bytes) -> bool:
    """Whether a test takes a helper in, by the name of its file; what pytest hands to tests itself
    is not taken in.
    """
    stem = posixpath.splitext(posixpath.basename(helper))[0]
    if stem in ("conftest", "__init__", "index"):
        return True
    return re.search(rb"[./ '\"]" + re.escape(stem.encode()) + rb"\b", test) is not None


def _calls(content: bytes, stack: Stack) -> int | None:
    """Where a test calls an endpoint, by a client that it has."""
    client, words, call = (
        (_PYTHON_CLIENT, _OF_PYTHON_CLIENTS, _PYTHON_CALL)
        if stack is Stack.PYTHON
        else (_NODE_CLIENT, _OF_NODE_CLIENTS, _NODE_CALL)
    )
    by_client = _found(client, words, content) is not None
    if not by_client and (stack is Stack.PYTHON or not _NODE_REQUEST.search(content)):
        return None
    code = code_only(content, stack)
    match = call.search(code) if by_client else None
    if match is None and stack is Stack.NODE:
        match = _NODE_REQUEST.search(code)
    return match.start() if match else None


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
        folder = path.rpartition("/")[0]
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
    """The database that a file of the tests starts."""
    if (match := _found(_CONTAINERS, _OF_CONTAINERS, content)) is not None:
        yield f"{match[0].decode()} in {path}"
    elif _found(_IN_MEMORY, _OF_MEMORY, content):
        yield f"SQLite in {path}"


def _found(
    pattern: re.Pattern[bytes], words: tuple[bytes, ...], content: bytes
) -> re.Match[bytes] | None:
    """What a pattern finds in a content that holds one of its words."""
    return pattern.search(content) if any(word in content for word in words) else None
