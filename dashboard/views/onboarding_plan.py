"""One newcomer's plan: the checklist, and what people do to its items."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from compliance import clock
from compliance.models import Milestone, Person, Plan, PlanItem
from compliance.onboarding import ticking, tokens, unseen
from compliance.onboarding.commands import Commands
from compliance.onboarding.contacts import leads_of
from compliance.onboarding.plans import PlanError
from compliance.onboarding.repositories import commands_of
from compliance.onboarding.stalls import is_stalled
from dashboard.access import Action
from dashboard.checklist import Entry, Reader, checklist_of, next_of, progress_of
from dashboard.onboarding_forms import ConfirmForm, ItemForm
from dashboard.plan_clock import clock_of
from dashboard.protection import PLAN, may, protected, sight_of
from dashboard.requests import Request, asks_for_part
from dashboard.views.asking import NOBODY

_STEPS = [
    Milestone.Kind.BRANCH, Milestone.Kind.COMMIT, Milestone.Kind.PULL_REQUEST,
    Milestone.Kind.REVIEW, Milestone.Kind.MERGE, Milestone.Kind.STAGING,
]  # fmt: skip


@require_safe
@protected(Action.SEE, PLAN)
def detail(request: Request, plan: Plan) -> HttpResponse:
    """The checklist, with the clock, whom to ask, and the doctor."""
    return render(request, "onboarding/plan.html", _context(request, plan))


@require_POST
@protected(Action.CHANGE, PLAN)
def change_item(request: Request, plan: Plan, key: str) -> HttpResponse:
    """Tick an item of one's own plan or take that back, write a note, or ask for help."""
    form = ItemForm(request.POST)

    def happens(item: PlanItem, person: Person) -> str:
        text = form.cleaned_data["text"]
        match form.cleaned_data["do"]:
            case "tick":
                waits = ticking.tick(item, person).state == PlanItem.State.WAITING
                return "Ticked. It waits for the lead now." if waits else "Ticked."
            case "untick":
                ticking.untick(item, person)
                return "The tick is taken back."
            case "stuck":
                ticking.stuck(item, text)
                return "Noted that you are stuck."
            case "unstuck":
                ticking.unstuck(item)
                return "Noted that it goes on."
            case _:
                ticking.write_note(item, text)
                return "The note is kept." if text.strip() else "The note is gone."

    return _done(request, plan, key, form, happens)


@require_POST
@protected(Action.CONFIRM, PLAN)
def confirm_item(request: Request, plan: Plan, key: str) -> HttpResponse:
    """Settle an item of somebody else's plan by one's word, or send it back."""
    form = ConfirmForm(request.POST)

    def happens(item: PlanItem, person: Person) -> str:
        note = form.cleaned_data["note"]
        if form.cleaned_data["verdict"] == "confirm":
            ticking.confirm(item, person, note, form.cleaned_data["url"])
            return f"“{item.title}” is confirmed."
        ticking.send_back(item, person, note)
        return f"“{item.title}” is sent back."

    return _done(request, plan, key, form, happens)


def _done(
    request: Request,
    plan: Plan,
    key: str,
    form: forms.Form,
    happens: Callable[[PlanItem, Person], str],
) -> HttpResponse:
    """Do it and show the plan as it is then; 422 with why, where it cannot be done."""
    item = get_object_or_404(plan.items, key=key)
    person, problem, said = sight_of(request).person, "", ""
    if person is None:
        problem = NOBODY
    elif not form.is_valid():
        problem = " ".join(str(each) for errors in form.errors.values() for each in errors)
    else:
        try:
            said = happens(item, person)
        except PlanError as error:
            problem = str(error)
    if asks_for_part(request) or problem:
        return _answer(request, plan, Happened(key, said, problem, form.data))
    messages.success(request, said)
    back = form.cleaned_data["back"]
    return redirect(reverse("onboarding") if back else _place(plan, key))


def _place(plan: Plan, key: str) -> str:
    return f"{reverse('plan', kwargs={'pk': plan.pk})}#detail-{key}"


@dataclass(frozen=True)
class Happened:
    """What was just done to an item of that key, or why it was not, and what was sent for it."""

    key: str = ""
    said: str = ""
    problem: str = ""
    sent: Mapping[str, str] = field(default_factory=dict)

    @property
    def typed(self) -> dict[str, str]:
        """What was typed in vain, by the field; `text` is the note's, or says what hinders."""
        if not self.problem:
            return {}
        found = {name: self.sent.get(name, "") for name in ("note", "url")}
        return {**found, self.sent.get("do", ""): self.sent.get("text", "")}


def _answer(request: Request, plan: Plan, happened: Happened) -> HttpResponse:
    part = asks_for_part(request)
    template = "onboarding/_plan.html" if part else "onboarding/plan.html"
    context = _context(request, plan, happened) | {"is_part": part}
    return render(request, template, context, status=422 if happened.problem else 200)


def _context(request: HttpRequest, plan: Plan, happened: Happened | None = None) -> dict[str, Any]:
    """What the page shows of a plan as it is now."""
    now = clock.now()
    plan = Plan.objects.with_people().get(pk=plan.pk)
    items = list(plan.items.select_related("settled_by"))
    reader = Reader(may(request, Action.CHANGE), may(request, Action.CONFIRM))
    if plan.ended_at:
        reader = Reader()
    others = _of_others(request, plan)
    commands = commands_of(others["repository"])
    is_all_known = not others["hides_repository"] and not others["untold"]
    # They name repositories.
    why = unseen.reasons(plan) if is_all_known else {}
    entries = _entries(plan, items, reader, happened or Happened(), commands, why)
    following = next_of(items)
    seen = sight_of(request)
    return {
        "plan": plan,
        "is_own": seen.person is not None and plan.person_id == seen.person.pk,
        "sets_up": may(request, Action.CONFIRM),
        "reader": reader,
        "clock": clock_of(plan, now),
        "is_stalled": is_stalled(plan, now),
        "progress": progress_of(items),
        "next": next((each for each in entries if each.item == following), None),
        "checklist": checklist_of(plan, entries),
        "left_out": [each for each in items if not each.counts],
        "goal": next((each for each in entries if each.is_goal), None),
        "leads": leads_of(plan),
        "token": tokens.current(plan),
        "happened": happened,
        "origin": f"{request.scheme}://{request.get_host()}",
        **others,
    }


def _entries(
    plan: Plan,
    items: list[PlanItem],
    reader: Reader,
    happened: Happened,
    commands: Commands,
    why: Mapping[str, Sequence[str]],
) -> list[Entry]:
    return [
        Entry(
            item,
            is_goal=item.key == plan.goal_item,
            reader=reader,
            commands=commands.get(item.key, ()),
            unseen=why.get(item.key, ()),
            problem=happened.problem if item.key == happened.key else "",
            typed=happened.typed if item.key == happened.key else {},
        )
        for item in items
    ]


@dataclass(frozen=True)
class Step:
    """Something that is done for the first time, and whether its reader may know where it was."""

    kind: str
    milestone: Milestone | None
    is_told: bool


def _of_others(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    """The team, the repository and what was done there, as far as the reader may know of them."""
    seen = sight_of(request)
    reached = {each.kind: each for each in plan.milestones.all()}
    asked = {plan.repository_id, *(each.repository_id for each in reached.values())} - {None}
    known = set(seen.repositories().filter(pk__in=asked).values_list("pk", flat=True))
    untold = [each for each in reached.values() if each.repository_id not in {None, *known}]
    is_team_shown = plan.team_id and seen.shown_teams().filter(pk=plan.team_id).exists()
    return {
        "steps": [
            Step(kind, reached.get(kind), is_told=reached.get(kind) not in untold)
            for kind in _STEPS
        ],
        # How an item is worded that rests on one of them.
        "untold": {f"{each.title}." for each in untold},
        "repository": plan.repository if plan.repository_id in known else None,
        "hides_repository": bool(plan.repository_id) and plan.repository_id not in known,
        "team": plan.team if is_team_shown else None,
    }
