"""What a forge knows of a repository beside its files: branches and their rules, pull requests,
commits, the state of CI, deployments and secret scanning.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from compliance.facts import Fact, Origin

# How far back pull requests and commits are known.
WINDOW_DAYS = 90


@dataclass(frozen=True)
class WorkingBranch(Fact):
    """The branch that work starts from and goes to, as the repository's protocol names it."""

    origin: ClassVar[Origin] = Origin.SETTINGS

    name: str


@dataclass(frozen=True)
class Branches(Fact):
    """The default branch, and which of the branches that protocols name as working branches exist.

    `asked` are the names that were asked for, `existing` those of them that there are. `url` is the
    address of the repository's page, for links.
    """

    origin: ClassVar[Origin] = Origin.FORGE

    default: str
    asked: tuple[str, ...] = ()
    existing: tuple[str, ...] = ()
    url: str = ""

    def has(self, name: str) -> bool | None:
        """Whether there is a branch of that name; None where that was not asked."""
        if name == self.default or name in self.existing:
            return True
        return False if name in self.asked else None


@dataclass(frozen=True)
class BranchProtection:
    """What must happen before a commit reaches one branch.

    Approvals are how many a pull request needs at least; None where no pull request is asked for.
    `rulesets` are the names of the active rulesets that apply, the organization's among them.
    `classic_unreadable` says why nothing is known about classic branch protection; empty where it
    is known, and `has_classic` then says whether there is any.
    """

    branch: str
    ruleset_approvals: int | None = None
    ruleset_forbids_force_push: bool = False
    rulesets: tuple[str, ...] = ()
    has_classic: bool = False
    classic_approvals: int | None = None
    classic_forbids_force_push: bool = False
    classic_unreadable: str = ""


@dataclass(frozen=True)
class BranchRules(Fact):
    """The protection of the default branch and of the working branches that exist."""

    origin: ClassVar[Origin] = Origin.FORGE

    branches: tuple[BranchProtection, ...]


class ReviewState(enum.StrEnum):
    """What a review said. A dismissed one counts for nothing."""

    APPROVED = "approved"
    CHANGES_REQUESTED = "changes_requested"
    COMMENTED = "commented"
    DISMISSED = "dismissed"


class PullRequestState(enum.StrEnum):
    """How far a pull request is."""

    OPEN = "open"
    CLOSED = "closed"
    MERGED = "merged"


@dataclass(frozen=True)
class Review:
    """One submitted review. `author` is a login, empty for an account that was deleted."""

    author: str
    author_is_bot: bool
    state: ReviewState
    submitted_at: datetime


@dataclass(frozen=True)
class PullRequest:
    """One pull request. `description` is its text, masked. `awaits` are the logins of people who
    were asked to review it and did not yet. `reviews` stand in the order of time, the newest ones
    where `has_more_reviews`. `from_fork`: its head is a branch of another repository. `merged_as`
    is the commit that its base became by the merge, empty where that is not known.
    """

    number: int
    url: str
    title: str
    description: str
    author: str
    author_is_bot: bool
    head: str
    base: str
    state: PullRequestState
    created_at: datetime
    merged_at: datetime | None = None
    merged_as: str = ""
    is_draft: bool = False
    reviews: tuple[Review, ...] = ()
    has_more_reviews: bool = False
    awaits: tuple[str, ...] = ()
    from_fork: bool = False


@dataclass(frozen=True)
class PullRequests(Fact):
    """The pull requests that were opened or changed since `since`, the last changed first."""

    origin: ClassVar[Origin] = Origin.FORGE

    since: datetime
    items: tuple[PullRequest, ...]


@dataclass(frozen=True)
class Commit:
    """One commit. `author` is the login where it `has_account`, which GitHub finds by the address
    that git knows; else the name, which is whatever somebody wrote. `headline` is masked.
    """

    sha: str
    url: str
    headline: str
    author: str
    author_is_bot: bool
    parents: int
    committed_at: datetime
    has_account: bool = False


@dataclass(frozen=True)
class Commits(Fact):
    """The commits since `since` on the working branch, or on the default branch where there is
    none, newest first.
    """

    origin: ClassVar[Origin] = Origin.FORGE

    branch: str
    since: datetime
    items: tuple[Commit, ...]


class CheckState(enum.StrEnum):
    """GitHub's combined state of the checks of a commit (`StatusState`); NONE: it has no checks."""

    SUCCESS = "success"
    FAILURE = "failure"
    ERROR = "error"
    PENDING = "pending"
    EXPECTED = "expected"
    NONE = "none"

    @property
    def is_completed(self) -> bool:
        """Whether it says how the checks ended."""
        return self in (CheckState.SUCCESS, CheckState.FAILURE, CheckState.ERROR)


@dataclass(frozen=True)
class CommitChecks:
    """The combined state of the checks of one commit."""

    sha: str
    url: str
    state: CheckState


@dataclass(frozen=True)
class ChecksOnDefaultBranch(Fact):
    """The checks of the newest 20 commits of the default branch, newest first."""

    origin: ClassVar[Origin] = Origin.FORGE

    commits: tuple[CommitChecks, ...]


@dataclass(frozen=True)
class Deployment:
    """One deployment. `succeeded_at` is the first `success` in its history of statuses: a later
    deployment marks the earlier one inactive.
    """

    id: int
    environment: str
    commit: str
    creator: str
    state: str
    created_at: datetime
    succeeded_at: datetime | None = None


@dataclass(frozen=True)
class Deployments(Fact):
    """The newest deployments, newest first.

    Where `since` is set, all those to the `environments` (in small letters) are among them that
    were made since then, as far as so many can be read.
    """

    origin: ClassVar[Origin] = Origin.FORGE

    items: tuple[Deployment, ...]
    since: datetime | None = None
    environments: tuple[str, ...] = ()


@dataclass(frozen=True)
class SecretScanning(Fact):
    """Whether GitHub looks for secrets, and refuses a push that holds one.

    `in_plan` is False where the organization's plan does not have it for this repository. `url` is
    the address of the repository's page, for links.
    """

    origin: ClassVar[Origin] = Origin.FORGE

    scanning: bool
    push_protection: bool
    in_plan: bool = True
    url: str = ""
