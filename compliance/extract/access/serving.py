"""Tells what is put on an application to answer under a path from what is put before its routes."""

from __future__ import annotations

from compliance.extract.access.words import words
from compliance.extract.code.expressions import Call, Expression, Name, Table, Text, path_of
from compliance.extract.code.model import Module
from compliance.extract.code.program import Program

_PUTS = frozenset(["use", "register"])
# The last word of what holds routes, and what makes it.
_HOLDS = frozenset("controller controllers route router routers routes".split())
# But not where its first word is what is done to them: `protectRoutes`.
_GUARDS = frozenset(
    """authenticate authorise authorize check ensure guard protect require restrict secure validate
    verify""".split()
)
_MAKES = frozenset("Router Hono OpenAPIHono Elysia express Koa KoaRouter".split())


def serves(program: Program, module: Module, call: Call, argument: Expression) -> bool:
    """Whether what `use` or `register` is handed is a path, or routes under one, each of which is
    looked at by itself: `app.use("/admin", adminRoutes)` asks nobody for a role.
    """
    if call.name not in _PUTS:
        return False
    if isinstance(argument, Text):
        return argument.value.startswith("/")
    options = call.argument(1)
    if call.name == "register" and isinstance(options, Table) and "prefix" in options.entries:
        return True
    return _holds_routes(_named(argument)) or _is_made_to(program, module, call, argument)


def _named(argument: Expression) -> str:
    """The name of what is handed, or of the file that is required there."""
    if isinstance(argument, Call) and argument.path == "require":
        required = argument.argument(0)
        return required.value if isinstance(required, Text) else ""
    return path_of(argument).replace("()", "")


def _holds_routes(name: str) -> bool:
    parts = map(words, name.split("/"))
    return any(not _HOLDS.isdisjoint(each[-1:]) and _GUARDS.isdisjoint(each[:1]) for each in parts)


def _is_made_to(program: Program, module: Module, call: Call, argument: Expression) -> bool:
    """Whether a router, or an application, is behind a name."""
    required = isinstance(argument, Call) and argument.path == "require"
    if not isinstance(argument, Name) and not required:
        return False
    found = program.value(module, argument, call.function)
    return found is not None and isinstance(found.value, Call) and found.value.name in _MAKES
