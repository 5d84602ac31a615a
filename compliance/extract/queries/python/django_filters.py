"""The columns by which queries of Django filter and order."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from compliance.extract.code.expressions import (
    Call,
    Expression,
    Name,
    Sequence,
    Table,
    Text,
    path_of,
    walk,
)
from compliance.extract.code.model import Class
from compliance.extract.code.program import Program
from compliance.extract.queries.chains import Chain
from compliance.extract.queries.query import Filter, Use
from compliance.extract.queries.receivers import bases, lineage

_FILTERING = frozenset(
    """filter exclude get get_or_create update_or_create get_object_or_404 get_list_or_404
    aget_object_or_404 aget_list_or_404""".split()
)
_RANGES = frozenset("gt gte lt lte range date year month day startswith".split())
_EQUAL = frozenset("exact in iexact".split())
_LOOKUPS = frozenset(
    """contains icontains istartswith endswith iendswith regex iregex search week hour minute
    week_day has_key has_keys isnull overlap contained_by trigram_similar unaccent""".split()
)


def filters(chain: Chain) -> Iterator[Filter]:
    """The columns of the conditions and the orders in a chain."""
    for step in chain.steps:
        name = step.name.removeprefix("a") if step.name in ("aget", "afilter") else step.name
        if name in _FILTERING:
            yield from _conditions(step)
        elif name == "order_by":
            for argument in step.arguments:
                if isinstance(argument, Text) and argument.value != "?":
                    column = argument.value.lstrip("-").replace("__", ".")
                    yield Filter(column, Use.ORDER, argument.line)
                elif isinstance(argument, Call) and isinstance(argument.callee, Name):
                    named = argument.callee.path.partition(".")[0]
                    if named != argument.callee.path:
                        yield Filter(named, Use.ORDER, argument.line)


def of_view(chain: Chain, program: Program) -> Iterator[Filter]:
    """The columns by which a view of the REST framework lets its rows be filtered or looks one of
    them up, and by which it or the class of its pages orders them, where the chain is the rows that
    its class is made with.
    """
    view = _listing(chain)
    if view is None:
        return
    for name in ("filterset_fields", "filter_fields"):
        yield from _chosen(view, name)
    for text in _texts(view, "lookup_field"):
        yield Filter(text.value.replace("__", "."), Use.EQUAL, text.line)
    for text in (*_texts(view, "ordering"), *_ordering_pages(view, chain, program)):
        if text.value.lstrip("-") not in ("", "?"):
            yield Filter(text.value.lstrip("-").replace("__", "."), Use.ORDER, text.line)


def _ordering_pages(view: Class, chain: Chain, program: Program) -> Iterator[Text]:
    """The columns by which pages go on that are cut out after a row: `CursorPagination`."""
    field = view.field("pagination_class")
    path = path_of(field.value) if field is not None and isinstance(field.value, Name) else ""
    found = program.meaning(chain.module, path) if path else None
    if found is None or not isinstance(found.value, Class):
        return
    if any(each.endswith("CursorPagination") for each in bases(program, found.module, found.value)):
        family = (each for _, each in lineage(program, found.module, found.value))
        ordering = next((each for each in family if each.field("ordering") is not None), None)
        yield from _texts(ordering, "ordering") if ordering is not None else ()


def _listing(chain: Chain) -> Class | None:
    """The class whose `queryset` a chain is, or what its `get_queryset` answers."""
    method = chain.function
    if method is not None:
        is_rows = method.name == "get_queryset" and any(
            each is chain.call for each in method.returns
        )
        return method.class_ if is_rows else None
    view = chain.call.class_
    rows = view.field("queryset") if view is not None else None
    return view if rows is not None and rows.value is chain.call else None


def _chosen(view: Class, name: str) -> Iterator[Filter]:
    """The columns of a list, or of a table that says how each may be compared."""
    field = view.field(name)
    value = field.value if field is not None else None
    for column, lookups in value.entries.items() if isinstance(value, Table) else ():
        compared = (each for each in walk(lookups) if isinstance(each, Text))
        found = filter(None, (_condition(f"{column}__{each.value}", each) for each in compared))
        yield from itertools.islice(found, 1)
    yield from filter(None, (_condition(each.value, each) for each in _texts(view, name)))


def _texts(view: Class, name: str) -> Iterator[Text]:
    """The texts of a list or a tuple that a field of a class is."""
    field = view.field(name)
    value = field.value if field is not None else None
    items = value.items if isinstance(value, Sequence) else (value,)
    yield from (each for each in items if isinstance(each, Text))


def _conditions(step: Call) -> Iterator[Filter]:
    """`filter(name=…, created__gte=…)`, and the same in `Q(…)`."""
    for keyword, value in step.keywords.items():
        found = _condition(keyword, value)
        if found is not None and keyword != "defaults":
            yield found
    for argument in step.arguments:
        for each in walk(argument):
            if isinstance(each, Call) and each.name == "Q":
                for keyword, value in each.keywords.items():
                    found = _condition(keyword, value)
                    if found is not None:
                        yield found


def _condition(keyword: str, value: Expression) -> Filter | None:
    *path, last = keyword.split("__")
    if last in _LOOKUPS:
        return None
    if last in _RANGES or last in _EQUAL:
        use = Use.RANGE if last in _RANGES else Use.EQUAL
        return Filter(".".join(path), use, value.line) if path else None
    return Filter(".".join((*path, last)), Use.EQUAL, value.line)
