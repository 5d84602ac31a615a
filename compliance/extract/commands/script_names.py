"""The scripts of a package that pnpm runs for a regular expression: `pnpm run "/^verify:.+$/"`."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Iterator

# An expression of words, `.`, `.*`, `.+` and one group of alternatives. Anything else would have to
# be run as it is, and whoever writes it could make it take for ever.
_WORD = r"(?:[\w:@-]|\.[*+]?){1,100}"
_WORDS = rf"{_WORD}(?:\|{_WORD}){{0,20}}"
_EXPRESSION = re.compile(
    rf"/(?P<begins>\^?)(?:(?P<one>{_WORD})|\((?P<group>{_WORDS})\))(?P<ends>\$?)/|/(?P<some>{_WORDS})/"
)
# What they are in the patterns of file names.
_AS_GLOB = {".": "?", ".*": "*", ".+": "?*"}
_ANY = re.compile(r"\.[*+]?")


def is_expression(name: str) -> bool:
    """Whether pnpm takes the name of a script for a regular expression."""
    return len(name) > 2 and name.startswith("/") and name.endswith("/")


def is_read(expression: str) -> bool:
    """Whether an expression is one of those that are read here."""
    return _EXPRESSION.fullmatch(expression) is not None


def matching(expression: str, names: Iterable[str]) -> Iterator[str]:
    """The names that an expression finds; none for one that is not read here."""
    found = _EXPRESSION.fullmatch(expression)
    if not found:
        return
    head, tail = ("" if found["begins"] else "*"), ("" if found["ends"] else "*")
    words = (found["one"] or found["group"] or found["some"]).split("|")
    patterns = [f"{head}{_ANY.sub(lambda any_: _AS_GLOB[any_[0]], each)}{tail}" for each in words]
    for name in names:
        if any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns):
            yield name
