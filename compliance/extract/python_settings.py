"""Settings as Django has them: names at the top of a file, or of a class that is made for them."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.model import Expression, Module

REST_FRAMEWORK = "REST_FRAMEWORK"


def settings(module: Module) -> Iterator[tuple[str, Expression, int]]:
    """The settings of a file by their names, each with its line.

    Source: django-configurations, "Usage": each attribute of a settings class is a setting.
    """
    for each in module.assignments:
        yield each.target, each.value, each.line
    for class_ in module.classes if module.is_python else ():
        for attribute in class_.fields:
            if attribute.value is not None and attribute.name.isupper():
                yield attribute.name, attribute.value, attribute.line
