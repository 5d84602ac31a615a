"""Reads the routes of Flask and Quart, and of what is built on them: Flask-RESTful, RESTX, smorest,
APIFlask.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from compliance.extract.code.expressions import Call, Expression, Name, Sequence, Text
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, located
from compliance.extract.routes.python.flask_apis import BLUEPRINTS, FlaskApis
from compliance.extract.routes.python.listed import argument_lists
from compliance.extract.routes.python.names import Ancestry, ancestry, class_of, texts, value_of
from compliance.extract.routes.python.routers import Registered, Router
from compliance.extract.routes.python.rule_tables import rows
from compliance.extract.routes.python.surveys import classes, functions, others
from compliance.extract.routes.python.texts import angles
from compliance.extract.routes.python.wrapped import callers, view_of_parameter

VERBS = frozenset("get post put patch delete".split())
_NAMED = (b"flask", b"quart")
_WORDS = (
    b"Flask(",
    b"Quart(",
    b"Blueprint",
    b"Namespace(",
    b".route(",
    b".add_url_rule(",
    b".register_blueprint(",
    b".add_namespace(",
    b"_resource(",
    b"Api(",
    b".before_request",
    b".init_app(",
)
_APPS = ("flask.Flask", "quart.Quart", "apiflask.APIFlask", "flask_openapi3.OpenAPI")
# Classes whose methods are named after HTTP's: those of Flask and of what is built on it.
_BEFORE = ("before_request", "before_app_request")
_DECORATING = ("decorators", "method_decorators")


def flask(program: Program) -> Iterator[Endpoint]:
    """The routes of Flask."""
    if not program.mentions(*_NAMED):
        return
    survey = FlaskSurvey(program)
    modules = list(program.python_modules(*_WORDS))
    for module in modules:
        survey.read(module)
    yield from survey.endpoints()


class FlaskSurvey(FlaskApis):
    """Reads Flask, and is the base of readers of frameworks that are shaped like it."""

    framework: ClassVar[str] = "Flask"

    def spelled(self, path: str) -> str:
        """A path in the one spelling of all frameworks."""
        return angles(path)

    def may_be_app(self, name: str, type_: str) -> bool:
        """Whether a parameter may be an application, by its name and type."""
        return super().may_be_app(name, type_) or type_.endswith(("Quart", "APIFlask"))

    def made(self, where: Located, call: Call, kinds: tuple[str, ...]) -> Router | None:
        """A new application, blueprint, namespace or `Api`."""
        for kind in kinds:
            package, _, name = kind.rpartition(".")
            # `CustomFlask` of another package extends it.
            if kind in _APPS or name.endswith(("Flask", "Quart")):
                return Router(is_app=True)
            if name in BLUEPRINTS:
                return Router(self.text_of(where, call.keywords.get("url_prefix")))
            if name == "Namespace":
                return Router(self.of_namespace(where, call))
            if name == "Api" and package.partition(".")[0].startswith(("flask", "quart")):
                return self.of_api(where, call)
        if call.name == "namespace":
            return self.namespace_of(where, call)
        return self.of_own(where, call) if not kinds else None

    def read(self, module: Module) -> None:
        """Note what a file registers and mounts."""
        for function, decorator in functions(module):
            if decorator.name == "route" or decorator.name in VERBS:
                where = Located(decorator, module, function.outer)
                self._decorated(where, function, decorator)
        self._note_before(module)
        for class_, decorator in classes(module):
            if decorator.name in ("route", "doc"):
                router = self.receiver(module, decorator)
                if router is not None and decorator.name == "route":
                    where = Located(decorator, module, decorator.function)
                    guards = others(class_.decorators, decorator)
                    self._resource(router, where, decorator.arguments, class_, guards)
        for call in module.calls:
            self.take(located(module, call), call)

    def _note_before(self, module: Module) -> None:
        """What is run before each request of a blueprint or an application."""
        for function in module.functions:
            for each in function.decorators:
                on, _, name = each.path.rpartition(".") if isinstance(each, Name) else ("", "", "")
                if name in _BEFORE:
                    router = self.router(Located(Name(each.line, path=on), module, function.outer))
                    if router is not None:
                        router.guards = (*router.guards, function)
        for call in module.calls:
            if call.name in _BEFORE and call.arguments:
                router = self.receiver(module, call)
                if router is not None:
                    router.guards = (*router.guards, call.arguments[0])

    def _decorated(self, where: Located, function: Function, decorator: Call) -> None:
        on = Name(decorator.line, path=decorator.receiver)
        router = self.router(where.at(on)) if decorator.receiver else None
        path = decorator.argument(0, "rule")
        if router is None or path is None:
            return
        guards = others(function.decorators, decorator)
        methods = self._methods(where, decorator)
        if decorator.name in VERBS:
            methods = (decorator.name.upper(),)
        for method in methods or ("GET",):
            self.routes.append(
                Registered(
                    router, method, self.text_of(where, path), where.module, decorator.line,
                    function, function.class_, guards,
                )
            )  # fmt: skip

    def _methods(self, where: Located, call: Call) -> tuple[str, ...]:
        given = call.keywords.get("methods")
        found = texts(self.program, where.at(given)) if given is not None else ()
        return tuple(each.upper() for each in found if each.upper() not in ("HEAD", "OPTIONS"))

    def take(self, where: Located, call: Call) -> None:
        """Note what a call registers, if it does."""
        name = call.name
        if name in ("register_blueprint", "register_api"):
            self.mount(where, call, "url_prefix")
        elif name == "add_namespace":
            self.mount(where, call, "path")
        elif name == "init_app" and call.arguments:
            self._on_app(where, call)
        elif name == "add_url_rule":
            view = call.keywords.get("view_func") or call.argument(2)
            self.rule(where, call, call.argument(0, "rule"), view)
        elif name.startswith("add_") and name.endswith("resource"):
            router = self.receiver(where.module, call)
            for there, given in argument_lists(self.program, where, call) if router else ():
                class_ = class_of(self.program, there.at(given[0])) if len(given) > 1 else None
                if router is not None and class_ is not None:
                    self._resource(router, there, given[1:], class_, ())

    def mount(self, where: Located, call: Call, keyword: str) -> None:
        """`app.register_blueprint(users, url_prefix="/users")`: its own prefix is replaced."""
        on = self.receiver(where.module, call)
        if on is None:
            return
        given = call.keywords.get(keyword)
        if given is None and keyword == "path" and len(call.arguments) > 1:
            given = call.arguments[1]
        instead = self.text_of(where, given) if given is not None else None
        for each in self.given(where, call):
            router = self.router(each)
            if router is not None:
                router.mount(on, instead=instead)

    def _on_app(self, where: Located, call: Call) -> None:
        """`api.init_app(blueprint)`."""
        router = self.receiver(where.module, call)
        on = self.router(where.at(call.arguments[0]))
        if router is not None and on is not None and not router.mounts:
            router.mount(on)

    def rule(
        self, where: Located, call: Call, path: Expression | None, view: Expression | None
    ) -> None:
        """`app.add_url_rule("/users", view_func=list_users)`."""
        if path is not None and view is not None and self._of_table(where, call, path, view):
            return
        handed = view_of_parameter(where.function, view) if view is not None else None
        if path is not None and handed is not None:
            self._for_callers(where, call, path, handed)
            return
        router = self.receiver(where.module, call)
        if router is not None and path is not None and view is not None:
            self._viewed(router, where, path, view, self._methods(where, call))

    def _of_table(self, where: Located, call: Call, path: Expression, view: Expression) -> bool:
        """Note the rules that a loop takes from the rows of a table, if it does."""
        only, found = self._methods(where, call), False
        for row in rows(self.program, where, call, path, view):
            found = True
            router, rule, target = self.router(row.on), row.of(path), row.of(view)
            if router is not None and rule is not None and target is not None:
                self._viewed(router, row.where, rule, target, only)
        return found

    def _for_callers(self, where: Located, call: Call, path: Expression, view: Expression) -> None:
        """The rule of a function that is handed the view: one for each call of that."""
        on = Name(call.line, path=call.receiver)
        for each in callers(self.program, where.function) if where.function is not None else ():
            there = each.where if on.path in each.given else where
            router = self.router(there.at(each.instead(on)))
            if router is None:
                continue
            only = self._methods(each.where, each.call) or self._methods(where, call)
            for one in each.each_of(self.program, path, call):
                self._viewed(router, each.where, one, each.instead(view), only)

    def _viewed(
        self, router: Router, where: Located, path: Expression, view: Expression,
        only: tuple[str, ...],
    ) -> None:  # fmt: skip
        """A view under a path: the methods of a class, or one function."""
        found = value_of(self.program, where.at(view))
        if found is None:
            return
        target = found.expression
        if isinstance(target, Call) and target.name == "as_view":
            class_ = class_of(self.program, found.at(Name(target.line, path=target.receiver)))
            if class_ is not None:
                self._resource(router, where, (path,), class_, (), only)
            return
        function = target if isinstance(target, Function) else None
        guards = function.decorators if function is not None else ()
        for method in only or ("GET",):
            self.routes.append(
                Registered(
                    router, method, self.text_of(where, path), where.module,
                    where.expression.line, function, None, guards,
                )
            )  # fmt: skip

    def _resource(
        self,
        router: Router,
        where: Located,
        paths: tuple[Expression, ...],
        class_: Class,
        guards: tuple[Expression, ...],
        only: tuple[str, ...] = (),
    ) -> None:
        """The methods of a class, under each of some paths."""
        known = ancestry(self.program, class_)
        around = (*guards, *_class_guards(known))
        handlers = {verb: known.method(verb) for verb in sorted(VERBS)}
        if not any(handlers.values()):
            handlers = {"get": known.method("dispatch_request")}
        for path in paths:
            text = self.text_of(where, path)
            if isinstance(path, Text) and not path.value.startswith("/") and router.is_app:
                continue  # An endpoint's name, which some write without its keyword.
            for verb, handler in handlers.items():
                if handler is None or (only and verb.upper() not in only):
                    continue
                self.routes.append(
                    Registered(
                        router, verb.upper(), text, where.module, where.expression.line, handler,
                        class_, (*handler.decorators, *around),
                    )
                )  # fmt: skip


def _class_guards(known: Ancestry) -> Iterator[Expression]:
    """What decorates all methods of a class."""
    for name in _DECORATING:
        place = known.value(name)
        if place is not None:
            value = place.expression
            yield from value.items if isinstance(value, Sequence) else (value,)
