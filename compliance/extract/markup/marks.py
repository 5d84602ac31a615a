"""Tells calls that mark a text as markup that is safe."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from compliance.extract.code.expressions import Call, Expression, path_of
from compliance.extract.code.model import Module

_MARKS = frozenset(["mark_safe", "Markup", "SafeString", "SafeText", "HtmlSafe", "raw"])
# Whose names they are.
_MARKING = ("django", "markupsafe", "flask", "jinja2", "hono/html", "wtforms")


def mark_of(call: Call, module: Module) -> str:
    """What a call marks a text by as markup that is safe: Django's, MarkupSafe's or Hono's name for
    that, whatever the module calls it; "" for one that does not.
    """
    if call.name not in _MARKS:
        return _marks_renamed(module).get(call.path, "")
    imported = module.imported(call.path.partition(".")[0])
    return call.name if imported is not None and imported[0].startswith(_MARKING) else ""


def marked_by(decorator: Expression, module: Module) -> str:
    """What a decorator marks all that a function answers by: `@mark_safe`; "" for another one."""
    return mark_of(Call(decorator.line, callee=decorator), module) if path_of(decorator) else ""


@functools.lru_cache(maxsize=8)  # Each call of a module asks.
def _marks_renamed(module: Module) -> Mapping[str, str]:
    """Such names by what a module calls them: `from markupsafe import Markup as M`."""
    return {
        local: name
        for each in module.imports
        if each.source.startswith(_MARKING)
        for local, name in each.names.items()
        if name in _MARKS
    }
