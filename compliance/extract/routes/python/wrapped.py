"""Functions that register a view for who calls them: `register(app, ["/users"], list_users)`."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from compliance.extract.code.expressions import Call, Expression, Name, Operation, Sequence
from compliance.extract.code.model import Function
from compliance.extract.code.program import Program
from compliance.extract.routes.following import Located
from compliance.extract.routes.python.names import value_of

MAX_CALLERS = 500
_MAX_LISTED = 50


@dataclass(frozen=True)
class Handed:
    """A call of such a function, and what it hands for each parameter."""

    where: Located
    call: Call
    given: Mapping[str, Expression]

    def instead(self, expression: Expression) -> Expression:
        """What stands for an expression of the function: of a parameter what is handed for it."""
        if isinstance(expression, Name):
            return self.given.get(expression.path, expression)
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


def callers(program: Program, function: Function) -> Iterator[Handed]:
    """The calls of a function of the repository, the first ones of very many."""
    yield from itertools.islice(_callers(program, function), MAX_CALLERS)


def _callers(program: Program, function: Function) -> Iterator[Handed]:
    first = 1 if function.class_ is not None else 0
    names = [each.name for each in function.parameters[first:]]
    for module in program.modules(function.name.encode()) if function.name else ():
        for call in module.calls:
            if call.name != function.name:
                continue
            where = Located(call, module, call.function)
            target = value_of(program, where.at(call.callee))
            if target is None or target.expression is not function:
                continue
            plain = itertools.takewhile(lambda one: not isinstance(one, Operation), call.arguments)
            yield Handed(where, call, {**dict(zip(names, plain, strict=False)), **call.keywords})
