"""The scripts of a package that pnpm runs for a regular expression: `pnpm run "/^verify:.+$/"`."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Iterator

# An expression of words, `.`, `.*`, `.+` and one group of alternatives. Anything else would have to
# be run as it is, and whoever writes it could make it take for ever.
_EXPRESSION = re.compile(r"/(\^?)\(?((?:[\w:@|-]|\.[*+]?){1,200})\)?(\$?)/")
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
    head, tail = ("" if found[1] else "*"), ("" if found[3] else "*")
    patterns = [
        f"{head}{_ANY.sub(lambda any_: '*' if len(any_[0]) > 1 else '?', each)}{tail}"
        for each in found[2].split("|")
    ]
    for name in names:
        if any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns):
            yield name
