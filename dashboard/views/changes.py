"""What changed: which check of which repository, from what to what, since when."""

from __future__ import annotations

from typing import cast

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from compliance.models import RecentChange
from compliance.scorecards import changes
from compliance.scorecards.changes import Kind
from compliance.scorecards.scope import Scope
from dashboard.access import Action, Thing
from dashboard.filters import ChangeFilter
from dashboard.protection import protected, sight_of
from dashboard.requests import Request, asks_for_part
from dashboard.views.standing import as_shown, since
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
    found = changes.recent(Scope(seen, form.of_team), form.days)
    counts = changes.kinds(found)
    kind = form.kind
    pages = Paginator(found.filter(urgency=changes.URGENCY[Kind(kind)]) if kind else found, PAGE)
    pages.count = counts[Kind(kind)] if kind else counts.total()
    page = pages.get_page(request.GET.get("page"))
    begin = since(seen.organization, form.days)
    always = (Kind.WORSE, Kind.BETTER)
    tabs = [
        Tab(each.value, LABELS[each], counts[each])
        for each in Kind
        if counts[each] or each in always or each == kind
    ]
    new = changes.new(seen, begin)
    return render(
        request,
        "changes/_list.html" if asks_for_part(request) else "changes/index.html",
        {
            "form": form,
            "since": begin,
            "page": page,
            "changes": as_shown(
                cast("QuerySet[RecentChange]", page.object_list), seen.shown_teams()
            ),
            "tabs": [Tab("", "All", counts.total()), *tabs],
            "kind": kind,
            "new": (new.filter(teams=form.of_team) if form.of_team else new)[:PAGE],
        },
    )
