"""The middleware of Next.js, which comes before the routes that its matcher names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code.expressions import Expression, Name, path_of
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program
from compliance.extract.routes.node.exports import exported
from compliance.paths import below

_FILE = re.compile(r"(?:src/)?(?:middleware|proxy)\.(?:ts|js|mjs|mts)")
_EXPORTS = ("default", "middleware", "proxy")
_MATCHER = re.compile(rb"\bmatcher\s{0,5}:(?P<given>[^;]{0,2000})")
_QUOTED = re.compile(rb"""(["'`])(?P<path>/.{0,400}?)\1""")
# Paths that take in those of an API: one of its own, or all but some.
_OF_API = re.compile(rb"/\(?(?:[\w|-]{0,80}\|)?api\b|/:\w{1,40}[*+]?$|/\(\.[*+]\)|/\(\(\?!")
_BUT_API = re.compile(rb"\(\?!(?:[^()]{0,200}\|)?/?api\b")


def middlewares(program: Program) -> Iterator[tuple[Module, Expression]]:
    """What comes before the routes of an API in a program's middleware, each with its file: what it
    exports, and the functions that this calls.
    """
    root = program.component.path
    for path in program.own_paths:
        inside = path.removeprefix(f"{root}/") if root and below(path, root) else path
        if _FILE.fullmatch(inside) is None:
            continue
        module = program.code.module(path)
        if module is None or not _is_before_api(module.source):
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


def _is_before_api(source: bytes) -> bool:
    """Whether a matcher lets requests to an API come by; without one all do."""
    found = _MATCHER.search(source)
    if found is None:
        return True
    paths = [each["path"] for each in _QUOTED.finditer(found["given"])]
    return not paths or any(
        _OF_API.match(each) is not None and _BUT_API.search(each) is None for each in paths
    )
