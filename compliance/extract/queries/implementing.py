"""Follows calls on an interface, or on an abstract class, to the classes that implement it, and
those on a model to its statics.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from compliance.extract.code.expressions import Call, path_of
from compliance.extract.code.model import Class, Function
from compliance.extract.code.program import Program
from compliance.extract.queries.node.statics import static_called
from compliance.extract.queries.receivers import lineage, type_of

# Interfaces whose classes are looked for, in one program.
MAX_TYPES = 200
_MAX_CLASSES = 8
_TYPE = re.compile(r"[A-Za-z_]\w{2,80}")
# What stands in for the real one.
_STANDS_IN = re.compile(r"fake|mock|stub|dummy|in-?memory", re.IGNORECASE)


@dataclass
class Implementations:
    """The classes behind the interfaces of one program, each looked for once."""

    program: Program
    _classes: dict[str, tuple[Class, ...]] = field(default_factory=dict)

    def methods(self, call: Call, function: Function) -> Iterator[Function]:
        """The methods that a call such as `this.users.find()` may lead to, where what it is called
        on is known by an interface only; the static that `User.list()` is.
        """
        static = static_called(self.program, call, function) if self._has_statics else None
        if static is not None:
            yield static
        head, _, held = call.receiver.partition(".")
        if head != "this" or not held or "." in held or function.module is None:
            return
        named = _TYPE.match(type_of(self.program, function.module, call.receiver, function))
        for class_ in self._of(named[0]) if named is not None else ():
            method = self._method(class_, call.name)
            if method is not None:
                yield method

    def _method(self, class_: Class, name: str) -> Function | None:
        """The method of a class, be it one that it has of what it extends."""
        if class_.module is None:
            return class_.method(name)
        family = lineage(self.program, class_.module, class_)
        methods = (each.method(name) for _, each in family)
        return next((each for each in methods if each is not None), None)

    @cached_property
    def _has_statics(self) -> bool:
        return self.program.mentions(b".statics", b"statics:", b".static(", b".loadClass(")

    def _of(self, name: str) -> tuple[Class, ...]:
        """The classes that name an interface or a class as what they implement or extend."""
        if name not in self._classes:
            looked = len(self._classes) < MAX_TYPES
            self._classes[name] = tuple(self._find(name))[:_MAX_CLASSES] if looked else ()
        return self._classes[name]

    def _find(self, name: str) -> Iterator[Class]:
        words = (f"{word} {name}".encode() for word in ("implements", "extends"))
        for module in self.program.modules(*words):
            for class_ in module.classes:
                is_real = not _STANDS_IN.search(class_.name) and not _STANDS_IN.search(module.path)
                if is_real and any(path_of(base) == name for base in class_.bases):
                    yield class_
