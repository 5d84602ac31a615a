"""Finds the endpoints that answer a list, in every framework alike, and whether it is paginated."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping

from compliance.extract.base import extractor
from compliance.extract.code.program import Program
from compliance.extract.lists.flow import Flow, Rows, last_segment
from compliance.extract.lists.pages import Pages
from compliance.extract.lists.rest_framework import Defaults, defaults, of_framework
from compliance.extract.lists.types import answers_list
from compliance.extract.queries import Action, Query, queries
from compliance.extract.queries.implementing import Implementations
from compliance.extract.routes import Endpoint, endpoints
from compliance.facts.lists import ListEndpoint, ListEndpoints
from compliance.facts.routes import Answer, Style
from compliance.tree import is_source

MAX_OPEN = 100


@extractor(version=2, reads=is_source)
def list_endpoints(program: Program) -> ListEndpoints:
    """The endpoints of a component that answer a list."""
    candidates = [each for each in endpoints(program) if _may_list(each)]
    if not candidates:
        return ListEndpoints()
    known = {id(call): each for each in queries(program) for call in each.call.chain()}
    usual, behind, pages = defaults(program), Implementations(program), Pages(program)
    listed: dict[object, ListEndpoint] = {}
    left: list[Endpoint] = []
    for each in candidates:
        found = _listed(program, each, known, usual, behind, pages)
        # Under several addresses, such as those of two versions, it is one endpoint still.
        code = (each.class_, each.handler) if each.class_ or each.handler else each
        if found is None:
            left.append(each)
        else:
            listed.setdefault(code, found)
    return ListEndpoints(tuple(listed.values()), tuple(_open(left, endpoints(program))))


def _may_list(each: Endpoint) -> bool:
    """Whether an endpoint could answer a list: it reads, and answers data."""
    return each.answer is Answer.DATA and each.method == "GET"


def _listed(
    program: Program,
    each: Endpoint,
    known: Mapping[int, Query],
    usual: Defaults,
    behind: Implementations,
    pages: Pages,
) -> ListEndpoint | None:
    """What an endpoint answers, if that is a list."""
    by_framework = of_framework(program, each, usual)
    rows = _rows(program, each, known, behind)
    paginated = bool(by_framework) or pages.limit(each, rows)
    # Who takes a page answers a list, also where the rows come by ways that cannot be followed.
    asks = paginated and not each.path.endswith("}")
    if by_framework is None and rows is None and not asks:
        return None
    source = rows.query.where if rows is not None else None
    return ListEndpoint(each.route.name, each.route.where, paginated, source)


def _rows(
    program: Program, each: Endpoint, known: Mapping[int, Query], behind: Implementations
) -> Rows | None:
    """The query whose rows an endpoint answers."""
    if each.handler is None or not known:
        return None
    flow = Flow(program, known, behind, last_segment(each.path))
    found = next(flow.answered(each.handler), None)
    if found is not None or not answers_list(each.handler):
        return found
    # Its type says that it answers a list: then any rows that are read for it are those.
    for function in flow.near(each.handler):
        for call in function.calls:
            query = known.get(id(call))
            if query is not None and query.action is Action.MANY:
                return Rows(query, (each.handler, function))
    return None


def _open(left: Iterable[Endpoint], all_: Iterable[Endpoint]) -> Iterator[str]:
    """Routes that have one of an object beside them (`/users` beside `/users/{id}`)."""
    paths = (each.path for each in all_)
    parents = {path.rpartition("/")[0] for path in paths if path.endswith("}")}
    names = (
        each.route.name
        for each in left
        if each.style is Style.HTTP and each.path in parents and not each.path.endswith("}")
    )
    return itertools.islice(dict.fromkeys(names), MAX_OPEN)
