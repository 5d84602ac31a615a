"""How a component's relational database gets its schema: tools, commands and migrations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from compliance.facts import Evidence, Fact, Scope


@dataclass(frozen=True)
class DatabaseTool:
    """An ORM or a migration tool by its name, and the dependency or file that shows it.

    `optional`: only an extra or an optional dependency brings it.
    """

    name: str
    where: Evidence
    optional: bool = False


@dataclass(frozen=True)
class MigrateCommand:
    """What runs migrations: a script of package.json, or the configuration of a tool."""

    name: str
    where: Evidence


@dataclass(frozen=True)
class DatabaseTools(Fact):
    """The ORMs and migration tools of a component, and what runs its migrations.

    `misnamed` are scripts that run migrations under a name that does not say so.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    tools: tuple[DatabaseTool, ...] = ()
    commands: tuple[MigrateCommand, ...] = ()
    misnamed: tuple[MigrateCommand, ...] = ()


@dataclass(frozen=True)
class MigrationSet:
    """The migrations of one format in one directory: how many, and the first of them."""

    format: str
    directory: str
    count: int
    where: Evidence


@dataclass(frozen=True)
class DjangoApp:
    """A Django application with models of its own: where the first stands, and how many migrations
    there are.
    """

    path: str
    model: Evidence
    migrations: int


@dataclass(frozen=True)
class Migrations(Fact):
    """The migrations that are committed for a component.

    `apps` are the Django applications that have models; `apps_open` says why that list, or where
    their migrations are, is not certain. `unread` says, in one clause each, what may hold further
    migrations and could not be had.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    sets: tuple[MigrationSet, ...] = ()
    apps: tuple[DjangoApp, ...] = ()
    apps_open: str = ""
    unread: tuple[str, ...] = ()
