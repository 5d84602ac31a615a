"""Follows names in Python: to a package's own name, to a value, to the classes behind a class."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

from compliance.extract.code.expressions import (
    Call,
    Expression,
    Item,
    Member,
    Name,
    Operation,
    Sequence,
    Text,
    path_of,
)
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.routes.following import Located, placed

MAX_HOPS = 8
MAX_CLASSES = 40
MAX_ELEMENTS = 2_000
MAX_SOURCE = 100_000
_ADDING = frozenset(["append", "extend", "insert"])


def qualified(program: Program, module: Module, path: str, hops: int = MAX_HOPS) -> str:
    """The whole name that a package outside of the repository knows something by, such as
    `django.urls.path`; empty where it is none of a package.
    """
    if hops <= 0 or not path:
        return ""
    head = path.partition(".")[0]
    for each in reversed(module.imports):
        whole = next((name for name in each.names if "." in name and _begins(path, name)), "")
        if not whole and head not in each.names:
            continue
        name = whole or head
        behind = path[len(name) + 1 :]
        taken = "" if each.names[name] == "*" else each.names[name]
        target = program.imports.target(module.path, each.source, taken)
        if target is None:
            source = "" if each.source.startswith(".") else each.source
            return ".".join(part for part in (source, taken, behind) if part) if source else ""
        other = program.code.module(target)
        if other is None or other is module:
            return ""
        is_module = target != program.imports.target(module.path, each.source)
        inner = behind if is_module or not taken else f"{taken}.{behind}" if behind else taken
        return qualified(program, other, inner, hops - 1)
    return _renamed(program, module, path, hops)


def _begins(path: str, name: str) -> bool:
    return path == name or path.startswith(f"{name}.")


def _renamed(program: Program, module: Module, path: str, hops: int) -> str:
    """The name behind another one that a module gives it, or behind `from package import *`."""
    head, _, rest = path.partition(".")
    for each in module.assignments:
        if each.target == head and each.function is None and isinstance(each.value, Name):
            if each.value.path.partition(".")[0] == head:
                return ""
            return qualified(program, module, f"{each.value.path}.{rest}".strip("."), hops - 1)
    stars = [each.source for each in module.imports if "*" in each.names]
    own = {*(each.name for each in module.classes), *(each.name for each in module.functions)}
    if head in own:
        return ""
    outside = [each for each in stars if not each.startswith(".")]
    return f"{outside[0]}.{path}" if len(stars) == len(outside) == 1 else ""


def value_of(program: Program, where: Located) -> Located | None:
    """What an expression stands for, names followed; None where that cannot be told."""
    expression = where.expression
    if isinstance(expression, Name):
        found = program.meaning(where.module, expression.path, where.function)
        if found is None or (isinstance(found.value, Name) and found.module is where.module):
            return None
        return placed(found)
    return None if isinstance(expression, Member) else where


def call_of(program: Program, where: Located) -> Located | None:
    """The call that makes what an expression stands for; the first one where a condition chooses:
    `DefaultRouter() if settings.DEBUG else SimpleRouter()`, `router or APIRouter()`.
    """
    found = value_of(program, where)
    made = found.expression if found is not None else None
    if isinstance(made, Operation) and made.operator in ("?:", "or"):
        made = next((each for each in made.operands[1:] if isinstance(each, Call)), None)
    return found.at(made) if found is not None and isinstance(made, Call) else None


def class_of(program: Program, where: Located) -> Class | None:
    """The class that an expression names."""
    found = value_of(program, where)
    return found.expression if found and isinstance(found.expression, Class) else None


@dataclass(frozen=True)
class Ancestry:
    """A class with the classes of the repository that it extends, nearest first, and the whole
    names of those that it extends in packages.
    """

    classes: tuple[Class, ...]
    packages: tuple[str, ...]

    def method(self, name: str) -> Function | None:
        """The method of that name, its own or inherited from a class of the repository."""
        return next(filter(None, (each.method(name) for each in self.classes)), None)

    def value(self, name: str) -> Located | None:
        """What a field of that name is set to, with the place where that is written."""
        for each in self.classes:
            found = each.field(name)
            if found is not None and found.value is not None and each.module is not None:
                return Located(found.value, each.module)
        return None

    def extends(self, *names: str) -> bool:
        """Whether it extends one of some classes of packages."""
        return any(each in names for each in self.packages)


def ancestry(program: Program, class_: Class) -> Ancestry:
    """What a class is made of, in the order in which Python looks for its methods (nearly)."""
    classes: list[Class] = []
    packages: list[str] = []
    waiting = [class_]
    while waiting and len(classes) < MAX_CLASSES:
        each = waiting.pop(0)
        if each in classes or each.module is None:
            continue
        classes.append(each)
        found: list[Class] = []
        for base in each.bases:
            of = base.of if isinstance(base, Item) else base
            path = path_of(of)
            parent = class_of(program, Located(of, each.module))
            if parent is not None:
                found.append(parent)
            elif path:
                packages.append(qualified(program, each.module, path) or path)
        waiting = found + waiting
    return Ancestry(tuple(classes), tuple(dict.fromkeys(packages)))


def elements(program: Program, where: Located, hops: int = MAX_HOPS) -> Iterator[Located]:
    """The elements of a list that may be put together from several, in their order; what cannot be
    taken apart is an element itself.
    """
    expression = where.expression
    if hops <= 0:
        return
    if isinstance(expression, Sequence):
        for each in expression.items[:MAX_ELEMENTS]:
            if isinstance(each, Operation) and each.operator == "*":
                yield from elements(program, where.at(each.operands[0]), hops - 1)
            else:
                yield where.at(each)
    elif isinstance(expression, Operation):
        yield from _of_operation(program, where, expression, hops)
    elif isinstance(expression, Call):
        yield from _of_call(program, where, expression, hops)
    elif isinstance(expression, Name):
        yield from _named(program, where, expression, hops)
    else:
        yield where


# Where the list of lists stands that a call makes one list of: `reduce(add, lists)`.
_JOINED = {"sum": 0, "reduce": 1, "from_iterable": 0}


def _of_call(program: Program, where: Located, call: Call, hops: int) -> Iterator[Located]:
    """The elements of a list that is copied, or joined from several; else the call itself."""
    if call.path in ("list", "tuple", "sorted"):
        for argument in call.arguments[:1]:
            yield from elements(program, where.at(argument), hops - 1)
    elif call.name in _JOINED and (lists := call.argument(_JOINED[call.name])) is not None:
        for each in elements(program, where.at(lists), hops - 1):
            yield from elements(program, each, hops - 1)
    else:
        yield where


def _of_operation(
    program: Program, where: Located, operation: Operation, hops: int
) -> Iterator[Located]:
    """The elements of lists that are added to one another, or of a comprehension the one."""
    if operation.operator == "for":
        yield where.at(operation.operands[0])
    elif operation.operator in ("+", "+=", "?:", "or"):
        skipped = 1 if operation.operator in ("+=", "?:") else 0
        for operand in operation.operands[skipped:]:
            yield from elements(program, where.at(operand), hops - 1)
    else:
        yield where


def _named(program: Program, where: Located, name: Name, hops: int) -> Iterator[Located]:
    """The elements of the list that a name stands for, with all that is added to it later."""
    found = value_of(program, where)
    if found is None:
        yield where
        return
    if found.function is not None or not _is_top(found):
        yield from elements(program, found, hops - 1)
        return
    target = next(
        (each.target for each in found.module.assignments if each.value is found.expression),
        name.path.rpartition(".")[2],
    )
    yield from of_name(program, found.module, target, hops - 1)


def _is_top(found: Located) -> bool:
    return any(
        each.value is found.expression and each.function is None
        for each in found.module.assignments
    )


def of_name(program: Program, module: Module, name: str, hops: int = MAX_HOPS) -> Iterator[Located]:
    """The elements of a list at the top of a module: of each assignment, and what is added."""
    for assignment in module.assigned(name):
        yield from elements(program, Located(assignment.value, module), hops)
    for call in module.calls:
        if call.function is None and call.name in _ADDING and call.receiver == name:
            given = call.arguments[-1] if call.arguments else None
            if given is None:
                continue
            place = Located(given, module, call.function)
            if call.name == "extend":
                yield from elements(program, place, hops)
            else:
                yield place


def texts(program: Program, where: Located | None) -> tuple[str, ...]:
    """The texts that a list, or one text by itself, is written out to."""
    if where is None:
        return ()
    found = (value_of(program, each) or each for each in elements(program, where))
    return tuple(each.expression.value for each in found if isinstance(each.expression, Text))


def argument(call: Call, position: int, keyword: str, where: Located) -> Located | None:
    """An argument of a call where it is written."""
    given: Expression | None = call.argument(position, keyword)
    return where.at(given) if given is not None else None


def source_of(function: Function) -> bytes:
    """What is written in a function, its decorators aside; cut where it is very long."""
    if function.module is None:
        return b""
    lines = _lines(function.module)
    return b"\n".join(lines[function.line - 1 : function.end_line])[:MAX_SOURCE]


@functools.lru_cache(maxsize=4)
def _lines(module: Module) -> list[bytes]:
    return module.source.split(b"\n")
