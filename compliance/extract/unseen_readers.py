"""Finds functions that read the body of a request and that no route which is seen leads to: their
routes are told in a way that is unknown here, as by a framework of the project's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.routes import Endpoint
from compliance.extract.validators import library_of
from compliance.facts import Evidence

_WORDS = (b".body", b"request.POST", b"request.form", b"request.json", b"get_json")
# How a request and its body are called: of other names, as of Python's `req`, most are answers.
_REQUESTS = {False: frozenset(["req", "request"]), True: frozenset(["request"])}
_BODIES = {False: frozenset(["body"]), True: frozenset("POST form json get_json".split())}
# So many functions of a handler are looked at.
_MAX_FUNCTIONS = 60


def unseen_readers(program: Program, routes: tuple[Endpoint, ...]) -> Iterator[Evidence]:
    """Where such functions read a body, middlewares aside, and files that take in a library that
    validates, which may do so before them.
    """
    seen = {id(each) for each in _reached(program, routes)}
    for module in program.modules(*_WORDS):
        if any(library_of(each.source) for each in module.imports):
            continue
        for function in module.functions:
            line = _reads(function, module) if id(function) not in seen else 0
            if line:
                yield module.evidence(line)


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
    """The line at which a function itself reads a body; 0 where it does not, or hands on."""
    if any(each.name == "next" for each in function.parameters):
        return 0
    requests, bodies = _REQUESTS[module.is_python], _BODIES[module.is_python]
    for read in function.reads:
        parts = read.path.removeprefix("self.").removeprefix("flask.").split(".")
        if parts[0] in requests and parts[1:2] and parts[1] in bodies:
            return read.line
    return 0
