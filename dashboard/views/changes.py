"""What changed: which check of which repository, from what to what, since when."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from compliance.digests.content import scores
from compliance.models.repository import RepositoryQuerySet
from compliance.scorecards import changes
from compliance.scorecards.changes import Kind
from dashboard.access import Action, Thing
from dashboard.filters import ChangeFilter
from dashboard.protection import protected, sight_of
from dashboard.requests import Request, asks_for_part
from dashboard.views.listed_changes import begin_of, listed
from dashboard.views.standing import as_named, since
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
    found = listed(seen, form)
    counts = found.counts
    kind = form.kind
    pages = Paginator(found.keys(kind), PAGE)
    pages.count = counts[Kind(kind)] if kind else counts.total()
    page = pages.get_page(request.GET.get("page"))
    begin = begin_of(form, since(seen.organization, form.days))
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
            "changes": found.shown(page.object_list, as_named(seen.shown_teams())),
            "tabs": [Tab("", "All", counts.total()), *tabs],
            "kind": kind,
            "scores": scores(seen, *form.span, form.of_team) if form.span else None,
            "new": () if form.span else _of_team(new, form)[:PAGE],
        },
    )


def _of_team(new: RepositoryQuerySet, form: ChangeFilter) -> RepositoryQuerySet:
    return new.filter(teams=form.of_team) if form.of_team else new
