"""Tells a project of Django or Flask of pages alone: what it answers to their scripts is nothing,
one word, or HTML, and what else it answers are files for people to keep. None of it makes an API.

Source: https://docs.djangoproject.com/en/stable/ref/request-response/#django.http.HttpResponse
(without a `content_type` an answer is `text/html`).
"""

from __future__ import annotations

import re
from dataclasses import replace

from compliance.extract.code.expressions import (
    Call,
    Expression,
    Name,
    Sequence,
    Text,
    path_of,
    walk,
)
from compliance.extract.code.model import Class, Function
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.python.answers import Answered, answered
from compliance.facts.routes import Answer

_NO_DATA = re.compile(
    rb"(?i)\bcontent[-_]disposition\b|\bstatus(?:_code)?\s{0,9}=\s{0,9}(?:204\b|[\w.]{0,40}NO_CONTENT\b)"
)
_ONE_WORD = re.compile(r"[\w .,!]{0,40}")
_TYPED = re.compile(rb"(?i)\bcontent[-_]type\b|\bmimetype\b")
_WRITES_DATA = re.compile(r"(?i)json|dump|serializ|xml|csv|yaml")


def as_pages(found: tuple[Endpoint, ...], program: Program) -> tuple[Endpoint, ...]:
    """The endpoints; where pages are among them and all data is mute, that is of the pages."""
    data = [each for each in found if each.answer is Answer.DATA]
    if not data or not any(each.answer is Answer.PAGE for each in found):
        return found
    if not all(_is_of_pages(each, program) for each in data):
        return found
    return tuple(
        replace(each, answer=Answer.PAGE) if each.answer is Answer.DATA else each for each in found
    )


def _is_of_pages(endpoint: Endpoint, program: Program) -> bool:
    if endpoint.framework == "Flask":
        return not endpoint.only_reads and _acknowledges(endpoint.handler)
    return endpoint.framework == "Django" and _is_mute(endpoint.handler, program)


def _acknowledges(handler: Function | None) -> bool:
    """Whether a view of Flask's says no more than that it was done: `return "OK", 200`."""
    if handler is None or not handler.returns:
        return False
    firsts = [
        each.items[0] if isinstance(each, Sequence) and each.items else each
        for each in handler.returns
    ]
    return all(isinstance(each, Text) and _ONE_WORD.fullmatch(each.value) for each in firsts)


def _is_mute(handler: Function | None, program: Program) -> bool:
    """Whether all that a view answers as data is nothing, HTML, or a file to keep."""
    if handler is None:
        return False
    data = [each for each in answered(program, handler) if each.answer is Answer.DATA]
    return bool(data) and all(map(_says_no_data, data))


def _says_no_data(answered: Answered) -> bool:
    call = answered.value
    if answered.made != "HttpResponse" or not isinstance(call, Call):
        return False
    written = _text(answered.function) + _text(answered.class_)
    if _NO_DATA.search(written):
        return True
    if _TYPED.search(written) or len(call.arguments) > 1:
        return False
    given = [*call.arguments, *call.keywords.values()]
    return not any(_WRITES_DATA.search(each) for each in _words(given, answered.function))


def _text(code: Function | Class | None) -> bytes:
    if code is None or code.module is None:
        return b""
    return code.module.text(code.line, code.end_line)


def _words(given: list[Expression], function: Function) -> list[str]:
    """The names in what an answer is given, and in what those of the function were set to."""
    parts = [part for each in given for part in walk(each)]
    names = {part.path for part in parts if isinstance(part, Name)}
    parts += [
        part for each in function.assignments if each.target in names for part in walk(each.value)
    ]
    return [path_of(each.callee if isinstance(each, Call) else each) for each in parts]
