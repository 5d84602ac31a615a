"""Tells whether an application starts without a variable, by the schema that it is held to."""

from __future__ import annotations

from compliance.extract.code.expressions import Call, Expression, Name, Table, walk
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program

# What says in a schema that there is a default, or need be no value.
DEFAULTS = frozenset(
    """default optional nullish catch nullable_optional devDefault prefault IsOptional
    exactOptional fallback""".split()
)


def is_optional(value: Expression, module: Module, program: Program) -> bool:
    """Whether the application starts without a variable of such a schema, or of one that a function
    of the repository makes: `booleanSchema(true)`.
    """
    if _says_optional(value, module):
        return True
    first = value
    if isinstance(value, Call):
        *_, last = value.chain()
        first = last.callee
    if not isinstance(first, Name):
        return False
    # `list.pipe(…)` goes on from a schema that has a name.
    head = first.path.rpartition(".")[0]
    found = program.meaning(module, first.path, None)
    if found is None and head:
        found = program.meaning(module, head, None)
    if found is None:
        return False
    made = found.value.returns if isinstance(found.value, Function) else (found.value,)
    return any(isinstance(each, Call) and _says_optional(each, found.module) for each in made)


def ends_optional(value: Expression) -> bool:
    """Whether a schema as a whole need not be given, whatever it is made of."""
    return isinstance(value, Call) and any(each.name in DEFAULTS for each in value.chain())


def _says_optional(value: Expression, module: Module) -> bool:
    names = set()
    for each in walk(value):
        if isinstance(each, Call):
            names.add(each.name)
            # What is made a truth value of what is not there is false.
            if each.path.endswith("coerce.boolean"):
                return True
            for argument in each.arguments:
                if isinstance(argument, Table):
                    names.update(argument.entries)
        elif isinstance(each, Table):
            names.update(each.entries)
    if module.imports_from("joi", "@hapi/joi") and "required" not in names:
        return True
    return not names.isdisjoint(DEFAULTS) or names >= {"preprocess", "boolean"}
