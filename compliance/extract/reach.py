"""Finds whose code a component runs, and which other files concern it."""

from __future__ import annotations

import posixpath
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace

from packaging.utils import canonicalize_name

from compliance.extract.base import extractor
from compliance.extract.layout import own_sources
from compliance.facts import Component, Stack
from compliance.facts.manifests import Dependency, Manifest, Manifests
from compliance.facts.reach import Project, Reach
from compliance.tree import Tree, below, is_test


@extractor(version=1)
def reach(component: Component, manifests: Manifests) -> Reach:
    """A component's own project, and the packages of the repository that it depends on."""
    packages = _packages(manifests, component.stack)
    found = [component.path]
    waiting = deque(found)
    while waiting:
        for dependency in manifests.dependencies(waiting.popleft(), component.stack):
            directory = packages.get(_named(dependency.name, component.stack))
            if directory is not None and directory not in found:
                found.append(directory)
                waiting.append(directory)
    return Reach(tuple(_project(manifests, component.stack, each) for each in found))


def _packages(manifests: Manifests, stack: Stack) -> dict[str, str]:
    """The directory of each package of the repository, by its name."""
    packages: dict[str, str] = {}
    for each in manifests.manifests:
        if each.stack is stack and each.name:
            packages.setdefault(_named(each.name, stack), each.directory)
    return packages


def _named(name: str, stack: Stack) -> str:
    return canonicalize_name(name) if stack is Stack.PYTHON else name


def _project(manifests: Manifests, stack: Stack, directory: str) -> Project:
    others = {
        each.directory for each in manifests.manifests if each.stack is stack and is_project(each)
    }
    nested = (each for each in others if each != directory and below(each, directory))
    return Project(directory, tuple(sorted(nested)))


def sources(tree: Tree, component: Component, reach: Reach) -> Iterator[str]:
    """The source files that a component runs, tests aside: its own first."""
    for project in reach.projects:
        place = replace(component, path=project.directory, nested=project.nested)
        yield from (path for path in own_sources(tree, place) if not is_test(path))


def dependencies(
    component: Component, reach: Reach, manifests: Manifests
) -> Iterator[tuple[Manifest, Dependency]]:
    """The direct dependencies of all that a component runs, then those of its workspace's root,
    each with the manifest that names it.
    """
    for directory in dict.fromkeys((*reach.directories, *component.roots)):
        for manifest in manifests.of(directory, component.stack):
            yield from ((manifest, dependency) for dependency in manifest.dependencies)


def concerning(
    paths: Iterable[str], component: Component, reach: Reach, manifests: Manifests
) -> Iterator[str]:
    """Those of some paths that lie in a project whose code the component runs, or in a folder above
    the component that no other project owns.
    """
    mine = {*component.ancestors, *reach.directories}
    owners = {each.directory: each.directory for each in manifests.manifests if is_project(each)}
    return (path for path in paths if _owner(posixpath.dirname(path), owners) in mine)


def is_project(manifest: Manifest) -> bool:
    """Whether a manifest makes a project of its folder: not one that only says how Node.js has to
    read the files beside it (`"type": "commonjs"`).
    """
    says = (manifest.name, manifest.dependencies, manifest.scripts, manifest.workspaces)
    return manifest.stack is Stack.PYTHON or any(says)


def _owner(directory: str, owners: dict[str, str]) -> str:
    """The directory of the project that a folder belongs to: the nearest one, else the root.

    `owners` has what is known so far, and is added to.
    """
    passed: list[str] = []
    while directory and directory not in owners:
        passed.append(directory)
        directory = posixpath.dirname(directory)
    owner = owners.get(directory, "")
    owners.update(dict.fromkeys(passed, owner))
    return owner
