"""The shapes of GitHub's REST answers, as far as they are used; the rest of them is ignored.

Names are GitHub's: https://docs.github.com/rest.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

# A text, several of them, or none; the others are what a further kind of property might be.
PropertyValue = str | list[str] | bool | int | float | None


class Status(msgspec.Struct, frozen=True):
    """Whether a feature is on; REST."""

    status: str = ""


class SecurityAndAnalysis(msgspec.Struct, frozen=True):
    """What GitHub looks for by itself; REST shows it to administrators only."""

    secret_scanning: Status | None = None
    secret_scanning_push_protection: Status | None = None


class ListedByRest(msgspec.Struct, frozen=True):
    """A repository of `GET /orgs/{org}/repos`."""

    node_id: str
    full_name: str
    html_url: str
    private: bool
    fork: bool
    archived: bool = False
    disabled: bool = False
    is_template: bool = False
    visibility: str = ""
    default_branch: str = ""
    pushed_at: datetime | None = None
    topics: list[str] = []
    custom_properties: dict[str, PropertyValue] | None = None
    security_and_analysis: SecurityAndAnalysis | None = None


class OrganizationByRest(msgspec.Struct, frozen=True):
    """`GET /orgs/{org}`; members see the base permission."""

    node_id: str
    login: str
    name: str | None = None
    html_url: str = ""
    default_repository_permission: str | None = None


class Inviter(msgspec.Struct, frozen=True):
    """Who invited."""

    login: str = ""


class Invitation(msgspec.Struct, frozen=True):
    """A pending invitation; one by e-mail has no login."""

    node_id: str
    role: str
    created_at: datetime
    login: str | None = None
    email: str | None = None
    inviter: Inviter | None = None


class TreeEntry(msgspec.Struct, frozen=True):
    """A path of a git tree; a folder and a submodule have no size."""

    path: str
    mode: str
    type: str
    sha: str
    size: int = 0


class GitTree(msgspec.Struct, frozen=True):
    """`GET /repos/{owner}/{repo}/git/trees/{sha}`."""

    sha: str
    tree: list[TreeEntry]
    truncated: bool


class Comparison(msgspec.Struct, frozen=True):
    """`GET /repos/{owner}/{repo}/compare/{base}...{head}`: `status` says how the head stands to the
    base, which is `ahead`, `behind`, `diverged` or `identical`.
    """

    status: str


class Membership(msgspec.Struct, frozen=True):
    """What somebody is to an organization: `state` is active or pending, `role` admin or member."""

    state: str
    role: str


class Account(msgspec.Struct, frozen=True):
    """A person or an organization."""

    login: str
    node_id: str


class Installation(msgspec.Struct, frozen=True):
    """A GitHub App as it is installed somewhere."""

    id: int
    account: Account | None = None


class Installations(msgspec.Struct, frozen=True):
    """The installations of an App that a person may use: `GET /user/installations`."""

    installations: list[Installation]


class InstalledIn(msgspec.Struct, frozen=True):
    """How many repositories a person may use through an installation of an App."""

    total_count: int
