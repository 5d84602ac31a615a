"""Finds functions that read the body of a request and that no route which is seen leads to: their
routes are told in a way that is unknown here, as by a framework of the project's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import chain, islice

from compliance.extract.code.expressions import Call
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.request_bodies import is_given_schema
from compliance.extract.routes import Endpoint
from compliance.extract.validators import (
    WORDS,
    is_form,
    is_validation,
    is_validator,
    library_of,
)
from compliance.facts import Evidence

_WORDS = (b".body", b"request.POST", b"request.form", b"request.json", b"get_json")
# How a request and its body are called: of other names, as of Python's `req`, most are answers.
_REQUESTS = {False: frozenset(["req", "request"]), True: frozenset(["request"])}
_BODIES = {False: frozenset(["body"]), True: frozenset("POST form json get_json".split())}
# So many functions of a handler are looked at, and so many names that a file takes in.
_MAX_FUNCTIONS = 60
_MAX_NAMES = 500
# What files hold that put schemas beside functions, as tables of routes do.
_SCHEMAS = (b"chema", b"alid", b"Dto", b"DTO")


def unseen_readers(program: Program, routes: tuple[Endpoint, ...]) -> Iterator[Evidence]:
    """Where such functions read a body, middlewares aside, and files near to a library that
    validates, which may do so before them.
    """
    seen = {id(each) for each in _reached(program, routes)}
    schemas = _Schemas(program)
    for module in program.modules(*_WORDS):
        lines = [
            line
            for each in module.functions
            if id(each) not in seen and (line := _reads(each, module))
        ]
        if lines and not schemas.are_near(module):
            yield from map(module.evidence, lines)


class _Schemas:
    """Tells of the files of a program which have a library that validates near to them."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def are_near(self, module: Module) -> bool:
        """Whether a file takes in a library or a file that does, or is taken in by one of these."""
        return self._has(module) or module.path in self._beside

    @cached_property
    def _holding(self) -> frozenset[str]:
        """The files that take in a library."""
        words = chain.from_iterable(WORDS[self._program.component.stack].values())
        return frozenset(each.path for each in self._program.modules(*words) if _has_library(each))

    @cached_property
    def _beside(self) -> frozenset[str]:
        """The files that are taken in beside schemas, as by a table of routes."""
        near = (each for each in self._program.modules(*_SCHEMAS) if self._has(each))
        return frozenset(path for each in near for path in self._taken_in(each))

    def _has(self, module: Module) -> bool:
        if _has_library(module):
            return True
        return not self._holding.isdisjoint(self._taken_in(module))

    def _taken_in(self, module: Module) -> Iterator[str]:
        """The files that a file takes in."""
        named = ((each.source, name) for each in module.imports for name in each.names.values())
        for source, name in islice(named, _MAX_NAMES):
            taken = "" if name in ("*", "default") else name
            path = self._program.imports.target(module.path, source, taken)
            if path is not None:
                yield path


def _has_library(module: Module) -> bool:
    return any(library_of(each.source) for each in module.imports)


def _reached(program: Program, routes: tuple[Endpoint, ...]) -> Iterator[Function]:
    """The functions that routes lead to: handlers, the rest of their classes, what stands before
    them, and what these call.
    """
    for endpoint in routes:
        own = endpoint.class_.methods if isinstance(endpoint.class_, Class) else ()
        guards = (each for each in endpoint.guards if isinstance(each, Function))
        for start in (endpoint.handler, *own, *guards):
            called = program.reached(start) if start is not None else ()
            for each in islice(called, _MAX_FUNCTIONS):
                yield from each.everything()


def _reads(function: Function, module: Module) -> int:
    """The line at which a function itself reads a body; 0 where it does not, hands on, or calls
    what may validate it.
    """
    if any(each.name == "next" for each in function.parameters):
        return 0
    if any(_may_validate(each, function) for each in function.calls):
        return 0
    if function.argument_of is not None and is_given_schema(function.argument_of):
        return 0
    requests, bodies = _REQUESTS[module.is_python], _BODIES[module.is_python]
    for read in function.reads:
        parts = read.path.removeprefix("self.").removeprefix("flask.").split(".")
        if parts[0] in requests and parts[1:2] and parts[1] in bodies:
            return read.line
    return 0


def _may_validate(call: Call, function: Function) -> bool:
    return is_validation(call, function) or is_form(call) or is_validator(call.name)
