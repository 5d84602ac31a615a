"""Routes of Next.js: the exports of `app/**/route.ts`, and the handlers of `pages/api`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from compliance.extract.code.expressions import Call, Expression, Table
from compliance.extract.code.model import Module
from compliance.extract.code.program import Program
from compliance.extract.front_end_routes import STATIC
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, function_of, value_of
from compliance.extract.routes.node.answers import answer_of
from compliance.extract.routes.node.exports import exported
from compliance.extract.routes.node.handed_on import returning
from compliance.extract.routes.node.mounts import style_of
from compliance.extract.routes.node.next_connect import connected_routes
from compliance.extract.routes.paths import of_file
from compliance.facts.routes import Answer

_VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_ROUTE = re.compile(r"(?:^|/)app/(?P<path>(?:[^/]{1,200}/){0,30})route\.(?:ts|js|tsx|mts|mjs)$")
_API = re.compile(
    r"(?:^|/)pages/(?P<path>api/(?:[^/]{1,200}/){0,30}[^/]{1,200}?)\.(?:page\.)?(?:ts|js|tsx|mts|mjs)$"
)
# Where NextAuth's own routes lie, by which people come in and go out.
_OF_NEXTAUTH = "/[...nextauth]"


def nextjs(program: Program) -> Iterator[Endpoint]:
    """The routes of Next.js."""
    for path in program.paths:
        route, api = _ROUTE.search(path), _API.search(path)
        if route is None and api is None:
            continue
        module = program.code.module(path)
        if module is None:
            continue
        if route is not None:
            yield from _exports(program, module, of_file(route["path"].rstrip("/")))
        elif api is not None:
            yield from _handler(program, module, of_file(api["path"]))


def _exports(program: Program, module: Module, path: str) -> Iterator[Endpoint]:
    """`export async function GET`, `export const GET = …`, `export { handler as GET }`."""
    for method in _VERBS:
        found = exported(module, method)
        if found is not None:
            each = _endpoint(program, module, method, path, found)
            yield replace(each, answer=Answer.STATIC) if _is_file(each) else each


def _is_file(endpoint: Endpoint) -> bool:
    """Whether a route is a file when the site is built: not one that looks at the request, unless
    it is forced to be.
    """
    match = STATIC.search(endpoint.module.source) if endpoint.method == "GET" else None
    asks = endpoint.handler is None or bool(endpoint.handler.parameters)
    return match is not None and (not asks or b"force-static" in match[0])


def _endpoint(program: Program, module: Module, method: str, path: str, found: Located) -> Endpoint:
    handler = function_of(program, found)
    signs_in = _OF_NEXTAUTH in module.path
    answer = answer_of(method, path, returning(program, handler))
    answer = Answer.REDIRECT if signs_in else answer
    return Endpoint(
        method, path, "Next.js", module, found.expression.line, handler, None,
        tuple(_wrappers(found.expression)), answer, style_of(module), brought=signs_in,
    )  # fmt: skip


def _wrappers(expression: Expression) -> Iterator[Expression]:
    """What wraps a handler stands before it: `withAuth(handler)`."""
    while isinstance(expression, Call):
        yield expression
        inner = (each for each in expression.arguments if isinstance(each, Call))
        expression = next(inner, Expression(0))


def _handler(program: Program, module: Module, path: str) -> Iterator[Endpoint]:
    """The default export of `pages/api`: it answers the methods that it asks for, or any."""
    connected = tuple(connected_routes(program, module, path))
    if connected:
        yield from connected
        return
    found = exported(module, "default")
    if found is None:
        found = next(
            (
                Located(each.value, module)
                for each in module.assignments
                if each.target == "module.exports"
            ),
            None,
        )
    if found is None:
        return
    by_method = dict(_told_apart(program, found))
    for method, each in by_method.items():
        yield _endpoint(program, module, method, path, each)
    if not by_method:
        for method in _methods(module) or ("*",):
            whole = _endpoint(program, module, method, path, found)
            yield _branched(whole, module)


def _told_apart(program: Program, found: Located) -> Iterator[tuple[str, Located]]:
    """The handlers of `withMethods({GET: list, POST: create})`."""
    value = value_of(program, found)
    call = value.expression if value is not None else None
    for each in call.arguments if isinstance(call, Call) else ():
        if isinstance(each, Table) and value is not None:
            for method in _VERBS:
                if method in each.entries:
                    yield method, value.at(each.entries[method])


# A branch for a method that does nothing but to call a function with the request.
_BRANCH = re.compile(
    rb"""(?:\bcase\s{1,5}['"](?P<case>[A-Z]{3,6})['"]\s{0,5}:
    |\.method\s{0,5}===?\s{0,5}['"](?P<if>[A-Z]{3,6})['"]\s{0,5}\))
    \s{0,60}+(?:\{\s{0,60}+)?(?:return\s{1,5})?(?:await\s{1,5})?
    (?P<name>[A-Za-z_$][\w$]{0,100})\s{0,5}\(\s{0,20}(?:req|request)\b""",
    re.VERBOSE,
)


def _branched(whole: Endpoint, module: Module) -> Endpoint:
    """A route of a handler that calls a function of its file for the method: that answers, and what
    the handler does for all methods stands before it.
    """
    names = {
        (found["case"] or found["if"]).decode(): found["name"].decode()
        for found in _BRANCH.finditer(module.source)
    }
    own = next((each for each in module.functions if each.name == names.get(whole.method)), None)
    if whole.handler is None or own is None or own.outer is not None or own is whole.handler:
        return whole
    return replace(
        whole,
        handler=own,
        guards=(*whole.guards, whole.handler),
        answer=answer_of(whole.method, whole.path, own),
    )


_METHOD = re.compile(
    rb"""\.method\s{0,5}[!=]==?\s{0,5}['"](GET|POST|PUT|PATCH|DELETE)['"]"""
    rb"""|\bcase\s{1,5}['"](GET|POST|PUT|PATCH|DELETE)['"]"""
    rb"""|^\s{0,20}['"]?(GET|POST|PUT|PATCH|DELETE)['"]?\s{0,5}:""",
    re.MULTILINE,
)


def _methods(module: Module) -> tuple[str, ...]:
    """The methods that a handler tells apart, in the order in which it does."""
    if b"method" not in module.source:
        return ()
    found = (match[1] or match[2] or match[3] for match in _METHOD.finditer(module.source))
    return tuple(dict.fromkeys(each.decode() for each in found))
