"""Loads the files that a document is made of, and follows `$ref` from one value to another."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from compliance.extract.documents import read_json, read_yaml
from compliance.paths import join
from compliance.tree import MIB, Tree, Unreadable

MAX_HOPS = 20
MAX_FILES = 1_000
MAX_BYTES = 16 * MIB
MAX_VALUES = 300_000
_MAX_TRIES = 50
_MAX_TURNS = 30


class Astray(Exception):
    """A reference leads nowhere; the message says where it should have led."""


@dataclass
class Source:
    """One file of a document: its value, and where the keys of its mappings stand.

    JSON's parser gives no lines, so a key is looked for behind the one that was asked for before.
    """

    path: str
    value: Any
    text: str = ""
    lines: Mapping[int, dict[str, int] | list[int]] = field(default_factory=dict)
    _found: dict[tuple[int, str], int] = field(default_factory=dict)
    _position: int = 0
    _line: int = 1
    _turns: int = 0

    def line(self, mapping: Any, key: str) -> int:
        """The line of a key of a mapping, counted from 1; 0 where it is not found."""
        known = self.lines.get(id(mapping))
        if isinstance(known, dict):
            return known.get(key, 0)
        at = (id(mapping), key)
        if at not in self._found:
            self._found[at] = self._search(f'"{key}"') if self.text else 0
        return self._found[at]

    def _search(self, quoted: str) -> int:
        if self._advance(quoted):
            return self._line
        # Once in a while somebody asks for what stands before; each time costs the whole text.
        self._turns += 1
        if self._turns > _MAX_TURNS:
            self.text = ""
            return 0
        self._position, self._line = 0, 1
        return self._line if self._advance(quoted) else 0

    def _advance(self, quoted: str) -> bool:
        position = self._position
        for _ in range(_MAX_TRIES):
            found = self.text.find(quoted, position)
            if found < 0:
                return False
            position = found + len(quoted)
            if self.text[position : position + 20].lstrip().startswith(":"):
                self._line += self.text.count("\n", self._position, found)
                self._position = found
                return True
        return False


@dataclass(frozen=True)
class Node:
    """A value and the file that it stands in."""

    value: Any
    source: Source

    def get(self, key: str) -> Node:
        """What stands at a key; a node of None where there is no such thing."""
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return Node(value, self.source)

    def items(self) -> list[tuple[str, Node]]:
        """The entries of a mapping; none where it is something else."""
        entries = self.value.items() if isinstance(self.value, dict) else ()
        return [(key, Node(value, self.source)) for key, value in entries]

    def elements(self) -> list[Node]:
        """The elements of a list; none where it is something else."""
        values = self.value if isinstance(self.value, list) else ()
        return [Node(value, self.source) for value in values]

    @property
    def reference(self) -> str:
        """Where it refers to; "" where it is the thing itself."""
        target = self.value.get("$ref") if isinstance(self.value, dict) else None
        return target if isinstance(target, str) else ""


class Library:
    """The files of a tree that documents are made of, each read once."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._sources: dict[str, Source | Unreadable] = {}
        self._bytes = self._values = 0

    def look(self, node: Node) -> None:
        """Count a value that is looked at: references can make few lines into very many values.

        Raises:
            Unreadable: it is one too many.
        """
        self._values += 1
        if self._values > MAX_VALUES:
            raise Unreadable(f"{node.source.path} repeats itself more often than is followed")

    def load(self, path: str) -> Source:
        """A JSON or YAML file.

        Raises:
            Unreadable: it cannot be had or does not parse, or all files together are too many.
        """
        if path not in self._sources:
            try:
                self._sources[path] = self._read(path)
            except Unreadable as error:
                self._sources[path] = error
        found = self._sources[path]
        if isinstance(found, Unreadable):
            raise found
        return found

    def _read(self, path: str) -> Source:
        self._bytes += len(self._tree.read(path))
        if len(self._sources) >= MAX_FILES or self._bytes > MAX_BYTES:
            raise Unreadable(f"{path} was not read: API documents are far larger than people write")
        if path.endswith(".json"):
            return Source(path, read_json(self._tree, path), self._tree.text(path))
        # What shows such documents, or makes code of them, takes the last of two keys.
        document = read_yaml(self._tree, path, repeated=True)
        return Source(path, document.value, lines=document.lines)

    def resolve(self, node: Node) -> Node:
        """What a node refers to, through further references; the node itself if to nothing.

        What a page of the web has is not fetched: then the node's value is None.

        Raises:
            Astray: there is no such thing, or the references go round.
            Unreadable: it is in a file that cannot be read.
        """
        for _ in range(MAX_HOPS):
            self.look(node)
            target = node.reference
            if not target:
                return node
            node = self._follow(target, node.source)
        raise Astray("references lead from one to another without end")

    def _follow(self, target: str, source: Source) -> Node:
        file, _, pointer = target.partition("#")
        if "://" in file:
            return Node(None, source)
        if file:
            path = posixpath.normpath(join(posixpath.dirname(source.path), unquote(file)))
            if not self._tree.has(path):
                raise Astray(f"{target}: {path} is not there")
            source = self.load(path)
        value = source.value
        for part in pointer.split("/")[1:]:
            value = _part(value, unquote(part).replace("~1", "/").replace("~0", "~"), target)
        return Node(value, source)


def _part(value: Any, key: str, target: str) -> Any:
    """One step of a JSON pointer."""
    if isinstance(value, dict) and key in value:
        return value[key]
    if isinstance(value, list) and key.isascii() and key.isdigit() and int(key[:9]) < len(value):
        return value[int(key[:9])]
    raise Astray(f"{target} is not there")
