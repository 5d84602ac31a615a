"""What continuous integration runs."""

from __future__ import annotations

from dataclasses import dataclass, field

from compliance.facts import Evidence, Fact
from compliance.facts.tooling import Runs


@dataclass(frozen=True)
class CiCommand:
    """A command as a CI file writes it; what it runs in turn is followed in `Runs`."""

    where: Evidence
    on_pull_requests: bool


@dataclass(frozen=True)
class ContinuousIntegration(Fact):
    """The CI files of a repository, their commands, and what those on pull requests end up running.

    `commands` holds the first of them only where there are very many.
    """

    files: tuple[str, ...] = ()
    commands: tuple[CiCommand, ...] = ()
    runs: Runs = field(default_factory=Runs)
