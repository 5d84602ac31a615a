"""Finds rows of SQLAlchemy that a function reads, sets attributes of, and has written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from compliance.extract.code.model import Assignment, Call, Function, walk
from compliance.extract.queries import Action, Query

# A hostile file may assign anything in every line.
_MAX_ASSIGNED = 200


def changed_rows(asked: Iterable[Query]) -> Iterator[tuple[Query, tuple[str, ...]]]:
    """The writes of rows whose attributes are set between the query and the commit, each at that,
    with the names of the attributes.
    """
    for query in asked:
        function = query.function
        if query.orm != "SQLAlchemy" or query.action is not Action.ONE or function is None:
            continue
        assigned = function.assignments[:_MAX_ASSIGNED]
        names = {each.target for each in assigned if _is_of(each, query)}
        attributes = tuple(_attributes(assigned, names - {""}, query.call.line))
        kept = _kept(function, max((line for _, line in attributes), default=0))
        if attributes and kept is not None:
            yield replace(query, call=kept, action=Action.UPDATE), tuple(n for n, _ in attributes)


def _is_of(assignment: Assignment, query: Query) -> bool:
    return any(each is query.call for each in walk(assignment.value))


def _attributes(
    assigned: list[Assignment], names: set[str], after: int
) -> Iterator[tuple[str, int]]:
    """The attributes of some objects that are set behind a line."""
    for each in assigned:
        head, _, attribute = each.target.partition(".")
        if head in names and attribute.isidentifier() and each.line > after:
            yield attribute, each.line


def _kept(function: Function, after: int) -> Call | None:
    """The call that writes down what was changed."""
    calls = (each for each in function.calls if each.name == "commit" and each.line > after)
    return next(calls, None)
