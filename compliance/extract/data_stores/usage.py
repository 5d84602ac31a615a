"""Finds where non-test code uses the libraries that talk to databases, caches and brokers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from compliance.extract.comments import code_only
from compliance.extract.data_stores.imports import imported
from compliance.extract.data_stores.library import Library, Marker
from compliance.extract.sources import evidence_at
from compliance.facts import Evidence, Stack
from compliance.paths import is_handed_out
from compliance.tree import Tree, Unreadable


@dataclass
class Usage:
    """The first place that uses each library, and the reasons why some files could not be read."""

    places: dict[Library, Evidence] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)


def usage(
    tree: Tree,
    paths: Iterable[str],
    stack: Stack,
    libraries: Sequence[Library],
    markers: Sequence[Marker],
) -> Usage:
    """Where some source files use some libraries, by an import or by what stands for one."""
    found = Usage()
    patterns = [*markers, *(_dotted(library) for library in libraries if library.dotted)]
    missing = {library.module for library in libraries}
    for path in paths:
        try:
            content = tree.read(path)
        except Unreadable as error:
            if not is_handed_out(path):
                found.unread.append(str(error))
            continue
        here: dict[str, int] = {}
        for module, position in imported(content, missing, stack):
            here.setdefault(module, position)
        for library in libraries:
            if library.module in here:
                found.places[library] = evidence_at(path, content, here[library.module])
        missing -= here.keys()
        _mark(found, path, content, stack, patterns)
    return found


def _dotted(library: Library) -> Marker:
    """The marker of a library that settings name by a dotted path."""
    word = library.module.encode()
    path = rb"""['"]""" + re.escape(word) + rb"""[.'"]"""
    return Marker(frozenset((library.package,)), word, re.compile(path), library)


def _mark(found: Usage, path: str, content: bytes, stack: Stack, markers: Iterable[Marker]) -> None:
    for marker in markers:
        if marker.library in found.places or marker.word not in content:
            continue
        if marker.pattern.search(content):
            match = marker.pattern.search(code_only(content, stack))
            if match:
                found.places[marker.library] = evidence_at(path, content, match.start())
