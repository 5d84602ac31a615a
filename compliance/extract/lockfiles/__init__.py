"""Compares each lockfile with the manifest of every component that it counts for.

A lockfile is large and is read once; what is kept of it is how it differs.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator

from compliance.extract.base import extractor
from compliance.extract.documents import read_json
from compliance.extract.lines import json_key_lines
from compliance.extract.lockfiles import npm, pnpm, poetry, requirements, yarn
from compliance.extract.lockfiles.comparison import (
    Comparer,
    Comparison,
    Project,
)
from compliance.extract.manifests import is_manifest, package_dependencies
from compliance.extract.packages import files_of
from compliance.facts import Component, Layout, Stack
from compliance.facts.lockfiles import LockedProject, Lockfiles
from compliance.facts.manifests import Manifests
from compliance.facts.packages import Manager
from compliance.paths import is_judged, join
from compliance.tree import Tree, Unreadable

_OPENERS: dict[Manager, Callable[[Tree, str, Manifests], Comparer]] = {
    Manager.PNPM: pnpm.open_lock,
    Manager.NPM: npm.open_lock,
    Manager.YARN: yarn.open_lock,
    Manager.POETRY: poetry.open_lock,
}
_READ = frozenset(
    """pnpm-lock.yaml package-lock.json npm-shrinkwrap.json yarn.lock .yarnrc.yml
    poetry.lock lerna.json""".split()
)


def _is_read(path: str) -> bool:
    return is_manifest(path) or (posixpath.basename(path) in _READ and is_judged(path))


@extractor(version=5, reads=_is_read)
def lockfiles(tree: Tree, layout: Layout, manifests: Manifests) -> Lockfiles:
    """Every lockfile of each component's stack, compared with the component's manifest."""
    found: list[LockedProject] = []
    opened: dict[str, Comparer | Unreadable] = {}
    for component in layout.components:
        for file in files_of(tree, component):
            if file.manager in _OPENERS:
                if file.path not in opened:
                    opened[file.path] = _open(tree, file.path, file.manager, manifests)
                found += _compare(tree, component, file.path, file.manager, opened[file.path])
        if component.stack is Stack.PYTHON:
            found += _requirements(tree, component, manifests)
    return Lockfiles(tuple(found))


def _open(tree: Tree, path: str, manager: Manager, manifests: Manifests) -> Comparer | Unreadable:
    try:
        return _OPENERS[manager](tree, path, manifests)
    except Unreadable as error:
        return error


def _compare(
    tree: Tree, component: Component, path: str, manager: Manager, comparer: Comparer | Unreadable
) -> Iterator[LockedProject]:
    """A lockfile and the component's manifest; nothing where it does not lock the component."""
    manifest = (
        join(component.path, "package.json")
        if component.stack is Stack.NODE
        else join(posixpath.dirname(path), "pyproject.toml")
    )
    try:
        if isinstance(comparer, Unreadable):
            raise comparer
        comparison = comparer(_project(tree, component, manifest))
    except Unreadable as error:
        comparison = Comparison(0, doubt=str(error))
    if comparison is not None:
        yield _result(component, path, manager, manifest, comparison)


def _project(tree: Tree, component: Component, manifest: str) -> Project:
    """What the component asks for, as it is written (the stored manifest is masked)."""
    if component.stack is Stack.PYTHON:
        return Project(component.path, manifest)
    lines = json_key_lines(tree.text(manifest))
    wanted = tuple(package_dependencies(read_json(tree, manifest), lines))
    return Project(component.path, manifest, wanted)


def _result(
    component: Component, path: str, manager: Manager, manifest: str, comparison: Comparison
) -> LockedProject:
    undecided = comparison.doubt if comparison.differing or not comparison.compared else ""
    return LockedProject(
        path=path,
        manager=manager,
        component=component.path,
        manifest=manifest,
        compared=comparison.compared,
        differing=comparison.differing,
        mismatches=comparison.mismatches,
        undecided=undecided,
    )


def _requirements(
    tree: Tree, component: Component, manifests: Manifests
) -> Iterator[LockedProject]:
    """Each requirements file that was compiled from the one of that name that ends in `.in`, or
    says so itself.
    """
    for directory in component.roots:
        paths = [each.path for each in manifests.of(directory, component.stack)]
        for manifest in manifests.of(directory, component.stack):
            compiled = requirements.compiled_from(tree, manifest.path, paths)
            if compiled is not None:
                try:
                    comparison = requirements.compare(tree, manifest.path, compiled)
                except Unreadable as error:
                    comparison = Comparison(0, doubt=str(error))
                yield _result(component, compiled, Manager.PIP, manifest.path, comparison)


__all__ = ["lockfiles"]
