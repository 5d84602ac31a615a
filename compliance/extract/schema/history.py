"""What a series of migrations leaves behind: tables with their foreign keys and indexes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from compliance.facts import Evidence
from compliance.facts.schema import Column, ForeignKey, Index, IndexKind, Table

MAX_TABLES = 2_000
MAX_PIECES = 1_000


def bare(name: str) -> str:
    """A table's name without its schema and its quotation marks, in lower case."""
    return name.rpartition(".")[2].strip('"`[]').lower()


def alike(name: str) -> str:
    """A name such that `userId` and `user_id` are one, as naming strategies make them."""
    return bare(name).replace("_", "")


@dataclass
class Past:
    """A table as migrations have made it so far. Keys and indexes stand under their names, or under
    numbers where they have none.
    """

    name: str
    where: Evidence
    columns: dict[str, Evidence] = field(default_factory=dict)
    keys: dict[str, ForeignKey] = field(default_factory=dict)
    indexes: dict[str, Index] = field(default_factory=dict)


@dataclass
class History:
    """Migrations as they are applied, one change after the other. A change to a table that no
    migration made begins it.
    """

    tables: dict[str, Past] = field(default_factory=dict)
    _count: int = 0

    def copy(self) -> History:
        """The same, to go on from without a change to this one."""
        tables = {
            name: Past(
                past.name, past.where, past.columns.copy(), past.keys.copy(), past.indexes.copy()
            )
            for name, past in self.tables.items()
        }
        return History(tables, self._count)

    def table(self, name: str, where: Evidence) -> Past:
        """The table of a name, which begins here where it is not there yet."""
        past = self.tables.get(bare(name))
        if past is None:
            past = Past(bare(name), where)
            if len(self.tables) < MAX_TABLES:
                self.tables[past.name] = past
        return past

    def drop_table(self, name: str) -> None:
        """A table is gone."""
        self.tables.pop(bare(name), None)

    def rename_table(self, name: str, new: str) -> None:
        """A table has another name."""
        past = self.tables.pop(bare(name), None)
        if past is not None:
            past.name = bare(new)
            self.tables[past.name] = past

    def add_column(self, table: str, column: str, where: Evidence) -> None:
        """A table has a further column."""
        columns = self.table(table, where).columns
        if len(columns) < MAX_PIECES:
            columns.setdefault(column, where)

    def drop_column(self, table: str, column: str) -> None:
        """A column is gone, and with it what it is in."""
        past = self.tables.get(bare(table))
        if past is not None:
            past.columns.pop(column, None)
            past.keys = {at: each for at, each in past.keys.items() if column not in each.columns}
            past.indexes = {
                at: each for at, each in past.indexes.items() if column not in each.columns
            }

    def rename_column(self, table: str, column: str, new: str) -> None:
        """A column has another name, everywhere."""
        past = self.tables.get(bare(table))
        if past is None:
            return
        if column in past.columns:
            past.columns[new] = past.columns.pop(column)
        for at, key in past.keys.items():
            past.keys[at] = replace(key, columns=_renamed(key.columns, column, new))
        for at, index in past.indexes.items():
            past.indexes[at] = replace(index, columns=_renamed(index.columns, column, new))

    def add_key(
        self, table: str, columns: Iterable[str], target: str, where: Evidence, name: str = ""
    ) -> None:
        """A table has a further foreign key."""
        named, keys = tuple(columns), self.table(table, where).keys
        if named and len(keys) < MAX_PIECES:
            keys[self._under(name)] = ForeignKey(named, target, where)

    def add_index(
        self, table: str, columns: Iterable[str], kind: IndexKind, where: Evidence,
        name: str = "", *, partial: bool = False,
    ) -> None:  # fmt: skip
        """A table has a further index, unique constraint or its primary key."""
        named, indexes = tuple(columns), self.table(table, where).indexes
        if named and len(indexes) < MAX_PIECES:
            indexes[self._under(name)] = Index(named, kind, partial)

    def drop_piece(self, name: str, table: str = "") -> None:
        """An index or a constraint is gone, by its name; without a table, of whichever has it."""
        past = self.tables.get(bare(table)) if table else None
        for each in (past,) if past is not None else tuple(self.tables.values()):
            each.indexes.pop(bare(name), None)
            each.keys.pop(bare(name), None)

    def drop_index_of(self, table: str, columns: Iterable[str]) -> None:
        """An index is gone, by its columns."""
        past, named = self.tables.get(bare(table)), tuple(columns)
        if past is not None:
            past.indexes = {
                at: each
                for at, each in past.indexes.items()
                if each.columns != named or each.kind is IndexKind.PRIMARY
            }

    def _under(self, name: str) -> str:
        self._count += 1
        return bare(name) or f"#{self._count}"


def _renamed(columns: tuple[str, ...], column: str, new: str) -> tuple[str, ...]:
    return tuple(new if each == column else each for each in columns)


def as_tables(history: History, tool: str) -> tuple[Table, ...]:
    """The tables that exist in migrations only."""
    return tuple(
        Table(
            past.name, past.name, tool, past.where,
            tuple(Column(each, each, False, where) for each, where in past.columns.items()),
            tuple({each.columns: each for each in past.keys.values()}.values()),
            tuple(dict.fromkeys(past.indexes.values())),
        )
        for past in history.tables.values()
    )  # fmt: skip


def _called(table: Table) -> frozenset[str]:
    """What migrations may call a table: Sequelize makes a plural of the model's name for it."""
    own = alike(table.name)
    if table.tool != "Sequelize":
        return frozenset([own])
    return frozenset([own, f"{own}s", f"{own}es", f"{own.removesuffix('y')}ies"])


def undeclared(declared: Iterable[Table], made: Iterable[Table]) -> tuple[Table, ...]:
    """Those of the tables that migrations made which code does not declare."""
    called = frozenset(name for each in declared for name in _called(each))
    return tuple(each for each in made if alike(each.name) not in called)


def completed(table: Table, history: History, *, with_keys: bool) -> Table:
    """A declared table with the indexes that migrations add to it, and with the foreign keys, where
    its tool leaves those to migrations.
    """
    called = _called(table)
    past = next((each for each in history.tables.values() if alike(each.name) in called), None)
    if past is None:
        return table
    names = {alike(each.name): each.name for each in table.columns}

    def named(columns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(names.get(alike(each), each) for each in columns)

    indexes = (replace(each, columns=named(each.columns)) for each in past.indexes.values())
    keys = {each.columns: each for each in table.keys}
    for key in past.keys.values() if with_keys else ():
        columns = named(key.columns)
        if all(alike(each) in names for each in columns):
            keys.setdefault(columns, replace(key, columns=columns))
    return replace(
        table,
        keys=tuple(keys.values()),
        indexes=tuple(dict.fromkeys((*table.indexes, *indexes))),
    )
