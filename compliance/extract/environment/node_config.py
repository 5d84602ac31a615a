"""Environment variables that node-config reads for an application, by a file of its own."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from compliance.extract.documents import line_of, read_yaml, string
from compliance.extract.jsonc import read_jsonc
from compliance.facts import Component, Evidence, Stack
from compliance.facts.environment import Variable
from compliance.facts.manifests import Manifests
from compliance.paths import join
from compliance.tree import Tree, Unreadable

MAX_VALUES = 1_000
_PACKAGE = "config"
_FILES = tuple(
    f"config/custom-environment-variables.{suffix}" for suffix in ("yml", "yaml", "json")
)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,100}")


def is_mapping(path: str) -> bool:
    """Whether a file says which variables stand in for which settings."""
    name = posixpath.basename(path)
    return name.startswith("custom-environment-variables.") and name.endswith(
        (".yml", ".yaml", ".json")
    )


def variables(tree: Tree, component: Component, manifests: Manifests) -> Iterator[Variable]:
    """The variables that such a file of a component names. Each only stands in for a setting that
    other files have, so that none of them is needed.
    """
    depended_on = manifests.dependencies(component.path, Stack.NODE)
    if not any(each.name == _PACKAGE for each in depended_on):
        return
    path = next((p for p in (join(component.path, f) for f in _FILES) if tree.has(p)), None)
    if path is None:
        return
    try:
        text = tree.text(path)
        value = read_jsonc(tree, path) if path.endswith("json") else read_yaml(tree, path).value
    except Unreadable:
        return  # The code may read others, which are known.
    for name in _names(value):
        where = Evidence(path, line_of(text, name), excerpt=name)
        yield Variable(name, has_default=True, where=where)


def _names(value: Any) -> Iterator[str]:
    """The leaves of a mapping: a name each, or a table with the name and its format."""
    waiting, count = [value], 0
    while waiting and count < MAX_VALUES:
        each = waiting.pop()
        count += 1
        if isinstance(each, dict):
            waiting += [each["__name"]] if "__name" in each else list(each.values())
        elif _NAME.fullmatch(string(each)):
            yield string(each)
