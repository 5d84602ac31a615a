"""The source files of a component, and the lines of files as evidence."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.facts import Component, Evidence, Stack
from compliance.paths import is_source, language
from compliance.tree import Tree

LANGUAGES = {Stack.NODE: ("javascript", "typescript"), Stack.PYTHON: ("python",)}


def own_sources(tree: Tree, component: Component) -> Iterator[str]:
    """The source files of a component in its stack's languages, tests among them."""
    return sources_of(tree, component.path, component.stack, component.nested)


def sources_of(tree: Tree, directory: str, stack: Stack, nested: tuple[str, ...]) -> Iterator[str]:
    """Those of a directory in a stack's languages, without the directories of projects in it."""
    theirs, spoken = frozenset(nested), LANGUAGES[stack]
    # What was said of a folder holds for all files in it.
    own: dict[str, bool] = {}
    for path in tree.files(directory):
        if language(path) in spoken:
            folder = path.rpartition("/")[0]
            if folder not in own:
                own[folder] = theirs.isdisjoint(_with_those_above(folder))
            if own[folder] and is_source(path):
                yield path


def _with_those_above(folder: str) -> Iterator[str]:
    """A directory and those that it lies in, nearest first, but the root."""
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


def evidence_at(path: str, content: bytes, position: int) -> Evidence:
    """The line of a file that holds a position, as evidence."""
    start = content.rfind(b"\n", 0, position) + 1
    end = content.find(b"\n", position)
    line = content[start : end if end >= 0 else len(content)]
    number = content.count(b"\n", 0, start) + 1
    return Evidence(path, number, number, line[:400].decode("utf-8", "replace").strip())
