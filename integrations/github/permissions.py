"""What Plumbline needs to see of an organization, and what GitHub calls the right to see it.

After GitHub's documentation of the permissions of Apps and fine-grained tokens, of the scopes of
classic tokens, and of the endpoints. `docs/github-app.md` says the same to people.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import msgspec


class Permission(enum.Enum):
    """One thing to see; the value is the word under which its proof is stored."""

    METADATA = "metadata"
    CONTENTS = "contents"
    PULL_REQUESTS = "pull_requests"
    CHECKS = "checks"
    COMMIT_STATUSES = "commit_statuses"
    DEPLOYMENTS = "deployments"
    ADMINISTRATION = "administration"
    OUTSIDE_COLLABORATORS = "outside_collaborators"
    MEMBERS = "members"
    INVITATIONS = "invitations"
    CUSTOM_PROPERTIES = "custom_properties"

    @property
    def title(self) -> str:
        """The permission that it takes as GitHub writes it, such as "Administration: read"."""
        return f"{NEEDS[self].name}: read"

    @property
    def sees(self) -> str:
        """What it lets one see, as the end of a sentence."""
        return NEEDS[self].sees


@dataclass(frozen=True)
class Need:
    """What it takes to see one thing.

    `name` is the permission of Apps and fine-grained tokens, `key` its name in an installation and
    in a manifest. `scopes` of a classic token give the same together. `rights` is what the person
    behind a token needs to be as well; `is_settled_by_scopes` tells whether the scopes alone say
    enough. `path` is the request that proves it: one that needs this permission and no other.
    """

    key: str
    name: str
    sees: str
    path: str
    parameters: Mapping[str, str | int] = field(default_factory=dict)
    scopes: tuple[str, ...] = ("repo",)
    rights: str = ""
    is_settled_by_scopes: bool = True

    @property
    def is_of_organization(self) -> bool:
        """Whether it is about the organization as a whole, and not about a repository."""
        return self.path.startswith("/orgs/")


_ONE = {"per_page": 1}

NEEDS: Mapping[Permission, Need] = {
    Permission.METADATA: Need(
        "metadata", "Metadata", "repositories, their branches and rulesets", "/repos/{repository}"
    ),
    Permission.CONTENTS: Need(
        "contents", "Contents", "files and commits", "/repos/{repository}/git/trees/{branch}"
    ),
    Permission.PULL_REQUESTS: Need(
        "pull_requests",
        "Pull requests",
        "pull requests and reviews",
        "/repos/{repository}/pulls",
        _ONE,
    ),
    Permission.CHECKS: Need(
        "checks", "Checks", "check runs", "/repos/{repository}/commits/{branch}/check-runs", _ONE
    ),
    Permission.COMMIT_STATUSES: Need(
        "statuses",
        "Commit statuses",
        "commit statuses",
        "/repos/{repository}/commits/{branch}/status",
        _ONE,
    ),
    Permission.DEPLOYMENTS: Need(
        "deployments", "Deployments", "deployments", "/repos/{repository}/deployments", _ONE
    ),
    Permission.ADMINISTRATION: Need(
        "administration",
        "Administration",
        "classic branch protection",
        "/repos/{repository}/branches/{branch}/protection",
        rights="an administrator of the repository",
    ),
    Permission.OUTSIDE_COLLABORATORS: Need(
        "metadata",
        "Metadata",
        "who was given access by name",
        "/repos/{repository}/collaborators",
        {"affiliation": "outside", "per_page": 1},
        scopes=("repo", "read:org"),
        rights="a member who may push to the repository",
    ),
    Permission.MEMBERS: Need(
        "members",
        "Members",
        "members and teams",
        "/orgs/{organization}/teams",
        _ONE,
        scopes=("read:org",),
    ),
    Permission.INVITATIONS: Need(
        "members",
        "Members",
        "pending invitations",
        "/orgs/{organization}/invitations",
        _ONE,
        scopes=("admin:org",),
        rights="an owner of the organization",
        is_settled_by_scopes=False,
    ),
    Permission.CUSTOM_PROPERTIES: Need(
        "organization_custom_properties",
        "Custom properties",
        "custom properties",
        "/orgs/{organization}/properties/values",
        _ONE,
        scopes=("read:org",),
        is_settled_by_scopes=False,
    ),
}


class Kind(enum.StrEnum):
    """Kinds of credentials, which differ in how one learns what they may see."""

    APP = "GitHub App"
    CLASSIC = "classic token"
    FINE_GRAINED = "fine-grained token"
    OTHER = "token"


class Proof(msgspec.Struct, frozen=True):
    """Whether something may be seen: True and False are proven, None is neither.

    `sentence` says so, with what is needed where it may not, without a full stop.
    """

    allowed: bool | None
    sentence: str


class Access(msgspec.Struct, frozen=True):
    """What a credential may see.

    `actor` is the App's name, or the login of the person whose token it is; empty where GitHub does
    not tell. `remarks` are sentences on the whole, such as that it sees some repositories only.
    `expires_at` is when a token ends, where GitHub tells it. `hides_private` says why no repository
    is seen that is not public, as one sentence without a full stop; empty where that is not so.
    """

    kind: Kind
    actor: str
    permissions: dict[Permission, Proof]
    remarks: tuple[str, ...] = ()
    expires_at: datetime | None = None
    hides_private: str = ""

    @property
    def is_untried(self) -> bool:
        """Whether there was no repository yet to try on what may be seen of one."""
        return self.permissions[Permission.METADATA].allowed is None

    def sees(self, permission: Permission) -> bool:
        """Whether it is proven that it may see this."""
        return self.permissions[permission].allowed is True

    def why_not(self, permission: Permission) -> str:
        """Why it may not see this, as one sentence without a full stop; empty where it may."""
        return "" if self.sees(permission) else self.permissions[permission].sentence


def allowed(permission: Permission, kind: Kind) -> Proof:
    """It may be seen; with a token, of those repositories in which its owner may see it."""
    rights = NEEDS[permission].rights if kind is not Kind.APP else ""
    where = f", where the token is of {rights}" if rights else ""
    return Proof(allowed=True, sentence=f"sees {permission.sees}{where}")


def denied(permission: Permission, kind: Kind, said: str = "") -> Proof:
    """It may not be seen. `said` are GitHub's words where they say more than that."""
    words = f" (GitHub: {said})" if said else ""
    sentence = f"cannot see {permission.sees}: needs {needed(permission, kind)}{words}"
    return Proof(allowed=False, sentence=sentence)


def unproven(permission: Permission, kind: Kind, reason: str) -> Proof:
    """It may or may not be seen; `reason` is the end of a sentence."""
    sentence = f"it is not proven that {permission.sees} can be seen: {reason}"
    return Proof(allowed=None, sentence=f"{sentence}; that needs {needed(permission, kind)}")


def needed(permission: Permission, kind: Kind) -> str:
    """What a credential of some kind needs to see it, as the end of a sentence."""
    need = NEEDS[permission]
    if kind is Kind.APP:
        return f"{need.name}, read"
    if kind is Kind.FINE_GRAINED and permission is Permission.CHECKS:
        return "a GitHub App or a classic token, as fine-grained ones have no such permission"
    what = f"{need.name}, read"
    if kind is Kind.CLASSIC:
        plural = "s" if len(need.scopes) > 1 else ""
        what = f"the scope{plural} {' and '.join(need.scopes)}"
    return f"{what}, of {need.rights}" if need.rights else what
