"""The classes that a container of dependencies provides for an abstract class or a token: NestJS's
`{ provide: Orders, useFactory: (database) => new SqlOrders(database) }`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from compliance.extract.code.expressions import Call, Expression, Table, path_of, walk
from compliance.extract.code.meant import class_around
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.queries.implementing import Implementations
from compliance.extract.queries.receivers import type_of

# Names that are looked for in one program, classes of each, and parts of one decorator.
_MAX_NAMES = 500
_MAX_CLASSES = 8
_MAX_PARTS = 2_000
_USED = ("useClass", "useExisting", "useFactory", "useValue")


@dataclass
class Providers:
    """The providers of one program, each name looked for once."""

    program: Program
    implementations: Implementations
    _classes: dict[str, tuple[Class, ...]] = field(default_factory=dict)

    def methods(self, call: Call, function: Function) -> Iterator[Function]:
        """The methods that a call on what an object is handed may lead to, `this.orders.add(body)`,
        where it is known by an abstract class, an interface or a token only.
        """
        head, _, held = call.receiver.partition(".")
        if head != "this" or not held or "." in held or function.module is None:
            return
        yield from self.implementations.methods(call, function)
        type_ = type_of(self.program, function.module, call.receiver, function)
        for name in filter(None, (type_, _token(function, held))):
            for class_ in self._of(name):
                method = class_.method(call.name)
                if method is not None:
                    yield method

    def _of(self, name: str) -> tuple[Class, ...]:
        if name not in self._classes:
            looked = len(self._classes) < _MAX_NAMES and name.replace(".", "").isidentifier()
            found = islice(self._find(name), _MAX_CLASSES) if looked else ()
            self._classes[name] = tuple(found)
        return self._classes[name]

    def _find(self, name: str) -> Iterator[Class]:
        for provider, module in self._by_name.get(name, ()):
            yield from self._used(provider, module)

    @cached_property
    def _by_name(self) -> dict[str, list[tuple[Table, Module]]]:
        """All providers with the files that they stand in, by the names that they provide."""
        found: dict[str, list[tuple[Table, Module]]] = {}
        for module in self.program.modules(b"provide:"):
            for value in _values(module):
                for each in islice(walk(value), _MAX_PARTS):
                    provided = each.entries.get("provide") if isinstance(each, Table) else None
                    if provided is not None and isinstance(each, Table):
                        found.setdefault(path_of(provided), []).append((each, module))
        return found

    def _used(self, provider: Table, module: Module) -> Iterator[Class]:
        """The classes that a provider uses, or makes an object of."""
        for key in _USED:
            given = provider.entries.get(key)
            made = given.returns if isinstance(given, Function) else [given] if given else []
            for each in made:
                path = path_of(each.callee if isinstance(each, Call) else each)
                found = self.program.meaning(module, path) if path else None
                if found is not None and isinstance(found.value, Class):
                    yield found.value


def _values(module: Module) -> Iterator[Expression]:
    """What the classes of a file are decorated with, and what its names are given."""
    for class_ in module.classes:
        yield from class_.decorators
    for assignment in module.assignments:
        yield assignment.value


def _token(function: Function, held: str) -> str:
    """By which token a field of a class is handed in, `@Inject(ORDERS) private orders: Orders`."""
    class_ = class_around(function)
    constructor = class_.method("constructor") if class_ is not None else None
    for parameter in constructor.parameters if constructor is not None else ():
        for mark in parameter.decorators if parameter.name == held else ():
            token = mark.argument(0) if isinstance(mark, Call) and mark.name == "Inject" else None
            if token is not None:
                return path_of(token)
    return ""
