"""What a handler says about its answer by a type."""

from __future__ import annotations

import re

from compliance.extract.code.model import Call, Expression, Function, Item, Name, path_of, walk

_LIST = re.compile(
    r"^(?:Promise<|Awaitable\[|Observable<)?\s{0,5}(?:typing\.|t\.)?"
    r"(?:(?:list|List|Sequence|Iterable|Array|QuerySet|set|tuple)[\[<]|\w{1,100}\[\]"
    r"|\w{0,80}(?:List|Page|Paginated)\w{0,80}(?:[\[<]|$))"
)
_NAMES = frozenset("list List Sequence Iterable".split())
_KEYWORDS = ("response_model", "response")


def answers_list(handler: Function) -> bool:
    """Whether a type says that a handler answers a list."""
    if _LIST.match(handler.result.strip("'\" ")):
        return True
    given = (
        mark.keywords[name]
        for mark in handler.decorators
        if isinstance(mark, Call)
        for name in _KEYWORDS
        if name in mark.keywords
    )
    return any(_is_list(each) for each in given)


def names_of_type(handler: Function) -> tuple[str, ...]:
    """The names in the types that say what a handler answers."""
    found = [handler.result]
    for mark in handler.decorators:
        if isinstance(mark, Call):
            for name in _KEYWORDS:
                if name in mark.keywords:
                    found += [path_of(each) for each in walk(mark.keywords[name])]
    return tuple(found)


def _is_list(given: Expression) -> bool:
    return isinstance(given, Item) and isinstance(given.of, Name) and given.of.path in _NAMES
