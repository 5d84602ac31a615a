"""Tells what makes no backend though it looks like one: applications that a suite of tests makes,
and routes that stand in for a backend while people work on a front end or test it; classes that
extend a framework's for others; packages that help tests or tell health.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from compliance.extract.comments import code_only
from compliance.facts import Evidence, Stack
from compliance.facts.manifests import Manifest
from compliance.tree import Tree

# Asks for the mode in which answers are made up, to refuse whoever calls outside of it.
_REFUSES = re.compile(rb"(?i)\bif\s{0,9}\(\s{0,9}!\s{0,9}(?:[\w.]{0,80}[\W_]|is|use)?mock")
# Code of its own, which a server that only hands out files or pages takes none of in: by its place,
# or by what settings call the folder of the sources.
TAKES_OWN = re.compile(rb"""(?:\bfrom|\brequire\(|\bimport)\s{0,9}["'](?:\.{1,2}/|src/|[@~]/|#)""")
_IMPORT = re.compile(rb"""(?:\bfrom|\brequire\(|\bimport)\s{0,9}["'](\.{1,2}/[^"'\n]{1,200})["']""")
# What a file takes in that tests something, whatever it is called: a suite that others run.
_TESTS = re.compile(
    rb"""(?:\bfrom|\brequire\(|\bimport)\s{0,9}["'](?:@jest/globals|vitest|node:test|bun:test|mocha|ava"""
    rb"""|supertest|@playwright/test)["']|^\s{0,9}(?:import|from)\s{1,9}pytest\b""",
    re.MULTILINE,
)
_ENDINGS = ("", ".ts", ".js", ".tsx", ".mjs", "/index.ts", "/index.js")
_MAX_IMPORTS = 20


# Some of them may need no mode: what signs people out only takes a cookie back.
_SHARE = 0.8


def tests_something(content: bytes) -> bool:
    """Whether a file is a test by what it takes in, whatever its name and its folder say."""
    return _TESTS.search(content) is not None


def stand_in(tree: Tree, paths: Sequence[str]) -> bool:
    """Whether the routes of some files only stand in for others, nearly all of them."""
    return bool(paths) and sum(_stands_in(tree, each) for each in paths) >= _SHARE * len(paths)


def _stands_in(tree: Tree, path: str) -> bool:
    """Whether a file's routes answer in a mode for mocks alone, as far as the file says so itself
    or one of the files beside it that it takes in.
    """
    return any(
        _REFUSES.search(tree.contents.get(each, b"")) for each in (path, *_taken_in(tree, path))
    )


def _taken_in(tree: Tree, path: str) -> Iterator[str]:
    content = tree.contents.get(path, b"")
    for count, found in enumerate(_IMPORT.finditer(content)):
        if count >= _MAX_IMPORTS:
            return
        name = found.group(1).decode("utf-8", "replace")
        place = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
        yield from (place + ending for ending in _ENDINGS if place + ending in tree.contents)


# A server of one's own around the pages of Next.js, or around those that a build has written; and
# the routes that it hands on to them.
_PAGES = re.compile(
    rb"\.\s{0,9}getRequestHandler\s{0,9}\("
    rb"|\b(?:express\s{0,9}\.\s{0,9}static|serve[sS]tatic|sirv)\s{0,9}\("
)
_ROUTE = re.compile(
    rb"""\.\s{0,9}(?:get|post|put|patch|delete|all|route)\s{0,9}\(\s{0,99}["'`](?P<path>[^"'`\n]{0,200})["'`]"""
)
_ANYTHING = re.compile(rb"/?(?:\*|\(\.\*\)|\{?\*\w{1,30}\}?|:\w{1,30}\*)?")
_ANSWERS = re.compile(rb"\bres(?:ponse)?\s{0,9}\.\s{0,9}(?:status\([^)]{0,60}\)\.)?json\s{0,9}\(")


def only_serves_pages(content: bytes) -> bool:
    """Whether a file's server hands whatever comes on to the pages of Next.js, or hands out those
    that a build has written: it has no route, takes in no code of its own and answers no data.
    """
    return (
        _PAGES.search(content) is not None
        and TAKES_OWN.search(content) is None
        and _ANSWERS.search(content) is None
        and all(_ANYTHING.fullmatch(each["path"]) for each in _ROUTE.finditer(content))
    )


# A class of Python's that is derived from others, and what makes something of a class.
_DERIVED = re.compile(r"class\s{1,9}(\w{1,100})\s{0,9}\(")
_MADE = re.compile(rb"(?<!\bclass )(?<![\w.\x80-\xff])([\w\x80-\xff]{1,400}+)\s{0,9}[(.]")


def derived(found: Evidence) -> str:
    """The name of the class that a line begins which is derived from others; "" for another."""
    match = _DERIVED.match(found.excerpt)
    return match[1] if match else ""


def only_extended(
    tree: Tree, paths: Sequence[str], found: Sequence[Evidence]
) -> frozenset[Evidence]:
    """Those of what look like applications that are classes which extend a framework's, and of
    which nothing is made: a framework that builds on another leaves that to those who use it.
    """
    names = {name.encode() for each in found if (name := derived(each))}
    made: set[bytes] = set()
    for path in paths if names else ():
        content = tree.contents.get(path, b"")
        if any(name in content for name in names - made):
            code = code_only(content, Stack.PYTHON)
            made.update(names.intersection(match[1] for match in _MADE.finditer(code)))
    return frozenset(each for each in found if derived(each).encode() in names - made)


# A package whose command is installed; and how it waits until a browser brings something back to
# it, as where people sign in: the server stops once it has that.
_COMMAND = re.compile(rb'"bin"\s{0,9}:')
_BROWSER = re.compile(rb"(?i)\bbrowser|\bopen\s{0,9}\(")
_CLOSES = re.compile(rb"\.\s{0,9}(?:close|closeAllConnections|stop|destroy)\s{0,9}\(")
_BROUGHT = re.compile(
    rb"(?i)\bresolve\s{0,9}\(\s{0,9}(?:\{\s{0,9})?(?:(?:req|request|ctx|context|c)\."
    rb"|[\w.]{0,60}(?:token|code|query|params|session|credentials?|key)\b)"
)


def waits_for_browser(tree: Tree, directory: str, content: bytes) -> bool:
    """Whether a file of a package that installs a command serves only until a browser was there."""
    manifest = tree.contents.get(f"{directory}/package.json" if directory else "package.json", b"")
    return _COMMAND.search(manifest) is not None and all(
        each.search(content) for each in (_BROWSER, _CLOSES, _BROUGHT)
    )


# What makes a server of an application, or hands it to a platform that does.
_LISTENS = re.compile(
    rb"\.\s{0,9}listen\s{0,9}\("
    rb"|\b(?:(?<!function )createServer|createAdaptorServer|serve)\s{0,9}\(|toNodeHandler\s{0,9}\("
    rb"|(?:[=(,:]\s{0,9}|\b(?:default|return)\s{1,9}"
    rb"|(?:[aA]pp|[aA]pi|[sS]erver|[rR]outer|[hH]andler)\.)handle\s{0,9}\("
)
# A class that is made for others to listen with, and hands that on to what it holds.
_LISTENS_FOR_OTHERS = re.compile(
    rb"(?<![\w.])listen\s{0,9}\([^{};]{0,300}\{\s{0,99}(?:return\s{1,9})?[\w.]{1,80}\.listen\s{0,9}\("
)
# What is called so, and only hands out files: `import serve from "koa-static"`.
_HANDS_OUT = re.compile(
    rb"""\bserve\s{0,9}(?:from\s{0,9}|=\s{0,9}require\(\s{0,9})["'](?:koa-static|serve-static)["']"""
)
_HANDING = re.compile(rb"\bserve\s{0,9}\(")
_OFFERS = re.compile(
    rb"\bexport\s{1,9}default\b(?:\s{1,9}(?P<name>[A-Za-z_$][\w$]{0,60})\s{0,9}(?:;|$))?",
    re.MULTILINE,
)


def serves_it(content: bytes, marker: bytes) -> bool:
    """Whether a file serves an application of the framework whose packages are called so, or offers
    it to a platform: not what is made there of something else.
    """
    offered = _OFFERS.search(content)
    if offered:
        name = offered["name"]
        declared = name and re.search(
            rb"\b(?:const|let|var|class)\s{1,9}" + re.escape(name), content
        )
        if not declared or marker in content:
            return True
    if _HANDS_OUT.search(content):
        content = _HANDING.sub(b"", content)
    return _LISTENS.search(_LISTENS_FOR_OTHERS.sub(b"", content)) is not None


_HELPERS = frozenset("utils utilities helpers kit".split())
# `payments-mock`, `gatewaymock`, `stubs`, `mock-server`, `mockservices`: they answer in place of
# what others have.
_MOCKS = ("mock", "mocks", "stub", "stubs")
_STAND_INS = frozenset("server app application project site proxy backend harness api".split())
_MOCK_SERVERS = re.compile(
    rf"(?:mock|stub)s?(?:-.{{1,100}}-|-?)(?:{'|'.join(sorted(_STAND_INS))}|service)s?"
)


def helps_tests(directory: str) -> bool:
    """Whether a package is called for tests, or for what stands in for others, whoever runs it."""
    name = posixpath.basename(directory).lower().replace("_", "-")
    words = name.split("-")
    if words[-1].endswith(_MOCKS) or _MOCK_SERVERS.fullmatch(name):
        return True
    if "test" not in words:
        return False
    # `test-server`, `proxy-test`, `oauth-test-server`; `services/test-results` may be what the
    # product is about.
    stands_in = len(words) == 2 or words[-2:-1] == ["test"]
    return (stands_in and not _STAND_INS.isdisjoint(words[-2:])) or not _HELPERS.isdisjoint(words)


# A project of Django's that a package which others install is tried out with.
_TRIES = re.compile(r"tests?[-_]?(?:project|site|app)", re.IGNORECASE)
_OF_PACKAGES = frozenset(["setup.py", "setup.cfg"])
# What a command runs that is installed with a package.
_FUNCTION = re.compile(r"[\w.]{1,200}:[\w.]{1,100}")


def is_package(manifests: Sequence[Manifest]) -> bool:
    """Whether manifests of Python's make a package of the code beside them, which has a name, and
    installs no command: what has one may be a product that is run by it.
    """
    scripts = (script for each in manifests for script in each.scripts)
    return any(
        each.stack is Stack.PYTHON
        and (bool(each.name) or posixpath.basename(each.path) in _OF_PACKAGES)
        for each in manifests
    ) and not any(_FUNCTION.fullmatch(script.command) for script in scripts)


def tries_package(path: str, directory: str) -> bool:
    """Whether a file lies in a folder that a package in a directory is tried out with."""
    inside = path.removeprefix(f"{directory}/") if directory else path
    return "/" in inside and _TRIES.fullmatch(inside.partition("/")[0]) is not None


_HEALTH = re.compile(r"(?:health|liveness|readiness)[-_]?(?:checks?|checker|probes?)|healthz")


def tells_health(directory: str) -> bool:
    """Whether a package is called for what answers a container's health check beside a service."""
    return bool(_HEALTH.fullmatch(posixpath.basename(directory).lower()))


# `sdks/python`: what others call the product with, though it may make a small server for them.
_KITS = frozenset("sdk sdks".split())


def is_kit(directory: str) -> bool:
    """Whether a package lies in a folder for kits that other programs are built with."""
    return not _KITS.isdisjoint(directory.lower().split("/"))
