"""What is asked for across repositories: the list of it, and what a repository's own file asks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from compliance import approvals
from compliance import asked as questions
from compliance.approvals import ApprovalError
from compliance.asked import Part
from compliance.models import AskedFor, Ownership, Repository, Team
from compliance.scorecards import kept
from compliance.scorecards.scope import Scope
from compliance.sight import Sight
from dashboard import deciding
from dashboard.access import Action, Thing
from dashboard.excuse_forms import AskedFilter, DecisionForm
from dashboard.protection import REPOSITORY, may, protected, sight_of
from dashboard.requests import Request, asks_for_part
from dashboard.views.asking import NOBODY

PAGE = 50
# So many are found at a glance: above them nothing narrows the list.
FEW = 10
_LABELS = {
    Part.TO_DECIDE: "For you to decide",
    Part.OWN: "Asked by you",
    Part.WAITING: "All that waits",
    Part.IN_EFFECT: "In effect",
    Part.ENDING: "Ending within two weeks",
    Part.OVER: "Ended lately",
}


@dataclass(frozen=True)
class PartTab:
    """A part of the list, and how much there is of it."""

    part: Part
    label: str
    count: int


@require_safe
@protected(Action.SEE, Thing.LISTS)
def index(request: Request) -> HttpResponse:
    """What was asked for, a part and a page at a time; htmx gets the list alone."""
    seen = sight_of(request)
    form = AskedFilter(request.GET, seen)
    asked = form.apply(deciding.asked(seen))
    counts = asked.counts()
    parts = _parts(seen)
    part = form.part(parts[0])
    pages = Paginator(asked.keys(part), PAGE)
    pages.count = counts[part]
    page = pages.get_page(request.GET.get("page"))
    rows = questions.rows([(each[0], each[1]) for each in page])
    context = {
        "form": form,
        "tabs": [PartTab(each, _LABELS[each], counts[each]) for each in parts],
        "part": part,
        "is_in_effect": part in (Part.IN_EFFECT, Part.ENDING),
        "page": page,
        "rows": rows,
        "owners": _owners(seen, {row.repository for row in rows}),
        "over_days": questions.OVER_DAYS,
        "is_long": max(counts[each] for each in parts) > FEW,
    }
    part_only = asks_for_part(request)
    return render(request, "asked/_list.html" if part_only else "asked/index.html", context)


@dataclass(frozen=True)
class Owner:
    """A team that owns a repository, with its score (as a share, None where nothing is decided)."""

    team: Team
    score: float | None


def _owners(seen: Sight, repositories: Collection[int]) -> dict[int, list[Owner]]:
    """Whose each of the repositories is, as far as somebody may know, and how their teams stand."""
    found: dict[int, list[Owner]] = {}
    if not repositories:
        return found
    owned = Ownership.objects.filter(repository__in=repositories, team__in=seen.shown_teams())
    now = kept.now(Scope(seen), days=1)
    for each in owned.select_related("team").order_by("team__name"):
        owner = Owner(each.team, now.score_of(each.team_id))
        found.setdefault(each.repository_id, []).append(owner)
    return found


def _parts(seen: Sight) -> list[Part]:
    """The parts that can have something for somebody, what they most likely look for first."""
    without = set()
    if not deciding.decides(seen):
        without.add(Part.TO_DECIDE)
    if seen.person is None:
        without.add(Part.OWN)
    return [part for part in Part if part not in without]


@require_safe
@protected(Action.SEE, REPOSITORY)
def detail(request: HttpRequest, repository: Repository, pk: int) -> HttpResponse:
    """What a repository asks for by its own file or a topic, and what became of it."""
    return _page(request, repository, pk)


@require_POST
@protected(Action.DECIDE, REPOSITORY)
def decide(request: HttpRequest, repository: Repository, pk: int) -> HttpResponse:
    """Let it be judged as it asks, or refuse that."""
    asked = get_object_or_404(repository.asked_for, pk=pk)
    form, person = DecisionForm(request.POST), sight_of(request).person
    if person is None:
        return _page(request, repository, pk, form, NOBODY)
    if not form.is_valid():
        return _page(request, repository, pk, form)
    given = form.cleaned_data
    act = approvals.approve if given["verdict"] == "approve" else approvals.refuse
    try:
        act(asked, person, given["note"], seen=given["was"])
    except ApprovalError as error:
        return _page(request, repository, pk, form, str(error))
    done = "Approved" if given["verdict"] == "approve" else "Refused"
    messages.success(request, f"{done}. The repository is judged so within a minute or two.")
    # Without a place of its own it would be led to that of the form.
    return redirect(reverse("asked", kwargs={"slug": repository.slug, "pk": pk}) + "#content")


def _page(
    request: HttpRequest,
    repository: Repository,
    pk: int,
    form: DecisionForm | None = None,
    problem: str = "",
) -> HttpResponse:
    """The page, as things stand now; 422 where what was sent could not be done."""
    asked = get_object_or_404(repository.asked_for.with_people(), pk=pk)
    why_not = _why_not(request, asked)
    context: dict[str, Any] = {
        "repository": repository,
        "asked": asked,
        "why_not": why_not,
        "can_decide": not why_not,
        "is_open": asked.ended_at is None and asked.is_said,
        "owners": list(sight_of(request).owners_of(repository)),
        "form": form or DecisionForm(),
        "problem": problem,
    }
    return render(request, "asked/detail.html", context, status=422 if form else 200)


def _why_not(request: HttpRequest, asked: AskedFor) -> str:
    """Why its reader does not decide on it; empty: they do."""
    person = sight_of(request).person
    if asked.ended_at is not None:
        return "The repository does not ask for this any more."
    if not asked.is_said:
        return "Its file is invalid, so it asks for nothing until that is mended."
    if person is None:
        return NOBODY
    if asked.asked_by and asked.asked_by == person.login:
        return "You committed this yourself, so somebody else decides."
    return "" if may(request, Action.DECIDE) else "You do not decide on this."
