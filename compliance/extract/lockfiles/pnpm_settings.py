"""Reads what the root of a pnpm workspace sets for all its members: overrides, catalogs, hooks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from compliance import yaml12
from compliance.extract.documents import read_json, read_yaml, string, sub, table, texts, written
from compliance.extract.lines import KeyLines, json_key_lines
from compliance.facts import Evidence
from compliance.paths import join
from compliance.tree import Tree

CATALOG = "catalog:"
_PACKAGE_JSON = "package.json"
_WORKSPACE = "pnpm-workspace.yaml"
_HOOKS = (".pnpmfile.cjs", ".pnpmfile.mjs", "pnpmfile.js")
_SELECTOR = re.compile(r"(?<=[^ |@])>")
_VERSION = re.compile(r"pnpm@(\d{1,4})\b")
_GROUPS = ("dependencies", "devDependencies", "optionalDependencies")

# Of each override what it may have been locked as: as it is written, or resolved.
Overrides = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Settings:
    """The settings of one root. `hooks` is a file whose code may change any dependency, or "".

    `major` is the version of pnpm that `packageManager` names, 0 where it names none; `package` are
    the lines of package.json, `workspace` is pnpm-workspace.yaml.
    """

    root: str
    major: int
    catalogs: Mapping[str, Mapping[str, str]]
    hooks: str
    in_workspace: Overrides
    in_package: Overrides
    resolutions: Overrides
    package: KeyLines
    workspace: yaml12.Document

    def overrides(self, lockfile_version: str) -> Sequence[Overrides]:
        """What the overrides may be: up to version 10 pnpm reads package.json, its workspace file
        beside it from 10 on, and that alone from 11 on. A lockfile does not say which wrote it.
        """
        together = {**self.resolutions, **self.in_package}
        older = [together, self.in_package or self.resolutions]
        if lockfile_version.startswith(("5", "6")) or self.major in range(1, 10):
            return older
        if self.major > 10:
            return [self.in_workspace]
        newer = [together or self.in_workspace, {**self.in_workspace, **together}]
        return newer if self.major else [*newer, *older, self.in_workspace]

    def override_place(self, selector: str) -> Evidence | None:
        """Where an override is set."""
        if selector in self.in_workspace:
            return self._in_workspace("overrides", selector)
        lines = (
            self.package.get((*key, selector)) for key in (("pnpm", "overrides"), ("resolutions",))
        )
        line = next((line for line in lines if line), None)
        return Evidence(join(self.root, _PACKAGE_JSON), line) if line else None

    def catalog_place(self, catalog: str, name: str) -> Evidence:
        """Where an entry of a catalog is set."""
        if catalog == "default" and name in sub(self.workspace.value, "catalog"):
            return self._in_workspace("catalog", name)
        return self._in_workspace("catalogs", catalog, name)

    def _in_workspace(self, *keys: str) -> Evidence:
        return Evidence(join(self.root, _WORKSPACE), self.workspace.line(*keys))


def catalog_of(specifier: str) -> str | None:
    """The catalog that a specifier names; None where it names none."""
    if not specifier.startswith(CATALOG):
        return None
    return specifier.removeprefix(CATALOG) or "default"


def target(selector: str) -> str:
    """The package that an override is for: `name`, `name@range`, `parent>name`."""
    child = _SELECTOR.split(selector)[-1]
    name, _, _ = child[1:].partition("@")
    return child[:1] + name


def read_settings(tree: Tree, root: str) -> Settings:
    """The settings of the workspace, or of the single project, in a directory.

    Raises:
        Unreadable: one of the files cannot be read.
    """
    package, workspace = join(root, _PACKAGE_JSON), join(root, _WORKSPACE)
    manifest = read_json(tree, package) if tree.has(package) else {}
    document = read_yaml(tree, workspace) if tree.has(workspace) else yaml12.Document({})
    file = table(document.value or {}, workspace)
    catalogs = {name: written(entries) for name, entries in sub(file, "catalogs").items()}
    if "catalog" in file:
        catalogs["default"] = written(file["catalog"])
    version = _VERSION.match(string(manifest.get("packageManager")))
    hooks = next((name for name in _HOOKS if tree.has(join(root, name))), "")
    plugins = "configDependencies" in file or "configDependencies" in sub(manifest, "pnpm")
    return Settings(
        root=root,
        major=int(version[1]) if version else 0,
        catalogs=catalogs,
        hooks=join(root, hooks) if hooks else workspace if plugins else "",
        in_workspace=_resolve(written(file.get("overrides")), manifest, catalogs),
        in_package=_resolve(texts(sub(manifest, "pnpm").get("overrides")), manifest, catalogs),
        resolutions=_resolve(texts(manifest.get("resolutions")), manifest, catalogs),
        package=json_key_lines(tree.text(package), depth=3) if manifest else {},
        workspace=document,
    )


def _resolve(
    overrides: Mapping[str, str], manifest: dict[str, Any], catalogs: Mapping[str, Any]
) -> Overrides:
    return {
        selector: (value, *_resolved(selector, value, manifest, catalogs))
        for selector, value in overrides.items()
    }


def _resolved(
    selector: str, value: str, manifest: dict[str, Any], catalogs: Mapping[str, Any]
) -> tuple[str, ...]:
    """What a reference stands for: `$name` is a dependency of the root, `catalog:` an entry."""
    name = target(selector)
    if value.startswith("$"):
        name = value[1:]
        named = (texts(manifest.get(group)).get(name) for group in _GROUPS)
        value = next((specifier for specifier in named if specifier is not None), value)
    catalog = catalog_of(value)
    entry = written(catalogs.get(catalog)).get(name) if catalog else None
    return (value, entry) if entry else (value,)
