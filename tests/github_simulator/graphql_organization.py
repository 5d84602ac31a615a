"""The organization and its teams, as GraphQL shows them."""

from __future__ import annotations

from typing import Any

from tests.github_simulator.graphql_connections import Node, connection
from tests.github_simulator.graphql_people import LONG_AGO, Question, actor, moment, team_itself
from tests.github_simulator.graphql_repository import repository, repository_named
from tests.github_simulator.state import Member, Repository, Team


def organization(question: Question) -> Node:
    """The organization."""
    known = question.present.world.organization
    return {
        "__typename": "Organization",
        "id": known.node_id,
        "databaseId": known.id,
        "login": known.login,
        "name": known.name or None,
        "url": f"{question.web}/{known.login}",
        "resourcePath": f"/{known.login}",
        "avatarUrl": f"{question.web}/avatars/{known.id}",
        "createdAt": moment(known.created_at or LONG_AGO),
        "viewerCanAdminister": question.access.is_owner,
        "viewerIsAMember": question.access.membership is not None,
        "repositories": lambda _, **arguments: _repositories(question, arguments),
        "repository": lambda _, name, **__: repository_named(question, known.login, name),
        "membersWithRole": lambda _, **arguments: _members(question, arguments),
        "teams": lambda _, **arguments: _teams(question, arguments),
        "team": lambda _, slug: _team_named(question, slug),
    }


def _members(question: Question, arguments: dict[str, Any]) -> Node:
    """The members; to somebody who is none, those of them who say so in public: here nobody."""
    access = question.access
    if not access.may_of_organization("members"):
        question.refuse()
    shown: list[Member] = question.present.members
    if not access.is_app and access.membership is None:
        shown = []
    return connection(
        shown,
        lambda each: actor(question, each.login),
        arguments,
        key=lambda each: [each.login.lower()],
        edge=lambda each: {"role": each.role},
    )


def visible_teams(question: Question) -> list[Team]:
    """The teams that are shown: secret ones to Apps, owners and their members only."""
    access = question.access
    everything = access.is_app or access.is_owner
    if not everything and access.membership is None:
        return []
    login = access.credential.login
    return [
        each
        for each in question.present.teams.values()
        if everything
        or each.privacy == "VISIBLE"
        or any(member.login == login for member in question.present.team_members(each))
    ]


def _teams(question: Question, arguments: dict[str, Any]) -> Node:
    if not question.access.may_of_organization("members"):
        question.refuse()
    order = arguments.get("orderBy") or {}
    descending = order.get("direction") == "DESC"
    teams = visible_teams(question)
    return connection(
        teams[::-1] if descending else teams,
        lambda each: team(question, each),
        arguments,
        key=lambda each: [each.name.lower(), each.id],
        descending=descending,
    )


def _team_named(question: Question, slug: str) -> Node | None:
    if not question.access.may_of_organization("members"):
        question.refuse()
    found = [each for each in visible_teams(question) if each.slug == slug]
    return team(question, found[0]) if found else None


def team(question: Question, each: Team) -> Node:
    """A team, with its members and repositories behind calls."""
    present = question.present
    parent = present.teams.get(each.parent) if each.parent else None

    def repositories(_: object, **arguments: Any) -> Node:
        return connection(
            [pair for pair in present.team_repositories(each) if question.access.sees(pair[1])],
            lambda pair: repository(question, pair[1]),
            arguments,
            key=lambda pair: [pair[1].name.lower()],
            edge=lambda pair: {"permission": pair[0].permission},
        )

    return {
        **team_itself(question, each),
        "parentTeam": lambda _: team(question, parent) if parent else None,
        "members": lambda _, **arguments: _team_members(question, each, arguments),
        "repositories": repositories,
    }


def _team_members(question: Question, each: Team, arguments: dict[str, Any]) -> Node:
    members = sorted(question.present.team_members(each), key=lambda member: member.login.lower())
    if arguments["membership"] != "IMMEDIATE":
        known = {member.login for member in members}
        for child in question.present.teams.values():
            if child.parent == each.slug:
                below = question.present.team_members(child)
                members += [member for member in below if member.login not in known]
    return connection(
        members,
        lambda member: actor(question, member.login),
        arguments,
        key=lambda member: [member.login.lower()],
        edge=lambda member: {"role": member.role},
    )


def _repositories(question: Question, arguments: dict[str, Any]) -> Node:
    """The repositories that are seen, in the order asked for; by name without one."""
    present = question.present
    order = arguments.get("orderBy") or {}
    descending = order.get("direction") == "DESC"

    def key(each: Repository) -> list[Any]:
        if order.get("field") == "PUSHED_AT":
            pushed = present.pushed_at(each)
            return [pushed.timestamp() if pushed else 0, each.id]
        if order.get("field") == "CREATED_AT":
            return [present.created_at(each).timestamp(), each.id]
        return [each.name.lower(), each.id]

    seen = [each for each in present.repositories.values() if _is_wanted(question, each, arguments)]
    return connection(
        sorted(seen, key=key, reverse=descending),
        lambda each: repository(question, each),
        arguments,
        key=key,
        descending=descending,
    )


def _is_wanted(question: Question, each: Repository, arguments: dict[str, Any]) -> bool:
    present = question.present
    if present.owner(each) != present.world.organization.login or not question.access.sees(each):
        return False
    fork, archived = arguments.get("isFork"), arguments.get("isArchived")
    return (
        fork in (None, each.fork)
        and archived in (None, present.is_archived(each))
        and arguments.get("visibility") in (None, each.visibility)
    )
