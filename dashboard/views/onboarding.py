"""Who is new: one's own plan, and those that one leads, with what waits there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from compliance import clock
from compliance.models import Plan, PlanItem, Team
from compliance.models.onboarding import PlanQuerySet
from compliance.onboarding import terms
from compliance.onboarding.plans import default_role, roles
from compliance.onboarding.stalls import is_stalled
from compliance.protocol import Protocol
from compliance.sight import Sight
from dashboard import newcomers
from dashboard.access import Action, Thing
from dashboard.checklist import Entry, Progress, Reader, next_of, progress_of
from dashboard.onboarding_forms import NewcomerFilter
from dashboard.plan_clock import Clock, clock_of
from dashboard.protection import protected, sight_of

PAGE = 25
OVER_SHOWN = 5
WAITING_SHOWN = 20
INVITED_SHOWN = 50


@dataclass(frozen=True)
class Row:
    """A plan as the list shows it; the team as far as the reader may know of it."""

    plan: Plan
    clock: Clock
    progress: Progress
    next: PlanItem | None
    is_stalled: bool
    stuck: int
    team: Team | None


@require_safe
@protected(Action.SEE, Thing.NEWCOMERS)
def index(request: HttpRequest) -> HttpResponse:
    """The plans that its reader may see; who may see only their own is led there."""
    seen = sight_of(request)
    if (only := _only_own(seen)) is not None:
        return redirect("plan", pk=only)
    form = NewcomerFilter(request.GET, seen)
    everybody = form.apply(newcomers.seen_by(seen).with_people())
    over = newcomers.over(everybody)
    shown = over if form.is_over else _going_on(everybody)
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    teams = frozenset(seen.shown_teams().values_list("pk", flat=True))
    context: dict[str, Any] = {
        "form": form,
        "page": page,
        "rows": rows_of(page.object_list, teams),
        "makes": newcomers.makes_plans(seen),
    }
    if not form.is_over:
        own = newcomers.seen_by(seen).with_people().filter(person=seen.person)
        context |= {
            "own": next(iter(rows_of(own[:1], teams) if seen.person else ()), None),
            "over": rows_of(over[:OVER_SHOWN], teams),
            "over_count": over.count(),
            "asked": None if page.object_list else _asked(),
            **_waiting(seen, form),
            **_invited(seen, everybody),
        }
    return render(request, "onboarding/index.html", context)


def _only_own(seen: Sight) -> int | None:
    """The one plan that somebody may see, where it is theirs and they lead nobody."""
    if seen.person is None or newcomers.makes_plans(seen):
        return None
    plans = list(newcomers.seen_by(seen).values_list("pk", "person")[:2])
    return plans[0][0] if len(plans) == 1 and plans[0][1] == seen.person.pk else None


@dataclass(frozen=True)
class Asked:
    """What the usual protocol asks of newcomers, and the others that they may follow."""

    protocol: Protocol
    items: list[terms.Item]
    others: list[Protocol]


def _asked() -> Asked | None:
    """What whoever starts does; None where no protocol promises a goal."""
    known = roles()
    usual = known.pop(default_role(), None)
    if usual is None:
        return None
    newcomer = terms.Newcomer(has_repository=True)
    items = [each for each in terms.items(usual, newcomer) if not each.why_not]
    return Asked(usual, items, list(known.values()))


def _going_on(plans: PlanQuerySet) -> PlanQuerySet:
    """Those who came, the last first: by when, and by nothing that would rank them."""
    return plans.open().filter(person__isnull=False).order_by("-made_at", "-pk")


def rows_of(plans: Iterable[Plan], shown_teams: frozenset[int]) -> list[Row]:
    """Plans as rows, with the teams of those keys named, by two questions in all."""
    now = clock.now()
    found = list(plans)
    items: dict[int, list[PlanItem]] = {each.pk: [] for each in found}
    for item in PlanItem.objects.filter(plan__in=found).defer("text", "findings", "note"):
        items[item.plan_id].append(item)
    return [_row(plan, items[plan.pk], now, shown_teams) for plan in found]


def _row(plan: Plan, items: list[PlanItem], now: datetime, shown_teams: frozenset[int]) -> Row:
    return Row(
        plan,
        clock_of(plan, now),
        progress_of(items),
        next_of(items),
        is_stalled(plan, now),
        sum(each.stuck_at is not None and each.counts for each in items),
        plan.team if plan.team_id in shown_teams else None,
    )


def _waiting(seen: Sight, form: NewcomerFilter) -> dict[str, Any]:
    """What waits for the reader's word, and where somebody asks for help, the oldest first."""
    led = form.apply(newcomers.led_by(seen))
    everybody = form.apply(newcomers.seen_by(seen)).open()
    asked = PlanItem.objects.filter(dropped_at=None, why_not="").select_related("plan__person")
    waiting = newcomers.waiting(led).select_related("plan__person")
    reader = Reader(confirms=seen.person is not None)
    found = list(waiting[: WAITING_SHOWN + 1])
    entries = [Entry(each, each.key == each.plan.goal_item, reader) for each in found]
    stuck = asked.filter(plan__in=everybody, stuck_at__isnull=False).order_by("stuck_at", "pk")
    return {
        "waiting": entries[:WAITING_SHOWN],
        "more_wait": waiting.count() - WAITING_SHOWN if len(found) > WAITING_SHOWN else 0,
        "stuck": stuck[:WAITING_SHOWN],
    }


@dataclass(frozen=True)
class Invited:
    """A plan of who has not come yet. `is_gone` says that an invitation by e-mail is not pending
    any more, so that somebody may have come by it; `joins`: its reader can say who.
    """

    plan: Plan
    is_gone: bool
    joins: bool


def _invited(seen: Sight, everybody: PlanQuerySet) -> dict[str, Any]:
    """Who is invited, the last first."""
    plans = everybody.open().filter(person=None)
    found = list(plans[: INVITED_SHOWN + 1])
    keys = {each.invitation_key for each in found}
    pending = set(seen.organization.invitations.filter(key__in=keys).values_list("key", flat=True))
    led = set(
        newcomers.led_by(seen)
        .filter(pk__in=[each.pk for each in found])
        .values_list("pk", flat=True)
    )
    return {
        "invited": [
            Invited(each, _is_gone(each, pending), each.pk in led) for each in found[:INVITED_SHOWN]
        ],
        "more_invited": plans.count() - INVITED_SHOWN if len(found) > INVITED_SHOWN else 0,
    }


def _is_gone(plan: Plan, pending: set[str]) -> bool:
    return bool(plan.email and plan.invitation_key) and plan.invitation_key not in pending
