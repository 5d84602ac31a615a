"""How newcomers fare: the time to the goal by team and quarter, and where the time goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from compliance import clock
from compliance.onboarding import statistics
from compliance.onboarding.statistics import TOO_FEW, Hold
from dashboard.access import Action, Thing
from dashboard.protection import protected, sight_of


@dataclass(frozen=True)
class Bar:
    """How long people are held at an item, beside the longest of all."""

    hold: Hold
    share: float


@require_safe
@protected(Action.SEE, Thing.ORGANIZATION)
def index(request: HttpRequest) -> HttpResponse:
    """Everybody, then the teams that the reader may know of."""
    seen = sight_of(request)
    teams = list(seen.shown_teams().filter(gone_since=None).order_by("name"))
    found = statistics.gather(seen.organization, teams, clock.now())
    longest = max((hold.median for hold in found.holds), default=timedelta())
    bars = [Bar(hold, hold.median / longest if longest else 0.0) for hold in found.holds]
    context = {
        "statistics": found,
        "bars": bars,
        "too_few": TOO_FEW,
        "has_any": any(pace.people for row in found.rows for pace in row.paces),
    }
    return render(request, "onboarding/pace.html", context)
