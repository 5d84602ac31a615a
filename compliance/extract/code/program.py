"""Follows names through the files of a component: to the function, class or value that they mean.

What cannot be followed (a value that is handed around, a package's code) is nothing, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from compliance.extract.base import Workpiece, extractor
from compliance.extract.code import Code
from compliance.extract.code.made import part_of_made
from compliance.extract.code.model import (
    Assignment,
    Call,
    Class,
    Expression,
    Function,
    Import,
    Member,
    Module,
    Name,
    Parameter,
    Table,
    Text,
    path_of,
)
from compliance.extract.entries import names_entries
from compliance.extract.imports import Imports
from compliance.extract.path_aliases import names_folders
from compliance.extract.reach import sources
from compliance.facts import Component, Layout, Scope
from compliance.facts.manifests import Manifests
from compliance.facts.reach import Reach
from compliance.tree import Tree, below

if TYPE_CHECKING:
    from compliance.extract.queries.query import Query
    from compliance.extract.routes.endpoint import Endpoint

MAX_HOPS = 12
MAX_CALLED = 400
# The kind of an expression that stands for all that a module exports.
MODULE = "module"
_REQUIRE = ("require", "import")
_EXPORTS = ("module.exports", "exports")
_PROPERTIES = frozenset(["property", "cached_property"])


@dataclass(frozen=True)
class Meaning:
    """What a name stands for, and the module in which that is written."""

    module: Module
    value: Function | Class | Expression


@dataclass
class Program(Workpiece):
    """The code that a component runs. `paths` are its source files, tests aside; `others` are the
    directories of other backends, whose code it may use and whose routes are theirs; `endpoints`
    are its routes, and `queries` its queries, once somebody asked for them; `beyond` are the places
    where code that cannot be followed is handed an application to register more with.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    code: Code
    component: Component
    imports: Imports
    paths: tuple[str, ...]
    others: tuple[str, ...] = ()
    endpoints: tuple[Endpoint, ...] | None = None
    beyond: list[tuple[str, int]] = field(default_factory=list)
    queries: tuple[Query, ...] | None = None
    _top: dict[str, dict[str, Function | Class | Expression]] = field(default_factory=dict)
    _targets: dict[tuple[str, str, str], str | None] = field(default_factory=dict)
    _names: dict[int, dict[str, Function | Assignment | Parameter]] = field(default_factory=dict)
    _assigned: dict[str, dict[str, list[Assignment]]] = field(default_factory=dict)
    # Files may hand on each other's names, and classes inherit, in ways that cross very often.
    _exported: dict[tuple[str, str, int], Meaning | None] = field(default_factory=dict)
    _attributes: dict[tuple[int, str, int], Meaning | None] = field(default_factory=dict)
    _imports_of: dict[str, dict[str, list[Import]]] = field(default_factory=dict)
    # The names of a module's objects into which something may be put later; 0: all that it exports.
    _filled: dict[str, dict[int, str]] = field(default_factory=dict)
    _called: dict[int, tuple[tuple[Call, Meaning], ...]] = field(default_factory=dict)

    def modules(self, *words: bytes) -> Iterator[Module]:
        """The outlines of its files that hold at least one of the words; of all without words."""
        return self.code.modules(self.paths, *words)

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

    def meaning(
        self, module: Module, path: str, function: Function | None = None, hops: int = MAX_HOPS
    ) -> Meaning | None:
        """What a dotted name means in a module, or in a function of it."""
        if not path or hops <= 0 or "?" in path:
            return None
        head, _, rest = path.partition(".")
        if head in ("super()", "super") and rest:
            class_ = _class_around(function)
            return self._inherited(module, class_, rest, hops) if class_ else None
        if head in ("this", "self", "cls"):
            class_ = _class_around(function)
            return self._attribute(module, class_, rest, hops) if class_ and rest else None
        found = self._local(module, head, function, hops)
        if found is None:
            found, rest = self._imported(module, path, hops)
        return self._inside(found, rest, hops) if found is not None and rest else found

    def value(
        self, module: Module, value: Expression, function: Function | None = None
    ) -> Meaning | None:
        """What an expression stands for: names are followed, and files that are required."""
        return self._value(module, value, function, MAX_HOPS)

    def assigned(self, module: Module, name: str) -> tuple[Assignment, ...]:
        """The assignments of a module that give something that name, patterns too, at any depth."""
        known = self._assigned.get(module.path)
        if known is None:
            known = {}
            for each in module.assignments:
                for target in (each.target, *each.parts):
                    known.setdefault(target, []).append(each)
            self._assigned[module.path] = known
        return tuple(known.get(name, ()))

    def _local(
        self, module: Module, head: str, function: Function | None, hops: int
    ) -> Meaning | None:
        """A name that is defined around a place: in its functions, then at the module's top."""
        around = function
        while around is not None:
            local = self._names_in(around).get(head)
            if isinstance(local, Function):
                return Meaning(module, local)
            if isinstance(local, Assignment):
                return self._value(module, local.value, around, hops)
            if isinstance(local, Parameter):
                return self._typed(module, local.type, hops)
            around = around.outer
        value = self._top_of(module).get(head)
        return self._value(module, value, None, hops) if value is not None else None

    def _names_in(self, function: Function) -> dict[str, Function | Assignment | Parameter]:
        """The names of a function's own: functions in it, what it assigns last, its parameters."""
        known = self._names.get(id(function))
        if known is None:
            known = {}
            for name in reversed(function.parameters):
                known[name.name] = name
            for each in function.assignments:
                known[each.target] = each
            for inner in reversed(function.inner):
                known[inner.name] = inner
            self._names[id(function)] = known
        return known

    def _value(
        self, module: Module, value: Expression, function: Function | None, hops: int
    ) -> Meaning | None:
        """A value; a name that stands for another is followed, and so is a file by `require`."""
        if isinstance(value, Name):
            return self.meaning(module, value.path, function, hops - 1) or Meaning(module, value)
        if isinstance(value, Call) and value.path in _REQUIRE:
            source = value.argument(0)
            other = self._module(module, source.value) if isinstance(source, Text) else None
            return self._whole(other, hops) if other is not None else None
        if isinstance(value, Member):
            of = self._value(module, value.of, function, hops)
            return self._inside(of, value.name, hops) if of is not None else None
        return Meaning(module, value)

    def _whole(self, module: Module, hops: int) -> Meaning:
        """A module as a value: what it exports as such, else all that it exports."""
        found = None if module.is_python else self.exported(module, "default", hops - 1)
        return found or Meaning(module, Expression(1, MODULE))

    def _module(self, module: Module, source: str, name: str = "") -> Module | None:
        """The module that another one imports, if it is of the repository."""
        key = (module.path, source, name)
        if key not in self._targets:
            self._targets[key] = self.imports.target(module.path, source, name)
        target = self._targets[key]
        return self.code.module(target) if target else None

    def _top_of(self, module: Module) -> dict[str, Function | Class | Expression]:
        """The functions, classes and values at the top of a module, by name."""
        known = self._top.get(module.path)
        if known is None:
            known = {}
            for assignment in module.assignments:
                if assignment.function is None and assignment.target:
                    known.setdefault(assignment.target, assignment.value)
            for class_ in module.classes:
                known[class_.name] = class_
            for each in module.functions:
                if each.name and each.outer is None and each.class_ is None:
                    known.setdefault(each.name, each)
            self._top[module.path] = known
        return known

    def _imported(self, module: Module, path: str, hops: int) -> tuple[Meaning | None, str]:
        """What an imported name means, and what of the path is left behind it."""
        head, _, rest = path.partition(".")
        for each in self._taking(module, head):
            whole = next((name for name in each.names if "." in name and _begins(path, name)), "")
            if whole:
                head, rest = whole, path[len(whole) + 1 :]
            elif head not in each.names:
                continue
            name = each.names[head]
            taken = "" if name in ("*", "default") else name
            other = self._module(module, each.source, taken)
            if other is None or other is module:
                continue
            if name == "*" or self._is_submodule(module, each.source, taken, other):
                return Meaning(other, Expression(1, MODULE)), rest
            found = self.exported(other, name, hops - 1)
            if found is None and name == "default":
                found = Meaning(other, Expression(1, MODULE))
            return found, rest
        return (self._starred(module, head, hops), rest) if module.is_python else (None, rest)

    def _taking(self, module: Module, head: str) -> list[Import]:
        """The imports of a module whose names begin with a word, the last of them first."""
        known = self._imports_of.get(module.path)
        if known is None:
            known = {}
            for each in reversed(module.imports):
                for word in {name.partition(".")[0] for name in each.names}:
                    known.setdefault(word, []).append(each)
            self._imports_of[module.path] = known
        return known.get(head, [])

    def _is_submodule(self, module: Module, source: str, name: str, target: Module) -> bool:
        """Whether a name that is taken from a module of Python is a module in it: in `from a import
        a` it need not be, so the file of the outer one is asked for as well.
        """
        if not module.is_python or not _is_file(target.path, name):
            return False
        return self._module(module, source) is not target

    def _starred(self, module: Module, head: str, hops: int) -> Meaning | None:
        """What `from module import *` brings under a name."""
        for each in module.imports:
            other = self._module(module, each.source) if "*" in each.names else None
            if other is not None and other is not module:
                found = self.exported(other, head, hops - 1)
                if found is not None:
                    return found
        return None

    def exported(self, module: Module, path: str, hops: int = MAX_HOPS) -> Meaning | None:
        """What a module gives to others under a name."""
        if hops <= 0:
            return None
        key = (module.path, path, hops)
        if key not in self._exported:
            self._exported[key] = self._export(module, path, hops)
        return self._exported[key]

    def _export(self, module: Module, path: str, hops: int) -> Meaning | None:
        head, _, rest = path.partition(".")
        if module.is_python:
            found = self.meaning(module, path, None, hops - 1)
            return found or self._submodule(module, path, hops)
        name = module.exports.get(head, head)
        if head == "default" and head not in module.exports:
            name = "module.exports" if "module.exports" in self._top_of(module) else ""
        top = self._top_of(module).get(name)
        found = (
            self._value(module, top, None, hops)
            if top is not None
            else self.meaning(module, name, None, hops - 1)
        )
        if found is None:
            found = self._passed_on(module, head, hops) or self._put_in(module, head, hops)
        return self._inside(found, rest, hops) if found is not None and rest else found

    def _put_in(
        self, module: Module, head: str, hops: int, table: Expression | None = None
    ) -> Meaning | None:
        """What is put piece by piece into an object, or into all that a module exports: `Shop.users
        = …` behind `const Shop = {}` or `const Shop = module.exports`.
        """
        top = self._top_of(module)
        if module.path not in self._filled:
            self._filled[module.path] = {
                id(value) if isinstance(value, Table) else 0: name
                for name, value in top.items()
                if isinstance(value, Table) or path_of(value) in _EXPORTS
            }
        name = self._filled[module.path].get(0 if table is None else id(table))
        put = top.get(f"{name}.{head}") if name else None
        return self._value(module, put, None, hops - 1) if put is not None else None

    def _submodule(self, module: Module, path: str, hops: int) -> Meaning | None:
        """A module of a package, which need not be named in the package's own file."""
        head, _, rest = path.partition(".")
        if not module.path.endswith("__init__.py"):
            return None
        other = self._module(module, f".{head}")
        if other is None or other is module:
            return None
        found = Meaning(other, Expression(1, MODULE))
        return self._inside(found, rest, hops) if rest else found

    def _passed_on(self, module: Module, head: str, hops: int) -> Meaning | None:
        """What `export * from` hands on."""
        for each in module.imports:
            if "export *" in each.names:
                other = self._module(module, each.source)
                found = self.exported(other, head, hops - 2) if other is not None else None
                if found is not None:
                    return found
        return None

    def _inside(self, found: Meaning, rest: str, hops: int) -> Meaning | None:
        """An attribute of what a name means."""
        value = found.value
        if value.kind == MODULE:
            return self.exported(found.module, rest, hops - 1)
        if isinstance(value, Class):
            return self._attribute(found.module, value, rest, hops)
        if isinstance(value, Call):
            class_ = self._made_by(found.module, value, hops)
            if class_ is None:
                return self._of_object(found.module, value, rest, hops)
            return self._attribute(class_.module, class_.value, rest, hops)
        entries = getattr(value, "entries", None)
        if isinstance(entries, dict):
            head, _, further = rest.partition(".")
            entry = entries.get(head)
            if entry is None:
                inner = self._put_in(found.module, head, hops, value)
            else:
                inner = self._value(found.module, entry, None, hops - 1)
            return self._inside(inner, further, hops - 1) if inner and further else inner
        return None

    def _of_object(self, module: Module, call: Call, rest: str, hops: int) -> Meaning | None:
        """An attribute of the object that a function of JavaScript makes."""
        if module.is_python or hops <= 0:
            return None
        made = self.meaning(module, path_of(call.callee), call.function, hops - 1)
        if made is None or not isinstance(made.value, Function):
            return None
        head, _, further = rest.partition(".")
        part = part_of_made(made.value, head)
        inner = self._value(made.module, part, made.value, hops - 1) if part is not None else None
        return self._inside(inner, further, hops - 1) if inner and further else inner

    def _made_by(self, module: Module, call: Call, hops: int) -> _ClassMeaning | None:
        """The class whose object a call makes, itself or by the type that the function names."""
        made = self.meaning(module, path_of(call.callee), call.function, hops - 1)
        if made is not None and isinstance(made.value, Function):
            answers = made.value.returns
            if made.value.result:
                made = self._typed(made.module, made.value.result, hops)
            elif len(answers) == 1 and isinstance(answers[0], Call) and hops > 0:
                return self._made_by(made.module, answers[0], hops - 1)
        return _of_class(made)

    def _attribute(self, module: Module, class_: Class, path: str, hops: int) -> Meaning | None:
        """A method or field of a class or of what it extends, and further into what that is."""
        if hops <= 0:
            return None
        key = (id(class_), path, hops)
        if key not in self._attributes:
            self._attributes[key] = self._look_up(module, class_, path, hops)
        return self._attributes[key]

    def _look_up(self, module: Module, class_: Class, path: str, hops: int) -> Meaning | None:
        head, _, rest = path.partition(".")
        method = class_.method(head)
        if method is not None and rest:
            return self._property(module, method, rest, hops)
        if method is not None:
            return Meaning(module, method)
        held = self._held(module, class_, head, hops)
        if held is not None:
            return self._inside(held, rest, hops - 1) if rest else held
        return self._inherited(module, class_, path, hops)

    def _inherited(self, module: Module, class_: Class, path: str, hops: int) -> Meaning | None:
        for base in class_.bases:
            # A generic one has its types behind it: `Repository[User]`.
            named = path_of(base).removesuffix("[]")
            parent = _of_class(self.meaning(module, named, None, hops - 1))
            if parent is not None and parent.value is not class_:
                found = self._attribute(parent.module, parent.value, path, hops - 1)
                if found is not None:
                    return found
        return None

    def _property(self, module: Module, method: Function, rest: str, hops: int) -> Meaning | None:
        """An attribute of what a property answers, by the type that it names."""
        names = {path_of(each).rpartition(".")[2] for each in method.decorators}
        made = (
            _of_class(self._typed(module, method.result, hops))
            if method.result and not names.isdisjoint(_PROPERTIES)
            else None
        )
        return self._attribute(made.module, made.value, rest, hops - 1) if made else None

    def _held(self, module: Module, class_: Class, name: str, hops: int) -> Meaning | None:
        """What a field holds: its value, the class of its type, or what a method puts there."""
        kept = class_.field(name)
        if kept is not None:
            if kept.value is not None:
                return self._value(module, kept.value, None, hops)
            if kept.type:
                return self._typed(module, kept.type, hops)
        for method in class_.methods:
            if method.name == "constructor":
                for parameter in method.parameters:
                    if parameter.name == name and parameter.type:
                        return self._typed(module, parameter.type, hops)
            for assignment in method.assignments:
                if assignment.target in (f"this.{name}", f"self.{name}"):
                    return self._value(module, assignment.value, method, hops)
        return None

    def _typed(self, module: Module, type_: str, hops: int) -> Meaning | None:
        """The class that a type names, generics and quotation marks aside."""
        name = type_.strip("'\" ").partition("<")[0].partition("[")[0].partition("|")[0].strip()
        return self.meaning(module, name, None, hops - 1) if name else None

    def called(self, function: Function) -> tuple[tuple[Call, Meaning], ...]:
        """The calls in a function whose functions are known, each with what it calls."""
        if id(function) not in self._called:
            self._called[id(function)] = tuple(self._calls(function))
        return self._called[id(function)]

    def _calls(self, function: Function) -> Iterator[tuple[Call, Meaning]]:
        for each in function.everything():
            for call in each.calls:
                module = each.module
                found = self.meaning(module, path_of(call.callee), each) if module else None
                if found is not None and isinstance(found.value, Function):
                    yield call, found

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


@extractor(version=2, reads=_names_files)
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
    own = f"{component.path}/"
    others = tuple(each.path for each in layout.components if not below(own, each.path))
    return Program(code, component, Imports(tree, component, manifests), paths, others)


@dataclass(frozen=True)
class _ClassMeaning:
    module: Module
    value: Class


def _of_class(meaning: Meaning | None) -> _ClassMeaning | None:
    if meaning is not None and isinstance(meaning.value, Class):
        return _ClassMeaning(meaning.module, meaning.value)
    return None


def _class_around(function: Function | None) -> Class | None:
    """The class whose method a function is, or stands in."""
    each = function
    while each is not None:
        if each.class_ is not None:
            return each.class_
        each = each.outer
    return None


def _begins(path: str, name: str) -> bool:
    return path == name or path.startswith(f"{name}.")


def _is_file(path: str, name: str) -> bool:
    """Whether a file is the module of that name itself, not one that holds it."""
    return bool(name) and path.endswith((f"/{name}.py", f"/{name}/__init__.py", f"{name}.py"))
