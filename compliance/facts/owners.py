"""Who owns a repository, by its own CODEOWNERS."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.facts import Evidence, Fact


@dataclass(frozen=True)
class Owners(Fact):
    """The teams (by slug) and people who own the repository as a whole, and where that is said."""

    teams: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    where: Evidence | None = None
