"""Reads the routes of Litestar: decorated handlers and controllers, listed by routers and
applications.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from compliance.extract.code.expressions import Call, Expression, Sequence, Text, path_of
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, located
from compliance.extract.routes.paths import Written
from compliance.extract.routes.python.names import (
    ancestry,
    elements,
    qualified,
    texts,
    value_of,
)
from compliance.extract.routes.python.routers import NOTHING, Registered, Router
from compliance.extract.routes.python.surveys import Survey, others
from compliance.extract.routes.python.texts import braces, written
from compliance.facts.routes import Answer

VERBS = ("get", "post", "put", "patch", "delete", "head")
_NAMED = (b"litestar", b"starlite")
_PACKAGES = ("litestar.", "starlite.")
_HOLDING = (".Litestar", ".Router", ".Starlite")
_RESULTS = {
    "Template": Answer.PAGE,
    "Redirect": Answer.REDIRECT,
    "File": Answer.STATIC,
    "Stream": Answer.DATA,
    "HTMXTemplate": Answer.PAGE,
    "InertiaResponse": Answer.PAGE,
    "InertiaRedirect": Answer.REDIRECT,
    "InertiaBack": Answer.REDIRECT,
    "InertiaExternalRedirect": Answer.REDIRECT,
}
# Options by which litestar-vite shows what a handler answers as a page of the front end.
_SHOWN_AS = ("component", "page")


def litestar(program: Program) -> Iterator[Endpoint]:
    """The routes of Litestar."""
    if not program.mentions(*_NAMED):
        return
    survey = _Litestar(program)
    modules = list(
        program.python_modules(b"litestar", b"starlite", b"Controller", b"route_handlers")
    )
    for module in modules:
        survey.mounts(module)
    for module in modules:
        survey.read(module)
    yield from survey.endpoints()


class _Litestar(Survey):
    framework: ClassVar[str] = "Litestar"

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self.has_prefixes = False

    def spelled(self, path: str) -> str:
        return braces(path)

    def made(self, where: Located, call: Call, kinds: tuple[str, ...]) -> Router | None:
        if not any(each.startswith(_PACKAGES) and each.endswith(_HOLDING) for each in kinds):
            return None
        is_app = not any(each.endswith(".Router") for each in kinds)
        self.has_prefixes = self.has_prefixes or not is_app
        path = call.keywords.get("path") or (None if is_app else call.argument(0))
        router = Router(self._text(where, path), _listed(call.keywords.get("guards")), is_app)
        given = call.keywords.get("route_handlers") or (call.argument(0) if is_app else None)
        for each in elements(self.program, where.at(given)) if given is not None else ():
            found = value_of(self.program, each)
            inner = self._holder(found) if found is not None else None
            if inner is not None:
                inner.mount(router)
        return router

    def _text(self, where: Located, given: Expression | None) -> Written:
        return written(self.program, where.at(given)) if given is not None else NOTHING

    def _holder(self, found: Located) -> Router | None:
        """The router of what a list of handlers holds: a function, a controller, another router."""
        target = found.expression
        if isinstance(target, Call):
            return self.router(found)
        if isinstance(target, Class):
            return self._controller(target)
        return self._of(target) if isinstance(target, Function) else None

    def _of(self, key: Function | Class, prefix: Written = NOTHING) -> Router:
        known = self._routers.get(id(key))
        if known is None:
            # What no list is seen to hold is held by the application, where there are no routers.
            known = self._routers[id(key)] = Router(prefix, is_app=not self.has_prefixes)
        return known

    def _controller(self, class_: Class) -> Router:
        known = ancestry(self.program, class_)
        path = known.value("path")
        prefix = written(self.program, path) if path is not None else NOTHING
        router = self._of(class_, prefix)
        guards = known.value("guards")
        if guards is not None and not router.guards:
            router.guards = _listed(guards.expression)
        return router

    def mounts(self, module: Module) -> None:
        """Note the routers and applications of a file with all that they list."""
        for call in module.calls:
            self.router(located(module, call))

    def read(self, module: Module) -> None:
        """Note the decorated handlers of a file, by themselves and of controllers."""
        for function in module.functions:
            if function.class_ is None:
                self._decorated(self._of(function), module, function, None)
        for class_ in module.classes:
            known = ancestry(self.program, class_)
            if any(each.startswith(_PACKAGES) and "Controller" in each for each in known.packages):
                router = self._controller(class_)
                for owner in known.classes:
                    for method in owner.methods:
                        if owner.module is not None:
                            self._decorated(router, owner.module, method, class_)

    def _decorated(
        self, router: Router, module: Module, function: Function, class_: Class | None
    ) -> None:
        for each in function.decorators:
            name = qualified(self.program, module, path_of(each).removesuffix("()"))
            verb = name.rpartition(".")[2]
            if not name.startswith(_PACKAGES) or verb not in (*VERBS, "route"):
                continue
            self._add(router, Located(each, module), each, function, class_)

    def _add(
        self,
        router: Router,
        where: Located,
        mark: Expression,
        function: Function,
        class_: Class | None,
    ) -> None:
        """Note the routes of one decorator: one for each of its paths and methods."""
        keywords = mark.keywords if isinstance(mark, Call) else {}
        given = mark.argument(0, "path") if isinstance(mark, Call) else None
        paths = [NOTHING]
        if given is not None:
            many = texts(self.program, where.at(given))
            paths = [Written(each) for each in many] or [written(self.program, where.at(given))]
        verb = path_of(mark).removesuffix("()").rpartition(".")[2]
        methods: tuple[str, ...] = (verb.upper(),)
        if verb == "route":
            method = keywords.get("http_method")
            methods = _methods(self.program, where.at(method)) if method is not None else ("*",)
        guards = (*_listed(keywords.get("guards")), *others(function.decorators, mark))
        for path in paths:
            for method_name in methods:
                self.routes.append(
                    Registered(
                        router, method_name, path, where.module, mark.line, function, class_,
                        guards, _answer(function, keywords),
                    )
                )  # fmt: skip


def _methods(program: Program, where: Located) -> tuple[str, ...]:
    """`[HttpMethod.GET, "POST"]`."""
    found = []
    for each in elements(program, where):
        name = (
            each.expression.value if isinstance(each.expression, Text) else path_of(each.expression)
        )
        found.append(name.rpartition(".")[2].upper())
    return tuple(found)


def _listed(given: Expression | None) -> tuple[Expression, ...]:
    if isinstance(given, Sequence):
        return given.items
    return (given,) if given is not None else ()


def _answer(function: Function, options: Mapping[str, Expression]) -> Answer | None:
    """What a handler answers by the type that it names, and by what it is shown as."""
    media_type = options.get("media_type")
    if any(each in options for each in _SHOWN_AS):
        return Answer.PAGE
    if media_type is not None and "HTML" in path_of(media_type):
        return Answer.PAGE
    if isinstance(media_type, Text) and "html" in media_type.value:
        return Answer.PAGE
    name = function.result.partition("[")[0].rpartition(".")[2].strip("'\" ")
    return _RESULTS.get(name)
