"""Reads `docker-compose.yml` as Compose does: anchors, merge keys, and variables put in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parents[2] / "docker-compose.yml"
_VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>\w+)(?:(?P<rule>:[-?+])(?P<word>[^}]*))?\})")

REQUIRED = {
    "GITHUB_ORG": "acme",
    "PLUMBLINE_SECRET_KEY": "k" * 50,
    "POSTGRES_PASSWORD": "p" * 40,
}
"""What people have to set, with values for tests."""


class MissingVariableError(Exception):
    """A variable that the file requires is not set, and why it has to be."""


def load(variables: Mapping[str, str]) -> dict[str, Any]:
    """The file with `variables` put in. Raises `MissingVariableError` as Compose refuses."""
    found = _filled(yaml.safe_load(FILE.read_text()), variables)
    assert isinstance(found, dict)
    return found


def variables() -> set[str]:
    """The variables that the file asks for."""
    return {found["name"] for found in _VARIABLE.finditer(FILE.read_text()) if found["name"]}


def _filled(node: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: _filled(value, variables) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(value, variables) for value in node]
    if isinstance(node, str):
        return _VARIABLE.sub(lambda found: _value(found, variables), node)
    return node


def _value(found: re.Match[str], variables: Mapping[str, str]) -> str:
    if found[0] == "$$":
        return "$"
    value, word = variables.get(found["name"], ""), found["word"] or ""
    match found["rule"]:
        case ":?" if not value:
            raise MissingVariableError(f"{found['name']}: {word}")
        case ":-":
            return value or word
        case ":+":
            return value and word
        case _:
            return value
