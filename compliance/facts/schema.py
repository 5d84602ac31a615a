"""The database schema that a component declares in code: tables, foreign keys and indexes."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import ClassVar

from compliance.facts import Evidence, Fact, Scope


class IndexKind(enum.StrEnum):
    """What makes an index; the value is the word people read."""

    INDEX = "index"
    UNIQUE = "unique constraint"
    PRIMARY = "primary key"


@dataclass(frozen=True)
class Column:
    """A column: its name in the database, and what the code calls it.

    `few`: it has a handful of values only, being a boolean or an enumeration.
    """

    name: str
    attribute: str
    few: bool
    where: Evidence


@dataclass(frozen=True)
class ForeignKey:
    """A foreign key: its columns by their names in the database, and the table, or the class of it,
    that it leads to.
    """

    columns: tuple[str, ...]
    target: str
    where: Evidence


@dataclass(frozen=True)
class Link:
    """A way to another table, or the class of it, that is no column: many to many, or a foreign key
    seen from where it leads to. `name` is what queries call it.
    """

    name: str
    target: str


@dataclass(frozen=True)
class Index:
    """What the database can look rows up by: columns in their order, by their names there. Of an
    expression it is the column in it. `partial`: it has some of the rows only.
    """

    columns: tuple[str, ...]
    kind: IndexKind = IndexKind.INDEX
    partial: bool = False


@dataclass(frozen=True)
class Table:
    """A table, the class or value that declares it, and by which tool.

    `indexes_keys`: its engine indexes each foreign key by itself, as MySQL's InnoDB does; None
    where the declaration does not say which engine that is.
    """

    name: str
    model: str
    tool: str
    where: Evidence
    columns: tuple[Column, ...] = ()
    keys: tuple[ForeignKey, ...] = ()
    indexes: tuple[Index, ...] = ()
    indexes_keys: bool | None = None
    links: tuple[Link, ...] = ()

    def is_led_by(self, column: str) -> bool:
        """Whether a column is the first of an index, a unique constraint or the primary key."""
        return any(each.columns[:1] == (column,) for each in self.indexes)


@dataclass(frozen=True)
class Schema(Fact):
    """The tables that a component declares. `unread` says, in one clause each, what may declare
    further tables or indexes and could not be had.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    tables: tuple[Table, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class FilteredColumn:
    """A column by which a query of a route handler, or of a function that one calls, filters by
    equality or range, or orders; booleans and enumerations aside.

    `indexed`: it leads an index, or follows in one what each such query fixes by equality. `where`
    is such a query, one that no index serves where there is one.
    """

    table: str
    column: str
    indexed: bool
    where: Evidence


@dataclass(frozen=True)
class FilteredColumns(Fact):
    """The filtered columns of a component's declared tables; `queries` is how many queries its code
    makes in all, `behind` how many of them are seen to run for a route. `further` are the columns
    of all that may run for one, where those that are not seen to do so add some without an index;
    `elsewhere` is how many of those behind filter rows of a table that is not among the declared
    ones.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    columns: tuple[FilteredColumn, ...] = ()
    queries: int = 0
    behind: int = 0
    further: tuple[FilteredColumn, ...] = ()
    elsewhere: int = 0
