"""In how many repositories each check counts as what.

To count over all results of ten thousand repositories takes a second, which no page has. So what
everybody may see, and what there is in all, is counted when something has changed; the rest, which
some see and others do not, is counted when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, Max, Min, Q, QuerySet

from compliance.models import Audience, CheckResult, CheckTally, Organization, Repository
from compliance.models.scorecard import TALLIED
from compliance.scoring import Standing
from compliance.sight import Sight

_PRIVATE = Repository.Visibility.PRIVATE
_IDENTITY = ("audience", "key", "clause", "level")
_SAID = ("title", "confidence", "position", *TALLIED.values(), "failing_since")


def seen_by(seen: Sight) -> list[CheckTally]:
    """What the results that somebody may see add up to."""
    results = seen.results()
    audience = seen.audience
    if audience is None:
        return count(results)
    stored = list(seen.organization.tallies.filter(audience=audience))
    if audience is Audience.ALL:
        return stored
    return [*stored, *count(results.filter(repository__visibility=_PRIVATE))]


def count(results: QuerySet[CheckResult]) -> list[CheckTally]:
    """What results add up to, as rows that are not stored."""
    return list(_counted(results))


def keep_up(organization: Organization) -> None:
    """Bring the stored tallies in step after a judgement, unless that was done a moment ago: a
    second for a thousand repositories, so that it never takes more than a tenth of the time.
    """
    pause = max(1, organization.repositories.count() // 1000)
    if cache.add(f"tallied-{organization.pk}", True, timeout=pause):
        refresh(organization)


def refresh(organization: Organization) -> None:
    """Bring the stored tallies in step, if a repository was judged since they were."""
    if _newest(organization) != organization.tallied_at:
        note(organization)


@transaction.atomic
def note(organization: Organization) -> None:
    """Bring the stored tallies in step with the results; a row that says the same is left alone.

    One at a time for an organization: so the last to write is the last to have looked.
    """
    organization = Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    newest = _newest(organization)
    kept = {_identity(row): row for row in organization.tallies.all()}
    changed = []
    for row in _of_organization(organization):
        old = kept.pop(_identity(row), None)
        if old is None or _said(old) != _said(row):
            changed.append(row)
    CheckTally.objects.filter(pk__in=[row.pk for row in kept.values()]).delete()
    CheckTally.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["organization", *_IDENTITY],
        update_fields=_SAID,
    )
    Organization.objects.filter(pk=organization.pk).update(tallied_at=newest)


def of_counted(results: QuerySet[CheckResult]) -> QuerySet[CheckResult]:
    """The results of repositories that count.

    To count over all of them, ask only for what the index `results_to_count` has.
    """
    return results.filter(
        repository__left_out="",
        repository__gone_since=None,
        repository__judged_at__isnull=False,
    )


def _newest(organization: Organization) -> datetime | None:
    """When the last repository was judged."""
    newest: datetime | None = organization.repositories.aggregate(at=Max("judged_at"))["at"]
    return newest


def _of_organization(organization: Organization) -> Iterator[CheckTally]:
    results = CheckResult.objects.filter(organization=organization)
    of_all = _counted(results)
    of_members = _counted(results.exclude(repository__visibility=_PRIVATE))
    for audience, rows in ((Audience.ALL, of_all), (Audience.MEMBERS, of_members)):
        for row in rows:
            row.organization, row.audience = organization, audience
            yield row


def _counted(results: QuerySet[CheckResult]) -> Iterator[CheckTally]:
    rows = of_counted(results).order_by().values("key", "clause", "level")
    for row in rows.annotate(**_SUMS):
        names = {name: row.pop(column) for name, column in _RENAMED.items()}
        yield CheckTally(**row, **names)


# Sums have names of their own where a field of the results has the tally's.
_RENAMED = {"title": "any_title", "confidence": "any_confidence", "position": "first_position"}
_SUMS: dict[str, Any] = {
    "any_title": Max("title"),
    "any_confidence": Max("confidence"),
    "first_position": Min("position"),
    "failing_since": Min("since", filter=Q(standing=Standing.FAIL.value)),
    **{name: Count("key", filter=Q(standing=standing.value)) for standing, name in TALLIED.items()},
}


def _identity(row: CheckTally) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in _IDENTITY)


def _said(row: CheckTally) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in _SAID)
