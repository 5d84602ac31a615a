"""Settings as Django has them: names at the top of a file, or of a class that is made for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from compliance.extract.code.expressions import Call, Expression, Table
from compliance.extract.code.model import Module

REST_FRAMEWORK = "REST_FRAMEWORK"
_PART = re.compile(r"""(?P<name>[A-Z][A-Z_]{1,60})\[["'](?P<key>\w{1,60})["']\]""")


def settings(module: Module) -> Iterator[tuple[str, Expression, int]]:
    """The settings of a file by their names, each with its line.

    Source: django-configurations, "Usage": each attribute of a settings class is a setting.
    """
    parts = _parts(module) if module.is_python else {}
    for each in module.assignments:
        value = _table(each.value)
        if each.target in parts and isinstance(value, Table):
            value = replace(value, entries={**value.entries, **parts.pop(each.target)})
        yield each.target, value, each.line
    for name, entries in parts.items():  # What is put into settings of another file.
        line = next(iter(entries.values())).line
        yield name, Table(line, entries=entries), line
    for class_ in module.classes if module.is_python else ():
        for attribute in class_.fields:
            if attribute.value is not None and attribute.name.isupper():
                yield attribute.name, _table(attribute.value), attribute.line


def _parts(module: Module) -> dict[str, dict[str, Expression]]:
    """What is put into settings one by one: `REST_FRAMEWORK["PAGE_SIZE"] = 50`."""
    found: dict[str, dict[str, Expression]] = {}
    for each in module.assignments:
        part = _PART.fullmatch(each.target)
        if part is not None:
            found.setdefault(part["name"], {})[part["key"]] = each.value
    return found


def _table(value: Expression) -> Expression:
    """A value; `dict(PAGE_SIZE=50)` is the dictionary that it makes."""
    if isinstance(value, Call) and value.path == "dict" and not value.arguments:
        return Table(value.line, entries=value.keywords)
    return value
