"""What a component declares, or has within reach, and is no part of its API: greetings, profiles of
the running program, what fails on purpose, controllers of other packages that it does not take in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from compliance.extract.code.expressions import Call, Constant, Expression, Table, Text
from compliance.extract.code.model import Class, Function
from compliance.extract.code.program import Program
from compliance.extract.comments import code_only
from compliance.extract.routes.endpoint import Endpoint
from compliance.facts import Stack
from compliance.facts.routes import Answer
from compliance.paths import below

_VERSION = re.compile(r"(?:/v\d{1,3})?/?")
_PROFILE = re.compile(r"/debug/(?:pprof|profile|heap|vars)\b")
# Where a function's body begins, and one whose first way out is an error: it tries how errors are
# reported, or is not written yet.
_BODY = re.compile(rb"\)(?:\s{0,20}+:[^{};=]{1,200}+)?\s{0,20}+(?:=>\s{0,20}+)?\{")
_THROWS = re.compile(rb"(?P<before>[^{}]{0,600}?)\bthrow\b")
_WAYS = re.compile(rb"\b(?:if|return|switch|for|while|yield)\b|[?]|&&|\|\|")
_FEW_LINES = 20
_SENDS = frozenset("send json text html end body".split())


def set_aside(found: Iterator[Endpoint], program: Program) -> Iterator[Endpoint]:
    """The endpoints without those that are not mounted, and with what greetings and profiles are.

    A greeting is what `GET /` answers where it is the same for everybody: it shows that somebody is
    there, as a health check does.
    """
    for each in found:
        if not _is_taken_in(each, program) or _only_fails(each.handler):
            continue
        if each.answer is Answer.DATA and each.only_reads:
            if _PROFILE.search(each.path):
                yield replace(each, answer=Answer.METRICS)
                continue
            elif _VERSION.fullmatch(each.path) and _is_greeting(each.handler, program):
                yield replace(each, answer=Answer.HEALTH)
                continue
        yield each


def _only_fails(handler: Function | None) -> bool:
    """Whether a handler throws whatever it is asked, so that nothing is ever answered."""
    module = handler.module if handler is not None else None
    if handler is None or module is None or module.is_python:
        return False
    written = module.text(handler.line, handler.line + _FEW_LINES)
    if b"throw" not in written:
        return False
    text = code_only(written, Stack.NODE)
    body = _BODY.search(text)
    if body is None or b"=>" in text[: body.start()]:
        return False
    thrown = _THROWS.match(text, body.end())
    return thrown is not None and _WAYS.search(thrown["before"]) is None


def _is_taken_in(endpoint: Endpoint, program: Program) -> bool:
    """Whether a controller of NestJS in another package is named by the component's own code, or
    by a module beside it that is.
    """
    own = program.component.path
    class_ = endpoint.class_
    if endpoint.framework != "NestJS" or class_ is None or below(endpoint.module.path, own):
        return True
    names = {class_.name, *_modules_of(class_, program)}
    words = [name.encode() for name in names]
    return any(below(path, own) for path in program.holding(*words))


def _modules_of(class_: Class, program: Program) -> Iterator[str]:
    """The modules of NestJS that list a controller."""
    for module in program.modules(class_.name.encode()):
        for each in module.classes:
            if each is not class_ and each.decorators and each.name.endswith("Module"):
                yield each.name


def _is_greeting(handler: Function | None, program: Program) -> bool:
    """Whether a handler answers one text, or an object of texts, whoever asks."""
    if handler is None:
        return False
    answers = list(handler.returns)
    answers += [
        call.arguments[0] for call in handler.calls if call.name in _SENDS and call.arguments
    ]
    answers = [each for each in answers if not _is_sending(each)]
    return bool(answers) and all(_is_constant(each, handler, program) for each in answers)


def _is_sending(value: Expression) -> bool:
    return isinstance(value, Call) and value.name in _SENDS and bool(value.arguments)


def _is_constant(value: Expression, handler: Function, program: Program) -> bool:
    if isinstance(value, Text | Constant):
        return True
    if isinstance(value, Table):
        return not value.spread and all(
            isinstance(each, Text | Constant) for each in value.entries.values()
        )
    if isinstance(value, Call) and handler.module is not None:
        meaning = program.meaning(handler.module, value.path, handler)
        made = meaning.value if meaning is not None else None
        return (
            isinstance(made, Function)
            and bool(made.returns)
            and all(isinstance(each, Text | Constant | Table) for each in made.returns)
        )
    return False
