"""Tells what code does only where it does not run in production."""

from __future__ import annotations

import re

from compliance.extract.code.model import Module

# The head of a branch that is left out in production.
_OUTSIDE = re.compile(
    rb"""\bif\s{0,9}\(?\s{0,9}(?:
      (?:!\s{0,9}|not\s{1,9})[\w.]{0,80}?prod(?:uction)?(?:\(\))?
      |[\w.()\[\]"']{1,80}\s{0,9}!==?\s{0,9}["']prod(?:uction)?["'])
    \s{0,9}(?:\)\s{0,9}\{?|:)""",
    re.VERBOSE | re.IGNORECASE,
)
_LINES_LOOKED_AT = 15


def is_off_in_production(module: Module, line: int) -> bool:
    """Whether a line stands in a branch of its module that production does not take."""
    lines = module.text(max(line - _LINES_LOOKED_AT + 1, 1), line).split(b"\n")
    for first in range(len(lines) - 1, -1, -1):
        head = _OUTSIDE.search(lines[first])
        if head:
            below = lines[first + 1 :]
            if module.is_python:
                margin = _indentation(lines[first])
                return all(_indentation(each) > margin for each in below if each.strip())
            return not below or _stays_open([lines[first][head.end() :], *below])
    return False


def _stays_open(inside: list[bytes]) -> bool:
    """Whether no line of a branch closes it, up to the last one."""
    depth = 1  # The head opens it.
    for line in inside[:-1]:
        for mark in re.findall(rb"[{}]", line):
            depth += 1 if mark == b"{" else -1
            if depth <= 0:
                return False
    return True


def _indentation(line: bytes) -> int:
    return len(line) - len(line.lstrip())
