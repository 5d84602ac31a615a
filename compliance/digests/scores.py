"""Where scores stood at a moment that is not the end of a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time

from django.db.models import F, Func, JSONField, OuterRef, Subquery

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
    rows = reader.of_repositories(ScoreChange.objects.filter(at__gte=midnight, at__lt=utc))
    there = Repository.objects.counted().filter(pk__in=rows.values("repository")).order_by()
    moved = there.annotate(before=_last_before(midnight), after=_last_before(utc))
    return {
        pk: Weights(*after) + Weights(*(before or ())) * -1
        for pk, before, after in moved.values_list("pk", "before", "after")
    }


def _last_before(moment: datetime) -> Subquery:
    """The sums of a repository at a moment: of its history the one row that says so."""
    told = Func(*map(F, _WEIGHTS), function="JSONB_BUILD_ARRAY", output_field=JSONField())
    earlier = ScoreChange.objects.filter(repository=OuterRef("pk"), at__lt=moment)
    return Subquery(earlier.order_by("-at", "-pk").values_list(told)[:1])
