"""What functions are handed: as parameters, or within an object that a parameter is."""

from __future__ import annotations

from dataclasses import dataclass, field

from compliance.extract.code.expressions import Expression, Name, Table
from compliance.extract.code.model import Function, Parameter

# The names, by their ends, under which applications and routers lie in what a function is handed.
_PARTS = ("app", "router", "application")
# What stands before the name of a parameter that takes all further arguments.
REST = "..."
# So many entries of an object that a call is handed are looked at.
_MAX_ENTRIES = 20


@dataclass
class Handed:
    """The parameters of a program's functions by their names, as far as they were asked for."""

    _values: dict[int, dict[str, Expression]] = field(default_factory=dict)

    def parameter(self, function: Function | None, name: str) -> tuple[Function, Parameter] | None:
        """The parameter that a name is, or is taken from, unless something else of that name stands
        nearer.
        """
        each = function
        while each is not None:
            if name in self._assigned_in(each):
                return None
            for parameter in each.parameters:
                is_it = parameter.name.removeprefix(REST) == name
                if is_it or any(name == local for local, _ in parameter.taken):
                    return each, parameter
            each = each.outer
        return None

    def assigned(self, function: Function | None, name: str) -> tuple[Function, Expression] | None:
        """What a name is given in the functions around a place, with the one that gives it."""
        each = function
        while each is not None:
            value = self._assigned_in(each).get(name)
            if value is not None:
                return each, value
            if any(one.name == name for one in each.parameters):
                return None
            each = each.outer
        return None

    def _assigned_in(self, function: Function) -> dict[str, Expression]:
        known = self._values.get(id(function))
        if known is None:
            known = {}
            for one in function.assignments:
                known[one.target] = one.value
                for local, (key, _) in one.parts.items():
                    if isinstance(one.value, Name):
                        known[local] = Name(one.line, path=f"{one.value.path}.{key}")
            self._values[id(function)] = known
        return known


def is_rest(parameters: tuple[Parameter, ...], position: int) -> bool:
    """Whether an argument is one of those that the last parameter takes all of."""
    return (
        position >= len(parameters) - 1
        and parameters[-1:] != ()
        and (parameters[-1].name.startswith(REST))
    )


def key_of(parameter: Parameter, path: str) -> str:
    """The key of what lies in a parameter: `app` of `args.app`, or of `{ app: web }` by `web`; ""
    for what lies deeper.
    """
    if parameter.taken:
        return dict(parameter.taken).get(path, "")
    key = path.partition(".")[2]
    return key if "." not in key else ""


def is_named_router(key: str) -> bool:
    """Whether a key is called as applications and routers are."""
    return key.lower().endswith(_PARTS)


def parts(parameter: Parameter, table: Table) -> list[tuple[str, Expression]]:
    """What an object hands to a function for a parameter, by what the function calls each."""
    entries = list(table.entries.items())[:_MAX_ENTRIES]
    if parameter.taken:
        local = {key: name for name, key in parameter.taken}
        return [(local[key], each) for key, each in entries if key in local]
    return [(f"{parameter.name}.{key}", each) for key, each in entries if parameter.name]
