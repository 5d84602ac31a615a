"""The names in code that may speak of pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Item,
    Member,
    Name,
    Table,
    Text,
    path_of,
    walk,
)
from compliance.extract.code.model import Class, Function
from compliance.extract.code.program import Program
from compliance.extract.lists import fixed
from compliance.extract.lists.elsewhere import is_request
from compliance.extract.queries.reading import is_nothing
from compliance.extract.queries.sql import text_of
from compliance.extract.routes.following import Located

MAX_HOPS = 2
MAX_CLASSES = 12
# The class in a type: `Annotated[Filters, Query()]`, `Optional[Filters]`, `Page<Order>`.
_INNER = re.compile(r"(?:(?:\w{1,60}\.)?(?:Annotated|Optional)\[\s{0,9})?([A-Za-z_][\w.]{0,100})")
# SQL that reads as many rows as somebody says, or from where on they say.
LIMITED = re.compile(r"\b(?:limit|offset)\s{1,9}\(?\s{0,3}[?$:@{%]", re.IGNORECASE)
_ASKED = frozenset("get query args param getParam".split())
# What asks for a part of a list together, as Relay and Elasticsearch do it; either alone may be
# anything.
_TOGETHER = (
    frozenset(["first", "after"]), frozenset(["last", "before"]), frozenset(["from", "size"]),
)  # fmt: skip


def together(
    entries: Mapping[str, Expression], known: frozenset[str] = frozenset()
) -> Iterator[str]:
    """The keys of an object, and the word for what they ask for together."""
    yield from fixed.keys(entries, known)
    yield from asked_together(entries)


def asked_together(keys: Iterable[str]) -> Iterator[str]:
    """The word for what some keys ask for together."""
    said = frozenset(keys)
    if any(each <= said for each in _TOGETHER):
        yield "cursor"


def of_function(function: Function, unfilled: frozenset[str] = frozenset()) -> Iterator[str]:
    """The names in a function that say what is asked for, and how it is passed on; `unfilled` are
    parameters that stay what they are by default.
    """
    known = fixed.fixed_names(function) | unfilled
    yield function.name
    yield from (each.name for each in function.parameters if each.name not in unfilled)
    for read in function.reads:
        yield read.path if read.path not in known else ""
        value = read.value
        if isinstance(value, Item) and isinstance(value.key, Text):
            yield value.key.value
    for assignment in function.assignments:
        if isinstance(assignment.value, Table):
            yield from together(assignment.value.entries, known)
        yield assignment.target if assignment.target not in ("cursor", *known) else ""
        taken = [key for key, _ in assignment.parts.values()]
        yield from (*taken, *asked_together(taken))
    for call in function.calls:
        yield from _of_call(call, known)


def _of_call(call: Call, known: frozenset[str]) -> Iterator[str]:
    """The names in a call; `known` are numbers that are written out."""
    cut = fixed.cuts(call, known)
    # `connection.cursor()` is none of a list, nor is what asks for one row.
    if call.name != "cursor" and not _asks_for_one(call):
        yield fixed.FIXED if cut else call.name
    yield from fixed.keys(call.keywords, known)
    sql = text_of(call) if call.tagged else ""
    if LIMITED.search(sql) or (_takes_range(call) and not cut):
        yield "limit"
    if fixed.cuts_sql(sql):
        yield fixed.FIXED
    for argument in call.arguments:
        if isinstance(argument, Text) and call.name in _ASKED:
            yield argument.value
        elif isinstance(argument, Name):
            of, _, asked = argument.path.rpartition(".")
            yield asked if of and is_request(of) and argument.path not in known else ""
        elif isinstance(argument, Table):
            yield from together(argument.entries, known)
            yield from (each.path for each in argument.spread if isinstance(each, Name))


def _takes_range(call: Call) -> bool:
    """Whether it is Supabase's way to ask for a part: `.select("*").range(from, to)`."""
    is_one = call.name == "range" and len(call.arguments) == 2
    return is_one and any(each.name == "select" for each in call.chain())


def _asks_for_one(call: Call) -> bool:
    first = call.argument(0)
    is_one = isinstance(first, Constant) and first.value == "1"
    return is_one and call.name in ("limit", "take")


def of_guard(program: Program, guard: Expression, at: Located) -> Iterator[str]:
    """The names in a guard; a function, wherever it is, is known by what it asks for."""
    if isinstance(guard, Class | Function):
        module = guard.module or at.module
        return _meant(program, Located(guard, module), MAX_HOPS)
    return of_expression(program, guard, at)


def of_expression(
    program: Program, expression: Expression, at: Located, hops: int = MAX_HOPS
) -> Iterator[str]:
    """The names in an expression, and in what those of the repository stand for."""
    for each in walk(expression):
        yield from _written(each)
        if isinstance(each, Name) and hops > 0:
            found = program.meaning(at.module, each.path, at.function)
            if found is not None and found.value is not expression:
                yield from _meant(program, Located(found.value, found.module), hops - 1)


def _written(expression: Expression) -> Iterator[str]:
    """The names of one expression by itself."""
    if isinstance(expression, Table):
        yield from expression.entries
    elif isinstance(expression, Call):
        yield expression.name
        # `pagination_class=None` switches pages off.
        yield from (key for key, value in expression.keywords.items() if not is_nothing(value))
    elif isinstance(expression, Text):
        yield expression.value[:100]
    elif isinstance(expression, Name | Member):
        yield path_of(expression)


def _meant(program: Program, where: Located, hops: int) -> Iterator[str]:
    """The names in what a name stands for: fields, parameters, or what it was set to."""
    value = where.expression
    if isinstance(value, Class):
        yield from (held.name for held in value.fields)
        yield from (
            each.name
            for method in value.methods
            if method.name in ("__init__", "constructor")
            for each in method.parameters
        )
    elif isinstance(value, Function):
        yield value.name
        for each in value.parameters:
            yield each.name
            yield from of_type(program, value, each.type)
    elif not isinstance(value, Name):
        yield from of_expression(program, value, where, hops)


def of_type(program: Program, handler: Function, type_: str) -> Iterator[str]:
    """The fields of the class that a parameter's type names, and of what that extends; also of one
    in FastAPI's `Annotated[Filters, Query()]`, and by another name for that.
    """
    inner = _INNER.match(type_.strip("'\" "))
    waiting = [(handler.module, inner[1] if inner else "")]
    for module, name in waiting:  # It grows while it is gone through.
        found = program.meaning(module, name) if module is not None and name else None
        if found is None or len(waiting) > MAX_CLASSES:
            continue
        if isinstance(found.value, Class):
            yield from (held.name for held in found.value.fields)
            waiting += [(found.module, path_of(base)) for base in found.value.bases]
        elif isinstance(found.value, Item) and path_of(found.value.of).endswith("Annotated"):
            names = (each.path for each in walk(found.value.key) if isinstance(each, Name))
            waiting += [(found.module, next(names, ""))]
