"""Who is new: the plans that somebody leads, and how far they are; and one's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from compliance.digests.parts import Named, Newcomer, OwnPlan
from compliance.models import Membership, Plan, PlanItem, Team
from compliance.models.onboarding import PlanQuerySet
from compliance.onboarding.plans import calendar_of
from compliance.onboarding.timing import counted, deadline
from compliance.roles import Role
from compliance.sight import Sight

ITEMS_TOLD = 3


def newcomers(
    reader: Sight, since: datetime, until: datetime, teams: Iterable[Team]
) -> tuple[Newcomer, ...]:
    """Those whose plans the reader leads and who have come, as long as their plans go on, and in
    the span in which they ended; the last to come first. Two queries.
    """
    ended = Q(finished_at__gte=since) | Q(finished_at__isnull=True)
    plans = led_by(reader).filter(ended, person__isnull=False, ended_at=None, made_at__lt=until)
    found = list(plans.select_related("person").order_by("-made_at", "-pk"))
    items = _items(found)
    named = {team.pk: Named(team.name, team.slug) for team in teams}
    return tuple(_newcomer(plan, items[plan.pk], named, since, until) for plan in found)


def led_by(reader: Sight) -> PlanQuerySet:
    """The plans of others that somebody leads: all of them for who administrates the organization,
    and for a manager those of their teams and of their teams' people.
    """
    plans: PlanQuerySet = reader.organization.plans.exclude(person=reader.person)
    if reader.role is Role.ADMINISTRATOR:
        return plans
    if reader.role is not Role.MANAGER:
        return plans.none()
    members = Membership.objects.filter(person=OuterRef("person"), team__in=reader.led)
    return plans.filter(Q(team__in=reader.led) | Q(Exists(members)))


def own_plan(reader: Sight, until: datetime) -> OwnPlan | None:
    """What the reader has still to do, with the clock; None for who is not new. Two queries."""
    if reader.person is None:
        return None
    plan = reader.person.plans.open().filter(made_at__lt=until).first()
    if plan is None:
        return None
    still_open = [item for item in _items([plan])[plan.pk] if item.state == PlanItem.State.OPEN]
    return OwnPlan(
        plan.pk,
        tuple(item.title for item in still_open[:ITEMS_TOLD]),
        len(still_open),
        _used(plan, until),
        timedelta(hours=plan.goal_hours),
    )


def _items(plans: Sequence[Plan]) -> Mapping[int, list[PlanItem]]:
    """What is asked in each plan, by its primary key."""
    found: dict[int, list[PlanItem]] = {plan.pk: [] for plan in plans}
    rows = PlanItem.objects.filter(plan__in=plans) if plans else ()
    for item in rows:
        if item.counts:
            found[item.plan_id].append(item)
    return found


def _newcomer(
    plan: Plan,
    items: Sequence[PlanItem],
    named: Mapping[int, Named],
    since: datetime,
    until: datetime,
) -> Newcomer:
    states = [item.state for item in items]
    return Newcomer(
        plan.pk,
        plan.called,
        named.get(plan.team_id or 0),
        len(states),
        states.count(PlanItem.State.DONE),
        states.count(PlanItem.State.WAITING),
        sum(item.stuck_at is not None for item in items),
        _used(plan, until),
        timedelta(hours=plan.goal_hours),
        plan.finished_at is not None,
        is_new=since <= (plan.joined_at or plan.made_at) < until,
        is_late=_came_late(plan, since, until),
    )


def _used(plan: Plan, until: datetime) -> timedelta | None:
    """What the clock has counted; None before it begins."""
    begins = plan.clock_from
    if begins is None or begins > until:
        return None
    return counted(calendar_of(plan), begins, plan.finished_at or until)


def _came_late(plan: Plan, since: datetime, until: datetime) -> bool:
    """Whether the goal's hours were over in the span, and the goal was not reached by then."""
    begins = plan.clock_from
    if begins is None:
        return False
    due = deadline(calendar_of(plan), begins, timedelta(hours=plan.goal_hours))
    if due is None or not since <= due < until:
        return False
    return plan.finished_at is None or plan.finished_at > due
