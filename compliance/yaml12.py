"""Reads YAML 1.2 with the line of every key and item, and within limits.

libyaml's events are turned into plain Python values without recursion, so nesting cannot exhaust
the stack; aliases are counted each time they are used, so they cannot exhaust the memory. Scalars
follow the core schema of YAML 1.2.2 (section 10.3.2): `on`, `yes` and `off` are text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

MAX_DEPTH = 100
MAX_NODES = 500_000

Path = tuple[str | int, ...]


class YamlError(Exception):
    """The text is no YAML that is read here; `line` counts from 1, 0 where it is not known."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Document:
    """The value of a document, and the line of each key and item by its path from the top."""

    value: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, *path: str | int) -> int:
        """The line of a key or item, or of the nearest thing above it that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


@dataclass
class _Node:
    """A value under construction, with the number of nodes that it is made of."""

    value: Any
    path: Path
    size: int = 1
    key: str | None = None


_INTEGER = re.compile(r"[-+]?[0-9]{1,30}|0o[0-7]{1,30}|0x[0-9a-fA-F]{1,30}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]{1,30}|[0-9]{1,30}(?:\.[0-9]{0,30})?)(?:[eE][-+]?[0-9]{1,3})?")
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


def load(text: str) -> Document:
    """The first document of the text.

    Raises:
        YamlError: it does not parse, names a key twice, or is nested or repeated beyond limits.
    """
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.DocumentEndEvent):
                break
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(error.problem or "no YAML", mark.line + 1 if mark else 0) from error
    except yaml.reader.ReaderError as error:
        raise YamlError(f"a character that YAML does not allow ({error.reason})") from error
    return Document(builder.result, builder.lines)


class _Builder:
    """Builds values from events, holding the open collections on a stack of its own."""

    def __init__(self) -> None:
        self.result: Any = None
        self.lines: dict[Path, int] = {}
        self._open: list[_Node] = []
        self._anchors: dict[str, _Node] = {}
        self._starting: dict[int, str] = {}
        self._nodes = 0

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.ScalarEvent):
            self._add(_Node(_scalar(event), self._path(line)), event.anchor, line)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event, line)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._start(event, line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            node = self._open.pop()
            self._add(node, self._starting.pop(len(self._open), None), line)

    def _start(self, event: yaml.CollectionStartEvent, line: int) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise YamlError(f"it is nested more than {MAX_DEPTH} deep", line)
        value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        node = _Node(value, self._path(line))
        if event.anchor:
            self._starting[len(self._open)] = event.anchor
        self._open.append(node)

    def _alias(self, event: yaml.AliasEvent, line: int) -> None:
        target = self._anchors.get(event.anchor)
        if target is None:
            raise YamlError(f"the alias *{event.anchor} has no anchor before it", line)
        self._add(_Node(target.value, self._path(line), target.size), None, line)

    def _path(self, line: int) -> Path:
        """The path of the value that comes next; an item of a sequence notes its line."""
        if not self._open:
            return ()
        parent = self._open[-1]
        if isinstance(parent.value, list):
            path = (*parent.path, len(parent.value))
            self.lines[path] = line
            return path
        return parent.path if parent.key is None else (*parent.path, parent.key)

    def _add(self, node: _Node, anchor: str | None, line: int) -> None:
        if anchor:
            self._anchors[anchor] = node
        if not self._open:
            self.result = node.value
            return
        parent = self._open[-1]
        parent.size += node.size
        self._nodes = max(self._nodes, parent.size)
        if self._nodes > MAX_NODES:
            raise YamlError(f"its aliases make it larger than {MAX_NODES:,} values", line)
        if isinstance(parent.value, list):
            parent.value.append(node.value)
        elif parent.key is None:
            self._key(parent, node, line)
        else:
            _assign(parent.value, parent.key, node.value)
            parent.key = None

    def _key(self, parent: _Node, node: _Node, line: int) -> None:
        if isinstance(node.value, dict | list):
            raise YamlError("a mapping or a list is used as a key", line)
        key = str(node.value) if node.value is not None else ""
        path = (*parent.path, key)
        if path in self.lines and key != "<<":
            raise YamlError(f"the key {key!r} stands twice", line)
        parent.key = key
        self.lines[path] = line


def _assign(mapping: dict[str, Any], key: str, value: Any) -> None:
    """Set a key; a merge key (`<<`, from YAML 1.1, which CI files still use) gives defaults."""
    if key != "<<":
        mapping[key] = value
        return
    for source in value if isinstance(value, list) else [value]:
        if isinstance(source, dict):
            for name, default in source.items():
                mapping.setdefault(name, default)


def _scalar(event: yaml.ScalarEvent) -> Any:
    text: str = event.value
    if not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text
