"""Who belongs to an organization: members, teams with what they may use, pending invitations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from compliance.collect.requests import asking_for
from compliance.collect.shortfalls import whole
from integrations.github import people_queries, rest
from integrations.github.access import Access, Permission
from integrations.github.connections import Edges, Node
from integrations.github.errors import AnswerError, NotFoundError
from integrations.github.people_payloads import (
    GrantEdge,
    MemberEdge,
    Members,
    Team,
    Teams,
    WithMembers,
    WithRepositories,
)

if TYPE_CHECKING:
    from integrations.github.client import Client

T = TypeVar("T")

MAX_PAGES = 500


@dataclass(frozen=True)
class Member:
    """A person of the organization or of a team, and the role there: `member`, `admin` (an owner
    of the organization) or `maintainer` (of a team).
    """

    key: str
    login: str
    name: str
    role: str


@dataclass(frozen=True)
class TeamProfile:
    """A team: who is in it, and what it may do in which repositories, by their keys."""

    key: str
    slug: str
    name: str
    is_secret: bool
    parent: str
    members: tuple[Member, ...]
    grants: Mapping[str, str]


@dataclass(frozen=True)
class Invited:
    """A pending invitation; one by e-mail has no login."""

    key: str
    login: str
    email: str
    role: str
    invited_at: datetime


@dataclass(frozen=True)
class People:
    """Who belongs to the organization. Invitations are None where they are not shown."""

    members: tuple[Member, ...]
    teams: tuple[TeamProfile, ...]
    invitations: tuple[Invited, ...] | None


class PeopleReader:
    """Asks who belongs to one organization."""

    def __init__(self, client: Client, organization: str, access: Access):
        """`access` is what the credential was proven to see."""
        self._client = client
        self._organization = organization
        self._access = access

    @property
    def hindrance(self) -> str:
        """Why people cannot be read; empty where they can. Without the permission GitHub shows
        public members only, and of the teams none.
        """
        return self._access.why_not(Permission.MEMBERS)

    def read(self) -> People:
        """All of them: one request for each hundred members, for each fifty teams, and one for the
        invitations; one more for each further hundred members or repositories of a team.

        Raises:
            SourceError: GitHub does not answer, or not wholly.
        """
        with asking_for(f"the people of {self._organization}"):
            # Before the members: who accepts in between is both then, and never neither.
            invitations = self._invitations()
            members = tuple(_members(self._members()))
            teams = tuple(self._team(each) for each in self._teams())
            return People(members, teams, invitations)

    def _members(self) -> Iterator[MemberEdge]:
        def page(after: str | None) -> Edges[MemberEdge]:
            variables = {"organization": self._organization, "after": after}
            found = whole(self._client.graphql(people_queries.MEMBERS, variables, Members))
            if found.organization is None:
                raise NotFoundError(f"GitHub shows no organization {self._organization}")
            return found.organization.members_with_role

        return _edges(page, None)

    def _teams(self) -> Iterator[Team]:
        cursor: str | None = None
        for _ in range(MAX_PAGES):
            variables = {"organization": self._organization, "after": cursor}
            found = whole(self._client.graphql(people_queries.TEAMS, variables, Teams))
            if found.organization is None:
                raise NotFoundError(f"GitHub shows no organization {self._organization}")
            page = found.organization.teams
            yield from (each for each in page.nodes if each is not None)
            cursor = page.page_info.end_cursor
            if not page.page_info.has_next_page or cursor is None:
                return

    def _team(self, team: Team) -> TeamProfile:
        return TeamProfile(
            key=team.id,
            slug=team.slug,
            name=team.name,
            is_secret=team.privacy == "SECRET",
            parent=team.parent_team.id if team.parent_team else "",
            members=tuple(_members(self._team_members(team))),
            grants={
                each.node.id: each.permission.lower() for each in self._team_repositories(team)
            },
        )

    def _team_members(self, team: Team) -> Iterator[MemberEdge]:
        def page(after: str | None) -> Edges[MemberEdge]:
            variables = {"team": team.id, "after": after}
            kind = Node[WithMembers]
            more = self._client.graphql(people_queries.MORE_TEAM_MEMBERS, variables, kind)
            node = whole(more).node
            return _shown(node.members if node else None)

        return _edges(page, _shown(team.members))

    def _team_repositories(self, team: Team) -> Iterator[GrantEdge]:
        def page(after: str | None) -> Edges[GrantEdge]:
            variables = {"team": team.id, "after": after}
            kind = Node[WithRepositories]
            more = self._client.graphql(people_queries.MORE_TEAM_REPOSITORIES, variables, kind)
            node = whole(more).node
            return _shown(node.repositories if node else None)

        return _edges(page, _shown(team.repositories))

    def _invitations(self) -> tuple[Invited, ...] | None:
        """Those that are pending; None where the credential may not see them."""
        if not self._access.sees(Permission.INVITATIONS):
            return None
        path = f"/orgs/{self._organization}/invitations"
        pages = self._client.pages(path, rest.Invitation)
        return tuple(
            Invited(
                key=each.node_id,
                login=each.login or "",
                email=each.email or "",
                role=each.role,
                invited_at=each.created_at,
            )
            for page in pages
            for each in page.data
        )


def _shown(connection: Edges[T] | None) -> Edges[T]:
    """A connection that must be there: a team without it would look as if it had nobody.

    Raises:
        AnswerError: GitHub withholds it.
    """
    if connection is None:
        raise AnswerError("GitHub withholds who is in a team, or what it may use")
    return connection


def _edges(page: Callable[[str | None], Edges[T]], first: Edges[T] | None) -> Iterator[T]:
    """The edges of a connection, from its first page or, where that is not known, from its start.

    Raises:
        AnswerError: it does not end.
    """
    found = first or page(None)
    for _ in range(MAX_PAGES):
        yield from (each for each in found.edges if each is not None)
        if not found.page_info.has_next_page or found.page_info.end_cursor is None:
            return
        found = page(found.page_info.end_cursor)
    raise AnswerError(f"GitHub's answer does not end after {MAX_PAGES} pages")


def _members(edges: Iterator[MemberEdge]) -> Iterator[Member]:
    for edge in edges:
        if edge.node is not None:
            role = (edge.role or "MEMBER").lower()
            yield Member(edge.node.id, edge.node.login, edge.node.name or "", role)
