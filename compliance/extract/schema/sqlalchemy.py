"""Tables that SQLAlchemy, SQLModel or Flask-SQLAlchemy declare: classes and `Table(…)`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Item,
    Name,
    Operation,
    Sequence,
    Text,
    path_of,
    walk,
)
from compliance.extract.code.model import Class, Field, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.schema.drafts import Draft
from compliance.facts import Evidence
from compliance.facts.schema import IndexKind

_WORDS = (
    b"Column(",
    b"mapped_column(",
    b"foreign_key=",
    b"table=True",
    b"__tablename__",
    b"Index(",
)
_COLUMNS = frozenset(["Column", "mapped_column"])
_CONSTRAINTS = {
    "Index": IndexKind.INDEX,
    "UniqueConstraint": IndexKind.UNIQUE,
    "PrimaryKeyConstraint": IndexKind.PRIMARY,
    "ExcludeConstraint": IndexKind.INDEX,
}
_FEW = frozenset(["Boolean", "Enum", "BOOLEAN", "ENUM", "bool", "Literal"])
_WORD = re.compile(r"[A-Za-z_][\w.]{0,99}")
# How a column's type begins, `so.Mapped[` too.
_MAPPED = re.compile(r"(?:[a-z_]{1,40}\.)?Mapped\[")
_MAX_TYPE = 300
_MAX_BASES = 12
_PARTIAL = ("postgresql_where", "sqlite_where", "mssql_where")


def sqlalchemy(program: Program) -> Iterator[Draft]:
    """The tables of a program. Those of one name are one, as a hierarchy of classes may have."""
    drafts: dict[str, Draft] = {}
    late: list[tuple[Module, Call]] = []
    for module in program.python_modules(*_WORDS):
        if b"down_revision" in module.source:
            continue  # A migration describes tables as they were.
        for class_ in module.classes:
            _class(program, module, class_, drafts)
        for call in module.calls:
            if call.name == "Table" and isinstance(call.argument(0), Text):
                _core(program, module, call, drafts)
            elif call.name == "Index" and call.class_ is None and call.function is None:
                late.append((module, call))
    by_model = {each.model: each for each in drafts.values()}
    for _, call in late:
        model = _model_of(call)
        if model in by_model:
            _constraint(call, by_model[model])
    yield from drafts.values()


def _class(program: Program, module: Module, class_: Class, drafts: dict[str, Draft]) -> None:
    """Read a class, if it is a table: one whose name it or a base gives, with columns."""
    family = _family(program, module, class_)
    if not _is_table(class_, family):
        return
    name = _table_name(class_, family)
    draft = drafts.setdefault(
        name, Draft("SQLAlchemy", name, class_.name, module.evidence(class_.line))
    )
    bare = _is_true(class_.keywords.get("table"))
    for place, each in family:
        for field in each.fields:
            _field(program, place, field, draft, bare=bare)
        for method in each.methods:
            _method(program, place, method, draft)


def _family(program: Program, module: Module, class_: Class) -> list[tuple[Module, Class]]:
    """A class and its bases, nearest first; none that is a table of another name."""
    family, waiting, seen = [], [(module, class_)], {id(class_)}
    own = class_.field("__tablename__") is not None
    while waiting and len(seen) <= _MAX_BASES:
        place, each = waiting.pop(0)
        family.append((place, each))
        for base in each.bases:
            found = program.meaning(place, path_of(base))
            value = found.value if found is not None else None
            if found is None or not isinstance(value, Class) or id(value) in seen:
                continue
            seen.add(id(value))
            if not (own and value.field("__tablename__")):
                waiting.append((found.module, value))
    return family


def _is_table(class_: Class, family: list[tuple[Module, Class]]) -> bool:
    """Whether a class has a table, so is no mixin and no abstract base."""
    if "table" in class_.keywords:
        return _is_true(class_.keywords["table"])
    abstract = class_.field("__abstract__")
    if (abstract is not None and _is_true(abstract.value)) or class_.method("__tablename__"):
        return False
    return any(_is_named(each) for _, each in family) and any(
        isinstance(field.value, Call) and field.value.name in _COLUMNS
        for _, each in family
        for field in each.fields
    )


def _is_named(class_: Class) -> bool:
    """Whether a class gives itself, or those that extend it, a table's name."""
    return (
        class_.field("__tablename__") is not None
        or class_.method("__tablename__") is not None
        or any(path_of(base).endswith(".Model") for base in class_.bases)
    )


def _is_true(value: Expression | None) -> bool:
    return isinstance(value, Constant) and value.value == "True"


def _table_name(class_: Class, family: list[tuple[Module, Class]]) -> str:
    for _, each in family:
        field = each.field("__tablename__")
        if field is not None and isinstance(field.value, Text):
            return field.value.value
    return class_.name.lower()


def _field(program: Program, module: Module, field: Field, draft: Draft, *, bare: bool) -> None:
    """A field of a class; `bare`: a type alone makes a column, as in SQLModel."""
    if field.name.startswith("__"):
        if field.name == "__table_args__" and field.value is not None:
            _arguments(module, field.value, draft)
        return
    alias = _annotated(program, module, field)
    call = field.value if isinstance(field.value, Call) else alias
    if call is not None:
        _column(program, module, field.name, field.type, call, draft)
        if alias is not None and alias is not call:
            _of_column(alias, field.name, draft)
    elif _MAPPED.match(field.type) or (bare and field.type):
        few = _is_few(program, module, field.type)
        draft.column(field.name, Evidence(module.path, field.line), few=few)


def _annotated(program: Program, module: Module, field: Field) -> Call | None:
    """The column in an alias: `user_fk = Annotated[int, mapped_column(…)]`."""
    alias = _MAPPED.sub("", field.type, count=1).removesuffix("]").strip()
    if not alias.isidentifier():
        return None
    found = program.meaning(module, alias)
    value = found.value if found is not None else None
    if isinstance(value, Item) and path_of(value.of).endswith("Annotated"):
        items = value.key.items if isinstance(value.key, Sequence) else ()
        calls = (each for each in items if isinstance(each, Call) and each.name in _COLUMNS)
        return next(calls, None)
    return None


def _method(program: Program, module: Module, method: Function, draft: Draft) -> None:
    """A column, or the table's arguments, that a method of a mixin makes."""
    if not any("declared_attr" in path_of(each) for each in method.decorators):
        return
    for value in method.returns:
        if method.name == "__table_args__":
            _arguments(module, value, draft)
        elif isinstance(value, Call):
            _column(program, module, method.name, method.result, value, draft)


def _column(
    program: Program, module: Module, name: str, type_: str, call: Call, draft: Draft
) -> None:
    """A column, of `Column(…)`, `mapped_column(…)` or SQLModel's `Field(…)`."""
    inner = call.keywords.get("sa_column")
    if call.name == "Field" and isinstance(inner, Call):
        call = inner
    if call.name not in _COLUMNS and not (call.name == "Field" and type_):
        return
    given = call.argument(0)
    stored = given.value if isinstance(given, Text) and call.name != "Field" else ""
    few = any(
        _is_few(program, module, each)
        for each in (type_, *(path_of(each) for each in call.arguments[:2]))
    )
    draft.column(name, Evidence(module.path, call.line), stored, few=few)
    _of_column(call, name, draft)
    target = _target(call)
    if target is not None:
        draft.key([name], target, module.evidence(call.line, call.end_line))


def _is_few(program: Program, module: Module, type_: str) -> bool:
    """Whether a type has a handful of values only: a boolean, an enumeration, literals."""
    for word in _WORD.findall(type_[:_MAX_TYPE]):
        if word.rpartition(".")[2] in _FEW:
            return True
        found = program.meaning(module, word) if word[:1].isupper() else None
        if found is not None and isinstance(found.value, Class):
            return any(path_of(base).endswith("Enum") for base in found.value.bases)
    return False


def _of_column(call: Call, name: str, draft: Draft) -> None:
    """The indexes that a column's own arguments make."""
    for keyword, kind in (
        ("primary_key", IndexKind.PRIMARY),
        ("unique", IndexKind.UNIQUE),
        ("index", IndexKind.INDEX),
    ):
        if _is_true(call.keywords.get(keyword)):
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


def _arguments(module: Module, value: Expression, draft: Draft) -> None:
    """`__table_args__`: a tuple, or tuples that are put together."""
    for each in _items(value):
        if isinstance(each, Call):
            _constraint(each, draft, module)


def _items(value: Expression) -> Iterator[Expression]:
    if isinstance(value, Sequence):
        yield from value.items
    elif isinstance(value, Operation):
        for each in value.operands:
            yield from _items(each)


def _constraint(call: Call, draft: Draft, module: Module | None = None) -> None:
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


def _model_of(call: Call) -> str:
    """The model whose columns an index at the top of a module has."""
    for argument in call.arguments[1:]:
        for each in walk(argument):
            if isinstance(each, Name) and "." in each.path and each.path[:1].isupper():
                return each.path.partition(".")[0]
    return ""


def _core(program: Program, module: Module, call: Call, drafts: dict[str, Draft]) -> None:
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
        if isinstance(each, Call) and each.name in _COLUMNS:
            first = each.argument(0)
            if isinstance(first, Text):
                _column(program, module, first.value, "", each, draft)
        elif isinstance(each, Call):
            _constraint(each, draft, module)


def _has_columns(arguments: Iterable[Expression]) -> bool:
    return any(isinstance(each, Call) and each.name in _COLUMNS for each in arguments)


__all__ = ["read_columns", "sqlalchemy"]
