"""Follows a call by its name alone, where only one function of the program has that."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from compliance.extract.code.expressions import Call
from compliance.extract.code.model import Function
from compliance.extract.code.program import Program
from compliance.extract.lists.elsewhere import is_of_project

# Names that are looked for, in one program.
MAX_NAMES = 300
# One word may be anybody's: `find`, `list`. Two say what they are for.
_TELLING = re.compile(r"[a-z]{2,40}(?:[A-Z]|_[a-z])\w{1,80}")

# Where a function gets a name, or may: most files only call it, as `queries.findAllUsers(`.
_DEFINITION = (
    rb"%(name)s(?:(?<![.\w]%(name)s)['\"`\]]?[?!]?\s{0,99}[(<:=\[]|(?<=\.%(name)s)\s{0,99}=(?!=))"
)


@dataclass
class ByName:
    """The functions of one program by their names, each looked for once: for what is handed around
    (`const { findAllUsers } = queries`) and can be followed in no other way.
    """

    program: Program
    _functions: dict[str, Function | None] = field(default_factory=dict)

    def function(self, call: Call, caller: Function) -> Function | None:
        """The only function of the program with the name that is called, if it is no package's."""
        name, module = call.name, caller.module
        if module is None or not _TELLING.fullmatch(name):
            return None
        head = call.path.partition(".")[0]
        brought = module.imported(head)
        if brought is not None and not is_of_project(brought[0]):
            return None
        if name not in self._functions:
            looked = len(self._functions) < MAX_NAMES
            self._functions[name] = self._find(name) if looked else None
        return self._functions[name]

    def _find(self, name: str) -> Function | None:
        code, word = self.program.code, name.encode()
        may_define = re.compile(_DEFINITION % {b"name": re.escape(word)}).search
        paths = [
            path for path in self.program.holding(word) if may_define(code.tree.contents[path])
        ]
        found = [
            each for module in code.modules(paths) for each in module.functions if each.name == name
        ]
        return found[0] if len(found) == 1 else None
