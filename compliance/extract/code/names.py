"""The names that a module, or a function in it, defines and imports, each looked up once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from compliance.extract.code import Code
from compliance.extract.code.expressions import Expression, Table, path_of
from compliance.extract.code.model import Assignment, Class, Function, Import, Module, Parameter
from compliance.extract.imports import Imports
from compliance.facts import Component

_EXPORTS = ("module.exports", "exports")
_HANDS_ON = re.compile(rb"\b(?:export(?:\s{1,99}type)?|import)\s{0,99}\*")


@dataclass
class Names:
    """The names in the code that a component runs, module by module."""

    code: Code
    component: Component
    imports: Imports
    _top: dict[str, dict[str, Function | Class | Expression]] = field(
        default_factory=dict, init=False
    )
    _targets: dict[tuple[str, str, str], str | None] = field(default_factory=dict, init=False)
    _hand_on: dict[str, bool] = field(default_factory=dict, init=False)
    _names: dict[int, dict[str, Function | Assignment | Parameter]] = field(
        default_factory=dict, init=False
    )
    _assigned: dict[str, dict[str, list[Assignment]]] = field(default_factory=dict, init=False)
    _imports_of: dict[str, dict[str, list[Import]]] = field(default_factory=dict, init=False)
    # The names of a module's objects into which something may be put later; 0: all that it exports.
    _filled: dict[str, dict[int, str]] = field(default_factory=dict, init=False)

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

    def _names_in(self, function: Function) -> dict[str, Function | Assignment | Parameter]:
        """The names of a function's own: functions in it, what it assigns last, its parameters."""
        known = self._names.get(id(function))
        if known is None:
            known = {}
            for name in reversed(function.parameters):
                known.update((local, name) for local, _ in name.taken)
                known[name.name] = name
            for each in function.assignments:
                known[each.target] = each
            for inner in reversed(function.inner):
                known[inner.name] = inner
            self._names[id(function)] = known
        return known

    def _module(self, module: Module, source: str, name: str = "") -> Module | None:
        """The module that another one imports, if it is of the repository."""
        target = self._target(module, source, name)
        return self.code.module(target) if target else None

    def _target(self, module: Module, source: str, name: str = "") -> str | None:
        """The file that a module imports, if it is of the repository."""
        key = (module.path, source, name)
        if key not in self._targets:
            self._targets[key] = self.imports.target(module.path, source, name)
        return self._targets[key]

    def _may_give(self, module: Module, source: str, name: str) -> bool:
        """Whether what a module imports may give others a name: it holds that, or hands on all that
        another one has. Files that hand on dozens of others are common.
        """
        target = self._target(module, source)
        content = self.code.tree.contents.get(target) if target else None
        if target is None or content is None:
            return target is not None  # Why it could not be had is noted by who asks for it.
        if target not in self._hand_on:
            # A package gives its modules, too.
            is_package = target.endswith("__init__.py")
            self._hand_on[target] = is_package or _HANDS_ON.search(content) is not None
        return name == "default" or self._hand_on[target] or name.encode() in content

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

    @staticmethod
    def _dotted(taken: Import, path: str) -> str:
        """The name with dots in it that an import takes and a path begins with; "" for none."""
        return next(
            (name for name in taken.names if "." in name and f"{path}.".startswith(f"{name}.")), ""
        )

    def _is_submodule(self, module: Module, source: str, name: str, target: Module) -> bool:
        """Whether a name that is taken from a module of Python is a module in it: in `from a import
        a` it need not be, so the file of the outer one is asked for as well.
        """
        if not module.is_python or not _is_file(target.path, name):
            return False
        return self._module(module, source) is not target

    def _put(self, module: Module, table: Expression | None, name: str) -> Expression | None:
        """What is put later, under a name, into an object of a module, or into all that it exports
        where no object is given.
        """
        top = self._top_of(module)
        if module.path not in self._filled:
            self._filled[module.path] = {
                id(value) if isinstance(value, Table) else 0: name
                for name, value in top.items()
                if isinstance(value, Table) or path_of(value) in _EXPORTS
            }
        filled = self._filled[module.path].get(0 if table is None else id(table))
        return top.get(f"{filled}.{name}") if filled else None


def _is_file(path: str, name: str) -> bool:
    """Whether a file is the module of that name itself, not one that holds it."""
    return bool(name) and path.endswith((f"/{name}.py", f"/{name}/__init__.py", f"{name}.py"))
