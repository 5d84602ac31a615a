"""The teams, and one team's scorecard."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from compliance.models import Person, Team
from compliance.models.onboarding import PlanQuerySet
from compliance.onboarding.contacts import managing
from compliance.scorecards import change_tallies, changes, kept, questions, tallies, unowned
from compliance.scorecards.mending import mending
from compliance.scorecards.scope import Scope
from compliance.sight import Sight
from dashboard import newcomers
from dashboard.access import Action, Answer, Thing, answer
from dashboard.protection import TEAM, protected, sight_of
from dashboard.templatetags.words import level_name, level_slug
from dashboard.things import thing_of_channel
from dashboard.views.listed_repositories import ListedRepository, values_of
from dashboard.views.onboarding import rows_of
from dashboard.views.standing import (
    ShownTeam,
    as_named,
    level_segments,
    picture,
    sections_of,
    sorted_teams,
    team_rows,
    team_sorting,
    week,
    with_changes,
)

CHANGES_SHOWN = 8
NEWCOMERS_SHOWN = 10
GAPS_SHOWN = 6
TEAMS = 20
PAGE = 50


@require_safe
@protected(Action.SEE, Thing.LISTS)
def index(request: HttpRequest) -> HttpResponse:
    """Every team with where its repositories stand, or how they do in each section."""
    scope = Scope(seen := sight_of(request))
    sort = request.GET.get("sort", "")
    teams = team_rows(kept.now(scope, days=1), as_named(seen.shown_teams()), {})
    page = Paginator(sorted_teams(teams, sort), TEAMS).get_page(request.GET.get("page"))
    of_page = [row.team.pk for row in page]
    changed = change_tallies.of_teams(scope, changes.WEEK, of_page)
    page.object_list = with_changes(page, changed)
    by_section = request.GET.get("by") == "section"
    sections = sections_of(tallies.clauses(scope)) if by_section else []
    shown = [row.team for row in page] if by_section else []
    return render(
        request,
        "teams/index.html",
        {
            "page": page,
            "sorting": team_sorting(sort),
            "unowned": unowned.count(seen),
            "by_section": by_section,
            "levels": [(level_slug(each), level_name(each)) for each in questions.LEVELS],
            "sections": sections,
            "heat": questions.heat_map(scope, shown, sections),
            "own": seen.teams | seen.led,
        },
    )


@require_safe
@protected(Action.SEE, TEAM)
def detail(request: HttpRequest, team: Team) -> HttpResponse:
    """One team: its repositories, what changed, its furthest-reaching gaps."""
    seen = sight_of(request)
    repositories = seen.repositories().filter(ownerships__team=team)
    scope = Scope(seen, team)
    now = kept.now(scope)
    listed = values_of(seen.organization, repositories.listed())
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    tallied = tallies.seen_by(scope)
    sections = sections_of(row.clause for row in tallied)
    return render(
        request,
        "teams/detail.html",
        {
            "team": team,
            **_people_and_channel(team),
            "may_set_channel": _may_set_channel(seen, team),
            "page": page,
            "rows": [ListedRepository(*row) for row in page],
            "standing": now.standing,
            "moved": now.moved_in_all,
            "of_sections": list(
                zip(sections, questions.of_sections(tallied, sections), strict=True)
            ),
            "levels": level_segments(now.standing),
            "trend": picture(now.line),
            "week": week(scope, [ShownTeam(team.pk, team.slug, team.name)], CHANGES_SHOWN),
            "gaps": mending(scope, questions.gaps(tallied, GAPS_SHOWN), now.standing.weights),
            "tallied": tallied,
            "newcomers": rows_of(_newcomers(seen, team), frozenset({team.pk})),
        },
    )


def _people_and_channel(team: Team) -> dict[str, object]:
    """Who leads it and how many belong to it, and how its digest's channel does; by one query."""
    people = team.organization.people.filter(left_at=None)
    leads = managing(people, team.pk).values(said=JSONObject(name="name", login="login"))
    members = people.filter(memberships__team=OuterRef("pk")).order_by().values("organization")
    counted = members.annotate(count=Count("pk")).values("count")
    said = ("channel__problem", "channel__paused_at")
    rows = Team.objects.filter(pk=team.pk)
    named, count, problem, paused_at = rows.values_list(
        ArraySubquery(leads), Subquery(counted), *said
    )[0]
    return {
        "leads": [Person(**each) for each in named],
        "members": count or 0,
        "channel": {"problem": problem, "paused_at": paused_at},
    }


def _may_set_channel(seen: Sight, team: Team) -> bool:
    """Whether its reader decides where its digest is posted."""
    return answer(seen.role, Action.CHANGE, thing_of_channel(seen, team)) is Answer.ALLOWED


def _newcomers(seen: Sight, team: Team) -> PlanQuerySet:
    """Those of the team who are new, as far as its reader may see that."""
    plans = newcomers.seen_by(seen).with_people().open()
    return plans.filter(team=team, person__isnull=False)[:NEWCOMERS_SHOWN]
