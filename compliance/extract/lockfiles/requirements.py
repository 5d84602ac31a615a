"""Compares a requirements.txt with the requirements.in that pip-tools or uv compiled it from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from compliance.extract.lockfiles.comparison import Comparison, Difference, shown
from compliance.extract.python_requirements import (
    first_dependencies,
    refuse_more_than_people_write,
    requirement_lines,
    requirements_text,
)
from compliance.facts import Evidence
from compliance.facts.lockfiles import Mismatch
from compliance.tree import Tree

# Where pip-tools and uv tell the command that made a file, from the repository's root.
_HEAD = 1_000
_MADE = re.compile(rb"\bpip-compile\b|\buv pip compile\b")
# What only bounds the versions of that command is none of its sources.
_CONSTRAINT = re.compile(rb"\s(?:-c|--constraints?)(?:=|\s{1,9})\S{1,500}")
# pip-compile leaves these out unless it is told otherwise.
_LEFT_OUT = frozenset({"pip", "setuptools", "distribute"})


def compiled_from(tree: Tree, source: str, paths: Iterable[str]) -> str | None:
    """The file that was compiled from a `requirements.in`: the one of its name beside it, else the
    first of some paths whose head tells the command that made it from there.
    """
    if not source.endswith(".in"):
        return None
    beside = source.removesuffix(".in") + ".txt"
    if beside in tree.entries:
        return beside
    return next((each for each in paths if _says_source(tree, each, source)), None)


def _says_source(tree: Tree, path: str, source: str) -> bool:
    head = tree.contents.get(path, b"")[:_HEAD] if path.endswith(".txt") else b""
    commands = (line for line in head.splitlines() if line.startswith(b"#") and _MADE.search(line))
    return any(source.encode() in _CONSTRAINT.sub(b" ", line).split() for line in commands)


def compare(tree: Tree, source: str, compiled: str) -> Comparison:
    """The requirements of one file that are missing in the other, or locked to another version.

    Raises:
        Unreadable: one of the files cannot be read.
    """
    locked: dict[str, list[Requirement]] = {}
    for _, requirement in _lines(tree, compiled):
        locked.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    asked = _lines(tree, source)
    found: list[Difference] = []
    for line, wanted in asked:
        name = canonicalize_name(wanted.name)
        if not _is_locked(wanted, locked.get(name), name):
            pins = ", ".join(str(each.specifier) for each in locked.get(name, ()))
            found.append(partial(_mismatch, wanted, pins, source, line))
    return Comparison.of(len(asked), found)


def _mismatch(wanted: Requirement, pins: str, source: str, line: int) -> Mismatch:
    place = Evidence(source, line, excerpt=shown(str(wanted)))
    specifier = shown(str(wanted.specifier)) or "any version"
    return Mismatch(canonicalize_name(wanted.name), specifier, shown(pins), place)


def _lines(tree: Tree, path: str) -> tuple[tuple[int, Requirement], ...]:
    lines = first_dependencies(requirement_lines(requirements_text(tree, path)))
    refuse_more_than_people_write(lines, path)
    return lines


def _is_locked(wanted: Requirement, locked: Iterable[Requirement] | None, name: str) -> bool:
    if locked is None:
        # With a marker it may be for another platform than the one that compiled.
        return wanted.marker is not None or name in _LEFT_OUT
    pins = [version for each in locked if (version := _pin(each)) is not None]
    if not pins or wanted.url:
        return True
    return any(wanted.specifier.contains(version, prereleases=True) for version in pins)


def _pin(requirement: Requirement) -> Version | None:
    """The one version that a requirement names; None where it is a range or an address."""
    specifiers = list(requirement.specifier)
    if len(specifiers) != 1 or specifiers[0].operator != "==":
        return None
    try:
        return Version(specifiers[0].version)
    except InvalidVersion:
        return None
