"""Environment variables in Python."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code.model import (
    Call,
    Class,
    Constant,
    Expression,
    Field,
    Function,
    Item,
    Module,
    Name,
    Sequence,
    Table,
    Text,
    path_of,
)
from compliance.extract.code.program import Program
from compliance.extract.environment.attempts import asked, is_tried
from compliance.extract.environment.defaults import asked_later, replaceable
from compliance.extract.environment.found import Found

WORDS = (b"environ", b"getenv", b"decouple", b"environs", b"starlette.config", b"dotenv_values")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{1,100}")
_GET = frozenset(["os.environ.get", "environ.get", "os.getenv", "getenv", "os.environ.pop"])
_ENVIRONMENTS = frozenset(["os.environ", "environ"])
_SETTINGS = ("BaseSettings", "pydantic_settings.BaseSettings", "pydantic.BaseSettings")
# How these packages call the object, or class, that reads a variable.
_READERS = {
    "environ": frozenset(["Env", "FileAwareEnv"]),
    "environs": frozenset(["Env", "env", "FileAwareEnv"]),
    "decouple": frozenset(["config", "AutoConfig", "Config"]),
    "starlette.config": frozenset(["Config"]),
}


def variables(program: Program) -> Iterator[Found]:
    """Each place in a component's Python that reads a variable by its name, and the places that ask
    for one of these before.
    """
    needed: set[str] = set()
    for each in _read(program):
        if not each.has_default:
            needed.add(each.name)
        yield each
    for module in program.modules(b"environ", b"getenv") if needed else ():
        for name, line in asked(module):
            if name in needed:
                yield Found(name, module, line, True)


def _read(program: Program) -> Iterator[Found]:
    for module in program.modules(*WORDS):
        yield from _items(module)
        yield from _calls(module, program)
    yield from _by_wrapper(program)
    for module in program.modules(b"BaseSettings"):
        for class_ in module.classes:
            if _is_settings(class_, module, program):
                yield from _settings(class_, module, _filled_in(class_, program))


def _items(module: Module) -> Iterator[Found]:
    """`os.environ["NAME"]`, where it is no target and nothing stands behind it."""
    for read in module.reads:
        value = read.value
        if (
            isinstance(value, Item)
            and path_of(value.of) in _ENVIRONMENTS
            and isinstance(value.key, Text)
        ):
            spare = read.fallback or read.asked or is_tried(module, read.line)
            yield Found(value.key.value, module, read.line, spare)


def _calls(module: Module, program: Program) -> Iterator[Found]:
    readers = _readers(module, program)
    spare = replaceable(module) | asked_later(module)
    for call in module.calls:
        name = call.argument(0)
        if not isinstance(name, Text) or not _NAME.fullmatch(name.value):
            continue
        path = call.path
        head = path.partition(".")[0]
        if path in _GET or (path in ("getenv", "environ.get") and module.imports_from("os")):
            default = _has_default(call) or id(call) in spare
            yield Found(name.value, module, call.line, default)
        elif head in readers and path.count(".") <= 1:
            declared = readers[head]
            default = _has_default(call) or name.value in declared or is_tried(module, call.line)
            yield Found(name.value, module, call.line, default)


def _has_default(call: Call) -> bool:
    """Whether a second argument or a default is given; `None` is none where nothing is cast."""
    value = call.keywords.get("default")
    if value is None and len(call.arguments) > 1:
        value = call.arguments[1]
    return value is not None


def _readers(module: Module, program: Program) -> dict[str, frozenset[str]]:
    """The local names by which django-environ, environs, decouple or Starlette read a variable,
    each with the variables that it has a default for.
    """
    found: dict[str, frozenset[str]] = {}
    for each in module.imports:
        classes = _READERS.get(each.source, frozenset())
        for local, name in each.names.items():
            if name in classes and name.islower():
                found[local] = frozenset()
    for local in _candidates(module):
        meaning = program.meaning(module, local)
        made = meaning.value if meaning is not None else None
        if isinstance(made, Call) and _is_reader(made, meaning.module if meaning else module):
            found[local] = frozenset(
                key for key, value in made.keywords.items() if isinstance(value, Sequence)
            )
    return found


def _candidates(module: Module) -> set[str]:
    """Names that something is asked of by a name in upper case."""
    return {
        call.path.partition(".")[0]
        for call in module.calls
        if isinstance(name := call.argument(0), Text) and name.value.isupper()
    }


def _is_reader(made: Call, module: Module) -> bool:
    imported = module.imported(made.path.partition(".")[0])
    if imported is None:
        return False
    classes = _READERS.get(imported[0], frozenset())
    return made.name in classes or imported[1] in classes


def _by_wrapper(program: Program) -> Iterator[Found]:
    """Calls of a function of the repository that reads the variable which it is handed the name
    of. A second argument is the default, and so is one that the function has by itself.
    """
    wrappers: dict[int, tuple[Function, bool]] = {}
    for module in program.modules(b"environ", b"getenv"):
        for function in module.functions:
            inner = _reads_parameter(function)
            if inner is not None:
                wrappers[id(function)] = function, inner
    names = {function.name for function, _ in wrappers.values() if function.name}
    words = [f"{name}(".encode() for name in names]
    for module in program.modules(*words) if words else ():
        for call in module.calls:
            name = call.argument(0)
            if call.name not in names or not isinstance(name, Text):
                continue
            meaning = program.meaning(module, path_of(call.callee), call.function)
            found = wrappers.get(id(meaning.value)) if meaning is not None else None
            if found is not None and _NAME.fullmatch(name.value):
                given = _has_default(call) or len(call.keywords) > 0
                yield Found(name.value, module, call.line, given or found[1])


def _reads_parameter(function: Function) -> bool | None:
    """Whether a function that reads the variable its first parameter names has a default of its
    own; None where it reads none.
    """
    first = next((each.name for each in function.parameters if each.name != "self"), "")
    if not first:
        return None
    for call in function.calls:
        name = call.argument(0)
        if call.path in _GET and isinstance(name, Name) and name.path == first:
            value = call.argument(1)
            return value is not None and not isinstance(value, Name)
    for read in function.reads:
        value = read.value
        if (
            isinstance(value, Item)
            and path_of(value.of) in _ENVIRONMENTS
            and isinstance(value.key, Name)
            and value.key.path == first
        ):
            return False
    return None


def _is_settings(class_: Class, module: Module, program: Program, hops: int = 4) -> bool:
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


def _settings(class_: Class, module: Module, filled_in: frozenset[str]) -> Iterator[Found]:
    """The fields of a pydantic-settings class."""
    prefix = _prefix(class_)
    for field in class_.fields:
        if field.name == "model_config" or field.name.startswith("_") or not field.type:
            continue
        if "ClassVar" in field.type:
            continue
        names, has_default = _field(field)
        has_default = has_default or field.name in filled_in
        for name in names or [f"{prefix}{field.name}"]:
            yield Found(name.upper(), module, field.line, has_default, folded=True)


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


def _prefix(class_: Class) -> str:
    """The prefix of a settings class's variables, in either version of pydantic."""
    config = class_.field("model_config")
    value: Expression | None = None
    if config is not None and isinstance(config.value, Call):
        value = config.value.keywords.get("env_prefix")
    elif config is not None and isinstance(config.value, Table):
        value = config.value.entries.get("env_prefix")
    inner = next((each for each in class_.inner if each.name == "Config"), None)
    if inner is not None and (field := inner.field("env_prefix")) is not None:
        value = field.value
    return value.value if isinstance(value, Text) else ""
