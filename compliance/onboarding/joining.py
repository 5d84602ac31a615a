"""Gives plans of invitations to the people who came by them: by what proves it, or by a word."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower

from compliance import audit, clock
from compliance.models import AuditEntry, Organization, Person, Plan
from compliance.onboarding import plans, verification
from compliance.onboarding.plans import PlanError

logger = logging.getLogger(__name__)

ON_BEHALF = "a confirmed e-mail address"
"""Who is written down to have joined a plan and its person."""


def by_addresses(person: Person, confirmed: Collection[str], asked_from: str | None) -> Plan | None:
    """The plan that was made for one of somebody's confirmed addresses, which is theirs now; None
    where there is none, or theirs has got somewhere already. It is written down to come from an IP
    address.
    """
    if person.role == Person.Role.COLLABORATOR:
        waiting = person.organization.plans.open().filter(whom=Plan.Whom.PARTNER)
    else:
        waiting = person.organization.plans.open()
    named = waiting.filter(person=None, login="").annotate(address=Lower("email"))
    plan = named.filter(address__in=[each.lower() for each in confirmed]).order_by("pk").first()
    if plan is None:
        return None
    try:
        with audit.acting_from(asked_from, ON_BEHALF):
            joined = join(plan, person, None)
    except PlanError as error:
        logger.info("plan %s waits for a manager: %s", plan.pk, error)
        return None
    verification.of_people(person.organization, clock.now())
    return joined


@transaction.atomic
def join(plan: Plan, person: Person, by: Person | None) -> Plan:
    """Let a plan of an invitation be that person's: an invitation by e-mail names no login.

    The plan that they got by themselves ends, and what was set of this one stays.

    Raises:
        PlanError: the plan has a person, or does not go on; or theirs has got somewhere.
    """
    Organization.objects.select_for_update(no_key=True).get(pk=plan.organization_id)
    found = plans.locked(plan)
    plans.must_be_open(found)
    if found.person_id is not None:
        raise PlanError("This plan is somebody's already.")
    own = person.plans.open().first()
    if own and _got_somewhere(own):
        raise PlanError(f"{person.login} has a plan already, which goes on.")
    who = found.who
    now = clock.now()
    if own:
        own.delete()
    let_join(found, person, now)
    plans.write_down(
        AuditEntry.Action.PLAN_CHANGED,
        found,
        by,
        before={"invited": who},
        after={"person": person.pk},
    )
    return found


def let_join(plan: Plan, person: Person, now: datetime) -> None:
    """Let a plan be a person's, whose membership is active.

    Who was seen before the plan was made, as a collaborator or before they left, joins by the
    invitation, or as one who was not there when it was made for their login; of another they
    belonged when it was made.
    """
    was_known = person.seen_at <= plan.made_at
    known_since = now if plan.invitation_key or plan.login else plan.made_at
    plan.person, plan.joined_at = person, known_since if was_known else person.seen_at
    plan.login = plan.email = ""
    plan.progressed_at = now
    plan.save(update_fields=["person", "joined_at", "login", "email", "progressed_at"])


def _got_somewhere(plan: Plan) -> bool:
    """Whether anybody put something of theirs into a plan, which would be lost with it."""
    said = ~Q(way__in=("", "verified")) | ~Q(note="") | Q(stuck_at__isnull=False)
    changed = AuditEntry.objects.filter(
        action=AuditEntry.Action.PLAN_CHANGED, subject="plan", subject_id=str(plan.pk)
    )
    return bool(plan.made_by_id) or plan.items.filter(said).exists() or changed.exists()
