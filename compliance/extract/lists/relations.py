"""Relations whose rows a query of one object reads along with it."""

from __future__ import annotations

import re

from compliance.extract.code.expressions import Call, Constant, Table, Text
from compliance.extract.queries import Query

# Under these an ORM's query of one object names what is read along with it.
_TAKING_IN = ("include", "select", "with", "relations", "populate")
_OF_MANY = frozenset("where take skip orderBy cursor distinct limit order".split())
_TAKING = ("take", "limit")
_MANY = re.compile(r"(?:[^su]s|people|children|data)$", re.IGNORECASE)


def takes_in(query: Query, relation: str) -> bool:
    """Whether a query writes out that it reads the rows of a relation, as an object of what to read
    of it: a mere `true` may be a column. Of one object nobody asks for an order or a number.
    """
    tables = [
        argument
        for call in query.call.chain()
        for argument in call.arguments
        if isinstance(argument, Table)
    ]
    taken = [table.entries.get(key) for table in tables for key in _TAKING_IN]
    read = [each.entries.get(relation) for each in taken if isinstance(each, Table)]
    many = _MANY.search(relation) is not None
    return any(
        isinstance(each, Table) and (many or not _OF_MANY.isdisjoint(each.entries)) for each in read
    )


def reads_one(query: Query) -> bool:
    """Whether a query reads the one object that a relation in the singular is, `$relatedQuery`, or
    no more than one of what there is: `take: 1`.
    """
    for call in query.call.chain():
        if _takes_one(call):
            return True
        if call.name in ("$relatedQuery", "relatedQuery"):
            named = call.argument(0)
            return isinstance(named, Text) and _MANY.search(named.value) is None
    return False


def _takes_one(call: Call) -> bool:
    """Whether a call says by `take` or `limit` that one row is enough."""
    tables = (each for each in call.arguments if isinstance(each, Table))
    said = [entries.get(key) for entries in (each.entries for each in tables) for key in _TAKING]
    if call.name in _TAKING:
        said.append(call.argument(0))
    return any(isinstance(each, Constant) and each.value == "1" for each in said)
