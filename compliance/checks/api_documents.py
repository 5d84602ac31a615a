"""Clauses backend:2.2 and 3.1, the API's description: whoever calls it finds what there is."""

from __future__ import annotations

from collections.abc import Iterable

from compliance.checks.base import (
    EXACT,
    Evidence,
    Finding,
    Outcome,
    check,
    failed,
    listed,
    not_applicable,
    passed,
    unknown,
)
from compliance.facts import Layout
from compliance.facts.api_documents import (
    ApiDocument,
    ApiDocuments,
    ApiGenerator,
    ApiGenerators,
    Collection,
    OwnApiDocuments,
)
from compliance.facts.routes import Routes


@check(
    "api-collection",
    title="The API comes with a collection for Postman or Insomnia",
    confidence=EXACT,
    attestable=True,
)
def api_collection(
    layout: Layout,
    routes: Routes,
    found: ApiDocuments,
    own: OwnApiDocuments,
    generators: ApiGenerators,
) -> Finding:
    """Commit what people try the API with.

    Export the collection (Postman: Export, Collection v2.1; Insomnia: Export, Insomnia v5) into a
    folder such as `docs/api/`, without tokens in it. Or let the API describe itself in OpenAPI,
    which both import.
    """
    collections = own.collections(found)
    if collections:
        names = listed(
            f"{each.path} ({each.tool}, {each.requests} requests)" for each in collections
        )
        return passed(f"collected in {names}", *(each.path for each in collections))
    described = description(found, own, generators)
    if described.outcome is Outcome.PASS:
        said = f"no collection, but both import {described.message}"
        return passed(said, *described.evidence)
    if described.outcome is Outcome.UNKNOWN:
        return described
    # Beside the API itself there are workers, sockets, landing pages: nobody collects their routes.
    if len(layout.components) > 1 and not routes.data and not routes.unread:
        return not_applicable("no route that answers data was found, beside other backends")
    return failed(
        f"no collection of Postman or Insomnia is committed; {described.message}",
        *described.evidence,
    )


@check(
    "api-documented",
    title="The API is described in OpenAPI",
    confidence=EXACT,
    attestable=True,
)
def api_documented(
    routes: Routes, found: ApiDocuments, own: OwnApiDocuments, generators: ApiGenerators
) -> Finding:
    """Let the code describe its API, or commit an OpenAPI document.

    - NestJS: `@nestjs/swagger`, with `SwaggerModule.setup("docs", app, document)` in `main.ts`.
    - Fastify: register `@fastify/swagger` and `@fastify/swagger-ui`; it reads the routes' schemas.
    - Hono: `OpenAPIHono` of `@hono/zod-openapi`, with `app.doc("/openapi.json", …)`.
    - Express, Koa: `swagger-jsdoc` reads comments at the routes; `swagger-ui-express` or
      `koa2-swagger-ui` shows what it made.
    - Next.js: `@asteasolutions/zod-to-openapi` out of the schemas, or `next-swagger-doc` out of
      comments.
    - tRPC: `trpc-to-openapi` with `generateOpenApiDocument(…)`.
    - FastAPI: it does by itself, unless `openapi_url=None` switches that off.
    - Django REST framework: `drf-spectacular`, with a route to its `SpectacularAPIView`.
    - Django: `django-ninja` describes its routes by itself.
    - Flask: `flask-smorest`, or APIFlask instead of Flask.

    A document of your own is valid when it passes `npx @redocly/cli lint`.
    """
    described = description(found, own, generators)
    # What describes an API is one, whether its routes could be found or not.
    if routes.data or described.outcome is Outcome.PASS:
        return described
    if routes.unread:
        return unknown(f"whether it serves an API is open: {routes.unread[0]}")
    return not_applicable("no route that answers data was found")


def description(found: ApiDocuments, own: OwnApiDocuments, generators: ApiGenerators) -> Finding:
    """Whether a component's API is described: in a valid document, or by a generator."""
    documents = own.documents(found)
    sound = [each for each in documents if each.sound]
    if sound or generators.wired:
        first = {each.library: each for each in reversed(generators.wired)}
        said = [*map(_sound, sound), *map(_wired, reversed(first.values()))]
        files = [each.path for each in sound]
        wired = [each.where for each in generators.wired]
        return passed(listed(said), *files, *wired)
    # A document is one, whether what it says is true is another question.
    if besides := [each for each in own.without_routes(found) if each.sound]:
        said = [f"{_sound(each)}, though none of its paths is a route here" for each in besides]
        return passed(listed(said), *(each.path for each in besides))
    for document in documents:
        if document.unread:
            return unknown(f"{document.path} refers to what cannot be had: {document.unread[0]}")
    if found.unread:
        (path, reason), *_ = found.unread
        return unknown(f"whether {path} describes the API is open: {reason}", path)
    if generators.unread:
        names = listed(each.library for each in generators.unwired) or "a generator"
        return unknown(f"whether {names} is wired up is open: {generators.unread[0]}")
    return _undescribed(documents, found, own, generators)


def _collected(collection: Collection) -> str:
    return f"{collection.path} ({collection.tool}, {collection.requests} requests)"


def _sound(document: ApiDocument) -> str:
    valid = "" if document.sound == document.paths else f"{document.sound} of "
    return f"{document.path} ({document.version}, {valid}{document.paths} paths valid)"


def _wired(generator: ApiGenerator) -> str:
    return f"{generator.library} in {generator.where.path}"


def _undescribed(
    documents: tuple[ApiDocument, ...],
    found: ApiDocuments,
    own: OwnApiDocuments,
    generators: ApiGenerators,
) -> Finding:
    """What was looked for, and what is there that does not do."""
    said: list[str] = []
    places: list[Evidence | str] = []
    for document in documents:
        fault = document.faults[0] if document.faults else None
        said.append(f"{document.path} has no valid path" + (f" ({fault.said})" if fault else ""))
        places += [each.where for each in document.faults] or [document.path]
    said += [f"it does not parse: {each.said}" for each in found.broken[:1]]
    places += [each.where for each in found.broken]
    if own.others:
        said.append(f"of another API as far as its paths tell: {listed(own.others)}")
        places += own.others
    said += _idle("switched off", generators.switched_off)
    said += _idle("depended on, but not used here", generators.unwired)
    places += [each.where for each in (*generators.switched_off, *generators.unwired)]
    head = "no OpenAPI document with a valid path, and no generator of one that is wired up"
    return failed("; ".join([head, *said]), *places)


def _idle(state: str, generators: Iterable[ApiGenerator]) -> list[str]:
    names = listed(dict.fromkeys(each.library for each in generators))
    return [f"{state}: {names}"] if names else []
