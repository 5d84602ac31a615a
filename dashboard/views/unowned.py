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

PAGE = 20


@require_safe
@protected(Action.SEE, Thing.UNOWNED)
def index(request: HttpRequest) -> HttpResponse:
    """Each with where an owner was looked for and how to name one; most required gaps first."""
    seen = sight_of(request)
    found = unowned.repositories(seen).order_by("-required_failures", "name", "pk")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = unowned.looked_for(seen, page.object_list, on_github=organizations.is_github())
    return render(request, "unowned/index.html", {"page": page, "rows": rows})
