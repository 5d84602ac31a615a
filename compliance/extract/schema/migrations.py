"""Applies a component's migrations, in their order, to find what is only made there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from compliance.extract.code.model import Module
from compliance.extract.code.program import Program
from compliance.extract.migrations.formats import in_folder
from compliance.extract.schema.alembic import in_order, read_alembic
from compliance.extract.schema.builders import read_builders
from compliance.extract.schema.history import History, alike
from compliance.extract.schema.sql_migrations import SqlMigrations, by_number

_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# What makes an index in code, and how far from it the column is named, in bytes.
_MAKES = re.compile(rb"(?i:index|unique|primary)")
_AROUND = 250
# How SQL in code begins that makes one.
_MAKING = (b"CREATE INDEX", b"CREATE UNIQUE INDEX", b"create index", b"create unique index")


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
    program: Program, in_sql: SqlMigrations, files: Iterable[str], wanted: Wanted, unread: list[str]
) -> History:
    """What the migrations leave behind: those in SQL, which are `files`, in Node.js, then in
    Python. Reasons why some could not be had are added to `unread`.
    """
    paths = tuple(files)
    history, reasons = in_sql.applied(paths)
    unread += reasons
    _go_on(history, program, wanted)
    further = wanted.found_in(history)
    if further.names:
        history, _reasons = in_sql.applied(paths)
        _go_on(history, program, further)
    return history


def _go_on(history: History, program: Program, wanted: Wanted) -> None:
    for module in _of_node(program, wanted):
        read_builders(program, module, history)
    for module in _of_alembic(program, wanted):
        read_alembic(program, module, history)


def _of_node(program: Program, wanted: Wanted) -> Iterator[Module]:
    words = (b"queryInterface", b"QueryInterface", b"queryRunner", *_MAKING)
    paths = (
        path for path in program.holding(*words) if in_folder(path) and not path.endswith(".py")
    )
    return _wanted(program, sorted(paths, key=by_number), wanted)


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
