"""Routes of Express: applications and routers, mounted on each other by `use`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from compliance.extract.code.expressions import Call, Expression, Item, Name, Table, Text
from compliance.extract.code.meant import class_around
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, function_of, origin
from compliance.extract.routes.node.answers import ends_with_data, passes_on
from compliance.extract.routes.node.dialect import VERBS, Dialect, receiver
from compliance.extract.routes.node.keyed import keyed_routes, registers_keys
from compliance.extract.routes.node.registering import (
    flat,
    is_handed,
    is_path,
    line_of,
    spelled_method,
)
from compliance.extract.routes.node.resolver import Resolver
from compliance.extract.routes.node.routers import Before, Mount, Registered, Router
from compliance.extract.routes.node.survey import Survey
from compliance.extract.routes.paths import Written, all_written, colons, written

_PACKAGES = frozenset(
    "express express-promise-router express-async-router @awaitjs/express router polka".split()
)
_NAMED = (b'express"', b"express'", b"promise-router", b"polka")
# As `@awaitjs/express` and helpers like it call those whose handlers may reject a promise.
_ASYNC = "Async"
_PLAIN = VERBS | {"all", "del"}
_VERBS = _PLAIN | {f"{each}{_ASYNC}" for each in _PLAIN}
_USES = frozenset(["use", f"use{_ASYNC}"])
# TypeScript calls what it takes in as a whole where it is told to take modules for functions.
_APP_MAKERS = frozenset(["default", "express", "*"])
# What packages that make one for others call it: `createMcpExpressApp` of MCP's.
_MADE_FOR = re.compile(r"(?:create|make|build)[A-Za-z]{0,40}Express(?:App|Application)?")


class Express(Dialect):
    """How Express is told its routes, and those that are made like it."""

    framework: ClassVar[str] = "Express"
    words: ClassVar[tuple[bytes, ...]] = (
        *_NAMED, b"app.get(", b"app.post(", b"app.use(", b"outer.get(", b"outer.post(",
        b"outer.use(", b"outer.route(", b"app.route(", b"outer.getAsync(", b"outer.postAsync(",
        b"outer.putAsync(", b"outer.deleteAsync(", b"app.getAsync(", b"app.postAsync(",
        b"erver.get(", b"erver.post(", b"erver.use(",
    )  # fmt: skip
    names: ClassVar[frozenset[str]] = _VERBS | _USES | {"route"}
    chained: ClassVar[frozenset[str]] = _VERBS | _USES | {"param", "set", "enable", "disable"}
    types: ClassVar[frozenset[str]] = frozenset(
        "Express Application Router IRouter Core Server".split()
    )

    def spelled(self, path: str) -> str:
        """A path with its parameters in braces."""
        return colons(path)

    def made(self, survey: Resolver, where: Located, call: Call) -> Router | None:
        """A new application or router, where the call makes one."""
        source, name = origin(survey.program, where.at(call.callee))
        if source not in _PACKAGES:
            is_one = bool(source) and _MADE_FOR.fullmatch(name.rpartition(".")[2]) is not None
            return Router(is_app=True) if is_one else None
        if source == "express" and name in _APP_MAKERS:
            return Router(is_app=True)
        if name.rpartition(".")[2] == "addAsync":  # It hands back the application that it is given.
            return Router(is_app=True)
        return Router() if name.rpartition(".")[2] in ("Router", "default", "*") else None

    def take(self, survey: Survey, where: Located, call: Call) -> None:
        """Note the routes, the guards and the mounted routers that a call registers."""
        if call.name in _USES:
            self._use(survey, where, call)
        elif call.name == "route" and len(call.arguments) == 1:
            self._described(survey, where, call)
        elif call.name in _VERBS:
            self._verb(survey, where, call)
        elif isinstance(call.callee, Item) and registers_keys(call):
            router = self._on(survey, where, call)
            if router is not None:
                router.routes.extend(keyed_routes(survey.program))

    def _on(self, survey: Survey, where: Located, call: Call) -> Router | None:
        """The router that a call registers with: in a class of a router's own, `this` is one."""
        on = receiver(call)
        if on is None:
            return None
        if isinstance(on, Name) and on.path in ("this", "super"):
            return _of_class(survey, where, call.name)
        return survey.router(where.at(on))

    def _verb(self, survey: Survey, where: Located, call: Call) -> None:
        path, handlers = self._routed(call)
        if path is None or not handlers or is_handed(path, call.function):
            return
        router = self._on(survey, where, _first_of(call))
        if router is None:
            return
        method = spelled_method(call.name.removesuffix(_ASYNC))
        given = flat(survey.program, where, handlers)
        if not given:
            return
        handler = _handler(survey, given, call)
        guards = tuple(each.expression for each in given if each is not handler)
        for each in all_written(survey.program, where.at(path)):
            if each.text.endswith("*") and _is_guard(survey, handler):
                every = (*guards, handler.expression)
                router.run_before(Before(every, each, where.module, call.line))
                continue
            router.routes.append(
                Registered(method, each, where.module, line_of(call), handler, guards)
            )

    @staticmethod
    def _routed(call: Call) -> tuple[Expression | None, tuple[Expression, ...]]:
        """The path and the handlers of `get(path, …)`, or of `route(path).get(…)`."""
        for each in call.chain():
            if each.name == "route" and len(each.arguments) == 1 and each is not call:
                return each.arguments[0], call.arguments
            if each.name not in _VERBS:
                break
        if len(call.arguments) < 2:
            return None, ()
        return call.arguments[0], call.arguments[1:]

    def _described(self, survey: Survey, where: Located, call: Call) -> None:
        """`this.route({method, path, handler})`, as base classes of controllers offer it."""
        table, on = call.arguments[0], receiver(call)
        if not isinstance(table, Table) or not isinstance(on, Name) or on.path != "this":
            return
        entries = table.entries
        method = entries.get("method")
        path = entries.get("path") or entries.get("url")
        router = _of_class(survey, where, "route")
        if router is None or path is None or not isinstance(method, Text):
            return
        if is_handed(path, call.function):
            return
        handler = entries.get("handler")
        guards = tuple(
            each for key, each in entries.items() if key not in ("method", "path", "url", "handler")
        )
        router.routes.append(
            Registered(
                method.value.upper(),
                written(survey.program, where.at(path)),
                where.module,
                call.line,
                where.at(handler) if handler is not None else None,
                guards,
            )
        )

    def _use(self, survey: Survey, where: Located, call: Call) -> None:
        arguments = list(call.arguments)
        if not arguments or is_handed(arguments[0], call.function):
            return
        router = self._on(survey, where, _first_of(call))
        if router is None:
            return
        paths: tuple[Written, ...] = (Written(""),)
        if is_path(survey.program, where, arguments[0]) and len(arguments) > 1:
            paths = all_written(survey.program, where.at(arguments.pop(0)))
        guards: tuple[Expression, ...] = ()
        given = flat(survey.program, where, tuple(arguments))
        if given and _answers(survey, given[-1], paths):
            handler = given.pop()
            before = tuple(each.expression for each in given)
            router.routes.extend(
                Registered("*", each, where.module, line_of(call), handler, before)
                for each in paths
            )
            return
        for each in given:
            mounted = survey.router(each)
            if mounted is None:
                guards += (each.expression,)
                continue
            for path in paths:
                mounted.mount(Mount(router, path, where.module, call.line, guards))
        for path in paths:
            if guards:
                router.run_before(Before(guards, path, where.module, call.line))


def _answers(survey: Survey, handler: Located, paths: tuple[Written, ...]) -> bool:
    """Whether `app.use("/status", (req, res) => res.json(status()))` is a route of its own: not one
    that refuses what nobody else took, or that hands on.
    """
    if any(not each.text.strip("/") or "*" in each.text for each in paths):
        return False
    if survey.router(handler) is not None:
        return False
    function = function_of(survey.program, handler)
    # What takes one thing alone has no response to answer by: it only helps to make the handler.
    is_helper = function is not None and len(function.parameters) == 1
    return function is not None and not is_helper and ends_with_data(function)


def _first_of(call: Call) -> Call:
    """The call of a chain whose receiver is the router itself."""
    first = call
    for each in call.chain():
        if each.name not in _VERBS and each.name not in _USES and each.name != "route":
            break
        first = each
    return first


def _of_class(survey: Survey, where: Located, name: str) -> Router | None:
    """The router of a class that has a method of that name to register with it."""
    class_ = where.class_ or class_around(where.function)
    each, has_method = class_, False
    for _ in range(8):
        if each is None:
            break
        has_method = has_method or each.method(name) is not None
        each = survey.base(each)
    if class_ is None or not has_method:
        return None
    names = (Name(0, path=f"this.{held}") for held in ("app", "router", "_router", "routes"))
    return next(filter(None, (survey.router(where.at(one)) for one in names)), None)


def _is_guard(survey: Survey, handler: Located) -> bool:
    """Whether `app.all("/api/*", signedIn)` has something run before, as `use` does."""
    function = function_of(survey.program, handler)
    return function is not None and passes_on(function)


def _handler(survey: Survey, given: list[Located], call: Call) -> Located:
    """The handler is the last one; helpers of classes take it before further arguments."""
    on = receiver(call)
    if isinstance(on, Name) and on.path == "this":
        for each in given:
            if function_of(survey.program, each) is not None:
                return each
    return given[-1]


def express(program: Program) -> Iterator[Endpoint]:
    """The routes of Express."""
    if program.mentions(*_NAMED):
        yield from Survey(program, Express()).endpoints()
