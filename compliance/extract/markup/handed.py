"""Finds what a function of a program is handed as a parameter, by all who call it."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Expression, Name, walk
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program

_MAX_CALLS = 200


def handed(
    program: Program, function: Function, name: str
) -> list[tuple[Module, Function | None, Expression]]:
    """What a parameter is, with the module and the function that hand it; nothing where somebody
    else may call the function too: a framework by its decorator, or whoever is handed it.
    """
    positions = [each.name for each in function.parameters]
    is_own = not function.decorators and function.class_ is None and bool(function.name)
    if name not in positions or not is_own:
        return []
    position, default = positions.index(name), function.parameters[positions.index(name)].default
    found: list[tuple[Module, Function | None, Expression]] = []
    for module, call in _calls(program, function):
        if call is None or len(found) >= _MAX_CALLS:
            return []
        value = call.argument(position, name) or default
        if value is None:
            return []
        found.append((module, call.function, value))
    return found


def _calls(program: Program, function: Function) -> Iterator[tuple[Module, Call | None]]:
    """The calls of a function; None for one where it is handed on as a value."""
    for module in program.modules(function.name.encode()):
        for call in module.calls:
            if call.name == function.name and _is(program, module, call.callee, call, function):
                yield module, call
            if any(_is(program, module, each, call, function) for each in _given(call)):
                yield module, None
        for assignment in module.assignments:
            value = assignment.value
            if isinstance(value, Name) and value.path.endswith(function.name):
                yield module, None


def _given(call: Call) -> Iterator[Expression]:
    """What a call is handed, and what that is made of, but for what is called there."""
    parts = [part for value in (*call.arguments, *call.keywords.values()) for part in walk(value)]
    called = {id(each.callee) for each in parts if isinstance(each, Call)}
    return (each for each in parts if id(each) not in called)


def _is(
    program: Program, module: Module, value: Expression, call: Call, function: Function
) -> bool:
    """Whether an expression is a function, by its name."""
    if not isinstance(value, Name) or value.path.rpartition(".")[2] != function.name:
        return False
    meaning = program.meaning(module, value.path, call.function)
    return meaning is not None and meaning.value is function
