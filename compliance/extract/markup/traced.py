"""Tells values that are known to hold what somebody wrote from those that may be the program's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from compliance.extract.access.words import words
from compliance.extract.code.expressions import (
    Call,
    Expression,
    Member,
    Name,
    Operation,
    Template,
    path_of,
    walk,
)
from compliance.extract.code.model import Function
from compliance.extract.markup.parts import parts
from compliance.extract.markup.replaced import given_in
from compliance.extract.markup.tags import has_tag, is_markup
from compliance.extract.query_sites.sources import is_sent

# What makes HTML of a text that people write, and lets through the HTML in it.
_OF_NOTES = frozenset("markdown marked markdownify textile mistune commonmark showdown".split())
_OF_PEOPLE = frozenset(["comment", "error", "message"])
_OF_ADDRESS = ("location.hash", "location.search", "location.href")
# The parts of a request that whoever asks writes.
_PARTS = re.compile(
    r"\.(?:args|body|cookies|data|files|form|GET|get_(?:int|str)|headers|json|params|path_params|POST"
    r"|query|query_params|values)\b|location\."
)
_MAX_HOPS = 3
_MAX_PARTS = 200
# A hostile function may give its names to each other over and over.
_MAX_LOOKED_AT = 100
_MAX_VALUES = 20


def is_traced(value: Expression, function: Function | None) -> bool:
    """Whether a value is asked of a request, made of Markdown, or a text with tags that something
    is put into, itself or by what the function gives its names.
    """
    waiting, seen = [(value, function, _MAX_HOPS)], set[int]()
    while waiting and len(seen) < _MAX_LOOKED_AT:
        one, within, hops = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        for each in islice(walk(one), _MAX_PARTS):
            if _is_sent(path_of(each)) or _is_of_notes(each) or _is_built(each):
                return True
            made = _made(each, within) if hops else ()
            waiting += [(given, inner, hops - 1) for given, inner in made]
    return False


def puts_in_sent(text: Expression, function: Function) -> bool:
    """Whether one of the values that are put into a text is what whoever asks writes into a
    request, itself or under the name that the function gives it.
    """
    values = parts(text) if isinstance(text, Operation) else list(getattr(text, "values", ()))
    given = given_in(function)
    return any(
        _is_written(path_of(each))
        or any(
            map(
                _is_written,
                (path_of(one.value) for one in given.get(path_of(each), ())[:_MAX_VALUES]),
            )
        )
        for each in islice(values, _MAX_PARTS)
    )


def _made(
    value: Expression, function: Function | None
) -> Iterator[tuple[Expression, Function | None]]:
    """What a function answers, or gives a name, with the function that it stands in."""
    if isinstance(value, Function):
        yield from ((each, value) for each in value.returns[:_MAX_VALUES])
    elif isinstance(value, Name) and function is not None:
        made = function.assigned(value.path)[:_MAX_VALUES]
        yield from ((each.value, function) for each in made)


def _is_sent(path: str) -> bool:
    """Whether a path reads a request, or the address that a page was asked by."""
    return is_sent(path) or path.removeprefix("window.").startswith(_OF_ADDRESS)


def _is_written(path: str) -> bool:
    """Whether a path reads a part of a request that whoever asks writes as they like; who they are
    and how they ask are a request's too: `req.user.id`, `req.protocol`.
    """
    return _is_sent(path) and _PARTS.search(path) is not None


def _is_of_notes(value: Expression) -> bool:
    return isinstance(value, Call) and not _OF_NOTES.isdisjoint(words(value.path))


def _is_built(value: Expression) -> bool:
    if isinstance(value, Call) and value.name == "format" and isinstance(value.callee, Member):
        return has_tag(value.callee.of)
    return isinstance(value, Template | Operation) and is_markup(value)


def is_of_people(path: str) -> bool:
    """Whether a name is one of what people write to others, or of what went wrong with what they
    sent: `order.comment`. What Django tells on its pages, `message` of its `messages`, may be the
    program's own.
    """
    return not _OF_PEOPLE.isdisjoint(words(path.rpartition(".")[2])[-1:])
