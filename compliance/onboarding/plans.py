"""Makes plans for who is new, lays them beside their protocols, and changes what is set of them.

Each transaction that changes plans because of people holds the organization's row, as storing
people does: so nobody gets two.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q

from compliance import audit, clock, organizations
from compliance.masking import mask, printable
from compliance.models import (
    AuditEntry,
    Organization,
    Person,
    Plan,
    PlanItem,
    Repository,
    Team,
)
from compliance.onboarding import terms
from compliance.onboarding.repositories import newcomer_of
from compliance.onboarding.timing import Calendar
from compliance.protocol import Protocol, Whom


class PlanError(Exception):
    """What was asked of a plan cannot be done; the message says why, for who asked."""


@dataclass(frozen=True)
class Settings:
    """What a manager sets of a plan."""

    protocol: str
    whom: Whom = Whom.STAFF
    team: Team | None = None
    repository: Repository | None = None
    buddy: Person | None = None
    starts_at: datetime | None = None
    calendar: Calendar = field(default_factory=Calendar)


def calendar_of(plan: Plan) -> Calendar:
    """Which days pause the clock of a plan."""
    return Calendar(plan.zone, plan.pauses_weekends, frozenset(plan.days_off))


def roles() -> dict[str, Protocol]:
    """The protocols that promise a goal, which makes them what a newcomer can follow."""
    known = organizations.protocols()
    return {key: each for key, each in known.items() if each.goal}


def default_role() -> str:
    """The key of the protocol that a plan follows that nobody said more of; empty without any."""
    known = roles()
    if organizations.DEFAULT_PROTOCOL in known:
        return organizations.DEFAULT_PROTOCOL
    return next(iter(known), "")


def begin(plan: Plan, settings: Settings, now: datetime) -> Plan:
    """Save a new plan with its items, as it is set."""
    _take_over(plan, settings)
    plan.progressed_at = now
    lay(plan, now)
    return plan


def _take_over(plan: Plan, settings: Settings) -> None:
    plan.protocol, plan.whom = settings.protocol, settings.whom.value
    plan.team, plan.repository, plan.buddy = settings.team, settings.repository, settings.buddy
    plan.starts_at = settings.starts_at
    plan.zone = settings.calendar.zone
    plan.pauses_weekends = settings.calendar.pauses_weekends
    plan.days_off = sorted(settings.calendar.days_off)


@transaction.atomic
def make(
    organization: Organization, who: Person | str, settings: Settings, by: Person | None
) -> Plan:
    """A plan for a person, or for who is invited by that login or e-mail address; by None: a local
    administrator.

    Raises:
        PlanError: they have one, or the protocol promises no goal.
    """
    organization = Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    _must_be_role(settings.protocol)
    now = clock.now()
    plan = Plan(organization=organization, made_by=by, made_at=now)
    if isinstance(who, Person):
        if who.plans.open().exists():
            raise PlanError(f"{who.login} has a plan already.")
        plan.person, plan.joined_at = who, now
    else:
        named = Q(email__iexact=who) if "@" in who else Q(login__iexact=who)
        if organization.plans.open().filter(named, person=None).exists():
            raise PlanError(f"{who} has a plan already.")
        plan.login, plan.email = ("", who) if "@" in who else (who, "")
    begin(plan, settings, now)
    write_down(AuditEntry.Action.PLAN_MADE, plan, by, before={}, after=_said(plan))
    return plan


@transaction.atomic
def change(plan: Plan, settings: Settings, by: Person | None) -> Plan:
    """Set a plan anew: what was ticked is kept.

    Raises:
        PlanError: it does not go on, or the protocol promises no goal.
    """
    found = locked(plan)
    must_be_open(found)
    _must_be_role(settings.protocol)
    before = _said(found)
    _take_over(found, settings)
    lay(found, clock.now())
    after = _said(found)
    differing = {key for key in after if after[key] != before[key]}
    if differing:
        write_down(
            AuditEntry.Action.PLAN_CHANGED,
            found,
            by,
            before={key: before[key] for key in differing},
            after={key: after[key] for key in differing},
        )
    return found


@transaction.atomic
def call_off(plan: Plan, by: Person | None, because: str) -> Plan:
    """End a plan before its goal.

    Raises:
        PlanError: it does not go on.
    """
    found = locked(plan)
    must_be_open(found)
    found.ended_by = by
    end(found, clock.now(), mask(printable(because[:600])).strip()[:300])
    # Why stands in the plan alone, which forgets it once who it was for is a pseudonym.
    write_down(
        AuditEntry.Action.PLAN_ENDED, found, by, before={"ended": False}, after={"ended": True}
    )
    return found


@transaction.atomic
def take_up(plan: Plan, by: Person | None) -> Plan:
    """Let a plan go on that was called off.

    Raises:
        PlanError: it was not, they have another, or the protocol promises no goal now.
    """
    Organization.objects.select_for_update(no_key=True).get(pk=plan.organization_id)
    found = locked(plan)
    if found.ended_at is None:
        raise PlanError("This plan was not called off.")
    _must_be_role(found.protocol)
    if found.person and found.person.left_at:
        raise PlanError(f"{found.person.login} does not belong to the organization any more.")
    if found.person and found.person.plans.open().exists():
        raise PlanError(f"{found.person.login} has another plan.")
    found.ended_at, found.ended_by, found.ended_because = None, None, ""
    found.save(update_fields=["ended_at", "ended_by", "ended_because"])
    lay(found, clock.now())
    write_down(
        AuditEntry.Action.PLAN_CHANGED, found, by, before={"ended": True}, after={"ended": False}
    )
    return found


def locked(plan: Plan) -> Plan:
    """The plan as it is now, for one to change at a time."""
    rows = Plan.objects.select_for_update(of=("self",), no_key=True).with_people()
    return rows.get(pk=plan.pk)


def lay(plan: Plan, now: datetime) -> None:
    """Save a plan, and make its items those that the protocol asks of this newcomer.

    What the protocol asks for no longer is kept with what was ticked, and counts for nothing. Where
    another item is the goal now, and done already, the plan is finished.
    """
    protocol = roles()[plan.protocol]
    goal = protocol.goal
    if goal is None:
        raise PlanError(f"The protocol {protocol.key} promises no goal.")
    plan.goal_title, plan.goal_hours, plan.goal_item = goal.title[:200], goal.hours, goal.item
    plan.fingerprint, plan.laid_at = protocol.fingerprint, now
    plan.save()
    known = {each.key: each for each in plan.items.all()} if plan.pk else {}
    asked = list(terms.items(protocol, newcomer_of(plan)))
    for position, item in enumerate(asked):
        row = known.pop(item.key, None) or PlanItem(
            plan=plan, organization_id=plan.organization_id, key=item.key
        )
        _describe(row, item, position)
        row.save()
    PlanItem.objects.filter(pk__in=[each.pk for each in known.values()], dropped_at=None).update(
        dropped_at=now, position=F("position") + len(asked)
    )
    reached = plan.items.filter(key=goal.item, state=PlanItem.State.DONE).first()
    if reached and reached.counts and plan.is_open:
        plan.finished_at = reached.done_at
        plan.save(update_fields=["finished_at"])


def _describe(row: PlanItem, item: terms.Item, position: int) -> None:
    row.position, row.clause = position, item.clause
    row.title, row.text, row.docs = item.title[:300], item.text, item.terms.docs[:500]
    row.shown_by = [each.value for each in item.terms.shown_by]
    row.is_confirmed_by_lead = item.is_confirmed_by_lead
    row.why_not, row.dropped_at = item.why_not, None


def end(plan: Plan, now: datetime, because: str) -> None:
    """Let a plan go on no longer."""
    plan.ended_at, plan.ended_because = now, because
    plan.save(update_fields=["ended_at", "ended_by", "ended_because"])


def must_be_open(plan: Plan) -> None:
    """See that a plan goes on.

    Raises:
        PlanError: it does not.
    """
    if plan.finished_at:
        raise PlanError("This plan has reached its goal, so it stays as it is.")
    if plan.ended_at:
        raise PlanError("This plan was called off.")


def _must_be_role(protocol: str) -> None:
    if protocol not in roles():
        raise PlanError(f"The protocol {protocol} promises no goal, so nobody follows it.")


def _said(plan: Plan) -> dict[str, object]:
    """What is set of a plan, for the record, with people as references."""
    starts_at: datetime | None = plan.starts_at
    days_off: Iterable[date] = plan.days_off
    return {
        "protocol": plan.protocol,
        "whom": plan.whom,
        "team": plan.team.slug if plan.team else None,
        "repository": plan.repository.name if plan.repository else None,
        "buddy": plan.buddy_id,
        "starts_at": starts_at.isoformat() if starts_at else None,
        "zone": plan.zone,
        "pauses_weekends": plan.pauses_weekends,
        "days_off": [each.isoformat() for each in days_off],
    }


def write_down(
    action: AuditEntry.Action,
    plan: Plan,
    by: Person | None,
    *,
    before: dict[str, object],
    after: dict[str, object],
) -> None:
    """Write it down; whom the plan is for stands in it as a reference, as far as they are known."""
    subject = audit.Named("plan", str(plan.pk), "An onboarding plan")
    said = {**after, "for": plan.person_id} if plan.person_id else after
    audit.record(action, subject, organization=plan.organization, by=by, before=before, after=said)
