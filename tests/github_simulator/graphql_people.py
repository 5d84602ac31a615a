"""Who asks, and people as GraphQL shows them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NoReturn

from tests.github_simulator.credentials import Access, Kind
from tests.github_simulator.graphql_connections import GitHubError, Node
from tests.github_simulator.present import Present
from tests.github_simulator.state import Person, Repository, Team, node_id

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
# The account that stands for those that were deleted.
GHOST = Person(id=10137, login="ghost", name="Deleted user")


@dataclass
class Question:
    """Who asks, of which present, and where the pages are that links lead to (`web`)."""

    access: Access
    web: str
    rate_limit: Node | None = None
    actors: dict[str, Node] = field(default_factory=dict)

    @property
    def present(self) -> Present:
        """The world as it is for this question."""
        return self.access.present

    def refuse(self) -> NoReturn:
        """Refuse one field for want of a permission."""
        kind = self.access.credential.kind
        word = "integration" if kind is Kind.INSTALLATION else "personal access token"
        raise GitHubError("FORBIDDEN", f"Resource not accessible by {word}", saml_failure=False)

    def require(self, repository: Repository, permission: str) -> None:
        """Refuse what needs a permission that the credential does not have."""
        if not self.access.may(repository, permission):
            self.refuse()


def moment(value: datetime | None) -> str | None:
    """A moment as GitHub writes it: UTC, in whole seconds."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if value else None


def actor(question: Question, login: str | None) -> Node | None:
    """Who did something; None where the account is not there any more."""
    if login is None:
        return None
    if login not in question.actors:
        question.actors[login] = person(question, question.present.person(login))
    return question.actors[login]


def person(question: Question, each: Person) -> Node:
    """A user or a bot."""
    path = f"/apps/{each.login}" if each.bot else f"/{each.login}"
    return {
        "__typename": "Bot" if each.bot else "User",
        "id": each.node_id,
        "databaseId": each.id,
        "login": each.login,
        "name": each.name or None,
        "url": question.web + path,
        "resourcePath": path,
        "avatarUrl": f"{question.web}/avatars/{each.id}",
        "createdAt": moment(each.created_at or LONG_AGO),
    }


def team_itself(question: Question, each: Team) -> Node:
    """What a team is by itself, without its members and repositories."""
    organization = question.present.world.organization.login
    return {
        "__typename": "Team",
        "id": each.node_id,
        "databaseId": each.id,
        "slug": each.slug,
        "name": each.name,
        "description": each.description or None,
        "privacy": each.privacy,
        "url": f"{question.web}/orgs/{organization}/teams/{each.slug}",
        "createdAt": moment(each.created_at or LONG_AGO),
    }


def viewer(question: Question) -> Node:
    """Who asks; an App is a bot, for which there is no user."""
    credential = question.access.credential
    known = question.present.people.get(credential.login)
    if known:
        return person(question, known)
    return {
        "__typename": "User",
        "id": node_id("BOT", credential.app.id if credential.app else 0),
        "login": credential.login,
        "name": None,
        "url": f"{question.web}/apps/{credential.login.removesuffix('[bot]')}",
        "resourcePath": f"/apps/{credential.login.removesuffix('[bot]')}",
        "avatarUrl": f"{question.web}/avatars/0",
        "createdAt": moment(LONG_AGO),
    }
