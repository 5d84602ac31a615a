"""The columns in the conditions and the order of SQLAlchemy's queries."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.expressions import (
    Call,
    Expression,
    Item,
    Member,
    Name,
    Operation,
    path_of,
    walk,
)
from compliance.extract.queries.query import Filter, Use
from compliance.extract.queries.reading import is_nothing

_RANGED = frozenset(["<", ">", "<=", ">="])
_DIRECTIONS = frozenset("desc asc nulls_last nulls_first nullslast nullsfirst".split())


def filters_of(steps: tuple[Call, ...]) -> Iterator[Filter]:
    """The columns by which the steps of a query choose and sort."""
    for step in steps:
        if step.name in ("where", "filter"):
            for argument in step.arguments:
                yield from compared(argument)
        elif step.name == "filter_by":
            for keyword, value in step.keywords.items():
                yield Filter(keyword, Use.EQUAL, value.line)
        elif step.name == "order_by":
            for argument in step.arguments:
                yield from _ordered(argument)


def compared(condition: Expression) -> Iterator[Filter]:
    """The columns in `User.email == email`, `User.id.in_(ids)`, and in `and_(…)`, `or_(…)`."""
    for each in walk(condition):
        if isinstance(each, Operation) and len(each.operands) == 2:
            left, right = each.operands
            column = _column(left)
            # A comparison with another table's column joins.
            if column and not _column(right) and not is_nothing(right):
                if each.operator == "==":
                    yield Filter(column, Use.EQUAL, each.line, _of(left))
                elif each.operator in _RANGED:
                    yield Filter(column, Use.RANGE, each.line, _of(left))
        elif isinstance(each, Call) and each.name in ("in_", "between"):
            value = Name(each.line, path=each.receiver)
            column = _column(value)
            if column:
                use = Use.RANGE if each.name == "between" else Use.EQUAL
                yield Filter(column, use, each.line, _of(value))


def _ordered(value: Expression) -> Iterator[Filter]:
    if isinstance(value, Call):
        path = value.receiver if value.name in _DIRECTIONS else ""
        inner = value.callee.of if isinstance(value.callee, Member) else value.argument(0)
        if not path or path.endswith(")"):
            if inner is not None:
                yield from _ordered(inner)
            return
        value = Name(value.line, path=path)
    column = _column(value)
    if column:
        yield Filter(column, Use.ORDER, value.line, _of(value))


def _of(value: Expression) -> str:
    """The class or table in `User.email` and `users.c.email`; that of the query for `cls.email`."""
    of = path_of(value).rpartition(".")[0].removesuffix(".c")
    return "" if of == "cls" else of


def _column(value: Expression) -> str:
    """`User.email` or `users.c.email` as its column; "" for what is none."""
    if isinstance(value, Item):
        return ""
    path = value.path if isinstance(value, Name) else ""
    head, _, last = path.rpartition(".")
    is_one = head.rpartition(".")[2][:1].isupper() or head.endswith(".c") or head == "cls"
    return last if is_one and not last[:1].isupper() else ""
