"""The columns and constraints of SQLAlchemy's tables, which the arguments of calls describe."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Name,
    Operation,
    Sequence,
    Text,
    path_of,
)
from compliance.extract.code.model import Class, Module
from compliance.extract.code.program import Program
from compliance.extract.schema.drafts import Draft
from compliance.facts import Evidence
from compliance.facts.schema import IndexKind

COLUMNS = frozenset(["Column", "mapped_column"])
_CONSTRAINTS = {
    "Index": IndexKind.INDEX,
    "UniqueConstraint": IndexKind.UNIQUE,
    "PrimaryKeyConstraint": IndexKind.PRIMARY,
    "ExcludeConstraint": IndexKind.INDEX,
}
_FEW = frozenset(["Boolean", "Enum", "BOOLEAN", "ENUM", "bool", "Literal"])
_WORD = re.compile(r"[A-Za-z_][\w.]{0,99}")
_MAX_TYPE = 300
_PARTIAL = ("postgresql_where", "sqlite_where", "mssql_where")


def is_true(value: Expression | None) -> bool:
    """Whether a value is Python's `True`."""
    return isinstance(value, Constant) and value.value == "True"


def column(
    program: Program, module: Module, name: str, type_: str, call: Call, draft: Draft
) -> None:
    """A column, of `Column(…)`, `mapped_column(…)` or SQLModel's `Field(…)`."""
    inner = call.keywords.get("sa_column")
    if call.name == "Field" and isinstance(inner, Call):
        call = inner
    if call.name not in COLUMNS and not (call.name == "Field" and type_):
        return
    given = call.argument(0)
    stored = given.value if isinstance(given, Text) and call.name != "Field" else ""
    few = any(
        is_few(program, module, each)
        for each in (type_, *(path_of(each) for each in call.arguments[:2]))
    )
    draft.column(name, Evidence(module.path, call.line), stored, few=few)
    index_of_column(call, name, draft)
    target = _target(call)
    if target is not None:
        draft.key([name], target, module.evidence(call.line, call.end_line))


def is_few(program: Program, module: Module, type_: str) -> bool:
    """Whether a type has a handful of values only: a boolean, an enumeration, literals."""
    for word in _WORD.findall(type_[:_MAX_TYPE]):
        if word.rpartition(".")[2] in _FEW:
            return True
        found = program.meaning(module, word) if word[:1].isupper() else None
        if found is not None and isinstance(found.value, Class):
            return any(path_of(base).endswith("Enum") for base in found.value.bases)
    return False


def index_of_column(call: Call, name: str, draft: Draft) -> None:
    """The indexes that a column's own arguments make."""
    for keyword, kind in (
        ("primary_key", IndexKind.PRIMARY),
        ("unique", IndexKind.UNIQUE),
        ("index", IndexKind.INDEX),
    ):
        if is_true(call.keywords.get(keyword)):
            draft.index([name], kind)


def _target(call: Call) -> str | None:
    """What a column's foreign key leads to; "" where that is no text, None without one."""
    keyword = call.keywords.get("foreign_key")
    if call.name == "Field":
        return keyword.value if isinstance(keyword, Text) else None
    for each in call.arguments:
        if isinstance(each, Call) and each.name == "ForeignKey":
            named = each.argument(0)
            return named.value if isinstance(named, Text) else ""
    return None


def constraints(module: Module, value: Expression, draft: Draft) -> None:
    """`__table_args__`: a tuple, or tuples that are put together."""
    for each in _items(value):
        if isinstance(each, Call):
            constraint(each, draft, module)


def _items(value: Expression) -> Iterator[Expression]:
    if isinstance(value, Sequence):
        yield from value.items
    elif isinstance(value, Operation):
        for each in value.operands:
            yield from _items(each)


def constraint(call: Call, draft: Draft, module: Module | None = None) -> None:
    """An index, a unique constraint, the primary key or a foreign key of a table."""
    kind = _CONSTRAINTS.get(call.name)
    if kind is not None:
        given = call.arguments[1:] if call.name == "Index" else call.arguments
        columns = [name for each in given if (name := _named(each))]
        partial = any(each in call.keywords for each in _PARTIAL)
        draft.index(columns, kind, partial=partial)
    elif call.name == "ForeignKeyConstraint" and module is not None:
        columns = _texts(call.argument(0, "columns"))
        targets = _texts(call.argument(1, "refcolumns"))
        draft.key(columns, next(iter(targets), ""), module.evidence(call.line, call.end_line))


def _texts(value: Expression | None) -> list[str]:
    items = value.items if isinstance(value, Sequence) else ()
    return [each.value for each in items if isinstance(each, Text)]


def _named(value: Expression) -> str:
    """The column that an argument names: a text, `User.email`, or either in an expression."""
    if isinstance(value, Text):
        return value.value
    if isinstance(value, Name):
        return value.path.rpartition(".")[2]
    if isinstance(value, Call):
        for each in value.arguments:
            if isinstance(each, Text | Name | Call):
                return _named(each)
        return value.receiver.rpartition(".")[2]
    if isinstance(value, Sequence) and value.items:
        return _named(value.items[0])
    return ""


def core_table(program: Program, module: Module, call: Call, drafts: dict[str, Draft]) -> None:
    """`Table("users", metadata, Column(…), Index(…))`."""
    named = call.argument(0)
    if not isinstance(named, Text) or not _has_columns(call.arguments):
        return
    where = module.evidence(call.line)
    draft = drafts.setdefault(named.value, Draft("SQLAlchemy", named.value, named.value, where))
    _pieces(program, module, call.arguments[2:], draft)


def read_columns(program: Program, module: Module, call: Call, table: str) -> Draft:
    """The columns and constraints among the arguments of a call, as a table of that name."""
    draft = Draft("SQLAlchemy", table, table, module.evidence(call.line))
    _pieces(program, module, call.arguments, draft)
    return draft


def _pieces(program: Program, module: Module, pieces: Iterable[Expression], draft: Draft) -> None:
    for each in pieces:
        if isinstance(each, Call) and each.name in COLUMNS:
            first = each.argument(0)
            if isinstance(first, Text):
                column(program, module, first.value, "", each, draft)
        elif isinstance(each, Call):
            constraint(each, draft, module)


def _has_columns(arguments: Iterable[Expression]) -> bool:
    return any(isinstance(each, Call) and each.name in COLUMNS for each in arguments)
