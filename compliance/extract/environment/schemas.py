"""Variables that a schema takes from the environment: Zod and its like, Joi, envalid, t3-env,
class-validator, JSON Schema.
"""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.model import (
    Call,
    Class,
    Expression,
    Item,
    Member,
    Module,
    Name,
    Table,
    walk,
)
from compliance.extract.code.program import Program
from compliance.extract.environment.found import Found

_PARSE = frozenset(
    """parse safeParse parseAsync safeParseAsync validate validateSync validateAsync cleanEnv
    createEnv validateConfig attempt assert plainToClass plainToInstance envSchema parseEnv
    decode decodeUnknownSync validateEnv load""".split()
)
_SOURCES = frozenset(
    ["runtimeEnv", "runtimeEnvStrict", "env", "data", "experimental__runtimeEnv", "processEnv"]
)
_GROUPS = frozenset(["server", "client", "shared", "properties"])
_DEFAULTS = frozenset(
    """default optional nullish catch nullable_optional devDefault prefault IsOptional
    exactOptional fallback""".split()
)
_OBJECTS = frozenset(["object", "keys", "strictObject", "looseObject", "struct", "type", "Object"])
_JOINS = frozenset(["extend", "merge", "append", "and", "concat"])
_MAX_DEPTH = 6


def schemas(module: Module, program: Program) -> Iterator[Found]:
    """The variables of each schema that the environment is parsed by in a module."""
    for call in module.calls:
        if call.name in _PARSE and _takes_environment(call):
            for schema in (call.callee, *call.arguments):
                yield from _entries(schema, module, program, call, _MAX_DEPTH)
        elif call.name == "forRoot" and "Config" in call.path:
            yield from _of_nest(call, module, program)


def _takes_environment(call: Call) -> bool:
    """Whether `process.env` is among the arguments, or in an object that is."""
    for argument in call.arguments:
        values = [argument]
        if isinstance(argument, Table):
            values += [value for key, value in argument.entries.items() if key in _SOURCES]
            values += argument.spread
        for value in values:
            if any(_is_environment(each) for each in _shallow(value)):
                return True
    return False


def _shallow(value: Expression) -> Iterator[Expression]:
    yield value
    if isinstance(value, Table):
        yield from value.entries.values()
        yield from value.spread


def _is_environment(value: Expression) -> bool:
    if isinstance(value, Item):
        value = value.of
    return isinstance(value, Name) and (
        value.path in ("process.env", "import.meta.env", "Bun.env")
        or value.path.startswith("process.env.")
    )


def _of_nest(call: Call, module: Module, program: Program) -> Iterator[Found]:
    """`ConfigModule.forRoot({ validationSchema: Joi.object({ … }) })`."""
    options = call.argument(0)
    if isinstance(options, Table):
        schema = options.entries.get("validationSchema")
        if schema is not None:
            yield from _entries(schema, module, program, call, _MAX_DEPTH)


def _entries(
    schema: Expression, module: Module, program: Program, call: Call, depth: int
) -> Iterator[Found]:
    """The variables that a schema names: its own keys, and those of what it is made of."""
    if depth <= 0:
        return
    if isinstance(schema, Table):
        yield from _table(schema, module, program, call, depth)
    elif isinstance(schema, Name):
        yield from _meant(schema, module, program, call, depth)
    elif isinstance(schema, Call):
        for argument in _made_of(schema):
            yield from _entries(argument, module, program, call, depth - 1)
        yield from _first(schema, module, program, call, depth)
    elif isinstance(schema, Member):
        yield from _entries(schema.of, module, program, call, depth)


def _made_of(schema: Call) -> Iterator[Expression]:
    """The objects and other schemas that a chain puts together."""
    for each in schema.chain():
        if each.name in _OBJECTS or each.name in _JOINS:
            yield from (one for one in each.arguments if isinstance(one, Table | Name | Call))


def _meant(
    schema: Name, module: Module, program: Program, call: Call, depth: int
) -> Iterator[Found]:
    """The entries of a schema that a name stands for, or the object before its last dot."""
    meaning = program.meaning(module, schema.path, call.function)
    if meaning is None and "." in schema.path:  # schema.parse
        meaning = program.meaning(module, schema.path.rpartition(".")[0], call.function)
    if meaning is not None and isinstance(meaning.value, Class):
        yield from _fields(meaning.value, meaning.module)
    elif meaning is not None and meaning.value is not schema:
        yield from _entries(meaning.value, meaning.module, program, call, depth - 1)


def _first(
    schema: Call, module: Module, program: Program, call: Call, depth: int
) -> Iterator[Found]:
    """The name that a chain begins with, as in `base.extend({ … })`."""
    *_, last = schema.chain()
    if isinstance(last.callee, Name) and "." in last.callee.path:
        head = last.callee.path.rpartition(".")[0]
        yield from _entries(Name(last.line, path=head), module, program, call, depth - 1)


def _table(
    schema: Table, module: Module, program: Program, call: Call, depth: int
) -> Iterator[Found]:
    for name, value in schema.entries.items():
        if isinstance(value, Table) and name in _GROUPS:
            yield from _entries(value, module, program, call, depth - 1)
        elif name.isupper() and not _is_environment(value):
            yield Found(name, module, value.line, _is_optional(value, module))
    for other in schema.spread:
        yield from _entries(other, module, program, call, depth - 1)


def _is_optional(value: Expression, module: Module) -> bool:
    """Whether the application starts without a variable of such a schema."""
    names = set()
    for each in walk(value):
        if isinstance(each, Call):
            names.add(each.name)
            for argument in each.arguments:
                if isinstance(argument, Table):
                    names.update(argument.entries)
        elif isinstance(each, Table):
            names.update(each.entries)
    if module.imports_from("joi", "@hapi/joi") and "required" not in names:
        return True
    return not names.isdisjoint(_DEFAULTS)


def _fields(class_: Class, module: Module) -> Iterator[Found]:
    """The fields of a class that class-validator holds the environment to."""
    for field in class_.fields:
        if field.name.isupper():
            names = {each.name for each in field.decorators if isinstance(each, Call)}
            optional = not names.isdisjoint(_DEFAULTS) or field.value is not None
            yield Found(field.name, module, field.line, optional)
