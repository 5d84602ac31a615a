"""Routes of TanStack Start: what a file of routes says that its server does with each method.

Source: https://tanstack.com/start (server routes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Expression, Sequence, Table, Text
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, function_of, located, value_of
from compliance.extract.routes.node.answers import answer_of
from compliance.extract.routes.paths import joined

_WORDS = (b"createServerFileRoute", b"createAPIFileRoute", b"createFileRoute")
_OF_SERVERS = ("createServerFileRoute", "createAPIFileRoute")
_NAME = "TanStack Start"
_VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "ANY", "ALL")
# `$id` is a parameter, `$` alone all that follows.
_PARAMETER = re.compile(r"\$([A-Za-z_]\w{0,100})?")


def tanstack(program: Program) -> Iterator[Endpoint]:
    """The handlers of the server in the files of routes."""
    if _NAME not in program.component.frameworks:
        return
    for module in program.modules(*_WORDS):
        for call in module.calls:
            if call.name in (*_OF_SERVERS, "createFileRoute"):
                yield from _of_file(program, module, call)


def _of_file(program: Program, module: Module, call: Call) -> Iterator[Endpoint]:
    said = call.argument(0) or _beside(module)
    table = _told(module, call)
    if not isinstance(said, Text) or table is None:
        return
    where = located(module, call)
    guards: tuple[Expression, ...] = ()
    handlers: Located | None = where.at(table)
    if call.name == "createFileRoute":
        server = table.entries.get("server")
        if not isinstance(server, Table) or "handlers" not in server.entries:
            return
        guards = _before(server)
        handlers = _handlers(program, where.at(server.entries["handlers"]))
    if handlers is not None:
        yield from _endpoints(program, handlers, _address(said.value), guards)


def _told(module: Module, call: Call) -> Table | None:
    """What is said of a route, behind its address: `(…)({…})`, `(…).methods({…})`."""
    for each in module.calls:
        callee = each.callee
        on = getattr(callee, "of", None) if each.name == "methods" else callee
        given = each.argument(0)
        if on is call and isinstance(given, Table):
            return given
    return None


def _beside(module: Module) -> Expression | None:
    """The address of the page in the same file."""
    pages = (each for each in module.calls if each.name == "createFileRoute")
    return next((each.argument(0) for each in pages if each.arguments), None)


def _handlers(program: Program, where: Located) -> Located | None:
    """The table of the handlers, which a function may make: `({create}) => create({…})`."""
    found = value_of(program, where) or where
    made = found.expression
    if isinstance(made, Function) and made.returns:
        first = made.returns[0]
        given = first.argument(0) if isinstance(first, Call) else first
        return found.at(given) if isinstance(given, Table) else None
    return found if isinstance(made, Table) else None


def _endpoints(
    program: Program, handlers: Located, path: str, guards: tuple[Expression, ...]
) -> Iterator[Endpoint]:
    entries = handlers.expression.entries if isinstance(handlers.expression, Table) else {}
    for verb in _VERBS:
        given = entries.get(verb)
        if given is None:
            continue
        before = guards
        if isinstance(given, Table):
            before = (*guards, *_before(given))
        handler = function_of(program, handlers.at(given))
        method = "*" if verb in ("ANY", "ALL") else verb
        yield Endpoint(
            method, path, _NAME, handlers.module, given.line, handler, guards=before,
            answer=answer_of(method, path, handler, before),
        )  # fmt: skip


def _before(table: Table) -> tuple[Expression, ...]:
    given = table.entries.get("middleware")
    return given.items if isinstance(given, Sequence) else ()


def _address(written: str) -> str:
    """`/_shop/orders/$id`: what begins with `_` is a layout, and no part of the address."""
    parts = (part for part in written.split("/") if part and not part.startswith(("_", "(")))
    return joined(
        *(_PARAMETER.sub(lambda found: f"{{{found[1] or 'path'}}}", each) for each in parts)
    )
