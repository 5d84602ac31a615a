"""What migrations that are code do to a schema, by the builders of Sequelize and TypeORM, and by
SQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Name,
    Sequence,
    Table,
    Text,
)
from compliance.extract.code.model import Module
from compliance.extract.code.program import Program
from compliance.extract.queries.sql import text_of
from compliance.extract.schema.history import History
from compliance.extract.schema.places import given_texts, is_undoing
from compliance.extract.schema.sql import read_sql
from compliance.facts import Evidence
from compliance.facts.schema import IndexKind

_TAKING_SQL = frozenset("query raw execute addSql".split())
_COLUMNS = ("fields", "columnNames", "columns")
_FLAGS = {
    "primaryKey": IndexKind.PRIMARY,
    "isPrimary": IndexKind.PRIMARY,
    "unique": IndexKind.UNIQUE,
    "isUnique": IndexKind.UNIQUE,
}
_KINDS = {
    "foreign key": None,
    "unique": IndexKind.UNIQUE,
    "primary key": IndexKind.PRIMARY,
    "TableUnique": IndexKind.UNIQUE,
    "TableIndex": IndexKind.INDEX,
}


def read_builders(program: Program, module: Module, history: History) -> None:
    """Apply what a migration does on its way up."""
    for call in module.calls:
        if is_undoing(call, "down"):
            continue
        if call.arguments and (call.name in _TAKING_SQL or (call.tagged and call.name == "sql")):
            text = text_of(call.arguments[0])
            line = call.arguments[0].line
            read_sql(text, module.evidence, history, line)
        elif call.name in _APPLIED or _OWN_INDEX.match(call.name):
            _Builder(program, module, call, history).apply()


class _Builder:
    """One call of a builder."""

    def __init__(self, program: Program, module: Module, call: Call, history: History) -> None:
        self._program, self._module, self._call = program, module, call
        self._history = history
        self._where = Evidence(module.path, call.line, call.end_line)
        self._table = self._name(call.argument(0))

    def apply(self) -> None:
        call, history, table = self._call, self._history, self._table
        second = call.argument(1)
        if call.name in ("createTable", "addColumn", "changeColumn", "addColumns"):
            self._columns()
        elif call.name in ("addIndex", "createIndex", "createIndices"):
            self._index()
        elif call.name in ("addConstraint", "createForeignKey", "createForeignKeys",
                           "createUniqueConstraint", "createPrimaryKey"):  # fmt: skip
            self._constraint()
        elif _OWN_INDEX.match(call.name):
            self._own_index()
        elif call.name in ("removeColumn", "dropColumn"):
            history.drop_column(table, self._name(second))
        elif call.name == "renameColumn":
            history.rename_column(table, self._name(second), self._name(call.argument(2)))
        elif call.name == "dropTable":
            history.drop_table(table)
        elif call.name == "renameTable":
            history.rename_table(table, self._name(second))
        elif isinstance(second, Sequence):
            history.drop_index_of(table, given_texts(second))
        else:
            history.drop_piece(self._name(second), table)

    def _name(self, value: Expression | None) -> str:
        """A name: a text, a constant that is one, or what an object calls it."""
        if isinstance(value, Name):
            found = self._program.meaning(self._module, value.path, self._call.function)
            value = found.value if found and isinstance(found.value, Expression) else value
        if isinstance(value, Call) and value.constructs:
            value = value.argument(0)
        if isinstance(value, Table):
            entries = value.entries
            value = entries.get("tableName") or entries.get("name")
        return value.value if isinstance(value, Text) else ""

    def _columns(self) -> None:
        first, second = self._call.argument(0), self._call.argument(1)
        if isinstance(first, Call) and isinstance(first.argument(0), Table):
            self._typed_table(first.argument(0))
        elif self._call.name == "createTable" and isinstance(second, Table):
            self._history.table(self._table, self._where)
            for name, each in second.entries.items():
                self._column(name, each)
            options = self._call.argument(2)
            together = options.entries.get("uniqueKeys") if isinstance(options, Table) else None
            for each in together.entries.values() if isinstance(together, Table) else ():
                if isinstance(each, Table):
                    self._typed_index(each, IndexKind.UNIQUE)
        elif isinstance(second, Text):
            self._column(second.value, self._call.argument(2))
        else:
            for each in _all(second):
                self._typed_column(each)

    def _column(self, name: str, value: Expression | None) -> None:
        """A column of Sequelize, with what its options say of it."""
        history, table = self._history, self._table
        options = value.entries if isinstance(value, Table) else {}
        line = value.line if value is not None else self._call.line
        where = Evidence(self._module.path, line)
        history.add_column(table, name, where)
        references = options.get("references")
        if references is not None:
            target = references.entries.get("model") if isinstance(references, Table) else None
            place = self._module.evidence(where.line)
            history.add_key(table, [name], self._name(target or references), place)
        self._flags(options, name, where)

    def _flags(self, options: Mapping[str, Expression], name: str, where: Evidence) -> None:
        for key, kind in _FLAGS.items():
            value = options.get(key)
            if value is not None and not (isinstance(value, Constant) and value.value == "false"):
                self._history.add_index(self._table, [name], kind, where)

    def _typed_table(self, options: Expression | None) -> None:
        """TypeORM's `new Table({name, columns, indices, foreignKeys, uniques})`."""
        entries = options.entries if isinstance(options, Table) else {}
        self._history.table(self._table, self._where)
        for each in _all(entries.get("columns")):
            self._typed_column(each)
        for key, kind in (("indices", IndexKind.INDEX), ("uniques", IndexKind.UNIQUE)):
            for each in _all(entries.get(key)):
                self._typed_index(each, kind)
        for each in _all(entries.get("foreignKeys")):
            self._typed_key(each)

    def _typed_column(self, options: Table) -> None:
        name = self._name(options)
        where = Evidence(self._module.path, options.line)
        if name:
            self._history.add_column(self._table, name, where)
            self._flags(options.entries, name, where)

    def _typed_index(self, options: Table, kind: IndexKind) -> None:
        unique = options.entries.get("isUnique") or options.entries.get("unique")
        if isinstance(unique, Constant) and unique.value == "true":
            kind = IndexKind.UNIQUE
        columns = _columns_of(options)
        partial = "where" in options.entries
        name = options.entries.get("name")
        named = name.value if isinstance(name, Text) else ""
        self._history.add_index(self._table, columns, kind, self._where, named, partial=partial)

    def _typed_key(self, options: Table) -> None:
        entries = options.entries
        target = entries.get("referencedTableName") or entries.get("references")
        if isinstance(target, Table):
            target = target.entries.get("table")
        name = entries.get("name")
        named = name.value if isinstance(name, Text) else ""
        columns, to = _columns_of(options), self._name(target)
        where = self._module.evidence(options.line)
        self._history.add_key(self._table, columns, to, where, named)

    def _index(self) -> None:
        second, third = self._call.argument(1), self._call.argument(2)
        if isinstance(second, Sequence) and not any(_all(second)):
            options = third.entries if isinstance(third, Table) else {}
            together = Table(self._call.line, entries={**options, "fields": second})
            self._typed_index(together, IndexKind.INDEX)
            return
        for each in _all(second):
            self._typed_index(each, IndexKind.INDEX)

    def _own_index(self) -> None:
        """By a function of the project's own: `addIndexOnce(queryInterface, "users", ["name"])`."""
        names = [each.value for each in self._call.arguments if isinstance(each, Text)]
        lists = [each for each in self._call.arguments if isinstance(each, Sequence)]
        if names and len(lists) == 1:
            columns = list(given_texts(lists[0]))
            self._history.add_index(names[0], columns, IndexKind.INDEX, self._where)

    def _constraint(self) -> None:
        second, third = self._call.argument(1), self._call.argument(2)
        if isinstance(second, Sequence) and isinstance(third, Table):
            second = Table(self._call.line, entries={**third.entries, "fields": second})
        for each in _all(second):
            type_ = each.entries.get("type")
            written = type_.value.lower() if isinstance(type_, Text) else ""
            kind = _KINDS.get(written)
            if kind is None and (written or "Foreign" in self._call.name):
                self._typed_key(each)
            elif kind is not None:
                self._typed_index(each, kind)
            elif self._call.name == "createUniqueConstraint":
                self._typed_index(each, IndexKind.UNIQUE)


def _all(value: Expression | None) -> Iterator[Table]:
    """The objects of a list, or one that stands alone, each by itself or in `new TableIndex(…)`."""
    for each in value.items if isinstance(value, Sequence) else (value,):
        inner = each.argument(0) if isinstance(each, Call) and each.constructs else each
        if isinstance(inner, Table):
            yield inner


def _columns_of(options: Table) -> list[str]:
    """The columns of an index or a constraint; each a text, an object with its name, or in SQL."""
    given = next((options.entries[key] for key in _COLUMNS if key in options.entries), None)
    found: list[str] = []
    for each in given.items if isinstance(given, Sequence) else (given,):
        entries = each.entries if isinstance(each, Table) else {}
        found += given_texts(entries.get("name") or entries.get("attribute") or each)
    return found


_APPLIED = frozenset(
    """createTable addColumn addColumns changeColumn addIndex createIndex createIndices
    addConstraint createForeignKey createForeignKeys createUniqueConstraint createPrimaryKey
    removeColumn dropColumn renameColumn dropTable renameTable removeIndex dropIndex
    removeConstraint dropForeignKey dropUniqueConstraint""".split()
)
# Functions of a project's own that make an index where there is none: `addOrReplaceIndex`.
_OWN_INDEX = re.compile(r"(?i)(?:safe)?_?(?:add|create|ensure)\w{0,30}index\w{0,15}$")


__all__ = ["read_builders"]
