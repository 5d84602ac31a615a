"""What changed in some days: one change for each check of a repository, from how it counted before
them to how it counts since. What came back to where it was is no change.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery

from compliance.models import Ownership, Repository, Transition
from compliance.models.repository import RepositoryQuerySet
from compliance.scoring import Standing
from compliance.sight import Sight

# Repositories that were there within so long of the first one are those that all began with.
_BEGINNING = timedelta(days=1)


class Kind(enum.StrEnum):
    """What a change means to those who own the repository, the most urgent first."""

    WORSE = "worse"
    LAPSED = "lapsed"
    BETTER = "better"
    EXCUSED = "excused"
    UNDECIDED = "undecided"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Change:
    """How a check of a repository counted before, and counts since the transition `last`; `teams`
    are the primary keys of those that own the repository.
    """

    repository: int
    key: str
    before: Standing
    after: Standing
    last: int
    teams: tuple[int, ...] = ()

    @property
    def kind(self) -> Kind:
        """What it means."""
        if Standing.WAIVED in (self.before, self.after) or self.before is Standing.ATTESTED:
            return self._of_excused()
        if self.after is Standing.FAIL:
            return Kind.WORSE
        if self.after is Standing.UNKNOWN:
            return Kind.UNDECIDED
        return Kind.BETTER if self.before is Standing.FAIL else Kind.OTHER

    def _of_excused(self) -> Kind:
        if self.after is Standing.WAIVED:
            return Kind.EXCUSED
        if self.after in (Standing.FAIL, Standing.UNKNOWN):
            return Kind.LAPSED
        return Kind.BETTER if self.before is Standing.WAIVED else Kind.OTHER


def changes(transitions: QuerySet[Transition], since: datetime) -> list[Change]:
    """What changed since a moment, the newest first.

    A check that is new to a repository, or no longer asked, is no change of the repository.
    """
    found: dict[tuple[int, str], Change] = {}
    for repository, key, before, after, pk, teams in _since(transitions, since):
        earlier = found.pop((repository, key), None)
        first = earlier.before.value if earlier else before
        if first and after and first != after:
            found[repository, key] = Change(
                repository, key, Standing(first), Standing(after), pk, teams
            )
    return [*reversed(found.values())]


def _since(
    transitions: QuerySet[Transition], since: datetime
) -> Iterator[tuple[int, str, str, str, int, tuple[int, ...]]]:
    """The rows in the order in which they came, each with who owns the repository."""
    owned = Ownership.objects.filter(repository=OuterRef("repository")).order_by("team")
    rows = transitions.filter(at__gte=since).order_by("at", "pk")
    rows = rows.annotate(owners=ArraySubquery(owned.values("team")))
    fields = ("repository", "key", "before", "after", "pk", "owners")
    for repository, key, before, after, pk, owners in rows.values_list(*fields):
        yield repository, key, before, after, pk, tuple(owners)


def kinds(found: Iterable[Change]) -> Counter[Kind]:
    """How many there are of each kind."""
    return Counter(change.kind for change in found)


def by_team(found: Iterable[Change]) -> dict[int, Counter[Kind]]:
    """How many there are of each kind for each team, by the team's primary key."""
    counted: dict[int, Counter[Kind]] = {}
    for change in found:
        for team in change.teams:
            counted.setdefault(team, Counter())[change.kind] += 1
    return counted


def new(seen: Sight, since: datetime) -> RepositoryQuerySet:
    """The repositories that came since a moment, the newest first, as far as somebody may see them;
    without those that the organization began with.
    """
    everything = Repository.objects.filter(organization=seen.organization).order_by("added_at")
    began = everything.values("added_at")[:1]
    found = seen.repositories().counted().filter(added_at__gte=since)
    return found.filter(added_at__gte=Subquery(began) + _BEGINNING).order_by("-added_at", "name")
