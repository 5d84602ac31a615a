"""Reads the routes of Starlette, which are lists of `Route(…)` and `Mount(…)`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from compliance.extract.code.expressions import Call, Expression, Name, Sequence
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, located
from compliance.extract.routes.paths import Written, joined
from compliance.extract.routes.python.answers import answer_of
from compliance.extract.routes.python.names import ancestry, elements, qualified, texts, value_of
from compliance.extract.routes.python.texts import braces, written
from compliance.facts.routes import Answer

MAX_DEPTH = 12
VERBS = ("get", "post", "put", "patch", "delete")
_NAMED = (b"starlette",)
_WORDS = (b"Route(", b"Mount(", b"Starlette(")
_PACKAGES = ("starlette.", "fastapi.")
_HOLDING = ("Starlette", "Router", "FastAPI")


def starlette(program: Program) -> Iterator[Endpoint]:
    """The routes of Starlette."""
    if not program.mentions(*_NAMED):
        return
    walk = _Walk(program)
    calls = [
        located(module, call) for module in program.python_modules(*_WORDS) for call in module.calls
    ]
    mounted = {id(each) for where in calls for each in walk.inner(where)}
    for where in calls:
        if walk.is_holder(where) and id(where.expression) not in mounted:
            yield from walk.holder(where, Written(""), (), MAX_DEPTH)
    for where in calls:
        # A route of a list that nobody can be seen to serve.
        if id(where.expression) not in walk.seen and walk.kind(where) == "Route":
            yield from walk.element(where, Written("", whole=False), (), MAX_DEPTH)


@dataclass
class _Walk:
    program: Program
    seen: set[int] = field(default_factory=set)

    def kind(self, where: Located) -> str:
        """The name of Starlette's class that a call makes an object of."""
        call = where.expression
        if not isinstance(call, Call) or not isinstance(call.callee, Name):
            return ""
        name = qualified(self.program, where.module, call.path)
        return name.rpartition(".")[2] if name.startswith(_PACKAGES) else ""

    def is_holder(self, where: Located) -> bool:
        """Whether a call makes an application or a router of a list of routes."""
        call = where.expression
        return (
            self.kind(where) in _HOLDING
            and isinstance(call, Call)
            and self._routes(call) is not None
        )

    def _routes(self, call: Call) -> Expression | None:
        if call.name == "Mount":
            return call.keywords.get("routes")
        return call.keywords.get("routes") or next(
            (each for each in call.arguments if isinstance(each, Sequence | Name)), None
        )

    def inner(self, where: Located) -> Iterator[Expression]:
        """The application that a `Mount` puts under a path."""
        call = where.expression
        if not isinstance(call, Call) or call.name != "Mount":
            return
        app = call.argument(1, "app")
        if app is not None:
            found = value_of(self.program, where.at(app))
            yield found.expression if found is not None else app

    def holder(
        self, where: Located, prefix: Written, guards: tuple[Expression, ...], depth: int
    ) -> Iterator[Endpoint]:
        """The routes of an application, a router or a mount."""
        call = where.expression
        routes = self._routes(call) if isinstance(call, Call) else None
        if routes is None or not isinstance(call, Call) or depth <= 0:
            return
        around = (*guards, *_listed(call.keywords.get("middleware")))
        for each in elements(self.program, where.at(routes)):
            yield from self.element(each, prefix, around, depth - 1)

    def element(
        self, where: Located, prefix: Written, guards: tuple[Expression, ...], depth: int
    ) -> Iterator[Endpoint]:
        """The routes of one element of a list."""
        call = where.expression
        kind = self.kind(where)
        path = call.argument(0, "path") if isinstance(call, Call) else None
        if path is None or not isinstance(call, Call):
            return
        self.seen.add(id(call))
        part = written(self.program, where.at(path))
        here = Written(f"{prefix.text}/{part.text}", prefix.whole and part.whole)
        if kind == "Mount":
            for app in self.inner(where):
                found = value_of(self.program, where.at(app))
                if found is not None and self.kind(found) in _HOLDING:
                    yield from self.holder(found, here, guards, depth - 1)
            yield from self.holder(where, here, guards, depth - 1)
        elif kind.endswith("Route") and "WebSocket" not in kind:
            yield from self._route(where, call, here, guards)

    def _route(
        self, where: Located, call: Call, path: Written, guards: tuple[Expression, ...]
    ) -> Iterator[Endpoint]:
        endpoint = call.argument(1, "endpoint")
        found = value_of(self.program, where.at(endpoint)) if endpoint is not None else None
        target = found.expression if found is not None else None
        given = call.keywords.get("methods")
        methods = texts(self.program, where.at(given)) if given is not None else ()
        if isinstance(target, Class):
            known = ancestry(self.program, target)
            for verb in VERBS:
                handler = known.method(verb)
                if handler is not None:
                    around = (*guards, *handler.decorators, *target.decorators)
                    yield self._made(verb, path, where.module, call, handler, target, around)
            return
        handler = target if isinstance(target, Function) else None
        around = (*guards, *(handler.decorators if handler is not None else ()))
        for verb in methods or ("get",):
            yield self._made(verb, path, where.module, call, handler, None, around)

    def _made(
        self, verb: str, path: Written, module: Module, call: Call, handler: Function | None,
        class_: Class | None, guards: tuple[Expression, ...],
    ) -> Endpoint:  # fmt: skip
        text, method = joined(braces(path.text)), verb.upper()
        answer = answer_of(self.program, method, text, handler, Answer.DATA)
        return Endpoint(
            method, text, "Starlette", module, call.line, handler, class_, guards, answer,
            whole=path.whole,
        )  # fmt: skip


def _listed(given: Expression | None) -> tuple[Expression, ...]:
    if isinstance(given, Sequence):
        return given.items
    return (given,) if given is not None else ()
