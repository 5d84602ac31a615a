"""Follows names through the files of a component: to the function, class or value that they mean.

What cannot be followed (a value that is handed around, a package's code) is nothing, never a guess.
"""

from __future__ import annotations

import abc
from dataclasses import dataclass, field

from compliance.extract.code.expressions import (
    Call,
    Expression,
    Item,
    Member,
    Name,
    Sequence,
    Text,
    path_of,
)
from compliance.extract.code.made import part_of_made
from compliance.extract.code.meant import (
    MODULE,
    ClassMeaning,
    Meaning,
    class_around,
    of_class,
    whole_of,
)
from compliance.extract.code.model import Assignment, Class, Function, Module, Parameter
from compliance.extract.code.names import Names
from compliance.extract.code.types import (
    AROUND,
    named_by,
    part_of_type,
    result_of,
    written_type,
)

MAX_HOPS = 12
_REQUIRE = ("require", "import")
# What containers of dependencies call it to hand out the object of a class.
_RESOLVING = frozenset(["resolve", "get"])
_PROPERTIES = frozenset(["property", "cached_property"])


@dataclass
class Meanings(Names, abc.ABC):
    """What the names in the code that a component runs stand for."""

    # Files may hand on each other's names, and classes inherit, in ways that cross very often.
    _exported: dict[tuple[str, str, int], Meaning | None] = field(default_factory=dict, init=False)
    _attributes: dict[tuple[int, str, int], Meaning | None] = field(
        default_factory=dict, init=False
    )
    # What a call calls is asked for its class and for its object, and so is what that one calls.
    _callees: dict[tuple[int, int], Meaning | None] = field(default_factory=dict, init=False)

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
            made.constructs or made.name in _RESOLVING or made.name[:1].isupper()
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
                return whole_of(other), rest
            found = self.exported(other, name, hops - 1)
            if found is None and name == "default":
                found = whole_of(other)
            return found, rest
        return (self._brought(module, head, "*", hops - 1) if module.is_python else None), rest

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

    def _made_by(self, module: Module, call: Call, hops: int) -> ClassMeaning | None:
        """The class whose object a call makes, itself or by the type that the function names, or
        that a container of dependencies is asked for: `container.resolve(Users)`.
        """
        made = self._made(self._callee(module, call, hops), hops)
        asked = call.argument(0) if made is None and len(call.arguments) == 1 else None
        if isinstance(asked, Name) and asked.path[:1].isupper() and call.name in _RESOLVING:
            return of_class(self.meaning(module, asked.path, call.function, hops - 1))
        return made

    def _made(self, made: Meaning | None, hops: int) -> ClassMeaning | None:
        """The class whose object is made by calling something."""
        if made is not None and isinstance(made.value, Function):
            answers = made.value.returns
            if made.value.result:
                made = self._typed(made.module, made.value.result, hops)
            elif len(answers) == 1 and isinstance(answers[0], Call) and hops > 0:
                return self._made_by(made.module, answers[0], hops - 1)
        return of_class(made)

    def _callee(self, module: Module, call: Call, hops: int) -> Meaning | None:
        """What a call calls."""
        key = (id(call), hops)
        if key not in self._callees:
            path = path_of(call.callee)
            self._callees[key] = self.meaning(module, path, call.function, hops - 1)
        return self._callees[key]

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
            parent = of_class(self.meaning(module, named, None, hops - 1))
            if parent is not None and parent.value is not class_:
                found = self._attribute(parent.module, parent.value, path, hops - 1)
                if found is not None:
                    return found
        return None

    def _property(self, module: Module, method: Function, rest: str, hops: int) -> Meaning | None:
        """An attribute of what a property answers, by the type that it names."""
        names = {path_of(each).rpartition(".")[2] for each in method.decorators}
        made = (
            of_class(self._typed(module, method.result, hops))
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
            handed = self._constructed(module, method, name, hops)
            if handed is not None:
                return handed
            for assignment in method.assignments:
                if assignment.target in (f"this.{name}", f"self.{name}"):
                    return self._value(module, assignment.value, method, hops)
        return None

    def _constructed(
        self, module: Module, method: Function, name: str, hops: int
    ) -> Meaning | None:
        """What a constructor is handed under the name of a field."""
        for parameter in method.parameters if method.name == "constructor" else ():
            if parameter.name == name:
                return self._handed(module, parameter, method, hops)
        return None

    def _typed(self, module: Module, type_: str, hops: int) -> Meaning | None:
        """The class that a type names, or an alias of one, generics and quotation marks aside."""
        name = named_by(type_)
        found = self.meaning(module, name, None, hops - 1)
        if found is None and not module.is_python:
            return self._made_as(module, type_, name)
        alias = found.value if found is not None else None
        if found is None or not isinstance(alias, Item):
            return found
        # `Users = Annotated[UserService, Depends(users)]`.
        key = alias.key
        first = key.items[0] if isinstance(key, Sequence) and key.items else key
        is_around = path_of(alias.of).rpartition(".")[2] in AROUND
        return self._value(found.module, first, None, hops - 1) if is_around else found

    def _made_as(self, module: Module, type_: str, name: str) -> Meaning | None:
        """The object that a function makes, where a type of TypeScript is that of its result."""
        function = result_of(type_)
        if not function:
            module, alias = self._declared(module, name)
            function = result_of(alias)
        return Meaning(module, Call(0, callee=Name(0, path=function))) if function else None

    def _typed_part(self, module: Module, type_: str, key: str, hops: int) -> Meaning | None:
        """What is taken out of an object that a function is handed, by the object's type."""
        if module.is_python or not type_ or hops <= 0:
            return None
        place, body = module, type_
        if not type_.lstrip().startswith("{"):
            place, body = self._declared(module, named_by(type_))
        part = part_of_type(body, key)
        return self._typed(place, part, hops - 1) if part else None

    def _declared(self, module: Module, name: str) -> tuple[Module, str]:
        """The file that declares a type of TypeScript, and what it says that it is."""
        written = written_type(module.source, name)
        for each in self._taking(module, name) if not written and name else ():
            other = self._module(module, each.source, each.names.get(name, ""))
            if other is not None:
                written = written_type(other.source, each.names.get(name, name))
                if written:
                    return other, written
        return module, written
