"""The shapes of GitHub's GraphQL answers about people and teams, as far as they are used.

Names are GitHub's: https://docs.github.com/graphql/reference.
"""

from __future__ import annotations

import msgspec

from integrations.github.connections import Answer, Edges, Nodes


class Actor(Answer, frozen=True):
    """Who did something; the type is `User`, `Bot`, `Mannequin` and so on."""

    login: str
    kind: str = msgspec.field(name="__typename", default="User")


class Login(Answer, frozen=True):
    """A user by login; empty where the actor is something else, such as a team."""

    login: str = ""


class User(Answer, frozen=True):
    """An account of a person."""

    id: str
    login: str
    name: str | None = None
    avatar_url: str = ""


class MemberEdge(Answer, frozen=True):
    """A person and the role in the organization or the team."""

    role: str | None
    node: User | None


class MembersOrganization(Answer, frozen=True):
    """An organization's members."""

    members_with_role: Edges[MemberEdge]


class Members(Answer, frozen=True):
    """The answer to `queries.MEMBERS`."""

    organization: MembersOrganization | None


class Viewer(Answer, frozen=True):
    """The answer to `queries.VIEWER`: whose token it is."""

    viewer: User


class Id(Answer, frozen=True):
    """Something by its node id."""

    id: str


class GrantEdge(Answer, frozen=True):
    """A repository that a team may use, and how."""

    permission: str
    node: Id


class Team(Answer, frozen=True):
    """A team; null connections where the credential may not see into it."""

    id: str
    slug: str
    name: str
    privacy: str
    parent_team: Id | None
    members: Edges[MemberEdge] | None
    repositories: Edges[GrantEdge] | None


class TeamsOrganization(Answer, frozen=True):
    """An organization's teams."""

    teams: Nodes[Team]


class Teams(Answer, frozen=True):
    """The answer to `queries.TEAMS`."""

    organization: TeamsOrganization | None


class WithMembers(Answer, frozen=True):
    """A team's further members."""

    members: Edges[MemberEdge] | None = None


class WithRepositories(Answer, frozen=True):
    """A team's further repositories."""

    repositories: Edges[GrantEdge] | None = None
