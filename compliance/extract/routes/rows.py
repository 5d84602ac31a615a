"""The rows of the lists that are written out, and that calls which register routes go through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from compliance.extract.code.expressions import (
    Call,
    Expression,
    Member,
    Name,
    Operation,
    Sequence,
    Table,
    Text,
)
from compliance.extract.code.model import Module
from compliance.extract.code.program import Program
from compliance.extract.routes.following import MAX_HOPS, Located, value_of

_MAX_ROWS = 200
# Loops in each other that are gone through.
_MAX_LOOPS = 3
_ITERATING = frozenset(["forEach", "map", "flatMap"])


def rows_of(program: Program, module: Module, call: Call) -> Iterator[Located]:
    """The place of a call, once for each item of the written list that it is run for; where that
    stands in a loop over another one, once for each of both.
    """
    places = [Located(Expression(0), module, call.function)]
    for name, listed in reversed(list(_gone_through(places[0], call))):
        found = [
            replace(place, rows=((name, row), *place.rows))
            for place in places
            for row in _items(program, replace(listed, rows=place.rows), MAX_HOPS)
        ]
        places = found[:_MAX_ROWS] or places
    yield from places


def _gone_through(here: Located, call: Call) -> Iterator[tuple[str, Located]]:
    """What each item is called, and the list, of the loops and the callbacks that a call stands in,
    innermost first.
    """
    block, function = call.block, call.function
    for _ in range(_MAX_LOOPS):
        while block is not None:
            if block.kind == "for" and block.target and block.subject is not None:
                yield block.target, Located(block.subject, here.module, function)
            block = block.outer
        around = function.argument_of if function is not None else None
        if function is None or around is None or around.name not in _ITERATING:
            return
        if function.parameters:
            listed = Located(_receiver(around), here.module, around.function)
            yield function.parameters[0].name, listed
        block, function = around.block, around.function


def _receiver(call: Call) -> Expression:
    if isinstance(call.callee, Member):
        return call.callee.of
    return Name(call.line, path=call.receiver)


def _items(program: Program, where: Located, hops: int) -> Iterator[Located]:
    """The items of a list that is written out, with those of the lists that are put into it."""
    found = value_of(program, where)
    listed = found.expression if found is not None and hops > 0 else None
    if found is None or listed is None:
        return
    if isinstance(listed, Call) and listed.name == "concat":
        for each in (_receiver(listed), *listed.arguments[:_MAX_ROWS]):
            yield from _items(program, found.at(each), hops - 1)
    if isinstance(listed, Table):
        yield from (found.at(Text(listed.line, value=key)) for key in listed.entries)
    for item in listed.items[:_MAX_ROWS] if isinstance(listed, Sequence) else ():
        if isinstance(item, Operation) and item.operator == "...":
            yield from _items(program, found.at(item.operands[0]), hops - 1)
        else:
            yield value_of(program, found.at(item)) or found.at(item)
