"""What a check has counted as in a repository over time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from compliance import organizations
from compliance.models import Repository
from compliance.scorecards import history
from compliance.scorecards.history import Period
from compliance.sync import forge_facts
from dashboard import charts
from dashboard.access import Action
from dashboard.charts import Segment
from dashboard.protection import REPOSITORY, protected
from dashboard.templatetags.words import outcome_name

PAGE = 50


@require_safe
@protected(Action.SEE, REPOSITORY)
def detail(request: HttpRequest, repository: Repository, key: str) -> HttpResponse:
    """Since when it counts as what, at which commit, and by which pull request."""
    result = repository.results.filter(key=key).first()
    periods = history.periods(repository, result, key)
    if not periods:
        raise Http404
    page = Paginator(periods, PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    last = periods[0].change
    commits = history.commits_of([*shown, periods[0]])
    known = forge_facts.load(repository) if organizations.is_github() and commits else {}
    return render(
        request,
        "repositories/history.html",
        {
            "repository": repository,
            "key": key,
            "result": result,
            "title": result.title if result else last.title if last else key,
            "page": page,
            "newest": periods[0],
            "strip": strip(periods),
            "first": periods[-1].since,
            "pulls": history.merged_by(commits, known),
        },
    )


def strip(periods: Sequence[Period]) -> list[Segment]:
    """The periods as one bar, from the oldest on, as long as each lasted."""
    now = timezone.now()
    return charts.stacked(
        (
            each.standing or "none",
            outcome_name(each.standing),
            max(1, round(((each.until or now) - each.since) / timedelta(minutes=1))),
        )
        for each in reversed(periods)
    )
