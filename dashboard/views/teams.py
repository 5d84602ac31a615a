"""The teams, and one team's scorecard."""

from __future__ import annotations

from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from compliance.models import CheckResult
from compliance.scorecards import questions
from dashboard.requests import organization_of
from dashboard.views.standing import level_segments, trend_picture

CHANGES_SHOWN = 8
GAPS_SHOWN = 6
PAGE = 50


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every team with where its repositories stand."""
    organization = organization_of(request)
    standings = questions.team_standings(organization.repositories.all())
    teams = [
        (team, standing, level_segments(standing))
        for team in organization.teams.shown()
        if (standing := standings.get(team.pk))
    ]
    unowned = organization.repositories.counted().unowned()
    page = Paginator(teams, PAGE).get_page(request.GET.get("page"))
    return render(request, "teams/index.html", {"page": page, "unowned": unowned.count()})


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One team: its repositories, what changed, its furthest-reaching gaps."""
    organization = organization_of(request)
    team = get_object_or_404(organization.teams.shown(), slug=slug)
    repositories = organization.repositories.filter(ownerships__team=team)
    standing = questions.standing(repositories)
    listed = Paginator(repositories.listed().with_excused(), PAGE)
    since = timezone.now() - timedelta(days=7)
    results = CheckResult.objects.filter(
        organization=organization, repository__ownerships__team=team
    )
    return render(
        request,
        "teams/detail.html",
        {
            "team": team,
            "page": listed.get_page(request.GET.get("page")),
            "standing": standing,
            "levels": level_segments(standing),
            "trend": trend_picture(organization, team),
            "changes": questions.changes(organization, since, repositories)[:CHANGES_SHOWN],
            "gaps": questions.gaps(results, GAPS_SHOWN),
        },
    )
