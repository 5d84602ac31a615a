"""Finds rows of SQLAlchemy that a function reads, sets attributes of, and has written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from compliance.extract.code.expressions import Call, walk
from compliance.extract.code.model import Function
from compliance.extract.queries import Action, Query

# A hostile file may assign anything in every line.
_MAX_ASSIGNED = 200
_MAX_PARTS = 100


def changed_rows(asked: Iterable[Query]) -> Iterator[tuple[Query, tuple[str, ...]]]:
    """The writes of rows whose attributes are set between the query and the commit, each at that,
    with the names of the attributes.
    """
    named: dict[int, dict[int, str]] = {}
    for query in asked:
        function = query.function
        if query.orm != "SQLAlchemy" or query.action is not Action.ONE or function is None:
            continue
        if id(function) not in named:
            named[id(function)] = dict(_names(function))
        name = named[id(function)].get(id(query.call))
        attributes = tuple(_attributes(function, name, query.call.line)) if name else ()
        kept = _kept(function, max((line for _, line in attributes), default=0))
        if attributes and kept is not None:
            yield replace(query, call=kept, action=Action.UPDATE), tuple(n for n, _ in attributes)


def _names(function: Function) -> Iterator[tuple[int, str]]:
    """Under which name a function keeps what its calls answer."""
    for each in function.assignments[:_MAX_ASSIGNED]:
        if each.target:
            yield from ((id(part), each.target) for part in islice(walk(each.value), _MAX_PARTS))


def _attributes(function: Function, name: str, after: int) -> Iterator[tuple[str, int]]:
    """The attributes of an object that are set behind a line."""
    for each in function.assignments[:_MAX_ASSIGNED]:
        head, _, attribute = each.target.partition(".")
        if head == name and attribute.isidentifier() and each.line > after:
            yield attribute, each.line


def _kept(function: Function, after: int) -> Call | None:
    """The call that writes down what was changed."""
    calls = (each for each in function.calls if each.name == "commit" and each.line > after)
    return next(calls, None)
