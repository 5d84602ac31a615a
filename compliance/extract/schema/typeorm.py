"""Tables of TypeORM's entities, by their decorators."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Name,
    Sequence,
    Table,
    Text,
    path_of,
)
from compliance.extract.code.model import Class, Field, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.queries.receivers import lineage
from compliance.extract.schema.drafts import Draft
from compliance.facts.schema import IndexKind

WORDS = (b"@Entity", b"@ChildEntity")
_COLUMNS = frozenset(
    """Column PrimaryColumn PrimaryGeneratedColumn CreateDateColumn UpdateDateColumn
    DeleteDateColumn VersionColumn ObjectIdColumn""".split()
)
_PRIMARY = frozenset(["PrimaryColumn", "PrimaryGeneratedColumn"])
_RELATIONS = frozenset(["ManyToOne", "OneToOne"])
_ENTITIES = frozenset(["Entity", "ChildEntity"])
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def typeorm(program: Program) -> Iterator[Draft]:
    """The entities of a program. A child entity is in the table of what it extends."""
    drafts: dict[int, Draft] = {}
    for module in program.modules(*WORDS):
        if not module.imports_from("typeorm"):
            continue
        for class_ in module.classes:
            entity = _decorator(class_.decorators, _ENTITIES)
            if entity is None:
                continue
            family = list(lineage(program, module, class_))
            owner = _owner(class_, family)
            draft = drafts.get(id(owner))
            if draft is None:
                name = _name(entity) or _CAPITAL.sub("_", class_.name).lower()
                where = module.evidence(class_.line)
                draft = drafts[id(owner)] = Draft("TypeORM", name, class_.name, where)
            for place, each in family:
                _class(place, each, draft)
    yield from drafts.values()


def _owner(class_: Class, family: list[tuple[Module, Class]]) -> Class:
    """The class whose table an entity is in: its own, unless it is a child entity."""
    if _decorator(class_.decorators, frozenset(["ChildEntity"])) is None:
        return class_
    entities = [each for _, each in family if _decorator(each.decorators, frozenset(["Entity"]))]
    return entities[-1] if entities else class_


def _decorator(decorators: Iterable[Expression], names: frozenset[str]) -> Call | None:
    return next(
        (each for each in decorators if isinstance(each, Call) and each.name in names), None
    )


def _options(call: Call) -> Table:
    found = [each for each in call.arguments if isinstance(each, Table)]
    return found[-1] if found else Table(call.line)


def _name(call: Call) -> str:
    """A name as the first argument, or among the options."""
    given = call.argument(0)
    named = given if isinstance(given, Text) else _options(call).entries.get("name")
    return named.value if isinstance(named, Text) else ""


def _is_on(options: Table, key: str) -> bool:
    value = options.entries.get(key)
    return isinstance(value, Constant) and value.value == "true"


def _class(module: Module, class_: Class, draft: Draft) -> None:
    for field in class_.fields:
        if field.decorators:
            _field(module, field, draft)
    for each in class_.decorators:
        if isinstance(each, Call) and each.name in ("Index", "Unique"):
            options = _options(each)
            unique = each.name == "Unique" or _is_on(options, "unique")
            kind = IndexKind.UNIQUE if unique else IndexKind.INDEX
            draft.index(_listed(each), kind, partial="where" in options.entries)


def _listed(call: Call) -> list[str]:
    """The columns of an index of several: a list, or a function that returns one."""
    for given in call.arguments:
        value = next(iter(given.returns), None) if isinstance(given, Function) else given
        if isinstance(value, Sequence):
            return [name for each in value.items if (name := _property(each))]
        if isinstance(value, Table) and isinstance(given, Function):
            return list(value.entries)
    return []


def _property(value: Expression) -> str:
    if isinstance(value, Text):
        return value.value
    return value.path.rpartition(".")[2] if isinstance(value, Name) else ""


def _field(module: Module, field: Field, draft: Draft) -> None:
    column = _decorator(field.decorators, _COLUMNS)
    if column is not None:
        options = _options(column)
        named = options.entries.get("name")
        stored = named.value if isinstance(named, Text) else ""
        few = _is_few(column, field)
        draft.column(field.name, module.evidence(field.line), stored, few=few)
        if column.name in _PRIMARY or _is_on(options, "primary"):
            draft.index([field.name], IndexKind.PRIMARY)
        if _is_on(options, "unique"):
            draft.index([field.name], IndexKind.UNIQUE)
    relation = _decorator(field.decorators, _RELATIONS)
    if relation is not None:
        _relation(module, field, relation, draft)
    index = _decorator(field.decorators, frozenset(["Index"]))
    if index is not None:
        kind = IndexKind.UNIQUE if _is_on(_options(index), "unique") else IndexKind.INDEX
        draft.index([field.name], kind, partial="where" in _options(index).entries)


def _is_few(column: Call, field: Field) -> bool:
    type_ = _options(column).entries.get("type") or column.argument(0)
    written = type_.value if isinstance(type_, Text) else path_of(type_) if type_ else ""
    return (
        field.type.partition("|")[0].strip() == "boolean"
        or written in ("boolean", "bool", "enum", "simple-enum", "Boolean")
        or "enum" in _options(column).entries
    )


def _relation(module: Module, field: Field, relation: Call, draft: Draft) -> None:
    """The column that a relation implies, and its foreign key."""
    join = _decorator(field.decorators, frozenset(["JoinColumn"]))
    if relation.name == "OneToOne" and join is None:
        return  # The other side has the column.
    options = _options(relation)
    names = list(_joined(join)) if join is not None else []
    columns = names or [f"{field.name}Id"]
    where = module.evidence(relation.line, field.line)
    draft.column(field.name, where, columns[0])
    without = options.entries.get("createForeignKeyConstraints")
    if not (isinstance(without, Constant) and without.value == "false"):
        draft.key(columns, _target(relation), where)
    if relation.name == "OneToOne":
        draft.index(columns, IndexKind.UNIQUE)
    if _is_on(options, "primary") or _decorator(field.decorators, _PRIMARY) is not None:
        draft.index(columns, IndexKind.PRIMARY)


def _joined(join: Call) -> Iterator[str]:
    """The columns that `@JoinColumn` names, of which a composite key has several."""
    given = join.argument(0)
    for each in given.items if isinstance(given, Sequence) else (given,):
        named = each.entries.get("name") if isinstance(each, Table) else None
        if isinstance(named, Text):
            yield named.value


def _target(relation: Call) -> str:
    given = relation.argument(0)
    value = next(iter(given.returns), None) if isinstance(given, Function) else given
    if isinstance(value, Text):
        return value.value
    return path_of(value) if value is not None else ""


__all__ = ["typeorm"]
