"""Reads what the lines above one say of the types of names, in Python."""

from __future__ import annotations

import re

from compliance.extract.code.model import Module

# `isinstance(count, int)`, and of the items of a list `isinstance(each, SafeData) for each in all`.
_IS_A = re.compile(
    rb"\bisinstance\(\s{0,9}([\w.]{1,200})\s{0,9},\s{0,9}\(?([\w., ]{1,200})\)?\)"
    rb"(?: for \w{1,80} in ([\w.]{1,200})\))?"
)
_TYPE = re.compile(rb"\b\w{1,80}+(?=\s{0,9}(?:,|$))")
_HARMLESS_TYPES = frozenset(
    b"int float bool Decimal UUID date datetime SafeData SafeString SafeText Markup".split()
)
_CHOICE = re.compile(rb"\b(?:not|or|any|else)\b")
_MAX_ABOVE = 60


def harmless(module: Module, line: int) -> frozenset[str]:
    """The names that are numbers, dates or safe already at a line of Python: the conditions that it
    stands under say so, or an assertion before it.
    """
    found: set[str] = set()
    depth = _depth(module.text(line, line))
    for above in range(line - 1, max(0, line - _MAX_ABOVE), -1):
        text = module.text(above, above)
        bare = text.strip()
        if not bare or _depth(text) > depth:
            continue
        if _depth(text) < depth:
            depth = _depth(text)
            if not bare.startswith((b"if ", b"elif ", b"assert")):
                continue
        elif not bare.startswith(b"assert"):
            continue
        if _CHOICE.search(bare) is None:
            for names, kinds, each_of in _IS_A.findall(bare):
                if _HARMLESS_TYPES.issuperset(_TYPE.findall(kinds)):
                    found.add((each_of or names).decode())
    return frozenset(found)


def _depth(text: bytes) -> int:
    return len(text) - len(text.lstrip())
