"""What GitHub knows of the demo organization beside its repositories: people and teams.

It is written as the simulator reads it (`tests/github_simulator/state.py`, `World`): everything
has its moment, people are named by their logins, and commits by their ids. The numbers by which
GitHub knows things follow from their names, so that making the demo anew keeps them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from integrations.demo.calendar import Calendar
from integrations.demo.github import Built, described_repository, number, ruleset, span
from integrations.demo.story import Invitation, Organization, Person, Team

Json = dict[str, Any]


def described(told: Organization, built: Mapping[str, Built], calendar: Calendar) -> Json:
    """The whole organization.

    Raises:
        DemoError: a moment is not told as it has to be.
    """
    return {
        "organization": {
            "id": number("organization", told.login),
            "login": told.login,
            "name": told.name,
            "created_at": calendar.moment(told.created),
            "default_repository_permission": told.base_permission,
        },
        "people": [_person(each) for each in told.people.values()],
        "members": [
            {"login": each.login, "role": "ADMIN" if each.role == "owner" else "MEMBER"}
            | span(calendar, each.joined, each.left)
            for each in told.people.values()
            if each.role
        ],
        "invitations": [_invitation(each, told, calendar) for each in told.invitations],
        "teams": [_team(slug, team, told, calendar) for slug, team in told.teams.items()],
        "rulesets": [
            ruleset(told.login, each, calendar) | {"repositories": each.repositories or ["~ALL"]}
            for each in told.rulesets
        ],
        "repositories": [
            described_repository(name, each, told.people, calendar)
            for name, each in sorted(built.items())
        ],
    }


def _person(person: Person) -> Json:
    return {
        "id": number("person", person.login),
        "login": person.login,
        "name": person.name,
        "emails": [person.email],
        "bot": person.bot,
    }


def _invitation(invitation: Invitation, told: Organization, calendar: Calendar) -> Json:
    return {
        "id": number("invitation", invitation.login, invitation.email),
        "login": invitation.login or None,
        "email": invitation.email or None,
        "role": "admin" if invitation.role == "owner" else "direct_member",
        "inviter": told.people[invitation.by].login,
        "created_at": calendar.moment(invitation.at),
    }


def _team(slug: str, team: Team, told: Organization, calendar: Calendar) -> Json:
    since = calendar.moment(team.since)
    return {
        "id": number("team", slug),
        "slug": slug,
        "name": team.name,
        "description": team.description,
        "privacy": "SECRET" if team.secret else "VISIBLE",
        "parent": team.parent or None,
        "created_at": since,
        "members": [*_members(team, told, calendar)],
        "repositories": [
            {"name": name, "permission": permission.upper(), "since": since}
            for name, permission in team.repositories.items()
        ],
    }


def _members(team: Team, told: Organization, calendar: Calendar) -> Iterator[Json]:
    """Who is in a team: since it was made, or since they joined, until they left."""
    roles = dict.fromkeys(team.maintainers, "MAINTAINER") | dict.fromkeys(team.members, "MEMBER")
    for key, role in roles.items():
        person = told.people[key]
        times = span(calendar, person.joined, person.left)
        times["since"] = max(times["since"], calendar.moment(team.since))
        yield {"login": person.login, "role": role} | times
