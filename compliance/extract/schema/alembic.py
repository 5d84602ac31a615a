"""What Alembic's migrations do to a schema."""

from __future__ import annotations

import re
from collections.abc import Iterable

from compliance.extract.code.expressions import Call, Constant, Expression, Text
from compliance.extract.code.model import Module
from compliance.extract.code.program import Program
from compliance.extract.queries.sql import text_of
from compliance.extract.schema.history import History
from compliance.extract.schema.places import given_texts, is_undoing
from compliance.extract.schema.sql import read_sql
from compliance.extract.schema.sqlalchemy_columns import read_columns
from compliance.facts import Evidence
from compliance.facts.schema import IndexKind

_KINDS = {
    "create_index": IndexKind.INDEX,
    "create_unique_constraint": IndexKind.UNIQUE,
    "create_primary_key": IndexKind.PRIMARY,
}
_REVISION = re.compile(
    rb"""^revision[ \t]{0,5}(?::[^=\n]{0,40})?=\s{0,5}["']([\w.-]{1,80})["']""", re.MULTILINE
)
_BASE = re.compile(rb"^down_revision[ \t]{0,5}(?::[^=\n]{0,60})?=([^\n]{0,200})", re.MULTILINE)
_QUOTED = re.compile(rb"""["']([\w.-]{1,80})["']""")


def in_order(files: Iterable[tuple[str, bytes]]) -> list[str]:
    """The paths of migrations, each behind those that it builds on; files are path and content."""
    found: dict[str, str] = {}
    before: dict[str, list[str]] = {}
    for path, content in files:
        own = _REVISION.search(content)
        if own is not None:
            name = own[1].decode()
            found[name], base = path, _BASE.search(content)
            before[name] = [each.decode() for each in _QUOTED.findall(base[1])] if base else []
    depths: dict[str, int] = {}
    for name in sorted(found):
        behind: dict[str, None] = {}
        each = name
        while each in found and each not in depths and each not in behind:
            behind[each] = None
            each = next((one for one in before[each] if one in found), "")
        depth = depths.get(each, 0)
        for each in reversed(behind):
            depth += 1
            depths[each] = depth
    return [found[name] for name in sorted(found, key=lambda name: (depths[name], name))]


def read_alembic(program: Program, module: Module, history: History) -> None:
    """Apply what a migration does on its way up."""
    for call in module.calls:
        if is_undoing(call, "downgrade"):
            continue
        batch = _batch(call)
        name = call.name
        if name == "execute":
            text = text_of(call.argument(0))
            read_sql(text, module.evidence, history, _line(call))
        elif call.receiver and (batch or call.receiver.endswith("op")):
            _Operation(program, module, call, batch, history).apply()


def _line(call: Call) -> int:
    first = call.argument(0)
    return first.line if first is not None else call.line


def _batch(call: Call) -> str:
    """The table of the `with op.batch_alter_table("orders") as batch:` around a call."""
    block = call.block
    while block is not None:
        for each in block.entered:
            if isinstance(each, Call) and each.name == "batch_alter_table":
                return _text(each.argument(0, "table_name"))
        block = block.outer
    return ""


def _text(value: Expression | None) -> str:
    """A text, or the one in `op.f("…")`."""
    if isinstance(value, Call) and value.name == "f" and value.arguments:
        value = value.arguments[0]
    return value.value if isinstance(value, Text) else ""


class _Operation:
    """One operation. In a batch the table is not among the arguments."""

    def __init__(
        self, program: Program, module: Module, call: Call, batch: str, history: History
    ) -> None:
        self._program, self._module, self._call = program, module, call
        self._history, self._batch = history, batch
        self._at = 0 if batch else 1

    def apply(self) -> None:
        call, history, table = self._call, self._history, self._batch or self._text(0)
        match call.name:
            case "create_index" | "create_unique_constraint" | "create_primary_key":
                self._index(_KINDS[call.name])
            case "create_foreign_key":
                self._key()
            case "drop_index" | "drop_constraint":
                history.drop_piece(self._text(0), self._batch or self._text(1, "table_name"))
            case "create_table" | "add_column":
                self._columns(table)
            case "drop_column":
                history.drop_column(table, self._text(self._at))
            case "alter_column" if "new_column_name" in call.keywords:
                new = _text(call.keywords["new_column_name"])
                history.rename_column(table, self._text(self._at), new)
            case "drop_table":
                history.drop_table(table)
            case "rename_table":
                history.rename_table(table, self._text(1))

    def _text(self, position: int, keyword: str = "") -> str:
        return _text(self._call.argument(position, keyword))

    def _index(self, kind: IndexKind) -> None:
        call = self._call
        unique = call.keywords.get("unique")
        if isinstance(unique, Constant) and unique.value == "True":
            kind = IndexKind.UNIQUE
        table = self._batch or self._text(1, "table_name")
        columns = given_texts(call.argument(self._at + 1, "columns"))
        where = Evidence(self._module.path, call.line)
        partial = "postgresql_where" in call.keywords
        self._history.add_index(table, columns, kind, where, self._text(0), partial=partial)

    def _key(self) -> None:
        table = self._batch or self._text(1, "source_table")
        target = self._text(self._at + 1, "referent_table")
        columns = given_texts(self._call.argument(self._at + 2, "local_cols"))
        where = self._module.evidence(self._call.line, self._call.end_line)
        self._history.add_key(table, columns, target, where, self._text(0))

    def _columns(self, table: str) -> None:
        """The columns and constraints of a new table, or one new column."""
        draft, history = read_columns(self._program, self._module, self._call, table), self._history
        if table:
            history.table(table, draft.where)
        for attribute, column in draft.columns.items():
            history.add_column(table, attribute, column.where)
        for key in draft.keys.values():
            history.add_key(table, key.columns, key.target, key.where)
        for index in draft.indexes:
            history.add_index(table, index.columns, index.kind, draft.where, partial=index.partial)


__all__ = ["in_order", "read_alembic"]
