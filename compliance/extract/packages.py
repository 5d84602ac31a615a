"""Finds the files of package managers that count for a component. Their content is not read."""

from __future__ import annotations

import fnmatch
import posixpath
from collections.abc import Iterator

from compliance.extract.base import extractor
from compliance.extract.manifests import held_by
from compliance.extract.python_requirements import is_requirements, required_in
from compliance.facts import Component, Evidence, Stack
from compliance.facts.manifests import Manifests
from compliance.facts.packages import DeclaredManager, Manager, PackageFile, PackageFiles
from compliance.paths import join
from compliance.tree import Kind, Tree

_MANAGERS = {
    Stack.NODE: {
        "pnpm-lock.yaml": Manager.PNPM,
        "package-lock.json": Manager.NPM,
        "npm-shrinkwrap.json": Manager.NPM,
        "yarn.lock": Manager.YARN,
        "bun.lock": Manager.BUN,
        "bun.lockb": Manager.BUN,
    },
    Stack.PYTHON: {
        "poetry.lock": Manager.POETRY,
        "uv.lock": Manager.UV,
        "Pipfile": Manager.PIPENV,
        "Pipfile.lock": Manager.PIPENV,
        "pdm.lock": Manager.PDM,
        "environment.yml": Manager.CONDA,
        "environment.yaml": Manager.CONDA,
        "conda-lock.yml": Manager.CONDA,
    },
}


@extractor(version=4)
def package_files(tree: Tree, component: Component, manifests: Manifests) -> PackageFiles:
    """The managers' files in the component's folder and in its workspace's root."""
    declared: list[DeclaredManager] = []
    poetry: list[str] = []
    for directory in component.roots:
        for manifest in manifests.of(directory, component.stack):
            if manifest.package_manager:
                excerpt = f'"packageManager": "{manifest.package_manager}"'
                where = Evidence(manifest.path, manifest.package_manager_line, excerpt=excerpt)
                declared.append(DeclaredManager(manifest.package_manager.split("@")[0], where))
            if manifest.poetry:
                poetry.append(manifest.path)
    files = list(files_of(tree, component))
    # Requirements may lie in another folder, and be the component's all the same; what only an
    # image installs is nothing that people install from.
    known = {each.path for each in files}
    listed = dict.fromkeys(each.path for each in manifests.of(component.path, component.stack))
    files += (
        PackageFile(path, Manager.PIP)
        for path in listed
        if is_requirements(path) and path.endswith(".txt")
        if posixpath.dirname(path) != component.path and path not in known
        if held_by(path) is None
    )
    return PackageFiles(tuple(files), tuple(declared), tuple(poetry))


def files_of(tree: Tree, component: Component) -> Iterator[PackageFile]:
    """The managers' files that count for a component, its own before its workspace's."""
    for directory in component.roots:
        yield from _files(tree, directory, component.stack)


def _files(tree: Tree, directory: str, stack: Stack) -> Iterator[PackageFile]:
    for name, manager in _MANAGERS[stack].items():
        if is_file(tree, join(directory, name)):
            yield PackageFile(join(directory, name), manager)
    if stack is Stack.PYTHON:
        below = join(directory, "")
        for path in tree.entries:
            parent, name = posixpath.split(path)
            listed = parent == directory and fnmatch.fnmatchcase(name, "requirements*.txt")
            kept = parent != directory and path.startswith(below) and name.endswith(".txt")
            kept = kept and is_requirements(path) and required_in(path) == directory
            if (listed or kept) and is_file(tree, path):
                yield PackageFile(path, Manager.PIP)


def is_file(tree: Tree, path: str) -> bool:
    """Whether a file, or a link which may lead to one, is at that path."""
    entry = tree.entries.get(path)
    return entry is not None and entry.kind in (Kind.FILE, Kind.SYMLINK)
