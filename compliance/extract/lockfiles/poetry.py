"""Compares poetry.lock: it holds a hash of what pyproject.toml asked for.

Poetry has changed what it hashes: version 2 added the standard tables, 2.3 the dependency groups.
A lockfile says which version wrote it, and is judged as that version, or a newer one, judges it.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import posixpath
import re
import tomllib
from collections.abc import Iterator
from functools import partial
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from compliance.extract.documents import line_of, read_toml, string, sub
from compliance.extract.lockfiles.comparison import (
    Comparer,
    Comparison,
    Difference,
    Project,
    mismatch,
    refuse_conflicts,
    shown,
)
from compliance.facts import Evidence
from compliance.facts.lockfiles import Mismatch
from compliance.facts.manifests import Manifests
from compliance.paths import join
from compliance.tree import Tree, Unreadable

_METADATA = re.compile(r"^\[metadata\][ \t\r]*$", re.MULTILINE)
_NEXT_TABLE = re.compile(r"^\[", re.MULTILINE)
_WRITTEN_BY = re.compile(r"# [^\n]{0,100}\bPoetry (\d[^\s]{0,30})")
_NAME = re.compile(r'^name = "([^"\n]{1,200})"', re.MULTILINE)
_STANDARD = ("requires-python", "dependencies", "optional-dependencies")
_OWN = ("dependencies", "source", "extras", "dev-dependencies")
_SHOWN = 12


def open_lock(tree: Tree, path: str, manifests: Manifests) -> Comparer:
    """Read a poetry.lock and the pyproject.toml beside it.

    Raises:
        Unreadable: one of them cannot be read, is not there, or has no hash.
    """
    text = tree.text(path)
    refuse_conflicts(text, path)
    pyproject = join(posixpath.dirname(path), "pyproject.toml")
    if not tree.has(pyproject):
        raise Unreadable(f"{path} has no pyproject.toml beside it to be compared with")
    locked = _content_hash(text, path)
    hashes = _hashes(read_toml(tree, pyproject), _written_by(text), pyproject)
    if locked in hashes:
        comparison = Comparison(1)
    else:
        place = Evidence(path, line_of(text, "content-hash"))
        differs = Mismatch("content-hash", hashes[0][:_SHOWN], shown(locked[:_SHOWN]), place)
        found = itertools.chain([lambda: differs], _not_locked(text, pyproject, manifests))
        comparison = Comparison.of(1, found)
    return lambda _project: comparison


def _content_hash(text: str, path: str) -> str:
    """The hash that stands in the table `[metadata]`; the rest, which may be long, is not read."""
    starts = [match.start() for match in _METADATA.finditer(text)]
    if not starts:
        raise Unreadable(f"{path} has no table [metadata]: it is no lockfile of Poetry")
    start = starts[-1]
    following = _NEXT_TABLE.search(text, start + 1)
    try:
        value = tomllib.loads(text[start : following.start() if following else len(text)])
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{path} is no valid TOML in its table [metadata]") from error
    found = string(sub(value, "metadata").get("content-hash"))
    if not found:
        raise Unreadable(f"{path} has no content-hash: it is no lockfile of Poetry")
    return found


def _written_by(text: str) -> Version:
    """The version of Poetry that wrote a lockfile; before 1.3 it did not say."""
    match = _WRITTEN_BY.match(text)
    try:
        return Version(match[1]) if match else Version("1.0")
    except InvalidVersion:
        return Version("1.0")


def _hashes(value: dict[str, Any], written_by: Version, path: str) -> list[str]:
    """The hashes that a lockfile written by some version may hold, the newest way first."""
    poetry, groups = sub(value, "tool", "poetry"), sub(value, "dependency-groups")
    standard = {
        key: each for key in _STANDARD if (each := sub(value, "project").get(key)) is not None
    }
    contents = [_content(standard, groups, poetry)]
    if written_by < Version("2.3"):
        contents.append(_content(standard, {}, poetry))
    if written_by < Version("2"):
        contents.append(_content({}, {}, poetry))
    try:
        texts = [json.dumps(content, sort_keys=True) for content in contents]
    except (TypeError, ValueError, RecursionError) as error:
        raise Unreadable(f"{path} holds what Poetry cannot hash ({error})") from error
    return [hashlib.sha256(text.encode()).hexdigest() for text in texts]


def _content(
    standard: dict[str, Any], groups: dict[str, Any], poetry: dict[str, Any]
) -> dict[str, Any]:
    """What is hashed. Without the standard tables it is Poetry's own alone, where keys that are
    missing count as null, as they did before there were any others.
    """
    bare = not standard and not groups
    own = {key: poetry.get(key) for key in _OWN if bare or poetry.get(key) is not None}
    if poetry.get("group") is not None:
        own["group"] = poetry["group"]
    if bare:
        return own
    content: dict[str, Any] = {"tool": {"poetry": own}}
    if standard:
        content["project"] = standard
    if groups:
        content["dependency-groups"] = groups
    return content


def _not_locked(text: str, pyproject: str, manifests: Manifests) -> Iterator[Difference]:
    """The dependencies that the lockfile does not have at all: the likely reason."""
    names = {canonicalize_name(name) for name in _NAME.findall(text)}
    for manifest in manifests.manifests:
        for each in manifest.dependencies if manifest.path == pyproject else ():
            if each.name not in names:
                project = Project(manifest.directory, pyproject, manifest.dependencies)
                yield partial(mismatch, project, [each])
