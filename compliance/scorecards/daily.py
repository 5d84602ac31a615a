"""The daily rows of teams and of the organization, in two kinds: what all may see, and all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum

from compliance.models import Audience, DailyScore, Organization, Repository
from compliance.scoring import Compliance, Level

_SUMS: dict[str, Any] = {
    "repositories": Count("pk"),
    "passed": Sum("passed", default=0),
    "decided": Sum("decided", default=0),
    "covered": Sum("covered", default=0),
    "judged": Sum("judged", default=0),
    "exemplary": Count("pk", filter=Q(level=Level.EXEMPLARY.value)),
    "standard": Count("pk", filter=Q(level=Level.STANDARD.value)),
    "foundation": Count("pk", filter=Q(level=Level.FOUNDATION.value)),
    "below": Count("pk", filter=Q(level="", judged__gt=0)),
    "not_established": Count("pk", filter=Q(compliance=Compliance.NOT_ESTABLISHED.value)),
}


def note_day(organization: Organization, day: date) -> None:
    """Write the rows of that day from where the repositories stand now; the last writer wins."""
    rows = [
        DailyScore(organization=organization, day=day, audience=audience, **values)
        for audience in Audience
        for values in _standings(organization, audience)
    ]
    DailyScore.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["organization", "team", "audience", "day"],
        update_fields=list(_SUMS),
    )


def _standings(organization: Organization, audience: Audience) -> Iterator[dict[str, Any]]:
    """The sums of the organization, then those of each of its teams."""
    repositories = Repository.objects.filter(
        organization=organization, left_out="", gone_since=None, judged_at__isnull=False
    )
    if audience is Audience.MEMBERS:
        repositories = repositories.filter(is_private=False)
    yield {"team_id": None, **repositories.aggregate(**_SUMS)}
    teams = repositories.filter(ownerships__isnull=False).order_by()
    for row in teams.values("ownerships__team_id").annotate(**_SUMS):
        yield {"team_id": row.pop("ownerships__team_id"), **row}
