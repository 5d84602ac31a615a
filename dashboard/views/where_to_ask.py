"""Where somebody comes who wants an exception: a repository of theirs, and what fails in it."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from compliance.models import CheckResult, Repository
from compliance.models.repository import RepositoryQuerySet
from compliance.models.scorecard import URGENCY
from compliance.sight import Sight
from dashboard.access import Action, Answer, Thing, answer
from dashboard.filters import Search
from dashboard.protection import REPOSITORY, protected, sight_of
from dashboard.views import excused
from dashboard.views.asking import NOBODY
from dashboard.views.excused import OfCheck

PAGE = 50
# What a check's buttons to ask are there for.
_EXCUSABLE = Q(outcome="fail") | Q(outcome="unknown", attestable=True)


@dataclass(frozen=True)
class Row:
    """A repository, and how many of its checks can be asked about."""

    repository: Repository
    count: int


@dataclass(frozen=True)
class Asked:
    """A result that can be asked about, with what was asked for of its check."""

    result: CheckResult
    of_check: OfCheck | None


@require_safe
@protected(Action.SEE, Thing.LISTS)
def index(request: HttpRequest) -> HttpResponse:
    """The repositories in which its reader asks and something can be asked for, by name."""
    seen = sight_of(request)
    text = Search(request.GET).text
    excusable = CheckResult.objects.filter(_EXCUSABLE, repository=OuterRef("pk"))
    found = asked_in(seen).counted().filter(Exists(excusable)).order_by("name", "pk")
    page = Paginator(found.filter(name__icontains=text), PAGE).get_page(request.GET.get("page"))
    repositories = list(page.object_list)
    results = CheckResult.objects.filter(_EXCUSABLE, repository__in=repositories).order_by()
    counted = results.values_list("repository").annotate(Count("pk"))
    counts: dict[int, int] = dict(counted)
    context = {
        "page": page,
        "rows": [Row(each, counts.get(each.pk, 0)) for each in repositories],
        "text": text,
        "nobody": NOBODY if seen.person is None else "",
    }
    return render(request, "asked/where.html", context)


@require_safe
@protected(Action.ASK, REPOSITORY)
def checks(request: HttpRequest, repository: Repository) -> HttpResponse:
    """What can be asked about in one repository, each with the way to the form."""
    if repository.left_out or repository.gone_since:
        raise Http404
    results = repository.results.filter(_EXCUSABLE).order_by(URGENCY, "position", "pk")
    by_key = excused.of_repository(repository).by_key
    context = {
        "repository": repository,
        "rows": [Asked(each, by_key.get(each.key)) for each in results],
        "nobody": NOBODY if sight_of(request).person is None else "",
    }
    return render(request, "asked/what.html", context)


def asked_in(seen: Sight) -> RepositoryQuerySet:
    """The repositories in which the table lets somebody ask."""
    if answer(seen.role, Action.ASK, Thing.REPOSITORY_OPEN) is Answer.ALLOWED:
        return seen.repositories()
    theirs = Q(pk__in=seen.works_on().values("pk")) | Q(pk__in=seen.leads().values("pk"))
    return seen.repositories().filter(theirs)
