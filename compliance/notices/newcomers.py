"""Events of those who are new: stuck, stalled, late, and what waits for their lead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from compliance.models import Organization, Plan, PlanItem
from compliance.notices.days import TOLD_FOR, is_to_be_told
from compliance.notices.events import Notice, OfPlan, stamp
from compliance.onboarding.plans import calendar_of
from compliance.onboarding.stalls import stalls_at
from compliance.onboarding.timing import deadline

LeadsOf = Callable[[int | None, int | None], frozenset[int]]
"""Who manages a team, or the nearest above it that somebody else manages than a person."""


def newcomers(organization: Organization, now: datetime, leads_of: LeadsOf) -> Iterator[OfPlan]:
    """All there is to tell of plans that go on, of people who have come. Two queries, and those for
    leads.
    """
    open_plans = organization.plans.open().filter(person__isnull=False)
    for plan in open_plans.select_related("person", "buddy"):
        yield from _found(_of_plan(plan), now, leads_of)
    said = {"plan__in": open_plans.order_by(), "dropped_at": None, "why_not": ""}
    items = PlanItem.objects.filter(_happened_after(now - TOLD_FOR), **said)
    for item in items.select_related("plan__person").defer("text", "findings"):
        yield from _found(_of_item(item), now, leads_of)


def _happened_after(moment: datetime) -> Q:
    """Of all items those that somebody may be told of: not each that was ticked in months."""
    waits = Q(state=PlanItem.State.WAITING, ticked_at__gt=moment)
    return waits | Q(stuck_at__gt=moment)


@dataclass(frozen=True)
class _Happened:
    """An event before it is known who is to see to it."""

    kind: Notice
    key: str
    at: datetime | None
    plan: Plan
    item: PlanItem | None = None


def _found(happened: Iterable[_Happened], now: datetime, leads_of: LeadsOf) -> Iterator[OfPlan]:
    """The events for the leads; for the buddy, but of what leads alone settle; for who is late."""
    for each in happened:
        if each.at is None or not is_to_be_told(each.at, now):
            continue
        plan = each.plan
        others = {
            plan.person_id if each.kind is Notice.LATE else None,
            plan.buddy_id if each.kind is not Notice.CONFIRM else None,
        }
        yield OfPlan(
            each.kind,
            each.key,
            each.at,
            leads_of(plan.team_id, plan.person_id),
            frozenset(pk for pk in others if pk is not None),
            but=plan.person_id,
            needs_lead=True,
            plan=plan,
            item=each.item,
        )


def _of_plan(plan: Plan) -> Iterator[_Happened]:
    """That they came no further for a working day, and that the goal's hours are over."""
    key = f"stalled:{plan.pk}:{stamp(plan.progressed_at)}"
    yield _Happened(Notice.STALLED, key, stalls_at(plan), plan)
    begins = plan.clock_from
    due = begins and deadline(calendar_of(plan), begins, timedelta(hours=plan.goal_hours))
    yield _Happened(Notice.LATE, f"late:{plan.pk}", due, plan)


def _of_item(item: PlanItem) -> Iterator[_Happened]:
    """That they are stuck with it, and that it waits for the lead."""
    if item.stuck_at:
        key = f"stuck:{item.pk}:{stamp(item.stuck_at)}"
        yield _Happened(Notice.STUCK, key, item.stuck_at, item.plan, item)
    if item.state == PlanItem.State.WAITING and item.ticked_at:
        key = f"confirm:{item.pk}:{stamp(item.ticked_at)}"
        yield _Happened(Notice.CONFIRM, key, item.ticked_at, item.plan, item)
