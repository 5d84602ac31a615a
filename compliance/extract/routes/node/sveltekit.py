"""Routes of SvelteKit: the verbs of `+server.ts`, loads and actions of pages.

Source: https://svelte.dev/docs/kit (routing, form actions, hooks).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Expression, Table
from compliance.extract.code.model import Module
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, function_of, value_of
from compliance.extract.routes.node.answers import answer_of
from compliance.extract.routes.node.exports import exported
from compliance.extract.routes.node.handed_on import returning
from compliance.extract.routes.paths import joined, of_file
from compliance.facts.routes import Answer

_ROUTE = re.compile(
    r"(?:^|/)src/routes/(?P<path>(?:[^/]{1,200}/){0,30})\+(?P<kind>server|page\.server|layout\.server)"
    r"\.(?:ts|js)$"
)
HOOKS = re.compile(r"(?:^|/)src/hooks\.server(?:/index)?\.(?:ts|js)$")
# `[id=integer]` is held to a matcher, `[[lang]]` need not be there.
_PARAMETER = re.compile(r"\[{1,2}(\.{3})?([^\[\]=]{1,100})(?:=[^\[\]]{1,100})?\]{1,2}")
_VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_NAME = "SvelteKit"


def sveltekit(program: Program) -> Iterator[Endpoint]:
    """The routes of SvelteKit; what its hooks do stands before them all."""
    found = [(path, match) for path in program.paths if (match := _ROUTE.search(path))]
    if not found:
        return
    before = tuple(_hooks(program))
    for path, match in found:
        module = program.code.module(path)
        if module is None:
            continue
        address = of_file(_PARAMETER.sub(r"[\1\2]", match["path"].rstrip("/")))
        if match["kind"] == "server":
            yield from _verbs(program, module, address, before)
        else:
            yield from _of_page(program, module, address, before)


def _hooks(program: Program) -> Iterator[Expression]:
    """What stands before every route: `export const handle = sequence(session, headers)`."""
    for path in program.paths:
        module = program.code.module(path) if HOOKS.search(path) else None
        handle = exported(module, "handle") if module is not None else None
        if handle is None:
            continue
        expression = handle.expression
        parts = expression.arguments if isinstance(expression, Call) else (expression,)
        for each in parts:
            yield function_of(program, handle.at(each)) or each


def _verbs(
    program: Program, module: Module, path: str, before: tuple[Expression, ...]
) -> Iterator[Endpoint]:
    for name in (*_VERBS, "fallback"):
        found = exported(module, name)
        if found is not None:
            method = "*" if name == "fallback" else name
            handler = function_of(program, found)
            line = found.expression.line
            answer = answer_of(method, path, returning(program, handler))
            yield Endpoint(method, path, _NAME, module, line, handler, guards=before, answer=answer)


def _of_page(
    program: Program, module: Module, path: str, before: tuple[Expression, ...]
) -> Iterator[Endpoint]:
    """What a page is made of, and what its forms are sent to."""
    load = exported(module, "load")
    if load is not None:
        yield _page(program, "GET", path, load, before)
    actions = exported(module, "actions")
    table = value_of(program, actions) if actions is not None else None
    if table is not None and isinstance(table.expression, Table):
        for name, each in table.expression.entries.items():
            address = path if name == "default" else joined(path, f"?/{name}")
            yield _page(program, "POST", address, table.at(each), before)


def _page(
    program: Program, method: str, path: str, found: Located, before: tuple[Expression, ...]
) -> Endpoint:
    handler = function_of(program, found)
    line = found.expression.line
    return Endpoint(
        method, path, _NAME, found.module, line, handler, guards=before, answer=Answer.PAGE
    )
