"""Tables of Sequelize's models: `define`, `init`, and the decorators of sequelize-typescript."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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
from compliance.extract.queries.reading import mentions
from compliance.extract.queries.receivers import lineage
from compliance.extract.schema.drafts import Draft
from compliance.extract.schema.history import alike
from compliance.facts import Evidence
from compliance.facts.schema import IndexKind

_PRIMARY = IndexKind.PRIMARY
_INDEXES = {"Index": IndexKind.INDEX, "Unique": IndexKind.UNIQUE, "PrimaryKey": IndexKind.PRIMARY}
WORDS = (b".define(", b".define<", b".init(", b"sequelize-typescript", b".belongsTo(", b".hasMany(",
          b".hasOne(")  # fmt: skip
_TYPES = frozenset(
    """STRING TEXT CHAR CITEXT TINYINT SMALLINT MEDIUMINT INTEGER BIGINT FLOAT REAL DOUBLE DECIMAL
    BOOLEAN ENUM DATE DATEONLY TIME UUID JSON JSONB BLOB ARRAY VIRTUAL""".split()
)
_ASSOCIATIONS = frozenset(["belongsTo", "hasMany", "hasOne"])


def sequelize(program: Program) -> Iterator[Draft]:
    """The models of a program, with the keys that associations name."""
    drafts: dict[str, Draft] = {}
    kept: dict[str, Draft] = {}
    associations: list[tuple[Module, Call]] = []
    if not mentions(program, b"sequelize"):
        return
    for module in program.modules(*WORDS):
        if module.is_python:
            continue
        if module.imports_from("sequelize-typescript"):
            for class_ in module.classes:
                _class(program, module, class_, drafts)
        kept |= _defined(program, module, drafts)
        associations += (
            (module, call) for call in module.calls if call.name in _ASSOCIATIONS and call.receiver
        )
    for module, call in associations:
        _associate(module, call, drafts, kept)
    yield from drafts.values()


def _defined(program: Program, module: Module, drafts: dict[str, Draft]) -> dict[str, Draft]:
    """The models that calls in a file define, by what they are kept in."""
    names = {id(each.value): each.target for each in module.assignments}
    kept: dict[str, Draft] = {}
    for call in module.calls:
        if call.name in ("define", "init"):
            name = names.get(id(call), "")
            draft = _model(program, module, call, name, drafts)
            if draft is not None and name:
                kept[name] = draft
    return kept


def _model(
    program: Program, module: Module, call: Call, name: str, drafts: dict[str, Draft]
) -> Draft | None:
    """`sequelize.define("User", {…}, {…})`, or `User.init({…}, { sequelize })`."""
    defines = call.name == "define"
    given = call.argument(0)
    model = given.value if defines and isinstance(given, Text) else _initialised(call)
    attributes = _followed(program, module, call.argument(1 if defines else 0), call)
    options = _followed(program, module, call.argument(2 if defines else 1), call)
    entries = options.entries if options is not None else {}
    if attributes is None or not model or model == "this" or not _is_model(attributes, entries):
        return None
    named = entries.get("tableName") or entries.get("modelName")
    table = named.value if isinstance(named, Text) else model
    # Queries call it by the text that it was defined with, which the table has where none is named.
    called = name or model if table == model or not defines else model
    draft = Draft("Sequelize", table, called, module.evidence(call.line))
    for attribute, value in attributes.entries.items():
        _attribute(module, attribute, value, draft)
    _options(entries, draft)
    return drafts.setdefault(model, draft)


def _initialised(call: Call) -> str:
    """The model whose `init` is called: `User.init(…)`, or `super.init(…)` in its own class."""
    if call.receiver == "super" and call.function is not None and call.function.class_ is not None:
        return call.function.class_.name
    return call.receiver


def _is_model(attributes: Table, options: Mapping[str, Expression]) -> bool:
    """Whether attributes are a model's: some have a type of Sequelize's own, which may be taken out
    of where it holds them: `const { STRING } = app.Sequelize`.
    """
    return "sequelize" in options or any(
        _is_type(path_of(value))
        for each in attributes.entries.values()
        for value in (each, *(each.entries.values() if isinstance(each, Table) else ()))
        if isinstance(value, Name | Call)
    )


def _is_type(path: str) -> bool:
    return (
        "DataType" in path
        or path.startswith(("Sequelize.", "sequelize."))
        or path.partition("(")[0] in _TYPES
    )


def _followed(
    program: Program, module: Module, value: Expression | None, call: Call
) -> Table | None:
    if isinstance(value, Name):
        found = program.meaning(module, value.path, call.function)
        value = found.value if found and isinstance(found.value, Expression) else None
    return value if isinstance(value, Table) else None


def _is_on(value: Expression | None) -> bool:
    """Whether a setting is there and not off; a text names a constraint of several columns."""
    return value is not None and not (isinstance(value, Constant) and value.value == "false")


def _attribute(module: Module, attribute: str, value: Expression, draft: Draft) -> None:
    options = value.entries if isinstance(value, Table) else {}
    field = options.get("field")
    stored = field.value if isinstance(field, Text) else ""
    type_ = options.get("type", value)
    few = any(word in path_of(type_) for word in ("BOOLEAN", "ENUM"))
    draft.column(attribute, Evidence(module.path, value.line), stored, few=few)
    if _is_on(options.get("primaryKey")):
        draft.index([attribute], IndexKind.PRIMARY)
    if _is_on(options.get("unique")):
        draft.index([attribute], IndexKind.UNIQUE)
    references = options.get("references")
    if references is not None:
        model = references.entries.get("model") if isinstance(references, Table) else None
        target = model.value if isinstance(model, Text) else path_of(model or references)
        draft.key([attribute], target, module.evidence(value.line))


def _options(entries: Mapping[str, Expression], draft: Draft) -> None:
    """The indexes among a model's options."""
    # With `underscored` an index names the columns as the database does: `user_id` of `userId`.
    called = {alike(each): each for each in draft.columns}
    indexes = entries.get("indexes")
    for each in indexes.items if isinstance(indexes, Sequence) else ():
        if isinstance(each, Table):
            unique = _is_on(each.entries.get("unique")) or _text(each.entries.get("type")) in (
                "UNIQUE", "unique",
            )  # fmt: skip
            kind = IndexKind.UNIQUE if unique else IndexKind.INDEX
            named = (called.get(alike(name), name) for name in _fields(each))
            draft.index(named, kind, partial="where" in each.entries)


def _fields(options: Table) -> list[str]:
    fields = options.entries.get("fields")
    found = []
    for each in fields.items if isinstance(fields, Sequence) else ():
        entries = each.entries if isinstance(each, Table) else {}
        inner = entries.get("name") or entries.get("attribute") or each
        name = _text(inner.argument(1) or inner.argument(0) if isinstance(inner, Call) else inner)
        if name:
            found.append(name)
    return found


def _text(value: Expression | None) -> str:
    if isinstance(value, Call):  # literal("…"), col("…")
        value = value.argument(0)
    return value.value if isinstance(value, Text) else ""


def _class(program: Program, module: Module, class_: Class, drafts: dict[str, Draft]) -> None:
    """A class with `@Table`, and the fields of what it extends."""
    table = next((each for each in class_.decorators if _called(each) == "Table"), None)
    if table is None:
        return
    options = table.argument(0) if isinstance(table, Call) else None
    entries = options.entries if isinstance(options, Table) else {}
    name = _text(entries.get("tableName")) or class_.name
    draft = Draft("Sequelize", name, class_.name, module.evidence(class_.line))
    for place, each in lineage(program, module, class_):
        for field in each.fields:
            _field(place, field, draft)
    _options(entries, draft)
    drafts.setdefault(class_.name, draft)


def _called(decorator: Expression) -> str:
    return path_of(decorator).removesuffix("()").rpartition(".")[2]


def _field(module: Module, field: Field, draft: Draft) -> None:
    decorators = {_called(each): each for each in field.decorators}
    column = decorators.get("Column")
    if column is None and "ForeignKey" not in decorators:
        return
    given = column.argument(0) if isinstance(column, Call) else None
    if isinstance(given, Table):
        _attribute(module, field.name, given, draft)
    few = field.type.startswith("boolean") or "IsIn" in decorators
    written = path_of(given) if given is not None else ""
    few = few or "BOOLEAN" in written or "ENUM" in written
    draft.column(field.name, Evidence(module.path, field.line), few=few)
    for name, kind in _INDEXES.items():
        if name in decorators:
            draft.index([field.name], kind)
    key = decorators.get("ForeignKey")
    if isinstance(key, Call):
        made = key.argument(0)
        target = next(iter(made.returns), None) if isinstance(made, Function) else None
        where = module.evidence(key.line, field.line)
        draft.key([field.name], path_of(target) if target is not None else "", where)


def _associate(
    module: Module, call: Call, drafts: dict[str, Draft], kept: dict[str, Draft]
) -> None:
    """`Order.belongsTo(User, { foreignKey: "userId" })`, and the same from the other side; models
    are named as they were defined, or by what they are `kept` in.
    """
    own = call.receiver.rpartition(".")[2]
    if own == "this" and call.function is not None and call.function.class_ is not None:
        own = call.function.class_.name
    other = call.argument(0)
    named = path_of(other).rpartition(".")[2] if other is not None else ""
    holder, target = (own, named) if call.name == "belongsTo" else (named, own)
    draft = drafts.get(holder) or kept.get(holder)
    key = _key_of(call)
    if draft is None or key is None:
        return
    # Made of the name that the other model was defined by, or of what the association is called.
    other_draft = drafts.get(target) or kept.get(target)
    if not key and other_draft is not None:
        key = _implied(call, _defined_by(other_draft, drafts) or target, draft, other_draft)
    if not key:
        return
    where = module.evidence(call.line)
    draft.column(key, where)
    draft.key([key], target, where)


def _key_of(call: Call) -> str | None:
    """The column that an association names in its options: "" where it names none, and None where
    it has no key in one of its two tables.
    """
    options = call.argument(1)
    entries = options.entries if isinstance(options, Table) else {}
    # What options say that are not written there cannot be told.
    is_hidden = options is not None and not isinstance(options, Table)
    if is_hidden or "through" in entries or _is_off(entries.get("constraints")):
        return None
    given = entries.get("foreignKey")
    if isinstance(given, Table):
        given = given.entries.get("name") or given.entries.get("field")
    return _text(given) or (None if given is not None or "scope" in entries else "")


def _implied(call: Call, other: str, draft: Draft, target: Draft) -> str:
    """The column of an association that names none: `userId` of `Order.belongsTo(User)`, as the
    attributes write it, where they have it; behind the other model's name is its primary key.
    """
    options = call.argument(1)
    entries = options.entries if isinstance(options, Table) else {}
    called = _text(entries.get("as")) if call.name == "belongsTo" else ""
    primary = next((each.columns[0] for each in target.indexes if each.kind is _PRIMARY), "id")
    name = f"{called or _singular(other)}{primary[:1].upper()}{primary[1:]}"
    return next((each for each in draft.columns if alike(each) == alike(name)), name)


def _defined_by(draft: Draft, drafts: Mapping[str, Draft]) -> str:
    return next((name for name, each in drafts.items() if each is draft), "")


def _singular(name: str) -> str:
    """A model's name for one of them, as Sequelize makes columns of it."""
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name


def _is_off(value: Expression | None) -> bool:
    return isinstance(value, Constant) and value.value == "false"


__all__ = ["sequelize"]
