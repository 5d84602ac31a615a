"""Who calls a function, and so hands it what it puts into SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from compliance.extract.code.expressions import Call, path_of
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program

# Of a name that more files hold than this, callers are not looked for.
_MAX_FILES = 40


@dataclass
class Handing:
    """The calls of one program, by the names of what they call."""

    program: Program
    _files: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _calls: dict[str, dict[str, list[Call]]] = field(default_factory=dict)

    def is_common(self, name: str) -> bool:
        """Whether so many files call something of a name that nobody looks into all of them."""
        return len(self._calling(name)) > _MAX_FILES

    def callers(self, function: Function) -> Iterator[tuple[Module, Call, bool]]:
        """The calls of a function, and whether each certainly is one: those of its name on what is
        not known may be.
        """
        name = function.name
        for module in self.program.code.modules(self._calling(name)):
            for call in self._made_in(module).get(name, ()):
                found = self.program.meaning(module, path_of(call.callee), call.function)
                if found is not None and found.value is function:
                    yield module, call, True
                elif found is None and call.receiver:
                    yield module, call, False

    def _made_in(self, module: Module) -> Mapping[str, Sequence[Call]]:
        """The calls of a module, by their names: it may have thousands of functions."""
        if module.path not in self._calls:
            found = self._calls[module.path] = {}
            for call in module.calls:
                found.setdefault(call.name, []).append(call)
        return self._calls[module.path]

    def _calling(self, name: str) -> tuple[str, ...]:
        """The files that may call a function of some name."""
        if name not in self._files:
            words = f"{name}(".encode(), f"{name}<".encode()
            self._files[name] = tuple(self.program.holding(*words))
        return self._files[name]
