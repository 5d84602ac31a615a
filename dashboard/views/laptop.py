"""The token by which the doctor on a newcomer's laptop reports to their plan."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from compliance.models import Plan
from compliance.onboarding import tokens
from compliance.onboarding.plans import PlanError
from dashboard.access import Action
from dashboard.protection import PLAN, protected, sight_of
from dashboard.views.asking import NOBODY


@require_POST
@protected(Action.CHANGE, PLAN)
def make_token(request: HttpRequest, plan: Plan) -> HttpResponse:
    """A new token on a page of its own, this once: it is in no address, and nothing leads back."""
    person = sight_of(request).person
    if person is None:
        return _back(request, plan, NOBODY)
    try:
        token = tokens.make(plan, person)
    except PlanError as error:
        return _back(request, plan, str(error))
    origin = f"{request.scheme}://{request.get_host()}"
    context = {"plan": plan, "token": token, "held": tokens.current(plan), "origin": origin}
    return render(request, "onboarding/token.html", context)


@require_POST
@protected(Action.CHANGE, PLAN)
def revoke_token(request: HttpRequest, plan: Plan) -> HttpResponse:
    """End the token that there is."""
    person = sight_of(request).person
    if person is None:
        return _back(request, plan, NOBODY)
    ended = tokens.revoke(plan, person)
    return _back(request, plan, "The token is revoked." if ended else "There was no token.")


def _back(request: HttpRequest, plan: Plan, said: str) -> HttpResponse:
    messages.info(request, said)
    return redirect(reverse("plan", kwargs={"pk": plan.pk}) + "#doctor")
