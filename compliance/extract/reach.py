"""Finds whose code a component runs, and which other files concern it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import replace

from compliance.extract.base import extractor
from compliance.extract.layout import own_sources
from compliance.extract.projects import Projects, is_project
from compliance.facts import Component, Stack
from compliance.facts.manifests import Dependency, Manifest, Manifests
from compliance.facts.reach import Project, Reach
from compliance.tree import Tree, is_source, is_test

__all__ = ["concerning", "dependencies", "is_project", "reach", "sources"]


# What a package that runs in a browser depends on.
_OF_BROWSERS = frozenset("react-dom vue svelte @angular/core solid-js preact lit".split())


@extractor(version=3, reads=is_source)
def reach(tree: Tree, component: Component, manifests: Manifests) -> Reach:
    """A component's own project, and the packages of the repository that it depends on; none that
    is a front end which no code takes in, since of that only the built files are served.
    """
    projects, stack = Projects(manifests), component.stack

    def uses(user: str, package: str) -> bool:
        fronts = [each for each in manifests.of(package, stack) if _is_front_end(each)]
        place = replace(component, path=user, nested=projects.nested(user, stack))
        return not fronts or any(_names(tree, place, each.name) for each in fronts)

    return Reach(
        tuple(
            Project(directory, projects.nested(directory, stack))
            for directory in projects.packages(component.path, stack, uses)
        )
    )


def _is_front_end(manifest: Manifest) -> bool:
    return manifest.stack is Stack.NODE and any(
        dependency.name in _OF_BROWSERS for dependency in manifest.dependencies
    )


def _names(tree: Tree, project: Component, package: str) -> bool:
    """Whether the code of a project names a package, tests aside."""
    word = package.encode()
    return any(
        word in tree.contents.get(path, b"")
        for path in own_sources(tree, project)
        if not is_test(path)
    )


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
