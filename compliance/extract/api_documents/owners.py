"""Tells which of a repository's documents and collections describe the API of one component.

A file belongs to the project that it lies in. One in a folder above the component, where nothing
else is, is the component's as well. Where the place leaves it open, the paths that a document
describes have to stand in the component's code.
"""

from __future__ import annotations

import functools
import itertools
import posixpath
import re
from collections.abc import Iterable, Iterator

import re2

from compliance.extract.base import extractor
from compliance.extract.reach import is_project, sources
from compliance.facts import Component, Layout
from compliance.facts.api_documents import ApiDocument, ApiDocuments, OwnApiDocuments
from compliance.facts.manifests import Manifests
from compliance.facts.reach import Reach
from compliance.tree import MIB, Tree, Unreadable, below

# A manifest of another language makes a project that no component here is part of.
_FOREIGN = frozenset(
    """go.mod Cargo.toml pom.xml build.gradle build.gradle.kts composer.json Gemfile mix.exs
    pubspec.yaml Package.swift build.sbt""".split()
)
# Folders in which people keep what they need of somebody else's API.
_OTHERS_APIS = frozenset(
    """client clients sdk sdks integration integrations provider providers connector connectors
    adapter adapters upstream partner partners remote lib-api apis-external""".split()
)
_NO_NAME = frozenset("api apis rest public internal private admin app".split())
_SEGMENT = re.compile(r"[A-Za-z][A-Za-z0-9._-]{2,60}")
_SAMPLE = 40
_SHARE = 0.5
_MAX_SCANNED = 48 * MIB
_GENERATED = re.compile(
    rb"(?i)@generated|auto-?generated|generated (?:by|from|with|using)|do not (?:edit|modify)"
)


@extractor(version=1)
def own_api_documents(
    tree: Tree,
    component: Component,
    layout: Layout,
    reach: Reach,
    manifests: Manifests,
    found: ApiDocuments,
) -> OwnApiDocuments:
    """The documents and collections that describe the API of a component."""
    owners = _Owners(tree, component, layout, reach, manifests)
    files: list[str] = []
    others: list[str] = []
    for document in found.documents:
        own = owners.own(document.path) or _describes(document, tree, component, reach)
        (files if own else others).append(document.path)
    files += [each.path for each in found.collections if not owners.is_another(each.path)]
    return OwnApiDocuments(tuple(files), tuple(others))


class _Owners:
    """Which project a file belongs to, and what that is to a component."""

    def __init__(
        self, tree: Tree, component: Component, layout: Layout, reach: Reach, manifests: Manifests
    ) -> None:
        self._component = component
        self._mine = set(reach.directories)
        self._projects = {each.directory for each in manifests.manifests if is_project(each)}
        self._foreign = _foreign(tree)
        self._backends = [each.path for each in layout.components]

    def own(self, path: str) -> bool:
        """Whether the place of a file alone makes it describe the component's API."""
        owner = self._owner(path)
        inside = path[len(owner) :].lower().split("/")[:-1]
        if not _OTHERS_APIS.isdisjoint(inside) or owner in self._foreign - self._projects:
            return False
        neighbours = sum(below(each, owner) for each in self._backends)
        return owner in self._mine or (owner in self._component.ancestors and neighbours == 1)

    def is_another(self, path: str) -> bool:
        """Whether a file lies in another backend."""
        owner = self._owner(path)
        return owner in self._backends and owner not in self._mine

    def _owner(self, path: str) -> str:
        """The nearest directory above a file that is a project, "" for the root."""
        directory = posixpath.dirname(path)
        while directory and directory not in self._projects and directory not in self._foreign:
            directory = posixpath.dirname(directory)
        return directory


def _foreign(tree: Tree) -> frozenset[str]:
    """The directories with a manifest of a language that is not judged."""
    return frozenset(
        posixpath.dirname(path) for path in tree.files() if posixpath.basename(path) in _FOREIGN
    )


def _describes(document: ApiDocument, tree: Tree, component: Component, reach: Reach) -> bool:
    """Whether the paths of a document stand in the code of a component, most of them."""
    names = _names(document)
    if not names:
        return False
    wanted = len(names) * _SHARE
    seen: set[bytes] = set()
    pattern = _pattern(names)
    for content in _contents(tree, component, reach):
        seen.update(match.group(1) for match in pattern.finditer(content))
        if len(seen) >= wanted:
            return True
    return False


def _names(document: ApiDocument) -> tuple[str, ...]:
    """The words that the paths of a document are made of, or some of very many."""
    words = dict.fromkeys(
        word
        for operation in document.operations
        for word in f"{document.base}{operation.path}".split("/")
        if _SEGMENT.fullmatch(word) and word.lower() not in _NO_NAME
    )
    step = max(1, len(words) // _SAMPLE)
    return tuple(itertools.islice(words, 0, None, step))[:_SAMPLE]


@functools.lru_cache(maxsize=64)
def _pattern(names: tuple[str, ...]) -> re2._Regexp[bytes]:
    """Where code names one of some parts of a path: behind a slash, or at the head of a text."""
    return re2.compile(r"[/\"'`^](" + "|".join(map(re.escape, names)) + r")\b")


def _contents(tree: Tree, component: Component, reach: Reach) -> Iterator[bytes]:
    """The code of a component that somebody wrote, and the paths of its files."""
    paths = list(sources(tree, component, reach))
    yield "\n".join(paths).encode("utf-8", "replace")
    scanned = 0
    for content in _read(tree, paths):
        scanned += len(content)
        if scanned > _MAX_SCANNED:
            return
        if not _GENERATED.search(content, 0, 1_000):
            yield content


def _read(tree: Tree, paths: Iterable[str]) -> Iterator[bytes]:
    for path in paths:
        try:
            yield tree.read(path)
        except Unreadable:
            continue  # Another file may name it; one that cannot be read proves nothing.
