"""Tells which installed application of Django the models in a folder are of."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

Name = tuple[str, ...]


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
    """The words of an application's name, which may be given as that of its configuration."""
    parts = name.split(".")
    if len(parts) > 1 and parts[-1].endswith("Config"):
        parts = parts[:-2] if len(parts) > 2 else parts[:-1]
    return tuple(parts)


def holding(folder: str, installed: Collection[Name]) -> str | None:
    """The folder of the installed application that models in a folder are of: the nearest that has
    the name of one. A name may begin above the tree, or be the end of a path in it.
    """
    parts = tuple(folder.split("/"))
    while parts:
        for name in installed:
            shared = min(len(name), len(parts))
            if name[-shared:] == parts[-shared:]:
                return "/".join(parts)
        parts = parts[:-1]
    return None
