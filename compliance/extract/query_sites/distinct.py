"""Tells a method by its name alone, where nothing else in a program is called so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from compliance.extract.code.expressions import Call, path_of
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program
from compliance.extract.queries.chains import base_of
from compliance.extract.queries.receivers import assigned, generic, type_of
from compliance.extract.query_sites.callers import called_by
from compliance.paths import language

# What a method calls the object or the class that it is called on.
ON_SELF = frozenset(["this", "self", "super", "super()", "cls"])
_DEFINED = re.compile(rb"\bdef[ \t]{1,9}(\w{1,200})[ \t]{0,9}\(")


@dataclass
class Distinct:
    """The methods of a program in Python that their names tell from all else in it."""

    program: Program

    def methods(self, functions: Iterable[Function]) -> dict[str, Function]:
        """Those among some functions, by name: one of several words that is defined once."""
        return {
            each.name: each
            for each in functions
            if each.class_ is not None
            and each.module is not None
            and each.module.is_python
            and "_" in each.name.strip("_")
            and self._defined[each.name.encode()] == 1
        }

    def only(self, module: Module, call: Call, method: Function) -> Function | None:
        """The one method of a name, where what it is called on cannot be told; None where that is
        something that the file takes in, or known to be a package's.
        """
        head = base_of(call).partition(".")[0]
        if not module.is_python or not head or head in ON_SELF or module.imported(head):
            return None
        if self._is_of_package(module, call, head):
            return None
        return method if called_by(self.program, module, call) is None else None

    def _is_of_package(self, module: Module, call: Call, name: str) -> bool:
        """Whether a name is of a type that a package has, or is put what a package makes."""
        made = (each for each in assigned(call.function, module, name) if isinstance(each, Call))
        type_, _ = generic(type_of(self.program, module, name, call.function))
        heads = (each.partition(".")[0] for each in (type_, *(path_of(one.callee) for one in made)))
        return any(
            module.imported(each) is not None
            and self.program.meaning(module, each, call.function) is None
            for each in heads
        )

    @cached_property
    def _defined(self) -> Counter[bytes]:
        """How often each name is defined as that of a function, in the files in Python."""
        contents = self.program.code.tree.contents
        paths = (each for each in self.program.paths if language(each) == "python")
        return Counter(name for path in paths for name in _DEFINED.findall(contents.get(path, b"")))
