"""What a newcomer did for the first time, as the facts of a repository show it."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from compliance.facts import FactValues
from compliance.facts.forge import Commits, Deployments, PullRequests

MAX_BRANCH = 100


class DeedKind(enum.StrEnum):
    """What was done; the words are those of `compliance.protocol.ShownBy` where that has them."""

    BRANCH = "branch"
    COMMIT = "commit"
    PULL_REQUEST = "pull-request"
    REVIEW = "review"
    MERGE = "merge"


@dataclass(frozen=True)
class Deed:
    """Something that was done, when, and where it is to be seen; `title` says it in a few words."""

    kind: DeedKind
    at: datetime
    title: str
    url: str


def takes_part(login: str, facts: FactValues) -> bool:
    """Whether anything of a repository is by somebody."""
    return any(is_by(login, author) for author in _authors(facts))


def firsts(login: str, since: datetime, facts: FactValues) -> Iterator[Deed]:
    """The first deed of each kind since some moment, by somebody's login.

    A branch is seen by the pull request that it is the head of, and counts from then on. A review
    of what one has written oneself is none.
    """
    first: dict[DeedKind, Deed] = {}
    for deed in _deeds(login, facts):
        known = first.get(deed.kind)
        if deed.at >= since and (known is None or deed.at < known.at):
            first[deed.kind] = deed
    yield from first.values()


def _deeds(login: str, facts: FactValues) -> Iterator[Deed]:
    pulls, commits = facts.get(PullRequests), facts.get(Commits)
    if isinstance(pulls, PullRequests):
        yield from _of_pull_requests(login, pulls)
    if isinstance(commits, Commits):
        for commit in commits.items:
            if commit.has_account and is_by(login, commit.author):
                what = f"Commit {commit.sha[:7]} was made"
                yield _deed(DeedKind.COMMIT, commit.committed_at, what, commit.url)


def _of_pull_requests(login: str, pulls: PullRequests) -> Iterator[Deed]:
    for pull in pulls.items:
        name = f"Pull request #{pull.number}"
        if not is_by(login, pull.author):
            for review in pull.reviews:
                if is_by(login, review.author):
                    what = f"{name} was reviewed"
                    yield _deed(DeedKind.REVIEW, review.submitted_at, what, pull.url)
            continue
        branch = f"Branch {pull.head[:MAX_BRANCH]} was made"
        yield _deed(DeedKind.BRANCH, pull.created_at, branch, pull.url)
        yield _deed(DeedKind.PULL_REQUEST, pull.created_at, f"{name} was opened", pull.url)
        if pull.merged_at:
            yield _deed(DeedKind.MERGE, pull.merged_at, f"{name} was merged", pull.url)


def _deed(kind: DeedKind, at: datetime, title: str, url: str) -> Deed:
    return Deed(kind, at, title, url)


def _authors(facts: FactValues) -> Iterator[str]:
    pulls, commits = facts.get(PullRequests), facts.get(Commits)
    deployments = facts.get(Deployments)
    if isinstance(pulls, PullRequests):
        for pull in pulls.items:
            yield pull.author
            yield from (review.author for review in pull.reviews)
    if isinstance(commits, Commits):
        yield from (commit.author for commit in commits.items)
    if isinstance(deployments, Deployments):
        yield from (each.creator for each in deployments.items)


def is_by(login: str, author: str) -> bool:
    """Whether a login is somebody's: GitHub takes no notice of capital letters in them."""
    return author.lower() == login.lower()
