"""Reads `.gitmodules` by the rules of git's configuration files (git-config, "Syntax")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from compliance.tree import Unreadable

_MAX_TEXT = 256 * 1024
_SECTION = re.compile(r'\[([A-Za-z0-9.-]{1,200})(?:[ \t]{1,20}"((?:[^"\\\n]|\\.){0,500})")?\]')
_KEY = re.compile(r"([A-Za-z][A-Za-z0-9-]{0,100})[ \t]{0,1000}")
_ESCAPED = {"n": "\n", "t": "\t", "b": "\b", '"': '"', "\\": "\\"}
_KIND = "submodule"


@dataclass(frozen=True)
class Submodule:
    """A submodule as it is named. What is not said is empty, and its line that of the heading."""

    name: str
    path: str
    path_line: int
    url: str
    url_line: int


def parse(text: str, where: str) -> tuple[Submodule, ...]:
    """The submodules in the order in which they are first named; of a repeated key, the last.

    Raises:
        Unreadable: git could not read it either, or it is far too long.
    """
    if len(text) > _MAX_TEXT:
        raise Unreadable(f"{where} has more than 256 KiB")
    headings: dict[str, int] = {}
    settings: dict[tuple[str, str], tuple[str, int]] = {}
    for line, name, key, value in _settings(text.replace("\r\n", "\n"), where):
        headings.setdefault(name, line)
        settings[name, key] = (value, line)
    found: list[Submodule] = []
    for name, line in headings.items():
        path, url = (settings.get((name, key), ("", line)) for key in ("path", "url"))
        found.append(Submodule(name, *path, *url))
    return tuple(found)


def _settings(text: str, where: str) -> Iterator[tuple[int, str, str, str]]:
    """Each key of a submodule as line, submodule, key and value; a heading has the key ""."""
    name: str | None = None
    at, line, counted = 0, 1, 0
    while at < len(text):
        line += text.count("\n", counted, at)
        counted = at
        if text[at].isspace():
            at += 1
        elif text[at] in "#;":
            at = _end_of_line(text, at)
        elif section := _SECTION.match(text, at):
            name, at = _submodule(section), section.end()
            if name is not None:
                yield line, name, "", ""
        elif key := _KEY.match(text, at):
            value, at = _assigned(text, key.end(), f"{where}, line {line}")
            if name is not None:
                yield line, name, key[1].lower(), value
        else:
            raise Unreadable(f"{where}, line {line}, is nothing that git can read")


def _submodule(section: re.Match[str]) -> str | None:
    """The submodule that a heading is for: `[submodule "name"]`, or of old `[submodule.name]`."""
    kind, dot, name = section[1].partition(".")
    if kind.lower() != _KIND:
        return None
    if section[2] is not None:
        return re.sub(r"\\(.)", r"\1", section[2])
    return name.lower() if dot else None


def _assigned(text: str, at: int, where: str) -> tuple[str, int]:
    """The value behind a key, and where it ends; a key alone is true."""
    if text[at : at + 1] == "=":
        return _value(text, at + 1, where)
    if text[at : at + 1] not in ("", "\n"):
        raise Unreadable(f"{where}, is nothing that git can read")
    return "true", at


def _value(text: str, at: int, where: str) -> tuple[str, int]:
    """A value up to the end of its line, where white space counts only inside quotes."""
    value: list[str] = []
    solid = 0  # how much of it stays when the white space at the end is cut
    quoted = False
    while at < len(text) and text[at] != "\n":
        char = text[at]
        if char in "#;" and not quoted:
            at = _end_of_line(text, at)
            break
        if char == '"':
            quoted = not quoted
            solid = len(value)
        elif char == "\\":
            at += 1
            if text[at : at + 1] != "\n":
                value.append(_unescape(text[at : at + 1], where))
                solid = len(value)
        elif quoted or value or not char.isspace():
            value.append(char)
            solid = len(value) if quoted or not char.isspace() else solid
        at += 1
    if quoted:
        raise Unreadable(f"{where}, has a quote that is never closed")
    return "".join(value[:solid]), at


def _unescape(char: str, where: str) -> str:
    if char not in _ESCAPED:
        raise Unreadable(f"{where}, has a backslash that means nothing to git")
    return _ESCAPED[char]


def _end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return end if end >= 0 else len(text)
