"""What a URL pattern of Django names as its view: functions, classes, what wraps them, and the
viewsets behind a router.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from compliance.extract.code.expressions import (
    Call,
    Expression,
    Name,
    Sequence,
    Table,
    Text,
    path_of,
    walk,
)
from compliance.extract.code.model import Class, Function
from compliance.extract.code.program import Program
from compliance.extract.routes.following import Located
from compliance.extract.routes.python.answers import answer_of, by_path
from compliance.extract.routes.python.brought_views import (
    DOCUMENTATION,
    FUNCTIONS,
    GRAPHQL,
    PAGES,
    REST_METHODS,
)
from compliance.extract.routes.python.methods import asked_for, restricted_to
from compliance.extract.routes.python.names import (
    Ancestry,
    ancestry,
    class_of,
    qualified,
    texts,
    value_of,
)
from compliance.facts.routes import Answer, Style

DJANGO = "Django"
REST = "Django REST framework"
VERBS = ("get", "post", "put", "patch", "delete")
MAX_WRAPPERS = 8
_REST_PACKAGES = ("rest_framework", "drf_", "dj_rest_auth", "djoser", "rest_auth", "knox")
# What an attribute of a class has to say about who may call it.
_GUARDING = ("permission_classes", "authentication_classes", "permission_required")
_GUARDING_METHODS = ("get_permissions", "test_func", "has_permission", "check_permissions")
_GUARDING_BASE = re.compile(r"Mixin$|Required|Permission|Auth|Login")


@dataclass(frozen=True, eq=False)
class View:
    """A view as it answers one method; `answer` where that is known of the class by itself."""

    method: str
    framework: str = DJANGO
    handler: Function | None = None
    class_: Class | None = None
    guards: tuple[Expression, ...] = ()
    answer: Answer | None = None
    otherwise: Answer = Answer.PAGE
    style: Style = Style.HTTP

    @property
    def brought(self) -> bool:
        """Whether a class of the REST framework answers by itself."""
        return self.framework == REST and self.handler is None and self.method != "*"


@dataclass
class Views:
    """Finds the views of a program."""

    program: Program
    _classes: dict[int, Ancestry] = field(default_factory=dict)

    def answer(self, view: View, path: str) -> Answer:
        """What a view answers under a path."""
        if view.answer is not None:
            return by_path(view.method, path, view.handler) or view.answer
        is_api = any(part in ("api", "rest", "json") for part in path.lower().split("/"))
        otherwise = Answer.DATA if is_api else view.otherwise
        return answer_of(self.program, view.method, path, view.handler, otherwise)

    def ancestry(self, class_: Class) -> Ancestry:
        """What a class is made of, found once."""
        known = self._classes.get(id(class_))
        if known is None:
            known = self._classes[id(class_)] = ancestry(self.program, class_)
        return known

    def of(self, where: Located, depth: int = MAX_WRAPPERS) -> Iterator[View]:
        """The views that an expression is, one for each method."""
        expression = where.expression
        if depth <= 0:
            return
        if isinstance(expression, Function):
            yield from self._of_function(expression)
        elif isinstance(expression, Text):
            yield from self._of_text(where, expression.value)
        elif isinstance(expression, Name):
            found = value_of(self.program, where)
            if found is None or isinstance(found.expression, Name):
                yield from self._of_package(found or where)
            elif isinstance(found.expression, Class):
                yield from self.of_class(found.expression)
            elif isinstance(found.expression, Function | Call):
                yield from self.of(found, depth - 1)
        elif isinstance(expression, Call) and expression.name == "as_view":
            yield from self._as_view(where, expression)
        elif isinstance(expression, Call):
            yield from self._wrapped(where, expression, depth)

    def _of_text(self, where: Located, name: str) -> Iterator[View]:
        """`"users.views.detail"` of old releases."""
        module_name, _, function = name.rpartition(".")
        target = self.program.imports.target(where.module.path, module_name)
        module = self.program.code.module(target) if target else None
        if module is not None:
            yield from self.of(Located(Name(where.expression.line, path=function), module), 2)

    def _wrapped(self, where: Located, call: Call, depth: int) -> Iterator[View]:
        """`login_required(view)`, `cache_page(60)(View.as_view())`, `Feed()`."""
        found = list[View]()
        for argument in reversed(call.arguments):
            if isinstance(argument, Call | Name | Function):
                inner = self.of(self._defined(where.at(argument), call), depth - 1)
                found = [each for each in inner if each.handler or each.class_ or each.answer]
            if found:
                break
        guard = call.callee
        if not found:
            made = value_of(self.program, where.at(call.callee))
            if made is not None and isinstance(made.expression, Class):
                found = list(self.of_class(made.expression))
            elif made is not None and isinstance(made.expression, Function):
                found = [View("GET", handler=made.expression)]
            else:
                found = list(self._of_package(where.at(call.callee)))
            yield from found
            return
        methods = restricted_to([call if isinstance(guard, Name) else guard])
        if methods and found[0].class_ is None:
            found = [replace(found[0], method=method) for method in methods]
        for each in found:
            if not methods or each.method in methods:
                yield replace(each, guards=(guard, *each.guards))

    def _defined(self, where: Located, call: Call) -> Located:
        """What a call wraps; under its own name that is the function above the call:
        `detail = login_required(detail)`.
        """
        if not isinstance(where.expression, Name):
            return where
        name, found = where.expression.path, value_of(self.program, where)
        if found is None or found.expression is not call:
            return where
        above = (each for each in where.module.functions if each.name == name)
        return where.at(next(above, where.expression))

    def _of_function(self, function: Function) -> Iterator[View]:
        decorators = function.decorators
        names = {path_of(each).removesuffix("()").rpartition(".")[2] for each in decorators}
        is_rest = "api_view" in names
        methods = restricted_to(decorators) or (("GET",) if is_rest else asked_for(function))
        for method in methods:
            yield View(
                method,
                REST if is_rest else DJANGO,
                function,
                guards=decorators,
                otherwise=Answer.DATA if is_rest else Answer.PAGE,
            )

    def _of_package(self, where: Located) -> Iterator[View]:
        """A view that a package brings."""
        name = qualified(self.program, where.module, path_of(where.expression))
        last = name.rpartition(".")[2]
        known = FUNCTIONS.get(name) or PAGES.get(last)
        if not name or name.startswith("django.contrib.admin"):
            return
        if GRAPHQL.search(last):
            yield View("POST", "GraphQL", answer=Answer.DATA, style=Style.GRAPHQL)
        elif DOCUMENTATION.search(last):
            yield View("GET", answer=Answer.STATIC)
        elif last in REST_METHODS and name.startswith(_REST_PACKAGES):
            yield from (View(each, REST, answer=Answer.DATA) for each in REST_METHODS[last])
        elif known is not None:
            yield from (View(each, answer=known[1]) for each in known[0])
        else:
            is_rest = name.startswith(_REST_PACKAGES)
            yield View("*", REST if is_rest else DJANGO, answer=_of_package_answer(is_rest))

    def _as_view(self, where: Located, call: Call) -> Iterator[View]:
        receiver = Name(call.line, path=call.receiver)
        class_ = class_of(self.program, where.at(receiver))
        given = call.argument(0, "actions")
        actions = value_of(self.program, where.at(given)) if given is not None else None
        if class_ is None:
            yield from self._of_package(where.at(receiver))
        elif actions is not None and isinstance(actions.expression, Table):
            yield from self._by_actions(class_, actions.expression)
        else:
            named = call.keywords.get("http_method_names")
            only = {each.upper() for each in texts(self.program, where.at(named))} if named else ()
            for view in self.of_class(class_):
                if not only or view.method in only or view.method == "*":
                    yield view

    def _by_actions(self, class_: Class, actions: Table) -> Iterator[View]:
        """`UserViewSet.as_view({"get": "list"})`; the table may have a name."""
        for verb, action in actions.entries.items():
            if isinstance(action, Text):
                yield self.action(class_, verb.upper(), action.value)

    def action(self, class_: Class, method: str, name: str) -> View:
        """One action of a viewset."""
        known = self.ancestry(class_)
        handler = known.method(name)
        guards = self.guards(class_, handler)
        return View(method, REST, handler, class_, guards, _rendered(known),
                    Answer.DATA)  # fmt: skip

    def of_class(self, class_: Class) -> Iterator[View]:
        """The methods that a view class answers, its own and those of what it extends."""
        known = self.ancestry(class_)
        is_rest = any(each.startswith(_REST_PACKAGES) for each in known.packages)
        methods = dict.fromkeys(verb.upper() for verb in VERBS if known.method(verb) is not None)
        answer, template = None, known.value("template_name")
        for package in known.packages:
            last = package.rpartition(".")[2].removeprefix("Base")
            if is_rest and last in REST_METHODS:
                methods.update(dict.fromkeys(REST_METHODS[last]))
            elif GRAPHQL.search(last):
                yield View("POST", "GraphQL", None, class_, style=Style.GRAPHQL,
                           answer=Answer.DATA)  # fmt: skip
                return
            elif not is_rest and last in PAGES:
                methods.update(dict.fromkeys(PAGES[last][0]))
                answer = answer or PAGES[last][1]
        if not methods:
            methods = dict.fromkeys(("GET",) if not is_rest else ("*",))
        allowed = {each.upper() for each in texts(self.program, known.value("http_method_names"))}
        if is_rest:
            answer = _rendered(known)
        for method in methods:
            if allowed and method not in allowed and method != "*":
                continue
            handler = known.method(method.lower())
            returned = None if handler is not None and not template else answer
            yield View(
                method, REST if is_rest else DJANGO, handler, class_,
                self.guards(class_, handler), returned,
                Answer.DATA if is_rest else Answer.PAGE,
            )  # fmt: skip

    def guards(self, class_: Class, handler: Function | None) -> tuple[Expression, ...]:
        """What stands before a method of a class: decorators, permissions, mixins."""
        known = self.ancestry(class_)
        found: list[Expression] = list(handler.decorators) if handler is not None else []
        for each in known.classes:
            found += each.decorators
            found += [
                base
                for base in each.bases
                if _GUARDING_BASE.search(path_of(base).rpartition(".")[2])
            ]
        for name in _GUARDING:
            place = known.value(name)
            if place is not None:
                value = place.expression
                found += value.items if isinstance(value, Sequence) else (value,)
        found += filter(None, (known.method(name) for name in _GUARDING_METHODS))
        return tuple(found)


def _of_package_answer(is_rest: bool) -> Answer:
    return Answer.DATA if is_rest else Answer.PAGE


def _rendered(known: Ancestry) -> Answer | None:
    """A page where a class of the REST framework renders nothing but templates."""
    renderers = known.value("renderer_classes")
    if renderers is None:
        return None
    names = [path_of(each).rpartition(".")[2] for each in walk(renderers.expression)]
    kinds = [each for each in names if each.endswith("Renderer")]
    return Answer.PAGE if kinds and all("HTML" in each for each in kinds) else None
