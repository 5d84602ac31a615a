"""What kind of file a handler says its answer is (JavaScript and TypeScript), and which answers are
only refusals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from compliance.extract.code.expressions import Call, Constant, Expression, Table, Text
from compliance.extract.code.model import Function
from compliance.facts.routes import Answer

_TYPE = re.compile(r"(?:image|font|video|audio|text|application)/[a-z0-9.+-]{1,60}", re.IGNORECASE)
_STATIC = re.compile(
    r"(?:image|font|video|audio)/|text/css|(?:text|application)/javascript|application/(?:rss|atom)\+",
    re.IGNORECASE,
)
_PAGE = re.compile(r"text/html|application/xhtml", re.IGNORECASE)
# What sets the header of a type, and what says it in a word.
_SETTERS = frozenset("type contentType header setHeader set append writeHead".split())
_MAX_TEXTS = 200


def media(handler: Function, calls: Iterable[Call]) -> Answer | None:
    """What a handler answers by the type that it gives its answer; None where it gives none, or one
    of data among others.
    """
    found = set()
    for each in _types(handler, calls):
        if _PAGE.match(each):
            found.add(Answer.PAGE)
        elif _STATIC.match(each):
            found.add(Answer.STATIC)
        else:
            return None
    return min(found, default=None)


def _types(handler: Function, calls: Iterable[Call]) -> Iterator[str]:
    for call in calls:
        if call.name in _SETTERS:
            for argument in call.arguments[:2]:
                if isinstance(argument, Text) and _TYPE.match(argument.value):
                    yield argument.value
        for argument in call.arguments:
            yield from _of_headers(argument)
    for assignment in handler.assignments:
        yield from _of_headers(assignment.value)


def _of_headers(value: Expression) -> Iterator[str]:
    """The types in a table of headers, or in one of options that holds it."""
    tables = [value, *value.entries.values()] if isinstance(value, Table) else []
    for table in tables[:_MAX_TEXTS]:
        for name, each in table.entries.items() if isinstance(table, Table) else ():
            if name.lower() == "content-type" and isinstance(each, Text):
                yield each.value


def refuses(call: Call) -> bool:
    """Whether an answer only says that there is none, by its status: `res.status(404).json()`,
    `Response.json(e, { status: 400 })`, `c.json(e, 401)`.
    """
    given = [
        argument.entries.get("status") if isinstance(argument, Table) else argument
        for argument in call.arguments[1:]
    ]
    said = (each for each in call.chain() if each is not call and each.name in ("status", "code"))
    given += [each.argument(0) for each in said]
    return any(isinstance(each, Constant) and _is_refusal(each.value) for each in given)


def _is_refusal(status: str) -> bool:
    return len(status) == 3 and status.isdigit() and status[0] in "45"
