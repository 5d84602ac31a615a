"""A table while it is put together, piece by piece and from several places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from compliance.facts import Evidence
from compliance.facts.schema import Column, ForeignKey, Index, IndexKind, Link, Table

MAX_COLUMNS = 500
MAX_INDEXES = 500


@dataclass
class Draft:
    """A table that is being read. Foreign keys and indexes name columns as the code does, which may
    be before the column itself is known.
    """

    tool: str
    name: str
    model: str
    where: Evidence
    columns: dict[str, Column] = field(default_factory=dict)
    keys: dict[tuple[str, ...], ForeignKey] = field(default_factory=dict)
    indexes: list[Index] = field(default_factory=list)
    indexes_keys: bool | None = None
    links: dict[str, Link] = field(default_factory=dict)

    def column(self, attribute: str, where: Evidence, name: str = "", *, few: bool = False) -> None:
        """Add a column under what the code calls it; without a name it is called so there too."""
        if attribute not in self.columns and len(self.columns) < MAX_COLUMNS:
            place = Evidence(where.path, where.line)
            self.columns[attribute] = Column(name or attribute, attribute, few, place)

    def key(self, columns: Iterable[str], target: str, where: Evidence) -> None:
        """Add a foreign key; a second one of the same columns is the same."""
        named = tuple(columns)
        if named and len(self.keys) < MAX_COLUMNS:
            self.keys.setdefault(named, ForeignKey(named, target, where))

    def link(self, name: str, target: str) -> None:
        """Add a way to another table that is no column."""
        if name and len(self.links) < MAX_COLUMNS:
            self.links.setdefault(name, Link(name, target))

    def index(
        self, columns: Iterable[str], kind: IndexKind = IndexKind.INDEX, *, partial: bool = False
    ) -> None:
        """Add an index, a unique constraint or the primary key."""
        named = tuple(columns)
        if named and len(self.indexes) < MAX_INDEXES:
            self.indexes.append(Index(named, kind, partial))

    def table(self) -> Table:
        """The table, all columns by their names in the database."""
        keys: dict[tuple[str, ...], ForeignKey] = {}
        for key in self.keys.values():
            named = self._named(key.columns)
            keys.setdefault(named, ForeignKey(named, key.target, key.where))
        indexes = (Index(self._named(each.columns), each.kind, each.partial)
                   for each in self._joined())  # fmt: skip
        return Table(
            self.name, self.model, self.tool, self.where, tuple(self.columns.values()),
            tuple(keys.values()), tuple(dict.fromkeys(indexes)), self.indexes_keys,
            tuple(self.links.values()),
        )  # fmt: skip

    def _joined(self) -> list[Index]:
        """The indexes; several columns that are each said to be the primary key are one key."""
        single = [
            each for each in self.indexes
            if each.kind is IndexKind.PRIMARY and len(each.columns) == 1
        ]  # fmt: skip
        names = tuple(dict.fromkeys(each.columns[0] for each in single))
        if len(names) < 2:
            return self.indexes
        others = [each for each in self.indexes if each not in single]
        return [*others, Index(names, IndexKind.PRIMARY)]

    def _named(self, columns: tuple[str, ...]) -> tuple[str, ...]:
        known = self.columns
        return tuple(known[each].name if each in known else each for each in columns)
