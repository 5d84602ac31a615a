"""On which lines the keys of JSON and TOML texts stand: their parsers do not say.

All of it is for evidence: a text is expected to parse, and where a line is not found there is none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from packaging.utils import canonicalize_name

KeyLines = Mapping[tuple[str, ...], int]

_MAX_TEXT = 1024 * 1024
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:]')
_TOML_WORD = r"""(?:[A-Za-z0-9_-]{1,200}|"[^"\n]{0,200}"|'[^'\n]{0,200}')"""
_TOML_PATH = rf"({_TOML_WORD}(?:[ \t]{{0,20}}\.[ \t]{{0,20}}{_TOML_WORD}){{0,10}})"
_TOML_LINE = re.compile(
    rf"[ \t]{{0,100}}(?:\[\[?[ \t]{{0,20}}{_TOML_PATH}[ \t]{{0,20}}\]|{_TOML_PATH}[ \t]{{0,20}}=)"
)
_TOML_WORDS = re.compile(_TOML_WORD)
# An item of a list, not the value of a key.
_QUOTED_NAME = re.compile(r"""(?<!=)(?<!=[ ])["']([A-Za-z0-9][A-Za-z0-9._-]{0,100})""")


def json_key_lines(text: str, depth: int = 2) -> KeyLines:
    """The line of each key down to some depth, by its path; of a key that is repeated, the last."""
    if len(text) > _MAX_TEXT:
        return {}
    lines: dict[tuple[str, ...], int] = {}
    path = [""] * depth  # the key that is being read at each level; "" in a list
    level, last = 0, ""
    for number, token in _numbered(_JSON_TOKEN, text):
        if token[0] == '"':
            last = token
        elif token == ":":
            if level <= depth:
                path[level - 1] = json.loads(last)
                lines[tuple(path[:level])] = number
        else:
            level += 1 if token in "{[" else -1
            if token == "[" and level <= depth:
                path[level - 1] = ""
    return lines


def toml_key_lines(text: str) -> KeyLines:
    """The line of each table, and of each key that begins a line, by its path."""
    if len(text) > _MAX_TEXT:
        return {}
    lines: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        match = _TOML_LINE.match(line)
        if match is None:
            continue
        words = tuple(word.strip("\"'") for word in _TOML_WORDS.findall(match[1] or match[2]))
        if match[1]:
            table = words
        lines.setdefault(words if match[1] else table + words, number)
    return lines


def nearest(lines: KeyLines, *path: str) -> int:
    """The line of a key, or of the nearest table above it that has one; 0 where none has."""
    return next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), 0)


def quoted_name_lines(text: str) -> Mapping[str, int]:
    """The first line on which each package name begins a quoted item, by its normalised name."""
    lines: dict[str, int] = {}
    for number, quoted in _numbered(_QUOTED_NAME, text[:_MAX_TEXT]):
        lines.setdefault(canonicalize_name(quoted[1:]), number)
    return lines


def _numbered(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, str]]:
    """Each match of a pattern with its line, counted from 1."""
    number, position = 1, 0
    for match in pattern.finditer(text):
        number += text.count("\n", position, match.start())
        position = match.start()
        yield number, match[0]
