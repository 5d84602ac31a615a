"""Tables that SQLAlchemy, SQLModel or Flask-SQLAlchemy declare: classes and `Table(…)`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code.expressions import (
    Call,
    Item,
    Name,
    Sequence,
    Text,
    path_of,
    walk,
)
from compliance.extract.code.model import Class, Field, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.schema.drafts import Draft
from compliance.extract.schema.sqlalchemy_columns import (
    COLUMNS,
    column,
    constraint,
    constraints,
    core_table,
    index_of_column,
    is_few,
    is_true,
)
from compliance.facts import Evidence

WORDS = (
    b"Column(",
    b"mapped_column(",
    b"foreign_key=",
    b"table=True",
    b"__tablename__",
    b"Index(",
)
# How a column's type begins, `so.Mapped[` too.
_MAPPED = re.compile(r"(?:[a-z_]{1,40}\.)?Mapped\[")
_MAX_BASES = 12


def sqlalchemy(program: Program) -> Iterator[Draft]:
    """The tables of a program. Those of one name are one, as a hierarchy of classes may have."""
    drafts: dict[str, Draft] = {}
    late: list[Call] = []
    for module in program.python_modules(*WORDS):
        if b"down_revision" in module.source:
            continue  # A migration describes tables as they were.
        for class_ in module.classes:
            _class(program, module, class_, drafts)
        for call in module.calls:
            if call.name == "Table" and isinstance(call.argument(0), Text):
                core_table(program, module, call, drafts)
            elif call.name == "Index" and call.class_ is None and call.function is None:
                late.append(call)
    by_model = {each.model: each for each in drafts.values()}
    for call in late:
        model = _model_of(call)
        if model in by_model:
            constraint(call, by_model[model])
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
    bare = is_true(class_.keywords.get("table"))
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
        return is_true(class_.keywords["table"])
    abstract = class_.field("__abstract__")
    if (abstract is not None and is_true(abstract.value)) or class_.method("__tablename__"):
        return False
    return any(_is_named(each) for _, each in family) and any(
        isinstance(field.value, Call) and field.value.name in COLUMNS
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
            constraints(module, field.value, draft)
        return
    alias = _annotated(program, module, field)
    call = field.value if isinstance(field.value, Call) else alias
    if call is not None:
        column(program, module, field.name, field.type, call, draft)
        if alias is not None and alias is not call:
            index_of_column(alias, field.name, draft)
    elif _MAPPED.match(field.type) or (bare and field.type):
        few = is_few(program, module, field.type)
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
        calls = (each for each in items if isinstance(each, Call) and each.name in COLUMNS)
        return next(calls, None)
    return None


def _method(program: Program, module: Module, method: Function, draft: Draft) -> None:
    """A column, or the table's arguments, that a method of a mixin makes."""
    if not any("declared_attr" in path_of(each) for each in method.decorators):
        return
    for value in method.returns:
        if method.name == "__table_args__":
            constraints(module, value, draft)
        elif isinstance(value, Call):
            column(program, module, method.name, method.result, value, draft)


def _model_of(call: Call) -> str:
    """The model whose columns an index at the top of a module has."""
    for argument in call.arguments[1:]:
        for each in walk(argument):
            if isinstance(each, Name) and "." in each.path and each.path[:1].isupper():
                return each.path.partition(".")[0]
    return ""
