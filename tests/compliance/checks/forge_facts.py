"""What GitHub knows of a small repository, for the cases of the checks that go by it.

The day is `TODAY` throughout, and moments are days before it, at noon unless an hour is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from compliance.facts import Fact, Unavailable
from compliance.facts.forge import (
    Branches,
    BranchProtection,
    BranchRules,
    ChecksOnDefaultBranch,
    CheckState,
    Commit,
    CommitChecks,
    Commits,
    PullRequest,
    PullRequests,
    PullRequestState,
    Review,
    ReviewState,
    WorkingBranch,
)
from tests.compliance.repositories import TODAY, Case

PAGE = "https://github.com/shop/api"
DEV = WorkingBranch("dev")
WITH_DEV = Branches("main", ("dev",), ("dev",), PAGE)
WITHOUT_DEV = Branches("main", ("dev",), (), PAGE)
ON_DEV = Branches("dev", ("dev",), ("dev",), PAGE)
TEXT = "The login page asks for the second factor. https://www.notion.so/shop/Login-0a1b2c"


def ago(days: float, hour: int = 12) -> datetime:
    """A moment some days before the day of the cases."""
    return datetime.combine(TODAY, time(hour), UTC) - timedelta(days=days)


def pull(number: int = 1, **fields: Any) -> PullRequest:
    """A pull request as the protocol wants it, that Ada opened and Ben approved, but for these."""
    approval = review("ben", days=2)
    values: dict[str, Any] = {
        "number": number,
        "url": f"{PAGE}/pull/{number}",
        "title": "feat: add the login page",
        "description": TEXT,
        "author": "ada",
        "author_is_bot": False,
        "head": f"feat/SHOP-{number}-login-page",
        "base": "dev",
        "state": PullRequestState.MERGED,
        "created_at": ago(3),
        "merged_at": ago(1),
        "reviews": (approval,),
    }
    return PullRequest(**(values | fields))


def review(
    author: str = "ben",
    state: ReviewState = ReviewState.APPROVED,
    days: float = 2,
    *,
    bot: bool = False,
) -> Review:
    """A review that was submitted some days ago; the pull request of `pull` was merged after it."""
    return Review(author, bot, state, ago(days))


def pulls(*items: PullRequest, since: datetime | None = None) -> PullRequests:
    """These pull requests, known as far back as they count."""
    return PullRequests(since or ago(90, 0), items)


def several(count: int, **fields: Any) -> tuple[PullRequest, ...]:
    """So many pull requests, numbered from 101, that differ from a good one in these fields."""
    return tuple(pull(number, **fields) for number in range(101, 101 + count))


def commit(headline: str, **fields: Any) -> Commit:
    """A commit that Ada made yesterday, with a first line of its message."""
    values: dict[str, Any] = {
        "sha": "abcdef0123456789",
        "url": f"{PAGE}/commit/abcdef0123456789",
        "headline": headline,
        "author": "ada",
        "author_is_bot": False,
        "parents": 1,
        "committed_at": ago(1),
    }
    return Commit(**(values | fields))


def commits(*items: Commit | str, branch: str = "dev", since: datetime | None = None) -> Commits:
    """These commits; a text is the first line of one."""
    made = tuple(commit(each) if isinstance(each, str) else each for each in items)
    return Commits(branch, since or ago(90, 0), made)


def checks(*states: CheckState) -> ChecksOnDefaultBranch:
    """The states of the newest commits of the default branch, newest first."""
    return ChecksOnDefaultBranch(
        tuple(
            CommitChecks(f"{number}" * 40, f"{PAGE}/commit/{number}", state)
            for number, state in enumerate(states)
        )
    )


def rules(**branches: Mapping[str, Any]) -> BranchRules:
    """The protection of each branch by its name."""
    return BranchRules(tuple(BranchProtection(name, **each) for name, each in branches.items()))


def withheld(fact: type[Fact], reason: str) -> tuple[type[Fact], Unavailable]:
    """A fact that GitHub does not show."""
    return fact, Unavailable(reason)


def known(*facts: Fact | tuple[type[Fact], Unavailable]) -> dict[type[Fact], Fact | Unavailable]:
    """These facts; without others `dev` exists and is the working branch."""
    found: dict[type[Fact], Fact | Unavailable] = {Branches: WITH_DEV, WorkingBranch: DEV}
    for each in facts:
        kind, value = each if isinstance(each, tuple) else (type(each), each)
        found[kind] = value
    return found


def case(
    check: str,
    outcome: str,
    name: str,
    *facts: Fact | tuple[type[Fact], Unavailable],
    message: str = "",
    evidence: tuple[str, ...] | None = None,
    **fields: Any,
) -> Case:
    """A case over what is `known` of GitHub alone."""
    places = None if evidence is None else tuple((path, 0) for path in evidence)
    return Case(check, outcome, name, {}, message, places, facts=known(*facts), **fields)
