"""Tells which of the values that a function gives a name a later one replaces in any case."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from compliance.extract.code.model import Assignment, Function

# So long a head of a function, or a text that documents it, is looked through for its first line.
_MAX_HEAD = 100


@functools.lru_cache(maxsize=8)  # A function may put thousands of values into a page.
def given_in(function: Function) -> Mapping[str, Sequence[Assignment]]:
    """What a function gives its names, wholly or as a part of something, in its order."""
    found: dict[str, list[Assignment]] = {}
    for each in function.assignments:
        for name in {each.target, *each.parts}:
            found.setdefault(name, []).append(each)
    return found


def standing(name: str, line: int, given: Sequence[Assignment]) -> Sequence[Assignment]:
    """What a name may still stand for at a line, of what its function gives it: where the function
    of Python itself, under no condition, has given it another value since, the former are gone.
    """
    function = given[0].function if given else None
    if len(given) < 2 or function is None or function.module is None:
        return given
    if not function.module.is_python:
        return given
    margin = _margin(function)
    certain = [
        each.line
        for each in given
        if each.target == name and each.line < line and _indentation(function, each.line) == margin
    ]
    return [each for each in given if each.line >= max(certain, default=0)]


def _margin(function: Function) -> int | None:
    """How far the body of a function is indented; None where that cannot be told."""
    module = function.module
    if module is None:
        return None
    last = min(function.end_line, function.line + _MAX_HEAD)
    lines = module.text(function.line, last).split(b"\n")
    of_head = len(lines[0]) - len(lines[0].lstrip())
    ended = False
    for each in lines:
        bare = each.strip()
        depth = len(each) - len(each.lstrip())
        if ended and bare and not bare.startswith(b"#"):
            return depth if depth > of_head else None
        # The head ends where it is as deep as it began, or on its only line.
        is_head = bare.startswith((b"def ", b"async def ", b")", b"]")) and depth == of_head
        ended = ended or (is_head and bare.partition(b"  #")[0].rstrip().endswith(b":"))
    return None


def _indentation(function: Function, line: int) -> int:
    text = function.module.text(line, line) if function.module is not None else b""
    return len(text) - len(text.lstrip())
