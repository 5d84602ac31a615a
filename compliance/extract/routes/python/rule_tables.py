"""The rules that a loop takes from a table: `for path, view in RULES: app.add_url_rule(…)`."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Item,
    Member,
    Name,
    Sequence,
)
from compliance.extract.code.model import Block, Function
from compliance.extract.code.program import Program
from compliance.extract.routes.following import Located
from compliance.extract.routes.python.listed import MAX_ROWS
from compliance.extract.routes.python.names import elements
from compliance.extract.routes.python.wrapped import callers, is_parameter


@dataclass(frozen=True)
class Row:
    """A row of a table, where it is written, and what is taken from it; `on` is what the rule is
    registered with.
    """

    where: Located
    on: Located
    items: tuple[Expression, ...]
    places: Mapping[str, int]

    def of(self, expression: Expression) -> Expression | None:
        """What the row has for an expression of the loop; None where it has nothing for it."""
        if isinstance(expression, Call):  # `view.as_view("orders")`
            made = self.of(_root(expression))
            named = f"{made.path}.{expression.name}" if isinstance(made, Name) else ""
            return (
                replace(expression, callee=Name(made.line, path=named)) if made and named else None
            )
        position = _place(expression, self.places)
        return self.items[position] if 0 <= position < len(self.items) else None


def rows(program: Program, where: Located, call: Call, *taken: Expression) -> Iterator[Row]:
    """The rows from which a loop takes several expressions of a call; nothing where it takes them
    from elsewhere. A function that goes through what it is handed has those of each call of it.
    """
    block = _loop(call)
    if block is None or block.subject is None:
        return
    places = _places(block, call.function)
    if any(_place(_root(each), places) < 0 for each in taken):
        return
    on = Name(call.line, path=call.receiver)
    for listed, there in _listed(program, where, block.subject, on):
        for row in itertools.islice(elements(program, listed), MAX_ROWS):
            if isinstance(row.expression, Sequence):
                yield Row(row, there, row.expression.items, places)


def _loop(call: Call) -> Block | None:
    block = call.block
    while block is not None and block.kind != "for":
        block = block.outer
    return block


def _places(block: Block, function: Function | None) -> dict[str, int]:
    """The position in a row of each name that stands for a part of it, taken apart by the loop or
    in it; the row itself is at none, -1.
    """
    found = {name: position for position, name in enumerate(block.taken)}
    if block.target:
        found[block.target] = -1
        for each in function.assignments if function is not None else ():
            if isinstance(each.value, Name) and each.value.path == block.target:
                found.update({name: int(key) for name, (key, _) in each.parts.items()})
    return found


def _root(expression: Expression) -> Expression:
    """What a call is made on."""
    if not isinstance(expression, Call):
        return expression
    callee = expression.callee
    named = Name(expression.line, path=expression.receiver)
    return callee.of if isinstance(callee, Member) else named


def _place(expression: Expression, places: Mapping[str, int]) -> int:
    if isinstance(expression, Name):
        return places.get(expression.path, -1)
    if isinstance(expression, Item) and isinstance(expression.of, Name):
        of_row = places.get(expression.of.path, 0) == -1
        key = expression.key.value if isinstance(expression.key, Constant) else ""
        return int(key) if of_row and key.isdigit() else -1
    return -1


def _listed(
    program: Program, where: Located, subject: Expression, on: Name
) -> Iterator[tuple[Located, Located]]:
    """The table that is gone through, and what the rules are registered with: as they are written,
    or as those hand them who call the function.
    """
    function = where.function
    if function is None or not is_parameter(function, subject):
        yield where.at(subject), where.at(on)
        return
    for each in callers(program, function):
        there = each.where if on.path in each.given else where
        yield each.where.at(each.instead(subject)), there.at(each.instead(on))
