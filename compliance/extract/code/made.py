"""What functions make: the objects that they return, and of those of JavaScript what lies in them,
by `this.a = …` or `return { a }`.
"""

from __future__ import annotations

from compliance.extract.code.expressions import Call, Constant, Expression, Name, Table, path_of
from compliance.extract.code.model import Function

_NOTHING = frozenset(["null", "undefined", "None"])
# They hand back the object that they are handed.
_SAME = frozenset(["Object.freeze", "Object.seal", "Object.assign"])


def is_nothing(value: Expression) -> bool:
    """Whether a value says that there is none yet."""
    return isinstance(value, Constant) and value.value in _NOTHING


def made_in(function: Function) -> Call | None:
    """The one call that makes what a function returns, there or before, under a name that only it
    fills: `if (!Shop.instance) Shop.instance = new Shop(); return Shop.instance`.
    """
    answers = [each for each in function.returns if not is_nothing(each)]
    names = {path_of(each) for each in answers if isinstance(each, Name)}
    if len(names) + sum(not isinstance(each, Name) for each in answers) != 1:
        return None
    values = [each.value for each in function.assignments if each.target in names]
    made = values or answers
    return made[0] if len(made) == 1 and isinstance(made[0], Call) else None


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
        named = (each.value for each in function.assigned(returned.path))
        returned = next(named, returned)
    return returned if isinstance(returned, Table) else None
