"""Finds the handlers that read a request's body, and whether a library validates it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from compliance.extract.base import extractor
from compliance.extract.body_guards import Guards
from compliance.extract.body_names import names_of
from compliance.extract.code.expressions import Call, path_of
from compliance.extract.code.model import Class, Function, Parameter
from compliance.extract.code.program import Program
from compliance.extract.code.types import named_by
from compliance.extract.held_bodies import MAX_FUNCTIONS, Held, HeldBodies
from compliance.extract.middleware_tables import MiddlewareTables
from compliance.extract.request_bodies import (
    is_given_schema,
    is_signed,
    parses_arguments,
    reads_body,
    reads_given,
    reads_validated,
    takes_body,
    takes_input,
)
from compliance.extract.routes import Endpoint, endpoints
from compliance.extract.typed_bodies import is_generic, is_typed, takes_anything
from compliance.extract.unseen_readers import unseen_readers
from compliance.extract.validator_libraries import validators_of
from compliance.facts.routes import Style
from compliance.facts.validation import BodyReader, InputValidation, Validator
from compliance.paths import is_source

MAX_READERS = 2_000
# With fewer than these it is looked for others, of which so many are kept.
FEW_READERS = 5
MAX_UNSEEN = 200
# What Django's views and those of its REST framework do with a body by a form or a serializer.
_OF_BASES = frozenset(
    f"self.{name}"
    for name in ("create", "update", "partial_update", "perform_create", "perform_update", "post")
)
_OF_VIEWS = frozenset("create update partial_update post put patch dispatch".split())
# Frameworks with a validation of their own.
_BUILT_IN = {
    "Connexion": "Connexion",
    "Elysia": "Elysia's schemas",
    "Sails": "the inputs of Sails",
    "tsoa": "tsoa",
}
# Types that hold a body to nothing.
_ANYTHING = frozenset(["", "Any", "object", "dict", "Dict", "list", "List"])
# What says in FastAPI that a parameter is taken out of the body.
_TAKING = ("Body", "Form")
_VIEWS_OF_FORMS = ("CreateView", "UpdateView", "FormView", "ModelViewSet")


@extractor(version=42, reads=is_source)
def input_validation(program: Program) -> InputValidation:
    """What validates the input of a component, and which of its handlers read a body."""
    routes = endpoints(program)
    libraries = tuple(validators_of(program, routes))
    reading = _Reading(program, has_library=bool(libraries))
    readers = tuple(islice(_readers(reading, routes), MAX_READERS))
    unseen = unseen_readers(program, routes) if len(readers) < FEW_READERS else ()
    libraries = (*libraries, *reading.guards.built_in)
    return InputValidation(libraries, readers, tuple(islice(unseen, MAX_UNSEEN)))


def _readers(reading: _Reading, routes: tuple[Endpoint, ...]) -> Iterator[BodyReader]:
    """The handlers that read a body, each once at however many addresses it answers."""
    seen: set[tuple[object, ...]] = set()
    for each in routes:
        reader = reading.reader(each)
        if reader is None or (key := (*_code(each), reader.validated)) in seen:
            continue
        seen.add(key)
        yield reader


def _code(endpoint: Endpoint) -> tuple[object, ...]:
    """What reads the body at an endpoint: its handler, or what a class answers by itself, in which
    PUT and PATCH are one.
    """
    if endpoint.handler is not None or endpoint.class_ is None:
        return (id(endpoint.handler or endpoint),)
    return (id(endpoint.class_), "PUT" if endpoint.method == "PATCH" else endpoint.method)


class _Reading:
    """Looks at handlers, each function once. `has_library`: something that validates is there."""

    def __init__(self, program: Program, *, has_library: bool) -> None:
        self._program = program
        self._has_library = has_library
        self._tables = MiddlewareTables(program)
        self.guards = Guards(program)
        self._bodies = HeldBodies(program, self.guards)

    def reader(self, endpoint: Endpoint) -> BodyReader | None:
        """The handler of a route, where it reads the body of a request."""
        if endpoint.style is Style.GRAPHQL:
            return None
        if endpoint.holds_body or endpoint.style is Style.TRPC or endpoint.framework == "oRPC":
            return self._by_framework(endpoint)
        view = endpoint.class_ if _is_left_to_view(endpoint) else None
        if view is not None and self._has_form(view):
            return _validated(endpoint)
        handler = endpoint.handler
        if handler is None or handler.module is None:
            return _validated(endpoint) if self.guards.hold_body(endpoint) else None
        typed = next(filter(_is_body, handler.parameters), None)
        if typed is not None:
            return self._made(
                endpoint, handler, handler.line, self._typed(endpoint, typed, handler)
            )
        declared = self._declared(endpoint, handler)
        if declared is not None:
            return declared
        line = reads_body(handler) or takes_body(handler) or reads_given(endpoint)
        if line and is_signed(handler):
            return None  # Who sends it is known, and the package that verifies it knows its form.
        if not line:
            return self._read_elsewhere(endpoint, handler)
        held, around = self._held(endpoint, handler), handler.argument_of
        if self._tables.validates(endpoint) or (around is not None and is_given_schema(around)):
            held = Held.YES
        return self._made(endpoint, handler, line, held)

    def _declared(self, endpoint: Endpoint, handler: Function) -> BodyReader | None:
        """The same of a handler of FastAPI's that takes a body by a parameter: held to the type of
        that, or to nothing by one that is any object.
        """
        model = self._model(handler) if endpoint.framework == "FastAPI" else None
        if model is not None:
            return self._made(endpoint, handler, model, Held.YES)
        if endpoint.framework != "FastAPI" or endpoint.only_reads:
            return None
        name = takes_anything(handler, endpoint.path)
        held = self._held(endpoint, handler, frozenset([name])) if name else None
        return self._made(endpoint, handler, handler.line, held) if held is not None else None

    def _read_elsewhere(self, endpoint: Endpoint, handler: Function) -> BodyReader | None:
        """The same of a handler that does not read the body itself."""
        checked = reads_validated(handler) or self._reads_elsewhere(endpoint, handler)
        checked = checked or (0 if endpoint.only_reads else parses_arguments(handler))
        if checked:
            return self._made(endpoint, handler, checked, Held.YES)
        if self.guards.hold_body(endpoint):
            return _validated(endpoint)
        bare = self._is_read_bare(endpoint, handler)
        return self._made(endpoint, handler, handler.line, Held.NO) if bare else None

    def _by_framework(self, endpoint: Endpoint) -> BodyReader | None:
        """The same of a route whose framework holds the body to what the route declares."""
        if endpoint.framework in _BUILT_IN and not self.guards.built_in:
            where = endpoint.module.evidence(endpoint.line)
            self.guards.built_in.append(Validator(_BUILT_IN[endpoint.framework], where))
        held = endpoint.holds_body or takes_input(self._program, endpoint)
        return _validated(endpoint) if held else None

    def _has_form(self, view: Class, hops: int = 4) -> bool:
        """Whether a class-based view holds what it takes to a form or a serializer by itself, or by
        a view of the repository that it is built on.
        """
        if any(method.name in ("post", "put", "patch") for method in view.methods):
            return False  # Its own method says what is read.
        if any(view.field(name) for name in ("form_class", "serializer_class", "fields")):
            return True
        bases = [path_of(each) for each in view.bases]
        if any(each.endswith(_VIEWS_OF_FORMS) for each in bases):
            return True
        for each in bases if hops else ():
            meaning = self._program.meaning(view.module, each) if view.module else None
            base = meaning.value if meaning is not None else None
            if isinstance(base, Class) and self._has_form(base, hops - 1):
                return True
        return False

    def _reads_elsewhere(self, endpoint: Endpoint, handler: Function) -> int:
        """The line of a handler that hands its request to what reads the body, and that validates;
        0 where it does not. Without a validation nobody knows what becomes of it.
        """
        if endpoint.only_reads:
            return 0
        around = (each.value for each in endpoint.module.assignments if each.line == endpoint.line)
        if any(isinstance(each, Call) and is_given_schema(each) for each in around):
            return handler.line
        called = islice(self._program.reached(handler), 1, MAX_FUNCTIONS)
        takes = any(reads_body(each) or takes_body(each) for each in called)
        held = takes and self._held(endpoint, handler) is Held.YES
        return handler.line if held else 0

    def _is_read_bare(self, endpoint: Endpoint, handler: Function) -> bool:
        """Whether what a handler calls reads the body, where nothing is there that validates."""
        if self._has_library or self.guards.built_in or endpoint.only_reads:
            return False
        called = islice(self._program.reached(handler), 1, MAX_FUNCTIONS)
        return any(bool(reads_body(each)) and not is_signed(each) for each in called)

    def _made(
        self, endpoint: Endpoint, handler: Function, line: int, held: Held
    ) -> BodyReader | None:
        if handler.module is None:
            return None
        name, where = f"{endpoint.method} {endpoint.path}", handler.module.evidence(line)
        return BodyReader(name, where, held is Held.YES, held is Held.OPEN)

    def _model(self, handler: Function) -> int | None:
        """The line of a FastAPI handler that takes a class, or a part of a form that has a type:
        they are validated by itself.
        """
        for parameter in handler.parameters:
            default = path_of(parameter.default) if parameter.default is not None else ""
            is_part = default.removesuffix("()").rpartition(".")[2] in _TAKING
            if is_part and named_by(parameter.type) not in _ANYTHING:
                return handler.line
            if parameter.type and parameter.default is None and parameter.type[:1].isupper():
                module = handler.module
                meaning = self._program.meaning(module, parameter.type) if module else None
                if meaning is not None and isinstance(meaning.value, Class):
                    return handler.line
        return None

    def _typed(self, endpoint: Endpoint, typed: Parameter, handler: Function) -> Held:
        """Whether the type of a body of NestJS validates it, or else a pipe before the handler, the
        handler itself, or what it hands the body on to by its name.
        """
        if is_typed(self._program, typed, handler):
            return Held.YES
        bodies = (name for each in filter(_is_body, handler.parameters) for name in names_of(each))
        held = self._held(endpoint, handler, frozenset(bodies))
        is_open = held is Held.NO and is_generic(self._program, typed, handler)
        return Held.OPEN if is_open else held

    def _held(
        self, endpoint: Endpoint, handler: Function, names: frozenset[str] = frozenset()
    ) -> Held:
        """Whether something holds the body to a schema before a handler, in it, or in what it hands
        it on to.
        """
        before = self.guards.hold(endpoint)
        return Held.YES if before else self._bodies.held(handler, names)


def _validated(endpoint: Endpoint) -> BodyReader:
    """A route whose framework holds the body to something before the handler has it."""
    where = endpoint.module.evidence(endpoint.line)
    return BodyReader(f"{endpoint.method} {endpoint.path}", where, validated=True)


def _is_body(parameter: Parameter) -> bool:
    return any(path_of(each).removesuffix("()") == "Body" for each in parameter.decorators)


def _is_left_to_view(endpoint: Endpoint) -> bool:
    """Whether a body is left to what a view is built on, rather than taken by a method of its own.
    What deletes has none there, and an action that does not ask its view for anything takes none.
    """
    handler = endpoint.handler
    if endpoint.only_reads or endpoint.method == "DELETE":
        return False
    if handler is None or _leaves_to_base(handler):
        return True
    return handler.name in _OF_VIEWS and not reads_body(handler)


def _leaves_to_base(handler: Function) -> bool:
    return any(
        call.receiver.startswith("super(") or call.path in _OF_BASES
        for function in handler.everything()
        for call in function.calls
    )
