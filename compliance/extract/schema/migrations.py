"""Applies a component's migrations, in their order, to find what is only made there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from compliance.extract.code.model import Module
from compliance.extract.code.program import Program
from compliance.extract.migrations.formats import in_folder, sql_format
from compliance.extract.schema.alembic import in_order, read_alembic
from compliance.extract.schema.builders import read_builders
from compliance.extract.schema.contents import contents
from compliance.extract.schema.history import History, alike
from compliance.extract.schema.sql import read_sql
from compliance.facts import Evidence
from compliance.paths import is_judged, is_test
from compliance.tree import MIB, Tree

_MAX_SQL = 6 * MIB
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# What makes an index in code, and how far from it the column is named, in bytes.
_MAKES = re.compile(rb"(?i:index|unique|primary)")
_AROUND = 250
_DIGITS = re.compile(r"[0-9]{1,20}")
# How SQL in code begins that makes one.
_MAKING = (b"CREATE INDEX", b"CREATE UNIQUE INDEX", b"create index", b"create unique index")
_SAYS = (b"INDEX", b"index", b"UNIQUE", b"unique", b"REFERENCES", b"references", b"FOREIGN",
         b"foreign", b"RENAME", b"rename", b"DROP", b"drop", b"PRIMARY")  # fmt: skip


def is_sql_migration(path: str) -> bool:
    """Whether a file of SQL is a migration, by its path: one that undoes none."""
    return (
        path.endswith(".sql")
        and is_judged(path)
        and not is_test(path)
        and (in_folder(path) or path.endswith("/migration.sql") or "drizzle/" in path)
        and sql_format(path) is not None
    )


@dataclass(frozen=True)
class Wanted:
    """Columns of tables that migrations may index: of code, which takes long to read, only what
    names one of them counts. Without any, all of it does.
    """

    columns: frozenset[tuple[str, str]] = frozenset()
    names: frozenset[bytes] = frozenset()

    def is_in(self, content: bytes) -> bool:
        """Whether a migration may be about one of them."""
        if not self.columns or any(name in content for name in self.names):
            return True
        named = {
            column
            for table, column in self.columns
            if _names(table, content) and _names(column, content)
        }
        windows = (
            content[max(0, match.start() - _AROUND) : match.end() + _AROUND]
            for match in (_MAKES.finditer(content) if named else ())
        )
        return any(_names(column, window) for window in windows for column in named)

    def found_in(self, history: History) -> Wanted:
        """The same with the names of the indexes that lead one of the columns, which a migration
        may drop without naming the column.
        """
        columns = {(alike(table), alike(column)) for table, column in self.columns}
        names = (
            name.encode()
            for past in history.tables.values()
            for name, index in past.indexes.items()
            if (alike(past.name), alike(index.columns[0])) in columns and name[0] != "#"
        )
        return Wanted(self.columns, frozenset(names))


def _names(name: str, content: bytes) -> bool:
    snake = _CAPITAL.sub("_", name).lower()
    return name.encode() in content or snake.encode() in content


def applied(
    tree: Tree, program: Program, files: Iterable[str], wanted: Wanted, unread: list[str]
) -> History:
    """What the migrations leave behind: those in SQL, which are `files`, in Node.js, then in
    Python. Reasons why some could not be had are added to `unread`.
    """
    paths = tuple(files)
    history = _applied(tree, program, paths, wanted, unread)
    further = wanted.found_in(history)
    return _applied(tree, program, paths, further, []) if further.names else history


def _applied(
    tree: Tree, program: Program, files: Iterable[str], wanted: Wanted, unread: list[str]
) -> History:
    history = History()
    ordered = sorted(files, key=_natural)
    for path, content in contents(tree, ordered, _MAX_SQL, "migrations", unread):
        if any(word in content for word in _SAYS):
            _sql(path, content, history)
    for module in _of_node(program, wanted):
        read_builders(program, module, history)
    for module in _of_alembic(program, wanted):
        read_alembic(program, module, history)
    return history


def _natural(path: str) -> tuple[str, list[tuple[int, str]]]:
    """A path such that 2 is before 10."""
    folder, name = posixpath.split(path)
    if name == "migration.sql":
        folder, name = posixpath.split(folder)
    numbers = [int(each) for each in _DIGITS.findall(name)]
    return folder, [(each, "") for each in numbers] or [(0, name)]


def _sql(path: str, content: bytes, history: History) -> None:
    text = content.decode("utf-8", "replace")
    lines = text.split("\n")

    def place(line: int) -> Evidence:
        excerpt = lines[line - 1] if line <= len(lines) else ""
        return Evidence(path, line, excerpt=excerpt.strip())

    read_sql(text, place, history)


def _of_node(program: Program, wanted: Wanted) -> Iterator[Module]:
    words = (b"queryInterface", b"QueryInterface", b"queryRunner", *_MAKING)
    paths = (
        path for path in program.holding(*words) if in_folder(path) and not path.endswith(".py")
    )
    return _wanted(program, sorted(paths, key=_natural), wanted)


def _of_alembic(program: Program, wanted: Wanted) -> Iterator[Module]:
    contents = program.code.tree.contents
    files = (
        (path, contents[path]) for path in program.holding(b"down_revision") if path.endswith(".py")
    )
    return _wanted(program, in_order(files), wanted)


def _wanted(program: Program, paths: Iterable[str], wanted: Wanted) -> Iterator[Module]:
    for path in paths:
        if wanted.is_in(program.code.tree.contents[path]):
            module = program.code.module(path)
            if module is not None:
                yield module
