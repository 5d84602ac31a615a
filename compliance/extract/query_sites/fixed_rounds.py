"""Tells which loops go through a list of texts or numbers that another file has written out."""

from __future__ import annotations

from compliance.extract.code.expressions import Call, Constant, Name, Sequence, Text
from compliance.extract.code.model import Block, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.queries.circumstances import functions_around


def goes_through_constant(
    program: Program, module: Module, loop: Block | Call, function: Function | None
) -> bool:
    """Whether a loop, or a callback for each item, in a function is over such a list that its file
    takes in: it runs as often as somebody wrote, and for no rows.
    """
    path = loop.receiver if isinstance(loop, Call) else _subject(loop)
    handed = (each.name for one in functions_around(function) for each in one.parameters)
    if path in handed or not any(path in each.names for each in module.imports):
        return False
    found = program.value(module, Name(0, path=path), function)
    value = found.value if found is not None else None
    return isinstance(value, Sequence) and all(
        isinstance(each, Text | Constant) for each in value.items
    )


def _subject(loop: Block) -> str:
    return loop.subject.path if isinstance(loop.subject, Name) else ""
