"""What TanStack Start and SolidStart call before all routes: a file says so, and no route."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Expression, Name, Sequence, Table
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program

_OF_SOLID = "@solidjs/start/middleware"
_WORDS = (b"createStart", _OF_SOLID.encode())


def before_all(program: Program) -> Iterator[tuple[Module, Expression]]:
    """What comes before all routes of such an application, each with its file."""
    for module in program.own_modules(*_WORDS):
        for call in module.calls:
            for each in _given(module, call):
                yield _run(program, module, each)


def _given(module: Module, call: Call) -> tuple[Expression, ...]:
    """What a call is told to have called before all: `createStart(() => ({…}))`."""
    if call.path == "createStart":
        key = "requestMiddleware"
    elif module.imported(call.path) == (_OF_SOLID, "createMiddleware"):
        key = "onRequest"
    else:
        return ()
    options = call.argument(0)
    if isinstance(options, Function):
        options = next((each for each in options.returns if isinstance(each, Table)), None)
    found = options.entries.get(key) if isinstance(options, Table) else None
    if isinstance(found, Sequence):
        return found.items
    return (found,) if found is not None else ()


def _run(program: Program, module: Module, given: Expression) -> tuple[Module, Expression]:
    """The function that is called: of `createMiddleware().server(…)` what that is handed."""
    meant = program.value(module, given) if isinstance(given, Name) else None
    made: Expression | None = meant.value if meant is not None else given
    place = meant.module if meant is not None else module
    if isinstance(made, Call) and made.name == "server":
        made = made.argument(0)
    return (place, made) if isinstance(made, Function | Name) else (module, given)
