"""Environment variables in JavaScript and TypeScript."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from compliance.extract.access.words import words
from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Item,
    Name,
    Operation,
    Table,
    Text,
    path_of,
    walk,
)
from compliance.extract.code.model import Function, Module, Parameter, Read
from compliance.extract.code.program import Program
from compliance.extract.environment.astro import WORDS as OF_ASTRO
from compliance.extract.environment.astro import of_astro
from compliance.extract.environment.attempts import asked, left_off
from compliance.extract.environment.defaults import replaceable
from compliance.extract.environment.described import PACKAGES as DESCRIBING
from compliance.extract.environment.described import described
from compliance.extract.environment.fastify_env import PACKAGES, of_fastify
from compliance.extract.environment.found import Found
from compliance.extract.environment.given import given
from compliance.extract.environment.handed import handed_on
from compliance.extract.environment.later import asked_later
from compliance.extract.environment.schemas import ADONIS, DOTENV, schemas

WORDS = (
    b"process.env", b"import.meta.env", b"Bun.env", b"Deno.env", b"ConfigService", b"env-var",
    b"ConfigModule", b"$env/", b"node:process", b"'process'", b'"process"', b"} = process",
    b"ProcessEnv", *OF_ASTRO,
    *(each.encode() for each in (*PACKAGES, *DESCRIBING, *ADONIS, DOTENV)),
)  # fmt: skip
# What bundlers put into each module beside the environment.
_BUNDLERS = frozenset(["MODE", "DEV", "PROD", "SSR", "BASE_URL"])
_ENVIRONMENTS = ("process.env", "globalThis.process.env", "import.meta.env", "Bun.env")
# Modules whose `env` is the environment, and those of SvelteKit of which each name is a variable.
_HOLDING = ("node:process", "process", "$env/dynamic/private", "$env/dynamic/public")
_TAKEN_IN = ("$env/static/private", "$env/static/public")
# The type of `process.env`, which is called `ProcessEnv`, written out.
_ANY_TEXT = re.compile(
    r"Record<string, ?string ?\| ?undefined>|\[\w+: ?string\]: ?string ?\| ?undefined"
)
_UPPER = re.compile(r"[A-Z][A-Z0-9_]{1,100}")
# What a function that reads the variable of any name has in it, beside that name.
_READING = (b"process.env", b"Deno.env")
# What says of a variable how it is told of or read, and not what there is without it.
_TELLING = frozenset(
    "hidden secret sensitive description desc doc docs message error type format parse trim".split()
)
_DEMANDING = frozenset("required isRequired mandatory strict".split())
_GETTERS = frozenset(["get", "getOrThrow"])


def variables(program: Program) -> Iterator[Found]:
    """Each place in a component's JavaScript and TypeScript that reads a variable by its name, and
    the places that ask for one of these before.
    """
    needed: set[str] = set()
    built_in = given(program)
    for each in _found(program):
        if built_in.get(each.name, each.module.path) != each.module.path:
            continue
        if not each.has_default:
            needed.add(each.name)
        yield each
    for module in program.modules(b"process.env", b"import.meta.env") if needed else ():
        for name, line in (*asked(module), *left_off(module)):
            if name in needed:
                yield Found(name, module, line, True)


def handed_whole(program: Program) -> Iterator[tuple[Module, int]]:
    """Where all of the environment is handed to a function of the program: file and line."""
    for module in program.modules(b"process.env", b"Bun.env"):
        for call in module.calls:
            if any(map(_is_environment, call.arguments)):
                meant = program.meaning(module, path_of(call.callee), call.function)
                if meant is not None and isinstance(meant.value, Function):
                    yield module, call.line


def _found(program: Program) -> Iterator[Found]:
    for module in program.modules(*WORDS):
        yield from _read(program, module)
        yield from _taken_in(module)
        yield from _taken_apart(module)
        yield from _asked_of_nest(module)
        yield from _asked_of_env_var(module)
        yield from schemas(module, program)
        yield from of_fastify(module)
        yield from described(module)
        yield from of_astro(module)
    yield from _by_wrapper(program)


def _read(program: Program, module: Module) -> Iterator[Found]:
    aliases = {
        assignment.target
        for assignment in module.assignments
        if _is_environment(assignment.value) and assignment.target
    }
    for assignment in module.assignments:
        if isinstance(assignment.value, Name) and assignment.value.path == "process":
            aliases.update(name for name, (key, _) in assignment.parts.items() if key == "env")
    for function in module.functions:
        handed = function.parameters
        aliases.update(each.name for each in handed if each.name and _is_handed(each))
    for each in module.imports:
        if each.source in _HOLDING:
            aliases.update(local for local, name in each.names.items() if name == "env")
    spare = replaceable(module) | asked_later(module) | handed_on(program, module)
    for read in module.reads:
        name = _name(read, aliases)
        if name:
            default = read.fallback or read.asked or id(read.value) in spare
            default = default or f".{name}?.".encode() in module.text(read.line, read.line)
            yield Found(name, module, read.line, default)


def _taken_in(module: Module) -> Iterator[Found]:
    """`import { API_KEY } from "$env/static/private"`, without which SvelteKit builds nothing."""
    for each in module.imports:
        if each.source in _TAKEN_IN:
            names = (name for name in each.names.values() if _UPPER.fullmatch(name))
            yield from (Found(name, module, each.line) for name in names)


def _name(read: Read, aliases: set[str]) -> str:
    """The name of the variable that is read, if it is written out."""
    value: Expression = read.value
    key: str | None = None
    if isinstance(value, Item) and isinstance(value.key, Text):
        key = value.key.value
        value = value.of
    path = path_of(value)
    for environment in (*_ENVIRONMENTS, *aliases):
        if path == environment:
            return key or ""
        if path.startswith(f"{environment}.") and key is None:
            name = path[len(environment) + 1 :].partition(".")[0].rstrip("?!")
            return "" if environment == "import.meta.env" and name in _BUNDLERS else name
    return ""


def _is_environment(value: Expression) -> bool:
    if isinstance(value, Operation) and value.operator in ("??", "||"):
        value = value.operands[0]
    return isinstance(value, Name) and value.path in _ENVIRONMENTS


def _is_handed(parameter: Parameter) -> bool:
    """Whether a function is handed the environment: by default, or by its type, which may be
    written out where the parameter is called `env`.
    """
    if parameter.default is not None and _is_environment(parameter.default):
        return True
    written_out = parameter.name == "env" and _ANY_TEXT.search(parameter.type) is not None
    return written_out or "ProcessEnv" in parameter.type


def _taken_apart(module: Module) -> Iterator[Found]:
    """`const { PORT = 3000, HOST } = process.env`."""
    for assignment in module.assignments:
        if _is_environment(assignment.value):
            for name, default in assignment.parts.values():
                yield Found(name, module, assignment.line, default is not None)


def _asked_of_nest(module: Module) -> Iterator[Found]:
    """`configService.get("NAME")`: a name in upper case is one of the environment."""
    if not module.imports_from("@nestjs/config"):
        return
    spare = replaceable(module)
    for call in module.calls:
        name = call.argument(0)
        if (
            call.name in _GETTERS
            and "config" in call.receiver.lower()
            and isinstance(name, Text)
            and _UPPER.fullmatch(name.value)
        ):
            # A table there is options, such as { infer: true }.
            given = len(call.arguments) > 1 and not isinstance(call.arguments[1], Table)
            yield Found(name.value, module, call.line, given or id(call) in spare)


def _asked_of_env_var(module: Module) -> Iterator[Found]:
    """env-var: `env.get("NAME").required()`, optional unless it says so."""
    if not module.imports_from("env-var"):
        return
    for call in module.calls:
        name = call.argument(0)
        if call.name == "get" and isinstance(name, Text) and _UPPER.fullmatch(name.value):
            required = any(
                outer.name == "required" for outer in module.calls if call in outer.chain()
            )
            yield Found(name.value, module, call.line, not required)


def _by_wrapper(program: Program) -> Iterator[Found]:
    """Calls of a function of the repository that reads the variable which it is handed the name
    of: `getEnv("NAME")`. A second argument is the default, or options that say so; a function that
    is called optional, or has another value behind what it reads, needs none.
    """
    wrappers = {
        id(function): function
        for module in program.modules(*_READING)
        for function in module.functions
        if _reads_parameter(function)
    }
    names = {function.name.encode() for function in wrappers.values() if function.name}
    for module in program.modules(*(name + b"(" for name in names)) if names else ():
        for call in module.calls:
            name = call.argument(0)
            if not isinstance(name, Text) or call.name.encode() not in names:
                continue
            meaning = program.meaning(module, path_of(call.callee), call.function)
            function = meaning.value if meaning is not None else None
            if id(function) in wrappers and _UPPER.fullmatch(name.value):
                wrapper = wrappers[id(function)]
                spared = _has_default(call) or _spares(wrapper)
                yield Found(name.value, module, call.line, spared)


def _has_default(call: Call) -> bool:
    """Whether a call hands on a default behind the name, or options that say there need be none."""
    options = call.argument(1)
    if not isinstance(options, Table):
        return options is not None
    demands = [value for key, value in options.entries.items() if key in _DEMANDING]
    off = (isinstance(each, Constant) and each.value == "false" for each in demands)
    # Nobody knows by what names others call a default.
    return bool(options.entries.keys() - _DEMANDING - _TELLING) or any(off)


def _spares(wrapper: Function) -> bool:
    """Whether a function that reads variables goes on without them, and never throws."""
    if "optional" in words(wrapper.name):
        return True
    module = wrapper.module
    lines = module.source.splitlines()[wrapper.line - 1 : wrapper.end_line] if module else []
    if module is None or any(b"throw" in line for line in lines):
        return False
    others = replaceable(module)
    return any(id(read.value) in others for each in wrapper.everything() for read in each.reads)


def _reads_parameter(function: Function) -> bool:
    first = function.parameters[0].name if function.parameters else ""
    for each in function.everything() if first else ():
        taken = [assignment.value for assignment in each.assignments]
        kept = {assignment.target for assignment in each.assignments if _is_kept(assignment.value)}
        read = [one.value for one in each.reads]
        read += [one for value in (*taken, *each.returns) for one in walk(value)] if kept else []
        if any(_is_named_by(one, first, (*_ENVIRONMENTS, *kept)) for one in read):
            return True
    return False


def _is_kept(value: Expression) -> bool:
    """Whether a value is the environment, or one of several, or a copy of it with nothing else in
    it, which would be a default.
    """
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if path_of(each) in _ENVIRONMENTS:
            return True
        if isinstance(each, Operation):
            waiting += each.operands
        elif isinstance(each, Table) and not each.entries and len(each.spread) == 1:
            waiting += each.spread
    return False


def _is_named_by(value: Expression, name: str, environments: Collection[str]) -> bool:
    """Whether a variable is read whose name a parameter holds."""
    return (
        isinstance(value, Item)
        and path_of(value.of) in environments
        and isinstance(value.key, Name)
        and value.key.path == name
    )
