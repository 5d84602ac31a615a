"""A protocol file as values that know their place in it, so that every error can name it."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from compliance import yaml12

MAX_BYTES = 1024 * 1024
_KEY = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_NUMBER = re.compile(r"[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*")
_Word = TypeVar("_Word", bound=enum.StrEnum)


class ProtocolError(Exception):
    """A protocol file is wrong; the message names file, line, key and what was expected."""


def read_node(path: Path) -> Node:
    """The whole of a protocol file.

    Raises:
        ProtocolError: it cannot be read, is too large, or is no UTF-8 or no YAML.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise ProtocolError(f"{path}: a protocol file has at most 1 MiB, and this has more")
        document = yaml12.load(raw.decode("utf-8-sig"))
    except OSError as error:
        raise ProtocolError(f"{path}: it cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ProtocolError(f"{path}: it is not UTF-8 text (byte {error.start})") from error
    except yaml12.YamlError as error:
        raise ProtocolError(f"{path}, line {error.line}: it is no valid YAML: {error}") from error
    return Node(path, document, (), document.value)


def is_key(text: str) -> bool:
    """Whether a text is written like-this, as the keys of protocols, checks and items are."""
    return _KEY.fullmatch(text) is not None


@dataclass(frozen=True)
class Node:
    """A value of the file and its place in it. Each method says what the value has to be.

    Raises:
        ProtocolError: (every method) it is something else.
    """

    file: Path
    document: yaml12.Document
    path: yaml12.Path
    value: Any

    def wrong(self, message: str, *below: str | int) -> ProtocolError:
        """The error with file, line and key of this value or of one below it."""
        path = (*self.path, *below)
        key = ".".join(str(part) for part in path) or "the file"
        return ProtocolError(f"{self.file}, line {self.document.line(*path)}, {key}: {message}")

    def _below(self, key: str | int, value: Any) -> Node:
        return Node(self.file, self.document, (*self.path, key), value)

    def entries(self) -> dict[str, Node]:
        """A mapping with keys of the writer's choice."""
        if not isinstance(self.value, dict):
            raise self.wrong(f"expected keys and values, found {described(self.value)}")
        return {key: self._below(key, value) for key, value in self.value.items()}

    def fields(self, required: Iterable[str], optional: Iterable[str] = ()) -> dict[str, Node]:
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

    def items(self) -> list[Node]:
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
        """The key of a check, an attestation or an onboarding item."""
        text = self.text()
        if not is_key(text):
            raise self.wrong(f"{described(text)} is no key; a key is written like-this")
        return text

    def number(self) -> str:
        """The number of a section or clause, as text."""
        text = self.text()
        if not _NUMBER.fullmatch(text):
            raise self.wrong(f'{described(text)} is no number of a clause, such as "3" or "3.1"')
        return text

    def hours(self) -> int:
        """A whole number of hours, from 1."""
        if not isinstance(self.value, int) or isinstance(self.value, bool) or self.value < 1:
            raise self.wrong(f"expected a whole number of hours, found {described(self.value)}")
        return self.value

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
