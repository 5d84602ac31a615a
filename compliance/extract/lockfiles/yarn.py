"""Compares Yarn's lockfiles, classic and berry: every `name@range` asked for has an entry."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import partial

from compliance.extract.documents import read_json, read_yaml, sub, table, texts, written
from compliance.extract.lockfiles.comparison import (
    Comparer,
    Comparison,
    Project,
    mismatch,
    refuse_conflicts,
)
from compliance.extract.lockfiles.linked import linked, members
from compliance.facts.manifests import Dependency, Group, Manifests
from compliance.paths import join
from compliance.tree import Tree, Unreadable

_SETTINGS = ".yarnrc.yml"
_CATALOG = "catalog:"
_ANY = "\0"  # no range: whatever there is
_KEPT_BY_BERRY = ("link:", "portal:", "file:", "workspace:")
_PATHS = ("link:", "file:", "portal:", ".", "/", "~/")
_NAMES = re.compile(r"(?:@[^/@\s]{1,214}/)?[^/@\s:*]{1,214}")


def open_lock(tree: Tree, path: str, manifests: Manifests) -> Comparer:
    """Read a yarn.lock.

    Raises:
        Unreadable: it, or the settings beside it, cannot be read, or it is no lockfile.
    """
    text = tree.text(path)
    refuse_conflicts(text, path)
    berry = "\n__metadata:" in text
    # An empty file is a lockfile of classic Yarn that has no entry.
    if not berry and "yarn lockfile v1" not in text and text.strip():
        raise Unreadable(f"{path} does not say which version it has: it is no lockfile of Yarn")
    root = posixpath.dirname(path)
    ranges = _ranges(text, {each.name for one in manifests.manifests for each in one.dependencies})
    if not berry:
        # Classic Yarn writes no entry for what is linked: the members of a workspace.
        for name in (*members(root, manifests), *linked(tree, root, manifests)):
            ranges.setdefault(name, set()).add(_ANY)
    return _Lock(ranges, berry, _replaced(tree, root), _catalogs(tree, root)).compare


def _ranges(text: str, names: Set[str]) -> dict[str, set[str]]:
    """The ranges of some packages that have an entry, by the package's name.

    What Yarn binds to a range behind `::` (whose file it is, its hash) is left out.
    """
    ranges: dict[str, set[str]] = {}
    for line in text.splitlines():
        if not line or line[0] in " #\t:" or not (line.endswith(":") or line.startswith("? ")):
            continue
        for descriptor in line.removeprefix("? ").removesuffix(":").split(", "):
            plain = descriptor.strip('"')
            name, _, wanted = plain[1:].partition("@")
            name = plain[:1] + name
            if name in names:
                ranges.setdefault(name, set()).add(wanted.partition("::")[0])
    return ranges


def _replaced(tree: Tree, root: str) -> Mapping[str, list[str]]:
    """What `resolutions` of the root put in the place of a range, by each name they mention."""
    path = join(root, "package.json")
    resolutions = texts(read_json(tree, path).get("resolutions")) if tree.has(path) else {}
    replaced: dict[str, list[str]] = {}
    for selector, value in resolutions.items():
        for name in _NAMES.findall(selector):
            replaced.setdefault(name, []).append(value)
    return replaced


def _catalogs(tree: Tree, root: str) -> Mapping[str, Mapping[str, str]]:
    """The catalogs of the root, by name."""
    path = join(root, _SETTINGS)
    settings = table(read_yaml(tree, path).value or {}, path) if tree.has(path) else {}
    named = {name: written(entries) for name, entries in sub(settings, "catalogs").items()}
    return {**named, "": written(settings.get("catalog"))}


@dataclass(frozen=True)
class _Lock:
    """The ranges of one lockfile, and what its root sets."""

    ranges: Mapping[str, set[str]]
    berry: bool
    replaced: Mapping[str, list[str]]
    catalogs: Mapping[str, Mapping[str, str]]

    def compare(self, project: Project) -> Comparison:
        """The dependencies of a project that have no entry. Peers need none."""
        asked = {
            name: dependencies
            for name, dependencies in project.by_name().items()
            if any(each.group is not Group.PEER for each in dependencies)
        }
        found = (
            partial(mismatch, project, dependencies, self._said(name))
            for name, dependencies in asked.items()
            if not any(self._has(name, wanted) for wanted in self._wanted(name, dependencies))
        )
        return Comparison.of(len(asked), found)

    def _wanted(self, name: str, dependencies: Iterable[Dependency]) -> Iterator[str]:
        """What may stand in the lockfile for a dependency, any of which will do."""
        for each in dependencies:
            wanted = each.specifier.strip()
            if wanted.startswith(_CATALOG):
                wanted = self.catalogs.get(wanted.removeprefix(_CATALOG), {}).get(name, _ANY)
            yield wanted
        yield from self.replaced.get(name, ())

    def _has(self, name: str, wanted: str) -> bool:
        ranges = self.ranges.get(name, set())
        if self._is_kept(wanted) and _ANY not in ranges:
            return any(each == wanted or each.endswith(f":{wanted}") for each in ranges)
        return bool(ranges) or (not self.berry and wanted.startswith(_PATHS))

    def _is_kept(self, wanted: str) -> bool:
        """Whether it stands in the lockfile as it is asked for, but for the default protocol: a
        range, a tag, another package's name, in berry a path. Yarn may write down an address or a
        patch in other words, and so does classic Yarn with a path.
        """
        if wanted == _ANY:
            return False
        of_registry = wanted.startswith("npm:") or not any(mark in wanted for mark in "/:")
        return of_registry or (self.berry and wanted.startswith(_KEPT_BY_BERRY))

    def _said(self, name: str) -> str:
        return ", ".join(each or "any version" for each in sorted(self.ranges.get(name, ())))
