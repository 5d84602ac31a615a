"""The code that a component runs: its files, what they mean to each other, and what calls what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from compliance.extract.base import Workpiece, extractor
from compliance.extract.code import Code
from compliance.extract.code.expressions import Call
from compliance.extract.code.implemented import Implemented
from compliance.extract.code.meaning import Meanings
from compliance.extract.code.meant import MODULE, Meaning
from compliance.extract.code.model import Function, Module
from compliance.extract.entries import names_entries
from compliance.extract.imports import Imports
from compliance.extract.path_aliases import names_folders
from compliance.extract.reach import sources
from compliance.facts import Component, Layout, Scope
from compliance.facts.manifests import Manifests
from compliance.facts.reach import Reach
from compliance.paths import below, language
from compliance.tree import Tree

if TYPE_CHECKING:
    from compliance.extract.queries.query import Query
    from compliance.extract.routes.endpoint import Endpoint

MAX_CALLED = 400
# What the files in these folders export, Nitro and Nuxt bring into all that the server has.
_BROUGHT_IN = re.compile(r"(?:^|/)server/utils/[^/]{1,200}\.(?:ts|js|mjs)$")
_BRINGING = frozenset(["Nitro", "Nuxt"])
MAX_BROUGHT_IN = 50
# So many places are kept that may have more routes.
MAX_BEYOND = 5


@dataclass
class Program(Meanings, Workpiece):
    """The code that a component runs. `paths` are its source files, tests aside; `others` are the
    directories of other backends, whose code it may use and whose routes are theirs; `endpoints`
    are its routes, `queries` its queries, `by_hand` the files that somebody runs once, when they
    were asked for, and `lacks_pipes` whether NestJS holds bodies to nothing; `beyond` are the
    places where code that cannot be followed is handed an application to register more with, or a
    path is made of what only a run knows.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    paths: tuple[str, ...]
    others: tuple[str, ...] = ()
    endpoints: tuple[Endpoint, ...] | None = None
    beyond: list[tuple[str, int]] = field(default_factory=list)
    queries: tuple[Query, ...] | None = None
    by_hand: frozenset[str] | None = None
    lacks_pipes: bool | None = None
    _unsaid: dict[str, Meaning | None] = field(default_factory=dict, init=False)
    _called: dict[int, tuple[tuple[Call, Meaning], ...]] = field(default_factory=dict, init=False)
    _only_methods: dict[str, Function | None] = field(default_factory=dict, init=False)

    def modules(self, *words: bytes) -> Iterator[Module]:
        """The outlines of its files that hold at least one of the words; of all without words."""
        return self.code.modules(self.paths, *words)

    def python_modules(self, *words: bytes) -> Iterator[Module]:
        """The outlines of its Python files that hold at least one of some words. What else holds
        one is not parsed for it.
        """
        python = (path for path in self.holding(*words) if language(path) == "python")
        return self.code.modules(python)

    def holding(self, *words: bytes) -> Iterator[str]:
        """The paths of its files that hold at least one of some words."""
        return self.code.holding(self.paths, *words)

    def mentions(self, *words: bytes) -> bool:
        """Whether one of its files holds one of some words."""
        return any(True for _ in self.holding(*words))

    def own_modules(self, *words: bytes) -> Iterator[Module]:
        """Those modules that no other backend runs as its own: what is set up in one of these holds
        there, whoever takes in some of its code.
        """
        return self.code.modules(self.own_paths, *words)

    @cached_property
    def own_paths(self) -> tuple[str, ...]:
        """The paths of its files outside of other backends."""
        return tuple(each for each in self.paths if not self.is_others(each))

    def is_others(self, path: str) -> bool:
        """Whether a file lies in another backend."""
        return any(below(path, other) for other in self.others)

    def note_beyond(self, path: str, line: int) -> None:
        """Keep a place that may have more routes than can be read."""
        if len(self.beyond) < MAX_BEYOND and (path, line) not in self.beyond:
            self.beyond.append((path, line))

    def called(self, function: Function) -> tuple[tuple[Call, Meaning], ...]:
        """The calls in a function whose functions are known, each with what it calls."""
        if id(function) not in self._called:
            self._called[id(function)] = tuple(self._calls(function))
        return self._called[id(function)]

    def brought_in(self, module: Module, name: str) -> Meaning | None:
        """What Nitro and Nuxt bring into a module: whatever the folder for it exports."""
        if not self._bringing or module.is_python:
            return None
        if name not in self._unsaid:
            self._unsaid[name] = None  # These files, too, have names that they do not say.
            holding = self.code.modules(self._bringing, name.encode())
            found = (self.exported(each, name) for each in holding)
            self._unsaid[name] = next(filter(None, found), None)
        return self._unsaid[name]

    @cached_property
    def _bringing(self) -> tuple[str, ...]:
        if _BRINGING.isdisjoint(self.component.frameworks):
            return ()
        return tuple(filter(_BROUGHT_IN.search, self.paths))[:MAX_BROUGHT_IN]

    def _calls(self, function: Function) -> Iterator[tuple[Call, Meaning]]:
        for each in function.everything():
            for call in each.calls:
                module = each.module
                found = self.callee(module, call, each) if module else None
                if found is not None and isinstance(found.value, Function):
                    yield from ((call, real) for real in self.behind(found))

    def only_method(self, name: str) -> Function | None:
        """The method of a name in Python that one class alone has, and no function has besides."""
        if name not in self._only_methods:
            named = (
                each
                for module in self.python_modules(f"def {name}(".encode())
                for each in module.functions
                if each.name == name
            )
            first, second = next(named, None), next(named, None)
            is_one = first is not None and first.class_ is not None and second is None
            self._only_methods[name] = first if is_one else None
        return self._only_methods[name]

    def behind(self, found: Meaning) -> tuple[Meaning, ...]:
        """What runs where a function is called: of an abstract method those that implement it."""
        return self._implemented.of(found) if found.module.is_python else (found,)

    @cached_property
    def _implemented(self) -> Implemented:
        return Implemented(self.python_modules)

    def reached(self, function: Function) -> Iterator[Function]:
        """A function and those that it calls, directly or not, nearest first, each once."""
        seen = {id(function)}
        waiting = [function]
        while waiting and len(seen) <= MAX_CALLED:
            each = waiting.pop(0)
            yield each
            for _, found in self.called(each):
                if isinstance(found.value, Function) and id(found.value) not in seen:
                    seen.add(id(found.value))
                    waiting.append(found.value)


def _names_files(path: str) -> bool:
    return names_folders(path) or names_entries(path)


@extractor(version=3, reads=_names_files)
def program(
    tree: Tree,
    component: Component,
    code: Code,
    manifests: Manifests,
    reach: Reach,
    layout: Layout,
) -> Program:
    """The code of a component: its own, and that of the packages that it depends on."""
    paths = tuple(sources(tree, component, reach))
    code.index(paths)
    own = f"{component.path}/"
    others = tuple(each.path for each in layout.components if not below(own, each.path))
    return Program(code, component, Imports(tree, component, manifests), paths, others)


__all__ = ["MODULE", "Meaning", "Program", "program"]
