"""Routes of Nitro, the server of Nuxt: files under `server/api` and `server/routes`.

Source: https://nitro.build/guide/routing
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Expression, Name, Table
from compliance.extract.code.model import Function
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, function_of, value_of
from compliance.extract.routes.node.answers import answer_of
from compliance.extract.routes.node.exports import exported
from compliance.extract.routes.paths import joined, of_file

_ROUTE = re.compile(
    r"(?:^|/)(?P<root>api|routes)/(?P<path>(?:[^/]{1,200}/){0,30}[^/]{1,200}?)"
    r"(?:\.(?P<method>get|head|post|put|patch|delete|options))?\.(?:ts|js|mjs)$"
)
_MIDDLEWARE = re.compile(r"(?:^|/)server/middleware/[^/]{1,200}\.(?:ts|js|mjs)$")
_WORDS = (b"ventHandler", b"Handler(")
_CATCH_ALL = re.compile(r"\[\.{3}(?:slug)?\]")


def nitro(program: Program) -> Iterator[Endpoint]:
    """The routes of Nitro; what its middleware does stands before them all."""
    before = tuple(_middleware(program))
    for path in program.paths:
        match = _ROUTE.search(path)
        if match is None or not program.code.holds(path, *_WORDS):
            continue
        module = program.code.module(path)
        found = exported(module, "default") if module is not None else None
        if found is not None and isinstance(found.expression, Name):
            found = value_of(program, found)
        if module is None or found is None or not _is_handler(found.expression):
            continue
        method = (match["method"] or "*").upper()
        root = "api" if match["root"] == "api" else ""
        address = joined(root, of_file(_CATCH_ALL.sub("[path]", match["path"])))
        handler, guards = _handled(program, found)
        yield Endpoint(
            method, address, "Nitro", module, found.expression.line, handler,
            guards=(*before, *guards), answer=answer_of(method, address, handler),
        )  # fmt: skip


def _is_handler(expression: Expression) -> bool:
    """Whether it is made by what makes handlers, which a project may have further ones of."""
    return isinstance(expression, Call) and expression.name.endswith(("Handler", "eventHandler"))


def _handled(program: Program, found: Located) -> tuple[Function | None, tuple[Expression, ...]]:
    """The function of a handler, and what it asks for before: `{onRequest: [auth], handler}`. The
    project's own way to make one may be told more before it.
    """
    call = found.expression
    given = call.arguments if isinstance(call, Call) else ()
    written = (each for each in reversed(given) if isinstance(each, Function))
    first: Expression | None = next(written, given[0] if given else None)
    asked: tuple[Expression, ...] = ()
    if isinstance(first, Table):
        asked = tuple(each for key, each in first.entries.items() if key == "onRequest")
        first = first.entries.get("handler")
    return (function_of(program, found.at(first)) if first is not None else None), asked


def _middleware(program: Program) -> Iterator[Expression]:
    """What runs before every route."""
    for path in program.paths:
        module = program.code.module(path) if _MIDDLEWARE.search(path) else None
        found = exported(module, "default") if module is not None else None
        if found is not None and _is_handler(found.expression):
            handler, _ = _handled(program, found)
            yield from (handler,) if handler is not None else ()
