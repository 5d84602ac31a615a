"""What a loop registers: `for route in ROUTES: api.add_resource(*route)`."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Item,
    Name,
    Operation,
    Sequence,
    Table,
    Text,
)
from compliance.extract.code.model import Block
from compliance.extract.code.program import Program
from compliance.extract.routes.following import Located
from compliance.extract.routes.python.names import elements

MAX_ROWS = 1_000


def argument_lists(
    program: Program, where: Located, call: Call
) -> Iterator[tuple[Located, tuple[Expression, ...]]]:
    """The arguments of a call and where they are written: its own, or those that each row of a
    written list has for it where a loop takes them from there.
    """
    block = call.block
    if block is None or block.kind != "for" or block.subject is None or not _takes(call, block):
        yield where, call.arguments
        return
    rows = elements(program, where.at(block.subject))
    for row in itertools.islice(rows, MAX_ROWS):
        items = row.expression
        if isinstance(items, Sequence | Table):
            given = [each for one in call.arguments for each in _of_row(one, items, block)]
            if None not in given:
                yield row, tuple(each for each in given if each is not None)


def _takes(call: Call, block: Block) -> bool:
    """Whether all positional arguments come from the loop."""
    return bool(call.arguments) and all(_head(each) in _names(block) for each in call.arguments)


def _names(block: Block) -> tuple[str, ...]:
    return (block.target,) if block.target else block.taken


def _head(argument: Expression) -> str:
    """The name that an argument is made from, itself, spread or at a key."""
    if isinstance(argument, Operation) and argument.operator == "*":
        argument = argument.operands[0]
    elif isinstance(argument, Item) and isinstance(argument.key, Constant | Text):
        argument = argument.of
    return argument.path if isinstance(argument, Name) else ""


def _of_row(
    argument: Expression, of: Sequence | Table, block: Block
) -> Iterator[Expression | None]:
    """What a row has for an argument, at its place or under its key; None where it has none."""
    if isinstance(of, Table):
        key = argument.key if isinstance(argument, Item) else None
        yield of.entries.get(key.value) if isinstance(key, Text) else None
        return
    row = of.items
    if isinstance(argument, Operation):
        yield from row
        return
    position = -1
    if isinstance(argument, Item) and isinstance(argument.key, Constant):
        position = int(argument.key.value) if argument.key.value.isdigit() else -1
    elif isinstance(argument, Name) and argument.path in block.taken:
        position = block.taken.index(argument.path)
    yield row[position] if 0 <= position < len(row) else None
