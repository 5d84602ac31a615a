"""Routes of Hapi: the tables that `server.route` is handed, or that files hold lists of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from compliance.extract.code.expressions import Call, Constant, Expression, Sequence, Table, Text
from compliance.extract.code.meant import class_around
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, function_of, located, value_of
from compliance.extract.routes.node.answers import answer_of
from compliance.extract.routes.node.registering import flat, quoted
from compliance.extract.routes.paths import all_written, braces, joined, written
from compliance.extract.routes.rows import rows_of
from compliance.facts.routes import Answer

_NAMED = quoted("@hapi/hapi", "hapi", "@hapi/glue")
MAX_HOPS = 2
_HANDLED = {"view": Answer.PAGE, "file": Answer.STATIC, "directory": Answer.STATIC}


def hapi(program: Program) -> Iterator[Endpoint]:
    """The routes of Hapi."""
    if not program.mentions(*_NAMED):
        return
    prefixes = _prefixes(program)
    everywhere = _everywhere(program)
    seen: set[int] = set()
    for module in program.modules(b".route(", b"handler"):
        prefix = prefixes.get(module.path, "")
        for table in _tables(program, Located(Expression(0), module)):
            if id(table.expression) not in seen:
                seen.add(id(table.expression))
                yield from _routes(program, table, prefix, everywhere)


def _tables(program: Program, top: Located) -> Iterator[Located]:
    """The tables that a file registers, and those of the lists of routes at its top."""
    for call in top.module.calls:
        if call.name == "route" and len(call.arguments) == 1:
            for here in rows_of(program, top.module, call):
                for each in flat(program, here, call.arguments):
                    found = value_of(program, each)
                    if found is not None:
                        yield from _each(program, found)
    for assignment in top.module.assignments:
        if assignment.function is None and isinstance(assignment.value, Sequence | Table):
            yield from _each(program, top.at(assignment.value))


def _each(program: Program, where: Located, hops: int = MAX_HOPS) -> Iterator[Located]:
    """The tables in a list, the table itself, or those that a function makes that is called
    (`server.route([listRoute(options)])`), that have what makes a route.
    """
    if isinstance(where.expression, Sequence):
        for each in flat(program, where, where.expression.items):
            if isinstance(each.expression, Table | Call):
                yield from _each(program, each, hops)
    elif isinstance(where.expression, Call) and hops > 0:
        maker = function_of(program, where.at(where.expression.callee))
        if maker is None:
            return
        for made in maker.returns:
            found = value_of(program, Located(made, maker.module or where.module, maker))
            if found is not None:
                yield from _each(program, found, hops - 1)
    elif isinstance(where.expression, Table):
        entries = where.expression.entries
        handled = entries.keys() & {"handler", "options", "config"}
        if "method" in entries and "path" in entries and handled:
            yield where


def _routes(
    program: Program, where: Located, prefix: str, everywhere: tuple[Expression, ...]
) -> Iterator[Endpoint]:
    table = where.expression
    if not isinstance(table, Table):
        return
    given = table.entries.get("options") or table.entries.get("config")
    options = value_of(program, where.at(given)) if given is not None else None
    held = options.expression if options is not None else None
    entries = held.entries if isinstance(held, Table) else {}
    at = where.at(table.entries["handler"]) if "handler" in table.entries else None
    if at is None and options is not None and "handler" in entries:
        at = options.at(entries["handler"])
    handler = function_of(program, at) if at is not None else None
    guards = _guards(entries, everywhere)
    path = written(program, where.at(table.entries["path"]))
    address = joined(prefix, braces(path.text))
    for method in all_written(program, where.at(table.entries["method"])):
        verb = method.text.upper() or "*"
        answer = _handled(at) or answer_of(verb, address, handler, guards)
        yield Endpoint(
            verb, address, "Hapi", where.module, table.line, handler, class_around(handler),
            guards, answer, whole=path.whole,
        )  # fmt: skip


def _handled(handler: Located | None) -> Answer | None:
    """What Hapi's own handlers answer: `{view: "home"}`, `{directory: {…}}`."""
    table = handler.expression if handler is not None else None
    entries = table.entries if isinstance(table, Table) else {}
    return next((answer for name, answer in _HANDLED.items() if name in entries), None)


def _guards(
    entries: Mapping[str, Expression], everywhere: tuple[Expression, ...]
) -> tuple[Expression, ...]:
    """What stands before the handler: who may call, what is looked at first, what is allowed."""
    own = tuple(entries[name] for name in ("auth", "pre", "validate") if name in entries)
    auth = entries.get("auth")
    is_open = isinstance(auth, Constant) and auth.value == "false"
    return own if is_open else (*everywhere, *own)


def _everywhere(program: Program) -> tuple[Expression, ...]:
    """The strategy that `server.auth.default` sets for all routes."""
    return tuple(
        call
        for module in program.modules(b"auth.default")
        for call in module.calls
        if call.path.endswith("auth.default")
    )


def _prefixes(program: Program) -> dict[str, str]:
    """The prefix below which a plugin is registered, by the file that it is written in."""
    found: dict[str, str] = {}
    for module in program.modules(b".register("):
        for call in module.calls:
            if call.name == "register":
                found.update(_registered(program, located(module, call), call))
    return found


def _registered(program: Program, where: Located, call: Call) -> Iterator[tuple[str, str]]:
    for each in flat(program, where, call.arguments[:1]):
        table = each.expression
        entries = table.entries if isinstance(table, Table) else {}
        routes = entries.get("routes")
        plugin = entries.get("plugin")
        prefix = routes.entries.get("prefix") if isinstance(routes, Table) else None
        found = value_of(program, each.at(plugin)) if plugin is not None else None
        if found is not None and isinstance(prefix, Text):
            yield found.module.path, prefix.value
