"""What stands before a handler and holds the body of its request to a schema."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from compliance.extract.code.expressions import Call, Expression, Member, Name, Table, path_of, walk
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.queries.reading import mentions
from compliance.extract.request_addresses import Addresses
from compliance.extract.request_bodies import reads_body
from compliance.extract.routes import Endpoint
from compliance.extract.validators import (
    MAY_VALIDATE,
    RULES,
    describes,
    is_form,
    is_made,
    is_model,
    is_validation,
    is_validator,
    makes_rules,
    only_shows,
)
from compliance.facts.validation import Validator

# So much of a list of rules, or of a schema, is looked at.
MAX_RULES = 500
# What a decorator's or an option's table is in these is a description too.
_DESCRIBED_BY_TABLES = frozenset(["NestJS", "FastAPI", "Django", "Django REST framework"])
# Here handlers stand in a row, and one before the last may take the body.
_IN_A_ROW = frozenset(["Express", "Koa", "Hono"])
# What FastAPI calls before a handler, or for one of its parameters.
_DEPENDING = frozenset(["Depends", "Security"])
# Under which name the options of a route say of what form its body has to be.
_BODIES = {"Hapi": "payload", "Koa": "body"}
_WITH_BODY = frozenset(["POST", "PUT", "PATCH"])
# Keys of a schema that say which part of a request it is about.
_PART = re.compile(r"(?i)\b(?:(body|json|form|payload)|params|query|headers|cookies)\b")


class Guards:
    """The guards of one program, each function looked at once. `built_in` is what a framework
    brings that holds a body to something.
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self._validating: dict[int, bool] = {}
        self._has_rules = mentions(program, b"express-validator")
        self.addresses = Addresses()
        self.built_in: list[Validator] = []

    def hold(self, endpoint: Endpoint) -> bool:
        """Whether something that stands before a handler validates."""
        return any(
            self._holds(guard, endpoint) for guard in endpoint.guards if not describes(guard)
        )

    def hold_body(self, endpoint: Endpoint) -> bool:
        """Whether something that stands before a handler validates the body, which one before the
        last, or one that cannot be followed, takes.
        """
        return (
            endpoint.framework in _IN_A_ROW
            and endpoint.method in _WITH_BODY
            and any(
                self._holds(guard, endpoint) and self._is_about_body(guard, endpoint)
                for guard in endpoint.guards
                if not describes(guard)
            )
        )

    def _holds(self, guard: Expression, endpoint: Endpoint) -> bool:
        if isinstance(guard, Function):
            # Who signs somebody in validates too, but of a token.
            reads = endpoint.framework != "FastAPI" or bool(reads_body(guard))
            return reads and self._validates_before(guard, endpoint)
        if isinstance(guard, Name) and (mixin := self._mixin(guard, endpoint)) is not None:
            return any(map(self.validates, mixin.methods))
        if endpoint.framework == "Koa" and isinstance(guard, Table):
            held = guard.entries.get("validate", guard)
            return isinstance(held, Table) and _holds_to(held, endpoint)
        if endpoint.framework == "Fastify" and self._is_schema_of_body(guard, endpoint):
            return True
        for each in walk(guard):
            if isinstance(each, Name | Call) and is_validator(path_of(each)):
                return True
            if isinstance(each, Call) and self._is_rule(each, endpoint.module):
                return True
            if isinstance(each, Table) and _holds_to(each, endpoint):
                return True
        return isinstance(guard, Name | Call) and self._is_validating_guard(guard, endpoint)

    def _mixin(self, guard: Name, endpoint: Endpoint) -> Class | None:
        """The class of the repository that a view of Django is made with: whatever it is called,
        its methods say what it does.
        """
        if endpoint.class_ is None or endpoint.class_.module is None:
            return None
        if not any(guard is each for each in endpoint.class_.bases):
            return None
        meaning = self._program.meaning(endpoint.class_.module, guard.path)
        value = meaning.value if meaning is not None else None
        return value if isinstance(value, Class) else None

    def _validates_before(self, guard: Function, endpoint: Endpoint) -> bool:
        """Whether a function before a handler validates, and does so before it calls the handler:
        behind that stands what it does with other requests.
        """
        name = endpoint.handler.name if endpoint.handler is not None else ""
        called = min((call.line for call in guard.calls if name and call.path == name), default=0)
        if not called:
            return self.validates(guard)
        return any(
            self.is_validation(call, guard) for call in guard.calls if call.line < called
        ) or any(
            isinstance(found.value, Function) and self.validates(found.value)
            for call, found in self._program.called(guard)
            if call.line < called and not self.addresses.has_all_of(call)
        )

    def _is_about_body(self, guard: Expression, endpoint: Endpoint) -> bool:
        """Whether a guard's schema is one of the body, as far as it says of what."""
        parts = [
            found
            for key in islice(self._keys(guard, endpoint), MAX_RULES)
            if (found := _PART.search(key)) is not None
        ]
        return not parts or any(found[1] for found in parts)

    def _keys(self, guard: Expression, endpoint: Endpoint) -> Iterator[str]:
        """The keys of what a guard is given, where it stands or by its name."""
        for each in islice(walk(guard), MAX_RULES):
            value: object = each
            if isinstance(each, Name):
                meaning = self._program.meaning(endpoint.module, each.path)
                value = meaning.value if meaning is not None else None
            if isinstance(value, Table):
                yield from value.entries

    def _is_schema_of_body(self, guard: Expression, endpoint: Endpoint) -> bool:
        """Whether it is a schema that says what the body is, to which Fastify itself holds it."""
        named = isinstance(guard, Name | Member)
        meaning = self._program.meaning(endpoint.module, path_of(guard)) if named else None
        schema = meaning.value if meaning is not None else guard
        if not isinstance(schema, Table) or "body" not in schema.entries:
            return False
        if not self.built_in:
            where = endpoint.module.evidence(endpoint.line)
            self.built_in.append(Validator("Fastify's schemas", where))
        return True

    def _is_validating_guard(self, guard: Name | Call, endpoint: Endpoint) -> bool:
        if isinstance(guard, Call) and guard.name in _DEPENDING:
            return False  # The function that it leads to is a guard itself.
        path = path_of(guard.callee if isinstance(guard, Call) else guard)
        meaning = self._program.meaning(endpoint.module, path)
        if meaning is None:
            return False
        if isinstance(meaning.value, Function):
            return self.validates(meaning.value)
        made = islice(walk(meaning.value), MAX_RULES)
        return any(isinstance(each, Call) and self._is_rule(each, meaning.module) for each in made)

    def _is_rule(self, call: Call, module: Module) -> bool:
        """Whether a call is one of a validation library's, or makes a rule of express-validator's:
        of a list of those nobody knows the file any more.
        """
        head = path_of(call.callee).partition(".")[0].partition("(")[0]
        return makes_rules(module, head) or (head in RULES and self._has_rules)

    def is_decorated(self, function: Function) -> bool:
        """Whether a function stands behind a decorator that holds what it is called with to a
        schema, as the use cases of a service do: `@ValidateSchema(Order)`.
        """
        module = function.module
        for mark in function.decorators if module is not None else ():
            path = path_of(mark.callee if isinstance(mark, Call) else mark)
            meaning = self._program.meaning(module, path) if module is not None else None
            made = meaning.value if meaning is not None else None
            if isinstance(made, Function):
                if self.validates(made):
                    return True
            elif is_validator(path) and not describes(mark):
                return True
        return False

    def validates(self, function: Function) -> bool:
        """Whether a function calls a validation library, a form or a serializer."""
        key = id(function)
        if key not in self._validating:
            self._validating[key] = any(
                self.is_validation(call, each)
                for each in function.everything()
                for call in each.calls
            )
        return self._validating[key]

    def is_validation(self, call: Call, function: Function) -> bool:
        """Whether a call holds something to a schema, what is all of the address aside."""
        is_one = is_validation(call, function) or is_form(call) or self._is_held(call, function)
        return is_one and not only_shows(call) and not self.addresses.has_all_of(call)

    def _is_held(self, call: Call, function: Function) -> bool:
        """Whether a call makes a model of Pydantic's out of what it is handed, or is one of what a
        validation library has made: `Order(**data)`, `check(data)`, `Order.decode(data)`.
        """
        given = (*call.arguments, *call.keywords.values())
        if function.module is None or not (given or call.name in MAY_VALIDATE):
            return False
        if "." in call.path:
            if call.name not in MAY_VALIDATE:
                return False
            made = self._program.meaning(function.module, call.receiver, function)
            return is_made(self._program, made) or self._is_told_schema(call, function.module)
        found = self._program.meaning(function.module, call.path, function)
        if found is not None and isinstance(found.value, Class):
            return is_model(self._program, found.value)
        return is_made(self._program, found)

    def _is_told_schema(self, call: Call, module: Module) -> bool:
        """Whether a call is told first what it holds the rest to: `Value.Decode(Order, body)`."""
        first = call.argument(0)
        if not isinstance(first, Name) or len(call.arguments) < 2:
            return False
        return is_made(self._program, self._program.meaning(module, first.path, None))


def _holds_to(options: Table, endpoint: Endpoint) -> bool:
    """Whether options of a route say what the framework holds the body to."""
    if endpoint.framework in _DESCRIBED_BY_TABLES:
        return False
    held = _BODIES.get(endpoint.framework, "")
    return "schema" in options.entries or held in options.entries
