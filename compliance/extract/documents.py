"""Reads JSON, TOML and YAML files of a tree, and says in one clause why one cannot be read."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

from compliance import yaml12
from compliance.tree import Tree, Unreadable

# Each takes up to 100 bytes, however short it is written.
_MAX_VALUES = 600_000
# The time that the parser takes for a dotted key grows with the square of its length.
_MAX_DOTS = 500
# JSON can spell half of a character, which no encoding can store.
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


def read_json(tree: Tree, path: str) -> dict[str, Any]:
    """A JSON file that holds an object.

    Raises:
        Unreadable: it cannot be read, does not parse, or holds something else.
    """
    text = tree.text(path)
    if sum(text.count(sign) for sign in "[{,") > _MAX_VALUES:
        raise Unreadable(f"{path} holds more than {_MAX_VALUES:,} values")
    try:
        value = json.loads(text)
        if _SURROGATE_ESCAPE.search(text):
            json.dumps(value, ensure_ascii=False).encode()
    except RecursionError as error:
        raise Unreadable(f"{path} is nested too deep to be read") from error
    except UnicodeEncodeError as error:
        raise Unreadable(f"{path} holds half of a character (a lone surrogate)") from error
    except ValueError as error:
        raise Unreadable(f"{path} is no valid JSON ({error})") from error
    return table(value, path)


def read_toml(tree: Tree, path: str) -> dict[str, Any]:
    """A TOML file.

    Raises:
        Unreadable: it cannot be read or does not parse.
    """
    text = tree.text(path)
    for number, line in enumerate(text.splitlines(), 1):
        if line.count(".") > _MAX_DOTS:
            raise Unreadable(f"{path}, line {number}, has more than {_MAX_DOTS} dots")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise Unreadable(f"{path} is nested too deep to be read") from error
    except ValueError as error:
        raise Unreadable(f"{path} is no valid TOML ({error})") from error


def read_yaml(tree: Tree, path: str, *, repeated: bool = False) -> yaml12.Document:
    """A YAML file; `repeated` as for `yaml12.load`.

    Raises:
        Unreadable: it cannot be read or does not parse.
    """
    return parse_yaml(tree.text(path), path, repeated=repeated)


def parse_yaml(text: str, path: str, *, repeated: bool = False) -> yaml12.Document:
    """A YAML text that comes from the file at that path; `repeated` as for `yaml12.load`.

    Raises:
        Unreadable: it does not parse.
    """
    try:
        return yaml12.load(text, repeated=repeated)
    except yaml12.YamlError as error:
        raise Unreadable(f"{path}, line {error.line}, is no valid YAML ({error})") from error


def line_of(text: str, needle: str) -> int:
    """The first line of a text that holds the needle, counted from 1; 0 where none does."""
    position = text.find(needle)
    return text.count("\n", 0, position) + 1 if position >= 0 else 0


def table(value: Any, path: str) -> dict[str, Any]:
    """The value of a document, which has to be a mapping.

    Raises:
        Unreadable: it is something else.
    """
    if not isinstance(value, dict):
        raise Unreadable(f"{path} is no object but {type(value).__name__}")
    return value


def sub(value: Any, *keys: str) -> dict[str, Any]:
    """The mapping at some keys of a mapping; empty where something else is there."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def string(value: Any) -> str:
    """The value if it is text, else nothing."""
    return value if isinstance(value, str) else ""


def strings(value: Any) -> list[str]:
    """The texts of a list; empty where something else is there."""
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def written(value: Any) -> dict[str, str]:
    """The entries of a mapping that are texts or numbers, as text: in YAML a version looks like a
    number where nobody put it in quotes.
    """
    return {key: str(each) for key, each in sub(value).items() if type(each) in (str, int, float)}


def texts(value: Any) -> dict[str, str]:
    """The entries of a mapping whose values are texts; empty where something else is there."""
    return {key: each for key, each in sub(value).items() if isinstance(each, str)}
