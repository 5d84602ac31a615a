"""Whether the lockfiles were made from the manifests beside them."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.facts import Evidence, Fact
from compliance.facts.packages import Manager


@dataclass(frozen=True)
class Mismatch:
    """Something that a lockfile does not hold as the manifest asks for it.

    `wanted` is what the manifest asks for, `locked` what the lockfile holds; empty: nothing.
    """

    name: str
    wanted: str
    locked: str
    where: Evidence


@dataclass(frozen=True)
class LockedProject:
    """A lockfile, compared with the manifest of one component.

    `component` is the component's directory, `compared` the number of dependencies that were
    looked for. Of all that differs, `differing` is the number and `mismatches` are the first.
    `undecided` is the reason why it could not be compared, or why a difference proves nothing.
    """

    path: str
    manager: Manager
    component: str
    manifest: str
    compared: int = 0
    differing: int = 0
    mismatches: tuple[Mismatch, ...] = ()
    undecided: str = ""


@dataclass(frozen=True)
class Lockfiles(Fact):
    """Every lockfile that is compared, once for each component that it counts for."""

    projects: tuple[LockedProject, ...] = ()

    def of(self, component: str) -> tuple[LockedProject, ...]:
        """The lockfiles of the component in a directory."""
        return tuple(each for each in self.projects if each.component == component)
