"""Tells which folders are installed applications of Django, by what settings list."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

Name = tuple[str, ...]
# Modules that hold the configuration of an application.
_OF_CONFIGURATION = frozenset("apps app config configs conf appconfig app_config".split())


def listed(module: ast.Module) -> Iterator[Name]:
    """The words of the names that a settings module puts into its lists of apps."""
    for node in ast.walk(module):
        yield from map(words, _apps_in(node))


def _apps_in(node: ast.AST) -> Iterator[str]:
    """The texts of a statement that sets or adds to a list of apps: `INSTALLED_APPS += ["shop"]`,
    `LOCAL_APPS.append("shop")`.
    """
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        named, value = targets[0], node.value
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        named, value = node.func.value, node
    else:
        return
    name = named.id if isinstance(named, ast.Name) else getattr(named, "attr", "")
    for each in ast.walk(value) if value is not None and str(name).endswith("_APPS") else ():
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def words(name: str) -> Name:
    """The words of an application's name, which may be given as that of its configuration, in the
    package itself or in a module of it.
    """
    parts = name.split(".")
    if len(parts) > 1 and parts[-1].endswith("Config"):
        del parts[-1]
        if len(parts) > 1 and parts[-1] in _OF_CONFIGURATION:
            del parts[-1]
    return tuple(parts)


def is_installed(folder: str, installed: Collection[Name]) -> bool:
    """Whether a folder has the name of an installed application: models in one below it that has
    none are of the application around them. A name may begin above the tree, or be the end of a
    path in it.
    """
    parts = tuple(folder.split("/"))
    shared = ((name, min(len(name), len(parts))) for name in installed)
    return any(name[-count:] == parts[-count:] for name, count in shared)
