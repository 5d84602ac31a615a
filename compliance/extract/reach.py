"""Finds whose code a component runs, and which other files concern it."""

from __future__ import annotations

import posixpath
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace

from compliance.extract.base import extractor
from compliance.extract.nuxt_layers import layers_of
from compliance.extract.path_aliases import aliases, names_folders
from compliance.extract.projects import Projects, is_project
from compliance.extract.sources import LANGUAGES, own_sources
from compliance.facts import Component, Stack
from compliance.facts.manifests import Dependency, Manifest, Manifests
from compliance.facts.reach import Project, Reach
from compliance.paths import below, is_source, is_test, language
from compliance.tree import Tree

__all__ = ["concerning", "dependencies", "is_project", "reach", "sources"]


# What a package that runs in a browser depends on.
_OF_BROWSERS = frozenset("react-dom vue svelte @angular/core solid-js preact lit".split())


def _reads(path: str) -> bool:
    return is_source(path) or names_folders(path)


@extractor(version=7, reads=_reads)
def reach(tree: Tree, component: Component, manifests: Manifests) -> Reach:
    """A component's own project, and the packages of the repository that it depends on; none that
    is a front end which no code takes in, since of that only the built files are served. Then the
    layers that it builds on by their places, and the folders beside it that are no package, and
    whose code it takes in by a short name.
    """
    projects, stack = Projects(manifests), component.stack

    def uses(user: str, package: str) -> bool:
        fronts = [each for each in manifests.of(package, stack) if _is_front_end(each)]
        place = replace(component, path=user, nested=projects.nested(user, stack))
        return not fronts or any(_names(tree, place, each.name) for each in fronts)

    packages = projects.packages(component.path, stack, uses)
    if stack is Stack.NODE:
        others = (directory for directory, of in projects if of is stack)
        packages = tuple(dict.fromkeys((*packages, *layers_of(tree, component.path, others))))
    found = (*packages, *_folders(tree, component, manifests, projects, packages))
    return Reach(tuple(Project(each, projects.nested(each, stack)) for each in found))


def _folders(
    tree: Tree,
    component: Component,
    manifests: Manifests,
    projects: Projects,
    packages: tuple[str, ...],
) -> Iterator[str]:
    """The folders outside of any package to which `tsconfig.json` gives short names that the code
    of a component uses, or that of another such folder.
    """
    if component.stack is not Stack.NODE or not component.path:
        return

    def place(directory: str) -> Component:
        nested = projects.nested(directory, component.stack)
        return replace(component, path=directory, nested=nested)

    shared = {
        folder: names
        for folder, names in _shared(tree, component, manifests).items()
        if any(True for _ in own_sources(tree, place(folder)))
    }
    waiting = deque(packages if shared else ())
    while waiting:
        user = place(waiting.popleft())
        for folder in [each for each, names in shared.items() if _takes_in(tree, user, names)]:
            del shared[folder]
            waiting.append(folder)
            yield folder


def _shared(tree: Tree, component: Component, manifests: Manifests) -> dict[str, tuple[str, ...]]:
    """The folders above or beside a component that no package below its root owns, each with the
    short names by which code takes them in.
    """
    above = {*component.ancestors} - {component.path}
    owners = {each.directory: each.directory for each in manifests.manifests if is_project(each)}
    found: dict[str, tuple[str, ...]] = {}
    names: set[str] = set()
    for alias in aliases(tree, dict.fromkeys((*component.roots, *component.ancestors))):
        # The nearest file says what a name stands for.
        places = () if alias.before in names else alias.targets
        names.add(alias.before)
        for before, _ in places:
            folder = before.rstrip("/") if before.endswith("/") else posixpath.dirname(before)
            if folder not in above and alias.before and _owner(folder, owners) in above:
                found[folder] = (*found.get(folder, ()), alias.before)
    # A folder in another one of them comes along with that.
    return {
        folder: given
        for folder, given in found.items()
        if not any(folder != each and below(folder, each) for each in found)
    }


def _is_front_end(manifest: Manifest) -> bool:
    return manifest.stack is Stack.NODE and any(
        dependency.name in _OF_BROWSERS for dependency in manifest.dependencies
    )


def _names(tree: Tree, project: Component, *packages: str) -> bool:
    """Whether the code of a project names one of some packages, tests aside."""
    words = [each.encode() for each in packages]
    return any(
        word in tree.contents.get(path, b"")
        for path in own_sources(tree, project)
        if not is_test(path)
        for word in words
    )


def _takes_in(tree: Tree, project: Component, names: Iterable[str]) -> bool:
    """Whether the code of a project takes something in by one of some short names, tests aside; a
    comment may name one as well.
    """
    words = [each.encode() for each in names]
    given = b"|".join(map(re.escape, words))
    imports = re.compile(rb"\b(?:from|import|require)\s{0,3}\(?\s{0,3}['\"](?:" + given + rb")")
    contents = (
        tree.contents.get(path, b"") for path in own_sources(tree, project) if not is_test(path)
    )
    return any(
        imports.search(each) is not None for each in contents if any(word in each for word in words)
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
    the component that no other project owns. What is written in the component's language is owned
    by projects of that language only: `shop/package.json` leaves `shop/models.py` to Django.
    """
    mine = {*component.ancestors, *reach.directories}
    projects = [each for each in manifests.manifests if is_project(each)]
    owners = {each.directory: each.directory for each in projects}
    alike = {each.directory: each.directory for each in projects if each.stack is component.stack}
    spoken = LANGUAGES[component.stack]
    return (
        path
        for path in paths
        if _owner(path.rpartition("/")[0], alike if language(path) in spoken else owners) in mine
    )


def _owner(directory: str, owners: dict[str, str]) -> str:
    """The directory of the project that a folder belongs to: the nearest one, else the root.

    `owners` has what is known so far, and is added to.
    """
    if directory in owners:
        return owners[directory]
    passed: list[str] = []
    while directory and directory not in owners:
        passed.append(directory)
        directory = posixpath.dirname(directory)
    owner = owners.get(directory, "")
    owners.update(dict.fromkeys(passed, owner))
    return owner
