"""The packages of a repository that its others are linked to, so that no lockfile locks them."""

from __future__ import annotations

import posixpath

from compliance.facts import Stack
from compliance.facts.manifests import Manifests
from compliance.paths import below, join
from compliance.tree import Tree

_LERNA = "lerna.json"


def members(root: str, manifests: Manifests) -> frozenset[str]:
    """The names of the packages of Node.js below a directory."""
    return frozenset(
        each.name
        for each in manifests.manifests
        if each.stack is Stack.NODE and each.name and below(each.path, root)
    )


def linked(tree: Tree, directory: str, manifests: Manifests) -> frozenset[str]:
    """The packages that `lerna bootstrap` links into one with a lockfile of its own: those below
    the nearest directory above it that has Lerna's settings.

    Source: https://github.com/lerna/lerna/tree/v4.0.0/commands/bootstrap.
    """
    while directory:
        directory = posixpath.dirname(directory)
        if tree.has(join(directory, _LERNA)):
            return members(directory, manifests)
    return frozenset()
