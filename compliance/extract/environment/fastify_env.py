"""Variables that `@fastify/env` takes from the environment, by a JSON Schema.

Source: https://github.com/fastify/fastify-env.
"""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Expression, Sequence, Table, Text, walk
from compliance.extract.code.model import Module
from compliance.extract.environment.found import Found

PACKAGES = ("@fastify/env", "fastify-env", "env-schema")


def of_fastify(module: Module) -> Iterator[Found]:
    """The variables of the schemas in a file that takes that package in. What a schema does not
    require, or has a default for, the application starts without.
    """
    if not any(name.encode() in module.source for name in PACKAGES):
        return
    values = [each.value for each in module.assignments]
    values += [argument for call in module.calls for argument in call.arguments]
    seen: set[int] = set()
    for each in (inner for value in values for inner in walk(value)):
        if isinstance(each, Table) and id(each) not in seen:
            seen.add(id(each))
            yield from _of_table(each, module)
    for call in module.calls:
        if call.name == "prop":
            yield from _of_chain(call, module)
        elif call.name == "Object":
            yield from _of_typebox(call, module)


def _of_table(schema: Table, module: Module) -> Iterator[Found]:
    """`{ type: 'object', required: ['PORT'], properties: { PORT: { type: 'string' } } }`."""
    properties, required = schema.entries.get("properties"), schema.entries.get("required")
    named = required.items if isinstance(required, Sequence) else ()
    needed = {each.value for each in named if isinstance(each, Text)}
    for name, value in properties.entries.items() if isinstance(properties, Table) else ():
        if name.isupper():
            has_default = isinstance(value, Table) and "default" in value.entries
            yield Found(name, module, value.line, has_default or name not in needed)


def _of_chain(prop: Call, module: Module) -> Iterator[Found]:
    """`S.object().prop('PORT', S.string().required())` of fluent-json-schema."""
    name, schema = prop.argument(0), prop.argument(1)
    if isinstance(name, Text) and name.value.isupper():
        said = _names(schema)
        yield Found(name.value, module, prop.line, "default" in said or "required" not in said)


def _of_typebox(made: Call, module: Module) -> Iterator[Found]:
    """`Type.Object({ PORT: Type.Number({ default: 80 }), HOST: Type.Optional(Type.String()) })`."""
    fields = made.argument(0)
    for name, value in fields.entries.items() if isinstance(fields, Table) else ():
        if name.isupper() and isinstance(value, Call):
            given = (each for each in value.arguments if isinstance(each, Table))
            has_default = any("default" in each.entries for each in given)
            yield Found(name, module, value.line, has_default or value.name == "Optional")


def _names(schema: Expression | None) -> frozenset[str]:
    chain = schema.chain() if isinstance(schema, Call) else ()
    return frozenset(each.name for each in chain)
