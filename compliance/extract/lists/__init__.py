"""Finds the endpoints that answer a list, in every framework alike, and whether it is paginated."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping

from compliance.extract.base import extractor
from compliance.extract.code.program import Program
from compliance.extract.lists.by_name import ByName
from compliance.extract.lists.flow import Flow, Rows, last_segment
from compliance.extract.lists.pages import Pages
from compliance.extract.lists.procedures import by_posting, reads_by_name
from compliance.extract.lists.rest_framework import Defaults, defaults, of_framework
from compliance.extract.lists.types import (
    answers_list,
    declares_objects,
    declares_one,
    is_field_of_one,
)
from compliance.extract.queries import Action, Query, queries
from compliance.extract.queries.implementing import Implementations
from compliance.extract.routes import Endpoint, endpoints
from compliance.facts.lists import ListEndpoint, ListEndpoints
from compliance.facts.routes import Answer, Style
from compliance.paths import is_source

MAX_OPEN = 100
# A path that ends in the name of many things, and in none that only looks so (`status`, `stats`).
_PLURAL = re.compile(
    r"[/.](?!(?:\w{0,40}(?:ss|us|is)|\w{0,40}(?:stats|statistics|metrics|analytics|settings|options"
    r"|preferences|details|news|series|insights|terms|keys|jwks|credits|configs|totals))/?$)"
    r"[a-z][\w-]{1,40}s/?$"
)
# What counts, sums up, tells what is wrong or hands out a file is no list, nor is what a clock asks
# for.
_NO_LIST = re.compile(
    r"[/.](?:counts?|stats|statistics|analytics|summary|status|time-?series|totals?|exports?"
    r"|download|csv|pdf|validate|verify|check)/?$|/cron/",
    re.IGNORECASE,
)
# What is looked for stands in the address, and answered is all that fits.
_SEARCHES = re.compile(r"/(?:search|find|filter|query|autocomplete|suggest)/\{[^/{}]*\}$")
# Packages and functions by which a handler asks somebody else's server.
_ASKING_OTHERS = frozenset(
    "fetch axios got superagent needle undici ky ofetch requests httpx aiohttp".split()
)
# Of so many paths in the plural each may answer something else.
_FEW = 3


@extractor(version=37, reads=is_source)
def list_endpoints(program: Program) -> ListEndpoints:
    """The endpoints of a component that answer a list."""
    by_post = by_posting(endpoints(program))
    candidates = [each for each in endpoints(program) if _may_list(each, by_post)]
    if not candidates:
        return ListEndpoints()
    known = {id(call): each for each in queries(program) for call in each.call.chain()}
    usual, pages = defaults(program), Pages(program)
    ways = Implementations(program), ByName(program)
    listed: dict[object, ListEndpoint] = {}
    left: list[Endpoint] = []
    for each in candidates:
        found = _listed(program, each, known, usual, ways, pages)
        # Under several addresses, such as those of two versions, it is one endpoint still.
        code = (each.class_, each.handler) if each.class_ or each.handler else each
        if found is None:
            left.append(each)
        else:
            listed.setdefault(code, found)
    return ListEndpoints(
        tuple(listed.values()), tuple(_open(left, endpoints(program), len(listed)))
    )


def _may_list(each: Endpoint, by_post: bool) -> bool:
    """Whether an endpoint could answer a list: it reads, or lists by its name, and answers data."""
    if each.answer is not Answer.DATA or _NO_LIST.search(each.path) or _of_package(each):
        return False
    procedures = by_post or each.framework == "JSON-RPC"
    # A handler of Next.js's older router answers whatever method it does not turn away.
    reads = each.method == "GET" or (each.method == "*" and each.framework == "Next.js")
    return reads or _lists_by_name(each) or (procedures and reads_by_name(each))


def _of_package(each: Endpoint) -> bool:
    """Whether it is a view of a package of Django's, whose lists nobody here makes."""
    return each.brought and each.class_ is None and each.framework.startswith("Django REST")


def _lists_by_name(each: Endpoint) -> bool:
    """Whether an endpoint is a procedure that lists: `POST /users.list`."""
    return each.method == "POST" and each.path.endswith((".list", "/list"))


def _listed(
    program: Program,
    each: Endpoint,
    known: Mapping[int, Query],
    usual: Defaults,
    ways: tuple[Implementations, ByName],
    pages: Pages,
) -> ListEndpoint | None:
    """What an endpoint answers, if that is a list."""
    if each.brought and each.framework == "NestJS":  # A package's, which cuts pages out.
        of_one = each.path.endswith("}")
        return None if of_one else ListEndpoint(each.route.name, each.route.where, paginated=True)
    by_framework = of_framework(program, each, usual)
    rows = _rows(program, each, known, ways)
    paginated = (
        bool(by_framework) or pages.limit(each, rows) or pages.cut_by_its_class(each.handler)
    )
    # Who takes a page answers a list, also where the rows come by ways that cannot be followed.
    asks = paginated and not each.path.endswith("}") and not _asks_others(each)
    if by_framework is None and rows is None and not asks:
        if (
            each.handler is None
            or not declares_objects(program, each.handler)
            or _asks_others(each)
        ):
            return None
        paginated = paginated or pages.behind(each.handler)
    source = rows.query.where if rows is not None else None
    return ListEndpoint(each.route.name, each.route.where, paginated, source)


def _asks_others(each: Endpoint) -> bool:
    """Whether a handler itself fetches what it answers from another server."""
    inner = each.handler.everything() if each.handler is not None else ()
    return any(call.path.partition(".")[0] in _ASKING_OTHERS for one in inner for call in one.calls)


def _rows(
    program: Program,
    each: Endpoint,
    known: Mapping[int, Query],
    ways: tuple[Implementations, ByName],
) -> Rows | None:
    """The query whose rows an endpoint answers."""
    if each.handler is None or not known or declares_one(program, each.handler):
        return None
    if each.style is Style.GRAPHQL and is_field_of_one(program, each.handler):
        return None
    # `/orders/{id}` answers one of the orders, which may have others in it.
    of_one = each.path.endswith("}") and not _SEARCHES.search(each.path)
    named = "" if of_one else last_segment(each.path)
    flow = Flow(program, known, *ways, named)
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


def _open(left: Iterable[Endpoint], all_: Iterable[Endpoint], listed: int) -> Iterator[str]:
    """Routes that read as if they listed, and do so by no way that can be followed: those that have
    one of an object beside them (`/users` beside `/users/{id}` or `/user/{id}`), and procedures
    that list. Where few lists were seen, those that end in a plural too.
    """
    paths = (each.path for each in all_)
    beside = {path.rpartition("/")[0] for path in paths if path.endswith("}")}
    parents = beside | {f"{each}s" for each in beside}
    left = [each for each in left if each.style is Style.HTTP and not each.path.endswith("}")]
    plural = [each for each in left if _PLURAL.search(each.path)]
    seen_few = len(plural) > max(_FEW, listed)
    names = (
        each.route.name
        for each in left
        if each.path in parents or _lists_by_name(each) or (seen_few and each in plural)
    )
    return itertools.islice(dict.fromkeys(names), MAX_OPEN)
