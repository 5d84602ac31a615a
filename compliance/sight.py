"""What a person is, and which repositories and teams they may know of, as the source says.

What a member may see of private repositories follows what is known of GitHub's grants: the base
permission of the organization, grants of a person's teams and of the teams those are in, and access
that was given by name. Where that is not known, a private repository is not shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from compliance.models import (
    Collaboration,
    Grant,
    Membership,
    Organization,
    Ownership,
    Person,
    Repository,
    RoleGiven,
)
from compliance.models.organization import TeamQuerySet
from compliance.models.people import Permission
from compliance.models.repository import RepositoryQuerySet
from compliance.roles import Role

_WORKS_ON = (Permission.ADMIN, Permission.MAINTAIN, Permission.WRITE)
_READS_ALL = ("read", "write", "admin")
_OPEN = (Repository.Visibility.PUBLIC, Repository.Visibility.INTERNAL)
_BY_SOURCE: Mapping[str, Role] = {
    Person.Role.OWNER: Role.ADMINISTRATOR,
    Person.Role.MEMBER: Role.DEVELOPER,
    Person.Role.COLLABORATOR: Role.PARTNER,
}


@dataclass(frozen=True)
class Sight:
    """What somebody is in an organization, and the primary keys of the teams that matter for it.

    `teams` are those that they are in, and those above; `led` those that they manage, and those
    below. `person` is None for the local administrator, who has no account in the source.
    """

    organization: Organization
    role: Role
    person: Person | None = None
    teams: frozenset[int] = frozenset()
    led: frozenset[int] = frozenset()

    def repositories(self) -> RepositoryQuerySet:
        """Those that they may see."""
        everything = self.organization.repositories.all()
        match self.role:
            case Role.ADMINISTRATOR:
                return everything
            case Role.STRANGER:
                return everything.none()
            case Role.PARTNER:
                return everything.filter(self._granted())
        if self.organization.base_permission in _READS_ALL:
            return everything
        return everything.filter(Q(visibility__in=_OPEN) | self._granted())

    def works_on(self) -> RepositoryQuerySet:
        """Those of them that they work on: what a team of theirs owns or may write to, or where
        they were given access by name.
        """
        if self.role is Role.PARTNER:
            return self.repositories()
        owned = Ownership.objects.filter(team__in=self.teams)
        written = Grant.objects.filter(team__in=self.teams, permission__in=_WORKS_ON)
        return self.repositories().filter(
            Q(pk__in=owned.values("repository"))
            | Q(pk__in=written.values("repository"))
            | Q(pk__in=self._by_name())
        )

    def leads(self) -> RepositoryQuerySet:
        """Those of them that a team owns which they manage."""
        owned = Ownership.objects.filter(team__in=self.led)
        return self.repositories().filter(pk__in=owned.values("repository"))

    def shown_teams(self) -> TeamQuerySet:
        """The teams that they may know of."""
        everything = self.organization.teams.all()
        match self.role:
            case Role.ADMINISTRATOR:
                return everything
            case Role.STRANGER:
                return everything.none()
            case Role.PARTNER:
                return everything.filter(pk__in=self._works_with())
        return everything.filter(Q(is_secret=False) | Q(pk__in=self.teams | self.led))

    def own_teams(self) -> TeamQuerySet:
        """Those of them that they are in or, as a partner, work with."""
        if self.role is Role.PARTNER:
            return self.shown_teams()
        return self.shown_teams().filter(pk__in=self.teams)

    @property
    def sees_all(self) -> bool:
        """Whether there is no repository that they may not see."""
        return not self.organization.repositories.exclude(pk__in=self.repositories()).exists()

    def _granted(self) -> Q:
        """That a team of theirs was given access, or they were by name."""
        of_teams = Grant.objects.filter(team__in=self.teams).values("repository")
        return Q(pk__in=of_teams) | Q(pk__in=self._by_name())

    def _by_name(self) -> QuerySet[Collaboration, Any]:
        """Where they were given access by name."""
        return Collaboration.objects.filter(person=self.person).values("repository")

    def _works_with(self) -> TeamQuerySet:
        """The teams that own what a partner works on; of a secret one only its members know."""
        owned = Ownership.objects.filter(repository__in=self.repositories())
        with_them = Q(is_secret=False, pk__in=owned.values("team"))
        return self.organization.teams.filter(with_them | Q(pk__in=self.teams))


def of(person: Person) -> Sight:
    """What a person is now: by what an administrator gave them, else by the source."""
    organization = person.organization
    if person.left_at is not None:
        return Sight(organization, Role.STRANGER, person)
    rows = list(organization.teams.values_list("pk", "parent"))
    above = {pk: [parent] for pk, parent in rows if parent}
    below: dict[int, list[int]] = {}
    for pk, parent in rows:
        below.setdefault(parent or 0, []).append(pk)
    memberships = dict(
        Membership.objects.filter(person=person).values_list("team", "is_maintainer")
    )
    teams = _reached(memberships, above)
    role, managed = _role(person, [team for team, leads in memberships.items() if leads])
    return Sight(organization, role, person, teams, _reached(managed, below))


def _role(person: Person, maintained: list[int]) -> tuple[Role, list[int]]:
    """Somebody's role, and the teams that they manage by it."""
    given = RoleGiven.objects.filter(person=person).prefetch_related("teams").first()
    if given is not None:
        return Role(given.role), [team.pk for team in given.teams.all()]
    role = _BY_SOURCE[person.role]
    if role is not Role.DEVELOPER or not maintained:
        return role, []
    return Role.MANAGER, maintained


def of_administrator(organization: Organization) -> Sight:
    """What the local administrator sees, whom no source knows."""
    return Sight(organization, Role.ADMINISTRATOR)


def _reached(begin: Iterable[int], steps: Mapping[int, Iterable[int]]) -> frozenset[int]:
    """Where one comes from there, with where one begins."""
    reached: set[int] = set()
    ahead = list(begin)
    while ahead:
        team = ahead.pop()
        if team not in reached:
            reached.add(team)
            ahead.extend(steps.get(team, ()))
    return frozenset(reached)
