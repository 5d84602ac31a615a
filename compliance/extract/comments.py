"""Blanks what is no code: comments, and Python's docstrings."""

from __future__ import annotations

import re

from compliance.facts import Stack

# Strings are consumed so that nothing within them is taken for a comment. What is not closed ends
# with its line or with the file, so that nothing is read twice.
_NODE = re.compile(
    rb"""
    (?P<comment>/\*(?s:.*?)(?:\*/|\Z) | //[^\n]*)
    | '(?:[^'\\\n]|\\.)*+'? | "(?:[^"\\\n]|\\.)*+"? | `(?:[^`\\]|\\(?s:.))*+`?
    """,
    re.VERBOSE,
)
_PYTHON = re.compile(
    rb"""
    (?P<comment>
        ^[ \t]{0,200}[rRbBuU]{0,2}(?:"{3}(?s:.*?)(?:"{3}|\Z) | '{3}(?s:.*?)(?:'{3}|\Z))
      | \#[^\n]*)
    | "{3}(?s:.*?)(?:"{3}|\Z) | '{3}(?s:.*?)(?:'{3}|\Z)
    | '(?:[^'\\\n]|\\.)*+'? | "(?:[^"\\\n]|\\.)*+"?
    """,
    re.VERBOSE | re.MULTILINE,
)
_CONFIGURATION = re.compile(rb"(?P<comment>^[ \t]{0,200}[#;][^\n]*)", re.MULTILINE)
_VISIBLE = re.compile(rb"[^\n]")


def code_only(content: bytes, stack: Stack) -> bytes:
    """A source with its comments and docstrings blanked: every byte stays at its place."""
    return (_NODE if stack is Stack.NODE else _PYTHON).sub(_blanked, content)


def settings_only(content: bytes) -> bytes:
    """A configuration file (dotenv, INI, YAML, TOML) with its lines of comment blanked."""
    return _CONFIGURATION.sub(_blanked, content)


def _blanked(match: re.Match[bytes]) -> bytes:
    return match[0] if match["comment"] is None else _VISIBLE.sub(b" ", match[0])
