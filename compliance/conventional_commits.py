"""Reads the first line of a commit message by Conventional Commits 1.0.0.

The specification (https://www.conventionalcommits.org/en/v1.0.0/) asks for a type, which is a noun
of any kind, a scope in parentheses and an exclamation mark where wanted, a colon and a space, and a
description right after them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEADER = re.compile(
    r"(?P<type>[\w-]+)(?:\((?P<scope>[^()\n]+)\))?(?P<breaking>!?): +(?P<description>\S.*)"
)
# What git itself writes when a commit, or a revert, is reverted.
_REVERTS = ("Revert ", "Reapply ")


@dataclass(frozen=True)
class Header:
    """What the first line says. `is_breaking` is the exclamation mark's word alone: a footer may
    say so as well.
    """

    type: str
    scope: str
    is_breaking: bool
    description: str

    def __str__(self) -> str:
        """The line as it is written."""
        scope = f"({self.scope})" if self.scope else ""
        return f"{self.type}{scope}{'!' * self.is_breaking}: {self.description}"


def parse(headline: str) -> Header | None:
    """The parts of a first line; None where it does not follow the convention.

    A type is a word, or several with hyphens between them, each with a letter in it: the number of
    a ticket, as in `SHOP-12: …`, is no noun.
    """
    match = _HEADER.fullmatch(headline)
    if match is None or not all(map(_is_word, match["type"].split("-"))):
        return None
    scope: str | None = match["scope"]
    if scope is not None and not scope.strip():
        return None
    return Header(match["type"], scope or "", bool(match["breaking"]), match["description"])


def is_revert(headline: str) -> bool:
    """Whether a commit takes back another, by git's own words or by the type `revert`."""
    header = parse(headline)
    return headline.startswith(_REVERTS) or (header is not None and header.type.lower() == "revert")


def _is_word(text: str) -> bool:
    return any(character.isalpha() for character in text)
