"""Tells the routes of a front end that stand in for a backend's while people work on it or test."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from compliance.tree import Tree

# Asks for the mode in which answers are made up, to refuse whoever calls outside of it.
_REFUSES = re.compile(rb"(?i)\bif\s{0,9}\(\s{0,9}!\s{0,9}(?:[\w.]{0,80}[\W_]|is|use)?mock")
_IMPORT = re.compile(rb"""(?:\bfrom|\brequire\(|\bimport)\s{0,9}["'](\.{1,2}/[^"'\n]{1,200})["']""")
_ENDINGS = ("", ".ts", ".js", ".tsx", ".mjs", "/index.ts", "/index.js")
_MAX_IMPORTS = 20


# Some of them may need no mode: what signs people out only takes a cookie back.
_SHARE = 0.8


def stand_in(tree: Tree, paths: Sequence[str]) -> bool:
    """Whether the routes of some files only stand in for others, nearly all of them."""
    return bool(paths) and sum(_stands_in(tree, each) for each in paths) >= _SHARE * len(paths)


def _stands_in(tree: Tree, path: str) -> bool:
    """Whether a file's routes answer in a mode for mocks alone, as far as the file says so itself
    or one of the files beside it that it takes in.
    """
    return any(
        _REFUSES.search(tree.contents.get(each, b"")) for each in (path, *_taken_in(tree, path))
    )


def _taken_in(tree: Tree, path: str) -> Iterator[str]:
    content = tree.contents.get(path, b"")
    for count, found in enumerate(_IMPORT.finditer(content)):
        if count >= _MAX_IMPORTS:
            return
        name = found.group(1).decode("utf-8", "replace")
        place = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
        yield from (place + ending for ending in _ENDINGS if place + ending in tree.contents)
