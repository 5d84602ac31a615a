"""Reads the routes of aiohttp's server: tables of routes, calls of the router, sub-applications."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import ClassVar

from compliance.extract.code.expressions import Call, Expression, Member, Name
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, located
from compliance.extract.routes.python.names import (
    ancestry,
    call_of,
    elements,
    qualified,
    value_of,
)
from compliance.extract.routes.python.routers import Registered, Router
from compliance.extract.routes.python.surveys import Survey, classes, functions, others
from compliance.extract.routes.python.texts import braces, written

VERBS = ("get", "post", "put", "patch", "delete")
_METHODS = (*VERBS, "head", "options", "*")
_NAMED = (b"aiohttp",)
_ROUTER = ".router"
_WORDS = (b"RouteTableDef", b"web.Application", b".add_routes(", b"router.add_", b".add_subapp(",
          b"@routes.")  # fmt: skip


def aiohttp(program: Program) -> Iterator[Endpoint]:
    """The routes of aiohttp."""
    if not program.mentions(*_NAMED):
        return
    survey = _Aiohttp(program)
    for module in program.python_modules(*_WORDS):
        survey.read(module)
    yield from survey.endpoints()


@dataclass
class _Aiohttp(Survey):
    framework: ClassVar[str] = "aiohttp"

    _elsewhere: Router = field(default_factory=lambda: Router(is_app=True))

    def spelled(self, path: str) -> str:
        return braces(path)

    def may_be_app(self, name: str, type_: str) -> bool:
        return name in ("app", "application", "router") or type_.endswith(
            ("web.Application", "UrlDispatcher")
        )

    def made(self, _where: Located, _call: Call, kinds: tuple[str, ...]) -> Router | None:
        if "aiohttp.web.Application" in kinds:
            return Router(is_app=True)
        return Router() if "aiohttp.web.RouteTableDef" in kinds else None

    def read(self, module: Module) -> None:
        """Note what a file registers and mounts."""
        for function, decorator in functions(module):
            if decorator.name in (*VERBS, "route"):
                guards = others(function.decorators, decorator)
                where = Located(decorator, module, function.outer)
                self._add(self._on(where, decorator), where, decorator, function, guards)
        for class_, decorator in classes(module):
            if decorator.name == "view":
                where = Located(decorator, module)
                self._add(self._on(where, decorator), where, decorator, class_, class_.decorators)
        for call in module.calls:
            self._take(located(module, call), call)

    def _on(self, where: Located, call: Call) -> Router | None:
        """The application, also by its `router`, and by a name for that (`router = app.router`). Of
        an object whose `router` is told routes, and that is nowhere made, it is one, too.
        """
        path = call.receiver
        named = self.program.meaning(where.module, path, where.function)
        if named is not None and isinstance(named.value, Name):
            path = named.value.path if named.value.path.endswith(_ROUTER) else path
        stem = path.removesuffix(_ROUTER)
        router = self.router(where.at(Name(call.line, path=stem))) if stem else None
        is_known = router is not None or "." not in stem or stem == path
        return router if is_known else self._elsewhere

    def _take(self, where: Located, call: Call) -> None:
        name = call.name
        if name == "add_routes" and call.arguments:
            self._add_all(where, call, call.arguments[0])
        elif name == "add_subapp" and len(call.arguments) > 1:
            on, inner = self._on(where, call), self.router(where.at(call.arguments[1]))
            if on is not None and inner is not None:
                inner.mount(on, written(self.program, where.at(call.arguments[0])))
        elif name == "add_route" and len(call.arguments) == 2:
            self._add_to(where, call)
        elif name in ("add_route", "add_view", *(f"add_{verb}" for verb in VERBS)):
            router = self._on(where, call)
            handler = call.argument(2 if name == "add_route" else 1, "handler")
            if router is not None and handler is not None:
                self._add(router, where, call, self._target(where.at(handler)), ())

    def _add_to(self, where: Located, call: Call) -> None:
        """`app.router.add_resource("/users/{id}").add_route("GET", show)`, by a name too."""
        callee = call.callee
        on = callee.of if isinstance(callee, Member) else Name(call.line, path=call.receiver)
        made = call_of(self.program, where.at(on))
        resource = made.expression if made is not None else None
        if made is None or not isinstance(resource, Call) or resource.name != "add_resource":
            return
        path, (method, handler) = resource.argument(0, "path"), call.arguments
        router = self._on(made, resource)
        if router is not None and path is not None:
            told = replace(call, arguments=(method, path, handler))
            self._add(router, where, told, self._target(where.at(handler)), ())

    def _add_all(self, where: Located, call: Call, given: Expression) -> None:
        """`app.add_routes(routes)`, with a table or a list of `web.get(…)`."""
        on, table = self._on(where, call), self.router(where.at(given))
        if on is None:
            return
        if table is not None:
            table.mount(on)
            return
        for each in elements(self.program, where.at(given)):
            inner = each.expression
            if not isinstance(inner, Call):
                continue
            if qualified(self.program, each.module, inner.path).startswith("aiohttp.web."):
                position = 2 if inner.name == "route" else 1
                handler = inner.argument(position, "handler")
                if handler is not None:
                    self._add(on, each, inner, self._target(each.at(handler)), ())

    def _target(self, where: Located) -> Function | Class | None:
        found = value_of(self.program, where)
        target = found.expression if found is not None else None
        return target if isinstance(target, Function | Class) else None

    def _add(
        self,
        router: Router | None,
        where: Located,
        call: Call,
        target: Function | Class | None,
        guards: tuple[Expression, ...],
    ) -> None:
        verb = call.name.removeprefix("add_")
        position = 1 if verb == "route" else 0
        path = call.argument(position, "path")
        if router is None or path is None:
            return
        if verb == "route":
            given = written(self.program, where.at(call.arguments[0]))
            verb = given.text.lower() if given.text else "*"
            if verb not in _METHODS:
                return  # Of another framework, whose routes begin with the path.
        text = written(self.program, where.at(path))
        if isinstance(target, Class):
            known = ancestry(self.program, target)
            handlers = [(each, known.method(each)) for each in VERBS]
            found = [(each, handler) for each, handler in handlers if handler is not None]
        else:
            found = [(verb, target)] if target is not None else []
        class_ = target if isinstance(target, Class) else None
        if not found:
            self.routes.append(
                Registered(router, verb.upper(), text, where.module, call.line, guards=guards)
            )
        for each, handler in found:
            around = guards or (handler.decorators if handler is not None else ())
            self.routes.append(
                Registered(
                    router, each.upper(), text, where.module, call.line, handler,
                    class_ or (handler.class_ if handler is not None else None), around,
                )
            )  # fmt: skip
