"""Whom who is new can ask: those who manage their team."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import Q

from compliance.models import Person, Plan, RoleGiven


def leads_of(plan: Plan) -> list[Person]:
    """Who manages the team of a plan, by login: that team itself, else the nearest above it that
    somebody manages; nobody where it has no team.

    As in `compliance.sight`, what an administrator gave somebody stands in the place of what the
    source says; an owner of the organization who maintains the team is its lead, too.
    """
    if plan.team_id is None:
        return []
    above = dict(plan.organization.teams.order_by().values_list("pk", "parent"))
    people = plan.organization.people.filter(left_at=None)
    if plan.person:
        people = people.exclude(pk=plan.person.pk)
    for team in _upwards(plan.team_id, above):
        maintains = Q(memberships__team=team, memberships__is_maintainer=True, role_given=None)
        by_source = Q(pk__in=people.filter(maintains).exclude(role=Person.Role.COLLABORATOR))
        given = RoleGiven.objects.filter(role=RoleGiven.Given.MANAGER, teams=team).values("person")
        found = list(people.filter(by_source | Q(pk__in=given)))
        if found:
            return found
    return []


def _upwards(team: int, above: Mapping[int, int | None]) -> Iterator[int]:
    """A team and those above it, each once."""
    passed: set[int] = set()
    at: int | None = team
    while at is not None and at not in passed:
        passed.add(at)
        yield at
        at = above.get(at)
