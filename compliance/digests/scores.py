"""Where scores stood at a moment that is not the end of a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time

from compliance.models import Repository, ScoreChange
from compliance.scoring import Weights
from compliance.sight import Sight

_WEIGHTS = ("passed", "decided", "covered", "judged")


def since_midnight(reader: Sight, moment: datetime) -> Mapping[int, Weights]:
    """By how much the sums of each repository that somebody may see, and that counts, changed from
    the beginning of the day (UTC) until a moment; by primary key, of those alone whose did. One
    query.

    Kept sums are those of the ends of days, and a digest begins where the last one ended.
    """
    utc = moment.astimezone(UTC)
    midnight = datetime.combine(utc.date(), time(), UTC)
    rows = reader.of_repositories(ScoreChange.objects.filter(at__lt=utc))
    moved = rows.filter(at__gte=midnight).values("repository")
    there = Repository.objects.counted().filter(pk__in=moved).order_by()
    before: dict[int, Weights] = {}
    after: dict[int, Weights] = {}
    changes = ScoreChange.objects.filter(repository__in=there, at__lt=utc).order_by("at", "pk")
    for repository, at, *weights in changes.values_list("repository", "at", *_WEIGHTS):
        after[repository] = Weights(*weights)
        if at < midnight:
            before[repository] = Weights(*weights)
    return {pk: sums + before.get(pk, Weights()) * -1 for pk, sums in after.items()}
