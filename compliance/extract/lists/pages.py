"""Whether a list is limited: by what a caller may ask for, or by what reads it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from compliance.extract.code.expressions import (
    Call,
    Expression,
    Name,
    Operation,
    Table,
    path_of,
    walk,
)
from compliance.extract.code.model import Function
from compliance.extract.code.program import Program
from compliance.extract.lists import fixed, words
from compliance.extract.lists.elsewhere import is_request
from compliance.extract.lists.rows import Rows
from compliance.extract.lists.types import names_of_type
from compliance.extract.queries.circumstances import functions_around
from compliance.extract.queries.sql import text_of
from compliance.extract.routes import Endpoint, endpoints
from compliance.extract.routes.following import Located
from compliance.facts.routes import Answer, Style

MAX_NAMES = 20_000
MAX_NEAR = 8
# A name that speaks of pages, in any spelling.
_WORD = re.compile(
    r"[Pp]aginat|paging|cursor|ByCursor|[Pp]ageable|(?:^|[_.\[])(?:limit|offset|skip|take|top|per_?page|page_?size"
    r"|page_?(?:no|num|number|index|token)|max_?(?:results|count|items|rows|records|entries)|next_?token|batch_?size|slice|since_?id)(?:$|[_.\]])"
    r"|^limit[A-Z]|[a-z](?:Limit|Offset|Skip)(?:$|[A-Z])|perPage|Paged(?:$|[\[<A-Z])"
    # What the generators of Prisma's own resolvers take for a list has `take`, `skip` and `cursor`.
    r"|\bFindMany\w{1,80}Args\b",
)
# So does the word itself, but where the API is about pages, as that of a wiki is, and in Django's
# `cache_page`.
_PAGE = re.compile(
    r"(?:^|(?<!cache)_|[.\[])page(?:$|[_.\]])|^page[A-Z]|[a-z]Page(?:$|[A-Z])|Page(?:$|[\[<A-Z])",
)
# A limit of something else than rows, in a name.
_OTHER_LIMIT = re.compile(
    r"(?:usage|rate|quota|plan|time|upload|body|memory|spend|spending|credit|storage|seat|char"
    r"|attempt|login)_?limit",
    re.IGNORECASE,
)
_OF_PAGES = re.compile(r"[/.]pages?(?:[/.]|$)")
_MIN_OF_PAGES = 0.1
_OTHER_LIMITS = re.compile(
    r"rate_?limit|limiter|throttl|slow_?down|multer|upload|body_?parser|body_?limit|urlencoded"
    r"|(?:^|[ .])(?:json|raw|text)\(|morgan"
    r"|logg(?:er|ing)|pino|winston|session|compress|sentry|csrf",
    re.IGNORECASE,
)
# A page that is shown is none of a list: `renderPage`, `sendAppPage`.
_SHOWN = re.compile(r"(?:^|[._])(?:display|error|open|render|send|serve|show)\w{0,40}[pP]age")
# In these a guard is a function that runs before, and no more.
_BY_FUNCTIONS = frozenset("Express Fastify Hono Koa".split())
_CONNECTION = re.compile(r"Connection(?:Field)?$|(?:^|[._])connection$")
_CUTTING = frozenset(["paginate_queryset", "get_paginated_response"])


@dataclass
class Pages:
    """What of one program speaks of pages."""

    program: Program
    # Many routes stand behind the same guards: each is looked at once for a place.
    _guards: dict[tuple[int, str, int], bool] = field(default_factory=dict)

    def limit(self, endpoint: Endpoint, rows: Rows | None) -> bool:
        """Whether an endpoint, or what makes its list, speaks of pages. What the program cuts by a
        number of its own is as good where some rows are all that there is to see.
        """
        if rows is not None and rows.cut:
            return True
        if endpoint.style is Style.GRAPHQL and _is_connection(endpoint):
            return True
        if self._guarded(endpoint) or self._speaks(_asked_for(self.program, endpoint)):
            return True
        if rows is not None and not self._hands_no_page(rows) and self._speaks(_on_the_way(rows)):
            return True
        return self._is_cut(endpoint, rows) and self._is_enough(endpoint)

    def _is_cut(self, endpoint: Endpoint, rows: Rows | None) -> bool:
        """Whether rows are cut by a number that is written out."""
        names = _asked_for(self.program, endpoint)
        if rows is not None:
            names = itertools.chain(names, _on_the_way(rows))
        return (rows is not None and rows.fixed) or any(
            name == fixed.FIXED for _, name in zip(range(MAX_NAMES), names, strict=False)
        )

    def _is_enough(self, endpoint: Endpoint) -> bool:
        """Whether of rows that are cut so nobody misses more, or can ask for what is behind."""
        return fixed.is_of_a_few(endpoint) or any(
            map(fixed.asks_further, itertools.islice(_asked_for(self.program, endpoint), MAX_NAMES))
        )

    def behind(self, handler: Function) -> bool:
        """Whether one of the functions that a handler calls first speaks of pages."""
        near = itertools.islice(self.program.reached(handler), MAX_NEAR)
        names = (name for each in near for name in words.of_function(each))
        # So far from the answer it is a text that is cut.
        return self._speaks(name for name in names if name != "slice")

    def cut_by_its_class(self, handler: Function | None) -> bool:
        """Whether a handler returns what another method makes a page of, as Django REST framework
        does it: `return self.listed(request, orders)`.
        """
        if handler is None:
            return False
        return any(
            isinstance(found.value, Function)
            and call in handler.returns
            and any(each.name in _CUTTING for each in found.value.calls)
            for call, found in self.program.called(handler)
        )

    def _speaks(self, names: Iterator[str]) -> bool:
        """Whether one of some names speaks of pages of a list."""
        return any(
            _WORD.search(_OTHER_LIMIT.sub("", name))
            or (not self._is_about_pages and _PAGE.search(name) and not _SHOWN.search(name))
            for _, name in zip(range(MAX_NAMES), names, strict=False)
        )

    @cached_property
    def _is_about_pages(self) -> bool:
        """Whether the routes of the program are about pages of something."""
        data = [each.path for each in endpoints(self.program) if each.answer is Answer.DATA]
        about = sum(_OF_PAGES.search(path) is not None for path in data)
        return about > 1 and about >= len(data) * _MIN_OF_PAGES

    @cached_property
    def _before_writing(self) -> frozenset[int]:
        """The guards that stand before routes that write too: who makes pages for the whole of an
        application leaves it to each handler to answer them.
        """
        writing = (each for each in endpoints(self.program) if each.method not in ("GET", "*"))
        return frozenset(id(guard) for each in writing for guard in each.guards)

    def _hands_no_page(self, rows: Rows) -> bool:
        """Whether a handler hands on an object that it writes out, in which there is no page: then
        that the function behind it would take one says nothing.
        """
        if len(rows.functions) < 2:
            return False
        handler, following = rows.functions[:2]
        if self._leaves_page_out(handler, following):
            return True
        for call, found in self.program.called(handler):
            if found.value is following and len(call.arguments) == 1:
                given = call.arguments[0]
                if not isinstance(given, Table) or given.spread:
                    return False
                return not self._speaks(_keys(given))
        return False

    def _leaves_page_out(self, handler: Function, following: Function) -> bool:
        """Whether a function of Python has parameters for a page, and a handler never fills one."""
        if handler.module is None or not handler.module.is_python:
            return False
        names = [each.name for each in following.parameters if each.name not in ("self", "cls")]
        pages = {
            each.name
            for each in following.parameters
            if each.default is not None and self._speaks(iter([each.name]))
        }
        calls = [call for call, found in self.program.called(handler) if found.value is following]
        unfilled = bool(pages and calls) and all(
            not pages & {*names[: len(call.arguments)], *call.keywords}
            and not any(map(_may_hold_page, (*call.arguments, *call.keywords.values())))
            for call in calls
        )
        return unfilled and not self._speaks(
            name
            for each in following.everything()
            for name in words.of_function(each, frozenset(pages))
        )

    def _guarded(self, endpoint: Endpoint) -> bool:
        """Whether something that stands before a handler speaks of pages."""
        outer = endpoint.handler.outer if endpoint.handler else None
        here = Located(Name(endpoint.line), endpoint.module, outer)
        for guard in _before(endpoint):
            if id(guard) in self._before_writing and endpoint.framework in _BY_FUNCTIONS:
                continue
            key = (id(guard), endpoint.module.path, id(outer))
            if key not in self._guards:
                self._guards[key] = not _limits_something_else(
                    self.program, guard, here
                ) and self._speaks(words.of_guard(self.program, guard, here))
            if self._guards[key]:
                return True
        return False


def _is_connection(endpoint: Endpoint) -> bool:
    """Whether a field of GraphQL is a connection of Relay's, which takes `first` and `after`:
    by what it is made by, `DjangoConnectionField(…)`, its decorator, or its type.
    """
    handler, class_ = endpoint.handler, endpoint.class_
    fields = class_.fields if class_ is not None and class_.module is endpoint.module else ()
    made = [each.value for each in fields if each.line == endpoint.line and each.value is not None]
    marks = (*made, *(handler.decorators if handler is not None else ()))
    called = [each.callee if isinstance(each, Call) else each for each in marks]
    # `@Query(() => OrderConnection)`
    called += [
        answered
        for each in marks
        for given in (each.arguments if isinstance(each, Call) else ())
        for answered in (given.returns if isinstance(given, Function) else ())
    ]
    types = (name.strip("]>'\"?! ") for name in names_of_type(handler)) if handler else ()
    return any(map(_CONNECTION.search, (*map(path_of, called), *types)))


def _may_hold_page(given: Expression) -> bool:
    """Whether what a function is handed may be all that is asked for, the page in it."""
    return isinstance(given, Operation) or (isinstance(given, Name) and is_request(given.path))


def _keys(given: Table) -> Iterator[str]:
    """The keys of an object and of those in it."""
    for each in walk(given):
        if isinstance(each, Table):
            yield from words.together(each.entries)


def _before(endpoint: Endpoint) -> tuple[Expression, ...]:
    """What stands before an endpoint, as far as it may speak of its pages. What stands on a class
    of Django REST framework, such as `extend_schema_view`, speaks of its list: of an action of its
    own it says nothing.
    """
    handler = endpoint.handler
    of_class = handler is None or handler.name in ("list", "get")
    if of_class or endpoint.class_ is None or not endpoint.framework.startswith("Django REST"):
        return endpoint.guards
    return tuple(handler.decorators) if handler is not None else ()


def _asked_for(program: Program, endpoint: Endpoint) -> Iterator[str]:
    """The names in a handler and of its parameters."""
    handler = endpoint.handler
    if handler is None:
        return
    yield from names_of_type(handler)
    place = Located(handler, handler.module or endpoint.module, handler.outer)
    for mark in handler.decorators:
        if _OTHER_LIMITS.search(path_of(mark)):
            continue
        yield from words.of_expression(program, mark, place)
    for parameter in handler.parameters:
        yield parameter.type
        # Litestar's filters of repositories, of which an application provides that by limits.
        if "FilterTypes" in parameter.type and program.mentions(b"LimitOffset"):
            yield "limit"
        yield from words.of_type(program, handler, parameter.type)
        if parameter.default is not None:
            yield from words.of_expression(program, parameter.default, place)
    for each in handler.everything():
        yield from words.of_function(each)


def _limits_something_else(program: Program, guard: Expression, at: Located) -> bool:
    """Whether a guard limits how often somebody asks, or how large a body is."""
    written = path_of(guard)
    found = program.meaning(at.module, written, at.function) if isinstance(guard, Name) else None
    made = path_of(found.value) if found is not None and isinstance(found.value, Call) else ""
    return _OTHER_LIMITS.search(f"{written} {made}") is not None


def _on_the_way(rows: Rows) -> Iterator[str]:
    """The names in the functions between the handler and its query, and in the query itself."""
    for function in rows.functions[1:]:
        for each in function.everything():
            yield from words.of_function(each)
    if rows.query is None:
        return
    sql = text_of(rows.query.sql)
    if words.LIMITED.search(sql):
        yield "limit"
    if fixed.cuts_sql(sql):
        yield fixed.FIXED
    for call in rows.query.call.chain():
        yield from _of_query(call, fixed.fixed_names(call.function))


def _of_query(call: Call, known: frozenset[str]) -> Iterator[str]:
    """The names in a query; `known` are numbers that are written out."""
    yield fixed.FIXED if fixed.cuts(call, known) else call.name
    yield from fixed.keys(call.keywords, known)
    for argument in call.arguments:
        for part in walk(argument):
            if isinstance(part, Table):
                yield from fixed.keys(part.entries, known)
            elif isinstance(part, Name) and part.path not in known:
                yield part.path
                yield from _options(part.path, call.function, known)


def _options(name: str, function: Function | None, known: frozenset[str]) -> Iterator[str]:
    """The keys of an object that is made before: `const options = { take: limit }`."""
    for each in functions_around(function):
        for assignment in each.assignments:
            if assignment.target == name and isinstance(assignment.value, Table):
                yield from fixed.keys(assignment.value.entries, known)
