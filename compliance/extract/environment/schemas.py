"""Variables that a schema takes from the environment: Zod and its like, Joi, envalid, t3-env,
class-validator, JSON Schema.
"""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.expressions import (
    Call,
    Expression,
    Item,
    Member,
    Name,
    Sequence,
    Table,
    walk,
)
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.environment.found import Found
from compliance.extract.environment.optional import DEFAULTS, ends_optional, is_optional

_PARSE = frozenset(
    """parse safeParse parseAsync safeParseAsync validate validateSync validateAsync cleanEnv
    createEnv validateConfig attempt assert plainToClass plainToInstance envSchema parseEnv
    decode decodeUnknownSync validateEnv load""".split()
)
# The service of AdonisJS that holds the environment to a schema.
ADONIS = ("@adonisjs/core/env", "@ioc:Adonis/Core/Env")
DOTENV = "dotenv"
_OF_ADONIS = frozenset(["create", "rules"])
_GROUPS = frozenset(["server", "client", "shared", "properties"])
_OBJECTS = frozenset(["object", "keys", "strictObject", "looseObject", "struct", "type", "Object"])
_UNIONS = frozenset(["union", "discriminatedUnion"])
_JOINS = frozenset(["extend", "merge", "append", "and", "concat"])
_MAX_DEPTH = 6


def schemas(module: Module, program: Program) -> Iterator[Found]:
    """The variables of each schema that the environment is parsed by in a module."""
    for call in module.calls:
        if call.name in _PARSE and _takes_environment(call):
            for schema in (call.callee, *call.arguments):
                yield from _entries(schema, module, program, call, _MAX_DEPTH)
            yield from _renamed(call, module, program)
        elif call.name == "forRoot" and "Config" in call.path:
            yield from _of_nest(call, module, program)
        elif call.name in _OF_ADONIS and _imports_adonis(call, module):
            for schema in call.arguments:
                yield from _entries(schema, module, program, call, _MAX_DEPTH)
    yield from _of_parsed_file(module, program)
    yield from _beside(module, program)
    yield from _one_by_one(module, program)


def _imports_adonis(call: Call, module: Module) -> bool:
    """Whether it is AdonisJS's own `Env.create(root, { … })`, or `Env.rules({ … })` before it."""
    imported = module.imported(call.receiver)
    return imported is not None and imported[0] in ADONIS


def _of_parsed_file(module: Module, program: Program) -> Iterator[Found]:
    """The variables of a schema in a module that parses the dotenv file by itself, and holds what
    it says to that schema: `parse(readFileSync(path))`.
    """
    if not any(_parses_file(call, module) for call in module.calls):
        return
    for call in module.calls:
        if call.name in _PARSE and not (_parses_file(call, module) or _takes_environment(call)):
            for schema in (call.callee, *call.arguments):
                yield from _entries(schema, module, program, call, _MAX_DEPTH)


def _parses_file(call: Call, module: Module) -> bool:
    imported = module.imported(call.path.partition(".")[0])
    return call.name == "parse" and imported is not None and imported[0] == DOTENV


def _one_by_one(module: Module, program: Program) -> Iterator[Found]:
    """The variables that an object has as its keys, each of which is looked up in turn:
    `Object.entries(validators).forEach(([name, schema]) => schema.parse(process.env[name]))`.
    """
    if not any(_is_looked_up(each.value) for each in module.reads):
        return
    for call in module.calls:
        if call.path in ("Object.entries", "Object.keys") and call.arguments:
            found = program.value(module, call.arguments[0], call.function)
            if found is None or not isinstance(found.value, Table):
                continue
            entries = found.value.entries
            for name, value in entries.items() if all(map(str.isupper, entries)) else ():
                is_schema = isinstance(value, Call | Name)
                spared = not is_schema or is_optional(value, found.module, program)
                yield Found(name, found.module, value.line, spared)


def _is_looked_up(value: Expression) -> bool:
    return isinstance(value, Item) and isinstance(value.key, Name) and _is_environment(value)


def _beside(module: Module, program: Program) -> Iterator[Found]:
    """The variables of an object that has a name of its own, as a bundler needs it, where a schema
    of the same module can go without them; what holds it to the schema may stand elsewhere.

    Source: create.t3.gg, Usage, "Environment Variables".
    """
    taken = [
        each.value
        for each in module.assignments
        if isinstance(each.value, Table) and any(map(_is_environment, each.value.entries.values()))
    ]
    for each in module.assignments if taken else ():
        if isinstance(each.value, Call):
            for handed in taken:
                for found in _spared(handed, each.value, module, program, each.value, _MAX_DEPTH):
                    yield Found(found.path.split(".")[2], module, found.line, has_default=True)


def _takes_environment(call: Call) -> bool:
    """Whether `process.env` is among the arguments, or in an object that is."""
    return any(
        _is_environment(each)
        for argument in call.arguments
        for each in (walk(argument) if isinstance(argument, Table) else (argument,))
    )


def _is_environment(value: Expression) -> bool:
    if isinstance(value, Item):
        value = value.of
    return isinstance(value, Name) and (
        value.path in ("process.env", "import.meta.env", "Bun.env")
        or value.path.startswith("process.env.")
    )


def _of_nest(call: Call, module: Module, program: Program) -> Iterator[Found]:
    """`ConfigModule.forRoot({ validationSchema: Joi.object({ … }) })`, or a function that is handed
    the environment: `{ validate: (env) => schema.parse(env) }`.
    """
    options = call.argument(0)
    if not isinstance(options, Table):
        return
    schema = options.entries.get("validationSchema")
    if schema is not None:
        yield from _entries(schema, module, program, call, _MAX_DEPTH)
    validate = options.entries.get("validate")
    if isinstance(validate, Name) and validate.path.rpartition(".")[2] in _PARSE:
        yield from _entries(validate, module, program, call, _MAX_DEPTH)
    found = program.value(module, validate, call.function) if validate is not None else None
    if found is not None and isinstance(found.value, Function) and found.value.parameters:
        handed = found.value.parameters[0].name
        for each in (one for inner in found.value.everything() for one in inner.calls):
            takes = any(isinstance(one, Name) and one.path == handed for one in each.arguments)
            for made in (each.callee, *each.arguments) if takes and each.name in _PARSE else ():
                yield from _entries(made, found.module, program, each, _MAX_DEPTH)


def _entries(
    schema: Expression, module: Module, program: Program, call: Call, depth: int
) -> Iterator[Found]:
    """The variables that a schema names: its own keys, and those of what it is made of."""
    for each, where in _made_into(schema, module, program, call, depth):
        if isinstance(each, Class):
            yield from _fields(each, where)
            continue
        for name, value in each.entries.items():
            if isinstance(value, Table) and name in _GROUPS:
                yield from _entries(value, where, program, call, depth - 1)
            elif name.isupper() and not _is_environment(value):
                yield Found(name, where, value.line, is_optional(value, where, program))


def _renamed(call: Call, module: Module, program: Program) -> Iterator[Found]:
    """The variables that are handed to a schema under other names and that it can go without:
    `schema.parse({ port: process.env.PORT })`.
    """
    for handed in call.arguments:
        if isinstance(handed, Table):
            schemas = (each for each in (call.callee, *call.arguments) if each is not handed)
            for schema in schemas:
                for found in _spared(handed, schema, module, program, call, _MAX_DEPTH):
                    yield Found(found.path.split(".")[2], module, found.line, has_default=True)


def _spared(
    handed: Table, schema: Expression, module: Module, program: Program, call: Call, depth: int
) -> Iterator[Name]:
    """Where an object takes from the environment what a schema's field of that name can lack."""
    for fields, where in _made_into(schema, module, program, call, depth):
        if isinstance(fields, Class):
            continue
        for key in handed.entries.keys() & fields.entries.keys():
            value, field = handed.entries[key], fields.entries[key]
            if isinstance(value, Table) and not ends_optional(field):
                yield from _spared(value, field, where, program, call, depth - 1)
            elif is_optional(field, where, program):
                for each in walk(value):
                    if isinstance(each, Name) and each.path.startswith("process.env."):
                        yield each


def _made_into(
    schema: Expression, module: Module, program: Program, call: Call, depth: int
) -> Iterator[tuple[Table | Class, Module]]:
    """The objects, and classes, that a schema is made of, each with the module that has it."""
    if depth <= 0:
        return
    if isinstance(schema, Table):
        yield schema, module
        for other in schema.spread:
            yield from _made_into(other, module, program, call, depth - 1)
    elif isinstance(schema, Name):
        yield from _meant(schema, module, program, call, depth)
    elif isinstance(schema, Call):
        for argument in _made_of(schema):
            yield from _made_into(argument, module, program, call, depth - 1)
        yield from _first(schema, module, program, call, depth)
    elif isinstance(schema, Member):
        yield from _made_into(schema.of, module, program, call, depth)


def _made_of(schema: Call) -> Iterator[Expression]:
    """The objects and other schemas that a chain puts together."""
    for each in schema.chain():
        if each.name in _OBJECTS or each.name in _JOINS:
            yield from (one for one in each.arguments if isinstance(one, Table | Name | Call))
        elif each.name in _UNIONS:
            choices = (one for one in each.arguments if isinstance(one, Sequence))
            yield from (one for choice in choices for one in choice.items)


def _meant(
    schema: Name, module: Module, program: Program, call: Call, depth: int
) -> Iterator[tuple[Table | Class, Module]]:
    """The same of the schema that a name stands for, or the object before its last dot."""
    meaning = program.meaning(module, schema.path, call.function)
    if meaning is None and "." in schema.path:  # schema.parse
        meaning = program.meaning(module, schema.path.rpartition(".")[0], call.function)
    if meaning is not None and isinstance(meaning.value, Class):
        yield meaning.value, meaning.module
    elif meaning is not None and meaning.value is not schema:
        yield from _made_into(meaning.value, meaning.module, program, call, depth - 1)


def _first(
    schema: Call, module: Module, program: Program, call: Call, depth: int
) -> Iterator[tuple[Table | Class, Module]]:
    """The same of the name that a chain begins with, as in `base.extend({ … })`."""
    *_, last = schema.chain()
    if isinstance(last.callee, Name) and "." in last.callee.path:
        head = last.callee.path.rpartition(".")[0]
        yield from _made_into(Name(last.line, path=head), module, program, call, depth - 1)


def _fields(class_: Class, module: Module) -> Iterator[Found]:
    """The fields of a class that class-validator holds the environment to."""
    for field in class_.fields:
        if field.name.isupper():
            names = {each.name for each in field.decorators if isinstance(each, Call)}
            optional = not names.isdisjoint(DEFAULTS) or field.value is not None
            yield Found(field.name, module, field.line, optional)
