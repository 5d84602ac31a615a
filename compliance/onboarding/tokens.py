"""Tokens by which the doctor on a laptop reports to one plan, for two days."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction

from compliance import audit, clock
from compliance.models import AuditEntry, Person, Plan, PlanToken
from compliance.onboarding import plans
from compliance.onboarding.plans import PlanError

GOOD_FOR = timedelta(hours=48)
# What a scanner of secrets, and who finds one, knows it by.
PREFIX = "plumbline_"
_BYTES = 32


class TokenError(Exception):
    """A token opens nothing; the message says why, for who holds it."""


class PastError(TokenError):
    """The token was good once: it was revoked, or its time is over."""


class EndedError(TokenError):
    """The token is good, and its plan was called off."""


@transaction.atomic
def make(plan: Plan, by: Person) -> str:
    """A new token, which is shown once: what is kept of it is the digest. The last one ends.

    Raises:
        PlanError: the plan was called off, or is somebody else's.
    """
    found = plans.locked(plan)
    if found.ended_at:
        raise PlanError("This plan was called off.")
    if found.person_id != by.pk:
        raise PlanError("A token is for one's own laptop, so for one's own plan.")
    _revoke(found, by)
    token = PREFIX + secrets.token_urlsafe(_BYTES)
    now = clock.now()
    PlanToken.objects.create(
        plan=found,
        organization_id=found.organization_id,
        digest=_digest(token),
        made_at=now,
        until=now + GOOD_FOR,
    )
    _write_down(AuditEntry.Action.TOKEN_MADE, found, by)
    return token


@transaction.atomic
def revoke(plan: Plan, by: Person) -> bool:
    """Let the plan's token open nothing any more; False where there was none."""
    return _revoke(plans.locked(plan), by)


def current(plan: Plan) -> PlanToken | None:
    """The token that reports to a plan now."""
    return plan.tokens.filter(revoked_at=None, until__gt=clock.now()).first()


def plan_of(token: str) -> Plan:
    """The plan that a token reports to.

    Raises:
        TokenError: there is no such token.
        PastError: it was revoked, or its time is over.
        EndedError: the plan was called off.
    """
    held = PlanToken.objects.select_related("plan").filter(digest=_digest(token)).first()
    if held is None:
        raise TokenError("There is no such token: make one on your onboarding page.")
    now = clock.now()
    if held.revoked_at:
        raise PastError("This token was revoked: make a new one on your onboarding page.")
    if held.until <= now:
        raise PastError("This token's two days are over: make a new one on your onboarding page.")
    if held.plan.ended_at:
        raise EndedError("This plan was called off, so nothing is reported to it.")
    PlanToken.objects.filter(pk=held.pk).update(used_at=now)
    return held.plan


def _revoke(plan: Plan, by: Person) -> bool:
    live = plan.tokens.filter(revoked_at=None, until__gt=clock.now())
    if not live.update(revoked_at=clock.now()):
        return False
    _write_down(AuditEntry.Action.TOKEN_REVOKED, plan, by)
    return True


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _write_down(action: AuditEntry.Action, plan: Plan, by: Person) -> None:
    subject = audit.Named("plan", str(plan.pk), "An onboarding plan")
    audit.record(action, subject, organization=plan.organization, by=by)
