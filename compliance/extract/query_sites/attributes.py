"""Where the attributes and the parts of values come from: `spec.table` of a map of what is written,
the first of what a function answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Item,
    Member,
    Name,
    Operation,
    Sequence,
    Table,
    path_of,
)
from compliance.extract.code.meant import class_around
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.queries.circumstances import functions_around
from compliance.extract.queries.receivers import assigned, lineage
from compliance.extract.query_sites.sources import BUILT, Source

_MAX_DEPTH = 8
# What answers an item of the list that it is called on, or that list.
_ITEMS = frozenset("find filter get slice at pop shift sorted reversed values".split())

# Tells where a value comes from: module, value, the function it stands in, how deep that is.
_Placed = tuple[Module, Expression, Function | None]
Ask = Callable[[Module, Expression | None, Function | None, int], Source]


@dataclass(frozen=True)
class Attributes:
    """The attributes of the values of one program; `ask` tells of a whole value."""

    program: Program
    ask: Ask

    def of_name(
        self, module: Module, head: str, key: str, function: Function | None, depth: int
    ) -> Source | None:
        """An attribute of a name of the functions around; None where nothing says what that is."""
        values = [*assigned(function, module, head), *_looped(head, function)]
        found = [self.of(module, each, key, function, depth + 1) for each in values[:50]]
        known = [each for each in found if each is not None]
        return max(known) if known and len(known) == len(found) else None

    def of(
        self, module: Module, value: Expression, key: str, function: Function | None, depth: int
    ) -> Source | None:
        """What a value has under a key, of a list what its items have there."""
        if depth > _MAX_DEPTH:
            return None
        match value:
            case Table() if not key or key in value.entries or not value.spread:
                entry = value.entries.get(key)
                return self.ask(module, entry, function, depth) if entry is not None else None
            case Sequence(items=items):
                if key.isdigit() and int(key) < len(items):
                    return self.ask(module, items[int(key)], function, depth)
                return self._all(module, items, key, function, depth)
            case Operation(operator="?:" | "||" | "??" | "or", operands=operands):
                taken = operands[1:] if value.operator == "?:" else operands
                real = [each for each in taken if not isinstance(each, Constant)]
                return self._all(module, tuple(real), key, function, depth)
            case Item(of=inner):
                return self._item(module, inner, key, function, depth)
            case Call():
                return self._answered(module, value, key, function, depth)
            case Name(path=path):
                found = self.program.meaning(module, path, function)
                if found is None or isinstance(found.value, Name):
                    return None
                return self.of(found.module, found.value, key, None, depth + 1)
            case _:
                return None

    def _all(
        self,
        module: Module,
        values: tuple[Expression, ...],
        key: str,
        function: Function | None,
        depth: int,
    ) -> Source | None:
        found = [self.of(module, each, key, function, depth + 1) for each in values[:200]]
        known = [each for each in found if each is not None]
        return max(known) if known and len(known) == len(found) else None

    def _item(
        self, module: Module, of: Expression, key: str, function: Function | None, depth: int
    ) -> Source | None:
        """`SPECS[kind].table`: what each of the map's values has there."""
        found = self.program.value(module, of, function)
        table = found.value if found is not None else of
        place = found.module if found is not None else module
        if isinstance(table, Table) and not table.spread:
            return self._all(place, tuple(table.entries.values()), key, None, depth)
        if isinstance(table, Sequence):
            return self._all(place, table.items, key, None, depth)
        return None

    def _answered(
        self, module: Module, call: Call, key: str, function: Function | None, depth: int
    ) -> Source | None:
        """What the program's own function answers under a key, or an item of a list."""
        if call.name in BUILT:
            return Source.WRITTEN
        found = self.program.meaning(module, path_of(call.callee), call.function)
        if found is not None and isinstance(found.value, Function) and found.value.returns:
            made = found.value
            return self._all(found.module, tuple(made.returns), key, made, depth)
        each = call.argument(0)
        if call.name in ("map", "flatMap") and isinstance(each, Function) and each.returns:
            return self._all(module, tuple(each.returns), key, each, depth)
        callee = call.callee
        if call.name in _ITEMS and isinstance(callee, Name | Member):
            path = path_of(callee).rpartition(".")[0]
            of = callee.of if isinstance(callee, Member) else Name(call.line, path=path)
            return self._item(module, of, key, function, depth)
        return None

    def own(self, module: Module, name: str, function: Function | None) -> Iterator[_Placed]:
        """All that a class, and those that it extends, put into a field of their objects, each with
        where that stands.
        """
        class_ = class_around(function)
        family = lineage(self.program, module, class_) if class_ is not None else ()
        for place, each in family:
            yield from _own(place, each, name)


def _own(module: Module, class_: Class, name: str) -> Iterator[_Placed]:
    field = class_.field(name)
    if field is not None and field.value is not None:
        yield module, field.value, None
    for method in class_.methods:
        for one in (each for inner in method.everything() for each in inner.assignments):
            if one.target in (f"self.{name}", f"this.{name}"):
                yield module, one.value, one.function


def _looped(name: str, function: Function | None) -> Iterator[Expression]:
    """What a loop, or a callback for each item, goes through under a name."""
    for each in functions_around(function):
        for call in each.calls:
            block = call.block
            while block is not None:
                if block.target == name and block.subject is not None:
                    yield block.subject
                    return
                block = block.outer
