"""Clauses backend:3.1, the API as a whole: resources by their names, and a description of all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from compliance.checks.base import (
    HEURISTIC,
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
from compliance.checks.described import Compared, compare, data_only
from compliance.checks.parameters import Share
from compliance.checks.resource_names import faults, is_procedure
from compliance.facts import Component, Layout
from compliance.facts.api_documents import ApiDocument, ApiDocuments, OwnApiDocuments
from compliance.facts.routes import Route, Routes, Style

_TENTH = Share(0.1)
_TWENTIETH = Share(0.05)
# From so many paths on it can be told of an API that half of it, or more, are procedures.
_MIN_PROCEDURES = 5
_CHANGING = frozenset(["PUT", "PATCH", "DELETE"])
# Where source has more than so many paths for each documented one, the document is of a part.
_PART = 10


@dataclass(frozen=True)
class _Path:
    """A path of the API, and where it is declared."""

    path: str
    where: Evidence


@check(
    "rest-resource-naming",
    title="Paths of the API are named for resources",
    confidence=HEURISTIC,
    attestable=True,
)
def rest_resource_naming(
    routes: Routes, found: ApiDocuments, own: OwnApiDocuments, *, tolerated: Share = _TENTH
) -> Finding:
    """Name paths for things, in lower case and the plural, and leave what is done to the method.

    `GET /users`, `POST /users`, `GET /users/{id}`, `DELETE /users/{id}` instead of `/getUsers`,
    `/users/create`, `/deleteUser`, and `/orders/{id}` instead of `/order/{id}`. An action that is
    none of these is a segment of its own: `POST /orders/{id}/cancel`. Keep the old path as an alias
    while clients still call it.
    """
    described = data_only(own.documents(found), routes)
    documents = [each for each in described if each.operations]
    paths = _routed(routes.resources)
    if _speak_for(documents, paths):
        paths = _documented(documents)
    else:
        documents = []
    if not paths:
        return _nothing(routes)
    source = f"in {listed(each.path for each in documents)}" if documents else "in source"
    procedures = _procedures(paths)
    if len(paths) >= _MIN_PROCEDURES and len(procedures) * 2 >= len(paths):
        return failed(
            f"{len(procedures)} of {len(paths)} paths {source} are procedures, such as "
            f"{procedures[0].path}, and no resources",
            procedures[0].where,
        )
    kept = _kept(documents, routes.resources)
    broken = [(each, next(faults(each.path, kept), "")) for each in paths]
    broken = [(each, fault) for each, fault in broken if fault]
    places = [noted(each.where, f"{each.path} ({fault})") for each, fault in broken]
    if not broken:
        one, many = f"path {source} is", f"paths {source} are"
        return passed(f"{every(len(paths), one, many)} named for resources")
    allowed = int(len(paths) * tolerated)
    said = (
        f"{len(broken)} of {len(paths)} paths {source} are not named for resources: "
        f"{listed((f'{each.path} ({fault})' for each, fault in broken), 3)}; "
        f"the rule allows {tolerated.percent if allowed else 'one of so few'}"
    )
    if len(broken) <= max(1, allowed):
        return passed(said, *places)
    return failed(said, *places)


def _speak_for(documents: Iterable[ApiDocument], routed: Sequence[_Path]) -> bool:
    """Whether documents describe the API, and not only the few paths of it that somebody, such as
    an assistant's plugin, is told of.
    """
    documented = len(_documented(documents))
    return documented > 0 and documented * _PART >= len(routed)


def _documented(documents: Iterable[ApiDocument]) -> list[_Path]:
    """The paths of documents, each once."""
    found: dict[str, _Path] = {}
    for document in documents:
        for each in document.operations:
            found.setdefault(each.path, _Path(each.path, document.place(each)))
    return list(found.values())


def _routed(routes: Iterable[Route]) -> list[_Path]:
    found: dict[str, _Path] = {}
    for each in routes:
        found.setdefault(each.path, _Path(each.path, each.where))
    return list(found.values())


def _kept(documents: list[ApiDocument], routes: Iterable[Route]) -> frozenset[str]:
    """The paths that are collections whatever they are called: they are read, and one of them is
    changed or deleted by a parameter below. What is only sent and deleted is done and undone.
    """
    operations = [(one.method, one.path) for each in documents for one in each.operations]
    answered = operations or [(each.method, each.path) for each in routes]
    read = {path.rstrip("/") for method, path in answered if method == "GET"}
    changed = {path.rstrip("/").rpartition("/") for method, path in answered if method in _CHANGING}
    return frozenset(above for above, _, last in changed if above in read and last[:1] == "{")


def _procedures(paths: Iterable[_Path]) -> list[_Path]:
    """Those that end with `noun.verb`."""
    return [each for each in paths if is_procedure(each.path.rpartition("/")[2])]


def _nothing(routes: Routes) -> Finding:
    """No path by HTTP: an API of another style, pages only, or none at all."""
    styles = dict.fromkeys(each.style for each in routes.data if each.style is not Style.HTTP)
    if styles:
        return not_applicable(f"the API is made of {listed(styles)} only")
    if routes.unread:
        return unknown(f"whether it serves resources by HTTP is open: {routes.unread[0]}")
    if routes.routes:
        return not_applicable("no route answers data")
    return not_applicable("no HTTP route was found")


@check(
    "api-documentation-current",
    title="The API's description is that of the API",
    confidence=HEURISTIC,
    attestable=True,
)
def api_documentation_current(
    component: Component,
    layout: Layout,
    routes: Routes,
    found: ApiDocuments,
    own: OwnApiDocuments,
    *,
    tolerated: Share = _TWENTIETH,
) -> Finding:
    """Change the OpenAPI document in the pull request that changes a route.

    Add what is missing in it, by method and path, and take out what is gone. Better: let the code
    write it, and have CI fail when the committed file differs from what it writes.

    - NestJS: `SwaggerModule.createDocument(…)` of `@nestjs/swagger`.
    - Fastify: `app.swagger()` of `@fastify/swagger`.
    - Hono: `app.getOpenAPIDocument(…)` of `@hono/zod-openapi`.
    - Express: `swaggerJsdoc(…)` of `swagger-jsdoc`.
    - FastAPI: `app.openapi()`.
    - Django REST framework: `python manage.py spectacular --file openapi.yaml` of
      `drf-spectacular`.
    - Flask: `app.spec` of APIFlask, or `flask openapi write` of `flask-smorest`.
    """
    documents = [each for each in own.documents(found) if each.operations]
    by_hand = [each for each in documents if each.written_by is None]
    if not documents:
        return _without_routes(own.without_routes(found))
    if not by_hand:
        where = [each.written_by for each in documents if each.written_by is not None]
        return not_applicable(f"a program writes {listed(d.path for d in documents)}", *where)
    if not routes.resources:
        if routes.unread:
            return unknown(f"the routes in source are open: {routes.unread[0]}")
        return not_applicable("no route that answers data was found in source")
    for document in documents:
        if document.unread:
            return unknown(f"{document.path} refers to what cannot be had: {document.unread[0]}")
    compared = compare(documents, routes)
    if len(layout.components) > 1:
        compared = compared.inside(component.path)
    if not compared.matched:
        return unknown(
            f"no route in source is in {listed(each.path for each in documents)}: whether it "
            "describes this API cannot be told",
            *(each.path for each in documents),
        )
    return _judged(compared, documents, routes, tolerated)


def _without_routes(documents: Sequence[ApiDocument]) -> Finding:
    """Of documents none of whose paths is a route, where all routes are known, if there are any."""
    documents = [each for each in documents if each.operations and each.written_by is None]
    if not documents:
        return not_applicable("no OpenAPI document with operations is committed")
    names = listed(each.path for each in documents)
    number = sum(len(each.operations) for each in documents)
    return failed(
        f"none of the {number} operations in {names} is a route in source",
        *(each.place(each.operations[0]) for each in documents),
    )


def _judged(
    compared: Compared, documents: Iterable[ApiDocument], routes: Routes, tolerated: Share
) -> Finding:
    """What follows of how documents and source differ."""
    names = listed(each.path for each in documents)
    wrong = len(compared.undocumented) + len(compared.gone)
    said = _difference(compared, names)
    places = [*(each.where for each in compared.undocumented), *(p for _, p in compared.gone)]
    allowed = f"; the rule allows {tolerated.percent}"
    if wrong <= int(compared.sites * tolerated):
        return passed(said + allowed if wrong else said, *places)
    if unseen := (*routes.unread, *routes.more):
        return unknown(f"{said}, but {unseen[0]}", *places)
    if not compared.undocumented and len(compared.gone) > compared.matched:
        return unknown(f"{said}: most routes seem to be declared in a way unknown here", *places)
    return failed(f"{said} ({listed(compared.examples)}){allowed}", *places)


def _difference(compared: Compared, names: str) -> str:
    """How many routes are in source or in the documents with these names only, if any."""
    undocumented, gone = len(compared.undocumented), len(compared.gone)
    if not undocumented + gone:
        one, many = f"route in source is in {names}", f"routes in source are in {names}"
        return f"{every(compared.sites, one, many)}, and no other is"
    return (
        f"{undocumented + gone} of {compared.sites} routes differ: {undocumented} in source are "
        f"not in {names}, {gone} in it are not in source"
    )
