"""Finds an answer that a variable keeps for a while: `cache = { value, expires: now + ttl }`."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.access.words import words
from compliance.extract.caching.owned import names_no_data
from compliance.extract.code.expressions import Expression, Name, Table, walk
from compliance.extract.code.model import Assignment, Module

_CACHES = frozenset(["cache", "cached"])
# What somebody else's service lets the program in by is no data either.
_LETS_IN = frozenset(["token", "tokens"])
# Under these a table says since when, or until when, what is beside them counts.
_AGES = frozenset(
    """at age date expire expires expired expiry expiration fetched since stamp time timestamp ttl
    until updated""".split()
)


def kept_for_a_while(module: Module) -> Iterator[tuple[str, int]]:
    """The variables that a function fills by what it made, with a time, and answers from, where it
    is not the function's own.
    """
    for assignment in module.assignments:
        if _is_filled(assignment) and _outlives(assignment) and _is_answered(assignment):
            yield assignment.target, assignment.line
            return


def _is_filled(assignment: Assignment) -> bool:
    value, function = assignment.value, assignment.function
    if function is None or not isinstance(value, Table) or len(value.entries) < 2:
        return False
    named = words(assignment.target)
    if _CACHES.isdisjoint(named) or not _LETS_IN.isdisjoint(named):
        return False
    timed = {key for key in value.entries if not _AGES.isdisjoint(words(key))}
    return 0 < len(timed) < len(value.entries) and not names_no_data(
        assignment.target, function.qualified
    )


def _outlives(assignment: Assignment) -> bool:
    """Whether what is filled was there before the function ran: a variable of the module, or of the
    function around it.
    """
    function, module = assignment.function, assignment.function and assignment.function.module
    if function is None or module is None:
        return False
    around = function.outer
    while around is not None:
        if around.assigned(assignment.target):
            return True
        around = around.outer
    return bool(module.assigned(assignment.target))


def _is_answered(assignment: Assignment) -> bool:
    function = assignment.function
    returned = function.returns if function is not None else ()
    return any(_is_of(each, assignment.target) for value in returned for each in walk(value))


def _is_of(value: Expression, target: str) -> bool:
    return isinstance(value, Name) and f"{value.path}.".startswith(f"{target}.")
