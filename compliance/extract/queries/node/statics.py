"""The static methods of Mongoose's models, which are functions of their schemas.

Sources: https://mongoosejs.com/docs/guide.html#statics, and
https://mongoosejs.com/docs/api/schema.html#Schema.prototype.loadClass() for those of a class.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compliance.extract.code.expressions import Call, Expression, Name, Table, Text
from compliance.extract.code.model import Assignment, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.queries.circumstances import functions_around

_MARK = ".statics"


def static_of(function: Function | None) -> str:
    """The model whose static a function is, or stands in, as far as its file says so; "" for
    another.
    """
    module = function.module if function is not None else None
    if module is None or not (b"static" in module.source or b".loadClass(" in module.source):
        return ""
    around = {id(each): each for each in functions_around(function)}
    # A function may make the schema, the model and its statics.
    within = (one for each in around.values() for one in each.assignments)
    for schema, _, static in (*_statics(module), *_assigned(within)):
        if id(static) in around:
            models = (each for each in module.calls if _made_of(each) == schema)
            names = (each.argument(0) for each in models)
            return next((each.value for each in names if isinstance(each, Text)), schema)
    return ""


def static_called(program: Program, call: Call, function: Function) -> Function | None:
    """The static that a call such as `User.list()` leads to."""
    module, receiver = function.module, call.receiver
    if module is None or not receiver or receiver == "this":
        return None
    found = program.meaning(module, receiver, function)
    made = found.value if found is not None else None
    schema = _made_of(made) if isinstance(made, Call) else ""
    if found is None or not schema:
        return None
    return next(
        (
            static
            for of, name, static in _statics(found.module)
            if of == schema and name == call.name
        ),
        None,
    )


def _made_of(call: Call) -> str:
    """The schema that a model is made of: `model("User", schema)`."""
    schema = call.argument(1) if call.name == "model" else None
    return schema.path if isinstance(schema, Name) else ""


def _statics(module: Module) -> Iterator[tuple[str, str, Function]]:
    """The statics that a file gives its schemas: of which, by which name, and the function."""
    yield from _assigned(module.assignments)
    for call in module.calls:
        if call.name == "loadClass" and call.receiver:
            yield from _in_class(call, module)
        elif call.name == "static" and call.receiver:
            named, static = call.argument(0), call.argument(1)
            yield from _in_table(call.receiver, named)
            if isinstance(named, Text) and isinstance(static, Function):
                yield call.receiver, named.value, static


def _assigned(assignments: Iterable[Assignment]) -> Iterator[tuple[str, str, Function]]:
    for each in assignments:
        schema, mark, name = each.target.partition(_MARK)
        if mark and not name:
            yield from _in_table(schema, each.value)
        elif mark and isinstance(each.value, Function):
            yield schema, name.removeprefix("."), each.value
        elif isinstance(each.value, Call) and each.value.name == "Schema":
            options = each.value.argument(1)
            given = options.entries.get("statics") if isinstance(options, Table) else None
            yield from _in_table(each.target, given)


def _in_table(schema: str, table: Expression | None) -> Iterator[tuple[str, str, Function]]:
    for name, each in table.entries.items() if isinstance(table, Table) else ():
        if isinstance(each, Function):
            yield schema, name, each


def _in_class(call: Call, module: Module) -> Iterator[tuple[str, str, Function]]:
    loaded = call.argument(0)
    for class_ in module.classes:
        if isinstance(loaded, Name) and class_.name == loaded.path:
            yield from ((call.receiver, method.name, method) for method in class_.methods)
