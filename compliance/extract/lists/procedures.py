"""APIs whose every route is a `POST`: which of those only read is told by their names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from compliance.extract.routes import Endpoint
from compliance.facts.routes import Answer, Style

# An API of so few routes that many of a form or a sign-in are posted to is none of procedures.
_MIN_ROUTES = 10
_MIN_SHARE = 0.8
_READING = re.compile(r"(?:get|find|list|fetch|load|query|read|search|browse|filter)(?![a-z])")
# `/comments`, `/documents.archived`: what there is of something, or what became of it.
_THINGS = re.compile(r"[/.](?!\w{0,40}(?:ss|us|is)/?$)[a-z][\w-]{1,40}(?:s|ed)/?$")
_WRITING = re.compile(
    r"[/.](?:create|add|insert|update|edit|modify|delete|remove|destroy|save|set|send|mark|import"
    r"|upload)(?:[_A-Z-][\w-]{0,60})?/?$"
)


def by_posting(found: Iterable[Endpoint]) -> bool:
    """Whether an API reads by `POST` too, as those do that are made of procedures. Beside pages it
    is forms that are posted.
    """
    answers = (Answer.DATA, Answer.PAGE)
    methods = [
        each.method
        for each in found
        if each.answer in answers and each.style is Style.HTTP and each.method != "OPTIONS"
    ]
    posted = methods.count("POST")
    return len(methods) >= _MIN_ROUTES and posted >= len(methods) * _MIN_SHARE


def reads_by_name(each: Endpoint) -> bool:
    """Whether a posted route says by its own name, or by its handler's, that it reads."""
    if each.method != "POST" or each.style is not Style.HTTP or _WRITING.search(each.path):
        return False
    name = each.handler.name if each.handler is not None else ""
    return bool(_READING.match(name) or _THINGS.search(each.path))
