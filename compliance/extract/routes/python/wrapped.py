"""Functions that register a view for who calls them: `register(app, ["/users"], list_users)`."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from compliance.extract.code.expressions import (
    Call,
    Expression,
    Name,
    Operation,
    Sequence,
    Template,
    Text,
    path_of,
)
from compliance.extract.code.model import Function
from compliance.extract.code.program import Program
from compliance.extract.routes.following import Located
from compliance.extract.routes.python.names import value_of

MAX_CALLERS = 500
_MAX_LISTED = 50
_PLACE = re.compile(r"%[sd]")
_AS_VIEW = "as_view"


@dataclass(frozen=True)
class Handed:
    """A call of such a function, and what it hands for each parameter."""

    where: Located
    call: Call
    given: Mapping[str, Expression]

    def instead(self, expression: Expression) -> Expression:
        """What stands for an expression of the function: of a parameter what is handed for it, in a
        text that it is put into too; of a class's view that of the class that is handed.
        """
        if isinstance(expression, Name):
            return self.given.get(expression.path, expression)
        if isinstance(expression, Template):
            return replace(expression, parts=tuple(map(self.instead, expression.parts)))
        if isinstance(expression, Operation) and expression.operator == "%":
            return self.instead(_template(expression))
        if isinstance(expression, Call) and expression.name == _AS_VIEW:
            path = path_of(self.given.get(expression.receiver, Name(0, path=expression.receiver)))
            return replace(expression, callee=Name(expression.line, path=f"{path}.{_AS_VIEW}"))
        return expression

    def each_of(self, program: Program, expression: Expression, at: Call) -> Iterator[Expression]:
        """The same, once for each of a written list where a loop goes over a parameter."""
        block = at.block
        looped = isinstance(expression, Name) and block is not None and block.kind == "for"
        if not looped or block is None or block.target != getattr(expression, "path", ""):
            yield self.instead(expression)
            return
        if block.subject is None:
            return
        listed = value_of(program, self.where.at(self.instead(block.subject)))
        if listed is not None and isinstance(listed.expression, Sequence):
            yield from listed.expression.items[:_MAX_LISTED]


def is_parameter(function: Function | None, expression: Expression | None) -> bool:
    """Whether an expression is what a function is handed."""
    return (
        function is not None
        and isinstance(expression, Name)
        and any(each.name == expression.path for each in function.parameters)
    )


def view_of_parameter(function: Function | None, view: Expression) -> Expression | None:
    """The view that a function is handed, or makes of a class that it is handed and keeps by a
    name: `view = shown.as_view(name)`.
    """
    if function is None or is_parameter(function, view):
        return view if function is not None else None
    kept = function.assigned(view.path) if isinstance(view, Name) else ()
    for each in (view, *(one.value for one in kept)):
        is_view = isinstance(each, Call) and each.name == _AS_VIEW
        if is_view and is_parameter(function, Name(0, path=path_of(each).rpartition(".")[0])):
            return each
    return None


def _template(operation: Operation) -> Expression:
    """A text with `%s` in it, and what is put there, as one template."""
    text, *more = operation.operands
    if len(more) != 1:
        return text  # What does not parse may have any number of them.
    given = more[0]
    values = given.items if isinstance(given, Sequence) else (given,)
    pieces = _PLACE.split(text.value) if isinstance(text, Text) else ()
    if len(pieces) != len(values) + 1:
        return text
    written = [Text(operation.line, value=each) for each in pieces]
    put = itertools.chain.from_iterable(zip(written, values, strict=False))
    return Template(operation.line, parts=(*put, written[-1]))


def callers(program: Program, function: Function) -> Iterator[Handed]:
    """The calls of a function of the repository, the first ones of very many."""
    yield from itertools.islice(_callers(program, function), MAX_CALLERS)


def _callers(program: Program, function: Function) -> Iterator[Handed]:
    first = 1 if function.class_ is not None else 0
    names = [each.name for each in function.parameters[first:]]
    unsaid = {each.name: each.default for each in function.parameters if each.default is not None}
    for module in program.modules(function.name.encode()) if function.name else ():
        for call in module.calls:
            if call.name != function.name:
                continue
            where = Located(call, module, call.function)
            target = value_of(program, where.at(call.callee))
            if target is None or target.expression is not function:
                continue
            plain = itertools.takewhile(lambda one: not isinstance(one, Operation), call.arguments)
            given = {**unsaid, **dict(zip(names, plain, strict=False)), **call.keywords}
            yield Handed(where, call, given)
