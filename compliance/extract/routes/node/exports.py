"""What a module exports, for frameworks whose files are routes."""

from __future__ import annotations

from compliance.extract.code.expressions import Expression, Name
from compliance.extract.code.model import Module
from compliance.extract.routes.following import Located


def exported(module: Module, name: str) -> Located | None:
    """What a module exports under a name."""
    if name in module.exports:
        local = module.exports[name]
        line = next((each.line for each in module.imports if local in each.names), 1)
        return Located(_local(module, local) or Name(line, path=local), module)
    for function in module.functions:
        if function.name == name and function.exported and function.outer is None:
            return Located(function, module)
    for assignment in module.assignments:
        if assignment.exported and (assignment.target == name or name in assignment.parts):
            return Located(assignment.value, module)
    return None


def _local(module: Module, name: str) -> Expression | None:
    for function in module.functions:
        if function.name == name and function.outer is None and function.class_ is None:
            return function
    for assignment in module.assignments:
        if assignment.function is None and (assignment.target == name or name in assignment.parts):
            return assignment.value
    return None
