"""Which expressions of a module have another value behind them, or are only asked about."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.model import Expression, Module, Operation, walk

# Behind these stands another value, or what is done only where there is one.
_ELSE = frozenset(["or", "||", "??", "and", "&&"])
_COMPARED = frozenset(
    ["==", "!=", "===", "!==", "is", "is not", "in", "not in", "not", "!", "!!", "not_in", "is_not"]
)


def replaceable(module: Module) -> frozenset[int]:
    """The identities of the expressions without which the code goes on: `int(read() or 25)`,
    `parseInt(read()) || 25`, `read() == "yes"`, the condition of a choice.
    """
    return frozenset(
        id(inner)
        for value in _values(module)
        for outer in walk(value)
        if isinstance(outer, Operation)
        for operand in _spare(outer)
        for inner in walk(operand)
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
