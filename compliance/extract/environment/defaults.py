"""Which expressions of a module have another value behind them, or are only asked about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code.model import (
    Assignment,
    Call,
    Constant,
    Expression,
    Module,
    Name,
    Operation,
    Text,
    walk,
)

# Behind these stands another value, or what is done only where there is one.
_ELSE = frozenset(["or", "||", "??", "and", "&&"])
_COMPARED = frozenset(
    ["==", "!=", "===", "!==", "is", "is not", "in", "not in", "not", "!", "!!", "not_in", "is_not"]
)


# What makes a number, a truth value and the like of a text.
_CONVERTS = re.compile(
    r"(?i)(?:parse|str|string|text|to|as|get|read|env|_){1,4}"
    r"(?:int|integer|number|num|bool|boolean|float|string|str|list|array|duration|ms)"
)
_WITH_RADIX = frozenset(["parseInt", "parseFloat", "toString"])


def replaceable(module: Module) -> frozenset[int]:
    """The identities of the expressions without which the code goes on: `int(read() or 25)`,
    `parseInt(read()) || 25`, `read() == "yes"`, the condition of a choice, `toNumber(read(), 25)`.
    """
    spared = [
        operand
        for value in _values(module)
        for outer in walk(value)
        if isinstance(outer, Operation)
        for operand in _spare(outer)
    ]
    spared += [call.arguments[0] for call in module.calls if _has_default(call)]
    return frozenset(id(inner) for operand in spared for inner in walk(operand))


def _has_default(call: Call) -> bool:
    """Whether a call makes something else of a text, and is told what where there is none: the
    second argument of `parseInt` is no such thing.
    """
    return (
        len(call.arguments) > 1
        and isinstance(call.arguments[1], Text | Constant)
        and call.name not in _WITH_RADIX
        and _CONVERTS.fullmatch(call.name) is not None
    )


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
    for call in module.calls:
        yield from call.arguments
        yield from call.keywords.values()
    for function in module.functions:
        yield from function.returns
    for class_ in module.classes:
        yield from (field.value for field in class_.fields if field.value is not None)


_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]{0,80}")
_OF_ENVIRONMENT = re.compile(r"(?:^|\.)(?:env|environ|getenv)\b")
_MAX_LINES = 400
# Where a name is asked about so that the code goes on without a value, by language; and so that it
# does not, or may not.
_GOES_ON = {
    True: r"\b(?:if|elif|and)\s{{1,3}}{0}(?:\s{{0,3}}:|\s{{1,3}}(?:and|or|else|is\s{{1,3}}not)\b)"
    r"|\b{0}\s{{1,3}}or\b",
    False: r"\bif\s{{0,3}}\(\s{{0,3}}{0}\s{{0,3}}(?:\)|&&|\|\|)|(?<![\w.$!]){0}\s{{0,3}}"
    r"(?:\?\?|\|\||&&|\?(?![.?:]))",
}
_STOPS = {True: r"\bnot\s{{1,3}}{0}\b|\b{0}\s{{1,3}}is\s{{1,3}}None\b", False: r"!\s{{0,2}}{0}\b"}


def asked_later(module: Module) -> frozenset[int]:
    """The identities of expressions that a variable takes, which the function then only uses where
    there is a value: `address = read()`, `if address:`.
    """
    lines = module.source.splitlines()
    found: set[int] = set()
    for assignment in module.assignments:
        if not _IDENTIFIER.fullmatch(assignment.target):
            continue
        made_of = list(walk(assignment.value))
        paths = [path for path in map(_path, made_of) if _OF_ENVIRONMENT.search(path)]
        if paths and _goes_on(assignment, module, lines):
            found.update(map(id, made_of))
            found.update(_read_there(module, assignment, paths))
    return frozenset(found)


def _read_there(module: Module, assignment: Assignment, paths: list[str]) -> Iterator[int]:
    """The identities of what an assignment reads and makes something else of, such as
    `process.env.HOST?.trim()`.
    """
    for read in module.reads:
        here = read.line == assignment.line and read.function is assignment.function
        if here and any(path.startswith(f"{read.path}.") for path in paths):
            yield id(read.value)


def _goes_on(assignment: Assignment, module: Module, lines: list[bytes]) -> bool:
    """Whether what follows an assignment in its function asks for its value, and nowhere whether
    there is none.
    """
    function = assignment.function
    end = function.end_line if function is not None else len(lines)
    after = lines[assignment.line : min(end, assignment.line + _MAX_LINES)]
    text = b"\n".join(after).decode("utf-8", "replace")
    name = re.escape(assignment.target)
    goes_on, stops = (each[module.is_python].format(name) for each in (_GOES_ON, _STOPS))
    return re.search(goes_on, text) is not None and re.search(stops, text) is None


def _path(value: Expression) -> str:
    return value.path if isinstance(value, Call | Name) else ""
