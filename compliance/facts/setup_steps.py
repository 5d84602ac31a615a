"""Which steps of setting a component up its documents tell."""

from __future__ import annotations

import enum
import posixpath
from dataclasses import dataclass
from typing import ClassVar

from compliance.facts import Component, Evidence, Fact, Scope

# Where a forge looks for the README of a repository, in this order.
README_FOLDERS = (".github", "", "docs")


class SetupStep(enum.StrEnum):
    """A step from a fresh clone to a running server; the value is how people are told of it."""

    INSTALL = "install the dependencies"
    ENVIRONMENT = "fill in .env"
    SERVICES = "start the services"
    MIGRATIONS = "run the migrations"
    START = "start the server"


@dataclass(frozen=True)
class ToldStep:
    """A step and the place that tells it; `by` is what does it where that stands elsewhere, in a
    script that the told command starts.
    """

    step: SetupStep
    where: Evidence
    by: Evidence | None = None


@dataclass(frozen=True)
class GuideDocument:
    """A README, or a document that one links to: what it links to, and the steps that it tells,
    each once, at the first place. `variables` are those of the environment that it sets or lists
    with a value, each with the place; `opaque` are commands that may do any step, since what they
    start is not read.
    """

    path: str
    readme: bool
    links: tuple[str, ...] = ()
    told: tuple[ToldStep, ...] = ()
    variables: tuple[tuple[str, Evidence], ...] = ()
    opaque: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class SetupGuides(Fact):
    """The READMEs of a repository and of its backends, and the documents that these link to.

    `unread` are those that could not be had, each with the reason.
    """

    documents: tuple[GuideDocument, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()

    def of(self, component: Component) -> tuple[GuideDocument, ...]:
        """The documents that a newcomer to a component is led to: the repository's README, those of
        the component's folder and of the folders above it, then what these link to.
        """
        first = next((folder for folder in README_FOLDERS if self._readmes(folder)), "")
        folders = dict.fromkeys((first, *reversed(component.ancestors)))
        readmes = [each for folder in folders for each in self._readmes(folder)]
        linked = {path for each in readmes for path in each.links}
        others = (each for each in self.documents if each.path in linked and each not in readmes)
        return (*readmes, *others)

    def _readmes(self, folder: str) -> list[GuideDocument]:
        here = (each for each in self.documents if posixpath.dirname(each.path) == folder)
        # One in another language has its name between the others' and the suffix.
        return sorted((each for each in here if each.readme), key=lambda each: len(each.path))


@dataclass(frozen=True)
class MigrationsAtStart(Fact):
    """The place in a component's code that runs its migrations when it starts, if there is one."""

    scope: ClassVar[Scope] = Scope.COMPONENT

    where: Evidence | None = None
