"""Follows the body of a request from a handler to what holds it to a schema, if anything does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from compliance.extract.body_guards import Guards
from compliance.extract.body_names import Bodies, Handed, names_of
from compliance.extract.code.expressions import (
    Call,
    path_of,
)
from compliance.extract.code.model import Class, Function
from compliance.extract.code.program import Program
from compliance.extract.providers import Providers
from compliance.extract.queries.implementing import Implementations
from compliance.extract.request_bodies import REQUESTS, reads_body
from compliance.extract.typed_bodies import holds
from compliance.extract.validators import is_validator

# How many functions of a handler are looked at, itself the first.
MAX_FUNCTIONS = 30


class Held(Enum):
    """Whether a body is held to a schema; OPEN: something validates, and what it does is open."""

    YES = "yes"
    OPEN = "open"
    NO = "no"


@dataclass
class HeldBodies:
    """Looks at the handlers of one program."""

    program: Program
    guards: Guards
    _reads: dict[int, bool] = field(default_factory=dict)
    _known: dict[tuple[int, Handed], Bodies] = field(default_factory=dict)
    _validating: dict[int, tuple[Call, ...]] = field(default_factory=dict)

    def held(self, handler: Function, names: frozenset[str] = frozenset()) -> Held:
        """Whether a handler, or what it hands the body of its request on to, validates it. `names`
        are what it calls the body, beside what it takes out of its request.
        """
        waiting, seen = [(handler, Handed(names, REQUESTS))], {id(handler)}
        found, looked = Held.NO, 0
        while waiting and looked < MAX_FUNCTIONS:
            function, handed = waiting.pop(0)
            looked += 1
            if looked > 1 and handed and self.guards.is_decorated(function):
                return Held.YES
            bodies = self._bodies_in(function, handed)
            for call in self._validations(function):
                if bodies.is_given(call):
                    return Held.YES
                is_told = not handed or self._making(call, function) is not None
                found = found if is_told or not bodies.may_be_given(call) else Held.OPEN
            for each in self._further(function, bodies):
                if id(each[0]) not in seen:
                    seen.add(id(each[0]))
                    waiting.append(each)
        return found

    def _bodies_in(self, function: Function, handed: Handed) -> Bodies:
        """What the body is in a function: handlers share what they call, and hand it much alike."""
        key = (id(function), handed)
        if key not in self._known:
            self._known[key] = Bodies(function, handed, self._reading(function))
        return self._known[key]

    def _further(self, function: Function, bodies: Bodies) -> Iterator[tuple[Function, Handed]]:
        """What a function calls that is handed the body, or may have it by itself, what makes an
        object of it, and what makes the forms that it validates.
        """
        for call, meaning in self.program.called(function):
            if isinstance(meaning.value, Function):
                taken = bodies.taken(call, meaning.value)
                if (taken or _shares(call, meaning.value)) and not self._is_loose(call, bodies):
                    yield meaning.value, taken
        for call, method in self._provided(function):
            if taken := bodies.taken(call, method):
                yield method, taken
        for call, constructor in self._constructed(function):
            if taken := bodies.taken(call, constructor):
                yield constructor, taken
        for call in self._validations(function):
            made = self._making(call, function)
            if made is not None:
                yield made, Handed()

    @cached_property
    def _providers(self) -> Providers:
        return Providers(self.program, Implementations(self.program))

    def _provided(self, function: Function) -> Iterator[tuple[Call, Function]]:
        """The methods behind calls on what a class is handed, `this.adding.execute(body)`, where
        that is known by what it has to be able to do only.
        """
        known = {id(call): found.value for call, found in self.program.called(function)}
        for each in function.everything():
            for call in each.calls:
                called = known.get(id(call))
                says = isinstance(called, Function) and not (called.calls or called.returns)
                if call.path.startswith("this.") and (called is None or says):
                    yield from ((call, method) for method in self._providers.methods(call, each))

    def _constructed(self, function: Function) -> Iterator[tuple[Call, Function]]:
        """The objects that a function makes, each with its class's constructor, or one's that this
        extends: `new Order({ ...body })`.
        """
        for each in function.everything():
            for call in each.calls:
                if call.constructs and call.arguments and each.module is not None:
                    found = self.program.meaning(each.module, f"{call.path}.constructor", each)
                    if found is not None and isinstance(found.value, Function):
                        yield call, found.value

    def _is_loose(self, call: Call, bodies: Bodies) -> bool:
        """Whether an object of a class is made out of the body, `AddOrder.create({ name })`, whose
        fields for that are held to nothing, whatever validates it.
        """
        module = call.function.module if call.function is not None else None
        keys = bodies.keys(call)
        if module is None or module.is_python or not keys or not call.receiver[:1].isupper():
            return False
        found = self.program.meaning(module, call.receiver, call.function)
        made = found.value if found is not None else None
        return isinstance(made, Class) and bool(made.fields) and not holds(self.program, made, keys)

    def _making(self, call: Call, function: Function) -> Function | None:
        """The property of a view that makes the form which a call validates: `self.form`."""
        if function.module is None or not call.receiver.startswith("self.") or call.arguments:
            return None
        found = self.program.meaning(function.module, call.receiver, function)
        return found.value if found is not None and isinstance(found.value, Function) else None

    def _reading(self, function: Function) -> frozenset[int]:
        """The calls in a function that read the body for it: `data = valid_json()`."""
        found: set[int] = set()
        for call, meaning in self.program.called(function):
            called = meaning.value
            if isinstance(called, Function) and called.returns:
                if id(called) not in self._reads:
                    self._reads[id(called)] = reads_body(called) > 0
                if self._reads[id(called)]:
                    found.add(id(call))
        return frozenset(found)

    def _validations(self, function: Function) -> tuple[Call, ...]:
        """The calls in a function that hold something to a schema."""
        if id(function) not in self._validating:
            self._validating[id(function)] = tuple(self._found(function))
        return self._validating[id(function)]

    def _found(self, function: Function) -> Iterator[Call]:
        for each in function.everything():
            for call in each.calls:
                # `decode(Order)(body)`
                made = call.callee if isinstance(call.callee, Call) else call
                if self.guards.is_validation(made, each) or _is_of_handed_schema(call, function):
                    yield call


def _is_of_handed_schema(call: Call, function: Function) -> bool:
    """Whether what is called is a schema that the function was handed: `schema(data)`."""
    path = path_of(call.callee)
    handed = (name for each in function.parameters for name in names_of(each))
    return bool(call.arguments) and is_validator(path) and path in handed


def _shares(call: Call, called: Function) -> bool:
    """Whether a function may have the request though it is handed nothing of it: Flask's is one for
    all, and that of a view its own methods have.
    """
    is_python = called.module is not None and called.module.is_python
    return is_python or call.path.startswith(("this.", "super"))
