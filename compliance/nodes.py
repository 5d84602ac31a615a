"""A YAML file that people write, as values that know their place in it, so that every error can
name it.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Self, TypeVar

from compliance import yaml12

_KEY = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_Word = TypeVar("_Word", bound=enum.StrEnum)


class NodeError(Exception):
    """A file is wrong: the message names the key and what was expected. `line` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def is_key(text: str) -> bool:
    """Whether a text is written like-this, as the keys of protocols, checks and items are."""
    return _KEY.fullmatch(text) is not None


@dataclass(frozen=True)
class Node:
    """A value of a file and its place in it. Each method says what the value has to be.

    Raises:
        NodeError: (every method) it is something else; or what `wrong` makes of that.
    """

    document: yaml12.Document
    path: yaml12.Path
    value: Any

    def wrong(self, message: str, *below: str | int) -> Exception:
        """The error with the line and the key of this value or of one below it."""
        line, key = self.place(*below)
        return NodeError(f"{key}: {message}", line)

    def place(self, *below: str | int) -> tuple[int, str]:
        """The line and the key of this value or of one below it, for people."""
        path = (*self.path, *below)
        return self.document.line(*path), ".".join(str(part) for part in path) or "the file"

    @property
    def line(self) -> int:
        """The line of this value, or of the nearest thing above it that has one."""
        return self.document.line(*self.path)

    def _below(self, key: str | int, value: Any) -> Self:
        return replace(self, path=(*self.path, key), value=value)

    def entries(self) -> dict[str, Self]:
        """A mapping with keys of the writer's choice."""
        if not isinstance(self.value, dict):
            raise self.wrong(f"expected keys and values, found {described(self.value)}")
        return {key: self._below(key, value) for key, value in self.value.items()}

    def fields(self, required: Iterable[str], optional: Iterable[str] = ()) -> dict[str, Self]:
        """A mapping with some of these keys and no other."""
        known = (*required, *optional)
        if not isinstance(self.value, dict):
            raise self.wrong(f"expected the keys {', '.join(known)}; found {described(self.value)}")
        entries = self.entries()
        for key, entry in entries.items():
            if key not in known:
                raise entry.wrong(f"this key is not known here; known: {', '.join(known)}")
        for key in required:
            if key not in entries:
                raise self.wrong(f"the key {key} is missing")
        return entries

    def items(self) -> list[Self]:
        """A list."""
        if not isinstance(self.value, list):
            raise self.wrong(f"expected a list, found {described(self.value)}")
        return [self._below(index, value) for index, value in enumerate(self.value)]

    def text(self) -> str:
        """Text on one line: line breaks of a folded text are spaces."""
        if isinstance(self.value, int | float):
            raise self.wrong('expected text, so a number, true or false needs quotes, as in "3.10"')
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.wrong(f"expected text, found {described(self.value)}")
        return " ".join(self.value.split())

    def key(self) -> str:
        """The key of a protocol, a check, an attestation or an onboarding item."""
        text = self.text()
        if not is_key(text):
            raise self.wrong(f"{described(text)} is no key; a key is written like-this")
        return text

    def word(self, kind: type[_Word]) -> _Word:
        """One of some words."""
        if not isinstance(self.value, str) or self.value not in {each.value for each in kind}:
            words = ", ".join(each.value for each in kind)
            raise self.wrong(f"expected one of {words}; found {described(self.value)}")
        return kind(self.value)


def described(value: Any) -> str:
    """A value as the writer of the file knows it."""
    match value:
        case None | "":
            return "nothing"
        case bool():
            return "true" if value else "false"
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case str():
            return f"“{value[:60]}”"
        case _:
            return str(value)
