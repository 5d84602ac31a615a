"""Which files React Router's `app/routes.ts` makes routes of, and at which addresses.

Source: https://reactrouter.com/start/framework/routing
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Expression, Operation, Sequence, Text
from compliance.extract.code.program import Program
from compliance.extract.routes.node.exports import exported
from compliance.extract.routes.paths import colons, joined

_SETTINGS = re.compile(r"(?:^|/)app/routes\.(?:ts|js|mjs|tsx)$")
_PACKAGE = b"@react-router/dev/routes"
# What makes routes of the files of a folder by their names, as Remix does.
_BY_NAME = re.compile(
    rb"@react-router/(?:fs-routes|remix-routes-option-adapter)|auto-routes|flat-?routes",
    re.IGNORECASE,
)
_MAX_DEPTH = 12


def configured(program: Program) -> dict[str, str]:
    """The addresses by the files that answer there."""
    return {
        posixpath.normpath(posixpath.join(posixpath.dirname(settings), file)): address
        for settings in _settings(program)
        for file, address in _of_settings(program, settings)
    }


def goes_by_names(program: Program) -> bool:
    """Whether the files of `app/routes` are routes by their names, too."""
    contents = program.code.tree.contents
    settings = list(_settings(program))
    return not settings or any(_BY_NAME.search(contents.get(each, b"")) for each in settings)


def _settings(program: Program) -> Iterator[str]:
    for path in program.paths:
        if _SETTINGS.search(path) and program.code.holds(path, _PACKAGE):
            yield path


def _of_settings(program: Program, path: str) -> Iterator[tuple[str, str]]:
    module = program.code.module(path)
    found = exported(module, "default") if module is not None else None
    if found is not None:
        yield from _routes(found.expression, "", _MAX_DEPTH)


def _routes(expression: Expression, at: str, depth: int) -> Iterator[tuple[str, str]]:
    """`[index(FILE), route(PATH, FILE, […]), layout(FILE, […]), ...prefix(PATH, […])]`."""
    if depth <= 0:
        return
    if isinstance(expression, Sequence):
        for each in expression.items:
            yield from _routes(each, at, depth - 1)
    elif isinstance(expression, Operation) and expression.operator == "...":
        for each in expression.operands:
            yield from _routes(each, at, depth - 1)
    elif isinstance(expression, Call) and expression.name in ("index", "route", "layout", "prefix"):
        texts = [each.value for each in expression.arguments if isinstance(each, Text)]
        has_path = expression.name in ("route", "prefix") and texts
        here = joined(at, colons(texts.pop(0))) if has_path else at
        if texts and expression.name in ("index", "route"):
            yield texts[0], here or "/"
        for each in expression.arguments:
            yield from _routes(each, here, depth - 1)
