"""Tables of Drizzle: `pgTable("users", {…}, (table) => [index().on(table.email)])`."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.expressions import (
    Call,
    Expression,
    Name,
    Sequence,
    Table,
    Text,
    path_of,
    walk,
)
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program
from compliance.extract.schema.drafts import Draft
from compliance.facts.schema import IndexKind

WORDS = (b"drizzle-orm",)
_MAKERS = frozenset(["pgTable", "mysqlTable", "sqliteTable", "singlestoreTable", "cockroachTable"])
_CREATORS = frozenset(f"{each}Creator" for each in _MAKERS)
_MYSQL = frozenset(["mysqlTable", "mysqlTableCreator", "mysqlSchema"])
_INDEXES = {
    "index": IndexKind.INDEX,
    "uniqueIndex": IndexKind.UNIQUE,
    "unique": IndexKind.UNIQUE,
    "primaryKey": IndexKind.PRIMARY,
}
_MAX_SPREAD = 6


def drizzle(program: Program) -> Iterator[Draft]:
    """The tables of a program."""
    for module in program.modules(*WORDS):
        if module.imports_from("drizzle-orm"):
            yield from _in_module(program, module)


def _in_module(program: Program, module: Module) -> Iterator[Draft]:
    names = {id(each.value): each.target for each in module.assignments}
    for call in module.calls:
        maker = _maker(program, module, call)
        if maker:
            draft = _table(program, module, call, names.get(id(call), ""))
            draft.indexes_keys = maker in _MYSQL
            yield draft


def _maker(program: Program, module: Module, call: Call) -> str:
    """What makes a table: Drizzle's function, one's own with a prefix, or a schema's `table`."""
    if not isinstance(call.argument(1), Table | Function) or call.function is not None:
        return ""
    if call.name in _MAKERS:
        return call.name
    path = call.receiver if call.name == "table" and call.receiver else call.path
    if call.name != "table" and not call.name.endswith("Table"):
        return ""
    found = program.meaning(module, path)
    value = found.value if found is not None else None
    if isinstance(value, Call) and (value.name in _CREATORS or value.name.endswith("Schema")):
        return value.name
    return ""


def _table(program: Program, module: Module, call: Call, model: str) -> Draft:
    named = call.argument(0)
    name = named.value if isinstance(named, Text) else model
    draft = Draft("Drizzle", name or model, model or name, module.evidence(call.line))
    columns = _returned(call.argument(1))
    if isinstance(columns, Table):
        _columns(program, module, columns, draft, _MAX_SPREAD)
    further = _returned(call.argument(2))
    given = (
        further.entries.values()
        if isinstance(further, Table)
        else (further.items if isinstance(further, Sequence) else ())
    )
    for each in given:
        if isinstance(each, Call):
            _constraint(module, each, draft)
    return draft


def _returned(value: Expression | None) -> Expression | None:
    return next(iter(value.returns), None) if isinstance(value, Function) else value


def _columns(program: Program, module: Module, table: Table, draft: Draft, depth: int) -> None:
    """The columns of an object; others that are put into it have some of their own."""
    for key, value in table.entries.items():
        if isinstance(value, Call):
            _column(program, module, key, value, draft)
    for spread in table.spread if depth else ():
        made = spread.callee if isinstance(spread, Call) else spread
        found = program.meaning(module, path_of(made))
        inner = _returned(found.value) if found and isinstance(found.value, Expression) else None
        if found is not None and isinstance(inner, Table):
            _columns(program, found.module, inner, draft, depth - 1)


def _column(program: Program, module: Module, key: str, value: Call, draft: Draft) -> None:
    steps = list(value.chain())
    first = steps[-1]
    given = first.argument(0)
    stored = given.value if isinstance(given, Text) else ""
    where = module.evidence(first.line, value.end_line)
    found = program.meaning(module, first.path)
    made = _returned(found.value) if found and isinstance(found.value, Function) else None
    if found is not None and isinstance(made, Call):  # `id: id()`, a function of one's own
        module, steps = found.module, [*steps, *made.chain()]
        first = steps[-1]
    draft.column(key, where, stored, few=_is_few(program, module, first))
    for step in steps:
        if step.name == "references":
            target = _returned(step.argument(0))
            draft.key([key], path_of(target) if target is not None else "", where)
        elif step.name == "primaryKey":
            draft.index([key], IndexKind.PRIMARY)
        elif step.name == "unique":
            draft.index([key], IndexKind.UNIQUE)


def _is_few(program: Program, module: Module, first: Call) -> bool:
    if first.name in ("boolean", "mysqlEnum"):
        return True
    for each in first.arguments:
        if isinstance(each, Table) and "enum" in each.entries:
            return True
        mode = each.entries.get("mode") if isinstance(each, Table) else None
        if isinstance(mode, Text) and mode.value == "boolean":
            return True
    found = program.meaning(module, first.path)
    return found is not None and isinstance(found.value, Call) and found.value.name.endswith("Enum")


def _constraint(module: Module, value: Call, draft: Draft) -> None:
    """An index, a constraint or a foreign key of the table."""
    steps = list(value.chain())
    first = steps[-1]
    kind = _INDEXES.get(first.name)
    if kind is not None:
        given = [each for step in steps if step.name in ("on", "using", "onOnly")
                 for each in step.arguments]  # fmt: skip
        if first.name == "primaryKey":
            given = list(_given_columns(first))
        columns = [name for each in given if (name := _named(each))]
        draft.index(columns, kind, partial=any(step.name == "where" for step in steps))
    elif first.name == "foreignKey":
        columns = [name for each in _given_columns(first) if (name := _named(each))]
        draft.key(columns, "", module.evidence(first.line, value.end_line))


def _given_columns(call: Call) -> Iterator[Expression]:
    """The columns in `{columns: […]}`, else the arguments themselves."""
    given = call.argument(0)
    if isinstance(given, Table):
        columns = given.entries.get("columns")
        yield from columns.items if isinstance(columns, Sequence) else ()
    else:
        yield from call.arguments


def _named(value: Expression) -> str:
    """The column in `table.email`, `table.email.desc()` or an expression with it."""
    for each in walk(value):
        if isinstance(each, Name) and each.path.count(".") >= 1:
            return each.path.split(".")[1]
    return ""


__all__ = ["drizzle"]
