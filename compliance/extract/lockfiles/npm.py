"""Compares npm's lockfiles: `packages` of versions 2 and 3, `dependencies` of version 1."""

from __future__ import annotations

import posixpath
from functools import partial
from typing import Any, TypeVar

import msgspec
import nodesemver

from compliance.extract.documents import line_of, texts
from compliance.extract.lockfiles.comparison import (
    Comparer,
    Comparison,
    Difference,
    Locked,
    Project,
    differences,
    mismatch,
)
from compliance.extract.lockfiles.linked import linked
from compliance.extract.manifests import DEPENDENCY_GROUPS
from compliance.facts import Evidence
from compliance.facts.manifests import Dependency, Group, Manifests
from compliance.tree import Tree, Unreadable

# The parts that are not needed are left as bytes: a lockfile may be large, and nested deep.
_Parts = dict[str, msgspec.Raw]
_MAX_RANGE = 256
T = TypeVar("T")
_ALIAS = "npm:"


def open_lock(tree: Tree, path: str, manifests: Manifests) -> Comparer:
    """Read a package-lock.json or npm-shrinkwrap.json.

    Raises:
        Unreadable: it cannot be read, does not parse, or is no lockfile.
    """
    content = tree.read(path)
    lock = _object(content.removeprefix(b"\xef\xbb\xbf"), path)
    root = posixpath.dirname(path)
    absent = linked(tree, root, manifests)
    if "packages" in lock:
        packages = _object(lock["packages"], path)
        members = _declares_workspaces(root, manifests)
        return _ByEntries(path, root, packages, members, content, absent).compare
    if "lockfileVersion" not in lock:
        raise Unreadable(f"{path} has no lockfileVersion: it is no lockfile of npm")
    versions = _object(lock.get("dependencies", msgspec.Raw(b"{}")), path)
    return _ByVersions(path, root, versions, absent).compare


def _object(raw: bytes | msgspec.Raw, path: str) -> _Parts:
    return _decode(raw, _Parts, path)


def _entry(raw: msgspec.Raw, path: str) -> dict[str, Any]:
    return _decode(raw, dict[str, Any], path)


def _decode(raw: bytes | msgspec.Raw, kind: type[T], path: str) -> T:
    try:
        return msgspec.json.decode(raw, type=kind)
    except RecursionError as error:
        raise Unreadable(f"{path} is nested too deep to be read") from error
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise Unreadable(f"{path} is no valid lockfile ({error})") from error


def _declares_workspaces(root: str, manifests: Manifests) -> bool:
    return any(
        each.directory == root and "workspaces" in each.tools for each in manifests.manifests
    )


class _ByEntries:
    """Versions 2 and 3: the entry of a project is a copy of what its package.json asked for."""

    def __init__(
        self, path: str, root: str, packages: _Parts, members: bool, content: bytes,
        absent: frozenset[str],
    ) -> None:  # fmt: skip
        self._path = path
        self._root = root
        self._packages = packages
        self._members = members
        self._content = content
        self._absent = absent

    def compare(self, project: Project) -> Comparison | None:
        own = project.directory == self._root
        key = "" if own else posixpath.relpath(project.directory, self._root or ".")
        if key not in self._packages:
            if own and self._packages:
                installed = self._installed()
                return _ByVersions(self._path, self._root, installed, self._absent).compare(project)
            if not own and not self._members:
                return None
        entry = self._packages.get(key)
        locked = self._copy(_entry(entry, self._path) if entry is not None else {})
        return Comparison.of(len(project.wanted), differences(project, locked, {}, self._absent))

    def _copy(self, entry: dict[str, Any]) -> Locked:
        locked = Locked(self._place)
        for key, group in DEPENDENCY_GROUPS.items():
            for name, specifier in texts(entry.get(key)).items():
                locked.add(name, group, specifier)
        return locked

    def _place(self, name: str) -> Evidence:
        text = self._content.decode("utf-8", "replace")
        return Evidence(self._path, line_of(text, f'"{name}":'))

    def _installed(self) -> _Parts:
        """What is installed at the top, as version 1 has it."""
        prefix = "node_modules/"
        return {
            key.removeprefix(prefix): raw
            for key, raw in self._packages.items()
            if key.startswith(prefix) and "/node_modules/" not in key
        }


class _ByVersions:
    """Version 1 keeps no copy of what was asked for: the locked versions have to fit the ranges."""

    def __init__(self, path: str, root: str, versions: _Parts, absent: frozenset[str]) -> None:
        self._path = path
        self._root = root
        self._versions = versions
        self._absent = absent

    def compare(self, project: Project) -> Comparison | None:
        if project.directory != self._root:
            return None  # This version knows no workspaces.
        asked = {
            name: dependencies
            for name, dependencies in project.by_name().items()
            if any(each.group in (Group.MAIN, Group.DEVELOPMENT) for each in dependencies)
        }
        found = (self._differs(project, dependencies) for dependencies in asked.values())
        return Comparison.of(len(asked), (each for each in found if each))

    def _differs(self, project: Project, dependencies: list[Dependency]) -> Difference | None:
        raw = self._versions.get(dependencies[0].name)
        if raw is None:
            spared = dependencies[0].name in self._absent or any(
                each.group is Group.OPTIONAL for each in dependencies
            )
            return None if spared else partial(mismatch, project, dependencies)
        version = _version(_entry(raw, self._path))
        if any(fits(each.specifier, version) for each in dependencies):
            return None
        return partial(mismatch, project, dependencies, version)


def _version(entry: dict[str, Any]) -> str:
    version = entry.get("version")
    name = entry.get("name")
    if not isinstance(version, str):
        return ""
    # From version 2 on the package behind an alias is named in a field of its own.
    return f"{_ALIAS}{name}@{version}" if isinstance(name, str) else version


def fits(specifier: str, version: str) -> bool:
    """Whether a locked version may be what a specifier asked for.

    A tag, an address or a path says nothing of versions: whatever is locked may be it.
    """
    wanted, locked = specifier.strip(), version.strip()
    if wanted.startswith(_ALIAS):
        if _alias(wanted)[0] != _alias(locked)[0]:
            return False
        wanted = _alias(wanted)[1]
    locked = _alias(locked)[1]
    if not locked or len(wanted) > _MAX_RANGE or len(locked) > _MAX_RANGE:
        return True
    try:
        nodesemver.make_range(wanted, loose=True)
    except ValueError:
        return True
    try:
        return bool(nodesemver.satisfies(locked, wanted, loose=True))
    except ValueError:
        return False


def _alias(specifier: str) -> tuple[str, str]:
    """The package and the range of an alias (`npm:name@range`); no name where it is none."""
    if not specifier.startswith(_ALIAS):
        return "", specifier
    name, at, wanted = specifier.removeprefix(_ALIAS).rpartition("@")
    return (name, wanted) if at and name else (specifier.removeprefix(_ALIAS), "*")
