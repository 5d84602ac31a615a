"""What the frameworks share in how a route is registered: paths, lists of handlers, methods."""

from __future__ import annotations

import re

from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Item,
    Member,
    Name,
    Operation,
    Sequence,
    Template,
    Text,
)
from compliance.extract.code.model import Function
from compliance.extract.code.program import Program
from compliance.extract.routes.following import MAX_HOPS, Located, value_of
from compliance.extract.routes.node.dialect import receiver
from compliance.extract.routes.node.resolver import Resolver
from compliance.extract.routes.node.routers import Router

# How values are called that are paths and that are not written out.
_PATH = re.compile(r"(?:prefix|path|(?<!data)base|root|url)$", re.IGNORECASE)
# So many handlers of one call are looked at, and so many paths of a list to tell that it is one.
MAX_FLAT = 500
_MAX_LOOKED_AT = 3
_METHODS = {"all": "*", "any": "*", "del": "DELETE", "addHttpMethod": "*"}


def quoted(*packages: str) -> tuple[bytes, ...]:
    """The words by which files that import some packages are found."""
    return tuple(f"{mark}{each}{mark}".encode() for each in packages for mark in "\"'")


def spelled_method(name: str) -> str:
    """The method of HTTP that a verb of a framework stands for, `*` for any."""
    return _METHODS.get(name, name.upper())


def line_of(call: Call) -> int:
    """The line of a call in a chain: where its own name stands."""
    return call.callee.line if isinstance(call.callee, Member | Name) else call.line


def is_handed(expression: Expression, function: Function | None) -> bool:
    """Whether a path is one that a helper is handed: its callers have the paths."""
    if not isinstance(expression, Name) or function is None or function.argument_of is not None:
        return False
    head = expression.path.partition(".")[0]
    return any(each.name == head and each.default is None for each in function.parameters)


def called_on(resolver: Resolver, where: Located, call: Call) -> Router | None:
    """The router on which a call registers something; None where its callers have the paths."""
    on = receiver(call)
    if on is None or not call.arguments or is_handed(call.arguments[0], call.function):
        return None
    return resolver.router(where.at(on))


def is_path(program: Program, where: Located, expression: Expression, hops: int = MAX_HOPS) -> bool:
    """Whether the first argument of `use` is a path, or a list of them."""
    if isinstance(expression, Text | Template | Constant | Operation):
        return True
    if isinstance(expression, Sequence) and hops > 0:
        some = expression.items[:_MAX_LOOKED_AT]
        return all(is_path(program, where, each, hops - 1) for each in some)
    if isinstance(expression, Name | Item) and hops > 0:
        found = value_of(program, where.at(expression))
        if found is None or isinstance(found.expression, Name | Item):
            return isinstance(expression, Name) and bool(_PATH.search(expression.path))
        return is_path(program, found, found.expression, hops - 1)
    return False


def flat(
    program: Program, where: Located, arguments: tuple[Expression, ...], hops: int = MAX_HOPS
) -> list[Located]:
    """Handlers one by one: lists are taken apart, written out or by name."""
    found: list[Located] = []
    for argument in arguments:
        if len(found) >= MAX_FLAT or hops <= 0:
            break
        here = where.at(argument)
        is_spread = isinstance(argument, Operation) and argument.operator == "..."
        if isinstance(argument, Operation) and is_spread:
            here = where.at(argument.operands[0])
        if isinstance(here.expression, Name):
            value = value_of(program, here)
            if value is not None and isinstance(value.expression, Sequence):
                here = value
            # Hono's factory makes a list of handlers, which is spread where they are registered.
            elif value is not None and is_spread and isinstance(value.expression, Call):
                found += flat(program, value, value.expression.arguments, hops - 1)[:MAX_FLAT]
                continue
        if isinstance(here.expression, Sequence):
            found += flat(program, here, here.expression.items, hops - 1)[:MAX_FLAT]
        else:
            found.append(here)
    return found[:MAX_FLAT]
