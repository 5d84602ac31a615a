"""Clause backend:3.1, error handling: errors are answered in one form."""

from __future__ import annotations

from compliance.checks.base import HEURISTIC, Finding, check, failed, listed, passed
from compliance.checks.no_routes import no_routes
from compliance.checks.parameters import Share
from compliance.facts.errors import ErrorHandling
from compliance.facts.routes import Routes

_WRAPPED = Share(0.8)


@check(
    "error-handling-consistent",
    title="Errors are answered in one form",
    confidence=HEURISTIC,
    attestable=True,
)
def error_handling_consistent(
    routes: Routes, handling: ErrorHandling, *, wrapped: Share = _WRAPPED
) -> Finding:
    """Turn every error into a response in one place.

    - Express: an error middleware, `app.use((error, req, res, next) => { … })`, registered last.
    - Koa: a first middleware that awaits the next one in a `try`.
    - Fastify: `app.setErrorHandler(…)`.
    - Hono: `app.onError(…)`.
    - Next.js: one wrapper around the route handlers, which answers what they throw:
      `export const GET = handled(async (request) => { … })`.
    - SvelteKit: `handleError` in `src/hooks.server.ts`.
    - FastAPI, Starlette: `@app.exception_handler(…)`.
    - Flask: `@app.errorhandler(Exception)`.
    - Django REST framework: a function of your own as `EXCEPTION_HANDLER`.
    - Django: `handler500` in the root URLconf.
    """
    if not routes.routes and not (routes.unread and handling.handlers):
        return no_routes(routes)
    if handling.handlers:
        names = listed(dict.fromkeys(each.what for each in handling.handlers))
        return passed(f"errors are answered by {names}", *(h.where for h in handling.handlers))
    if handling.built_in:
        names = listed(each.what for each in handling.built_in)
        return passed(
            f"{names} answers errors in one form by itself", *(h.where for h in handling.built_in)
        )
    if handling.route_files and wrapped.holds(handling.wrapped, handling.route_files):
        return passed(
            f"{handling.wrapper} is around {handling.wrapped} of {handling.route_files} handlers; "
            f"the rule asks for {wrapped.percent}"
        )
    return _nowhere(routes, handling, wrapped)


def _nowhere(routes: Routes, handling: ErrorHandling, wrapped: Share) -> Finding:
    places = (*handling.passed_on, *(each.where for each in routes.routes[:3]))
    if handling.wrapper:
        return failed(
            f"no central handler, and {handling.wrapper} is around {handling.wrapped} of "
            f"{handling.route_files} handlers only; the rule asks for {wrapped.percent}",
            *places,
        )
    if handling.passed_on:
        return failed("the error middleware only passes errors on, and answers none", *places)
    number = len(routes.routes)
    return failed(
        f"no central handler turns the errors of {number} route{'s' if number > 1 else ''} into "
        "responses",
        *places,
    )
