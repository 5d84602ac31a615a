"""Routes of Hono: chained verbs, `route`, `basePath`, and the described ones of zod-openapi."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from compliance.extract.code.expressions import Call, Expression, Name, Table
from compliance.extract.code.model import Class
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, origin, value_of
from compliance.extract.routes.node.dialect import VERBS, Dialect, receiver
from compliance.extract.routes.node.registering import (
    called_on,
    flat,
    is_path,
    line_of,
    spelled_method,
)
from compliance.extract.routes.node.resolver import Resolver
from compliance.extract.routes.node.routers import Before, Mount, Registered, Router
from compliance.extract.routes.node.survey import Survey
from compliance.extract.routes.paths import Written, all_written, colons, written

_NAMED = (b"'hono", b'"hono', b"@hono/")
_MAKERS = frozenset("Hono OpenAPIHono".split())
_VERBS = VERBS | {"all"}
_OTHERS = frozenset("use on route mount openapi".split())


class _Hono(Dialect):
    framework: ClassVar[str] = "Hono"
    words: ClassVar[tuple[bytes, ...]] = (
        *_NAMED, b"Hono", b".openapi(", b"app.route(", b"app.get(", b"app.post(", b"app.use(",
    )  # fmt: skip
    names: ClassVar[frozenset[str]] = _VERBS | _OTHERS
    chained: ClassVar[frozenset[str]] = _VERBS | _OTHERS | {"onError", "notFound"}
    types: ClassVar[frozenset[str]] = frozenset("Hono OpenAPIHono".split())

    def spelled(self, path: str) -> str:
        return colons(path)

    def made(self, survey: Resolver, where: Located, call: Call) -> Router | None:
        if call.name == "basePath":
            return self._below(survey, where, call)
        if call.name == "fromHono":
            return self._described(survey, where, call)
        source, name = origin(survey.program, where.at(call.callee))
        if source.startswith(("hono", "@hono/")):
            return Router(is_app=True) if name in _MAKERS else None
        on = receiver(call)
        if call.name == "createApp" and on is not None:
            factory = value_of(survey.program, where.at(on))
            made = factory.expression if factory is not None else None
            if isinstance(made, Call) and made.name == "createFactory":
                return Router(is_app=True)
        return None

    @staticmethod
    def _below(survey: Resolver, where: Located, call: Call) -> Router | None:
        """The same application below a path."""
        on, path = receiver(call), call.argument(0)
        router = survey.router(where.at(on)) if on is not None else None
        if router is None or path is None:
            return None
        below = Router()
        below.mount(Mount(router, written(survey.program, where.at(path)), where.module, call.line))
        return below

    @staticmethod
    def _described(survey: Resolver, where: Located, call: Call) -> Router | None:
        """The same application, as Chanfana describes it."""
        given = call.argument(0)
        router = survey.router(where.at(given)) if given is not None else None
        if router is None:
            return None
        same = Router()
        same.mount(Mount(router, Written(""), where.module, call.line))
        return same

    def take(self, survey: Survey, where: Located, call: Call) -> None:
        router = called_on(survey, where, call)
        if router is None:
            return
        if call.name == "openapi":
            self._openapi(survey, where, call, router)
        elif call.name in ("route", "mount") and len(call.arguments) > 1:
            path = written(survey.program, where.at(call.arguments[0]))
            mounted = survey.router(where.at(call.arguments[1]))
            if mounted is not None:
                mounted.mount(Mount(router, path, where.module, line_of(call)))
        elif call.name == "use":
            self._use(survey, where, call, router)
        elif call.name == "on" and len(call.arguments) > 2:
            given = all_written(survey.program, where.at(call.arguments[0]))
            methods = [each.text for each in given]
            self._register(survey, where, call, router, methods, call.arguments[1:])
        elif call.name in _VERBS:
            self._register(survey, where, call, router, [spelled_method(call.name)], call.arguments)

    @staticmethod
    def _register(
        survey: Survey, where: Located, call: Call, router: Router,
        methods: list[str], arguments: tuple[Expression, ...],
    ) -> None:  # fmt: skip
        """`get(path, …)`; without a path it is the one that stands before, or the router's own."""
        paths: tuple[Written, ...] = (Written(""),)
        if is_path(survey.program, where, arguments[0]) or len(arguments) > 1:
            paths, arguments = all_written(survey.program, where.at(arguments[0])), arguments[1:]
        given = flat(survey.program, where, arguments)
        guards = tuple(each.expression for each in given[:-1])
        handler = _handled(survey.program, given[-1]) if given else None
        for path in paths if given else ():
            router.routes += [
                Registered(method.upper(), path, where.module, line_of(call), handler, guards)
                for method in methods
            ]

    @staticmethod
    def _use(survey: Survey, where: Located, call: Call, router: Router) -> None:
        paths: tuple[Written, ...] = (Written(""),)
        arguments = call.arguments
        if is_path(survey.program, where, arguments[0]):
            paths, arguments = all_written(survey.program, where.at(arguments[0])), arguments[1:]
        for path in paths if arguments else ():
            router.run_before(Before(arguments, path, where.module, line_of(call)))

    @staticmethod
    def _openapi(survey: Survey, where: Located, call: Call, router: Router) -> None:
        """`openapi(createRoute({method, path}), handler)`."""
        found = value_of(survey.program, where.at(call.arguments[0]))
        made = found.expression if found is not None else None
        table = made.argument(0) if isinstance(made, Call) else made
        if found is None or not isinstance(table, Table):
            return
        method, path = table.entries.get("method"), table.entries.get("path")
        if path is None or method is None:
            return
        verb = written(survey.program, found.at(method)).text.upper()
        guards = tuple(each for each in (table.entries.get("middleware"),) if each is not None)
        handler = where.at(call.arguments[1]) if len(call.arguments) > 1 else None
        router.routes.append(
            Registered(
                verb, written(survey.program, found.at(path)), where.module, line_of(call),
                handler, guards,
            )
        )  # fmt: skip


def _handled(program: Program, handler: Located) -> Located:
    """The handler; of a class of Chanfana's the method that answers."""
    found = value_of(program, handler) if isinstance(handler.expression, Name) else None
    method = (
        found.expression.method("handle")
        if found is not None and isinstance(found.expression, Class)
        else None
    )
    return found.at(method) if found is not None and method is not None else handler


def hono(program: Program) -> Iterator[Endpoint]:
    """The routes of Hono."""
    if program.mentions(*_NAMED):
        yield from Survey(program, _Hono()).endpoints()
