"""Settings as Django has them: names at the top of a file, or of a class that is made for them."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.model import Call, Expression, Module, Table

REST_FRAMEWORK = "REST_FRAMEWORK"


def settings(module: Module) -> Iterator[tuple[str, Expression, int]]:
    """The settings of a file by their names, each with its line.

    Source: django-configurations, "Usage": each attribute of a settings class is a setting.
    """
    for each in module.assignments:
        yield each.target, _table(each.value), each.line
    for class_ in module.classes if module.is_python else ():
        for attribute in class_.fields:
            if attribute.value is not None and attribute.name.isupper():
                yield attribute.name, _table(attribute.value), attribute.line


def _table(value: Expression) -> Expression:
    """A value; `dict(PAGE_SIZE=50)` is the dictionary that it makes."""
    if isinstance(value, Call) and value.path == "dict" and not value.arguments:
        return Table(value.line, entries=value.keywords)
    return value
