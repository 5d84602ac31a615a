"""Finds where source code imports a package, comments and strings aside."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import islice

from compliance.facts import Stack

# Whatever may hide an import is consumed whole, before the search goes on behind it: comments,
# strings, template literals. One that is not closed ends with its line or with the file, so that
# nothing is ever read twice and the time is linear.
_NODE = re.compile(
    rb"""
    (?:\bfrom|\bimport|\brequire\s{0,9}\(|\bimport\s{0,9}\(|\brequire\.resolve\()
      \s{0,9}['"`](?P<module>[^'"`\s]{1,200})['"`]
    | (?P<types>\bimport\s{1,9}type\s|\bexport\s{1,9}type\s{0,9}[{*])
    | /\*(?s:.*?)(?:\*/|\Z)
    | //[^\n]*
    | '(?:[^'\\\n]|\\.)*+'? | "(?:[^"\\\n]|\\.)*+"? | `(?:[^`\\]|\\(?s:.))*+`?
    """,
    re.VERBOSE,
)
_PYTHON = re.compile(
    rb"""
    ^[ \t]{0,100}(?:
        from[ \t]{1,9}(?P<module>[\w.]{1,200})[ \t]{1,9}import\b
      | import[ \t]{1,9}(?P<modules>[\w., \t]{1,500}))
    | \"{3}(?s:.*?)(?:\"{3}|\Z) | '{3}(?s:.*?)(?:'{3}|\Z)
    | \#[^\n]*
    | '(?:[^'\\\n]|\\.)*+'? | "(?:[^"\\\n]|\\.)*+"?
    """,
    re.VERBOSE | re.MULTILINE,
)

# What is taken by name, before `from`; and those names of MongoDB's driver that make values of its
# own kinds, as what describes rows for others does too.
_TAKEN = re.compile(rb"\bimport\s{0,9}\{(?P<names>[^{}]{1,200})\}\s{0,9}\Z")
_BEFORE = 240
_VALUES = frozenset(
    [b"ObjectId", b"ObjectID", b"Binary", b"Decimal128", b"Long", b"Timestamp", b"UUID"]
)

# A module that is taken in by a name, which was set to one of several before.
_BY_NAME = re.compile(
    rb"(?:=|\()\s{0,9}require\s{0,9}\(\s{0,9}(?P<name>[A-Za-z_$][\w$]{1,60})\s{0,9}\)"
)
_MAX_BY_NAME = 5
_TEXT = re.compile(rb"['\"`](?P<text>[^'\"`\s]{1,100})['\"`]")

_ERRORS = frozenset("errors exceptions errorcodes err".split())


def imported(content: bytes, modules: Collection[str], stack: Stack) -> Iterator[tuple[str, int]]:
    """Those of some modules that a source imports, or a part of them, each with its position.

    An import of types only does not count in TypeScript: nothing of it runs; nor does one of
    MongoDB's kinds of values only, nor one of Python's that takes errors only, of a driver that
    something else uses.
    """
    if not any(name.encode() in content for name in modules):
        return
    separator = "/" if stack is Stack.NODE else "."
    for module, position in _imports(content, stack):
        parts = module.split(separator)
        if stack is Stack.PYTHON and parts[-1] in _ERRORS:
            continue
        for depth in range(1, len(parts) + 1):
            name = separator.join(parts[:depth])
            if name in modules:
                yield name, position


def _imports(content: bytes, stack: Stack) -> Iterator[tuple[str, int]]:
    return _node_imports(content) if stack is Stack.NODE else _python_imports(content)


def _node_imports(content: bytes) -> Iterator[tuple[str, int]]:
    types_only = False
    for match in _NODE.finditer(content):
        if match["types"]:
            types_only = True
        elif match["module"]:
            if not types_only and not _takes_values(content, match.start()):
                yield match["module"].decode("utf-8", "replace"), match.start("module")
            types_only = False
    for match in islice(_BY_NAME.finditer(content), _MAX_BY_NAME):
        yield from _chosen(content, match["name"])


def _chosen(content: bytes, name: bytes) -> Iterator[tuple[str, int]]:
    """The texts that a name is set to: `const lib = isTest ? "redis-mock" : "redis"`."""
    chosen = re.search(rb"\b" + re.escape(name) + rb"\s{0,9}=(?!=)[^;]{1,300}", content)
    if chosen is None:
        return
    for text in _TEXT.finditer(chosen[0]):
        yield text["text"].decode("utf-8", "replace"), chosen.start() + text.start("text")


def _takes_values(content: bytes, position: int) -> bool:
    """Whether an import takes types and values only, by the names before its `from`."""
    taken = _TAKEN.search(content[max(0, position - _BEFORE) : position])
    names = [each.split() for each in taken["names"].split(b",") if each.strip()] if taken else []
    return bool(names) and all(each[0] in _VALUES or each[:1] == [b"type"] for each in names)


def _python_imports(content: bytes) -> Iterator[tuple[str, int]]:
    for match in _PYTHON.finditer(content):
        if match["module"]:
            yield match["module"].decode("utf-8", "replace"), match.start("module")
        for each in (match["modules"] or b"").decode("utf-8", "replace").split(","):
            words = each.split()
            if words:
                yield words[0], match.start("modules")
