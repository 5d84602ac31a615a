"""Gives plans of invitations by e-mail to the people who prove that the address is theirs."""

from __future__ import annotations

import logging
from collections.abc import Collection

from django.db.models.functions import Lower

from compliance import audit, clock
from compliance.models import Person, Plan
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
            joined = plans.join(plan, person, None)
    except PlanError as error:
        logger.info("plan %s waits for a manager: %s", plan.pk, error)
        return None
    verification.of_people(person.organization, clock.now())
    return joined
