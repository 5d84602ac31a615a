"""Reads what is registered with routers of Django REST framework: viewsets and their actions."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from compliance.extract.code.expressions import (
    Call,
    Expression,
    Member,
    Name,
    Operation,
    Text,
    path_of,
    walk,
)
from compliance.extract.code.model import Class, Module
from compliance.extract.code.program import Program
from compliance.extract.routes.following import Located, located
from compliance.extract.routes.paths import Written
from compliance.extract.routes.python.listed import argument_lists
from compliance.extract.routes.python.names import Ancestry, call_of, class_of
from compliance.extract.routes.python.rest_framework_actions import actions_of, is_of_one, marked_as
from compliance.extract.routes.python.texts import of_pattern, written
from compliance.extract.routes.python.views import View, Views
from compliance.extract.routes.python.wrapped import callers, is_parameter
from compliance.facts.routes import Answer

MAX_DEPTH = 6
_WORDS = (b".register(", b".register_endpoint(", b"Router(", b".extend(")
_REGISTERING = frozenset(["register", "register_endpoint"])
# The parameters of `register`, and those of a router that is nested in another one.
_REGISTERED = ("prefix", "viewset")
_NESTED = ("parent_router", "parent_prefix", "lookup")
# Wagtail's, whose view sets only read: `api.register_endpoint("pages", PagesAPIViewSet)`.
_OF_WAGTAIL = "WagtailAPIRouter"


@dataclass(frozen=True, eq=False)
class RouterRoute:
    """A route of a router, with the place that declares it."""

    path: Written
    view: View
    module: Module
    line: int


@dataclass(frozen=True, eq=False)
class _Registration:
    above: str
    prefix: Written
    viewset: Located
    module: Module
    line: int


@dataclass
class Routers:
    """The routers of a program; they are looked for when a list of URLs includes the first."""

    program: Program
    views: Views
    _registered: dict[int, list[_Registration]] | None = None
    _taken_in: dict[int, list[int]] = field(default_factory=dict)

    def of(self, where: Located, name: str) -> Iterator[RouterRoute]:
        """The routes of the router that a name stands for. Where none is known, something else
        registers them: a loop over what was noted elsewhere.
        """
        router = self._router(where.at(Name(where.expression.line, path=name)))
        if router is None:
            return
        if self._registered is None:
            self._registered = {}
            for module in self.program.modules(*_WORDS):
                self._read(module)
        above = self._above(where, router)
        found = list(self._of_router(router, above, MAX_DEPTH))
        if not found:
            self.program.note_beyond(where.module.path, where.expression.line)
        yield from found

    def _of_router(self, router: Call, above: str, depth: int) -> Iterator[RouterRoute]:
        for each in (self._registered or {}).get(id(router), ()):
            yield from self._of_registration(each, above)
            if router.name == _OF_WAGTAIL and class_of(self.program, each.viewset) is None:
                yield from _of_package(each)
        for inner in self._taken_in.get(id(router), ()) if depth > 0 else ():
            for each in (self._registered or {}).get(inner, ()):
                yield from self._of_registration(each, above)

    def _router(self, where: Located) -> Call | None:
        """The call that makes the router."""
        found = call_of(self.program, where)
        return found.expression if found and isinstance(found.expression, Call) else None

    def _read(self, module: Module) -> None:
        """Note what a file registers with routers, and which of them take in another's."""
        for call in module.calls:
            if call.name in _REGISTERING and _says_what(call):
                self._register(located(module, call), call)
            elif call.name == "extend" and call.receiver.endswith(".registry") and call.arguments:
                outer = self._router(
                    Located(Name(call.line, path=call.receiver.removesuffix(".registry")), module,
                            call.function)
                )  # fmt: skip
                given = path_of(call.arguments[0]).removesuffix(".registry")
                inner = self._router(Located(Name(call.line, path=given), module, call.function))
                if outer is not None and inner is not None:
                    self._taken_in.setdefault(id(outer), []).append(id(inner))

    def _register(self, where: Located, call: Call) -> None:
        on = _receiver(call)
        for found in self._made(where.at(on)) if on is not None else ():
            self._note(where, call, found)

    def _made(self, where: Located) -> Iterator[Located]:
        """The calls that make what something is registered with: in a function that is handed a
        router, those of all that it is handed. Each is given once.
        """
        waiting, seen = deque([where]), set[tuple[int, str]]()
        while waiting:
            place = waiting.popleft()
            found = call_of(self.program, place)
            name = path_of(place.expression)
            key = (id(found.expression), "") if found is not None else (id(place.function), name)
            if key in seen:
                continue
            seen.add(key)
            if found is not None:
                yield found
            elif place.function is not None and is_parameter(place.function, place.expression):
                handed = callers(self.program, place.function)
                waiting += (
                    each.where.at(each.given[name]) for each in handed if name in each.given
                )

    def _note(self, where: Located, call: Call, on: Located) -> None:
        found: Located | None = on
        above = ""
        for _ in range(MAX_DEPTH):
            outer = found.expression if found is not None else None
            if found is None or not isinstance(outer, Call) or outer.name != "register":
                break
            # `router.register(…).register(…)` nests one resource in another.
            inner = call if not above else None
            above = f"{self._nesting(found, outer, inner)}{above}"
            receiver = _receiver(outer)
            found = call_of(self.program, found.at(receiver)) if receiver is not None else None
        router = found.expression if found is not None else None
        if not isinstance(router, Call) or self._registered is None:
            return
        registered = self._registered.setdefault(id(router), [])
        named = [(where, each)] if (each := _told(call, *_REGISTERED)) != call.arguments else None
        for row, given in named or argument_lists(self.program, where, call):
            if len(given) > 1:
                prefix, viewset = written(self.program, row.at(given[0])), row.at(given[1])
                line = call.line if row is where else given[0].line
                registered.append(_Registration(above, prefix, viewset, row.module, line))

    def _nesting(self, where: Located, outer: Call, inner: Call | None) -> str:
        """What a resource adds to the addresses of those that are nested in it."""
        text = written(self.program, where.at(outer.arguments[0])).text if outer.arguments else ""
        lookups = inner.keywords.get("parents_query_lookups") if inner is not None else None
        named = [each.value for each in walk(lookups) if isinstance(each, Text)] if lookups else []
        name = named[-1] if named else _singular(text)
        return f"/{of_pattern(text)}/{{parent_lookup_{name}}}"

    def _above(self, where: Located, router: Call, depth: int = MAX_DEPTH) -> str:
        """What stands before a nested router: `NestedSimpleRouter(router, "a", lookup="b")`."""
        told = _told(router, *_NESTED)
        if "Nested" not in router.name or len(told) < 2 or depth <= 0:
            return ""
        outer, prefix, lookup = (*told, None, None)[:3]
        above = ""
        if isinstance(outer, Name):
            parent = self._router(where.at(outer))
            above = self._above(where, parent, depth - 1) if parent is not None else ""
        text = written(self.program, where.at(prefix)).text if prefix is not None else ""
        name = written(self.program, where.at(lookup)).text if lookup is not None else ""
        return f"{above}/{of_pattern(text)}/{{{name or 'parent'}_pk}}"

    def _of_registration(self, each: _Registration, above: str) -> Iterator[RouterRoute]:
        class_ = class_of(self.program, each.viewset)
        prefix = f"{above}{each.above}/{of_pattern(each.prefix.text)}"
        if class_ is None:
            return
        known = self.views.ancestry(class_)
        one = f"{prefix}/{{{self._lookup(known)}}}"
        for action, method, is_detail in actions_of(known):
            view = self.views.action(class_, method, action)
            path = Written(one if is_detail else prefix, each.prefix.whole)
            if self._allows(known, method):
                yield RouterRoute(path, view, each.module, each.line)
        yield from self._marked(each, class_, known, prefix, one)

    def _allows(self, known: Ancestry, method: str) -> bool:
        value = known.value("http_method_names")
        if value is None:
            return True
        names = [one.value for one in walk(value.expression) if isinstance(one, Text)]
        return not names or method.lower() in names

    def _lookup(self, known: Ancestry) -> str:
        """The name of the parameter that says which object."""
        for name in ("lookup_url_kwarg", "lookup_field"):
            value = known.value(name)
            if value is not None and isinstance(value.expression, Text):
                return value.expression.value
        return "pk"

    def _marked(
        self, each: _Registration, class_: Class, known: Ancestry, prefix: str, one: str
    ) -> Iterator[RouterRoute]:
        """The routes of methods that `@action` marks."""
        seen: set[str] = set()
        for method in (method for owner in known.classes for method in owner.methods):
            if method.name in seen or method.module is None:
                continue
            seen.add(method.name)
            for mark in method.decorators:
                verbs, path = marked_as(mark, known)
                if path is None:
                    continue
                is_detail = is_of_one(mark, known)
                for verb in verbs:
                    if not self._allows(known, verb):
                        continue
                    view = View(
                        verb, "Django REST framework", method, class_,
                        self.views.guards(class_, method), otherwise=Answer.DATA,
                    )  # fmt: skip
                    whole = Written(f"{one if is_detail else prefix}/{path or method.name}",
                                    each.prefix.whole)  # fmt: skip
                    yield RouterRoute(whole, view, method.module, method.line)


def _of_package(each: _Registration) -> Iterator[RouterRoute]:
    """The routes of a view set that Wagtail brings."""
    prefix = f"/{of_pattern(each.prefix.text)}"
    view = View("GET", "Django REST framework", answer=Answer.DATA)
    for path in (prefix, f"{prefix}/{{pk}}"):
        yield RouterRoute(Written(path, each.prefix.whole), view, each.module, each.line)


def _says_what(call: Call) -> bool:
    """Whether a call may have a prefix and a view set: `("items", Items)`, `(*row)`."""
    spread = any(isinstance(each, Operation) for each in call.arguments)
    return len(_told(call, *_REGISTERED)) > 1 or spread


def _told(call: Call, *names: str) -> tuple[Expression, ...]:
    """What a call is handed, in the order of its parameters: `(prefix="items", viewset=Items)`."""
    behind = itertools.takewhile(call.keywords.__contains__, names[len(call.arguments) :])
    return (*call.arguments, *(call.keywords[each] for each in behind))


def _receiver(call: Call) -> Expression | None:
    """What a method is called on."""
    callee = call.callee
    if isinstance(callee, Member):
        return callee.of
    return Name(call.line, path=call.receiver) if call.receiver else None


def _singular(name: str) -> str:
    stem = name.rpartition("/")[2]
    return stem.removesuffix("s")
