"""Tables of Django's models, by their fields and their `Meta`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compliance.extract.code.expressions import Call, Constant, Expression, Sequence, Text, path_of
from compliance.extract.code.model import Class, Field, Module
from compliance.extract.code.program import Program
from compliance.extract.queries.reading import mentions
from compliance.extract.queries.receivers import lineage
from compliance.extract.schema.drafts import Draft
from compliance.facts import Evidence
from compliance.facts.schema import IndexKind

_KEYS = frozenset(["ForeignKey", "OneToOneField", "ParentalKey", "TreeForeignKey"])
_MANY = frozenset(["ManyToManyField", "ParentalManyToManyField"])
_MODELS = frozenset(
    """Model AbstractUser AbstractBaseUser PermissionsMixin MPTTModel PolymorphicModel
    TimeStampedModel""".split()
)
# Fields of Django's own users, each with what it is to an index.
_USER = {
    "id": IndexKind.PRIMARY,
    "username": IndexKind.UNIQUE,
    "email": None,
    "first_name": None,
    "last_name": None,
    "last_login": None,
    "date_joined": None,
}
WORDS = (b"models.Model", b"Field(", b"ForeignKey(", b"auth.models")
_FLAGS = ("is_active", "is_staff", "is_superuser")


def django(program: Program) -> Iterator[Draft]:
    """The models of a program, and Django's own user where it is used."""
    if not mentions(program, b"django.db", b"django.contrib.auth"):
        return
    yield from _linked(_models(program))


def _models(program: Program) -> Iterator[tuple[Draft, list[Field]]]:
    """The models with their fields, those of what they extend too."""
    named = False
    for module in program.python_modules(*WORDS):
        for class_ in module.classes:
            family = list(lineage(program, module, class_))
            if _is_model(class_, family):
                fields = [field for _, each in family for field in each.fields]
                yield _model(module, class_, family), fields
        imported = module.imported("User")
        if imported is not None and imported[0] == "django.contrib.auth.models" and not named:
            named = True
            draft = Draft("Django", "auth_user", "User", Evidence(module.path))
            _user(draft, Evidence(module.path))
            yield draft, []


def _linked(models: Iterable[tuple[Draft, list[Field]]]) -> Iterator[Draft]:
    """The models, with the ways between them that are no columns."""
    found = list(models)
    by_name: dict[str, Draft] = {}
    for draft, _ in found:
        by_name.setdefault(draft.model, draft)
    for draft, fields in found:
        for each in fields:
            call = each.value
            if isinstance(call, Call) and (call.name in _KEYS or call.name in _MANY):
                target = draft.model if _target(call) == "self" else _target(call)
                if call.name in _MANY:
                    draft.link(each.name, target)
                if target in by_name:
                    by_name[target].link(_back(call, draft), draft.model)
    yield from (draft for draft, _ in found)


def _target(call: Call) -> str:
    """The model that a relation leads to, by its name."""
    target = call.argument(0, "to")
    name = target.value if isinstance(target, Text) else path_of(target) if target else ""
    return name.rpartition(".")[2]


def _back(call: Call, draft: Draft) -> str:
    """What queries call a relation from its other end."""
    given = (call.keywords.get(name) for name in ("related_query_name", "related_name"))
    named = next((each.value for each in given if isinstance(each, Text)), "")
    return named.replace("%(class)s", draft.model.lower()) or draft.model.lower()


def _is_model(class_: Class, family: list[tuple[Module, Class]]) -> bool:
    """Whether a class has a table: it derives from Django's model and is not abstract."""
    bases = {path_of(base) for _, each in family for base in each.bases}
    derives = any(
        each in ("models.Model", "AbstractUser", "AbstractBaseUser") or each.endswith(".Model")
        for each in bases
    ) or bool(_MODELS & {each.rpartition(".")[2] for each in bases})
    abstract = _setting(class_, "abstract")
    has_fields = any(_of_field(field) for _, each in family for field in each.fields)
    return derives and has_fields and not _is_true(abstract)


def _setting(class_: Class, name: str) -> Expression | None:
    meta = next((each for each in class_.inner if each.name == "Meta"), None)
    field = meta.field(name) if meta is not None else None
    return field.value if field is not None else None


def _is_true(value: Expression | None) -> bool:
    return isinstance(value, Constant) and value.value == "True"


def _of_field(field: Field) -> Call | None:
    """The call that makes a column; of many to many there is none."""
    call = field.value
    if not isinstance(call, Call) or call.name in _MANY:
        return None
    return call if call.name.endswith("Field") or call.name in _KEYS else None


def _model(module: Module, class_: Class, family: list[tuple[Module, Class]]) -> Draft:
    named = _setting(class_, "db_table")
    name = named.value if isinstance(named, Text) else class_.name.lower()
    draft = Draft("Django", name, class_.name, module.evidence(class_.line))
    draft.indexes_keys = True
    for place, each in family:
        for field in each.fields:
            call = _of_field(field)
            if call is not None:
                _column(place, field, call, draft)
        _meta(each, draft)
    bases = {path_of(base).rpartition(".")[2] for _, each in family for base in each.bases}
    if "AbstractUser" in bases:
        _user(draft, draft.where)
    if not any(each.kind is IndexKind.PRIMARY for each in draft.indexes):
        draft.column("id", draft.where)
        draft.index(["id"], IndexKind.PRIMARY)
    return draft


def _user(draft: Draft, where: Evidence) -> None:
    """The columns that Django's own users have, unless a model says otherwise."""
    for name, kind in _USER.items():
        if name not in draft.columns:
            draft.column(name, where)
            if kind is not None:
                draft.index([name], kind)
    for name in _FLAGS:
        draft.column(name, where, few=True)


def _column(module: Module, field: Field, call: Call, draft: Draft) -> None:
    if field.name in draft.columns:
        return  # A class says it otherwise than what it extends.
    given = call.keywords
    is_key = call.name in _KEYS
    named = given.get("db_column")
    stored = named.value if isinstance(named, Text) else f"{field.name}_id" if is_key else ""
    few = call.name in ("BooleanField", "NullBooleanField") or "choices" in given
    draft.column(field.name, Evidence(module.path, field.line), stored, few=few)
    if is_key:
        draft.key([field.name], _target(call), module.evidence(field.line))
    indexed = given.get("db_index")
    by_itself = (is_key or call.name == "SlugField") and indexed is None
    if _is_true(given.get("primary_key")):
        draft.index([field.name], IndexKind.PRIMARY)
    if _is_true(given.get("unique")) or call.name == "OneToOneField":
        draft.index([field.name], IndexKind.UNIQUE)
    if by_itself or _is_true(indexed):
        draft.index([field.name])


def _meta(class_: Class, draft: Draft) -> None:
    """The indexes and constraints of `Meta`."""
    for setting, kind in (
        ("indexes", IndexKind.INDEX),
        ("constraints", IndexKind.UNIQUE),
        ("unique_together", IndexKind.UNIQUE),
        ("index_together", IndexKind.INDEX),
    ):
        value = _setting(class_, setting)
        items = value.items if isinstance(value, Sequence) else ()
        if items and all(isinstance(each, Text) for each in items):
            draft.index([each.value for each in items if isinstance(each, Text)], kind)
            continue
        for each in items:
            if isinstance(each, Sequence):
                draft.index([one.value for one in each.items if isinstance(one, Text)], kind)
            elif isinstance(each, Call) and each.name != "CheckConstraint":
                draft.index(_fields(each), kind, partial="condition" in each.keywords)


def _fields(call: Call) -> list[str]:
    """The columns in `Index(fields=["name", "-created"])` and in `Index(Lower("name"))`."""
    given = call.keywords.get("fields")
    items = given.items if isinstance(given, Sequence) else call.arguments
    found = []
    for each in items:
        inner: Expression | None = each
        while isinstance(inner, Call):
            inner = inner.argument(0)
        if isinstance(inner, Text):
            found.append(inner.value.lstrip("-"))
    return found


__all__ = ["django"]
