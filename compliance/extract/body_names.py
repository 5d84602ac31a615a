"""Tells what in a function is the body of a request, or was made of it, by the names there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from compliance.extract.access.words import words
from compliance.extract.code.expressions import (
    Call,
    Expression,
    Item,
    Name,
    Operation,
    Table,
    made_of,
    path_of,
    walk,
)
from compliance.extract.code.model import Function, Parameter
from compliance.extract.request_addresses import ADDRESS_PARTS
from compliance.extract.request_bodies import BODY_PARTS, REQUESTS, VALIDATING

# Names are given each other's values in any order; so many of one function are kept.
_MAX_ROUNDS, _MAX_NAMES = 4, 500
# What a method of Python's is called on stands among its parameters.
_OWN = ("self", "cls")
_SPREADING = frozenset(["...", "*", "**"])
# These put what they are handed into what they are called on.
_PUTTING = frozenset("append extend update add insert setdefault push unshift set assign".split())
# What functions are called that take the body out of a request.
_BODIES = frozenset("body json payload form data input".split())
# By these keywords something is given what it holds to a schema.
_DATA = ("data", "body", "json", "instance", "value", "obj")
_OBJECTS = frozenset(["this", "self"])
# What a request may be an attribute of: an object, or the package whose request is one for all.
_HOLDING = _OBJECTS | {"flask", "quart"}
# By these names an object has its request in it: `self.request.data`, `ctx.request.body`.
_WITHIN = frozenset(["request", "req"])
# What is called so has the request in it, beside much else.
_CONTEXTS = frozenset(["ctx", "context", "c"])
# What a request has beside its body and its address, and says nothing of what it brings.
_BESIDE = frozenset(
    """user auth session state app log logger id ip method path db em prisma tenant server locals
    t flash logout login get header is accepts env var set status res response reply
    META GET COOKIES FILES args view_args remote_addr""".split()
)


@dataclass(frozen=True)
class Handed:
    """What a function calls that which it is handed of a request: bodies, and whole requests."""

    bodies: frozenset[str] = frozenset()
    requests: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.bodies or self.requests)


class Bodies:
    """What in one function, with those that are written in it, is the body of a request, or was
    made of it, by name.
    """

    def __init__(self, function: Function, handed: Handed, reading: frozenset[int]) -> None:
        self._reading = reading
        self._functions = tuple(function.everything())
        own = {name for each in function.parameters for name in names_of(each)}
        self._names: set[str] = set()
        self._having: set[str] = set()
        self._add(handed.bodies)
        # A request may be one for all, or that of a view: what a parameter is, is known.
        self._requests = handed.requests | (REQUESTS - own)
        if handed.requests >= REQUESTS:
            taken = (pair for each in function.parameters for pair in each.taken)
            self._add(local for local, key in taken if key in BODY_PARTS)
        known = -1
        for _ in range(_MAX_ROUNDS):
            if known == len(self._names):
                break
            known = len(self._names)
            for each in self._functions:
                self._spread(each)

    def _spread(self, function: Function) -> None:
        """Add what is given the value of something that has the body in it."""
        around = function.argument_of
        if around is not None and any(map(self._has, (around.callee, *_given(around)))):
            self._add(name for each in function.parameters for name in names_of(each))
        for assignment in function.assignments:
            parts = assignment.parts
            if self._is_request(assignment.value):
                self._add(local for local, (key, _) in parts.items() if not _is_aside(key))
            elif self._has(assignment.value) or _is_filled_form(assignment.value):
                keys = self._keys_of(assignment.value)
                self._add(_under(assignment.target, keys))
                self._add(local for local, (key, _) in parts.items() if not keys or key in keys)
        for call in function.calls:
            block = call.block
            while block is not None:
                if block.subject is not None and self._has(block.subject):
                    self._add((block.target, *block.taken))
                block = block.outer
            if call.name in _PUTTING and any(map(self._has, _given(call))):
                self._add([_filled(call)])

    def _add(self, names: Iterable[str]) -> None:
        """Take names for the body, and what they lie in for what has that in it."""
        for name in names:
            if name and len(self._names) < _MAX_NAMES:
                self._names.add(name)
                self._having.update(_beginnings(name))

    def is_given(self, call: Call) -> bool:
        """Whether a call is handed the body, or is one of an object that was made of it."""
        on = _receiver(call)
        if call.name in VALIDATING or self._is_request(on):  # `ctx.validate(rule)`
            return True
        return any(self._has(each, whole=True) for each in (*_given(call), on))

    def may_be_given(self, call: Call) -> bool:
        """Whether it is open what a call is given: an attribute, or what a callback takes."""
        given = [*call.arguments, *(call.keywords[each] for each in _DATA if each in call.keywords)]
        if not given and call.name[:1].isupper():
            return False  # A schema is made, and held to nothing yet.
        parameters = (one for each in self._functions[1:] for one in each.parameters)
        taken = {name for each in parameters for name in names_of(each)}
        heads = (
            each.path.partition(".")[0]
            for value in given or [_receiver(call)]
            for each in walk(value)
            if isinstance(each, Name)
        )
        return any(each in taken or each in _OBJECTS for each in heads)

    def taken(self, call: Call, called: Function) -> Handed:
        """What a function calls that of its arguments which is the body, or has it in it."""
        parameters = called.parameters
        if parameters and parameters[0].name in _OWN:
            parameters = parameters[1:]
        bodies: set[str] = set()
        requests: set[str] = set()
        for argument, takers in _pairs(call, parameters):
            named = [each.name.lstrip(".*") for each in takers if not each.taken]
            apart = [pair for each in takers for pair in each.taken]
            if self._is_request(argument):
                requests.update(named)
                bodies.update(local for local, key in apart if not _is_aside(key))
            elif self._has(argument, whole=True):
                keys = self._keys_of(argument)
                bodies.update(name for each in named for name in _under(each, keys))
                bodies.update(local for local, key in apart if not keys or key in keys)
        if self._has(_receiver(call)):
            bodies.update(_OBJECTS)
        elif path_of(call.callee).partition(".")[0] in _OBJECTS:
            bodies.update(name for name in self._names if name.partition(".")[0] in _OBJECTS)
        return Handed(frozenset(bodies), frozenset(requests))

    def keys(self, call: Call) -> frozenset[str]:
        """Under which keys of an object a call is handed the body; none where all of it is that."""
        first = call.argument(0)
        return self._keys_of(first) if isinstance(first, Table) else frozenset()

    def _keys_of(self, value: Expression) -> frozenset[str]:
        """The same of an object, one that is made out of it alone, or one by its name."""
        if isinstance(value, Call) and _makes(value):
            value = value.arguments[0]
        if isinstance(value, Name) and not self._is_all(value.path):
            below = f"{value.path}."
            inner = (each.removeprefix(below) for each in self._names if each.startswith(below))
            return frozenset(each.partition(".")[0] for each in inner)
        if not isinstance(value, Table):
            return frozenset()
        found = {key for key, each in value.entries.items() if self._has(each, whole=True)}
        for each in value.spread:
            if self._has(each, whole=True):
                keys = self._keys_of(each)
                if not keys:
                    return frozenset()
                found |= keys
        return frozenset(found)

    def _has(self, value: Expression, *, whole: bool = False) -> bool:
        """Whether the body is in a value; `whole`: or the request itself."""
        return any(
            self._is_body(each.path) or (whole and self._is_request(each))
            if isinstance(each, Name)
            else self._reads(each)
            for each in _within(value)
        )

    def _reads(self, value: Expression) -> bool:
        """Whether a call reads the body out of a request: by what it does, or else by its name."""
        if not isinstance(value, Call) or id(value) in self._reading:
            return isinstance(value, Call)
        named = not _BODIES.isdisjoint(words(value.name))
        return named and any(map(self._is_request, _given(value)))

    def _is_body(self, path: str) -> bool:
        """Whether a name is the body, one of its parts, or what has that in it."""
        return path in self._having or self._is_all(path)

    def _is_all(self, path: str) -> bool:
        if path in self._names or not self._names.isdisjoint(_beginnings(path)):
            return True
        parts = _parts(path)
        if parts[0] not in self._requests:
            return False
        rest = [each for each in parts[1:] if each not in _WITHIN]
        if parts[0] in _CONTEXTS and len(rest) == len(parts) - 1:
            # `ctx.guard.body`; what `ctx.body` is, is answered.
            return not BODY_PARTS.isdisjoint(rest[1:])
        return bool(rest) and not _is_aside(rest[0])

    def _is_request(self, value: Expression) -> bool:
        if not isinstance(value, Name):
            return False
        parts = _parts(value.path)
        return parts[0] in self._requests and all(each in _WITHIN for each in parts[1:])


def _within(value: Expression) -> Iterator[Expression]:
    """What a value is made of: by the key of an item another value is found."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        while isinstance(each, Item):
            each = each.of
        yield each
        waiting.extend(made_of(each))


def _makes(call: Call) -> bool:
    """Whether an object of a class is made out of one other: `new Add(…)`, `Add.create({ … })`."""
    is_class = call.constructs or call.receiver[:1].isupper()
    return is_class and len(call.arguments) == 1 and not call.keywords


def _under(name: str, keys: frozenset[str]) -> set[str]:
    """The names of what lies in something under some keys; without keys its own."""
    return {f"{name}.{key}" for key in keys} if name and keys else {name}


def _beginnings(path: str) -> Iterator[str]:
    """What a dotted name begins with: of `a.b.c` `a` and `a.b`."""
    end = path.find(".")
    while end > 0:
        yield path[:end]
        end = path.find(".", end + 1)


def _parts(path: str) -> list[str]:
    parts = path.split(".")
    if parts[0] in _HOLDING and len(parts) > 1:
        parts = parts[1:]
    return ["request", *parts[1:]] if parts[0] == "_request" else parts


def _is_aside(key: str) -> bool:
    return key in ADDRESS_PARTS or key in _BESIDE


def _given(call: Call) -> tuple[Expression, ...]:
    return (*call.arguments, *call.keywords.values())


def _pairs(
    call: Call, parameters: tuple[Parameter, ...]
) -> Iterator[tuple[Expression, tuple[Parameter, ...]]]:
    """Each argument of a call, with the parameters that it may be."""
    for position, argument in enumerate(call.arguments):
        is_spread = isinstance(argument, Operation) and argument.operator in _SPREADING
        takers = parameters[position:] if is_spread else parameters[position : position + 1]
        yield argument, takers or parameters[-1:]
    for keyword, argument in call.keywords.items():
        named = tuple(each for each in parameters if each.name == keyword)
        yield argument, named or parameters[-1:]


def _is_filled_form(value: Expression) -> bool:
    """Whether a form is made that takes the request by itself, as Flask-WTF's do."""
    return isinstance(value, Call) and value.name.endswith("Form") and not _given(value)


def _filled(call: Call) -> str:
    """The name of what a call puts its arguments into."""
    first = call.argument(0)
    if call.path == "Object.assign":
        return first.path if isinstance(first, Name) else ""
    return call.receiver if "(" not in call.receiver and call.receiver != "this" else ""


def _receiver(call: Call) -> Expression:
    callee = call.callee
    if isinstance(callee, Name):
        return Name(callee.line, path=callee.path.rpartition(".")[0])
    return callee


def names_of(parameter: Parameter) -> tuple[str, ...]:
    """What a function calls what it takes, or each part of that."""
    return tuple(local for local, _ in parameter.taken) or (parameter.name.lstrip(".*"),)
