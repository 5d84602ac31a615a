"""The shapes of GitHub's GraphQL answers about repositories, as far as they are used.

Names are GitHub's: https://docs.github.com/graphql/reference.
"""

from __future__ import annotations

from datetime import datetime
from typing import Generic

import msgspec

from integrations.github.connections import Answer, Edges, Nodes, T
from integrations.github.people_payloads import Actor, Login, User


class ObjectId(Answer, frozen=True):
    """An object of git, such as the root folder of a commit."""

    oid: str


class Target(Answer, frozen=True):
    """What a branch points at."""

    oid: str
    committed_date: datetime | None = None
    tree: ObjectId | None = None


class Ref(Answer, frozen=True):
    """A branch and its head."""

    name: str
    target: Target | None


class Review(Answer, frozen=True):
    """A review of a pull request; one that was not submitted yet has no moment."""

    author: Actor | None
    state: str
    submitted_at: datetime | None


class Reviews(Answer, frozen=True):
    """The newest reviews, and how many there are."""

    total_count: int
    nodes: list[Review | None]


class PullRequest(Answer, frozen=True):
    """A pull request; which commit it was merged as is not always asked for."""

    number: int
    url: str
    title: str
    body: str
    state: str
    is_draft: bool
    is_cross_repository: bool
    created_at: datetime
    updated_at: datetime
    merged_at: datetime | None
    head_ref_name: str
    base_ref_name: str
    author: Actor | None
    reviews: Reviews | None
    merge_commit: ObjectId | None = None


class ReviewRequest(Answer, frozen=True):
    """Whom a review is asked of; teams are left out."""

    requested_reviewer: Login | None


class OpenPullRequest(Answer, frozen=True):
    """An open pull request, and who is asked to review it."""

    number: int
    review_requests: Nodes[ReviewRequest] | None


class GitActor(Answer, frozen=True):
    """Who made a commit, as git knows, and the account that GitHub matched."""

    name: str | None
    email: str | None
    user: Login | None


class Count(Answer, frozen=True):
    """How many of something there are."""

    total_count: int


class Commit(Answer, frozen=True):
    """A commit of a history."""

    oid: str
    url: str
    message_headline: str
    committed_date: datetime
    author: GitActor | None
    parents: Count


class History(Answer, Generic[T], frozen=True):
    """A commit with the history that ends in it; empty for a tag or a tree."""

    history: Nodes[T] | None = None


class WithHistory(Answer, Generic[T], frozen=True):
    """A branch with a history."""

    target: History[T] | None


class Rollup(Answer, frozen=True):
    """The combined state of all checks of a commit."""

    state: str


class CheckedCommit(Answer, frozen=True):
    """A commit and the state of its checks."""

    oid: str
    url: str
    status_check_rollup: Rollup | None


class DeploymentStatus(Answer, frozen=True):
    """One step of a deployment."""

    state: str
    created_at: datetime


class Deployment(Answer, frozen=True):
    """A deployment with the newest statuses, in the order of time."""

    database_id: int | None
    environment: str | None
    commit_oid: str
    state: str | None
    created_at: datetime
    creator: Login
    statuses: Nodes[DeploymentStatus] | None


class Blob(Answer, frozen=True):
    """A file of a tree; empty for what is no blob."""

    oid: str = ""
    byte_size: int = 0
    is_binary: bool | None = None
    is_truncated: bool = False
    text: str | None = None


class RuleParameters(Answer, frozen=True):
    """What a rule asks for, as far as it is about approvals."""

    required_approving_review_count: int | None = None


class Ruleset(Answer, frozen=True):
    """The ruleset that a rule belongs to."""

    name: str
    enforcement: str


class Rule(Answer, frozen=True):
    """One rule that applies to a branch."""

    type: str
    parameters: RuleParameters | None
    repository_ruleset: Ruleset | None


class WithRules(Answer, frozen=True):
    """A branch and the rules that apply to it."""

    name: str
    rules: Nodes[Rule] | None


class Protection(Answer, frozen=True):
    """A classic branch protection rule."""

    pattern: str
    requires_approving_reviews: bool
    required_approving_review_count: int | None
    allows_force_pushes: bool


class WithProtection(Answer, frozen=True):
    """A branch and its classic protection."""

    name: str
    branch_protection_rule: Protection | None


class CollaboratorEdge(Answer, frozen=True):
    """A person and what they may do in a repository."""

    permission: str
    node: User


class Listed(Answer, frozen=True):
    """A repository as the heads say it is."""

    id: str
    name_with_owner: str
    url: str
    pushed_at: datetime | None
    visibility: str
    is_archived: bool
    is_disabled: bool
    is_locked: bool
    is_fork: bool
    is_template: bool
    is_empty: bool
    default_branch_ref: Ref | None
    working: Ref | None


class Repository(Listed, frozen=True):
    """A repository with the parts that were asked for; UNSET where one was not."""

    pull_requests: Nodes[PullRequest] | msgspec.UnsetType | None = msgspec.UNSET
    open: Nodes[OpenPullRequest] | msgspec.UnsetType | None = msgspec.UNSET
    default_history: WithHistory[Commit] | msgspec.UnsetType | None = msgspec.UNSET
    working_history: WithHistory[Commit] | msgspec.UnsetType | None = msgspec.UNSET
    checked: WithHistory[CheckedCommit] | msgspec.UnsetType | None = msgspec.UNSET
    deployments: Nodes[Deployment] | msgspec.UnsetType | None = msgspec.UNSET
    staging: Nodes[Deployment] | msgspec.UnsetType | None = msgspec.UNSET
    default_rules: WithRules | msgspec.UnsetType | None = msgspec.UNSET
    working_rules: WithRules | msgspec.UnsetType | None = msgspec.UNSET
    viewer_can_administer: bool | msgspec.UnsetType = msgspec.UNSET
    default_protection: WithProtection | msgspec.UnsetType | None = msgspec.UNSET
    working_protection: WithProtection | msgspec.UnsetType | None = msgspec.UNSET
    outside: Edges[CollaboratorEdge] | msgspec.UnsetType | None = msgspec.UNSET
    direct: Edges[CollaboratorEdge] | msgspec.UnsetType | None = msgspec.UNSET


class Repositories(Answer, frozen=True):
    """The answer to `queries.repositories`: each node is raw JSON: null where nothing is shown,
    and without an id where it is no repository.
    """

    nodes: list[msgspec.Raw]


class HeadsOrganization(Answer, frozen=True):
    """An organization's repositories, those pushed to last first."""

    repositories: Nodes[Listed]


class Heads(Answer, frozen=True):
    """The answer to `queries.HEADS`."""

    organization: HeadsOrganization | None


class WithPullRequests(Answer, frozen=True):
    """A repository's further pull requests."""

    pull_requests: Nodes[PullRequest] | None = None


class WithDeployments(Answer, frozen=True):
    """A repository's further deployments."""

    deployments: Nodes[Deployment] | None = None


class WithRef(Answer, frozen=True):
    """A repository's branch."""

    ref: WithHistory[Commit] | None = None
