"""What pages about history ask: what changed, since when, and how it went over weeks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Count, Min, QuerySet
from django.db.models.functions import TruncWeek

from compliance.models import (
    Audience,
    CheckResult,
    DailyScore,
    Excuse,
    Organization,
    ScoreChange,
    Transition,
)
from compliance.scorecards import questions


def of(organization: Organization, key: str, now: datetime) -> Mapping[str, QuerySet[object]]:
    """Each question in words, with the rows that answer it."""
    week, twelve = now - timedelta(days=7), now - timedelta(days=questions.TREND_DAYS)
    repositories = organization.repositories.order_by("name")
    one, page = repositories[0], [*repositories.values_list("pk", flat=True)[:50]]
    team = organization.teams.order_by("pk")[0]
    days = DailyScore.objects.filter(organization=organization, audience=Audience.ALL)
    changed = Transition.objects.filter(organization=organization).order_by()
    failing = CheckResult.objects.filter(organization=organization, key=key, standing="fail")
    cells = CheckResult.objects.filter(repository__in=page).order_by()
    return {
        "what changed this week": changed.filter(at__gte=week).values_list("key", "after"),
        "how much changed this week, by team": changed.filter(at__gte=week)
        .values("repository__ownerships__team_id", "after")
        .annotate(count=Count("key")),
        "twelve weeks of the organization": days.filter(team=None, day__gt=twelve),
        "twelve weeks of a team": days.filter(team=team, day__gt=twelve),
        "each team today and a week ago": days.filter(day__in=(now.date(), week.date())),
        "since when a check fails, by team": failing.order_by()
        .values("repository__ownerships__team_id")
        .annotate(count=Count("key"), since=Min("since")),
        "a check by the week of a year": changed.filter(key=key)
        .annotate(week=TruncWeek("at"))
        .values("week", "before", "after")
        .annotate(count=Count("key")),
        "fifty repositories by all checks": cells.values_list("repository_id", "key", "standing"),
        "the history of a repository's checks": one.transitions.all(),
        "the history of a repository's score": ScoreChange.objects.filter(repository=one),
        "the stalest five": organization.repositories.counted().order_by("judged_at")[:5],
        "what ends within two weeks": Excuse.objects.filter(
            organization=organization, state="approved", until__lte=now + timedelta(days=14)
        ),
    }
