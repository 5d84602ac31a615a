"""Variables that the fields of pydantic's settings classes are filled from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Item,
    Sequence,
    Table,
    Text,
    path_of,
    walk,
)
from compliance.extract.code.meant import ClassMeaning, of_class
from compliance.extract.code.model import Class, Field, Module
from compliance.extract.code.program import Program
from compliance.extract.environment.found import Found

_SETTINGS = ("BaseSettings", "pydantic_settings.BaseSettings", "pydantic.BaseSettings")
# What the first version of pydantic takes for None where nothing is given.
_FIRST_OPTIONAL = re.compile(r"\bOptional\[|\|\s{0,3}None\b|\bNone\s{0,3}\|")
# By these names the standard library's environment is read.
_ENVIRONMENTS = ("os.environ", "environ")
_GETTERS = ("os.getenv", "getenv", "os.environ.get", "environ.get")
_NEVER = re.compile(r"(?!)")
_MAX_BASES = 100
_MAX_HOPS = 4


def settings_fields(program: Program) -> Iterator[Found]:
    """The variables of each settings class of a component."""
    for each in _settings_classes(program).values():
        yield from _settings(each.value, each.module, program)


def _settings_classes(program: Program) -> dict[int, ClassMeaning]:
    """The classes that read their fields from the environment, those too that are built on one of
    another module.
    """
    found: dict[int, ClassMeaning] = {}
    names = {"BaseSettings"}
    for _ in range(_MAX_HOPS):
        new: set[str] = set()
        for module in program.modules(*(name.encode() for name in names)) if names else ():
            for class_ in module.classes:
                if id(class_) not in found and _is_settings(class_, module, program):
                    found[id(class_)] = ClassMeaning(module, class_)
                    new.add(class_.name)
        names = new
    return found


def _is_settings(class_: Class, module: Module, program: Program, hops: int = _MAX_HOPS) -> bool:
    """Whether a class reads its fields from the environment, through its bases too."""
    for base in class_.bases:
        path = path_of(base)
        if path in _SETTINGS:
            return True
        meaning = program.meaning(module, path) if hops else None
        parent = meaning.value if meaning is not None else None
        if (
            meaning is not None
            and isinstance(parent, Class)
            and parent is not class_
            and _is_settings(parent, meaning.module, program, hops - 1)
        ):
            return True
    return False


def _filled_in(class_: Class, program: Program) -> frozenset[str]:
    """The fields that the code itself gives a value where it makes the settings."""
    return frozenset(
        keyword
        for module in program.modules(f"{class_.name}(".encode())
        for call in module.calls
        if call.name == class_.name
        for keyword in call.keywords
    )


def _settings(class_: Class, module: Module, program: Program) -> Iterator[Found]:
    """The fields of a settings class, and of the models that are mixed into it."""
    made_of = list(_made_of(class_, module, program))
    prefix = next((each for each in map(_prefix, made_of) if each is not None), "")
    filled_in = _filled_in(class_, program)
    is_first = any(_is_of_first_version(each.module) for each in made_of)
    optional = _FIRST_OPTIONAL if is_first else _NEVER
    # What is not in the environment may be where such a class looks besides, or instead.
    elsewhere = any(each.value.method("settings_customise_sources") for each in made_of)
    seen: set[str] = set()
    for each in _with_mixed_in(class_, module, program):
        for field in each.value.fields:
            if field.name in seen or not _is_read(field):
                continue
            seen.add(field.name)
            names, has_default = _field(field)
            has_default |= elsewhere or field.name in filled_in
            has_default |= bool(optional.search(field.type))
            for name in names or [f"{prefix}{field.name}"]:
                if field.value is not None and _reads(field.value, name.upper()):
                    continue  # What the code reads itself is found there, with its default.
                yield Found(name.upper(), each.module, field.line, has_default, folded=True)


def _is_of_first_version(module: Module) -> bool:
    return any(
        each.source in ("pydantic", "pydantic.v1") and "BaseSettings" in each.names.values()
        for each in module.imports
    )


def _is_read(field: Field) -> bool:
    is_own = field.name == "model_config" or field.name.startswith("_")
    return bool(field.type) and not is_own and "ClassVar" not in field.type


def _with_mixed_in(class_: Class, module: Module, program: Program) -> Iterator[ClassMeaning]:
    """A settings class and the models of the repository that are mixed into it, nearest first;
    bases that are settings themselves have theirs looked at by their own names.
    """
    return _made_of(class_, module, program, settings=False)


def _made_of(
    class_: Class, module: Module, program: Program, *, settings: bool = True
) -> Iterator[ClassMeaning]:
    """A class and the classes of the repository that it is made of, nearest first: those too that
    are settings, or not.
    """
    waiting, seen = [ClassMeaning(module, class_)], {id(class_)}
    while waiting and len(seen) < _MAX_BASES:
        each = waiting.pop(0)
        yield each
        for base in each.value.bases:
            parent = of_class(program.meaning(each.module, path_of(base)))
            if parent is not None and id(parent.value) not in seen:
                seen.add(id(parent.value))
                if settings or not _is_settings(parent.value, parent.module, program):
                    waiting.append(parent)


def _reads(value: Expression, name: str) -> bool:
    """Whether a field's default is read from the variable that fills the field."""
    for each in walk(value):
        if isinstance(each, Item) and path_of(each.of) in _ENVIRONMENTS:
            key: Expression | None = each.key
        elif isinstance(each, Call) and each.path in _GETTERS:
            key = each.argument(0)
        else:
            continue
        if isinstance(key, Text) and key.value.upper() == name:
            return True
    return False


def _field(field: Field) -> tuple[list[str], bool]:
    """The names that a field says to be read by, and whether it has a default."""
    value = field.value
    names: list[str] = []
    if not isinstance(value, Call) or value.name not in ("Field", "PrivateAttr"):
        return names, value is not None
    for key in ("env", "validation_alias", "alias"):
        names = _texts(value.keywords.get(key))
        if names:
            break
    first = value.argument(0)
    required = isinstance(first, Constant) and first.value == "..."
    has_default = (first is not None and not required) or not {
        "default",
        "default_factory",
    }.isdisjoint(value.keywords)
    return names[:1], has_default


def _texts(value: Expression | None) -> list[str]:
    if isinstance(value, Text):
        return [value.value]
    if isinstance(value, Call):
        return [each.value for each in value.arguments if isinstance(each, Text)]
    if isinstance(value, Sequence):
        return [each.value for each in value.items if isinstance(each, Text)]
    return []


def _prefix(meaning: ClassMeaning) -> str | None:
    """The prefix that a settings class gives its variables, in either version of pydantic; None
    where its bases have the say.
    """
    class_ = meaning.value
    config = class_.field("model_config")
    value: Expression | None = None
    if config is not None and isinstance(config.value, Call):
        value = config.value.keywords.get("env_prefix")
    elif config is not None and isinstance(config.value, Table):
        value = config.value.entries.get("env_prefix")
    inner = next((each for each in class_.inner if each.name == "Config"), None)
    if inner is not None and (field := inner.field("env_prefix")) is not None:
        value = field.value
    if value is None:
        return None
    return value.value if isinstance(value, Text) else ""
