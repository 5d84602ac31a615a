"""The methods that stand behind those of an abstract class or a protocol, in Python."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from compliance.extract.code.expressions import path_of
from compliance.extract.code.meant import Meaning
from compliance.extract.code.model import Class, Function, Module

_MAX_FOUND = 8
# Of so many methods it is looked for in one program: each time its files are gone through.
_MAX_ASKED = 200
_ABSTRACT = frozenset(["ABC", "Protocol"])
# What stands in for the real one.
_STANDS_IN = re.compile(r"fake|mock|stub|dummy|in_?memory", re.IGNORECASE)


@dataclass
class Implemented:
    """What implements the abstract methods of one program; `modules` are its Python files that hold
    at least one of some words. Each is looked for once.
    """

    modules: Callable[..., Iterator[Module]]
    _known: dict[int, tuple[Meaning, ...]] = field(default_factory=dict)

    def of(self, found: Meaning) -> tuple[Meaning, ...]:
        """The methods that run where an abstract one is called; of any other that one itself."""
        method = found.value
        if not isinstance(method, Function) or method.class_ is None or not _is_abstract(method):
            return (found,)
        if id(method) not in self._known:
            if len(self._known) >= _MAX_ASKED:
                return (found,)
            self._known[id(method)] = tuple(self._find(method, method.class_))[:_MAX_FOUND]
        return self._known[id(method)] or (found,)

    def _find(self, method: Function, class_: Class) -> Iterator[Meaning]:
        named = [each for each in self._classes(class_.name.encode()) if _extends(each[1], class_)]
        if not named and "Protocol" in _bases(class_):
            # Nobody has to say that a class follows a protocol: it has all that this asks for.
            asked = {each.name for each in class_.methods}
            named = [
                each
                for each in self._classes(f"def {method.name}(".encode())
                if each[1] is not class_ and asked <= {one.name for one in each[1].methods}
            ]
        for module, each in named:
            own = each.method(method.name)
            if own is not None and not _is_abstract(own):
                yield Meaning(module, own)

    def _classes(self, word: bytes) -> Iterator[tuple[Module, Class]]:
        """The classes of the files that hold a word, those aside that stand in for others."""
        for module in self.modules(word):
            if not _STANDS_IN.search(module.path):
                for each in module.classes:
                    if not _STANDS_IN.search(each.name):
                        yield module, each


def _is_abstract(method: Function) -> bool:
    """Whether a method only says what others have to have."""
    marks = {path_of(each).rpartition(".")[2] for each in method.decorators}
    class_ = method.class_
    is_asked = "abstractmethod" in marks or (class_ is not None and _is_open(class_))
    does = any(each.name != "NotImplementedError" for each in method.calls)
    return is_asked and not (does or method.returns or method.assignments)


def _is_open(class_: Class) -> bool:
    return not _ABSTRACT.isdisjoint(_bases(class_)) or "metaclass" in class_.keywords


def _extends(class_: Class, base: Class) -> bool:
    return class_ is not base and base.name in _bases(class_)


def _bases(class_: Class) -> set[str]:
    """The names of what a class extends, without what stands behind generic ones."""
    return {path_of(each).removesuffix("[]").rpartition(".")[2] for each in class_.bases}
