"""Tables of Prisma's schema files, read line by line."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from compliance.extract.schema.drafts import Draft
from compliance.facts import Evidence
from compliance.facts.schema import IndexKind

_BLOCK = re.compile(r"[ \t]{0,20}(model|enum|datasource)[ \t]{1,20}(\w{1,100})[ \t]{0,20}\{")
_FIELD = re.compile(r"[ \t]{0,40}([A-Za-z]\w{0,99})[ \t]{1,200}(\w{1,100})")
_SETTING = re.compile(r"[ \t]{0,40}(provider|relationMode)[ \t]{0,40}=[ \t]{0,40}\"(\w{1,40})\"")
_ATTRIBUTE = re.compile(r"@{1,2}([\w.]{1,60})(\()?")
_TEXT = re.compile(r"\"([^\"\\]{0,200})\"")
_NAME = re.compile(r"[A-Za-z_]\w{0,99}")
_KINDS = {"index": IndexKind.INDEX, "unique": IndexKind.UNIQUE, "id": IndexKind.PRIMARY,
          "fulltext": None}  # fmt: skip
# Lines over which the parentheses of one attribute may go.
_MAX_JOINED = 60
_MAX_LINE = 4_000
# Prisma itself takes one for each schema.
_MAX_SOURCES = 100


@dataclass
class _Line:
    number: int
    text: str


@dataclass
class _Block:
    kind: str
    name: str
    path: str
    line: _Line
    body: list[_Line] = field(default_factory=list)


def prisma(files: Iterable[tuple[str, str]]) -> Iterator[Draft]:
    """The tables of schema files, each a path and its text; those of one folder, or of the folders
    below the one with the data source, are one schema. MongoDB has no tables.
    """
    blocks = [block for path, text in sorted(files) for block in _blocks(path, text)]
    sources = [each for each in blocks if each.kind == "datasource"][:_MAX_SOURCES]
    enums = {each.name for each in blocks if each.kind == "enum"}
    models = {each.name for each in blocks if each.kind == "model"}
    lists = frozenset(_lists(blocks))
    known: dict[str, dict[str, str]] = {}
    for block in blocks:
        if block.path not in known:
            known[block.path] = _settings(_source_of(block, sources))
        settings = known[block.path]
        if block.kind == "model" and settings.get("provider") != "mongodb":
            draft = _model(block, enums, models, lists)
            draft.indexes_keys = (
                settings.get("provider") == "mysql" and settings.get("relationMode") != "prisma"
            )
            yield draft


def _source_of(block: _Block, sources: list[_Block]) -> _Block | None:
    """The data source that counts for a model: the one that shares most of its path."""
    return max(
        sources,
        key=lambda each: len(posixpath.commonprefix([each.path, block.path])),
        default=None,
    )


def _settings(source: _Block | None) -> dict[str, str]:
    found = (_SETTING.match(each.text) for each in (source.body if source else ()))
    return {match[1]: match[2] for match in found if match is not None}


def _blocks(path: str, text: str) -> Iterator[_Block]:
    block: _Block | None = None
    for line in _lines(text):
        start = _BLOCK.match(line.text)
        if start is not None:
            block = _Block(start[1], start[2], path, line)
        elif block is not None and line.text.strip() == "}":
            yield block
            block = None
        elif block is not None:
            block.body.append(line)


def _lines(text: str) -> Iterator[_Line]:
    """The lines without comments; those over which an attribute's parentheses go are one."""
    waiting: _Line | None = None
    joined = 0
    for number, raw in enumerate(text.split("\n"), start=1):
        line = _uncommented(raw[:_MAX_LINE])
        if waiting is None:
            waiting, joined = _Line(number, line), 0
        else:
            waiting.text, joined = f"{waiting.text} {line}", joined + 1
        bare = _TEXT.sub("", waiting.text) if '"' in waiting.text else waiting.text
        if bare.count("(") <= bare.count(")") or joined >= _MAX_JOINED:
            yield waiting
            waiting = None
    if waiting is not None:
        yield waiting


def _uncommented(line: str) -> str:
    if "//" not in line:
        return line
    quoted = False
    for position, character in enumerate(line):
        if character == '"':
            quoted = not quoted
        elif not quoted and line.startswith("//", position):
            return line[:position]
    return line


def _lists(blocks: Iterable[_Block]) -> Iterator[tuple[str, str]]:
    """Which model lists rows of which: `posts Post[]`."""
    for block in blocks:
        for line in block.body:
            match = _FIELD.match(line.text) if block.kind == "model" else None
            if match is not None and line.text.startswith("[]", match.end()):
                yield block.name, match[2]


def _model(
    block: _Block, enums: set[str], models: set[str], lists: frozenset[tuple[str, str]]
) -> Draft:
    where = Evidence(block.path, block.line.number, excerpt=block.line.text.strip())
    draft = Draft("Prisma", block.name, block.name, where)
    for line in block.body:
        text = line.text.strip()
        if text.startswith("@@"):
            _of_model(text, draft)
            continue
        match = _FIELD.match(line.text)
        if match is None:
            continue
        place = Evidence(block.path, line.number, excerpt=" ".join(text.split()))
        attributes = dict(_attributes(text))
        if "relation" in attributes:
            columns = _listed(attributes["relation"], "fields")
            draft.key(columns, match[2], place)
        elif match[2] not in models:
            few = match[2] == "Boolean" or match[2] in enums
            draft.column(match[1], place, _first_text(attributes.get("map", "")), few=few)
            for name in ("id", "unique"):
                if name in attributes:
                    draft.index([match[1]], _KINDS[name] or IndexKind.INDEX)
        elif (match[2], block.name) in lists and not line.text.startswith("[]", match.end()):
            # Prisma's first version names no column for what belongs to a row with a list of it.
            draft.key([match[1]], match[2], place)
    return draft


def _of_model(text: str, draft: Draft) -> None:
    """An attribute of the model: its name in the database, or an index."""
    for name, given in _attributes(text):
        kind = _KINDS.get(name)
        if name == "map":
            draft.name = _first_text(given) or draft.name
        elif kind is not None:
            draft.index(_listed(given, "fields"), kind, partial="where:" in given)


def _attributes(text: str) -> Iterator[tuple[str, str]]:
    """The attributes of a line, each with what stands in its parentheses."""
    position = 0
    while True:
        match = _ATTRIBUTE.search(text, position)
        if match is None:
            return
        position = match.end()
        given = ""
        if match[2]:
            end = _closing(text, position)
            given, position = text[position:end], end
        yield match[1], given


def _closing(text: str, start: int) -> int:
    depth, quoted = 1, False
    for position in range(start, len(text)):
        character = text[position]
        if character == '"':
            quoted = not quoted
        elif not quoted:
            depth += {"(": 1, ")": -1}.get(character, 0)
            if depth == 0:
                return position
    return len(text)


def _first_text(given: str) -> str:
    match = _TEXT.search(given)
    return match[1] if match is not None else ""


def _listed(given: str, keyword: str) -> tuple[str, ...]:
    """The names in the first list, or in the one behind a keyword: `[a, b(sort: Desc)]`."""
    _, found, behind = given.partition(f"{keyword}:")
    start, _, inner = (behind if found else given).partition("[")
    if not found and keyword == "fields" and ":" in start:
        return ()
    listed, depth, names = inner.partition("]")[0], 0, []
    for part in listed.split(","):
        match = _NAME.match(part.strip())
        if match is not None and depth == 0:
            names.append(match[0])
        depth += part.count("(") - part.count(")")
    return tuple(names)


__all__ = ["prisma"]
