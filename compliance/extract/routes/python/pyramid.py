"""Reads the routes of Pyramid: named routes of the configuration, and the views of each name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from compliance.extract.code.expressions import Call, Expression, Text, path_of
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import MODULE, Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, located
from compliance.extract.routes.paths import Written, joined
from compliance.extract.routes.python.answers import answer_of
from compliance.extract.routes.python.names import source_of, texts, value_of
from compliance.extract.routes.python.surveys import classes, functions
from compliance.extract.routes.python.texts import braces, written
from compliance.facts.routes import Answer

_NAMED = (b"pyramid",)
_WORDS = (b".add_route(", b"view_config", b".add_view(", b"route_prefix", b"view_defaults",
          b"route_name=")  # fmt: skip
_TEMPLATES = (".html", ".jinja2", ".mako", ".mak", ".pt", ".jinja", ".htm", ".chameleon")
# Arguments of a view that say who may use it.
_VERBS = frozenset("GET HEAD POST PUT PATCH DELETE OPTIONS".split())
_GUARDING = ("permission", "decorator", "effective_principals", "is_authenticated")


@dataclass(frozen=True, eq=False)
class _View:
    """A view of a route: `given` are its own arguments over those of its class."""

    handler: Function | None
    class_: Class | None
    given: dict[str, Located]
    decorators: tuple[Expression, ...]


@dataclass(frozen=True, eq=False)
class _Route:
    path: Written
    module: Module
    line: int


def pyramid(program: Program) -> Iterator[Endpoint]:
    """The routes of Pyramid."""
    if not program.mentions(*_NAMED):
        return
    reading = _Reading(program)
    modules = list(program.python_modules(*_WORDS))
    for module in modules:
        reading.read(module)
    yield from reading.endpoints()


@dataclass
class _Reading:
    program: Program
    routes: dict[str, list[_Route]] = field(default_factory=dict)
    views: dict[str, list[_View]] = field(default_factory=dict)
    prefixes: dict[str, Written] = field(default_factory=dict)

    def read(self, module: Module) -> None:
        """Note the routes, views and prefixes of a file."""
        for call in module.calls:
            where = located(module, call)
            if call.name == "add_route" and len(call.arguments) + len(call.keywords) > 1:
                self._route(where, call)
            elif call.name == "add_view":
                self._added(where, call)
            elif call.name == "include" and "route_prefix" in call.keywords and call.arguments:
                self._include(where, call)
        for function, mark in functions(module):
            if _configures(mark):
                self._configured(module, mark, function)
        for class_, mark in classes(module):
            if _configures(mark):
                self._of_class(module, mark, class_)

    def _route(self, where: Located, call: Call) -> None:
        name, pattern = call.argument(0, "name"), call.argument(1, "pattern")
        pattern = pattern or call.keywords.get("path")
        if not isinstance(name, Text) or pattern is None:
            return
        made = _Route(written(self.program, where.at(pattern)), where.module, call.line)
        self.routes.setdefault(name.value, []).append(made)

    def _include(self, where: Located, call: Call) -> None:
        """`config.include("shop.api", route_prefix="/api")`."""
        given = call.arguments[0]
        prefix = written(self.program, where.at(call.keywords["route_prefix"]))
        path: str | None = None
        if isinstance(given, Text):
            path = self.program.imports.target(where.module.path, given.value.lstrip("."))
        else:
            found = value_of(self.program, where.at(given))
            if found is not None and (
                found.expression.kind == MODULE or isinstance(found.expression, Function)
            ):
                path = found.module.path
        if path is not None:
            self.prefixes[path] = prefix

    def _configured(self, module: Module, mark: Call, function: Function) -> None:
        defaults = function.class_.decorators if function.class_ is not None else ()
        given = self._given(module, (*_defaults(defaults), mark))
        decorators = tuple(each for each in function.decorators if each is not mark)
        self._note(_View(function, function.class_, given, decorators))

    def _of_class(self, module: Module, mark: Call, class_: Class) -> None:
        """A class whose `__call__`, or the method that `attr` names, is the view."""
        given = self._given(module, (*_defaults(class_.decorators), mark))
        attribute = given.get("attr")
        name = written(self.program, attribute).text if attribute is not None else "__call__"
        others = tuple(each for each in class_.decorators if each is not mark)
        self._note(_View(class_.method(name), class_, given, others))

    def _added(self, where: Located, call: Call) -> None:
        """`config.add_view(list_users, route_name="users")`."""
        view = call.argument(0, "view")
        found = value_of(self.program, where.at(view)) if view is not None else None
        target = found.expression if found is not None else None
        handler = target if isinstance(target, Function) else None
        class_ = target if isinstance(target, Class) else None
        given = self._given(where.module, (call,))
        attribute = given.get("attr")
        if class_ is not None and attribute is not None:
            handler = class_.method(written(self.program, attribute).text)
        decorators = handler.decorators if handler is not None else ()
        self._note(_View(handler, class_, given, decorators))

    def _given(self, module: Module, marks: tuple[Call, ...]) -> dict[str, Located]:
        return {
            name: Located(value, module, mark.function)
            for mark in marks
            for name, value in mark.keywords.items()
        }

    def _note(self, view: _View) -> None:
        name = view.given.get("route_name")
        text = written(self.program, name) if name is not None else Written("")
        if text.text and text.whole:
            self.views.setdefault(text.text, []).append(view)

    def endpoints(self) -> Iterator[Endpoint]:
        """Each route with each of its views; one without a view is listed by itself."""
        for name, routes in self.routes.items():
            for route in routes:
                prefix = self.prefixes.get(route.module.path, Written(""))
                path = joined(braces(_splat(f"{prefix.text}/{route.path.text.lstrip('/')}")))
                whole = prefix.whole and route.path.whole
                for view in self.views.get(name, ()):
                    yield from self._endpoints(view, route, path, whole)

    def _endpoints(self, view: _View, route: _Route, path: str, whole: bool) -> Iterator[Endpoint]:
        methods = [each for each in self._methods(view) if each != "HEAD"]
        guards = [view.given[each].expression for each in _GUARDING if each in view.given]
        for method in methods or [_usual(view.handler)]:
            answer = self._rendered(view) or answer_of(
                self.program, method, path, view.handler, Answer.DATA
            )
            yield Endpoint(
                method, path, "Pyramid", route.module, route.line, view.handler, view.class_,
                (*guards, *view.decorators), answer, whole=whole,
            )  # fmt: skip

    def _methods(self, view: _View) -> tuple[str, ...]:
        """The methods that a view is restricted to, by Pyramid's own predicate or by an option of
        the project's own, such as `require_methods`.
        """
        for name, given in view.given.items():
            if name == "request_method" or name.endswith("_methods"):
                named = texts(self.program, given)
                if named and _VERBS.issuperset(named):
                    return named
        return ()

    def _rendered(self, view: _View) -> Answer | None:
        renderer = view.given.get("renderer")
        name = written(self.program, renderer).text if renderer is not None else ""
        if name.endswith(_TEMPLATES):
            return Answer.PAGE
        return Answer.STATIC if name.endswith((".xml", ".txt")) else None


def _configures(mark: Call) -> bool:
    """Whether a decorator says of which route something is the view: Pyramid's, or one of the
    project's own that hands it on.
    """
    return mark.name == "view_config" or (
        "route_name" in mark.keywords and mark.name != "view_defaults"
    )


def _usual(handler: Function | None) -> str:
    """The method of a view that is restricted to none."""
    if handler is None:
        return "*"
    reads = b"request.POST" in source_of(handler) or b"json_body" in source_of(handler)
    return "*" if reads else "GET"


def _defaults(decorators: tuple[Expression, ...]) -> Iterator[Call]:
    for each in decorators:
        if isinstance(each, Call) and path_of(each.callee).endswith("view_defaults"):
            yield each


def _splat(path: str) -> str:
    """`/files/*path`, which takes all that is left."""
    head, star, rest = path.partition("*")
    return f"{head}{{{rest or 'path'}}}" if star and rest.isidentifier() else path
