"""What a person is, and which repositories and teams they may know of, as the source says.

What a member may see of private repositories follows what is known of GitHub's grants: the base
permission of the organization, grants of a person's teams and of the teams those are in, and access
that was given by name. Where that is not known, a private repository is not shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import FilteredRelation, Model, Q, QuerySet, Subquery

from compliance.models import (
    Audience,
    CheckResult,
    Collaboration,
    Grant,
    Membership,
    Organization,
    Ownership,
    Person,
    Repository,
    RoleGiven,
    Team,
    Transition,
)
from compliance.models.people import Permission
from compliance.models.repository import RepositoryQuerySet
from compliance.roles import Role

_WORKS_ON = (Permission.ADMIN, Permission.MAINTAIN, Permission.WRITE)
_MEMBERS = (Role.MANAGER, Role.DEVELOPER)
_READS_ALL = ("read", "write", "admin")
OPEN = (Repository.Visibility.PUBLIC, Repository.Visibility.INTERNAL)
"""What every member of an organization may see."""
_BY_SOURCE: Mapping[str, Role] = {
    Person.Role.OWNER: Role.ADMINISTRATOR,
    Person.Role.MEMBER: Role.DEVELOPER,
    Person.Role.COLLABORATOR: Role.PARTNER,
}


OfRepository = TypeVar("OfRepository", bound=Model)


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
        if self._reads_all:
            return everything
        return everything.filter(Q(visibility__in=OPEN) | self._granted())

    def beyond_members(self) -> RepositoryQuerySet:
        """Those of them that not everybody may see who belongs to the organization, for somebody
        who sees some of these by what they or their teams were given.
        """
        return self.organization.repositories.filter(self._granted()).exclude(visibility__in=OPEN)

    def results(self) -> QuerySet[CheckResult]:
        """What checks say of them."""
        return self.of_repositories(CheckResult.objects.all())

    def transitions(self) -> QuerySet[Transition]:
        """What changed in them."""
        return self.of_repositories(Transition.objects.all())

    def of_repositories(self, rows: QuerySet[OfRepository]) -> QuerySet[OfRepository]:
        """Those of the rows that belong to one of them."""
        rows = rows.filter(organization=self.organization)
        return rows if self._reads_all else rows.filter(repository__in=self.repositories())

    def owners_of(self, repository: Repository) -> QuerySet[Ownership]:
        """By which of the teams that they may know of a repository is owned, with those teams."""
        owned = repository.ownerships.filter(team__in=self.shown_teams())
        return owned.select_related("team").order_by("team__name")

    @property
    def audience(self) -> Audience | None:
        """Whose sums tell them nothing of what they may not see, be it that it is gone; None where
        none do.
        """
        if self._reads_all:
            return Audience.ALL
        return Audience.MEMBERS if self.role in _MEMBERS else None

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

    def shown_teams(self) -> QuerySet[Team]:
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

    def sees_what_members_see(self, team: Team) -> bool:
        """Whether they may see each repository that everybody may see who is in a team. Who manages
        a team without being in it need not.
        """
        return self._reads_all or team.pk in self.teams

    @property
    def knows_all_teams(self) -> bool:
        """Whether they know of secret teams that they are not in."""
        return self.role is Role.ADMINISTRATOR

    def own_teams(self) -> QuerySet[Team]:
        """Those of them that they are in or, as a partner, work with."""
        if self.role is Role.PARTNER:
            return self.shown_teams()
        return self.shown_teams().filter(pk__in=self.teams)

    @property
    def _reads_all(self) -> bool:
        """Whether there is no repository that they may not see, by what they are."""
        if self.role in _MEMBERS:
            return self.organization.base_permission in _READS_ALL
        return self.role is Role.ADMINISTRATOR

    def _granted(self) -> Q:
        """That a team of theirs was given access, or they were by name."""
        of_teams = Grant.objects.filter(team__in=self.teams).values("repository")
        # As one list PostgreSQL begins with it; of two it would look at every repository.
        return Q(pk__in=of_teams.union(self._by_name(), all=True))

    def _by_name(self) -> QuerySet[Collaboration, Any]:
        """Where they were given access by name."""
        return Collaboration.objects.filter(person=self.person).values("repository")

    def _works_with(self) -> QuerySet[Team]:
        """The teams that own what a partner works on; of a secret one only its members know."""
        owned = Ownership.objects.filter(repository__in=self.repositories())
        with_them = Q(is_secret=False, pk__in=owned.values("team"))
        return self.organization.teams.filter(with_them | Q(pk__in=self.teams))


def of(person: Person) -> Sight:
    """What a person is now: by what an administrator gave them, else by the source."""
    organization = person.organization
    if person.left_at is not None:
        return Sight(organization, Role.STRANGER, person)
    given = RoleGiven.objects.filter(person=person)
    rows = list(
        organization.teams.order_by()
        .annotate(
            own=FilteredRelation("memberships", condition=Q(memberships__person=person)),
            to_manage=Q(pk__in=given.values("teams")),
            role=Subquery(given.values("role")),
        )
        .values_list("pk", "parent", "own__is_maintainer", "to_manage", "role")
    )
    above = {pk: [parent] for pk, parent, *_ in rows if parent}
    below: dict[int, list[int]] = {}
    for pk, parent, *_ in rows:
        below.setdefault(parent or 0, []).append(pk)
    memberships = {pk: leads for pk, _, leads, *_ in rows if leads is not None}
    teams = _reached(memberships, above)
    # Each team says it again; an organization without one is asked for it.
    name = rows[0][-1] if rows else given.values_list("role", flat=True).first()
    if name is None:
        role, managed = _by_source(person, [team for team, leads in memberships.items() if leads])
    else:
        role = Role(name)
        managed = [pk for pk, _, _, to_manage, _ in rows if to_manage and role is Role.MANAGER]
    return Sight(organization, role, person, teams, _reached(managed, below))


def of_members(team: Team) -> Sight:
    """What everybody who is in a team sees by that alone, and by belonging to the organization."""
    above: dict[int, list[int]] = {}
    for pk, parent in team.organization.teams.order_by().values_list("pk", "parent"):
        above[pk] = [parent] if parent else []
    return Sight(team.organization, Role.DEVELOPER, teams=_reached([team.pk], above))


def by_source(person: Person) -> tuple[Role, list[int]]:
    """What the source says that somebody is who has not left, and the teams that they maintain."""
    maintained = Membership.objects.filter(person=person, is_maintainer=True)
    return _by_source(person, list(maintained.values_list("team", flat=True)))


def _by_source(person: Person, maintained: list[int]) -> tuple[Role, list[int]]:
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
