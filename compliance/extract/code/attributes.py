"""Follows attributes: into classes and what they extend, into what makes objects, into types."""

from __future__ import annotations

import abc
from dataclasses import dataclass, field

from compliance.extract.code.expressions import Call, Expression, Item, Name, Sequence, path_of
from compliance.extract.code.made import is_nothing, made_in
from compliance.extract.code.meant import ClassMeaning, Meaning, of_class
from compliance.extract.code.model import Class, Function, Module, Parameter
from compliance.extract.code.names import Names
from compliance.extract.code.types import AROUND, named_by, part_of_type, result_of, written_type

MAX_HOPS = 12
# What containers of dependencies call it to hand out the object of a class.
RESOLVING = frozenset(["resolve", "get"])
_PROPERTIES = frozenset(["property", "cached_property"])


@dataclass
class Attributes(Names, abc.ABC):
    """What classes, their objects and types hold; the names in them are looked up by `Meanings`."""

    # Classes inherit in ways that cross very often.
    _attributes: dict[tuple[int, str, int], Meaning | None] = field(
        default_factory=dict, init=False
    )
    # What a call calls is asked for its class and for its object, and so is what that one calls.
    _callees: dict[tuple[int, int], Meaning | None] = field(default_factory=dict, init=False)

    @abc.abstractmethod
    def meaning(
        self, module: Module, path: str, function: Function | None = None, hops: int = MAX_HOPS
    ) -> Meaning | None:
        """What a dotted name means in a module, or in a function of it."""

    @abc.abstractmethod
    def _value(
        self, module: Module, value: Expression, function: Function | None, hops: int
    ) -> Meaning | None:
        """What an expression stands for."""

    @abc.abstractmethod
    def _handed(
        self, module: Module, parameter: Parameter, function: Function, hops: int
    ) -> Meaning | None:
        """What a function is handed."""

    @abc.abstractmethod
    def _inside(self, found: Meaning, rest: str, hops: int) -> Meaning | None:
        """An attribute of what a name means."""

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
            # `app = null` only says that there will be one.
            if kept.value is not None and not is_nothing(kept.value):
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

    def _made_by(self, module: Module, call: Call, hops: int) -> ClassMeaning | None:
        """The class whose object a call makes, itself or by the type that the function names, or
        that a container of dependencies is asked for: `container.resolve(Users)`.
        """
        made = self._made(self._callee(module, call, hops), hops)
        asked = call.argument(0) if made is None and len(call.arguments) == 1 else None
        if isinstance(asked, Name) and asked.path[:1].isupper() and call.name in RESOLVING:
            return of_class(self.meaning(module, asked.path, call.function, hops - 1))
        return made

    def _made(self, made: Meaning | None, hops: int) -> ClassMeaning | None:
        """The class whose object is made by calling something."""
        if made is None or not isinstance(made.value, Function):
            return of_class(made)
        if made.value.result:
            return of_class(self._typed(made.module, made.value.result, hops))
        call = made_in(made.value) if hops > 0 else None
        return self._made_by(made.module, call, hops - 1) if call is not None else None

    def _callee(self, module: Module, call: Call, hops: int) -> Meaning | None:
        """What a call calls."""
        key = (id(call), hops)
        if key not in self._callees:
            path = path_of(call.callee)
            self._callees[key] = self.meaning(module, path, call.function, hops - 1)
        return self._callees[key]

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
