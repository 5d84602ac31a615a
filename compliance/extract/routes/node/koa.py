"""Routes of Koa: routers of `koa-router` and `@koa/router`, mounted by `use` and `koa-mount`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from compliance.extract.code.expressions import Call, Expression, Table, Text
from compliance.extract.code.model import Class, Module
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, origin, value_of
from compliance.extract.routes.node.dialect import VERBS, Dialect, receiver
from compliance.extract.routes.node.registering import (
    flat,
    is_handed,
    is_path,
    line_of,
    quoted,
    spelled_method,
)
from compliance.extract.routes.node.resolver import Resolver
from compliance.extract.routes.node.routers import Before, Mount, Registered, Router
from compliance.extract.routes.node.survey import Survey
from compliance.extract.routes.paths import Written, all_written, colons, written

_ROUTERS = frozenset(
    "koa-router @koa/router koa-joi-router koa-swagger-decorator koa-tree-router".split()
)
# What makes a middleware of one route, without a router: `app.use(route.post("/orders", create))`.
_OF_ONE = "koa-route"
_NAMED = quoted("koa", _OF_ONE, *sorted(_ROUTERS))
# Verbs of `lin-mizar`, whose routers take the name and the permission of a route as well.
_NOTED = {f"lin{verb.capitalize()}": verb for verb in VERBS}
_VERBS = VERBS | {"all", "del", "register"} | _NOTED.keys()
# What packages that build on a router of Koa's call their own.
_OWN_ROUTER = re.compile(r"(?!Vue|Browser|Memory|Hash|Express)[A-Z][A-Za-z]{0,40}Router")
_SELF = frozenset("use prefix param routes middleware allowedMethods".split())


class _Koa(Dialect):
    framework: ClassVar[str] = "Koa"
    words: ClassVar[tuple[bytes, ...]] = (
        *_NAMED, b"outer.get(", b"outer.post(", b"outer.use(", b".routes()", b"Router(",
    )  # fmt: skip
    names: ClassVar[frozenset[str]] = _VERBS | {"use", "prefix", "map", "mapDir", "route"}
    chained: ClassVar[frozenset[str]] = _VERBS | _SELF
    types: ClassVar[frozenset[str]] = frozenset("Koa Application Router KoaRouter".split())

    def spelled(self, path: str) -> str:
        return colons(path)

    def made(self, survey: Resolver, where: Located, call: Call) -> Router | None:
        source, name = origin(survey.program, where.at(call.callee))
        if source == "koa":
            return Router(is_app=True)
        is_router = source in _ROUTERS and name in ("default", "Router", "*")
        if not is_router and not (source and call.constructs and _OWN_ROUTER.fullmatch(name)):
            return None
        given = call.argument(0)
        prefix = given.entries.get("prefix") if isinstance(given, Table) else None
        if prefix is None:
            return Router()
        return Router(written(survey.program, where.at(prefix)))

    def take(self, survey: Survey, where: Located, call: Call) -> None:
        on = receiver(call)
        arguments = list(call.arguments)
        if on is None or not arguments or is_handed(arguments[0], call.function):
            return
        router = survey.router(where.at(on))
        if router is None:
            return
        if call.name in ("map", "mapDir"):
            _decorated(survey, call, where, router)
        elif call.name == "prefix":
            router.prefix = written(survey.program, where.at(arguments[0]))
        elif call.name == "use":
            self._use(survey, where, call, router)
        elif call.name == "route":
            _configured(survey, where, call, router)
        elif len(arguments) > 1:
            self._verb(survey, where, call, router)

    def _verb(self, survey: Survey, where: Located, call: Call, router: Router) -> None:
        """`get(path, …)`, or `get(name, path, …)` where a route has a name."""
        path, *rest = call.arguments
        if len(rest) > 1 and isinstance(rest[0], Text) and rest[0].value.startswith("/"):
            path, *rest = rest
        methods = [spelled_method(_NOTED.get(call.name, call.name))]
        if call.name == "register" and rest:
            methods = [
                each.text.upper() for each in all_written(survey.program, where.at(rest.pop(0)))
            ]
        given = flat(survey.program, where, tuple(rest))
        guards = tuple(each.expression for each in given[:-1])
        for each in all_written(survey.program, where.at(path)) if given else ():
            router.routes += [
                Registered(method, each, where.module, line_of(call), given[-1], guards)
                for method in methods
            ]

    def _use(self, survey: Survey, where: Located, call: Call, router: Router) -> None:
        arguments = list(call.arguments)
        paths: tuple[Written, ...] = (Written(""),)
        if len(arguments) > 1 and is_path(survey.program, where, arguments[0]):
            paths = all_written(survey.program, where.at(arguments.pop(0)))
        guards: tuple[Expression, ...] = ()
        for each in flat(survey.program, where, tuple(arguments)):
            if _is_methods(each.expression):
                continue
            if one := _of_one(survey, each):
                router.routes.append(one)
                continue
            at, mounted = self._mounted(survey, each)
            if mounted is None:
                guards += (each.expression,)
                continue
            for path in paths if at is None else (at,):
                mounted.mount(Mount(router, path, where.module, call.line, guards))
        for path in paths if guards else ():
            router.run_before(Before(guards, path, where.module, call.line))

    @staticmethod
    def _mounted(survey: Survey, each: Located) -> tuple[Written | None, Router | None]:
        """The router of `router.routes()`, or of `mount("/path", app)`."""
        call = each.expression
        if not isinstance(call, Call) or len(call.arguments) != 2:
            return None, survey.router(each)
        if origin(survey.program, each.at(call.callee))[0] == "koa-mount":
            at = written(survey.program, each.at(call.arguments[0]))
            return at, survey.router(each.at(call.arguments[1]))
        return None, survey.router(each)


def _is_methods(expression: Expression) -> bool:
    return isinstance(expression, Call) and expression.name == "allowedMethods"


def _of_one(survey: Survey, each: Located) -> Registered | None:
    """The route that a call of `koa-route` makes: `route.post("/orders", create)`."""
    call = each.expression
    if not isinstance(call, Call) or len(call.arguments) < 2:
        return None
    source, verb = origin(survey.program, each.at(call.callee))
    if source != _OF_ONE or verb not in _VERBS:
        return None
    path = written(survey.program, each.at(call.arguments[0]))
    given = flat(survey.program, each, (call.arguments[1],))
    return Registered(
        spelled_method(verb), path, each.module, line_of(call), given[-1] if given else None
    )


def koa(program: Program) -> Iterator[Endpoint]:
    """The routes of Koa."""
    if program.mentions(*_NAMED):
        yield from Survey(program, _Koa()).endpoints()


def _configured(survey: Survey, where: Located, call: Call, router: Router) -> None:
    """`route({ method, path, validate, handler })` of `koa-joi-router`, or a list of these."""
    for each in flat(survey.program, where, call.arguments):
        found = value_of(survey.program, each)
        table = found.expression if found is not None else None
        entries = table.entries if isinstance(table, Table) else {}
        if found is None or not {"method", "path", "handler"} <= entries.keys():
            continue
        given = flat(survey.program, found.at(entries["handler"]), (entries["handler"],))
        before = tuple(entries[name] for name in ("pre", "validate") if name in entries)
        guards = (*before, *(one.expression for one in given[:-1]))
        path = written(survey.program, found.at(entries["path"]))
        for method in all_written(survey.program, found.at(entries["method"])):
            router.routes.append(
                Registered(
                    spelled_method(method.text), path, found.module, entries["path"].line,
                    given[-1] if given else None, guards,
                )
            )  # fmt: skip


def _decorated(survey: Survey, call: Call, where: Located, router: Router) -> None:
    """Static methods with `@request("get", "/users")`, as `koa-swagger-decorator` maps them: of
    the class that is handed over, or of all.
    """
    only = None
    if call.name == "map" and call.arguments:
        found = value_of(survey.program, where.at(call.arguments[0]))
        only = found.expression if found is not None else None
    for module in survey.program.modules(b"koa-swagger-decorator"):
        for class_ in module.classes:
            if only is None or only is class_:
                router.routes += _of_class(module, class_)


def _of_class(module: Module, class_: Class) -> Iterator[Registered]:
    prefix = _prefix(class_)
    for method in class_.methods:
        for each in method.decorators:
            if not isinstance(each, Call) or each.path != "request" or len(each.arguments) < 2:
                continue
            verb, path = each.arguments[:2]
            if isinstance(verb, Text) and isinstance(path, Text):
                yield Registered(
                    verb.value.upper(),
                    Written(prefix.rstrip("/") + path.value),
                    module,
                    each.line,
                    Located(method, module),
                    (*class_.decorators, *method.decorators),
                )


def _prefix(class_: Class) -> str:
    for each in class_.decorators:
        if isinstance(each, Call) and each.path == "prefix" and each.arguments:
            given = each.arguments[0]
            return given.value if isinstance(given, Text) else ""
    return ""
