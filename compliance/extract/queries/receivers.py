"""What a query is called on: followed to the value, or the type, that a name has in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code.expressions import (
    Call,
    Expression,
    Item,
    Name,
    Sequence,
    path_of,
    walk,
)
from compliance.extract.code.meant import class_around
from compliance.extract.code.model import Assignment, Class, Function, Module
from compliance.extract.code.program import Meaning, Program

# How many lines there are at most before the name of a class, its decorators.
_MAX_HEAD = 9
_EXTENDS = rb"\bclass\s{1,9}%s\s{1,99}extends\s{1,99}[\w.]{1,80}<\s{0,9}(\w{1,100})"
_GENERIC = re.compile(r"\s{0,5}([\w.]{1,80})\s{0,5}[<\[]\s{0,5}(?:typeof )?([\w.]{1,80})")
_OPTIONAL = re.compile(
    r"(?:[tT]yping\.)?Optional\[([^\[\]]{1,80})\]|([\w.'\"]{1,80})\s{0,5}\|\s{0,5}None"
)
_MAX_BASES = 8
# Of as many values of one name it is told which of them it has on a line.
_MAX_REPLACED = 200


def lineage(program: Program, module: Module, class_: Class) -> Iterator[tuple[Module, Class]]:
    """A class and those of the program that it extends, nearest first."""
    waiting, seen = [(module, class_)], {id(class_)}
    while waiting and len(seen) <= _MAX_BASES:
        place, each = waiting.pop(0)
        yield place, each
        for base in each.bases:
            found = program.meaning(place, path_of(base).removesuffix("[]"))
            if found and isinstance(found.value, Class) and id(found.value) not in seen:
                seen.add(id(found.value))
                waiting.append((found.module, found.value))


def bases(program: Program, module: Module, class_: Class) -> set[str]:
    """The names of all that a class extends, packages' classes too, as paths."""
    return {path_of(base) for _, each in lineage(program, module, class_) for base in each.bases}


def type_of(program: Program, module: Module, path: str, function: Function | None) -> str:
    """The type that a name has, as it is written; "" where none is."""
    head, _, rest = path.partition(".")
    if head in ("this", "self"):
        class_ = class_around(function)
        if class_ is None or not rest or "." in rest:
            return ""
        return next(
            (
                found
                for _, each in lineage(program, module, class_)
                if (found := _field(each, rest))
            ),
            "",
        )
    if rest:
        return ""
    each = function
    while each is not None:
        for parameter in each.parameters:
            if parameter.name == head:
                return _meant(program, module, parameter.type)
        each = each.outer
    return ""


def _field(class_: Class, name: str) -> str:
    """The type of a field: its own, that of a constructor's parameter, or of one put into it."""
    field = class_.field(name)
    if field is not None and field.type:
        return field.type
    for method in class_.methods:
        if method.name in ("constructor", "__init__"):
            types = {each.name: each.type for each in method.parameters}
            if method.name == "constructor" and types.get(name):
                return types[name]
            for assignment in method.assignments:
                if assignment.target in (f"this.{name}", f"self.{name}") and isinstance(
                    assignment.value, Name
                ):
                    return types.get(assignment.value.path, "")
    return ""


def _meant(program: Program, module: Module, written: str) -> str:
    """A type, without that it may be none; of an alias for `Annotated[Session, …]` what stands
    first in it.
    """
    if not module.is_python:
        return written
    maybe = _OPTIONAL.fullmatch(written.strip("'\" "))
    written = (maybe[1] or maybe[2]).strip("'\" ") if maybe is not None else written
    if not written.isidentifier():
        return written
    found = program.meaning(module, written)
    value = found.value if found is not None else None
    if isinstance(value, Item) and path_of(value.of).endswith("Annotated"):
        key = value.key
        first = key.items[0] if isinstance(key, Sequence) and key.items else key
        return path_of(first)
    return written


def generic(type_: str) -> tuple[str, str]:
    """`Repository<User>` as its name and its first argument; the argument is "" without one."""
    found = _GENERIC.match(type_)
    if found is not None:
        return found[1].rpartition(".")[2], found[2]
    return type_.strip("'\" ").rpartition(".")[2], ""


def extended_with(module: Module, class_: Class) -> str:
    """The type that the class of a package is extended with: `User` of `class Users extends
    Repository<User>`; "" without one.
    """
    head = module.text(class_.line, class_.line + _MAX_HEAD)
    found = re.search(_EXTENDS % re.escape(class_.name.encode()), head) if class_.name else None
    return found[1].decode() if found is not None else ""


def answered(program: Program, module: Module, call: Call) -> Meaning | None:
    """What a call of the program's own function answers, where that is one expression."""
    callee = program.value(module, call.callee, call.function)
    if callee is None or not isinstance(callee.value, Function) or len(callee.value.returns) != 1:
        return None
    return program.value(callee.module, callee.value.returns[0], callee.value)


def _in_force(values: list[Assignment], module: Module, line: int) -> list[Assignment]:
    """The values that a name may have on a line. One is certainly replaced by a later one that does
    not stand deeper than the line, as in a branch, and is not made of what was there.
    """
    before = [each for each in values if each.line <= line]
    depth = _indent(module, line)
    for at in range(len(before) - 1, -1, -1):
        if _indent(module, before[at].line) <= depth and not _goes_on(before[at]):
            return before[at:]
    return values


def _goes_on(assignment: Assignment) -> bool:
    """Whether what is put into a name is made of what was there: `rows = rows.filter(…)`."""
    name = assignment.target
    paths = (each.path for each in walk(assignment.value) if isinstance(each, Name | Call))
    return any(path == name or path.startswith((f"{name}.", f"{name}[")) for path in paths)


def _indent(module: Module, line: int) -> int:
    text = module.text(line, line)
    return len(text) - len(text.lstrip())


def assigned(
    function: Function | None, module: Module, name: str, line: int = 0
) -> Iterator[Expression]:
    """The values that are put into a name, in the functions around a place, else in the module; on
    a line, those aside that are put into it further down, or certainly replaced before.
    """
    each = function
    while each is not None:
        own = each.assigned(name)
        if own:
            narrow = line and each is function and 1 < len(own) <= _MAX_REPLACED
            yield from (one.value for one in (_in_force(own, module, line) if narrow else own))
            return
        if any(parameter.name == name for parameter in each.parameters):
            return
        each = each.outer
    found = [one.value for one in module.assigned(name)]
    # In a file that does not parse as a whole, what stands outside may stand in several functions.
    if len(found) < 2 or not module.broken:
        yield from found
