"""The queue of repositories that nobody owns."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from compliance import organizations
from compliance.scorecards import unowned
from dashboard.access import Action, Thing
from dashboard.protection import protected, sight_of

PAGE = 15


@require_safe
@protected(Action.SEE, Thing.UNOWNED)
def index(request: HttpRequest) -> HttpResponse:
    """Each with where an owner was looked for and how to name one; most required gaps first."""
    seen = sight_of(request)
    order = ("-required_failures", "name", "pk")
    found = unowned.repositories(seen).order_by(*order).values_list("pk", flat=True)
    if seen.knows_all_teams:
        pages = Paginator(found, PAGE)
        pages.count = unowned.count(seen)
    else:
        # Found once and not counted besides: for either all owners are looked through.
        pages = Paginator(list(found), PAGE)
    page = pages.get_page(request.GET.get("page"))
    by_key = seen.repositories().in_bulk(page.object_list)
    repositories = [by_key[key] for key in page if key in by_key]
    rows = unowned.looked_for(seen, repositories, on_github=organizations.is_github())
    return render(request, "unowned/index.html", {"page": page, "rows": rows})
