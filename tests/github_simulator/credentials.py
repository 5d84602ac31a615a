"""Who asks: tokens of people and of installations of an App, and what each may see."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from functools import cached_property

from tests.github_simulator.present import Present
from tests.github_simulator.state import PERMISSIONS, Permission, Repository, Team, TeamMember

# What a GitHub App of the product asks for.
APP_PERMISSIONS = {
    "metadata": "read",
    "contents": "read",
    "pull_requests": "read",
    "actions": "read",
    "checks": "read",
    "statuses": "read",
    "deployments": "read",
    "administration": "read",
    "members": "read",
    "organization_custom_properties": "read",
}
CLASSIC_SCOPES = frozenset({"repo", "read:org"})
INSTALLATION_TOKEN_LASTS = timedelta(hours=1)

# What a public repository shows to everybody, whatever a token was given.
_PUBLIC = frozenset(
    {"metadata", "contents", "pull_requests", "actions", "checks", "statuses", "deployments"}
)
# A scope, and those that include it.
_WIDER_SCOPES = {
    "read:org": {"read:org", "write:org", "admin:org"},
    "admin:org": {"admin:org"},
    "repo": {"repo"},
}


class Kind(Enum):
    """The kind of a token; the value says how GitHub's messages call it."""

    CLASSIC = "personal access token"
    FINE_GRAINED = "personal access token (fine-grained)"
    INSTALLATION = "integration"
    USER = "user access token of an integration"

    @property
    def is_of_an_app(self) -> bool:
        """Whether what it may see was given to a GitHub App."""
        return self in (Kind.INSTALLATION, Kind.USER)


@dataclass
class OAuthClient:
    """What people authorize when they sign in: an OAuth App, or with `app` a GitHub App.

    `approved` is False where the organization restricts OAuth Apps and did not approve this one,
    and `saml` True where a person did not prove themselves to its single sign-on.
    """

    id: str
    secret: str
    callback: str
    name: str = "Plumbline"
    app: App | None = None
    approved: bool = True
    saml: bool = False

    @property
    def itself(self) -> Credential:
        """What asks with the application's secret."""
        return Credential(Kind.CLASSIC, self.name, token="", scopes=frozenset(), client=self)


@dataclass
class Credential:
    """A token. `login` is whose it is: a person's, or the bot's of an App.

    `scopes` are a classic token's, `permissions` those of the other kinds. `repositories` are the
    names of those that were selected for it; None: all.
    """

    kind: Kind
    login: str
    token: str = field(default_factory=lambda: f"simulated_{secrets.token_urlsafe(24)}")
    scopes: frozenset[str] = CLASSIC_SCOPES
    permissions: dict[str, str] = field(default_factory=lambda: dict(APP_PERMISSIONS))
    repositories: frozenset[str] | None = None
    expires_at: datetime | None = None
    revoked: bool = False
    app: App | None = None
    client: OAuthClient | None = None

    def is_valid(self, now: datetime) -> bool:
        """Whether the token is good at that moment."""
        return not self.revoked and (self.expires_at is None or now < self.expires_at)

    @property
    def granted(self) -> dict[str, str]:
        """The permissions as they are now: an App's may be taken away while its tokens live."""
        return self.app.permissions if self.app else self.permissions

    def has_scope(self, scope: str) -> bool:
        """Whether a classic token has a scope, or a wider one."""
        return bool(_WIDER_SCOPES.get(scope, {scope}) & self.scopes)


@dataclass
class App:
    """A GitHub App, installed in the organization. `public_key` is a PEM text.

    `of_user` are the permissions that it asks of a person who signs in.
    """

    id: int
    public_key: str
    slug: str = "plumbline"
    installation_id: int = 7001
    permissions: dict[str, str] = field(default_factory=lambda: dict(APP_PERMISSIONS))
    of_user: frozenset[str] = frozenset({"emails"})
    repositories: frozenset[str] | None = None
    suspended_at: datetime | None = None
    uninstalled: bool = False
    token_lasts: timedelta = INSTALLATION_TOKEN_LASTS

    @cached_property
    def itself(self) -> Credential:
        """The App as it asks for itself, with a JWT."""
        return Credential(Kind.INSTALLATION, f"{self.slug}[bot]", token="", app=self)

    def issue(self, now: datetime) -> Credential:
        """A new token of the installation."""
        return Credential(
            Kind.INSTALLATION,
            f"{self.slug}[bot]",
            token=f"ghs_{secrets.token_urlsafe(27)}",
            repositories=self.repositories,
            expires_at=now + self.token_lasts,
            app=self,
        )


class Access:
    """What one credential may see of the present."""

    def __init__(self, present: Present, credential: Credential) -> None:
        self.present = present
        self.credential = credential

    @property
    def is_app(self) -> bool:
        """Whether an App asks, and not a person."""
        return self.credential.kind is Kind.INSTALLATION

    @cached_property
    def membership(self) -> str | None:
        """ADMIN, MEMBER, or None where a person is no member."""
        login = self.credential.login
        roles = [each.role for each in self.present.members if each.login == login]
        return roles[0] if roles else None

    @property
    def is_owner(self) -> bool:
        """Whether a person owns the organization."""
        return self.membership == "ADMIN"

    def role(self, repository: Repository) -> Permission | None:
        """What a person may do with a repository; None: not even read it."""
        if self.is_owner:
            return "ADMIN"
        roles = self._by_grants(repository)
        if repository.visibility != "PRIVATE":
            roles.append("READ")
        return max(roles, key=PERMISSIONS.index, default=None)

    def was_given(self, repository: Repository) -> bool:
        """Whether a person was given access, and does not only see what everybody sees."""
        return self.is_owner or bool(self._by_grants(repository))

    def _by_grants(self, repository: Repository) -> list[Permission]:
        return [*self._given(repository), *self._roles_by_team.get(repository.name, ())]

    def _given(self, repository: Repository) -> list[Permission]:
        """By name, or by the organization's base permission."""
        login = self.credential.login
        given = self.present.collaborators(repository)
        roles: list[Permission] = [each.permission for each in given if each.login == login]
        base = self.present.world.organization.default_repository_permission
        if self.membership and base != "none":
            roles += [each for each in PERMISSIONS if each == base.upper()]
        return roles

    @cached_property
    def _roles_by_team(self) -> dict[str, list[Permission]]:
        """What the person's teams may do, by the name of the repository."""
        roles: dict[str, list[Permission]] = {}
        for team in self.present.teams.values():
            if any(each.login == self.credential.login for each in self._with_children(team)):
                for given, repository in self.present.team_repositories(team):
                    roles.setdefault(repository.name, []).append(given.permission)
        return roles

    def _with_children(self, team: Team) -> list[TeamMember]:
        members = self.present.team_members(team)
        for other in self.present.teams.values():
            if other.parent == team.slug:
                members += self._with_children(other)
        return members

    def sees(self, repository: Repository) -> bool:
        """Whether the repository is there at all for this credential."""
        if repository.visibility == "PUBLIC":
            return True
        credential = self.credential
        if credential.repositories is not None and repository.name not in credential.repositories:
            return False
        if self.is_app:
            return True
        if credential.kind is Kind.CLASSIC and not credential.has_scope("repo"):
            return False
        return self.role(repository) is not None

    def may(self, repository: Repository, permission: str) -> bool:
        """Whether what needs that permission is shown for a repository that is seen.

        A person needs the role as well as the token's permission: Administration is for
        administrators only.
        """
        if repository.visibility == "PUBLIC" and permission in _PUBLIC:
            return True
        granted = permission in self.credential.granted
        if self.is_app:
            return granted
        allowed = permission != "administration" or self.role(repository) == "ADMIN"
        return allowed and (self.credential.kind is Kind.CLASSIC or granted)

    def may_of_organization(self, permission: str) -> bool:
        """Whether the token's own permission covers something of the organization."""
        if self.credential.kind is Kind.CLASSIC:
            return True
        return permission in self.credential.granted
