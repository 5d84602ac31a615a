"""Setting plans up: for whom, how, who came by an invitation, and that one is called off."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from compliance import clock
from compliance.models import Plan
from compliance.onboarding import joining, plans, verification
from compliance.onboarding.plans import PlanError
from dashboard.access import Action, Thing
from dashboard.plan_forms import CallOffForm, JoinForm, NewPlanForm, PlanForm
from dashboard.protection import PLAN, protected, sight_of
from dashboard.requests import organization_of

_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_METHODS)
@protected(Action.CONFIRM, Thing.NEWCOMERS)
def new(request: HttpRequest) -> HttpResponse:
    """Ask for whom a plan is to be, and make it."""
    seen = sight_of(request)
    form = NewPlanForm(request.POST if request.method == "POST" else None, seen)
    problem = ""
    if form.is_bound and form.is_valid():
        try:
            plan = plans.make(
                organization_of(request), form.cleaned_data["who"], form.settings, seen.person
            )
        except PlanError as error:
            problem = str(error)
        else:
            # Who is there already shall not wait for the next look at GitHub.
            verification.of_people(plan.organization, clock.now())
            messages.success(request, f"The plan of {plan.who} is made.")
            return redirect("plan", pk=plan.pk)
    context = {"form": form, "problem": problem}
    return render(request, "onboarding/new.html", context, status=422 if form.is_bound else 200)


@require_http_methods(_METHODS)
@protected(Action.CONFIRM, PLAN)
def edit(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Ask how a plan is to be set up, and change it; what was ticked is kept."""
    seen = sight_of(request)
    form = PlanForm(request.POST if request.method == "POST" else None, seen, plan)
    problem = ""
    if form.is_bound and form.is_valid():
        try:
            plans.change(plan, form.settings, seen.person)
        except PlanError as error:
            problem = str(error)
        else:
            messages.success(request, "The plan is changed.")
            return redirect("plan", pk=plan.pk)
    context = {"form": form, "plan": plan, "problem": problem, "calling_off": CallOffForm()}
    return render(request, "onboarding/edit.html", context, status=422 if form.is_bound else 200)


@require_POST
@protected(Action.CONFIRM, PLAN)
def call_off(request: HttpRequest, plan: Plan) -> HttpResponse:
    """End a plan before its goal; it can be taken up again."""
    form, problem = CallOffForm(request.POST), ""
    if form.is_valid():
        try:
            plans.call_off(plan, sight_of(request).person, form.cleaned_data["because"])
        except PlanError as error:
            problem = str(error)
        else:
            messages.success(request, "The plan is called off. It can be taken up again.")
            return redirect("plan", pk=plan.pk)
    context = {
        "form": PlanForm(None, sight_of(request), plan),
        "plan": plan,
        "problem": problem,
        "calling_off": form,
    }
    return render(request, "onboarding/edit.html", context, status=422)


@require_POST
@protected(Action.CONFIRM, PLAN)
def take_up(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Let a plan go on that was called off."""
    try:
        plans.take_up(plan, sight_of(request).person)
    except PlanError as error:
        context = {"plan": plan, "problem": str(error)}
        return render(request, "onboarding/refused.html", context, status=422)
    messages.success(request, "The plan goes on.")
    return redirect("plan", pk=plan.pk)


@require_http_methods(_METHODS)
@protected(Action.CONFIRM, PLAN)
def join(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Ask who came by an invitation, and let the plan be theirs."""
    form = JoinForm(request.POST if request.method == "POST" else None, sight_of(request))
    problem = ""
    if form.is_bound and form.is_valid():
        try:
            joining.join(plan, form.cleaned_data["person"], sight_of(request).person)
        except PlanError as error:
            problem = str(error)
        else:
            messages.success(request, f"The plan is {form.cleaned_data['person']}’s now.")
            return redirect("plan", pk=plan.pk)
    context = {"form": form, "plan": plan, "problem": problem}
    return render(request, "onboarding/join.html", context, status=422 if form.is_bound else 200)
