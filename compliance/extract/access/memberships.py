"""Finds where a role is asked for by looking up a row that says who has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from compliance.extract.access.words import words
from compliance.extract.code.expressions import Call, Expression, Name, Table, Text, walk
from compliance.extract.code.model import Function

_FINDS = frozenset("find count get exists first filter aggregate".split())
_CONDITIONS = "where"
_ROLE = frozenset(["role", "roles"])
_SOMEBODY = frozenset("user member account person profile".split())
_ABOVE = frozenset(
    """admin administrator owner moderator manager staff editor maintainer superuser
    superadmin""".split()
)


def looks_up_role(function: Function) -> bool:
    """Whether a function looks for a row that gives somebody who is not written there a role above
    others: `findFirst({ where: { userId, role: "ADMIN" } })`, `filter(user=user, role="owner")`.
    What is written so, and not looked for, asks nobody.
    """
    return any(
        _gives_role(each)
        for inner in function.everything()
        for call in inner.calls
        if not _FINDS.isdisjoint(words(call.name)[:1])
        for each in _conditions(call)
    )


def _conditions(call: Call) -> Iterator[Mapping[str, Expression]]:
    yield call.keywords
    for argument in call.arguments:
        where = argument.entries.get(_CONDITIONS) if isinstance(argument, Table) else None
        for each in walk(where) if where is not None else ():
            if isinstance(each, Table):
                yield each.entries


def _gives_role(entries: Mapping[str, Expression]) -> bool:
    names = {key: frozenset(words(key)) for key in entries}
    somebody = any(
        not _SOMEBODY.isdisjoint(of) and isinstance(entries[key], Name) for key, of in names.items()
    )
    return somebody and any(
        not _ROLE.isdisjoint(of) and _is_above(entries[key]) for key, of in names.items()
    )


def _is_above(value: Expression) -> bool:
    """Whether a role that may do more is named: by a text, or a member of an enumeration."""
    for each in walk(value):
        if isinstance(each, Text) and not _ABOVE.isdisjoint(words(each.value)):
            return True
        if isinstance(each, Name) and not _ABOVE.isdisjoint(words(each.path.rpartition(".")[2])):
            return True
    return False
