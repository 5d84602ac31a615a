"""The world that the simulator shows: an organization with all that GitHub would know of it.

Everything carries moments, and is shown as of the simulator's clock: what was made later is not
there yet, a pull request that is merged later is still open, a branch ends at its last commit
that is not later. `organization_file.load` reads a world from JSON; its docstring has the form.
"""

from __future__ import annotations

import base64
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

import msgspec

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Permission = Literal["READ", "TRIAGE", "WRITE", "MAINTAIN", "ADMIN"]
PERMISSIONS: tuple[Permission, ...] = ("READ", "TRIAGE", "WRITE", "MAINTAIN", "ADMIN")


def node_id(kind: str, number: int) -> str:
    """The global id of a thing, in the form of GitHub's: its kind, and an encoded number."""
    return f"{kind}_kgDO{base64.urlsafe_b64encode(number.to_bytes(6, 'big')).decode()}"


def is_there(now: datetime, since: datetime | None, until: datetime | None) -> bool:
    """Whether something has begun and not ended at that moment; None has no begin, or no end."""
    return (since is None or since <= now) and (until is None or now < until)


class State(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, eq=False, dict=True):
    """A part of the world, which a test may change at any time."""


class Person(State, kw_only=True):
    """An account: a person's, or a bot's. A commit belongs to it by one of its e-mail
    addresses, of which those in `unverified` are not proven to be theirs.
    """

    id: int
    login: str
    name: str = ""
    emails: list[str] = []
    unverified: list[str] = []
    bot: bool = False
    created_at: Moment | None = None

    @property
    def node_id(self) -> str:
        """Its global id."""
        return node_id("BOT" if self.bot else "U", self.id)


class Member(State, kw_only=True):
    """That a person is a member of the organization, or an owner of it (`ADMIN`)."""

    login: str
    role: Literal["ADMIN", "MEMBER"] = "MEMBER"
    since: Moment | None = None
    until: Moment | None = None


class Invitation(State, kw_only=True):
    """An invitation to the organization, of a login or of an address, pending until it ends."""

    id: int
    login: str | None = None
    email: str | None = None
    role: Literal["admin", "direct_member", "billing_manager", "reinstate"] = "direct_member"
    inviter: str | None = None
    created_at: Moment
    until: Moment | None = None


class TeamMember(State, kw_only=True):
    """That a person is in a team."""

    login: str
    role: Literal["MEMBER", "MAINTAINER"] = "MEMBER"
    since: Moment | None = None
    until: Moment | None = None


class TeamRepository(State, kw_only=True):
    """That a team may do something with a repository."""

    name: str
    permission: Permission = "WRITE"
    since: Moment | None = None
    until: Moment | None = None


class Team(State, kw_only=True):
    """A team. `parent` is the slug of the team that it is in."""

    id: int
    slug: str
    name: str
    description: str = ""
    privacy: Literal["VISIBLE", "SECRET"] = "VISIBLE"
    parent: str | None = None
    members: list[TeamMember] = []
    repositories: list[TeamRepository] = []
    created_at: Moment | None = None
    until: Moment | None = None

    @property
    def node_id(self) -> str:
        """Its global id."""
        return node_id("T", self.id)


class Review(State, kw_only=True):
    """A submitted review; from `dismissed_at` on it is dismissed. Without author: a ghost's."""

    author: str | None
    state: Literal["APPROVED", "CHANGES_REQUESTED", "COMMENTED"]
    submitted_at: Moment
    dismissed_at: Moment | None = None
    body: str = ""


class ReviewRequest(State, kw_only=True):
    """That somebody, or a team, is asked for a review; it ends when that person submits one."""

    login: str | None = None
    team: str | None = None
    requested_at: Moment
    until: Moment | None = None


class PullRequest(State, kw_only=True):
    """A pull request; a draft until `draft_until` (a draft for ever with `draft` alone).

    `merge_commit` is the id of the commit that it is merged as, empty where nobody knows.
    """

    number: int
    title: str
    body: str = ""
    author: str | None
    head: str
    base: str
    created_at: Moment
    merged_at: Moment | None = None
    merge_commit: str = ""
    closed_at: Moment | None = None
    updated_at: Moment | None = None
    from_fork: bool = False
    draft: bool = False
    draft_until: Moment | None = None
    reviews: list[Review] = []
    review_requests: list[ReviewRequest] = []


class CheckRun(State, kw_only=True):
    """One run of a check on a commit; it runs until `completed_at`, and then has a conclusion."""

    commit: str
    name: str
    started_at: Moment
    completed_at: Moment | None = None
    conclusion: Literal[
        "success", "failure", "neutral", "cancelled", "skipped", "timed_out", "action_required"
    ] = "success"


class CommitStatus(State, kw_only=True):
    """One status of a commit, of the kind that services other than GitHub Actions set."""

    commit: str
    context: str
    state: Literal["error", "failure", "pending", "success"]
    created_at: Moment


class DeploymentStatus(State, kw_only=True):
    """One entry in the history of a deployment."""

    state: Literal[
        "error", "failure", "inactive", "in_progress", "pending", "queued", "success", "waiting"
    ]
    created_at: Moment


class Deployment(State, kw_only=True):
    """One deployment of a commit.

    Of an environment that is not `production`, a deployment becomes inactive when a later one of
    the same environment succeeds, as GitHub does by default.
    """

    id: int
    environment: str
    commit: str
    ref: str = ""
    creator: str | None
    production: bool = False
    created_at: Moment
    statuses: list[DeploymentStatus] = []


class Rule(State, kw_only=True):
    """One rule of a ruleset, by its name in GraphQL; `approvals` is of PULL_REQUEST alone."""

    type: Literal[
        "PULL_REQUEST", "NON_FAST_FORWARD", "DELETION", "CREATION", "UPDATE",
        "REQUIRED_LINEAR_HISTORY", "REQUIRED_SIGNATURES",
    ]  # fmt: skip
    approvals: int = 0


class Ruleset(State, kw_only=True):
    """A ruleset of a repository or of the organization, over branches by full names or patterns.

    `branches` knows `~DEFAULT_BRANCH` and `~ALL`; `repositories` is for the organization's alone.
    """

    id: int
    name: str
    enforcement: Literal["ACTIVE", "EVALUATE", "DISABLED"] = "ACTIVE"
    branches: list[str] = msgspec.field(default_factory=lambda: ["~DEFAULT_BRANCH"])
    excluded_branches: list[str] = []
    repositories: list[str] = msgspec.field(default_factory=lambda: ["~ALL"])
    rules: list[Rule] = []
    created_at: Moment | None = None
    until: Moment | None = None


class ClassicProtection(State, kw_only=True):
    """A classic branch protection rule; without `approvals` no pull request is asked for."""

    id: int
    pattern: str
    approvals: int | None = None
    allows_force_pushes: bool = False
    since: Moment | None = None
    until: Moment | None = None


class Collaborator(State, kw_only=True):
    """That a person may do something with one repository by name."""

    login: str
    permission: Permission = "WRITE"
    since: Moment | None = None
    until: Moment | None = None


class BranchSpan(State, kw_only=True):
    """From when until when a branch is there, where its commits alone do not say it."""

    since: Moment | None = None
    until: Moment | None = None


class Repository(State, kw_only=True):
    """A repository. `path` is its git folder, and `heads` where in it the branches are.

    `topics`, `properties` and the rest without a moment are as they are at any time.
    `secret_scanning_since` and `push_protection_since` say from when on those are enabled;
    `in_plan` is False where the organization's plan has no such settings for it.
    """

    id: int
    owner: str = ""
    name: str
    path: Path
    heads: str = "refs/heads/"
    default_branch: str = "main"
    description: str = ""
    visibility: Literal["PUBLIC", "PRIVATE", "INTERNAL"] = "PRIVATE"
    archived_at: Moment | None = None
    disabled: bool = False
    locked: bool = False
    fork: bool = False
    template: bool = False
    topics: list[str] = []
    properties: dict[str, str | list[str] | None] = {}
    created_at: Moment | None = None
    until: Moment | None = None
    pushed_at: Moment | None = None
    former_names: list[str] = []
    branches: dict[str, BranchSpan] = {}
    secret_scanning_since: Moment | None = None
    push_protection_since: Moment | None = None
    in_plan: bool = True
    pull_requests: list[PullRequest] = []
    check_runs: list[CheckRun] = []
    statuses: list[CommitStatus] = []
    deployments: list[Deployment] = []
    rulesets: list[Ruleset] = []
    classic_protections: list[ClassicProtection] = []
    collaborators: list[Collaborator] = []

    @cached_property
    def node_id(self) -> str:
        """Its global id, which stays when it is renamed."""
        return node_id("R", self.id)


class Organization(State, kw_only=True):
    """The organization, whose repositories, members and teams these are."""

    id: int = 9919
    login: str
    name: str = ""
    description: str = ""
    created_at: Moment | None = None
    default_repository_permission: Literal["none", "read", "write", "admin"] = "read"

    @property
    def node_id(self) -> str:
        """Its global id."""
        return node_id("O", self.id)


class World(State, kw_only=True):
    """All that there is."""

    organization: Organization
    people: list[Person] = []
    members: list[Member] = []
    invitations: list[Invitation] = []
    teams: list[Team] = []
    repositories: list[Repository] = []
    rulesets: list[Ruleset] = []
