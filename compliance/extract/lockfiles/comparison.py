"""What every comparison of a lockfile with a manifest has in common."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from compliance.facts import Evidence
from compliance.facts.lockfiles import Mismatch
from compliance.facts.manifests import Dependency, Group
from compliance.masking import mask, one_line
from compliance.tree import Unreadable

_MAX_MISMATCHES = 50
_MAX_SHOWN = 100
_MAX_LOCKED = 10_000
_USER = re.compile(r"(?<=://)[^/@\s]{1,200}(?=@)")
_CONFLICT = re.compile(r"^<{7} ", re.MULTILINE)


@dataclass(frozen=True)
class Project:
    """A component as its manager sees it: its folder, its manifest, and all that it asks for."""

    directory: str
    manifest: str
    wanted: tuple[Dependency, ...] = ()

    def by_name(self) -> dict[str, list[Dependency]]:
        """The dependencies by name: the same may be asked for in several groups."""
        named: dict[str, list[Dependency]] = {}
        for each in self.wanted:
            named.setdefault(each.name, []).append(each)
        return named

    def place(self, dependency: Dependency) -> Evidence:
        """Where the manifest asks for a dependency."""
        excerpt = f"{shown(dependency.name)}: {shown(dependency.specifier)}"
        return Evidence(self.manifest, dependency.line, excerpt=excerpt)


# Makes a mismatch: of thousands, only those that are shown are worth it.
Difference = Callable[[], Mismatch]


@dataclass(frozen=True)
class Comparison:
    """What a lockfile says of one project, which has `compared` dependencies.

    Of all that differs, `differing` is the number and `mismatches` are the first. `doubt` is why a
    difference would prove nothing.
    """

    compared: int
    differing: int = 0
    mismatches: tuple[Mismatch, ...] = ()
    doubt: str = ""

    @classmethod
    def of(cls, compared: int, found: Iterable[Difference], doubt: str = "") -> Comparison:
        """A comparison that found some differences."""
        differences = list(found)
        first = tuple(each() for each in differences[:_MAX_MISMATCHES])
        return cls(compared, len(differences), first, doubt)


# Compares one lockfile, which was read, with a project; None where it does not lock that project.
Comparer = Callable[[Project], Comparison | None]


@dataclass(frozen=True)
class Locked:
    """What a lockfile says that a project asked for, and `place`, which finds where it says so."""

    place: Callable[[str], Evidence]
    specifiers: dict[str, dict[Group, str]] = field(default_factory=dict)

    def add(self, name: str, group: Group, specifier: str) -> None:
        """Note one dependency.

        Raises:
            Unreadable: there are more than any project has.
        """
        self.specifiers.setdefault(name, {})[group] = specifier
        if len(self.specifiers) > _MAX_LOCKED:
            raise Unreadable(f"the lockfile has more than {_MAX_LOCKED:,} direct dependencies")


def differences(
    project: Project, locked: Locked, allowed: Mapping[str, Iterable[str]], absent: frozenset[str]
) -> Iterator[Difference]:
    """How a copy of a manifest's dependencies, which a lockfile keeps, differs from the manifest.

    A name is right where the group that decides has it with the same specifier in both, or where
    the lockfile has one of the specifiers that are `allowed` instead of it. Names that may be
    `absent`, and peers, need not be locked.
    """
    wanted = project.by_name()
    for name, dependencies in wanted.items():
        copies = locked.specifiers.get(name)
        if copies is None:
            if name not in absent and any(each.group is not Group.PEER for each in dependencies):
                yield partial(mismatch, project, dependencies)
            continue
        deciding = min(dependencies, key=lambda each: _RANKS.index(each.group))
        if not _agree(deciding, copies, allowed.get(name, ())):
            yield partial(mismatch, project, [deciding], _said(deciding, copies))
    for name in sorted(locked.specifiers.keys() - wanted.keys()):
        yield partial(_not_asked_for, locked, name)


def _not_asked_for(locked: Locked, name: str) -> Mismatch:
    specifier = next(iter(locked.specifiers[name].values()))
    return Mismatch(shown(name), "", shown(specifier), locked.place(name))


# Of the groups that ask for the same name, the one that decides stands first.
_RANKS = (Group.OPTIONAL, Group.MAIN, Group.DEVELOPMENT, Group.PEER)


def _agree(dependency: Dependency, copies: Mapping[Group, str], allowed: Iterable[str]) -> bool:
    right = (dependency.specifier, *allowed)
    return any(
        dependency.group in _groups(group) and any(same(each, copy) for each in right)
        for group, copy in copies.items()
    )


def _groups(locked: Group) -> tuple[Group, ...]:
    """The groups of a manifest that a locked group may come from: peers are installed as main."""
    return (Group.MAIN, Group.PEER) if locked is Group.MAIN else (locked,)


def _said(dependency: Dependency, copies: Mapping[Group, str]) -> str:
    """What the lockfile holds of a name; the group, where it is only that which differs."""
    group, copy = next(iter(copies.items()))
    if dependency.group not in _groups(group):
        return f"{copy} as a {group.value} dependency"
    return copy


def mismatch(project: Project, dependencies: list[Dependency], locked: str = "") -> Mismatch:
    """A mismatch of what a manifest asks for, at the place where it does."""
    first = dependencies[0]
    specifier = shown(first.specifier) or "any version"
    return Mismatch(shown(first.name), specifier, shown(locked), project.place(first))


def same(one: str, other: str) -> bool:
    """Whether two specifiers of a package.json say the same, but for how GitHub is spelt."""
    return one.strip().removeprefix("github:") == other.strip().removeprefix("github:")


def shown(text: str) -> str:
    """A name or specifier as it may be stored: on one line, short, and without credentials."""
    return one_line(mask(_USER.sub("…", text[: _MAX_SHOWN * 4])))[:_MAX_SHOWN]


def refuse_conflicts(text: str, path: str) -> None:
    """Make sure that no merge was left half-done in a lockfile.

    Raises:
        Unreadable: it has conflict markers.
    """
    match = _CONFLICT.search(text)
    if match:
        line = text.count("\n", 0, match.start()) + 1
        raise Unreadable(f"{path}, line {line}, has the markers of a merge conflict")
