"""Finds the collections of requests that a script runs: a test of the endpoints in each of them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from compliance.facts import Component, Evidence
from compliance.facts.manifests import Manifests
from compliance.tree import Tree, is_inside

# `newman run ./test/orders.postman_collection.json -e …`
_RUN = re.compile(r"\bnewman\s{1,9}run\s{1,9}[\"']?(?P<path>[\w./@-]{1,200}\.json)\b")


def collection_runs(tree: Tree, component: Component, manifests: Manifests) -> Iterator[Evidence]:
    """The collections in the repository that the scripts of a component or its workspace run."""
    for root in component.roots:
        for manifest in manifests.of(root, component.stack):
            for script in manifest.scripts:
                for run in _RUN.finditer(script.command):
                    path = posixpath.normpath(posixpath.join(root, run["path"]))
                    if is_inside(path) and tree.has(path):
                        yield Evidence(path)
