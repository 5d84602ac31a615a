"""What changed: which check of which repository, from what to what, since when."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from compliance.scorecards import changes
from compliance.scorecards.changes import Change, Kind
from compliance.sight import Sight
from dashboard.access import Action, Thing
from dashboard.filters import ChangeFilter
from dashboard.protection import protected, sight_of
from dashboard.requests import Request, asks_for_part
from dashboard.views.standing import as_shown
from dashboard.views.tabs import Tab

PAGE = 50
LABELS = {
    Kind.WORSE: "Got worse",
    Kind.LAPSED: "Waiver ended",
    Kind.BETTER: "Got better",
    Kind.EXCUSED: "Waived",
    Kind.UNDECIDED: "Not known any more",
    Kind.OTHER: "Other",
}


@require_safe
@protected(Action.SEE, Thing.LISTS)
def index(request: Request) -> HttpResponse:
    """What changed in some days, filtered and a page at a time; htmx gets the list alone."""
    seen = sight_of(request)
    form = ChangeFilter(request.GET, seen)
    since = timezone.now() - timedelta(days=form.days)
    found = _found(seen, form, since)
    kind = form.kind
    wanted = [change for change in found if kind in ("", change.kind)]
    page = Paginator(wanted, PAGE).get_page(request.GET.get("page"))
    counts = changes.kinds(found)
    always = (Kind.WORSE, Kind.BETTER)
    tabs = [
        Tab(each.value, LABELS[each], counts[each])
        for each in Kind
        if counts[each] or each in always or each == kind
    ]
    new = changes.new(seen, since)
    return render(
        request,
        "changes/_list.html" if asks_for_part(request) else "changes/index.html",
        {
            "form": form,
            "since": since,
            "page": page,
            "changes": as_shown(page.object_list, seen.shown_teams()),
            "tabs": [Tab("", "All", len(found)), *tabs],
            "kind": kind,
            "new": (new.filter(teams=form.of_team) if form.of_team else new)[:PAGE],
        },
    )


def _found(seen: Sight, form: ChangeFilter, since: datetime) -> list[Change]:
    transitions = seen.transitions()
    if form.of_team:
        transitions = transitions.filter(repository__ownerships__team=form.of_team)
    return changes.changes(transitions, since)
