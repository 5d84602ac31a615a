"""The roles that administrators give, in place of what the source says.

Each transaction holds the organization's row, so that of two administrators who take each other's
administration at once one stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, Value, When

from compliance import audit, clock, sight
from compliance.models import AuditEntry, Membership, Organization, Person, RoleGiven, Team
from compliance.roles import Role
from compliance.sync import queue

_SOURCE, _ADMINISTRATOR = "the source", "an administrator"


class RoleError(Exception):
    """What somebody wants to give cannot be given; one sentence says why."""


@dataclass(frozen=True)
class Given:
    """What somebody was given: a role, and as a manager teams by their slugs. Without a role it is
    the source that says.
    """

    role: Role | None = None
    teams: frozenset[str] = frozenset()

    def __str__(self) -> str:
        """One line that is the same for the same, and differs for everything else."""
        return f"{self.role or ''}:{','.join(sorted(self.teams))}"


def given_to(person: Person) -> Given:
    """What somebody was given."""
    row = RoleGiven.objects.filter(person=person).first()
    if row is None:
        return Given()
    return Given(Role(row.role), frozenset(row.teams.values_list("slug", flat=True)))


def role_with(person: Person, given: Given) -> Role:
    """What somebody would be to whom that is given."""
    if person.left_at is not None:
        return Role.STRANGER
    return given.role or sight.by_source(person)[0]


def takes_administration(person: Person, to: Given) -> bool:
    """Whether somebody is an administrator now and would not be one then."""
    is_one = role_with(person, given_to(person)) is Role.ADMINISTRATOR
    return is_one and role_with(person, to) is not Role.ADMINISTRATOR


def listed(organization: Organization) -> QuerySet[Person]:
    """All people with what they are (`held`) and what the source says (`by_source`), with what they
    were given, and as `maintained` their memberships in the teams that they maintain.
    """
    maintained = Membership.objects.filter(is_maintainer=True)
    by_source = Case(
        When(role=Person.Role.OWNER, then=Value(Role.ADMINISTRATOR.value)),
        When(role=Person.Role.COLLABORATOR, then=Value(Role.PARTNER.value)),
        When(Exists(maintained.filter(person=OuterRef("pk"))), then=Value(Role.MANAGER.value)),
        default=Value(Role.DEVELOPER.value),
    )
    held = Case(
        When(left_at__isnull=False, then=Value(Role.STRANGER.value)),
        When(role_given__isnull=False, then=F("role_given__role")),
        default=by_source,
    )
    names = maintained.select_related("team").order_by("team__name")
    return (
        organization.people.annotate(by_source=by_source, held=held)
        .select_related("role_given__given_by")
        .prefetch_related("role_given__teams", Prefetch("memberships", names, to_attr="maintained"))
    )


@transaction.atomic
def change(person: Person, to: Given, was: Given, by: Person | None) -> AuditEntry | None:
    """Give somebody a role, or let it be what the source says again; None: it is so already.

    `was` is what whoever decided on it took for given, and `by` None for who is no person of the
    organization.

    Raises:
        RoleError: it was changed meanwhile, they have left, they are the last administrator, or the
            teams are not those that a manager manages.
    """
    organization = queue.locked(person.organization_id)
    person = organization.people.get(pk=person.pk)
    found = given_to(person)
    if found == to:
        return None
    if found != was:
        raise RoleError(f"Somebody else changed the role of {person} meanwhile: look at it again.")
    teams = list(organization.teams.filter(slug__in=to.teams))
    _must_be_givable(person, to, teams)
    before = _audited(person, found)
    _store(person, to, teams, by)
    return audit.record(
        AuditEntry.Action.ROLE_GIVEN if to.role else AuditEntry.Action.ROLE_TAKEN_BACK,
        person,
        organization=organization,
        by=by,
        before=before,
        after=_audited(person, to),
    )


def _must_be_givable(person: Person, to: Given, teams: Iterable[Team]) -> None:
    if person.left_at is not None and to.role is not None:
        raise RoleError(f"{person} has left the organization, and is given nothing.")
    if to.role is Role.STRANGER:
        raise RoleError("Nobody is made a stranger: who is let in belongs here.")
    if to.teams and to.role is not Role.MANAGER:
        raise RoleError("Only a manager manages teams.")
    if to.role is Role.MANAGER and not to.teams:
        raise RoleError("A manager manages at least one team: choose which.")
    missing = to.teams - {each.slug for each in teams}
    if missing:
        raise RoleError(f"There is no team {', '.join(sorted(missing))}.")
    others = person.organization.people.filter(left_at=None).exclude(pk=person.pk)
    if takes_administration(person, to) and not others.filter(_are_administrators()).exists():
        raise RoleError(
            f"{person} is the last administrator: make somebody else an administrator first."
        )


def _are_administrators() -> Q:
    owns = Q(role=Person.Role.OWNER, role_given=None)
    return owns | Q(role_given__role=RoleGiven.Given.ADMINISTRATOR)


def _store(person: Person, to: Given, teams: Iterable[Team], by: Person | None) -> None:
    if to.role is None:
        RoleGiven.objects.filter(person=person).delete()
        return
    row, _ = RoleGiven.objects.update_or_create(
        person=person,
        defaults={
            "organization_id": person.organization_id,
            "role": to.role.value,
            "given_at": clock.now(),
            "given_by": by,
            "on_behalf": "" if by else audit.on_behalf(),
        },
    )
    row.teams.set(teams)


def _audited(person: Person, given: Given) -> dict[str, Any]:
    said = {
        "role": role_with(person, given).value,
        "said by": _ADMINISTRATOR if given.role else _SOURCE,
    }
    return said | ({"teams": sorted(given.teams)} if given.teams else {})


def from_audited(said: Mapping[str, Any]) -> Given:
    """What had been given, as the audit log has it before or after a change."""
    if said.get("said by") != _ADMINISTRATOR:
        return Given()
    return Given(Role(said["role"]), frozenset(said.get("teams", ())))
