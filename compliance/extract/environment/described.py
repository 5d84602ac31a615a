"""Variables that stand beside what they mean in a table of settings, as convict and figue have it.

Source: https://github.com/mozilla/node-convict, https://github.com/CorentinTh/figue.
"""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Expression, Table, Text, walk
from compliance.extract.code.model import Module
from compliance.extract.environment.found import Found

PACKAGES = ("convict", "figue")
# What stands beside the name of the variable.
_BESIDE = frozenset("default format schema doc".split())
_SPARED = frozenset("optional nullish nullable exactOptional".split())


def described(module: Module) -> Iterator[Found]:
    """The variables of the settings that a file describes: `{ format: Number, env: "LIMIT" }`. The
    application starts without those that have a default, or whose schema is optional.
    """
    if not any(name.encode() in module.source for name in PACKAGES):
        return
    values = [each.value for each in module.assignments]
    values += [argument for call in module.calls for argument in call.arguments]
    seen: set[int] = set()
    for each in (inner for value in values for inner in walk(value)):
        if isinstance(each, Table) and id(each) not in seen:
            seen.add(id(each))
            name = each.entries.get("env")
            if isinstance(name, Text) and name.value and not _BESIDE.isdisjoint(each.entries):
                yield Found(name.value, module, name.line, _is_spared(each))


def _is_spared(setting: Table) -> bool:
    schema: Expression | None = setting.entries.get("schema")
    return "default" in setting.entries or any(
        isinstance(each, Call) and each.name in _SPARED
        for each in (walk(schema) if schema is not None else ())
    )
