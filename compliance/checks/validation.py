"""Clause backend:3.1, validation: what requests bring is held to a schema by a library."""

from __future__ import annotations

from collections.abc import Sequence

from compliance.checks.base import (
    HEURISTIC,
    Evidence,
    Finding,
    check,
    every,
    failed,
    listed,
    passed,
    unknown,
)
from compliance.checks.no_routes import no_routes
from compliance.checks.parameters import Share
from compliance.facts import Component, Stack
from compliance.facts.routes import Routes
from compliance.facts.validation import BodyReader, InputValidation

_TOLERATED = Share(0.05)
_WITH_BODY = ("POST", "PUT", "PATCH")
_ANY = "*"
# So many routes that take a body and of none is it seen: then they are read in a way unknown here.
_MANY = 5
# One, or so few and at most a tenth of those that take a body, are the exceptions of a service that
# validates otherwise, and all its handlers are the sites; of more than these those that could do
# the same are, so that pages and lists do not hide them.
_FEW = 3


@check(
    "input-validated",
    title="A library validates what requests bring",
    confidence=HEURISTIC,
    attestable=True,
)
def input_validated(
    component: Component,
    routes: Routes,
    validation: InputValidation,
    *,
    tolerated: Share = _TOLERATED,
) -> Finding:
    """Hold each request's body to a schema before it is used.

    - Express, Koa, Hono, Next.js: `const order = OrderSchema.parse(body)` with Zod, or a middleware
      that does so for the route.
    - Fastify: `schema: { body: … }` at the route, or Zod by `fastify-type-provider-zod`.
    - NestJS: a class with class-validator's decorators as the type of `@Body()`, and the
      `ValidationPipe`.
    - tRPC: `.input(OrderSchema)` with Zod.
    - FastAPI: a Pydantic model as the type of the parameter.
    - Django REST framework: a serializer, with `serializer.is_valid(raise_exception=True)`.
    - Django: a form, and its `cleaned_data`.
    - Flask: a marshmallow schema or a Pydantic model that reads `request.get_json()`.
    """
    if not routes.routes:
        return no_routes(routes)
    if elsewhere := _unseen(routes, validation):
        return elsewhere
    open_ = [each for each in validation.readers if each.open]
    bare = [each for each in validation.readers if not (each.validated or each.open)]
    of = f"of {len(validation.readers)} handlers that read a body"
    libraries = listed(each.name for each in validation.libraries)
    if validation.readers and not validation.libraries:
        return failed(f"no validation library is used, and {_count(bare)} {of}", *_places(bare))
    taking = max(_handlers(routes, taking=True), len(validation.readers))
    handlers = max(_handlers(routes, taking=False), taking)
    exceptions = len(bare) + len(open_)
    few = max(1, min(_FEW, taking // 10))
    is_few = exceptions <= few and exceptions < len(validation.readers)
    # Where nobody who reads a body validates it, those that are not seen to read one say nothing.
    sites = handlers if is_few else taking
    if bare and len(bare) == len(validation.readers):
        sites = len(bare)
    of_all = "in all" if is_few else "that take one"
    in_all = f", of {sites} {of_all}" if bare and sites > len(validation.readers) else ""
    if bare:
        in_all += f"; the rule allows {tolerated.percent}"
    if len(bare) > int(tolerated * sites):
        said = f"{len(bare)} {of} use no validation ({libraries} elsewhere){in_all}"
        return failed(said, *_places(bare))
    if exceptions > int(tolerated * sites):
        said = f"of {len(open_)} {of} it could not be told whether they validate it"
        return unknown(f"{said}, and {_count(bare)} do not", *_places(open_), *_places(bare))
    note = in_all
    if component.stack is Stack.NODE and libraries and "Zod" not in libraries:
        note += "; the protocol prefers Zod"
    by = f" by {libraries}" if libraries else ""
    return passed(
        f"{_said(validation.readers, bare, open_, by)}{note}",
        *(each.where for each in validation.libraries[:3]),
        *_places(bare),
    )


def _unseen(routes: Routes, validation: InputValidation) -> Finding | None:
    """What follows where bodies are not read, or mostly not, in handlers that are seen."""
    bodies = [each for each in routes.routes if each.method in _WITH_BODY and each.is_resource]
    unseen, is_none = validation.unseen, not (validation.readers or validation.libraries)
    enough = 0 if is_none else _handlers(routes, taking=False)
    if len(unseen) >= _MANY and len(unseen) > enough:
        used = f"{listed(each.name for each in validation.libraries)} elsewhere"
        return failed(
            f"{len(unseen)} functions read a body and use no validation "
            f"({'no library is used' if is_none else used}), whatever routes lead to them",
            *unseen,
        )
    if is_none and len(bodies) >= _MANY:
        return unknown(
            f"none of {len(bodies)} routes of POST, PUT and PATCH could be seen to read a body"
        )
    return None


def _handlers(routes: Routes, *, taking: bool) -> int:
    """How many handlers there are, or those that take a body by their method, whether they are seen
    to read it or not.
    """
    methods = (*_WITH_BODY, _ANY)
    handlers = {
        (each.where.path, each.where.line, each.handler)
        for each in routes.routes
        if not taking or each.method in methods
    }
    return len(handlers)


def _said(
    readers: Sequence[BodyReader], bare: list[BodyReader], open_: list[BodyReader], by: str
) -> str:
    """What holds for the handlers that read a body, where the rule is kept."""
    if not readers:
        return "no handler reads a body"
    if bare:
        return f"{len(bare)} of {len(readers)} handlers that read a body use it unvalidated{by}"
    one, many = "handler that reads a body validates it", "handlers that read a body validate it"
    told = len(readers) - len(open_)
    said = every(told, one, many) + by if told else "no handler is seen to use a body unvalidated"
    return f"{said}; of {len(open_)} more it could not be told" if told and open_ else said


def _count(bare: list[BodyReader]) -> str:
    return f"{len(bare)}" if bare else "none"


def _places(bare: list[BodyReader]) -> tuple[Evidence, ...]:
    return tuple(each.where for each in bare)
