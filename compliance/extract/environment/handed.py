"""Variables of the environment that are handed to a function which does without a value."""

from __future__ import annotations

import re

from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Item,
    Name,
    Operation,
    Text,
    path_of,
    walk,
)
from compliance.extract.code.model import Function, Module, Parameter
from compliance.extract.code.program import Program

_OF_ENVIRONMENT = re.compile(
    r"^(?:process\.env|import\.meta\.env|Bun\.env)\.|\bgetenv$|\benviron\.get$"
)
# A type that has nothing in it as well, and what a function does to go no further.
_OR_NOTHING = re.compile(r"\b(?:undefined|null|None|Optional)\b")
_STOPS = re.compile(
    rb"\b(?:throw|raise|assert|invariant|exit|abort|fail|fatal)\b|[aA]ssert\w{0,40}\("
)
_MAX_LINES = 60
# The type of the answer, by whether the function is one of Python's.
_ANSWER = {
    True: re.compile(rb"\)\s{0,9}->\s{0,9}(?P<type>[^:\n]{1,200}):"),
    False: re.compile(rb"\)\s{0,9}:\s{0,9}(?P<type>[\w<>\[\]|&,. ]{1,200}?)\s{0,9}(?:=>|\{)"),
}


def handed_on(program: Program, module: Module) -> frozenset[int]:
    """The identities of what is read and handed, as it is, to a function of the program that says
    by its type that there need be no value, and goes on without: `limit(process.env.LIMIT)`.
    """
    return frozenset(
        id(inner)
        for call in module.calls
        for position, argument in enumerate(call.arguments)
        if _is_read(argument) and _goes_on(program, module, call, position)
        for inner in walk(argument)
    )


def _is_read(argument: Expression) -> bool:
    path = argument.path if isinstance(argument, Name | Call) else ""
    if isinstance(argument, Item):
        path = f"{path_of(argument.of)}."
    return _OF_ENVIRONMENT.search(path) is not None


def _goes_on(program: Program, module: Module, call: Call, position: int) -> bool:
    found = program.meaning(module, path_of(call.callee), call.function)
    function = found.value if found is not None else None
    if not isinstance(function, Function) or position >= len(function.parameters):
        return False
    takes_nothing = _takes_nothing(function, function.parameters[position])
    return takes_nothing and _answers(function) and not _demands(function)


def _takes_nothing(function: Function, parameter: Parameter) -> bool:
    if _OR_NOTHING.search(parameter.type):
        return True
    optional = rb"\b" + re.escape(parameter.name.encode()) + rb"\s{0,3}\?\s{0,3}:"
    return bool(parameter.name) and re.search(optional, _written(function)) is not None


def _answers(function: Function) -> bool:
    """Whether a function answers a value in any case, by its type, or by what it compares or has a
    default for: one that only trims what it gets has no default.
    """
    typed = _ANSWER[bool(function.module and function.module.is_python)].search(_written(function))
    if typed is not None:
        return _OR_NOTHING.search(typed["type"].decode("utf-8", "replace")) is None
    return bool(function.returns) and all(
        isinstance(each, Operation | Constant | Text) for each in function.returns
    )


def _demands(function: Function) -> bool:
    """Whether a function may go no further, or is too long to be looked through."""
    too_long = function.end_line - function.line > _MAX_LINES
    return too_long or _STOPS.search(_written(function)) is not None


def _written(function: Function) -> bytes:
    module = function.module
    return module.text(function.line, function.end_line) if module is not None else b""
