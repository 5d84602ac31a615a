"""Reads the routes of Django: its lists of URL patterns, from the one that the settings name down
through all that they include.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Name,
    Operation,
    Sequence,
    Table,
    Text,
    path_of,
)
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import MODULE, Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located
from compliance.extract.routes.paths import Written, joined
from compliance.extract.routes.python.names import (
    elements,
    of_name,
    qualified,
    value_of,
)
from compliance.extract.routes.python.ninja import Ninja
from compliance.extract.routes.python.rest_framework import Routers
from compliance.extract.routes.python.routers import NOTHING
from compliance.extract.routes.python.texts import angles, of_pattern, written
from compliance.extract.routes.python.views import View, Views

MAX_DEPTH = 12
MAX_ENDPOINTS = 20_000
_WORDS = (b"urlpatterns", b"ROOT_URLCONF", b"urlconf")
_PATTERNS = "urlpatterns"
_PATH = "django.urls.path"
_REGEX = frozenset(
    """django.urls.re_path django.conf.urls.url django.conf.urls.defaults.url
    django.urls.conf.re_path""".split()
)
_INCLUDE = frozenset(
    "django.urls.include django.conf.urls.include django.conf.urls.defaults.include".split()
)


def django(program: Program) -> Iterator[Endpoint]:
    """The routes of a Django project; of one that names no root, those of all its lists."""
    modules = {each.path: each for each in program.python_modules(*_WORDS)}
    if not modules:
        return
    views = Views(program)
    walk = _Walk(program, views, Routers(program, views), Ninja(program))
    roots = [each for module in modules.values() for each in _roots(program, module)]
    for root in dict.fromkeys(roots):
        yield from walk.module(root, _Place())
    lists = [each for each in modules.values() if _has_patterns(each)]
    if not roots:
        # What others include comes under them, so those that nobody includes come first.
        included = {each.path for module in lists for each in _included(program, module)}
        lists.sort(key=lambda each: each.path in included)
    for module in lists:
        # What is included under a name that is made while the program runs, or by a package.
        if module.path not in walk.seen:
            yield from walk.module(module, _Place(Written("", whole=not roots)))
    yield from walk.ninja.all()


def _included(program: Program, module: Module) -> Iterator[Module]:
    """The modules that one includes the URLs of by their names."""
    for call in module.calls:
        name = call.argument(0) if call.name == "include" else None
        if isinstance(name, Sequence) and name.items:
            name = name.items[0]
        target = program.imports.target(module.path, name.value) if isinstance(name, Text) else None
        found = program.code.module(target) if target else None
        if found is not None:
            yield found


def _has_patterns(module: Module) -> bool:
    return any(each.target == _PATTERNS and each.function is None for each in module.assignments)


def _roots(program: Program, module: Module) -> Iterator[Module]:
    """The modules that settings name as the root of all URLs."""
    for each in module.assignments:
        if each.target.rpartition(".")[2] not in ("ROOT_URLCONF", "urlconf"):
            continue
        name = written(program, Located(each.value, module, each.function))
        if name.whole and name.text:
            target = program.imports.target(module.path, name.text)
            found = program.code.module(target) if target else None
            if found is not None and _has_patterns(found):
                yield found


@dataclass(frozen=True)
class _Place:
    """What stands before a list of patterns: the address so far, and what wraps its views."""

    prefix: Written = NOTHING
    guards: tuple[Expression, ...] = ()
    depth: int = 0

    def below(self, more: Written, guards: tuple[Expression, ...] = ()) -> _Place:
        """The place of what is included under a further part of the address."""
        text = f"{self.prefix.text.rstrip('/')}/{more.text.lstrip('/')}" if more.text else ""
        return _Place(
            Written(text or self.prefix.text, self.prefix.whole and more.whole),
            (*self.guards, *guards),
            self.depth + 1,
        )


@dataclass
class _Walk:
    """Goes through the lists of patterns; `seen` are the modules whose list was reached."""

    program: Program
    views: Views
    routers: Routers
    ninja: Ninja
    seen: set[str] = field(default_factory=set)
    found: int = 0
    _open: list[Module] = field(default_factory=list)

    def module(self, module: Module, place: _Place) -> Iterator[Endpoint]:
        """The routes of a module's `urlpatterns`, which several places may include."""
        if module in self._open or place.depth > MAX_DEPTH:
            return
        self.seen.add(module.path)
        self._open.append(module)
        for each in of_name(self.program, module, _PATTERNS):
            yield from self.element(each, place)
        self._open.remove(module)

    def element(self, where: Located, place: _Place) -> Iterator[Endpoint]:
        """The routes of one element of a list of patterns."""
        expression = where.expression
        if self.found > MAX_ENDPOINTS or place.depth > MAX_DEPTH:
            return
        if isinstance(expression, Name) and expression.path.endswith(".urls"):
            yield from self.included(where, place)
            return
        if not isinstance(expression, Call):
            return
        called = qualified(self.program, where.module, expression.path)
        if called == _PATH or called in _REGEX or expression.name in ("path", "re_path", "url"):
            yield from self.pattern(where, expression, called == _PATH, place)
        elif called.startswith("django.conf.urls") and expression.name == "patterns":
            yield from self._old(where, expression, place)
        else:
            yield from self._wrapped(where, expression, place)

    def _wrapped(self, where: Located, call: Call, place: _Place) -> Iterator[Endpoint]:
        """`i18n_patterns(path(…), …)`, `format_suffix_patterns(urlpatterns)`, `static(…)`, and a
        function of the repository that returns patterns.
        """
        if call.name == "static":
            return
        if call.name == "i18n_patterns":
            place = place.below(Written("{language}"))
        made = value_of(self.program, where.at(call.callee))
        if made is not None and isinstance(made.expression, Function):
            for value in made.expression.returns:
                yield from self._all(Located(value, made.module, made.expression), place)
        for argument in call.arguments:
            if isinstance(argument, Call | Sequence | Name):
                yield from self._all(where.at(argument), place)

    def _all(self, where: Located, place: _Place) -> Iterator[Endpoint]:
        deeper = replace(place, depth=place.depth + 1)
        for each in elements(self.program, where):
            yield from self.element(each, deeper)

    def _old(self, where: Located, call: Call, place: _Place) -> Iterator[Endpoint]:
        """`patterns("users.views", url(r"^$", "list"))` of old releases."""
        for argument in call.arguments[1:]:
            yield from self._all(where.at(argument), place)

    def pattern(
        self, where: Located, call: Call, is_plain: bool, place: _Place
    ) -> Iterator[Endpoint]:
        """The routes of `path("users/", view)`: those of the view, or of what is included."""
        route, view = call.argument(0, "route"), call.argument(1, "view")
        if route is None or view is None:
            return
        part = written(self.program, where.at(route))
        if place.depth == 0 and _is_setting(self.program, where.at(route)):
            part = Written("")  # Where the whole project is put is no part of its own addresses.
        is_plain = is_plain or call.name == "path"
        text = angles(part.text) if is_plain else of_pattern(part.text)
        here = place.below(Written(text, part.whole))
        include = self._include(where, view)
        if include is not None:
            given = include.argument(0, "arg")
            yield from self.included(where.at(given) if given is not None else where, here)
            return
        if isinstance(view, Name) and view.path.endswith(".urls"):
            yield from self.included(where.at(view), here)
            return
        self.seen.add(where.module.path)
        found = value_of(self.program, where.at(view)) if isinstance(view, Name) else None
        if isinstance(view, Sequence) or (found and isinstance(found.expression, Sequence)):
            yield from self.included(found or where.at(view), here)
            return
        for each in self.views.of(where.at(view)):
            self.found += 1
            yield self._endpoint(each, where.module, call.line, here)

    def _include(self, where: Located, view: Expression) -> Call | None:
        """The call of `include` that is put in the place of a view, or is handed to what does
        something with it: `slashless(include("shop.urls"))`.
        """
        for each in (view, *(view.arguments if isinstance(view, Call) else ())):
            if isinstance(each, Call) and self._is_include(where, each):
                return each
        return None

    def _is_include(self, where: Located, call: Call) -> bool:
        name = qualified(self.program, where.module, path_of(call.callee))
        return name in _INCLUDE or (not name and call.name == "include")

    def _endpoint(self, view: View, module: Module, line: int, place: _Place) -> Endpoint:
        path = joined(place.prefix.text)
        return Endpoint(
            view.method, path, view.framework, module, line, view.handler, view.class_,
            (*place.guards, *view.guards), self.views.answer(view, path), view.style,
            place.prefix.whole, brought=view.brought,
        )  # fmt: skip

    def included(self, where: Located, place: _Place) -> Iterator[Endpoint]:
        """The routes of what is included: a module by its name, a list, a router."""
        expression = where.expression
        if isinstance(expression, Sequence):
            # `(patterns, app_name)`, or a list of patterns itself.
            first = expression.items[0] if expression.items else None
            if isinstance(first, Text | Name) or _is_list(first) or _is_sum(first):
                yield from self.included(where.at(first), place) if first is not None else ()
            else:
                yield from self._all(where, place)
        elif isinstance(expression, Text):
            target = self.program.imports.target(where.module.path, expression.value)
            module = self.program.code.module(target) if target else None
            if module is not None and _is_of(module, expression.value):
                yield from self.module(module, place)
        elif isinstance(expression, Name | Call):
            yield from self._by_name(where, place)
        elif isinstance(expression, Operation):
            # Lists that are put together: `[path(…)] + router.urls`.
            yield from self._all(where, place)

    def _by_name(self, where: Located, place: _Place) -> Iterator[Endpoint]:
        """What a name that is included stands for."""
        found = value_of(self.program, where)
        if found is not None and found.expression.kind == MODULE:
            yield from self.module(found.module, place)
            return
        path = path_of(where.expression)
        if path.endswith(".urls"):
            yield from self._of_router(where, path.removesuffix(".urls"), place)
        if found is None or found.expression is where.expression:
            return
        if isinstance(found.expression, Name) or _is_named(found.expression):
            yield from self.included(found, place)
        elif isinstance(found.expression, Sequence | Call) or not isinstance(
            found.expression, Function | Class | Constant | Table
        ):
            yield from self._all(where, place)

    def _of_router(self, where: Located, name: str, place: _Place) -> Iterator[Endpoint]:
        self.ninja.place(where, name, place.prefix, place.guards)
        for each in self.routers.of(where, name):
            self.found += 1
            here = place.below(each.path)
            yield self._endpoint(each.view, each.module, each.line, here)


def _is_setting(program: Program, where: Located) -> bool:
    name = qualified(program, where.module, path_of(where.expression))
    return name.startswith("django.conf.settings.")


def _is_list(expression: Expression | None) -> bool:
    return isinstance(expression, Sequence)


def _is_sum(expression: Expression | None) -> bool:
    """Whether it is put together of lists: `[path(…)] + router.urls`."""
    return isinstance(expression, Operation) and expression.operator == "+"


def _is_named(expression: Expression) -> bool:
    """Whether it is a list of patterns with the name of its application: `([path(…)], "shop")`."""
    items = expression.items if isinstance(expression, Sequence) else ()
    named = len(items) > 1 and isinstance(items[1], Text)
    return named and isinstance(items[0], Sequence | Name)


def _is_of(module: Module, name: str) -> bool:
    """Whether a file is the module of that name, not a package that would hold it."""
    stem = name.replace(".", "/")
    return module.path.endswith((f"{stem}.py", f"{stem}/__init__.py"))
