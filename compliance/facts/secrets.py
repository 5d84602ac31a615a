"""What was found of secrets in a repository's files, and its files of environment variables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from compliance.facts import Evidence, Fact
from compliance.sightings import Place


@dataclass(frozen=True)
class CommittedSecret:
    """One secret in a file; `where` shows its surroundings with the secret masked.

    `rule` says what it is. `issued`: a provider gave it out, in a format of its own or for signing
    in there, so that nobody makes it up for a run of CI. `expires` is the day after which it opens
    nothing any more, where it says so itself.
    """

    rule: str
    where: Evidence
    place: Place
    issued: bool = False
    expires: date | None = None


@dataclass(frozen=True)
class Unsearched:
    """A file that may hold secrets and was not searched; `reason` is a clause with its path."""

    path: str
    reason: str


@dataclass(frozen=True)
class CommittedSecrets(Fact):
    """The secrets in a repository's files; what documents, vendors or builds is not looked into.

    Of tests and examples only files of environment variables are. `looked_into` is the number of
    files, `more` that of secrets beyond those that are kept; `unread` are files that may hold
    further ones.
    """

    secrets: tuple[CommittedSecret, ...] = ()
    looked_into: int = 0
    more: int = 0
    unread: tuple[Unsearched, ...] = ()


@dataclass(frozen=True)
class IgnoredEnvironment:
    """Whether git leaves a `.env` file alone: `by` is the line of `.gitignore` that says so.

    `path` is where the file would lie, `component` the directory of whom it would be.
    """

    component: str
    path: str
    by: Evidence | None = None


@dataclass(frozen=True)
class EnvironmentFiles(Fact):
    """The files of environment variables (`.env`, `.env.*`) in the tree, links aside.

    `ignored` says of each component, or of the root where there is none, whether its `.env` is
    ignored. `files_in_all` is the number of all files of the repository. `read_at`, looked for only
    where there is no backend, is the first place in code that reads a variable of the environment.
    """

    files: tuple[str, ...] = ()
    ignored: tuple[IgnoredEnvironment, ...] = ()
    files_in_all: int = 0
    read_at: Evidence | None = None
