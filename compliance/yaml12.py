"""Reads YAML 1.2 with the line of every key and item, and within limits.

libyaml's events are turned into plain Python values without recursion, so nesting cannot exhaust
the stack; aliases are counted each time they are used, so they cannot exhaust the memory. Scalars
follow the core schema of YAML 1.2.2 (section 10.3.2), so `on`, `yes` and `off` are text; infinity
and "not a number" are text too, since nothing that is read here means them. Keys are the text that
is written, whatever it would be as a value: `3.10:` is the key "3.10".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

MAX_DEPTH = 100
MAX_NODES = 1_000_000

Path = tuple[str | int, ...]


class YamlError(Exception):
    """The text is no YAML that is read here; `line` counts from 1, 0 where it is not known."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Document:
    """The value of a document, and where its parts stand.

    `lines` has the lines of the keys or items of each mapping and list, by the `id` of that object.
    """

    value: Any
    lines: Mapping[int, dict[str, int] | list[int]] = field(default_factory=dict)

    def line(self, *path: str | int) -> int:
        """The line of a key or item, or of the nearest thing above it that has one."""
        value, found = self.value, 1
        for part in path:
            try:
                found = self.lines[id(value)][part]  # type: ignore[index]
                value = value[part]
            except (KeyError, IndexError, TypeError):
                break
        return found


@dataclass(slots=True)
class _Open:
    """A mapping or list under construction, with the number of values that it is made of.

    `key` is the key whose value comes next.
    """

    value: Any
    lines: Any
    line: int
    anchor: str | None
    size: int = 1
    key: str | None = None


_INTEGER = re.compile(r"[-+]?[0-9]{1,30}|0o[0-7]{1,30}|0x[0-9a-fA-F]{1,30}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]{1,30}|[0-9]{1,30}(?:\.[0-9]{0,30})?)(?:[eE][-+]?[0-9]{1,3})?")
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


def load(text: str, *, repeated: bool = False) -> Document:
    """The first document of the text. Of a key that stands twice the last value counts where it may
    be `repeated`, as for most programs that read YAML.

    Raises:
        YamlError: it does not parse, names a key twice, or is nested or repeated beyond limits.
    """
    builder = _Builder(repeated=repeated)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.DocumentEndEvent):
                break
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(error.problem or "no YAML", mark.line + 1 if mark else 0) from error
    except yaml.reader.ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1
        raise YamlError(f"a character that YAML does not allow ({error.reason})", line) from error
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise YamlError("half a surrogate pair, which is no character", line) from error
    return Document(builder.result, builder.lines)


class _Builder:
    """Builds values from events, holding the open collections on a stack of its own."""

    def __init__(self, *, repeated: bool = False) -> None:
        self.result: Any = None
        self._repeated = repeated
        self.lines: dict[int, dict[str, int] | list[int]] = {}
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._nodes = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent):
            self._start(event, {}, {})
        elif isinstance(event, yaml.SequenceStartEvent):
            self._start(event, [], [])
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        line = _line(event)
        parent = self._open[-1] if self._open else None
        if parent is not None and parent.key is None and isinstance(parent.value, dict):
            self._take_key(parent, event.value, line)
            if event.anchor:
                self._anchors[event.anchor] = (event.value, 1)
            self._count(1, line)
        else:
            self._add(_value(event), 1, line, event.anchor)

    def _start(self, event: yaml.CollectionStartEvent, value: Any, lines: Any) -> None:
        line = _line(event)
        if len(self._open) >= MAX_DEPTH:
            raise YamlError(f"it is nested more than {MAX_DEPTH} deep", line)
        self._count(1, line)
        self._open.append(_Open(value, lines, line, event.anchor))

    def _end(self) -> None:
        done = self._open.pop()
        self.lines[id(done.value)] = done.lines
        self._add(done.value, done.size, done.line, done.anchor, counted=True)

    def _alias(self, event: yaml.AliasEvent) -> None:
        line = _line(event)
        if event.anchor not in self._anchors:
            raise YamlError(f"the alias *{event.anchor} has no anchor before it", line)
        value, size = self._anchors[event.anchor]
        parent = self._open[-1]
        if parent.key is None and isinstance(parent.value, dict):
            self._take_key(parent, value, line)
            self._count(1, line)
        else:
            self._add(value, size, line, None)

    def _add(
        self, value: Any, size: int, line: int, anchor: str | None, *, counted: bool = False
    ) -> None:
        """Put a value where it belongs: it is an item, or stands after its key."""
        if not counted:
            self._count(size, line)
        if anchor:
            self._anchors[anchor] = (value, size)
        if not self._open:
            self.result = value
            return
        parent = self._open[-1]
        parent.size += size
        if isinstance(parent.value, list):
            parent.value.append(value)
            parent.lines.append(line)
        elif parent.key is None:
            raise YamlError("a mapping or a list is used as a key", line)
        else:
            _assign(parent.value, parent.key, value)
            parent.key = None

    def _take_key(self, parent: _Open, key: Any, line: int) -> None:
        if not isinstance(key, str):
            raise YamlError("a mapping or a list is used as a key", line)
        if key in parent.lines and key != "<<" and not self._repeated:
            raise YamlError(f"the key {key!r} stands twice", line)
        parent.key = key
        parent.lines[key] = line

    def _count(self, size: int, line: int) -> None:
        self._nodes += size
        if self._nodes > MAX_NODES:
            raise YamlError(
                f"it has more than {MAX_NODES:,} values, counting those that aliases repeat", line
            )


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _assign(mapping: dict[str, Any], key: str, value: Any) -> None:
    """Set a key; a merge key (`<<`, from YAML 1.1, which CI files still use) gives defaults."""
    if key != "<<":
        mapping[key] = value
        return
    for source in value if isinstance(value, list) else [value]:
        if isinstance(source, dict):
            for name, default in source.items():
                mapping.setdefault(name, default)


def _value(event: yaml.ScalarEvent) -> Any:
    """A scalar by the core schema; in quotes, in a block or under a tag it is text."""
    text: str = event.value
    if not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    if _INTEGER.fullmatch(text):
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text
