"""Applies the migrations that are written in SQL, each series of them once."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from compliance.extract.base import Workpiece, extractor
from compliance.extract.migrations.formats import in_folder, sql_format
from compliance.extract.schema.contents import contents
from compliance.extract.schema.history import History
from compliance.extract.schema.sql import read_sql
from compliance.facts import Evidence, Scope
from compliance.paths import is_judged, is_test
from compliance.tree import MIB, Tree

_MAX_SQL = 6 * MIB
_DIGITS = re.compile(r"[0-9]{1,20}")
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


@dataclass
class SqlMigrations(Workpiece):
    """The migrations in SQL of a tree. Components that share a database share them too, and each
    asks more than once.
    """

    scope: ClassVar[Scope] = Scope.REPOSITORY

    tree: Tree
    _applied: dict[tuple[str, ...], tuple[History, tuple[str, ...]]] = field(
        default_factory=dict, init=False
    )

    def applied(self, paths: Iterable[str]) -> tuple[History, tuple[str, ...]]:
        """What some of them leave behind, in their order, to go on from; and reasons why others of
        them could not be had.
        """
        ordered = tuple(sorted(paths, key=by_number))
        if ordered not in self._applied:
            self._applied[ordered] = self._read(ordered)
        history, unread = self._applied[ordered]
        return history.copy(), unread

    def _read(self, paths: Iterable[str]) -> tuple[History, tuple[str, ...]]:
        history, unread = History(), list[str]()
        for path, content in contents(self.tree, paths, _MAX_SQL, "migrations", unread):
            if any(word in content for word in _SAYS):
                _read(path, content, history)
        return history, tuple(unread)


@extractor(version=1)
def sql_migrations(tree: Tree) -> SqlMigrations:
    """The migrations in SQL of a tree, of which nothing is read yet."""
    return SqlMigrations(tree)


def by_number(path: str) -> tuple[str, list[tuple[int, str]]]:
    """A path such that 2 is before 10."""
    folder, name = posixpath.split(path)
    if name == "migration.sql":
        folder, name = posixpath.split(folder)
    numbers = [int(each) for each in _DIGITS.findall(name)]
    return folder, [(each, "") for each in numbers] or [(0, name)]


def _read(path: str, content: bytes, history: History) -> None:
    text = content.decode("utf-8", "replace")
    lines = text.split("\n")

    def place(line: int) -> Evidence:
        excerpt = lines[line - 1] if line <= len(lines) else ""
        return Evidence(path, line, excerpt=excerpt.strip())

    read_sql(text, place, history)
