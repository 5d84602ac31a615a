"""How each of some repositories moved in the week whose changes are told."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, FloatField, IntegerField, OuterRef, Subquery
from django.db.models.functions import Cast, Coalesce, NullIf

from compliance.models import RecentChange, ScoreChange
from compliance.models.repository import RepositoryQuerySet
from compliance.scorecards import changes
from compliance.scorecards.changes import Kind

_WORSE = (changes.URGENCY[Kind.WORSE], changes.URGENCY[Kind.LAPSED])


def with_week(repositories: RepositoryQuerySet, since: datetime) -> RepositoryQuerySet:
    """With the score that each had when the week began, as a share, as `stood` (None where it had
    none), and with how many of its checks got worse since, as `worse`.
    """
    share = Cast("passed", FloatField()) / NullIf("decided", 0)
    before = ScoreChange.objects.filter(repository=OuterRef("pk"), at__lt=since).order_by(
        "-at", "-pk"
    )
    worse = RecentChange.objects.filter(
        repository=OuterRef("pk"), days=changes.WEEK, urgency__in=_WORSE
    ).order_by()
    counted = worse.values("repository").annotate(count=Count("pk")).values("count")
    return repositories.annotate(
        stood=Subquery(before.order_by("-at", "-pk").annotate(share=share).values("share")[:1]),
        worse=Coalesce(Subquery(counted, IntegerField()), 0),
    )
