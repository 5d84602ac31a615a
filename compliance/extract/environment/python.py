"""Environment variables in Python."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Item,
    Name,
    Sequence,
    Text,
    path_of,
)
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program
from compliance.extract.environment import configurations
from compliance.extract.environment.attempts import asked, is_tried, left_off
from compliance.extract.environment.defaults import replaceable
from compliance.extract.environment.found import Found
from compliance.extract.environment.handed import handed_on
from compliance.extract.environment.later import asked_later
from compliance.extract.environment.settings_classes import settings_fields

WORDS = (
    *(b"environ", b"getenv", b"decouple", b"environs", b"starlette.config", b"dotenv_values"),
    *(b"from_envvar", b"everett", b"yaenv", b"epicenv", b"envparse", b"prettyconf"),
    configurations.WORD,
)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{1,100}")
_GET = frozenset(["os.environ.get", "environ.get", "os.getenv", "getenv", "os.environ.pop"])
_ENVIRONMENTS = frozenset(["os.environ", "environ"])
# How these packages call the object, or class, that reads a variable.
_READERS = {
    "environ": frozenset(["Env", "FileAwareEnv"]),
    "environs": frozenset(["Env", "env", "FileAwareEnv"]),
    "decouple": frozenset(["config", "AutoConfig", "Config"]),
    "envparse": frozenset(["Env", "env"]),
    "epicenv": frozenset(["Env"]),
    "everett.manager": frozenset(["ConfigManager"]),
    "prettyconf": frozenset(["config", "Configuration"]),
    "starlette.config": frozenset(["Config"]),
    "yaenv": frozenset(["Env"]),
}
# So far up settings are followed to what they take in with all of it.
_MAX_BASES = 3
# Those of them that are no classes.
_OBJECTS = frozenset(["config", "env"])


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
        for name, line in (*asked(module), *left_off(module)):
            if name in needed:
                yield Found(name, module, line, True)


def _read(program: Program) -> Iterator[Found]:
    here = list(program.modules(*WORDS))
    for module in here:
        yield from _items(module)
    for module in (*here, *_with_readers_of(here, program)):
        yield from _calls(module, program)
    yield from _by_wrapper(program)
    yield from settings_fields(program)
    yield from configurations.values(program)


def _with_readers_of(modules: list[Module], program: Program) -> Iterator[Module]:
    """The other modules that may take in what reads variables from where it is made."""
    names = {
        each.target
        for module in modules
        for each in module.assignments
        if each.function is None and isinstance(each.value, Call) and _is_reader(each.value, module)
    }
    words = [f"{name}{sign}".encode() for name in sorted(names) for sign in "(."]
    words += [b"import *"] if any(map(list, map(_taken, modules))) else []
    known = {module.path for module in modules}
    for module in program.modules(*words) if words else ():
        if module.path not in known:
            yield module


def _items(module: Module) -> Iterator[Found]:
    """`os.environ["NAME"]`, where it is no target and nothing stands behind it."""
    for read in module.reads:
        value = read.value
        if (
            isinstance(value, Item)
            and _is_environment(path_of(value.of), module)
            and isinstance(value.key, Text)
        ):
            spare = read.fallback or read.asked or is_tried(module, read.line)
            yield Found(value.key.value, module, read.line, spare)


def _is_environment(path: str, module: Module) -> bool:
    """Whether a name is the process's environment: not that of a request, which WSGI hands on."""
    return path in _ENVIRONMENTS and ("." in path or module.imported(path) is not None)


def _calls(module: Module, program: Program) -> Iterator[Found]:
    readers = _readers(module, program)
    spare = replaceable(module) | asked_later(module) | handed_on(program, module)
    for call in module.calls:
        name = call.argument(0)
        if not isinstance(name, Text) or not _NAME.fullmatch(name.value):
            continue
        path = call.path
        head = path.partition(".")[0]
        if path in _GET and (head == "os" or module.imported(head) is not None):
            default = _has_default(call) or id(call) in spare
            yield Found(name.value, module, call.line, default)
        elif call.name == "from_envvar":  # Flask's, of the path of a file of settings.
            yield Found(name.value, module, call.line, "silent" in call.keywords)
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
    taken = (*_taken(module), *_taken_with_all(module, program))
    found: dict[str, frozenset[str]] = dict.fromkeys(taken, frozenset())
    for local in _candidates(module):
        meaning = program.meaning(module, local)
        made = meaning.value if meaning is not None else None
        if isinstance(made, Call) and _is_reader(made, meaning.module if meaning else module):
            found[local] = frozenset(
                key for key, value in made.keywords.items() if isinstance(value, Sequence)
            )
    return found


def _taken(module: Module) -> Iterator[str]:
    """The local names of objects that read variables and come from a package as they are."""
    for each in module.imports:
        classes = _READERS.get(each.source, frozenset())
        yield from (local for local, name in each.names.items() if name in classes & _OBJECTS)


def _taken_with_all(module: Module, program: Program) -> Iterator[str]:
    """Those that come with all of another file, as settings take in their base: `from .base import
    *`. Each file is looked at once.
    """
    seen, latest = {module.path}, [module]
    for _ in range(_MAX_BASES):
        taken = {
            program.imports.target(one.path, each.source)
            for one in latest
            for each in one.imports
            if "*" in each.names
        }
        others = (program.code.module(path) for path in taken if path and path not in seen)
        latest = [each for each in others if each is not None]
        seen.update(each.path for each in latest)
        for each in latest:
            yield from _taken(each)


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


def _default_of(function: Function, name: str) -> Expression | None:
    """What a parameter is where nobody gives it: `None` is no value that somebody has chosen."""
    values = (each.default for each in function.parameters if each.name == name)
    value = next(values, None)
    return None if isinstance(value, Constant) and value.value == "None" else value


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
            if isinstance(value, Name):
                value = _default_of(function, value.path)
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
