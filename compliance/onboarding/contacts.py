"""Who manages a team: whom who is new there can ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import Q, QuerySet

from compliance.models import Organization, Person, Plan, RoleGiven


def leads_of(plan: Plan) -> list[Person]:
    """Who manages the team of a plan; nobody where it has no team."""
    if plan.team_id is None:
        return []
    above = teams_above(plan.organization)
    return managers_of(plan.organization, plan.team_id, above, but=plan.person_id)


def teams_above(organization: Organization) -> Mapping[int, int | None]:
    """The team that each one is in, by primary keys; one query."""
    return dict(organization.teams.order_by().values_list("pk", "parent"))


def managers_of(
    organization: Organization, team: int, above: Mapping[int, int | None], *, but: int | None
) -> list[Person]:
    """Who manages a team, by login: that team itself, else the nearest above it that somebody else
    manages than `but`. `above` is what `teams_above` says.

    As in `compliance.sight`, what an administrator gave somebody stands in the place of what the
    source says; an owner of the organization who maintains the team is its lead, too.
    """
    people = organization.people.filter(left_at=None)
    if but is not None:
        people = people.exclude(pk=but)
    for each in _upwards(team, above):
        found = list(managing(people, each))
        if found:
            return found
    return []


def managing(people: QuerySet[Person], team: int) -> QuerySet[Person]:
    """Those of the people who manage that very team, given by its primary key."""
    maintains = Q(memberships__team=team, memberships__is_maintainer=True, role_given=None)
    by_source = Q(pk__in=people.filter(maintains).exclude(role=Person.Role.COLLABORATOR))
    given = RoleGiven.objects.filter(role=RoleGiven.Given.MANAGER, teams=team).values("person")
    return people.filter(by_source | Q(pk__in=given))


def _upwards(team: int, above: Mapping[int, int | None]) -> Iterator[int]:
    """A team and those above it, each once."""
    passed: set[int] = set()
    at: int | None = team
    while at is not None and at not in passed:
        passed.add(at)
        yield at
        at = above.get(at)
