"""The middleware of Next.js, which comes before the routes that its matcher names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from compliance.extract.code.expressions import Expression, Name, path_of
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program
from compliance.extract.routes import endpoints
from compliance.extract.routes.node.exports import exported
from compliance.facts.routes import Answer
from compliance.paths import below

_FILE = re.compile(r"(?:src/)?(?:middleware|proxy)\.(?:ts|js|mjs|mts)")
_EXPORTS = ("default", "middleware", "proxy")
_MATCHER = re.compile(rb"\bmatcher\s{0,5}:(?P<given>[^;]{0,2000})")
_QUOTED = re.compile(rb"""(["'`])(?P<path>/.{0,400}?)\1""")
# Paths that take in those of an API: one of its own, or all but some.
_OF_API = re.compile(rb"/\(?(?:[\w|-]{0,80}\|)?api\b|/:\w{1,40}[*+]?$|/\(\.[*+]\)|/\(\(\?!")
# Where routes of an API lie, NextAuth's own aside.
_IN_API = re.compile(r"/api/(?!auth(?:/|$))")
_BUT = re.compile(rb"\(\?!")
# What is left out that lies in an API, or all of it: `api`, `api/auth`, `api/health$`.
_LEFT_OUT = re.compile(rb"\^?/?api(?![\w-])(?P<below>(?:/[\w.-]{1,80})*)/?(?P<end>\$?)")


def middlewares(program: Program, *, of_pages: bool = False) -> Iterator[tuple[Module, Expression]]:
    """What comes before the routes of an API in a program's middleware, each with its file: what it
    exports, and the functions that this calls; `of_pages` what comes before pages alone, too.
    """
    for module in _files(program):
        if not (of_pages or _is_before_api(module.source, _paths(program))):
            continue
        for name in _EXPORTS:
            found = exported(module, name)
            if found is None:
                continue
            yield found.module, found.expression
            _, taken = module.imported(path_of(found.expression)) or ("", "")
            if taken:  # `export { auth as middleware } from "@/auth"`
                yield module, Name(found.expression.line, path=taken)
            if isinstance(found.expression, Function):
                for _, each in program.called(found.expression):
                    if each.value is not None:
                        yield each.module, each.value


def _files(program: Program) -> Iterator[Module]:
    root = program.component.path
    for path in program.own_paths:
        inside = path.removeprefix(f"{root}/") if root and below(path, root) else path
        module = program.code.module(path) if _FILE.fullmatch(inside) else None
        if module is not None:
            yield module


def _paths(program: Program) -> Iterator[str]:
    """The addresses of an API at which routes answer data, but for those that sign people in."""
    for each in endpoints(program):
        if each.answer is Answer.DATA and _IN_API.match(each.path):
            yield each.path


def _is_before_api(source: bytes, paths: Iterable[str]) -> bool:
    """Whether a matcher lets requests to an API come by, or to one of its `paths` where some are
    known; without one all do.
    """
    found = _MATCHER.search(source)
    if found is None:
        return True
    patterns = [each["path"] for each in _QUOTED.finditer(found["given"])]
    known = tuple(paths) or ("/api",)
    return not patterns or any(
        _OF_API.match(each) is not None and not all(_is_left_out(path, each) for path in known)
        for each in patterns
    )


def _is_left_out(path: str, pattern: bytes) -> bool:
    """Whether a pattern that takes in all paths but some leaves one out."""
    for each in _left_out(pattern):
        found = _LEFT_OUT.match(each.replace(b"\\", b""))
        if found is not None:
            prefix = "/api" + found["below"].decode("utf-8", "replace")
            if path == prefix or (not found["end"] and path.startswith(prefix)):
                return True
    return False


def _left_out(pattern: bytes) -> Iterator[bytes]:
    """The alternatives of what a pattern leaves out, `(?!api|_next/(?:static|image))`."""
    begins = _BUT.search(pattern)
    if begins is None:
        return
    depth, start = 0, begins.end()
    for at in range(start, len(pattern)):
        if pattern[at : at + 1] == b"(":
            depth += 1
        elif pattern[at : at + 1] == b")" and depth:
            depth -= 1
        elif depth == 0 and pattern[at : at + 1] in (b"|", b")"):
            yield pattern[start:at]
            start = at + 1
            if pattern[at : at + 1] == b")":
                return
