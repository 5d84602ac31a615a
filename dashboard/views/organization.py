"""The organization's page: where it stands, what changed, what to do about it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from compliance import organizations
from compliance.models import Organization, SyncRun
from compliance.scorecards import changes, kept, questions, tallies
from compliance.scorecards.freshness import Freshness, freshness
from compliance.scorecards.mending import mending
from compliance.scorecards.own import own_repositories
from compliance.scorecards.scope import Scope
from dashboard import charts
from dashboard.access import Action, Thing
from dashboard.charts import Segment
from dashboard.deciding import decides
from dashboard.protection import may_open, protected, sight_of
from dashboard.views.glance import causes, own_teams, to_do
from dashboard.views.source import ending
from dashboard.views.standing import (
    TeamRow,
    as_named,
    fallen_first,
    level_segments,
    picture,
    sections_of,
    team_rows,
    week,
)
from dashboard.views.syncs import listing, with_counts

CHANGES_SHOWN = 6
GAPS_SHOWN = 6
STALE_SHOWN = 5
TEAMS_SHOWN = 12
OWN_SHOWN = 3
# A score that moved by less is shown as one that did not.
_NOTICED = 0.0005


@require_safe
@protected(Action.SEE, Thing.ORGANIZATION, instead="repositories")
def overview(request: HttpRequest) -> HttpResponse:
    """The whole organization at a glance, as far as its reader may see it."""
    seen = sight_of(request)
    scope = Scope(seen)
    organization, repositories = seen.organization, seen.repositories()
    known = as_named(seen.shown_teams())
    now = kept.now(scope)
    fallen = [row for row in fallen_first(team_rows(now, known, {})) if _has_fallen(row)]
    this_week = week(scope, known, CHANGES_SHOWN, fallen[0].team.pk if fallen else None)
    tallied = tallies.seen_by(scope)
    sections = sections_of(row.clause for row in tallied)
    teams = team_rows(now, known, this_week.by_team)
    own = seen.teams | seen.led
    in_order = fallen_first(teams)
    shown = sorted(in_order, key=lambda row: row.team.pk not in own)[:TEAMS_SHOWN]
    sees_source = may_open(request, "source")
    open_run = _open_run(organization) if sees_source else None
    new = changes.new(seen, this_week.since)
    owners = seen.shown_teams() if may_open(request, "unowned") else None
    fresh = freshness(organization, repositories, owners, new, STALE_SHOWN)
    heat = questions.heat_map(scope, [row.team for row in shown], sections)
    return render(
        request,
        "organization/overview.html",
        {
            "standing": now.standing,
            "moved": now.moved_in_all,
            "levels": level_segments(now.standing),
            "trend": picture(now.line),
            "week": this_week,
            "new": fresh.new,
            "tallied": tallied,
            "gaps": mending(scope, questions.gaps(tallied, GAPS_SHOWN), now.standing.weights),
            "sections": sections,
            "teams": teams,
            "rows": shown,
            "own": own,
            "fallen": next(iter(fallen), None),
            "causes": causes(this_week.worse),
            "own_teams": own_teams(teams, own, sections, heat),
            "decides": decides(seen),
            "to_do": to_do(own_repositories(seen, own, OWN_SHOWN)),
            "most_failed": questions.most_failed(tallied),
            "heat": heat,
            "unowned": fresh.unowned,
            "fresh": fresh,
            "fresh_bar": _bar(fresh),
            "open_run": open_run,
            "listing": listing(open_run),
            "found": fresh.total,
            "ending": ending(organizations.access(organization)) if sees_source else None,
        },
    )


def _has_fallen(row: TeamRow) -> bool:
    """Whether its score moved down by as much as is shown."""
    return (row.moved or 0) < -_NOTICED


def _bar(fresh: Freshness) -> list[Segment]:
    """How many were checked when, as a bar."""
    return charts.stacked(
        (
            ("pass", "within the hour", fresh.hour),
            ("foundation", "within a day", fresh.day),
            ("below", "longer ago", fresh.older),
            ("none", "not judged yet", fresh.never),
        )
    )


def _open_run(organization: Organization) -> SyncRun | None:
    """The run that is going on, with how far it is."""
    return with_counts(organization.runs.filter(finished_at=None)).first()
