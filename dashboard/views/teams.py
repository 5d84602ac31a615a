"""The teams, and one team's scorecard."""

from __future__ import annotations

from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from compliance.models import Team
from compliance.scorecards import questions, tallies
from dashboard.access import Action, Thing
from dashboard.protection import TEAM, protected, sight_of
from dashboard.views.standing import level_segments, trend_picture

CHANGES_SHOWN = 8
GAPS_SHOWN = 6
PAGE = 50


@require_safe
@protected(Action.SEE, Thing.LISTS)
def index(request: HttpRequest) -> HttpResponse:
    """Every team with where its repositories stand."""
    seen = sight_of(request)
    shown = seen.shown_teams()
    standings = questions.team_standings(seen.repositories())
    teams = [
        (team, standing, level_segments(standing))
        for team in shown
        if (standing := standings.get(team.pk))
    ]
    unowned = seen.repositories().counted().unowned(shown)
    page = Paginator(teams, PAGE).get_page(request.GET.get("page"))
    return render(request, "teams/index.html", {"page": page, "unowned": unowned.count()})


@require_safe
@protected(Action.SEE, TEAM)
def detail(request: HttpRequest, team: Team) -> HttpResponse:
    """One team: its repositories, what changed, its furthest-reaching gaps."""
    seen = sight_of(request)
    repositories = seen.repositories().filter(ownerships__team=team)
    standing = questions.standing(repositories)
    listed = Paginator(repositories.listed().with_excused(), PAGE)
    since = timezone.now() - timedelta(days=7)
    changes = questions.changes(seen.transitions().filter(repository__ownerships__team=team), since)
    results = seen.results().filter(repository__ownerships__team=team)
    return render(
        request,
        "teams/detail.html",
        {
            "team": team,
            "page": listed.get_page(request.GET.get("page")),
            "standing": standing,
            "levels": level_segments(standing),
            "trend": trend_picture(seen, team),
            "changes": changes[:CHANGES_SHOWN],
            "gaps": questions.gaps(tallies.count(results), GAPS_SHOWN),
        },
    )
