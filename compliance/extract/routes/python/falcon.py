"""Reads the routes of Falcon: resources, objects or modules, with `on_get` and the like."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from compliance.extract.code.expressions import Call, Name
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import MODULE, Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, located
from compliance.extract.routes.paths import joined
from compliance.extract.routes.python.answers import by_path
from compliance.extract.routes.python.names import ancestry, class_of, value_of
from compliance.extract.routes.python.texts import braces, written
from compliance.extract.routes.python.wrapped import Handed, callers, is_parameter
from compliance.facts.routes import Answer

VERBS = ("get", "post", "put", "patch", "delete", "head")
_NAMED = (b"falcon",)


def falcon(program: Program) -> Iterator[Endpoint]:
    """The routes of Falcon."""
    if not program.mentions(*_NAMED):
        return
    for module in program.python_modules(b".add_route("):
        for call in module.calls:
            if call.name == "add_route" and len(call.arguments) > 1:
                for each in _told(program, located(module, call), call):
                    yield from _route(program, each.where, each.call)


def _told(program: Program, where: Located, call: Call) -> Iterator[Handed]:
    """A call that adds a route, or those of the project's own method that hands on what it is told:
    `def add_route(self, name, path, resource): super().add_route(path, resource)`.
    """
    if not is_parameter(where.function, call.arguments[0]) or where.function is None:
        yield Handed(where, call, {})
        return
    for each in callers(program, where.function):
        given = tuple(map(each.instead, call.arguments))
        keywords = {key: each.instead(value) for key, value in call.keywords.items()}
        told = replace(call, line=each.call.line, arguments=given, keywords=keywords)
        yield Handed(each.where, told, each.given)


def _route(program: Program, where: Located, call: Call) -> Iterator[Endpoint]:
    resource = _resource(program, _kept(where.at(call.arguments[1])))
    if resource is None:
        return
    text = written(program, where.at(call.arguments[0]))
    path = joined(braces(text.text))
    suffix = call.keywords.get("suffix")
    ending = f"_{written(program, where.at(suffix)).text}" if suffix is not None else ""
    class_ = resource if isinstance(resource, Class) else None
    around = class_.decorators if class_ is not None else ()
    for verb in VERBS:
        handler = _responder(program, resource, f"on_{verb}{ending}")
        if handler is not None:
            guards = (*handler.decorators, *around)
            method = verb.upper()
            answer = by_path(method, path, handler) or Answer.DATA
            yield Endpoint(
                method, path, "Falcon", where.module, call.line, handler, class_, guards, answer,
                whole=text.whole,
            )  # fmt: skip


def _kept(where: Located) -> Located:
    """What a method of the class keeps under a name of the object, `self.orders = Orders(config)`;
    what has another name is that itself.
    """
    name, class_ = where.expression, where.function.class_ if where.function else None
    if isinstance(name, Name) and class_ is not None and name.path.startswith("self."):
        for method in class_.methods:
            for each in method.assigned(name.path):
                return replace(where, expression=each.value, function=method)
    return where


def _resource(program: Program, where: Located) -> Class | Module | None:
    """The class of the object that answers, or the module whose functions do."""
    found = value_of(program, where)
    if found is not None and found.expression.kind == MODULE:
        return found.module
    if found is None or not isinstance(found.expression, Call):
        return None
    return class_of(program, found.at(found.expression.callee))


def _responder(program: Program, resource: Class | Module, name: str) -> Function | None:
    """The method or function of a resource that answers one verb."""
    if isinstance(resource, Class):
        return ancestry(program, resource).method(name)
    found = program.exported(resource, name)
    return found.value if found is not None and isinstance(found.value, Function) else None
