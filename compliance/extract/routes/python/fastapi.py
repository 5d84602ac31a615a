"""Reads the routes of FastAPI: decorators of applications and routers, and their mounting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from compliance.extract.code.expressions import Call, Expression, Name, path_of
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, located
from compliance.extract.routes.python.dependencies import Dependencies
from compliance.extract.routes.python.names import texts, value_of
from compliance.extract.routes.python.routers import NOTHING, Registered, Router
from compliance.extract.routes.python.surveys import Survey, functions, others
from compliance.extract.routes.python.texts import braces, written
from compliance.extract.routes.python.wrapped import callers, is_parameter
from compliance.facts.routes import Answer

VERBS = frozenset("get post put patch delete head options".split())
_NAMED = (b"fastapi", b"FastAPI")
_WORDS = (
    b"FastAPI",
    b"Router(",
    b"@router.",
    b"@app.",
    b"_router.",
    b".include_router(",
    b".add_api_route(",
)
_ROUTES = ("api_route", "route")
_CLASSES = {
    "HTMLResponse": Answer.PAGE,
    "RedirectResponse": Answer.REDIRECT,
    "FileResponse": Answer.STATIC,
}


def fastapi(program: Program) -> Iterator[Endpoint]:
    """The routes of FastAPI."""
    if not program.mentions(*_NAMED):
        return
    survey = _FastAPI(program)
    seen: set[str] = set()
    for module in list(program.modules(*_WORDS)):
        seen.add(module.path)
        survey.read(module)
    # Routers of other names are used in files that hold none of the words.
    names = tuple(f"@{name}.".encode() for name in survey.names)
    for module in list(program.modules(*names)) if names else ():
        if module.path not in seen:
            survey.read(module)
    yield from survey.endpoints()


class _FastAPI(Survey):
    framework: ClassVar[str] = "FastAPI"

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self.names: set[str] = set()
        self.dependencies = Dependencies(program)

    def spelled(self, path: str) -> str:
        return braces(path)

    def made(self, where: Located, call: Call, kinds: tuple[str, ...]) -> Router | None:
        # What extends them in another package has one more word before its name.
        is_app = any(each.endswith("FastAPI") for each in kinds)
        if not is_app and not any(each.endswith("APIRouter") for each in kinds):
            return None
        prefix = call.keywords.get("prefix")
        return Router(
            written(self.program, where.at(prefix)) if prefix is not None else NOTHING,
            self.dependencies.of_call(where, call),
            is_app,
        )

    def read(self, module: Module) -> None:
        """Note what a file registers and mounts."""
        if not module.is_python:
            return
        self.names.update(self._names(module))
        for function, decorator in functions(module):
            around = Located(decorator, module, function.outer)
            if decorator.name in VERBS or decorator.name in _ROUTES:
                self._decorated(around, function, decorator)
            else:
                self._handed_on(around, function, decorator)
        for call in module.calls:
            self._take(module, call)

    def _names(self, module: Module) -> Iterator[str]:
        """What a file calls its routers."""
        for each in module.assignments:
            made = each.value if each.function is None else None
            if isinstance(made, Call) and self.router(located(module, made)) is not None:
                yield each.target

    def _take(self, module: Module, call: Call) -> None:
        """Note what a call registers or mounts, if it does."""
        if call.name == "include_router":
            self._include(located(module, call), call)
        elif call.name in ("add_api_route", "add_route"):
            self._add(located(module, call), call)
        elif call.name == "mount" and len(call.arguments) + len(call.keywords) > 1:
            self._mount(located(module, call), call)
        elif isinstance(call.callee, Call) and call.callee.name in VERBS and call.arguments:
            self._applied(located(module, call), call, call.callee)

    def _receiver(self, where: Located, call: Call) -> Router | None:
        on = Name(call.line, path=call.receiver)
        return self.router(where.at(on)) if call.receiver else None

    def _decorated(self, where: Located, function: Function, decorator: Call) -> None:
        # A method's decorators are read where its class stands, so `self` is none of their names.
        router = self._receiver(where, decorator)
        if router is not None:
            self._route(router, where, decorator, function, others(function.decorators, decorator))

    def _handed_on(self, where: Located, function: Function, decorator: Call) -> None:
        """`@protected(router.get, "/users", scopes)`: the project's decorator registers it."""
        method = decorator.argument(0)
        if not isinstance(method, Name) or method.path.rpartition(".")[2] not in VERBS:
            return
        route = replace(decorator, callee=method, arguments=decorator.arguments[1:])
        router = self._receiver(where, route)
        if router is not None:
            self._route(router, where, route, function, function.decorators)

    def _applied(self, where: Located, call: Call, route: Call) -> None:
        """`router.get("/users")(list_users)`."""
        router = self._receiver(where, route)
        if router is not None:
            self._route(router, where, route, self._function(where.at(call.arguments[0])), ())

    def _add(self, where: Located, call: Call) -> None:
        if where.function is None or not is_parameter(where.function, call.argument(0, "path")):
            self._added(where, call, self._receiver(where, call))
            return
        # Those who call the function have the paths: `add(router, "/users", list_users)`.
        for each in callers(self.program, where.function):
            on = each.given.get(call.receiver)
            router = self.router(each.where.at(on)) if on else self._receiver(where, call)
            given = tuple(map(each.instead, call.arguments))
            keywords = {key: each.instead(value) for key, value in call.keywords.items()}
            keywords = {**each.call.keywords, **keywords}
            told = replace(call, line=each.call.line, arguments=given, keywords=keywords)
            self._added(each.where, told, router)

    def _added(self, where: Located, call: Call, router: Router | None) -> None:
        endpoint = call.argument(1, "endpoint") or call.keywords.get("route")
        if router is not None and endpoint is not None:
            self._route(router, where, call, self._function(where.at(endpoint)), ())

    def _function(self, where: Located) -> Function | None:
        found = value_of(self.program, where)
        return found.expression if found and isinstance(found.expression, Function) else None

    def _route(
        self,
        router: Router,
        where: Located,
        call: Call,
        handler: Function | None,
        guards: tuple[Expression, ...],
    ) -> None:
        path = call.argument(0, "path")
        if path is None:
            return
        given = call.keywords.get("methods")
        methods = texts(self.program, where.at(given)) if given is not None else ()
        if call.name in VERBS:
            methods = (call.name,)
        response = call.keywords.get("response_class")
        answer = _CLASSES.get(path_of(response).rpartition(".")[2]) if response else None
        depends = self.dependencies.of_function(handler) if handler is not None else ()
        ahead = self.dependencies.of_call(where, call)
        for method in methods or ("get",):
            self.routes.append(
                Registered(
                    router, method.upper(), written(self.program, where.at(path)), where.module,
                    call.line, handler, handler.class_ if handler else None,
                    (*ahead, *guards, *depends), answer,
                )
            )  # fmt: skip

    def _include(self, where: Located, call: Call) -> None:
        """`app.include_router(users.router, prefix="/users")`."""
        on = self._receiver(where, call)
        if on is None:
            return
        prefix = call.keywords.get("prefix")
        path = written(self.program, where.at(prefix)) if prefix is not None else NOTHING
        ahead = self.dependencies.of_call(where, call)
        for each in self.given(where, call):
            router = self.router(each)
            if router is not None:
                router.mount(on, path, ahead)

    def _mount(self, where: Located, call: Call) -> None:
        """`app.mount("/v2", other_app)`."""
        on, path, inner = (
            self._receiver(where, call),
            call.argument(0, "path"),
            call.argument(1, "app"),
        )
        router = self.router(where.at(inner)) if inner is not None else None
        if on is not None and router is not None and path is not None:
            router.mount(on, written(self.program, where.at(path)))
