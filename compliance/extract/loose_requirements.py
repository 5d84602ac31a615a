"""Requirements in a folder of whose code they are not: `config/requirements.txt` beside the package
that serves, `deploy/requirements.txt` for what lies in `src`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from compliance.extract.frameworks import FRAMEWORKS
from compliance.extract.python_requirements import is_requirements
from compliance.facts import Stack
from compliance.facts.manifests import Group, Manifest
from compliance.paths import illustrates, is_source, is_test, join
from compliance.tree import Tree

_PACKAGES = frozenset(name for each in FRAMEWORKS[Stack.PYTHON] for name in each.packages)
SERVES = re.compile(
    rb"^[ \t]{0,20}(?:from|import)[ \t]{1,9}(?:fastapi|flask|django|starlette|aiohttp|sanic|quart"
    rb"|litestar|tornado|falcon|bottle|connexion|apiflask|flask_openapi3)\b",
    re.MULTILINE,
)


def moved_to_their_code(tree: Tree, found: Iterable[Manifest]) -> Iterator[Manifest]:
    """Some manifests, requirements for a framework that no code of their folder takes in as those
    of the nearest folder above whose code does, where nothing there says what it needs.
    """
    manifests = list(found)
    bringing = {each.directory for each in manifests if _brings(each)}
    loose = {each.path for each in manifests if is_requirements(each.path) and _may_move(each)}
    asked = {each.directory for each in manifests if each.path in loose and _brings(each)}
    serving = _serving(tree, manifests, asked) if asked else frozenset()
    moved = {each: _above(each, serving) for each in asked}
    for each in manifests:
        above = moved.get(each.directory) if each.path in loose else None
        yield each if above is None or above in bringing else replace(each, directory=above)


def _brings(manifest: Manifest) -> bool:
    """Whether a manifest of Python's names a framework that its project runs with."""
    return manifest.stack is Stack.PYTHON and any(
        each.group is Group.MAIN and each.name in _PACKAGES for each in manifest.dependencies
    )


def _may_move(manifest: Manifest) -> bool:
    directory = manifest.directory
    aside = is_test(join(directory, "x.py")) or illustrates(directory, of_python=True)
    return bool(directory) and not aside


def _serving(tree: Tree, manifests: Iterable[Manifest], asked: set[str]) -> frozenset[str]:
    """The folders below or in which something takes in a framework, up to the project that it
    lies in.
    """
    projects = {each.directory for each in manifests if each.stack is Stack.PYTHON} - asked
    found: set[str] = set()
    for path, content in tree.contents.items():
        if not path.endswith(".py") or is_test(path) or not is_source(path):
            continue
        folder = posixpath.dirname(path)
        if folder not in found and SERVES.search(content):
            found.update(_up_to(folder, projects))
    return frozenset(found)


def _up_to(folder: str, projects: set[str]) -> Iterator[str]:
    """A folder and those above it, up to the first that is a project."""
    yield folder
    while folder and folder not in projects:
        folder = posixpath.dirname(folder)
        yield folder


def _above(directory: str, serving: frozenset[str]) -> str | None:
    """The nearest folder above one that serves, where it does not itself."""
    if directory in serving:
        return None
    while directory:
        directory = posixpath.dirname(directory)
        if directory in serving:
            return directory
    return None
