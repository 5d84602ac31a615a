"""Reads the routes of Falcon: resources, objects or modules, with `on_get` and the like."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.expressions import Call
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import MODULE, Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, located
from compliance.extract.routes.paths import joined
from compliance.extract.routes.python.answers import by_path
from compliance.extract.routes.python.names import ancestry, class_of, value_of
from compliance.extract.routes.python.texts import braces, written
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
                yield from _route(program, located(module, call), call)


def _route(program: Program, where: Located, call: Call) -> Iterator[Endpoint]:
    resource = _resource(program, where.at(call.arguments[1]))
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
