"""Which expressions of a module have another value behind them, or are only asked about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Member,
    Name,
    Operation,
    Sequence,
    Table,
    Text,
    walk,
)
from compliance.extract.code.model import Function, Module

# Behind these stands another value, or what is done only where there is one.
_ELSE = frozenset(["or", "||", "??", "and", "&&"])
_COMPARED = frozenset(
    ["==", "!=", "===", "!==", "is", "is not", "in", "not in", "not", "!", "!!", "not_in", "is_not"]
)


# What makes a number, a truth value and the like of a text.
_CONVERTS = re.compile(
    r"(?i)(?:parse|str|string|text|to|as|get|read|env|var|positive|non|negative|safe|_){1,4}"
    r"(?:int|integer|number|num|bool|boolean|float|string|str|list|array|duration|ms|json)s?"
)
_QUESTION = re.compile(r"(?:is|has)[A-Z_]\w{0,80}")
_SAYS_DEFAULT = re.compile(r"(?i)default|fallback")
_WITH_RADIX = frozenset(["parseInt", "parseFloat", "toString"])


def replaceable(module: Module) -> frozenset[int]:
    """The identities of the expressions without which the code goes on: `int(read() or 25)`,
    `parseInt(read()) || 25`, `read() == "yes"`, `Boolean(read())`, the condition of a choice,
    `toNumber(read(), 25)`.
    """
    spared = [
        operand
        for value in _values(module)
        for outer in walk(value)
        if isinstance(outer, Operation)
        for operand in _spare(outer)
    ]
    spared += [
        call.arguments[0]
        for call in module.calls
        if call.arguments and (_has_default(call) or _asks(call))
    ]
    spared += [
        call.callee.of
        for call in module.calls
        if isinstance(call.callee, Member) and _drops_absent(call)
    ]
    return frozenset(id(inner) for operand in spared for inner in walk(operand))


def _asks(call: Call) -> bool:
    """Whether a call only asks whether there is something, or what it is: `Boolean(read())`,
    `isTruthy(read())`, `Object.is(read(), "on")`.
    """
    if len(call.arguments) != 1:
        return call.path == "Object.is"
    return call.path in ("Boolean", "bool") or _QUESTION.fullmatch(call.name) is not None


def _drops_absent(call: Call) -> bool:
    """Whether a call leaves those out of a list that are not there: `[read()].filter(Boolean)`,
    `[read()].filter((each) => Boolean(each))`.
    """
    given = call.argument(0) if call.name == "filter" else None
    if isinstance(given, Function) and len(given.returns) == 1:
        asked = given.returns[0]
        given = asked.callee if isinstance(asked, Call) else None
    return isinstance(given, Name) and given.path == "Boolean"


def _has_default(call: Call) -> bool:
    """Whether a call makes something else of a text, and is told what where there is none:
    `numberOrDefault(read(), 3)`; the second argument of `parseInt` is no such thing.
    """
    if len(call.arguments) < 2 or call.name in _WITH_RADIX:
        return False
    if _SAYS_DEFAULT.search(call.name):
        return True
    return _is_default(call.arguments[1]) and _CONVERTS.fullmatch(call.name) is not None


def _is_default(value: Expression) -> bool:
    """Whether a value is written out, or is called a default: `DEFAULT_LIMIT`."""
    if isinstance(value, Name):
        return _SAYS_DEFAULT.search(value.path) is not None
    is_empty = isinstance(value, Table) and not value.entries and not value.spread
    return is_empty or isinstance(value, Text | Constant | Sequence)


def _spare(operation: Operation) -> tuple[Expression, ...]:
    """The operands that another one stands in for."""
    if operation.operator in _ELSE:
        return operation.operands[:-1]
    if operation.operator == "?:":
        return operation.operands[:1]
    return operation.operands if operation.operator in _COMPARED else ()


def _values(module: Module) -> Iterator[Expression]:
    """What is assigned, handed to a call, answered, or the value of a field."""
    for assignment in module.assignments:
        yield assignment.value
        yield from (default for _, default in assignment.parts.values() if default is not None)
    for call in module.calls:
        yield from call.arguments
        yield from call.keywords.values()
    for function in module.functions:
        yield from function.returns
        yield from (one.default for one in function.parameters if one.default is not None)
    for class_ in module.classes:
        yield from (field.value for field in class_.fields if field.value is not None)
