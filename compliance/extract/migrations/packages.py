"""Finds the packages of a workspace that are there for migrations, which no code takes in."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from compliance.facts import Component, Stack
from compliance.facts.manifests import Manifest, Manifests
from compliance.paths import below

_NAMED = re.compile(r"(?:^|[-_.])(?:migrations?|migrator)(?:$|[-_.])")


def of_migrations(component: Component, manifests: Manifests) -> Iterator[Manifest]:
    """The manifests of the packages beside a component, in a workspace of its, that are called for
    migrations.
    """
    spaces = [each for each in component.roots if each != component.path]
    for manifest in manifests.manifests:
        named = _NAMED.search(posixpath.basename(manifest.directory).lower())
        beside = any(below(manifest.directory, each) for each in spaces)
        own = below(manifest.directory, component.path)
        if named and beside and not own and manifest.stack is Stack.NODE:
            yield manifest
