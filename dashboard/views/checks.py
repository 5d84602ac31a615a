"""The checks across the organization: who fails one, and since when."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Case, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from compliance import organizations
from compliance.checks import CATALOGUE
from compliance.checks.base import Outcome
from compliance.models import CheckResult, Organization
from compliance.scorecards import questions
from dashboard import charts
from dashboard.requests import Request
from dashboard.templatetags.plumbline import OUTCOMES

PAGE = 50


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every check with how many repositories pass and fail it."""
    rows = [(check, _bar(check.counts)) for check in questions.checks(organizations.current())]
    return render(request, "checks/index.html", {"checks": rows})


@require_safe
def detail(request: Request, key: str) -> HttpResponse:
    """One check: what it asks, the remedy, and what it says of each repository."""
    organization = organizations.current()
    check = CATALOGUE.get(key)
    counts = next((each for each in questions.checks(organization) if each.key == key), None)
    if check is None and counts is None:
        raise Http404
    outcome = request.GET.get("outcome", "")
    results = _results(organization, key)
    if outcome in list(Outcome):
        results = results.filter(outcome=outcome)
    page = Paginator(results, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "checks/_results.html" if request.htmx else "checks/detail.html",
        {
            "key": key,
            "check": check,
            "counts": counts,
            "title": check.title if check else counts.title if counts else key,
            "bar": _bar(counts.counts) if counts else [],
            "page": page,
            "outcome": outcome,
            "outcomes": [(each.value, OUTCOMES[each.value]) for each in Outcome],
        },
    )


def _results(organization: Organization, key: str) -> QuerySet[CheckResult]:
    """What the check says of the repositories that count: failures first, the oldest first."""
    order = Case(
        *(When(outcome=outcome.value, then=position) for position, outcome in enumerate(Outcome))
    )
    return (
        questions.of_counted(CheckResult.objects.filter(organization=organization, key=key))
        .annotate(place=order)
        .order_by("place", "since", "repository__name")
        .select_related("repository")
        .prefetch_related("repository__teams")
    )


def _bar(counts: dict[str, int]) -> list[charts.Segment]:
    return charts.stacked((name, OUTCOMES[name], count) for name, count in counts.items())
