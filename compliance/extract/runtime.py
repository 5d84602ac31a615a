"""Reads which versions of Node.js or Python a component pins."""

from __future__ import annotations

import posixpath

from compliance.extract.base import extractor
from compliance.facts import Component, Evidence
from compliance.facts.manifests import Manifests
from compliance.facts.runtime import NodePins, PythonPins
from compliance.paths import join
from compliance.tree import Tree

_OTHER_NODE_PINS = (".node-version", ".tool-versions", "mise.toml", ".mise.toml", "volta.json")


def _is_pin(path: str) -> bool:
    return posixpath.basename(path) in (".nvmrc", ".python-version", *_OTHER_NODE_PINS)


def _first(tree: Tree, component: Component, name: str) -> str | None:
    """The nearest file of that name: version managers look in the folder and in those above it."""
    paths = (join(directory, name) for directory in component.ancestors)
    return next((path for path in paths if path in tree.entries), None)


def _lines(text: str) -> tuple[str, ...]:
    """The lines that say something; version managers allow comments."""
    lines = (line.split("#", 1)[0].strip() for line in text.splitlines())
    return tuple(line for line in lines if line)


@extractor(version=3, reads=_is_pin)
def node_pins(tree: Tree, component: Component, manifests: Manifests) -> NodePins:
    """What `.nvmrc` names, and which other files pin a version of Node.js."""
    others = [
        Evidence(path) for name in _OTHER_NODE_PINS if (path := _first(tree, component, name))
    ]
    for directory in component.roots:
        for manifest in manifests.of(directory, component.stack):
            if manifest.engines_node:
                excerpt = f'"node": "{manifest.engines_node}"'
                others.append(Evidence(manifest.path, manifest.engines_node_line, excerpt=excerpt))
    path = _first(tree, component, ".nvmrc")
    if path is None:
        return NodePins(None, None, tuple(others))
    version = next(iter(_lines(tree.text(path))), "")
    return NodePins(version, Evidence(path, 1, excerpt=version), tuple(others))


@extractor(version=2, reads=_is_pin)
def python_pins(tree: Tree, component: Component, manifests: Manifests) -> PythonPins:
    """What `.python-version`, or else pyproject.toml, admits."""
    path = _first(tree, component, ".python-version")
    if path is not None:
        versions = _lines(tree.text(path))
        return PythonPins(versions, Evidence(path, 1, excerpt=", ".join(versions)))
    for directory in component.roots:
        for manifest in manifests.of(directory, component.stack):
            if manifest.requires_python and manifest.path.endswith("pyproject.toml"):
                where = Evidence(
                    manifest.path, manifest.requires_python_line, excerpt=manifest.requires_python
                )
                return PythonPins((manifest.requires_python,), where)
    return PythonPins()
