"""Lets plans follow the people there are, what their protocols say, and what repositories have.

It runs where people are stored, within a transaction that holds the organization.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from compliance import clock
from compliance.models import Invitation, Membership, Organization, Person, Plan
from compliance.onboarding import joining, plans
from compliance.onboarding.plans import Settings
from compliance.protocol import Protocol

WITHDRAWN = "The invitation was withdrawn, or ran out."
HAVE_ANOTHER = "They have another plan."
LEFT = "They do not belong to the organization any more."


def follow_people(organization: Organization, now: datetime) -> None:
    """Make, join and call off plans as the stored people and invitations say.

    Who is there when people are read for the first time is known, and gets none; who is invited
    then, or comes later, is new. Without a protocol that promises a goal nobody gets any.
    """
    if organization.onboarding_since is None:
        organization.onboarding_since = now
        organization.save(update_fields=["onboarding_since"])
    role = plans.default_role()
    if role:
        # One that was sent anew first, for its plan would seem to have lost its own.
        _follow_invited(organization)
        _join_accepted(organization, now)
        _plan_invited(organization, role, now)
        _plan_arrived(organization, role, now)
    _call_off_left(organization, now)
    _place_in_teams(organization)


def _follow_invited(organization: Organization) -> None:
    """Let waiting plans be of the pending invitations of the same login or address."""
    for invitation in _without_plan(organization):
        waiting = organization.plans.open().filter(person=None)
        earlier = waiting.filter(_named(invitation)).first()
        if earlier:
            earlier.invitation_key = invitation.key
            earlier.save(update_fields=["invitation_key"])


def _plan_invited(organization: Organization, role: str, now: datetime) -> None:
    """A plan for each pending invitation that has none; who accepted it since it was read is there
    already.
    """
    members = organization.people.exclude(role=Person.Role.COLLABORATOR).filter(left_at=None)
    there = {login.lower() for login in members.values_list("login", flat=True)}
    for invitation in _without_plan(organization):
        if invitation.login.lower() in there:
            continue
        plans.begin(
            Plan(
                organization=organization,
                invitation_key=invitation.key,
                login=invitation.login,
                email=invitation.email,
                made_at=now,
            ),
            Settings(role),
            now,
        )


def _without_plan(organization: Organization) -> Iterable[Invitation]:
    known = set(organization.plans.values_list("invitation_key", flat=True))
    return organization.invitations.exclude(key__in=known)


def _named(invitation: Invitation) -> Q:
    if invitation.login:
        return Q(login__iexact=invitation.login)
    return Q(login="", email__iexact=invitation.email)


def _join_accepted(organization: Organization, now: datetime) -> None:
    """Give plans of logins to the people who came, and call off those whose invitation is gone."""
    pending = set(organization.invitations.values_list("key", flat=True))
    for plan in organization.plans.open().filter(person=None).exclude(login=""):
        person = organization.people.filter(login__iexact=plan.login, left_at=None).first()
        came = person and (
            plan.whom == Plan.Whom.PARTNER or person.role != Person.Role.COLLABORATOR
        )
        if person and came and not person.plans.open().exists():
            joining.let_join(plan, person, now)
        elif plan.invitation_key and plan.invitation_key not in pending:
            plans.end(plan, now, HAVE_ANOTHER if came else WITHDRAWN)


def _plan_arrived(organization: Organization, role: str, now: datetime) -> None:
    """A plan for each member who came and never had one. Its clock begins now: they may have been
    known long before, as a collaborator, or while no protocol promised a goal.
    """
    members = organization.people.exclude(role=Person.Role.COLLABORATOR).filter(left_at=None)
    new = members.filter(seen_at__gt=organization.onboarding_since, plans=None)
    for person in new:
        plan = Plan(organization=organization, person=person, joined_at=now, made_at=now)
        plans.begin(plan, Settings(role), now)


def _call_off_left(organization: Organization, now: datetime) -> None:
    for plan in organization.plans.open().filter(person__left_at__isnull=False):
        plans.end(plan, now, LEFT)


def _place_in_teams(organization: Organization) -> None:
    """A plan that names no team is of the one that its person is in, where it is one alone."""
    for plan in organization.plans.open().filter(team=None, person__isnull=False):
        teams = list(
            Membership.objects.filter(person=plan.person).values_list("team", flat=True)[:2]
        )
        if len(teams) == 1:
            Plan.objects.filter(pk=plan.pk, team=None).update(team=teams[0])


def keep_up(organization: Organization) -> int:
    """Lay open plans beside their protocols again, where those have changed, or their repository
    was read since; how many.
    """
    known = plans.roles()
    outdated = [
        plan
        for plan in organization.plans.open().select_related("repository")
        if plan.protocol in known and _is_outdated(plan, known[plan.protocol])
    ]
    for plan in outdated:
        with transaction.atomic():
            found = plans.locked(plan)
            if found.is_open:
                plans.lay(found, clock.now())
    return len(outdated)


def _is_outdated(plan: Plan, protocol: Protocol) -> bool:
    judged_at = plan.repository.judged_at if plan.repository else None
    is_read_since = judged_at is not None and judged_at > plan.laid_at
    return plan.fingerprint != protocol.fingerprint or is_read_since
