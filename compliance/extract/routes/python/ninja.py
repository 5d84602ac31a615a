"""Reads the routes of Django Ninja: APIs that a list of URLs includes, and their routers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from compliance.extract.code.expressions import Call, Expression, Name, Text
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, located
from compliance.extract.routes.paths import Written
from compliance.extract.routes.python.names import class_of, texts
from compliance.extract.routes.python.routers import NOTHING, Registered, Router
from compliance.extract.routes.python.surveys import Survey, functions, others
from compliance.extract.routes.python.texts import braces, written

VERBS = ("get", "post", "put", "patch", "delete")
_NAMED = (b"ninja",)
_WORDS = (b"NinjaAPI", b"Router(", b".add_router(", b"@router.", b"@api.", b"api_controller",
          b"NinjaExtraAPI")  # fmt: skip
_APIS = ("NinjaAPI", "NinjaExtraAPI")
_TYPED = re.compile(r"\{(?:path|int|uuid|str|slug|float):")
_GUARDING = ("auth", "permissions", "throttle")


class Ninja(Survey):
    """The APIs of a program; a list of URLs says where each of them is."""

    framework: ClassVar[str] = "Django Ninja"

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self._classes: dict[int, Router] = {}
        self._read = not program.mentions(*_NAMED)

    def place(
        self, where: Located, name: str, prefix: Written, guards: tuple[Expression, ...]
    ) -> None:
        """Note that a list of URLs includes the API of that name."""
        self._prepare()
        router = self.router(where.at(Name(where.expression.line, path=name)))
        if router is not None:
            router.mount(Router(prefix, guards, is_app=True))

    def all(self) -> Iterator[Endpoint]:
        """The routes of all APIs."""
        self._prepare()
        yield from self.endpoints()

    def _prepare(self) -> None:
        if self._read:
            return
        self._read = True
        for module in self.program.python_modules(*_WORDS):
            self._note(module)

    def spelled(self, path: str) -> str:
        """A path in the one spelling of all frameworks; the type stands before the name here."""
        return braces(_TYPED.sub("{", path))

    def may_be_app(self, _name: str, type_: str) -> bool:
        """Whether a parameter may be an API, by its type."""
        return type_.rpartition(".")[2] in _APIS

    def made(self, _where: Located, call: Call, kinds: tuple[str, ...]) -> Router | None:
        """A new API or router."""
        for kind in kinds:
            package, _, name = kind.rpartition(".")
            if package.startswith("ninja") and name in (*_APIS, "Router"):
                return Router(guards=_guards(call))
        return None

    def _note(self, module: Module) -> None:
        for function, decorator in functions(module):
            if decorator.name in VERBS or decorator.name == "api_operation":
                on = Name(decorator.line, path=decorator.receiver)
                where = Located(decorator, module, function.outer)
                router = self.router(where.at(on)) if decorator.receiver else None
                if router is not None:
                    self._add(router, where, decorator, function)
        for class_ in module.classes:
            self._controller(module, class_)
        for call in module.calls:
            if call.name == "add_router" and len(call.arguments) > 1:
                self._mount(located(module, call), call)
            elif call.name == "register_controllers":
                self._put_in(located(module, call), call)

    def _mount(self, where: Located, call: Call) -> None:
        """`api.add_router("/events", events.router)`, the router also by its whole name."""
        on = self.receiver(where.module, call)
        given = call.arguments[1]
        router = self.router(where.at(given))
        if isinstance(given, Text):
            source, _, name = given.value.rpartition(".")
            target = self.program.imports.target(where.module.path, source)
            module = self.program.code.module(target) if target else None
            router = self.router(Located(Name(call.line, path=name), module)) if module else None
        if on is not None and router is not None:
            path = written(self.program, where.at(call.arguments[0]))
            router.mount(on, path, _guards(call))

    def _put_in(self, where: Located, call: Call) -> None:
        """`api.register_controllers(Users, Items)`."""
        on = self.receiver(where.module, call)
        for each in call.arguments if on is not None else ():
            class_ = class_of(self.program, where.at(each))
            if class_ is not None and on is not None:
                self._of_class(class_).mount(on)

    def _of_class(self, class_: Class) -> Router:
        """The router that a controller is."""
        return self._classes.setdefault(id(class_), Router())

    def _controller(self, module: Module, class_: Class) -> None:
        """A class with `@api_controller("/users")`, as Ninja Extra has them."""
        mark = next(
            (
                each
                for each in class_.decorators
                if isinstance(each, Call) and each.name == "api_controller"
            ),
            None,
        )
        if mark is None:
            return
        given = mark.argument(0, "prefix_or_class")
        where = Located(mark, module)
        prefix = written(self.program, where.at(given)) if given is not None else NOTHING
        router = self._of_class(class_)
        router.prefix, router.guards = prefix, _guards(mark)
        for method in class_.methods:
            for each in method.decorators:
                name = each.name.removeprefix("http_") if isinstance(each, Call) else ""
                if isinstance(each, Call) and name in VERBS:
                    self._add(router, Located(each, module), each, method, class_, name)

    def _add(
        self,
        router: Router,
        where: Located,
        mark: Call,
        function: Function,
        class_: Class | None = None,
        verb: str = "",
    ) -> None:
        position = 1 if mark.name == "api_operation" else 0
        path = mark.argument(position, "path")
        methods: tuple[str, ...] = (verb or mark.name,)
        if mark.name == "api_operation":
            methods = texts(self.program, where.at(mark.arguments[0])) if mark.arguments else ()
        text = written(self.program, where.at(path)) if path is not None else NOTHING
        guards = (*_guards(mark), *others(function.decorators, mark))
        for method in methods:
            self.routes.append(
                Registered(
                    router, method.upper(), text, where.module, mark.line, function, class_, guards
                )
            )


def _guards(call: Call) -> tuple[Expression, ...]:
    return tuple(call.keywords[name] for name in _GUARDING if name in call.keywords)
