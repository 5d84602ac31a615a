"""Clause backend:3.3: who calls is asked, what they may do too, and answers carry the headers."""

from __future__ import annotations

from compliance.checks.base import (
    EXACT,
    HEURISTIC,
    Evidence,
    Finding,
    check,
    failed,
    listed,
    not_applicable,
    passed,
    unknown,
)
from compliance.checks.no_routes import no_api, no_routes
from compliance.facts.access import AccessControl, SecurityHeaders, Sign
from compliance.facts.routes import Route, Routes


@check(
    "authentication",
    title="The API asks who calls it",
    confidence=HEURISTIC,
    attestable=True,
)
def authentication(routes: Routes, access: AccessControl) -> Finding:
    """Put the project's own sign-in before the routes.

    - Express, Koa: a middleware such as `passport.authenticate("jwt")` or `express-jwt` on the
      router.
    - Fastify: `@fastify/jwt`, with `onRequest: [app.authenticate]` at the routes.
    - Hono: `app.use("/api/*", jwt({ secret }))`.
    - NestJS: `@UseGuards(JwtAuthGuard)` or an `APP_GUARD`.
    - Next.js: `const session = await auth()` of Auth.js in the route handlers, or a check in the
      middleware.
    - tRPC: a `protectedProcedure` that throws `UNAUTHORIZED` without a session.
    - FastAPI: a dependency such as `Depends(get_current_user)`.
    - Django REST framework: `DEFAULT_AUTHENTICATION_CLASSES` and `IsAuthenticated`.
    - Django: `LoginRequiredMiddleware`, or `@login_required` on the views.
    - Flask: `@login_required` or `@jwt_required()`.

    Where a gateway in front of the service signs people in, or everybody may have what it answers,
    attest that.
    """
    if not routes.data:
        return no_api(routes)
    if access.authenticates:
        return passed(f"routes ask who calls by {_named(access.sign_in)}", *_places(access.sign_in))
    if routes.unread:
        return unknown(f"no sign-in was found, but {routes.unread[0]}")
    if all(each.path.startswith("[") for each in routes.data):
        open_ = "what its fields are called, and what they ask, is only known while it runs"
        return unknown(f"no sign-in was found, but {open_}", *_first(routes.data))
    if _mostly_unseen(routes, access):
        return unknown(f"no sign-in was found, but {_unseen(routes, access)}", *_first(routes.data))
    of = f"{len(routes.data)} route{'s' if len(routes.data) > 1 else ''} that answer data"
    if access.libraries:
        return failed(
            f"no sign-in was found on {of}, although {_named(access.libraries)} is taken in",
            *_first(routes.data),
            *_places(access.libraries),
        )
    return failed(f"no sign-in was found on {of}", *_first(routes.data))


@check(
    "role-based-access",
    title="Roles or permissions decide who may do what",
    confidence=HEURISTIC,
    attestable=True,
)
def role_based_access(routes: Routes, access: AccessControl) -> Finding:
    """Ask on the routes for a role or a permission, not only for somebody who is signed in.

    - NestJS: a `RolesGuard` with `@Roles("admin")`.
    - Express, Koa, Fastify, Hono, Next.js: a middleware or a check such as `requireRole("admin")`,
      or CASL's abilities.
    - tRPC: an `adminProcedure` that throws `FORBIDDEN`.
    - Django REST framework: `IsAdminUser`, or permission classes of your own.
    - Django: `@permission_required("orders.change_order")`.
    - FastAPI: `Security(get_current_user, scopes=["orders:write"])`.
    - Flask: a decorator such as `@roles_required("admin")`.
    """
    if not routes.data:
        return no_api(routes)
    if not access.authenticates:
        if _mostly_unseen(routes, access):
            return unknown(f"whether it asks who calls is open: {_unseen(routes, access)}")
        return not_applicable("the API asks nobody who they are")
    if access.roles:
        return passed(f"routes ask for more by {_named(access.roles)}", *_places(access.roles))
    if routes.unread:
        return unknown(f"no role or permission was found, but {routes.unread[0]}")
    if _mostly_unseen(routes, access):
        return unknown(
            f"no role or permission was found, but {_unseen(routes, access)}",
            *_places(access.sign_in),
        )
    if all(each.refuses for each in access.sign_in):
        return unknown(
            f"callers are only refused ({_named(access.sign_in)}), so what they may do cannot be "
            "told from the code",
            *_places(access.sign_in),
        )
    if access.compared:
        return unknown(
            f"no route is seen to ask for a role or a permission, but {_named(access.compared)} "
            "compares one",
            *_places(access.compared),
        )
    if access.handed_on:
        return unknown(
            f"no route asks for a role or a permission, but {_named(access.handed_on)} is handed "
            "on to another service, which may",
            *_places(access.handed_on),
        )
    return failed(
        "no route asks for a role or a permission beyond that somebody is signed in "
        f"({_named(access.sign_in)})",
        *_places(access.sign_in),
    )


@check(
    "security-headers",
    title="Answers carry security headers",
    confidence=EXACT,
    attestable=True,
)
def security_headers(routes: Routes, headers: SecurityHeaders) -> Finding:
    """Let a library set the security headers of every answer.

    - Express, NestJS: `app.use(helmet())`.
    - Fastify: `app.register(helmet)` of `@fastify/helmet`.
    - Hono: `app.use(secureHeaders())`.
    - Koa: `app.use(helmet())` of `koa-helmet`.
    - Next.js: `headers()` in `next.config.js`, with `X-Content-Type-Options` and `X-Frame-Options`.
    - Django: `django.middleware.security.SecurityMiddleware` in `MIDDLEWARE`.
    - Flask: `Talisman(app)`.
    - FastAPI, Starlette: `headers = Secure.with_default_headers()` of the `secure` package, and
      `await headers.set_headers_async(response)` in an `@app.middleware("http")`.

    Where a proxy sets them for every service, attest that.
    """
    if headers.places:
        names = _named(headers.places)
        return passed(f"security headers by {names}", *_places(headers.places))
    if not routes.routes and not headers.bare:
        return no_routes(routes)
    if headers.off:
        first = headers.off[0]
        said = f"{first.what} in {first.where.path} only where it is not production"
        return failed(f"security headers by {said}", *_places(headers.off))
    return failed(
        "nothing sets security headers: no Helmet or its equal, no SecurityMiddleware, no "
        "X-Content-Type-Options and X-Frame-Options of one's own",
        *(_first(routes.routes) or headers.bare),
    )


def _mostly_unseen(routes: Routes, access: AccessControl) -> bool:
    """Whether what most routes ask of callers is out of sight."""
    return access.unseen * 2 > len(routes.routes)


def _unseen(routes: Routes, access: AccessControl) -> str:
    return f"what stands behind {access.unseen} of {len(routes.routes)} routes cannot be followed"


def _named(signs: tuple[Sign, ...]) -> str:
    return listed(dict.fromkeys(each.what for each in signs))


def _places(signs: tuple[Sign, ...]) -> tuple[Evidence, ...]:
    return tuple(each.where for each in signs)


def _first(routes: tuple[Route, ...]) -> tuple[Evidence, ...]:
    return tuple(each.where for each in routes[:3])
