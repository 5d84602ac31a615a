"""Compares a requirements.txt with the requirements.in that pip-tools or uv compiled it from."""

from __future__ import annotations

from collections.abc import Iterable

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from compliance.extract.lockfiles.comparison import Comparison, shown
from compliance.extract.python_manifests import requirement_lines, requirements_text
from compliance.facts import Evidence
from compliance.facts.lockfiles import Mismatch
from compliance.tree import Tree

# pip-compile leaves these out unless it is told otherwise.
_LEFT_OUT = frozenset({"pip", "setuptools", "distribute"})


def compare(tree: Tree, source: str, compiled: str) -> Comparison:
    """The requirements of one file that are missing in the other, or locked to another version.

    Raises:
        Unreadable: one of the files cannot be read.
    """
    locked: dict[str, list[Requirement]] = {}
    for _, requirement in requirement_lines(requirements_text(tree, compiled)):
        locked.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    compared = 0
    found: list[Mismatch] = []
    for line, wanted in requirement_lines(requirements_text(tree, source)):
        compared += 1
        name = canonicalize_name(wanted.name)
        if not _is_locked(wanted, locked.get(name), name):
            pins = ", ".join(str(each.specifier) for each in locked.get(name, ()))
            place = Evidence(source, line, excerpt=shown(str(wanted)))
            specifier = shown(str(wanted.specifier)) or "any version"
            found.append(Mismatch(name, specifier, shown(pins), place))
    return Comparison(compared, tuple(found))


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
