"""What the functions of a program do with their names, looked up once for each function: it may
build thousands of texts.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from compliance.extract.code.expressions import Expression, Operation
from compliance.extract.code.model import Assignment, Function

_ADDING = frozenset(["append", "push", "extend", "unshift", "insert"])
# The functions around a place, and those that are followed from there.
_KEPT = 32
_MAX_INNER = 200


@functools.lru_cache(_KEPT)
def own_names(function: Function) -> frozenset[str]:
    """The names of its parameters, and those that it puts something into."""
    names = {each.name for each in function.parameters}
    return frozenset(names | {each.target for each in function.assignments})


@functools.lru_cache(_KEPT)
def added(function: Function) -> Mapping[str, Sequence[Expression]]:
    """What it puts into lists, by their names: `parts.append(…)`, `parts.push(…)`."""
    found: dict[str, list[Expression]] = {}
    for call in function.calls:
        if call.name in _ADDING:
            found.setdefault(call.receiver, []).extend(call.arguments)
    return found


@functools.lru_cache(_KEPT)
def taken_apart(function: Function) -> Mapping[str, Sequence[Assignment]]:
    """The assignments that take something apart, by the names that parts of it get."""
    found: dict[str, list[Assignment]] = {}
    for each in function.assignments:
        for name in each.parts:
            found.setdefault(name, []).append(each)
    return found


@functools.lru_cache(_KEPT)
def looped(function: Function) -> Mapping[str, Expression]:
    """What loops go through, by the names of their items."""
    found: dict[str, Expression] = {}
    for call in function.calls:
        block = call.block
        while block is not None:
            if block.subject is not None:
                found.setdefault(block.target, block.subject)
            block = block.outer
    return found


def appended(function: Function, name: str) -> Iterator[tuple[Expression, Function]]:
    """What the functions written in another one append to a text of its: `sql += …`. Those that
    have one of that name themselves, and what is written in these, append to that.
    """
    others: set[int] = set()
    for inner in islice(function.everything(), 1, _MAX_INNER):
        if id(inner.outer) in others or _has_own(inner, name):
            others.add(id(inner))
            continue
        for one in inner.assigned(name):
            if _is_longer(one.value):
                yield one.value, inner


def _is_longer(value: Expression) -> bool:
    return isinstance(value, Operation) and value.operator == "+="


def _has_own(function: Function, name: str) -> bool:
    """Whether a name is a parameter of a function, or set there to more than itself and what is
    appended.
    """
    return (
        any(each.name == name for each in function.parameters)
        or name in taken_apart(function)
        or not all(_is_longer(each.value) for each in function.assigned(name))
    )
