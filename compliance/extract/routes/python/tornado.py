"""Reads the routes of Tornado: pairs of a pattern and a handler class, wherever they are listed."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.expressions import (
    Call,
    Expression,
    Name,
    Operation,
    Sequence,
    Template,
    Text,
    walk,
)
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, located
from compliance.extract.routes.paths import joined
from compliance.extract.routes.python.answers import by_path
from compliance.extract.routes.python.names import ancestry, class_of
from compliance.extract.routes.python.texts import of_pattern, written
from compliance.facts.routes import Answer

VERBS = ("get", "post", "put", "patch", "delete", "head")
_NAMED = (b"tornado",)
_SPECS = ("url", "URLSpec", "Rule")


def tornado(program: Program) -> Iterator[Endpoint]:
    """The routes of Tornado."""
    if not program.mentions(*_NAMED):
        return
    for module in program.python_modules(b"Application(", b"handlers", b"URLSpec", b"url("):
        seen: set[int] = set()
        for where, given in _lists(module):
            for each in walk(given):
                if id(each) not in seen:
                    seen.add(id(each))
                    yield from _spec(program, where.at(each))


def _lists(module: Module) -> Iterator[tuple[Located, Expression]]:
    """Every list that is assigned or handed on."""
    for assignment in module.assignments:
        if isinstance(assignment.value, Sequence):
            yield Located(assignment.value, module, assignment.function), assignment.value
    for call in module.calls:
        for given in (*call.arguments, *call.keywords.values()):
            if isinstance(given, Sequence):
                yield located(module, call), given


def _spec(program: Program, where: Located) -> Iterator[Endpoint]:
    """The routes of `(r"/users", UsersHandler)` or `url(r"/users", UsersHandler)`."""
    expression = where.expression
    parts: tuple[Expression, ...] = ()
    if isinstance(expression, Sequence):
        parts = expression.items
    elif isinstance(expression, Call) and expression.name in _SPECS:
        parts = expression.arguments
    if (
        len(parts) < 2
        or not isinstance(parts[1], Name)
        or not isinstance(parts[0], Text | Template | Operation)
    ):
        return
    class_ = class_of(program, where.at(parts[1]))
    if class_ is None:
        return
    known = ancestry(program, class_)
    if not any(each.startswith("tornado.") for each in known.packages):
        return
    pattern = written(program, where.at(parts[0]))
    path = joined(of_pattern(pattern.text))
    for verb in VERBS:
        handler = known.method(verb)
        if handler is not None:
            guards = (*handler.decorators, *class_.decorators)
            method = verb.upper()
            answer = by_path(method, path, handler) or _answer(handler)
            yield Endpoint(
                method, path, "Tornado", where.module, expression.line, handler, class_, guards,
                answer, whole=pattern.whole,
            )  # fmt: skip


def _answer(handler: Function) -> Answer:
    """What a handler answers by the methods of its class that it calls."""
    names = {call.name for call in handler.calls if call.receiver == "self"}
    if names & {"render", "render_string", "render_template"}:
        return Answer.PAGE
    if "redirect" in names and not names & {"write", "finish"}:
        return Answer.REDIRECT
    return Answer.DATA
