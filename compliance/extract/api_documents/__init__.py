"""Finds the OpenAPI documents and the collections of requests that a repository has committed."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from compliance.extract.api_documents import files, operations
from compliance.extract.api_documents.exports import read_collection
from compliance.extract.api_documents.generators import api_generators
from compliance.extract.api_documents.owners import own_api_documents
from compliance.extract.api_documents.references import Astray, Library, Node, Source
from compliance.extract.api_documents.specification import Rules, Version, version_of
from compliance.extract.api_documents.writers import Writers, may_write
from compliance.extract.base import extractor
from compliance.extract.documents import string
from compliance.facts import Evidence
from compliance.facts.api_documents import (
    ApiDocument,
    ApiDocuments,
    Collection,
    Fault,
    Operation,
)
from compliance.facts.manifests import Manifests
from compliance.tree import Tree, Unreadable

MAX_DOCUMENTS = 40
MAX_COLLECTIONS = 40
MAX_OPERATIONS = 5_000
_MAX_LISTED = 10


def _is_read(path: str) -> bool:
    return files.is_candidate(path) or may_write(path)


@extractor(version=10, reads=_is_read)
def api_documents(tree: Tree, manifests: Manifests) -> ApiDocuments:
    """Every OpenAPI document with its operations, and every collection of requests."""
    library = Library(tree)
    documents: list[ApiDocument] = []
    collections: list[Collection] = []
    unread: list[tuple[str, str]] = []
    broken: list[Fault] = []
    for path in filter(files.is_candidate, tree.files()):
        try:
            content = tree.read(path)
        except Unreadable as error:
            if files.is_named_document(path) or files.is_named_collection(path):
                unread.append((path, str(error)))
            continue
        try:
            if files.is_document(path, content) and len(documents) < MAX_DOCUMENTS:
                documents += _document(library, path)
            elif files.is_collection(path, content) and len(collections) < MAX_COLLECTIONS:
                collection = read_collection(tree, path)
                collections += [collection] if collection else []
        except Unreadable as error:
            broken.append(Fault(Evidence(path), str(error)))
    return ApiDocuments(
        tuple(_written(documents, Writers(tree, manifests))),
        tuple(collections),
        tuple(unread[:_MAX_LISTED]),
        tuple(broken[:_MAX_LISTED]),
    )


def _written(documents: list[ApiDocument], writers: Writers) -> Iterator[ApiDocument]:
    """The documents, each with what writes it. Where no command names one that it writes, a script
    that is called as if it did is taken for all of them.
    """
    names = Counter(posixpath.basename(each.path) for each in documents)
    alone = {each.path: names[posixpath.basename(each.path)] == 1 for each in documents}
    found = {path: writers.of(path, is_alone) for path, is_alone in alone.items()}
    named = any(place and place.path != path for path, place in found.items())
    for each in documents:
        otherwise = None if named else writers.by_name(each.path, alone[each.path])
        yield replace(each, written_by=found[each.path] or otherwise)


def _document(library: Library, path: str) -> list[ApiDocument]:
    """The document that a file holds; none where it is no document or describes no path."""
    source = library.load(path)
    version = version_of(source.value)
    if version is None:
        return []
    root = Node(source.value, source)
    reader = _Reader(library, source, version)
    reader.read()
    return [
        ApiDocument(
            path=path,
            version=version.name,
            title=string(root.get("info").get("title").value)[:200],
            base=operations.base_of(root, version),
            hosted=operations.is_hosted(root, version),
            paths=reader.paths,
            sound=0 if reader.head else reader.sound,
            operations=tuple(reader.operations),
            faults=(*reader.head, *reader.faults)[:_MAX_LISTED],
            unread=tuple(reader.unread[:_MAX_LISTED]),
        )
    ]


class _Reader:
    """Goes through the paths of one document, and keeps what it finds."""

    def __init__(self, library: Library, source: Source, version: Version) -> None:
        self._library = library
        self._source = source
        self._rules = Rules(library, version)
        self.paths = self.sound = 0
        self.operations: list[Operation] = []
        self.head: tuple[Fault, ...] = ()
        self.faults: list[Fault] = []
        self.unread: list[str] = []

    def read(self) -> None:
        """Read every path, as far as there are not too many operations."""
        root = Node(self._source.value, self._source)
        self.head = tuple(self._rules.head(root))
        try:
            paths = self._library.resolve(root.get("paths"))
        except Unreadable as error:
            self.unread.append(str(error))
            return
        except Astray as error:
            self.faults.append(Fault(Evidence(self._source.path), f"paths: $ref {error}"))
            return
        for path, item in paths.items():
            if not path.startswith("x-") and len(self.operations) < MAX_OPERATIONS:
                self.paths += 1
                self._path(paths, path, item)

    def _path(self, paths: Node, path: str, item: Node) -> None:
        try:
            document = self._source.path
            found = list(operations.operations_of(self._library, document, paths, path))
            faults = self._rules.path(paths, path, item)
        except Unreadable as error:
            self.unread.append(str(error))
            return
        self.operations += found
        self.faults += faults
        self.sound += bool(found) and not faults


__all__ = ["api_documents", "api_generators", "own_api_documents"]
