"""The page of a waiver or an attestation, and what is decided there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from compliance import clock, waivers
from compliance.excusable import ExcuseError
from compliance.excuse_effect import effect
from compliance.models import CheckResult, Excuse, Person, Repository
from dashboard.access import Action
from dashboard.excuse_forms import DecisionForm, RevokeForm
from dashboard.protection import REPOSITORY, may, protected, sight_of
from dashboard.views import excused
from dashboard.views.asking import NOBODY
from dashboard.views.components import by_component

EARLIER_SHOWN = 5


@require_safe
@protected(Action.SEE, REPOSITORY)
def detail(request: HttpRequest, repository: Repository, pk: int) -> HttpResponse:
    """What was asked for, by whom and why, what it changes, and what became of it."""
    return _page(request, repository, pk)


@require_POST
@protected(Action.DECIDE, REPOSITORY)
def decide(request: HttpRequest, repository: Repository, pk: int) -> HttpResponse:
    """Approve what somebody else asked for, or refuse it."""
    form = DecisionForm(request.POST)

    def happens(excuse: Excuse, person: Person) -> str:
        if form.cleaned_data["verdict"] == "approve":
            waivers.approve(excuse, person, form.cleaned_data["note"])
            return "Approved. It counts within a minute or two."
        waivers.refuse(excuse, person, form.cleaned_data["note"])
        return "Refused. Nothing counts differently."

    return _done(request, repository, pk, form, happens)


@require_POST
@protected(Action.ASK, REPOSITORY)
def withdraw(request: HttpRequest, repository: Repository, pk: int) -> HttpResponse:
    """Take back what one asked for."""

    def happens(excuse: Excuse, person: Person) -> str:
        waivers.withdraw(excuse, person)
        return "Withdrawn. Nobody has to decide on it any more."

    return _done(request, repository, pk, forms.Form(request.POST), happens)


@require_POST
@protected(Action.DECIDE, REPOSITORY)
def revoke(request: HttpRequest, repository: Repository, pk: int) -> HttpResponse:
    """Let what was approved count no longer."""
    form = RevokeForm(request.POST)

    def happens(excuse: Excuse, person: Person) -> str:
        waivers.revoke(excuse, person, form.cleaned_data["note"])
        return "Revoked. The check counts as it is within a minute or two."

    return _done(request, repository, pk, form, happens)


def _done(
    request: HttpRequest,
    repository: Repository,
    pk: int,
    form: forms.Form,
    happens: Callable[[Excuse, Person], str],
) -> HttpResponse:
    """Do it and lead back to the page; where it cannot be done the page says why, with 422."""
    excuse = get_object_or_404(repository.excuses, pk=pk)
    person = sight_of(request).person
    if person is None:
        return _page(request, repository, pk, form, NOBODY)
    if not form.is_valid():
        return _page(request, repository, pk, form)
    try:
        said = happens(excuse, person)
    except ExcuseError as error:
        return _page(request, repository, pk, form, str(error))
    messages.success(request, said)
    # Without a place of its own it would be led to that of the form.
    return redirect(reverse("excuse", kwargs={"slug": repository.slug, "pk": pk}) + "#content")


@dataclass(frozen=True)
class Can:
    """What its reader can do with something that was asked for, and why they cannot decide on it,
    as far as anything is to be decided.
    """

    decide: bool = False
    withdraw: bool = False
    revoke: bool = False
    why_not: str = ""


def _can(request: HttpRequest, excuse: Excuse) -> Can:
    person, today = sight_of(request).person, clock.now().date()
    may_decide = may(request, Action.DECIDE)
    if excuse.is_in_effect(today):
        return Can(revoke=may_decide and person is not None)
    if excuse.state != Excuse.State.ASKED or excuse.until < today:
        return Can()
    if person is None:
        return Can(why_not=NOBODY)
    if excuse.asked_by_id == person.pk:
        why_not = "You asked for this yourself, so somebody else decides."
        return Can(withdraw=may(request, Action.ASK), why_not=why_not)
    return Can(decide=may_decide, why_not="" if may_decide else "You do not decide on this.")


def _page(
    request: HttpRequest,
    repository: Repository,
    pk: int,
    form: forms.Form | None = None,
    problem: str = "",
) -> HttpResponse:
    """The page, as things stand now; 422 where what was sent could not be done."""
    excuse = get_object_or_404(repository.excuses.with_people(), pk=pk)
    results = list(repository.results.all())
    result = next((each for each in results if each.key == excuse.key), None)
    counts = excuse.is_in_effect(clock.now().date())
    is_open = counts or excuse.state == Excuse.State.ASKED
    others = repository.excuses.with_people().filter(key=excuse.key).exclude(pk=pk)
    earlier = list(others[: EARLIER_SHOWN + 1])
    context: dict[str, Any] = {
        "repository": repository,
        "excuse": excuse,
        "result": result,
        "said": _said(result),
        "excused": excused.Excused({}, {each.pk: each for each in (excuse, *earlier)}),
        "effect": effect(results, excuse, counts=_rests_on(result, excuse)) if is_open else None,
        "counts": counts,
        "is_due": counts and repository.excuses_due_at and not _rests_on(result, excuse),
        "can": _can(request, excuse),
        "may_ask": sight_of(request).person is not None and may(request, Action.ASK),
        "owners": list(sight_of(request).owners_of(repository)),
        "decision": form if isinstance(form, DecisionForm) else DecisionForm(),
        "revoking": form if isinstance(form, RevokeForm) else RevokeForm(),
        "problem": problem,
        "earlier": earlier[:EARLIER_SHOWN],
    }
    return render(request, "excuses/detail.html", context, status=422 if form else 200)


def _rests_on(result: CheckResult | None, excuse: Excuse) -> bool:
    """Whether a result, as it was judged last, rests on it in any component."""
    components = result.components if result else ()
    return any(excuse.pk in each["excuses"] for each in components)


def _said(result: CheckResult | None) -> Any:
    return by_component([result]) if result else {}
