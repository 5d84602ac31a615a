"""Tables of routes whose keys are method and path, `"get /users": { controller }`, which a loop
registers: `router[method](path, controller)`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Item,
    Name,
    Table,
    Text,
    walk,
)
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program
from compliance.extract.routes.following import Located, function_of
from compliance.extract.routes.node.registering import spelled_method
from compliance.extract.routes.node.routers import Registered
from compliance.extract.routes.paths import Written

MAX_TABLES = 300
_VERBS = "get post put patch delete all".split()
_KEY = re.compile(rf"({'|'.join(_VERBS)}) {{1,4}}(/\S{{0,300}})", re.IGNORECASE)
_WORDS = tuple(
    f"{mark}{verb} /".encode()
    for verb in (*_VERBS, *(each.upper() for each in _VERBS))
    for mark in "\"'"
)


def registers_keys(call: Call) -> bool:
    """Whether a call registers with a router by a method that stands in the key of a table."""
    callee, function = call.callee, call.function
    if not isinstance(callee, Item) or isinstance(callee.key, Text) or len(call.arguments) < 2:
        return False
    while function is not None:
        if any(each.name in ("split", "match", "exec") for each in function.calls):
            return True
        function = function.outer
    return False


def keyed_routes(program: Program) -> Iterator[Registered]:
    """What the tables of a program hold for that."""
    for module in program.own_modules(*_WORDS):
        for table, function in itertools.islice(_tables(module), MAX_TABLES):
            for key, entry in table.entries.items():
                match = _KEY.fullmatch(key)
                if match:
                    where = Located(entry, module, function)
                    handler, guards = _within(program, where)
                    method = spelled_method(match[1].lower())
                    path = Written(match[2])
                    yield Registered(method, path, module, entry.line, handler, guards)


def _tables(module: Module) -> Iterator[tuple[Table, Function | None]]:
    """The tables of a file with such keys, each once."""
    seen: set[int] = set()
    for value, function in _values(module):
        for each in walk(value):
            if (
                isinstance(each, Table)
                and id(each) not in seen
                and any(map(_KEY.match, each.entries))
            ):
                seen.add(id(each))
                yield each, function


def _values(module: Module) -> Iterator[tuple[Expression, Function | None]]:
    for assignment in module.assignments:
        yield assignment.value, assignment.function
    for call in module.calls:
        yield from ((each, call.function) for each in call.arguments)
    for function in module.functions:
        for each in function.everything():
            yield from ((value, each) for value in each.returns)


def _within(program: Program, where: Located) -> tuple[Located | None, tuple[Expression, ...]]:
    """The handler of an entry, and what else it asks for by name: `authenticated: true`."""
    entry = where.expression
    if not isinstance(entry, Table):
        return where, ()
    handler, guards = None, []
    for key, value in entry.entries.items():
        if key in ("controller", "handler", "action") or (
            handler is None and function_of(program, where.at(value)) is not None
        ):
            handler = where.at(value)
        elif not (isinstance(value, Constant) and value.value in ("false", "null", "undefined")):
            guards.append(Name(value.line, path=key))
    return handler, tuple(guards)
