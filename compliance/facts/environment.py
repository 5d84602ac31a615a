"""Which environment variables the code of a component reads, and which an example file names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from compliance.facts import Evidence, Fact, Scope


@dataclass(frozen=True)
class Variable:
    """An environment variable that code outside of tests reads by its name.

    `has_default`: some place that reads it goes on without it. The default itself is never kept.
    `where` is a place that does not, where there is one.
    """

    name: str
    has_default: bool
    where: Evidence


@dataclass(frozen=True)
class EnvironmentVariables(Fact):
    """The variables that a component reads, by name, those aside that the platform sets.

    `folded` are those whose case does not matter to what reads them. `unread` are reasons why
    further ones may be read; `whole` are places where all of the environment is handed to a
    function of the program, which reads it by names that are not followed.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    variables: tuple[Variable, ...] = ()
    folded: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    whole: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class ExampleFile:
    """A dotenv file that stands for the real one, such as `.env.example`, and the names in it,
    those in comments too.
    """

    path: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExampleFiles(Fact):
    """The example files that count for a component: its own, its workspace's, those of folders
    below them. `nearest` are the directories in which `.env.example` is looked for; `of_packages`
    lie in packages that the component runs, each for what is read there.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    files: tuple[ExampleFile, ...] = ()
    nearest: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    of_packages: tuple[ExampleFile, ...] = ()
