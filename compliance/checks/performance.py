"""Clause backend:3.4: answers that stay small as the data grows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from compliance.checks.base import (
    HEURISTIC,
    MAX_EVIDENCE,
    Evidence,
    Finding,
    check,
    every,
    failed,
    listed,
    not_applicable,
    noted,
    passed,
    unknown,
)
from compliance.checks.described import compare, data_only
from compliance.checks.parameters import Share
from compliance.facts.api_documents import ApiDocument, ApiDocuments, Operation, OwnApiDocuments
from compliance.facts.lists import ListEndpoints
from compliance.facts.routes import Routes

_FEW = Share(0.05)
# Query parameters that ask for a part of a list, in lower case and without what joins their words.
_PAGING = frozenset(
    """limit offset page perpage pagesize pagenumber pageno pageindex pagetoken size skip take top
    first last after before cursor nextcursor nexttoken nextpagetoken continuationtoken start count
    from startafter startingafter endingbefore marker maxresults rows pagelimit pageoffset
    pagecursor pageafter pagebefore since sinceid maxid""".split()
)


@dataclass(frozen=True)
class _Site:
    """An endpoint that answers a list."""

    name: str
    where: Evidence
    paginated: bool


@check(
    "lists-paginated",
    title="Endpoints that answer lists are paginated",
    confidence=HEURISTIC,
    attestable=True,
)
def lists_paginated(
    routes: Routes,
    lists: ListEndpoints,
    documents: ApiDocuments,
    own: OwnApiDocuments,
    *,
    exceptions: Share = _FEW,
) -> Finding:
    """Answer lists page by page: take a limit with an offset, a page or a cursor, and cap it.

    - Prisma: `findMany({ take: limit, skip: offset })`, with the two from a validated query.
    - Drizzle, Knex: `.limit(limit).offset(offset)`, with the two from a validated query.
    - TypeORM: `take` and `skip`, with the two from a validated query.
    - Sequelize: `findAll({ limit, offset })`, with the two from a validated query.
    - Mongoose: `.limit(limit).skip(offset)`, with the two from a validated query.
    - Django REST framework: `DEFAULT_PAGINATION_CLASS` and `PAGE_SIZE`; in views of your own
      `self.paginate_queryset(…)`.
    - Django Ninja: `@paginate`.
    - Django: `Paginator(orders, 50).get_page(number)`.
    - FastAPI: `limit: int = Query(50, le=100), offset: int = 0` and `.limit(limit).offset(offset)`,
      or fastapi-pagination.
    - Flask: `db.paginate(…)` of Flask-SQLAlchemy.
    """
    sites, open_ = _sites(routes, lists, own.documents(documents))
    if not sites:
        return _without_sites(routes, lists)
    strikes = [each for each in sites if not each.paginated]
    said = f"{len(strikes)} of {len(sites)} list endpoints take no page, limit or cursor"
    if not strikes:
        one, many = "list endpoint answers", "list endpoints answer"
        said = f"{every(len(sites), one, many)} page by page"
    allowed = int((len(sites) + len(open_)) * exceptions)
    if len(strikes) > allowed:
        names = listed((each.name for each in strikes), 5)
        message = f"{said}: {names}; the rule allows {exceptions.percent}"
        return failed(message, *_places(strikes))
    if routes.unread:
        return unknown(f"{said} in what could be read, but {routes.unread[0]}", *_places(strikes))
    if len(strikes) + len(open_) > allowed:
        return unknown(
            f"{said}, but of {listed(open_)} it cannot be told from the code", *_places(strikes)
        )
    if strikes:
        names = listed(each.name for each in strikes)
        said += f": {names}; the rule allows {exceptions.percent}"
    return passed(said, *_places(strikes))


def _without_sites(routes: Routes, lists: ListEndpoints) -> Finding:
    if routes.unread:
        return unknown(f"whether an endpoint answers a list is open: {routes.unread[0]}")
    if not routes.data:
        return not_applicable("it serves no HTTP API")
    if lists.open:
        return unknown(f"whether {listed(lists.open)} answers a list cannot be told from its code")
    return not_applicable("no endpoint answers a list")


def _sites(
    routes: Routes, lists: ListEndpoints, documents: tuple[ApiDocument, ...]
) -> tuple[list[_Site], tuple[str, ...]]:
    """The endpoints that answer a list, and those that may: as documents say; as source says of
    those whose answers they do not describe, and of what they leave out, where that is more than
    half of the routes.
    """
    documents = data_only(documents, routes)
    documented = _documented(documents)
    source = [_Site(each.name, each.where, each.paginated) for each in lists.endpoints]
    if not documented:
        return source, lists.open
    left = {each.name for each in compare(documents, routes).undocumented}
    told = tuple(map(_told, documents))
    untold = {each.name for each in compare(told, routes).undocumented} - left
    if sum(each.name in left for each in routes.data) * 2 <= len(routes.data):
        return [*documented, *(each for each in source if each.name in untold)], ()
    further = [each for each in source if each.name in left | untold]
    return [*documented, *further], tuple(each for each in lists.open if each in left)


def _told(document: ApiDocument) -> ApiDocument:
    """A document with those of its operations alone that say whether they answer a list."""
    told = (each for each in document.operations if each.collection is not None or _asks(each))
    return replace(document, operations=tuple(told))


def _documented(documents: Iterable[ApiDocument]) -> list[_Site]:
    """The operations that answer a list, as OpenAPI documents say."""
    found: dict[tuple[str, str], _Site] = {}
    for document in documents:
        for each in document.operations:
            paginated = _takes_page(each)
            if each.method == "GET" and (each.collection or _asks(each)):
                site = _Site(f"GET {each.path}", document.place(each), paginated)
                found.setdefault((document.base, each.path), site)
    return list(found.values())


def _takes_page(operation: Operation) -> bool:
    return any(_plain(name) in _PAGING for name in operation.query)


def _asks(operation: Operation) -> bool:
    """Whether an operation whose answer is not described takes a page: it answers a list."""
    of_one = operation.path.endswith("}")
    return operation.collection is None and not of_one and _takes_page(operation)


def _plain(name: str) -> str:
    """`page[size]`, `page_size` and `pageSize` alike."""
    return "".join(each for each in name.lower() if each.isalnum())


def _places(strikes: Sequence[_Site]) -> tuple[Evidence, ...]:
    return tuple(noted(each.where, each.name) for each in strikes[:MAX_EVIDENCE])
