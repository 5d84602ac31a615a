"""Events of those who are new: stuck, stalled, late, and what waits for their lead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from compliance.models import Organization, Plan, PlanItem
from compliance.notices.events import Notice, OfPlan, stamp
from compliance.onboarding.plans import calendar_of
from compliance.onboarding.stalls import stalls_at
from compliance.onboarding.timing import deadline

LeadsOf = Callable[[int | None, int | None], frozenset[int]]
"""Who manages a team, or the nearest above it that somebody else manages than a person."""


def newcomers(organization: Organization, leads_of: LeadsOf) -> Iterator[OfPlan]:
    """All of plans that go on, of people who have come; those of the future too. Two queries."""
    open_plans = organization.plans.open().filter(person__isnull=False)
    for plan in open_plans.select_related("person", "team"):
        leads = leads_of(plan.team_id, plan.person_id)
        yield from _of_plan(plan, leads)
    said = {"plan__in": open_plans.order_by(), "dropped_at": None, "why_not": ""}
    items = PlanItem.objects.filter(**said).exclude(stuck_at=None, ticked_at=None)
    for item in items.select_related("plan__person", "plan__team"):
        leads = leads_of(item.plan.team_id, item.plan.person_id)
        yield from _of_item(item, leads)


def _of_plan(plan: Plan, leads: frozenset[int]) -> Iterator[OfPlan]:
    """That they came no further for a working day, and that the goal's hours are over."""
    stalls = stalls_at(plan)
    if stalls:
        key = f"stalled:{plan.pk}:{stamp(plan.progressed_at)}"
        yield _event(Notice.STALLED, key, stalls, plan, leads)
    begins = plan.clock_from
    due = begins and deadline(calendar_of(plan), begins, timedelta(hours=plan.goal_hours))
    if due:
        yield _event(Notice.LATE, f"late:{plan.pk}", due, plan, leads)


def _of_item(item: PlanItem, leads: frozenset[int]) -> Iterator[OfPlan]:
    """That they are stuck with it, and that it waits for the lead."""
    if item.stuck_at:
        key = f"stuck:{item.pk}:{stamp(item.stuck_at)}"
        yield _event(Notice.STUCK, key, item.stuck_at, item.plan, leads, item)
    if item.state == PlanItem.State.WAITING and item.ticked_at:
        key = f"confirm:{item.pk}:{stamp(item.ticked_at)}"
        yield _event(Notice.CONFIRM, key, item.ticked_at, item.plan, leads, item)


def _event(
    kind: Notice,
    key: str,
    at: datetime,
    plan: Plan,
    leads: frozenset[int],
    item: PlanItem | None = None,
) -> OfPlan:
    """One of them, for the leads, the buddy but of what leads alone settle, and for who is late."""
    others = {plan.person_id if kind is Notice.LATE else None}
    if kind is not Notice.CONFIRM:
        others.add(plan.buddy_id)
    told = frozenset(each for each in others if each is not None)
    return OfPlan(kind, key, at, leads, told, plan.person_id, True, plan, item)
