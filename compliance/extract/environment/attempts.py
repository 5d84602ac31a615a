"""Tells which lines of Python are tried, so that the code goes on where a variable is not there."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from compliance.extract.code.model import Module

# What a handler takes up when a variable is not there; none named is everything.
_CAUGHT = re.compile(
    rb"except\s{0,9}:|except\b[^:\n]{0,300}\b(?:KeyError|LookupError|Exception|BaseException"
    rb"|Env\w{0,30}Error|ImproperlyConfigured|UndefinedValueError)\b"
)
_GIVES_UP = re.compile(rb"\braise\b|\bexit\s{0,9}\(|\babort\s{0,9}\(")
_STARTS_ANOTHER = (b"def ", b"async def ", b"class ")
# People try a few lines; of a hostile file every line may ask.
_LINES = 50


def is_tried(module: Module, line: int) -> bool:
    """Whether a line stands in a `try` whose handler goes on without what the line reads."""
    if b"try:" not in module.source:
        return False
    lines = _lines(module.source)
    first = _try_around(lines, line - 1)
    return first is not None and _goes_on(lines, first, line)


@functools.lru_cache(maxsize=2)
def _lines(source: bytes) -> Sequence[bytes]:
    """The lines of a file, of which many read the environment."""
    return source.split(b"\n")


def _try_around(lines: Sequence[bytes], at: int) -> int | None:
    """The index of the `try` that a line is in the body of."""
    if at >= len(lines):
        return None
    margin = _indentation(lines[at])
    for index in range(at - 1, max(at - _LINES, -1), -1):
        text = lines[index].strip()
        if not text or text.startswith(b"#") or _indentation(lines[index]) >= margin:
            continue
        if text.startswith(_STARTS_ANOTHER):
            return None
        if text.startswith(b"try:"):
            return index
        margin = _indentation(lines[index])
    return None


def _goes_on(lines: Sequence[bytes], first: int, after: int) -> bool:
    """Whether a handler of a `try` takes up that something is not there, and does not give up."""
    margin = _indentation(lines[first])
    caught = False
    for text in lines[after : after + _LINES]:
        if not text.strip() or text.lstrip().startswith(b"#"):
            continue
        if _indentation(text) > margin:
            if caught and _GIVES_UP.search(text):
                return False
        elif _indentation(text) < margin or not text.lstrip().startswith(b"except"):
            return caught
        elif caught:
            return True
        else:
            caught = _CAUGHT.match(text.lstrip()) is not None
    return caught


def _indentation(line: bytes) -> int:
    return len(line) - len(line.lstrip())
