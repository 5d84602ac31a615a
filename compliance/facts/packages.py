"""Which package managers a component's files belong to."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import ClassVar

from compliance.facts import Evidence, Fact, Scope


class Manager(enum.StrEnum):
    """A package manager; the value is its name as people write it."""

    PNPM = "pnpm"
    NPM = "npm"
    YARN = "Yarn"
    BUN = "Bun"
    POETRY = "Poetry"
    PIP = "pip"
    UV = "uv"
    PIPENV = "Pipenv"
    PDM = "PDM"
    CONDA = "conda"


@dataclass(frozen=True)
class PackageFile:
    """A file that belongs to one manager: its lockfile, or a list of packages that it installs."""

    path: str
    manager: Manager


@dataclass(frozen=True)
class DeclaredManager:
    """A `packageManager` field: the manager that it names, without the version."""

    name: str
    where: Evidence


@dataclass(frozen=True)
class PackageFiles(Fact):
    """The managers' files that count for a component, its own before its workspace's.

    `declared` are the `packageManager` fields that count for it, `poetry_projects` the
    pyproject.toml files that Poetry takes as a project.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    files: tuple[PackageFile, ...] = ()
    declared: tuple[DeclaredManager, ...] = ()
    poetry_projects: tuple[str, ...] = ()

    def of(self, *managers: Manager) -> tuple[str, ...]:
        """The paths of the files that belong to some managers."""
        return tuple(each.path for each in self.files if each.manager in managers)
