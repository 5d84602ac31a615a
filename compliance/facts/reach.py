"""Whose code a component runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from compliance.facts import Fact, Scope


@dataclass(frozen=True)
class Project:
    """A directory with a manifest, or one that others take in by a short name; `nested` are the
    projects of its stack below it, whose files are theirs.
    """

    directory: str
    nested: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reach(Fact):
    """The projects of the repository whose code a component runs: its own, then the packages of the
    repository that it depends on, directly or not.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    projects: tuple[Project, ...]

    @property
    def directories(self) -> tuple[str, ...]:
        """The directories of the projects, the component's own first."""
        return tuple(project.directory for project in self.projects)
