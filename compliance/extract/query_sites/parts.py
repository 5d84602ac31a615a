"""Tells the queries that are built to be a part of another one, which runs them."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from compliance.extract.code.expressions import Call, Name, walk
from compliance.extract.code.model import Function
from compliance.extract.queries import Action, Query
from compliance.extract.queries.chains import chains

# What takes a query as a part of its own.
_SUBQUERIES = frozenset(
    """exists notExists inArray notInArray whereIn whereNotIn whereExists whereNotExists union
    unionAll from with in_ Exists OuterRef Subquery scalar_subquery not_in notin_""".split()
)
# What makes a part out of a query that it is called on.
_MAKES = frozenset("subquery scalar_subquery as_scalar cte".split())
_EXISTS = "exists"  # Of Django's it asks.
# What runs a query that it is called on.
_RUNS = frozenset(
    """all first one one_or_none scalar scalars scalar_one scalar_one_or_none count get update
    delete execute executeTakeFirst executeTakeFirstOrThrow run then values pluck""".split()
)


@dataclass(frozen=True)
class _Parts:
    """What a function hands to what takes it as a part of a query: what is written there, by its
    id, and names; and the names of what it assigns, by the ids of the values.
    """

    written: frozenset[int]
    names: frozenset[str]
    targets: dict[int, str]


def is_part(query: Query) -> bool:
    """Whether it is a part of another query: `exists(db.select()…)`, and by its name `recent` in
    `Order.id.in_(recent.subquery())`.
    """
    function = query.function
    if function is None or query.call.awaited:
        return False
    if _makes_part(query.call, query.orm):
        return True
    parts = _parts(function, query.orm)
    if id(query.call) in parts.written:
        return True
    is_open = query.action is Action.MANY and query.call.name not in _RUNS
    return is_open and parts.targets.get(id(query.call)) in parts.names


def _makes_part(call: Call, orm: str) -> bool:
    return call.name in _MAKES or (call.name == _EXISTS and orm == "SQLAlchemy")


@functools.lru_cache(maxsize=4)  # A function may make thousands of queries.
def _parts(function: Function, orm: str) -> _Parts:
    handed = [
        part
        for call in function.calls
        if call.name in _SUBQUERIES
        for argument in call.arguments
        for part in walk(argument)
    ]
    names = {each.path for each in handed if isinstance(each, Name)}
    run: set[str] = set()
    for chain in chains(function.module, function) if function.module is not None else ():
        if _makes_part(chain.call, orm):
            names.add(chain.base)
        elif not _RUNS.isdisjoint(chain.names):
            run.add(chain.base)
    targets = {id(each.value): each.target for each in function.assignments}
    return _Parts(frozenset(map(id, handed)), frozenset(names - run), targets)
