"""The teams, and one team's scorecard."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from compliance.models import Team
from compliance.scorecards import changes, questions, tallies
from dashboard.access import Action, Thing
from dashboard.protection import TEAM, protected, sight_of
from dashboard.views.standing import (
    WEEK,
    days_of,
    level_segments,
    sections_of,
    sorted_teams,
    team_rows,
    team_sorting,
    team_trend,
    week,
)

CHANGES_SHOWN = 8
GAPS_SHOWN = 6
PAGE = 50


@require_safe
@protected(Action.SEE, Thing.LISTS)
def index(request: HttpRequest) -> HttpResponse:
    """Every team with where its repositories stand, or how they do in each section."""
    seen = sight_of(request)
    found = changes.changes(seen.transitions(), timezone.now() - WEEK)
    sort = request.GET.get("sort", "")
    teams = sorted_teams(team_rows(seen, seen.shown_teams(), days_of(seen).moved, found), sort)
    page = Paginator(teams, PAGE).get_page(request.GET.get("page"))
    by_section = request.GET.get("by") == "section"
    sections = sections_of(tallies.seen_by(seen)) if by_section else []
    shown = [row.team for row in page] if by_section else []
    return render(
        request,
        "teams/index.html",
        {
            "page": page,
            "sorting": team_sorting(sort),
            "unowned": seen.repositories().counted().unowned(seen.shown_teams()).count(),
            "by_section": by_section,
            "sections": sections,
            "heat": questions.heat_map(seen.results(), shown, sections) if shown else {},
        },
    )


@require_safe
@protected(Action.SEE, TEAM)
def detail(request: HttpRequest, team: Team) -> HttpResponse:
    """One team: its repositories, what changed, its furthest-reaching gaps."""
    seen = sight_of(request)
    repositories = seen.repositories().filter(ownerships__team=team)
    standing = questions.standing(repositories)
    listed = Paginator(repositories.listed().with_excused(), PAGE)
    transitions = seen.transitions().filter(repository__ownerships__team=team)
    tallied = tallies.count(seen.results().filter(repository__ownerships__team=team))
    return render(
        request,
        "teams/detail.html",
        {
            "team": team,
            "page": listed.get_page(request.GET.get("page")),
            "standing": standing,
            "levels": level_segments(standing),
            "trend": team_trend(seen, team),
            "week": week(transitions, [team], CHANGES_SHOWN),
            "gaps": questions.gaps(tallied, GAPS_SHOWN),
            "tallied": tallied,
        },
    )
