"""Finds the configuration of linters and formatters, and counts source files by stack."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any

from compliance.extract import eslint_rules
from compliance.extract.base import extractor
from compliance.extract.commands.steps import FORMAT, LINT, Project
from compliance.extract.commands.tools import (
    BIOME,
    BLACK,
    DPRINT,
    ESLINT,
    FLAKE8,
    OXFMT,
    OXLINT,
    PRETTIER,
    PYLINT,
    RUFF,
    YAPF,
)
from compliance.extract.commands.tox import read_ini
from compliance.extract.documents import line_of, sub
from compliance.extract.jsonc import read_jsonc
from compliance.facts import Evidence, Stack
from compliance.facts.manifests import Manifest, Manifests
from compliance.facts.tooling import ConfiguredTool, Purpose, SourceLanguages, Tooling, Unfollowed
from compliance.paths import is_judged, is_source, language
from compliance.tree import Tree, Unreadable

MAX_CONFIGURED = 60

_BOTH = (LINT, FORMAT)
_ESLINT = re.compile(r"\.eslintrc(?:\.(?:js|cjs|mjs|json|ya?ml))?|eslint\.config\.(?:[cm]?[jt]s)")
_BIOME = re.compile(r"\.?biome\.jsonc?|rome\.json")
# Files whose presence configures a tool, by name.
_FILES: tuple[tuple[re.Pattern[str], str, tuple[Purpose, ...]], ...] = (
    (_ESLINT, ESLINT, (LINT,)),
    (re.compile(r"\.?oxlintrc\.jsonc?|oxlint\.config\.[cm]?[jt]s"), OXLINT, (LINT,)),
    (re.compile(r"\.?oxfmtrc\.jsonc?|oxfmt\.config\.[cm]?[jt]s"), OXFMT, (FORMAT,)),
    (
        re.compile(
            r"\.prettierrc(?:\.(?:json5?|ya?ml|toml|[cm]?[jt]s))?|prettier\.config\.[cm]?[jt]s"
        ),
        PRETTIER,
        (FORMAT,),
    ),
    (re.compile(r"\.?dprint\.jsonc?"), DPRINT, (FORMAT,)),
    (re.compile(r"\.?ruff\.toml"), RUFF, _BOTH),
    (re.compile(r"\.flake8"), FLAKE8, (LINT,)),
    (re.compile(r"\.?pylintrc(?:\.toml)?|\.?prospector\.ya?ml"), PYLINT, (LINT,)),
    (re.compile(r"\.style\.yapf"), YAPF, (FORMAT,)),
)
_Configures = Mapping[str, tuple[str, tuple[Purpose, ...]]]
_INI_SECTIONS: _Configures = {
    "flake8": (FLAKE8, (LINT,)),
    "pylint": (PYLINT, (LINT,)),
    "pylint.main": (PYLINT, (LINT,)),
    "pylint.MASTER": (PYLINT, (LINT,)),
    "yapf": (YAPF, (FORMAT,)),
}
_PYPROJECT_TABLES: _Configures = {
    "ruff": (RUFF, _BOTH),
    "pylint": (PYLINT, (LINT,)),
    "flake8": (FLAKE8, (LINT,)),
    "black": (BLACK, (FORMAT,)),
    "yapf": (YAPF, (FORMAT,)),
}
_PACKAGE_KEYS: _Configures = {
    "eslintConfig": (ESLINT, (LINT,)),
    "prettier": (PRETTIER, (FORMAT,)),
    "xo": (ESLINT, (LINT,)),
    "standard": (ESLINT, (LINT,)),
}
# Packages that are a linter, or a formatter, with its configuration, so that depending on them is
# configuring one.
_PACKAGES: Mapping[str, tuple[tuple[str, Purpose], ...]] = {
    "xo": ((ESLINT, LINT),),
    "standard": ((ESLINT, LINT),),
    "gts": ((ESLINT, LINT),),
    "vite-plus": ((OXLINT, LINT), (OXFMT, FORMAT)),
}


def is_configuration(path: str) -> bool:
    """Whether a path may configure a linter or formatter."""
    name = posixpath.basename(path)
    return is_judged(path) and (
        bool(_BIOME.fullmatch(name))
        or name in ("tox.ini", "setup.cfg")
        or any(pattern.fullmatch(name) for pattern, _, _ in _FILES)
    )


@extractor(version=10, reads=lambda path: is_configuration(path) or eslint_rules.is_lockfile(path))
def tooling(tree: Tree, manifests: Manifests) -> Tooling:
    """The linters and formatters that files or manifests configure."""
    project = Project(tree, manifests)
    found: list[ConfiguredTool] = []
    unreadable: list[Unfollowed] = []
    eslint: list[tuple[str, str]] = []
    for path in tree.files():
        if is_configuration(path) and len(found) < MAX_CONFIGURED:
            try:
                found += _configured(path, project)
                if _ESLINT.fullmatch(posixpath.basename(path)):
                    eslint.append((path, tree.source(path)))
            except Unreadable as error:
                unreadable.append(Unfollowed(str(error), Evidence(path), _BOTH))
    formats: Evidence | None = None
    for manifest in manifests.manifests:
        found += _in_manifest(manifest)
        eslint += _eslint_in_manifest(manifest, project)
        formats = formats or _eslint_formats(manifest, project)
    formats = formats or eslint_rules.prettier(eslint)
    shared = None if formats else eslint_rules.shared(eslint)
    if shared:
        runs = eslint_rules.run_prettier(shared.excerpt, tree)
        formats, shared = shared if runs else None, None if runs is False else shared
    return Tooling(tuple(found[:MAX_CONFIGURED]), formats, shared, tuple(unreadable))


def _configured(path: str, project: Project) -> Iterator[ConfiguredTool]:
    """The tools that one file configures."""
    name = posixpath.basename(path)
    if _BIOME.fullmatch(name):
        yield ConfiguredTool(BIOME, _biome_purposes(path, project), Evidence(path))
    elif name in ("tox.ini", "setup.cfg"):
        text = project.text(path)
        parser = read_ini(path, text)
        for section, (tool, purposes) in _INI_SECTIONS.items():
            if parser.has_section(section):
                where = Evidence(path, line_of(text, f"[{section}]"), excerpt=f"[{section}]")
                yield ConfiguredTool(tool, purposes, where)
    for pattern, tool, purposes in _FILES:
        if pattern.fullmatch(name):
            yield ConfiguredTool(tool, purposes, Evidence(path))


def _biome_purposes(path: str, project: Project) -> tuple[Purpose, ...]:
    """What a configuration of Biome leaves switched on."""
    value = read_jsonc(project.tree, path)
    keys = {LINT: "linter", FORMAT: "formatter"}
    return tuple(
        purpose for purpose, key in keys.items() if sub(value, key).get("enabled") is not False
    )


def _eslint_in_manifest(manifest: Manifest, project: Project) -> Iterator[tuple[str, str]]:
    """The part of a package.json that configures ESLint, written anew on one line."""
    if "eslintConfig" in manifest.tools and manifest.stack is Stack.NODE:
        try:
            yield manifest.path, json.dumps(project.value(manifest.path).value["eslintConfig"])
        except Unreadable:
            return  # It was read as a manifest, so this says nothing new.


def _eslint_formats(manifest: Manifest, project: Project) -> Evidence | None:
    """Where package.json makes ESLint run Prettier: by XO's switch, or by a shared configuration
    that is one of both.
    """
    if {"xo", "prettier"}.isdisjoint(manifest.tools) or manifest.stack is not Stack.NODE:
        return None
    try:
        value: Any = project.value(manifest.path).value
    except Unreadable:
        return None  # It was read as a manifest, so this says nothing new.
    if sub(value, "xo").get("prettier") is True:
        return Evidence(manifest.path, excerpt='"xo": {"prettier": true}')
    shared = sub(value).get("prettier")
    if isinstance(shared, str) and "eslint-config" in shared:
        return Evidence(manifest.path, excerpt=f'"prettier": "{shared[:100]}"')
    return None


def _in_manifest(manifest: Manifest) -> Iterator[ConfiguredTool]:
    keys = _PACKAGE_KEYS if manifest.stack is Stack.NODE else _PYPROJECT_TABLES
    for key, (tool, purposes) in keys.items():
        if key in manifest.tools:
            yield ConfiguredTool(tool, purposes, Evidence(manifest.path, excerpt=key))
    if manifest.stack is Stack.NODE:
        for dependency in manifest.dependencies:
            for tool, purpose in _PACKAGES.get(dependency.name, ()):
                where = Evidence(manifest.path, dependency.line, excerpt=dependency.name)
                yield ConfiguredTool(tool, (purpose,), where)


def _is_configuration_code(path: str) -> bool:
    """Whether a source file only configures a tool: `vite.config.ts`, `.eslintrc.js`."""
    name = posixpath.basename(path)
    return name.startswith(".") or ".config." in name or name in ("setup.py", "gulpfile.js")


@extractor(version=3)
def source_languages(tree: Tree) -> SourceLanguages:
    """How many source files there are of each stack's languages."""
    counts = {Stack.NODE: 0, Stack.PYTHON: 0}
    for path in tree.files():
        if is_source(path) and not _is_configuration_code(path):
            counts[Stack.PYTHON if language(path) == "python" else Stack.NODE] += 1
    return SourceLanguages(counts[Stack.NODE], counts[Stack.PYTHON])
