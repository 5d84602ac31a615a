"""What changed in some days: one change for each check of a repository, from how it counted before
them to how it counts since. What came back to where it was is no change.

To find these among all transitions takes a large organization a tenth of a second, so they are kept
and brought in step when something has changed or a day begins.
"""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Count, QuerySet, Subquery

from compliance.models import Organization, RecentChange, Repository, Transition
from compliance.models.repository import RepositoryQuerySet
from compliance.scorecards.scope import Scope
from compliance.scoring import Standing
from compliance.sight import Sight

WEEK, FOUR_WEEKS = 7, 28
"""Of so many days what changed is kept."""
WINDOWS = (WEEK, FOUR_WEEKS)

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


_KINDS = tuple(Kind)
URGENCY = {kind: position for position, kind in enumerate(Kind)}
"""What matters most has the least."""


@dataclass(frozen=True, slots=True)
class Change:
    """How a check of a repository counted before, and counts since the transition `last`."""

    repository: int
    key: str
    before: Standing
    after: Standing
    last: int

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


def changes(
    transitions: QuerySet[Transition], since: datetime, until: datetime | None = None
) -> list[Change]:
    """What changed since a moment, and before another one if it is given, the newest first.

    A check that is new to a repository, or no longer asked, is no change of the repository.
    """
    found: dict[tuple[int, str], Change] = {}
    rows = transitions.filter(at__gte=since).order_by("at", "pk")
    if until is not None:
        rows = rows.filter(at__lt=until)
    for repository, key, before, after, pk in rows.values_list(
        "repository", "key", "before", "after", "pk"
    ):
        earlier = found.pop((repository, key), None)
        first = earlier.before.value if earlier else before
        if first and after and first != after:
            found[repository, key] = Change(repository, key, Standing(first), Standing(after), pk)
    return [*reversed(found.values())]


def begin(days: int, today: date) -> datetime:
    """When the last days before today began (UTC): changes are kept from then on."""
    return datetime.combine(today - timedelta(days=days), time.min, UTC)


def last_before(days: int, today: date) -> date:
    """The last day before these, at whose end all stood as they did before what changed in them."""
    return today - timedelta(days=days + 1)


def note(organization: Organization, today: date) -> None:
    """Bring what is kept of the days before today in step with the transitions.

    Must run in a transaction that holds the row of the kept sums, as `tallies.note` must.
    """
    transitions = Transition.objects.filter(organization=organization)
    for days in WINDOWS:
        kept = organization.recent_changes.filter(days=days).order_by()
        stored = {
            (repository, key): (pk, last, before)
            for pk, repository, key, last, before in kept.values_list(
                "pk", "repository", "key", "transition", "before"
            )
        }
        new = []
        for change in changes(transitions, begin(days, today)):
            said = stored.get((change.repository, change.key), (0, 0, ""))
            if said[1:] == (change.last, change.before):
                del stored[change.repository, change.key]
            else:
                new.append(_row(organization, days, change))
        RecentChange.objects.filter(pk__in=[pk for pk, _, _ in stored.values()]).delete()
        RecentChange.objects.bulk_create(new)


def _row(organization: Organization, days: int, change: Change) -> RecentChange:
    return RecentChange(
        organization=organization,
        repository_id=change.repository,
        transition_id=change.last,
        key=change.key,
        days=days,
        before=change.before,
        urgency=URGENCY[change.kind],
    )


def recent(scope: Scope, days: int) -> QuerySet[RecentChange]:
    """What changed in so many days, one of `WINDOWS`, as far as somebody may see it; the newest
    first.
    """
    rows = scope.seen.of_repositories(RecentChange.objects.filter(days=days))
    if scope.team is not None:
        rows = rows.filter(repository__ownerships__team=scope.team)
    return rows.order_by("-transition_id")


def kinds(rows: QuerySet[RecentChange]) -> Counter[Kind]:
    """How many there are of each kind, as they are listed: kept counts may be behind."""
    counted = rows.order_by().values_list("urgency").annotate(count=Count("pk"))
    return Counter({_KINDS[urgency]: count for urgency, count in counted})


def new(seen: Sight, since: datetime) -> RepositoryQuerySet:
    """The repositories that came since a moment, the newest first, as far as somebody may see them;
    without those that the organization began with.
    """
    everything = Repository.objects.filter(organization=seen.organization).order_by("added_at")
    began = everything.values("added_at")[:1]
    found = seen.repositories().counted().filter(added_at__gte=since)
    return found.filter(added_at__gte=Subquery(began) + _BEGINNING).order_by("-added_at", "name")
