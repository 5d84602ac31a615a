"""Compares pnpm's lockfiles: their importers are copies of what each package.json asked for."""

from __future__ import annotations

import fnmatch
import itertools
import posixpath
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from compliance import yaml12
from compliance.extract.documents import parse_yaml, strings, sub, written
from compliance.extract.lockfiles.comparison import (
    Comparer,
    Comparison,
    Difference,
    Locked,
    Project,
    differences,
    refuse_conflicts,
    same,
    shown,
)
from compliance.extract.lockfiles.pnpm_settings import (
    Settings,
    catalog_of,
    read_settings,
    target,
)
from compliance.extract.manifests import DEPENDENCY_GROUPS
from compliance.facts import Evidence
from compliance.facts.lockfiles import Mismatch
from compliance.facts.manifests import Group, Manifests
from compliance.paths import join
from compliance.tree import Tree, Unreadable

# Most of a lockfile is what its packages are, which says nothing of what was asked for.
_LEFT_OUT = ("packages", "snapshots", "time")
_ELSEWHERE = ("link:", "file:", "workspace:")


def open_lock(tree: Tree, path: str, _manifests: Manifests) -> Comparer:
    """Read a pnpm-lock.yaml.

    Raises:
        Unreadable: it, or the settings beside it, cannot be read, or it is no lockfile.
    """
    text = tree.text(path)
    refuse_conflicts(text, path)
    document = parse_yaml(_what_was_asked_for(text), path)
    if not isinstance(document.value, dict) or "lockfileVersion" not in document.value:
        raise Unreadable(f"{path} has no lockfileVersion: it is no lockfile of pnpm")
    return _Lock(tree, path, document, read_settings(tree, posixpath.dirname(path))).compare


def _what_was_asked_for(text: str) -> str:
    """The last document of a lockfile (before it there may be one of pnpm's own dependencies)
    without its large sections, every line at its place.
    """
    lines = text.splitlines()
    start = max((at for at, line in enumerate(lines) if line.rstrip() == "---"), default=-1) + 1
    kept = [""] * start
    keep = True
    for line in lines[start:]:
        if line and line[0] not in " \t#":
            keep = line.partition(":")[0] not in _LEFT_OUT
        kept.append(line if keep else "")
    return "\n".join(kept)


class _Lock:
    """One lockfile, and the settings that it was made under."""

    def __init__(
        self, tree: Tree, path: str, document: yaml12.Document, settings: Settings
    ) -> None:
        self._tree = tree
        self._path = path
        self._root = posixpath.dirname(path)
        self._document = document
        self._value: dict[str, Any] = document.value
        self._settings = settings
        self._overrides = written(self._value.get("overrides"))

    def compare(self, project: Project) -> Comparison | None:
        """The differences between a package.json, with the settings, and its importer."""
        importer, where = self._importer(project)
        own = join(project.directory, posixpath.basename(self._path))
        if importer is None and own != self._path and self._tree.has(own):
            return None  # A member that has a lockfile of its own is not in its workspace's.
        locked = self._copy(importer or {}, where)
        found = itertools.chain(
            differences(project, locked, self._allowed(locked), self._absent(project)),
            self._catalogs(project, locked),
            self._differing_overrides(),
        )
        return Comparison.of(len(project.wanted), found, self._doubt())

    def _importer(self, project: Project) -> tuple[dict[str, Any] | None, tuple[str, ...]]:
        """The copy of a project, and the keys under which it stands."""
        key = posixpath.relpath(project.directory or ".", self._root or ".")
        importers = self._value.get("importers")
        if isinstance(importers, dict):
            found = importers.get(key)
            return (found if isinstance(found, dict) else None), ("importers", key)
        return (self._value, ()) if key == "." else (None, ())

    def _copy(self, importer: dict[str, Any], where: tuple[str, ...]) -> Locked:
        specifiers = sub(importer, "specifiers")  # up to version 5 they stand apart

        def place(name: str) -> Evidence:
            keys = ("specifiers", *DEPENDENCY_GROUPS)
            path = next(((*where, key, name) for key in keys if name in sub(importer, key)), where)
            return Evidence(self._path, self._document.line(*path))

        locked = Locked(place)
        for key, group in DEPENDENCY_GROUPS.items():
            for name, entry in sub(importer, key).items():
                specifier = entry.get("specifier") if isinstance(entry, dict) else None
                specifier = specifiers.get(name) if specifier is None else specifier
                locked.add(name, group, "" if specifier is None else str(specifier))
        for name in specifiers.keys() - locked.specifiers.keys():
            for group in (Group.MAIN, Group.DEVELOPMENT, Group.OPTIONAL):
                locked.add(name, group, str(specifiers[name]))
        return locked

    def _allowed(self, locked: Locked) -> Mapping[str, list[str]]:
        """What overrides may have put in the place of a specifier, by name."""
        allowed: dict[str, list[str]] = {}
        for selector, value in self._overrides.items():
            name = target(selector)
            values = [value]
            if value.startswith(_ELSEWHERE):  # a path, which is written anew for each project
                values += locked.specifiers.get(name, {}).values()
            allowed.setdefault(name, []).extend(values)
        return allowed

    def _absent(self, project: Project) -> frozenset[str]:
        """The names that settings take out of the lockfile."""
        names = {target(selector) for selector, value in self._overrides.items() if value == "-"}
        ignored = strings(self._value.get("ignoredOptionalDependencies"))
        without_links = sub(self._value, "settings").get("excludeLinksFromLockfile") is True
        for each in project.wanted:
            optional = each.group is Group.OPTIONAL
            if (without_links and each.specifier.startswith("link:")) or (
                optional and any(fnmatch.fnmatchcase(each.name, pattern) for pattern in ignored)
            ):
                names.add(each.name)
        return frozenset(names)

    def _catalogs(self, project: Project, locked: Locked) -> Iterator[Difference]:
        """The entries of catalogs that the project uses and that have changed since."""
        for each in project.wanted:
            copies = locked.specifiers.get(each.name, {})
            if each.group is Group.PEER or each.specifier not in copies.values():
                continue
            catalog = catalog_of(each.specifier)
            wanted = self._settings.catalogs.get(catalog or "", {}).get(each.name)
            if catalog is None or wanted is None:
                continue
            noted = sub(self._value, "catalogs", catalog, each.name).get("specifier")
            # pnpm takes what is not noted for unchanged: releases of it forgot to note some.
            if noted is not None and not same(wanted, str(noted)):
                yield partial(
                    Mismatch,
                    f"{shown(each.name)} in the catalog {shown(catalog)}",
                    shown(wanted),
                    shown(str(noted)),
                    self._settings.catalog_place(catalog, each.name),
                )

    def _differing_overrides(self) -> Iterator[Difference]:
        """How the overrides that were locked differ from those that are set: where several
        places may set them, from the one that they come nearest to.
        """
        candidates = self._settings.overrides(str(self._value["lockfileVersion"]))
        nearest = min(candidates, key=lambda each: len(_unequal(each, self._overrides)))
        for selector in _unequal(nearest, self._overrides):
            yield partial(self._differing_override, selector, nearest.get(selector, ("",))[0])

    def _differing_override(self, selector: str, wanted: str) -> Mismatch:
        place = Evidence(self._path, self._document.line("overrides", selector))
        return Mismatch(
            f"the override of {shown(selector)}",
            shown(wanted),
            shown(self._overrides.get(selector, "")),
            self._settings.override_place(selector) or place,
        )

    def _doubt(self) -> str:
        if self._settings.hooks:
            return f"{self._settings.hooks} may change what is locked in {self._path}"
        if "pnpmfileChecksum" in self._value:
            return f"a pnpmfile, which is not there, changed what is locked in {self._path}"
        return ""


def _unequal(wanted: Mapping[str, tuple[str, ...]], locked: Mapping[str, str]) -> list[str]:
    names = sorted(wanted.keys() | locked.keys())
    return [name for name in names if locked.get(name) not in wanted.get(name, ())]
