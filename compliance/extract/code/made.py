"""What lies in the objects that functions of JavaScript make: `this.a = …`, `return { a }`."""

from __future__ import annotations

from compliance.extract.code.expressions import Call, Expression, Name, Table, path_of
from compliance.extract.code.model import Function

# They hand back the object that they are handed.
_SAME = frozenset(["Object.freeze", "Object.seal", "Object.assign"])


def part_of_made(function: Function, name: str) -> Expression | None:
    """The value of one name of the object that a function makes."""
    for assignment in function.assignments:
        if assignment.target == f"this.{name}":
            return assignment.value
    for returned in function.returns:
        table = _table(function, returned)
        if table is not None and name in table.entries:
            return table.entries[name]
    return None


def _table(function: Function, returned: Expression) -> Table | None:
    """The object literal that is returned, by itself, frozen, or under a name of the function."""
    if isinstance(returned, Call) and path_of(returned.callee) in _SAME and returned.arguments:
        returned = returned.arguments[0]
    if isinstance(returned, Name):
        named = (each.value for each in function.assignments if each.target == returned.path)
        returned = next(named, returned)
    return returned if isinstance(returned, Table) else None
