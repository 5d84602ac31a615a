"""Follows names through the files of a component: to the function, class or value that they mean.

What cannot be followed (a value that is handed around, a package's code) is nothing, never a guess.
"""

from __future__ import annotations

import abc
from dataclasses import dataclass, field

from compliance.extract.code.attributes import MAX_HOPS, RESOLVING, Attributes
from compliance.extract.code.expressions import Call, Expression, Member, Name, Text, path_of
from compliance.extract.code.made import part_of_made
from compliance.extract.code.meant import MODULE, Meaning, class_around, whole_of
from compliance.extract.code.model import Assignment, Class, Function, Module, Parameter

_REQUIRE = ("require", "import")


@dataclass
class Meanings(Attributes, abc.ABC):
    """What the names in the code that a component runs stand for."""

    # Files may hand on each other's names in ways that cross very often.
    _exported: dict[tuple[str, str, int], Meaning | None] = field(default_factory=dict, init=False)

    def meaning(
        self, module: Module, path: str, function: Function | None = None, hops: int = MAX_HOPS
    ) -> Meaning | None:
        """What a dotted name means in a module, or in a function of it."""
        if not path or hops <= 0 or "?" in path:
            return None
        head, _, rest = path.partition(".")
        if head in ("super()", "super") and rest:
            class_ = class_around(function)
            return self._inherited(module, class_, rest, hops) if class_ else None
        if head in ("this", "self", "cls"):
            class_ = class_around(function)
            return self._attribute(module, class_, rest, hops) if class_ and rest else None
        found = self._local(module, head, function, hops)
        if found is None:
            found, rest = self._imported(module, path, hops)
        if found is None and module.imported(head) is None:
            found = self.brought_in(module, head)
        return self._inside(found, rest, hops) if found is not None and rest else found

    @abc.abstractmethod
    def brought_in(self, module: Module, name: str) -> Meaning | None:
        """What a framework brings into a module under a name that nothing there says."""

    def value(
        self, module: Module, value: Expression, function: Function | None = None
    ) -> Meaning | None:
        """What an expression stands for: names are followed, and files that are required."""
        return self._value(module, value, function, MAX_HOPS)

    def callee(self, module: Module, call: Call, function: Function | None) -> Meaning | None:
        """What a call calls, be it on an object that is made on the spot: `new Users().all()`,
        `container.resolve(Users).all()`.
        """
        found = self.meaning(module, path_of(call.callee), function)
        made = call.callee.of if found is None and isinstance(call.callee, Member) else None
        if not isinstance(made, Call) or not (
            made.constructs or made.name in RESOLVING or made.name[:1].isupper()
        ):
            return found
        return self.value(module, call.callee, function)

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
                key = next((key for name, key in local.taken if name == head), "")
                if key:
                    return self._typed_part(module, local.type, key, hops)
                return self._handed(module, local, around, hops)
            around = around.outer
        value = self._top_of(module).get(head)
        return self._value(module, value, None, hops) if value is not None else None

    def _handed(
        self, module: Module, parameter: Parameter, function: Function, hops: int
    ) -> Meaning | None:
        """What a function is handed, by its type; without one, what FastAPI calls to hand it on, or
        what a function of JavaScript has where it is handed nothing.
        """
        default = parameter.default
        if not parameter.type and isinstance(default, Call | Name) and not module.is_python:
            return self._value(module, default, function.outer, hops - 1)
        if parameter.type or not isinstance(default, Call) or default.name != "Depends":
            return self._typed(module, parameter.type, hops)
        asked = default.argument(0, "dependency")
        made = self._value(module, asked, function.outer, hops - 1) if asked is not None else None
        class_ = self._made(made, hops)
        return Meaning(class_.module, class_.value) if class_ is not None else None

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
        return found or whole_of(module)

    def _imported(self, module: Module, path: str, hops: int) -> tuple[Meaning | None, str]:
        """What an imported name means, and what of the path is left behind it."""
        head, _, rest = path.partition(".")
        for each in self._taking(module, head):
            whole = self._dotted(each, path)
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
                return self._of_package(module, each.source, taken, hops) or whole_of(other), rest
            found = self.exported(other, name, hops - 1)
            if found is None and name == "default":
                found = whole_of(other)
            return found, rest
        return (self._brought(module, head, "*", hops - 1) if module.is_python else None), rest

    def _of_package(self, module: Module, source: str, name: str, hops: int) -> Meaning | None:
        """What a package of Python gives under the name of a module in it: `from .users import
        router as users` in its own file comes before the module.
        """
        package = self._module(module, source) if name else None
        if package is None or package is module or not package.path.endswith("__init__.py"):
            return None
        says = name in self._top_of(package) or self._taking(package, name)
        return self.exported(package, name, hops - 1) if says else None

    def _brought(self, module: Module, head: str, mark: str, hops: int) -> Meaning | None:
        """What comes with all of another module: by `from module import *`, or `export * from`."""
        for each in module.imports:
            may_give = mark in each.names and self._may_give(module, each.source, head)
            other = self._module(module, each.source) if may_give else None
            if other is not None and other is not module:
                found = self.exported(other, head, hops)
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
            # `module.exports = { list: require("./list") }`; names there are known by now.
            entry = getattr(self._top_of(module).get("module.exports"), "entries", {}).get(head)
            if isinstance(entry, Call | Member):
                found = self._value(module, entry, None, hops - 1)
        if found is None:
            found = self._brought(module, head, "export *", hops - 2)
            found = found or self._put_in(module, head, hops)
        return self._inside(found, rest, hops) if found is not None and rest else found

    def _put_in(
        self, module: Module, head: str, hops: int, table: Expression | None = None
    ) -> Meaning | None:
        """What is put piece by piece into an object, or into all that a module exports: `Shop.users
        = …` behind `const Shop = {}` or `const Shop = module.exports`.
        """
        put = self._put(module, table, head)
        return self._value(module, put, None, hops - 1) if put is not None else None

    def _submodule(self, module: Module, path: str, hops: int) -> Meaning | None:
        """A module of a package, which need not be named in the package's own file."""
        head, _, rest = path.partition(".")
        if not module.path.endswith("__init__.py"):
            return None
        other = self._module(module, f".{head}")
        if other is None or other is module:
            return None
        found = whole_of(other)
        return self._inside(found, rest, hops) if rest else found

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
        """An attribute of the object that a function of JavaScript makes, or the base of models
        that `SQLAlchemy(model_class=Base)` of Flask is handed.
        """
        if module.is_python and hops > 0:
            base = call.keywords.get("model_class") if rest == "Model" else None
            return self._value(module, base, None, hops - 1) if base is not None else None
        if hops <= 0:
            return None
        made = self._callee(module, call, hops)
        if made is None or not isinstance(made.value, Function):
            return None
        head, _, further = rest.partition(".")
        part = part_of_made(made.value, head)
        inner = self._value(made.module, part, made.value, hops - 1) if part is not None else None
        return self._inside(inner, further, hops - 1) if inner and further else inner
