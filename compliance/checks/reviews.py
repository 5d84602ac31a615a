"""Clause engineering:3.2, code quality: pull requests are approved, and CI is green."""

from __future__ import annotations

from collections.abc import Iterable

from compliance.checks.base import (
    EXACT,
    Evidence,
    Finding,
    check,
    failed,
    not_applicable,
    passed,
)
from compliance.checks.pull_requests import counted, is_bot, without_exception
from compliance.facts import Today
from compliance.facts.forge import (
    Branches,
    ChecksOnDefaultBranch,
    CheckState,
    PullRequest,
    PullRequests,
    Review,
    ReviewState,
    WorkingBranch,
)

_SAYS_NO = {
    ReviewState.CHANGES_REQUESTED: "changes were asked for last",
    ReviewState.DISMISSED: "the review was dismissed",
}


@check("pull-requests-reviewed", title="A colleague approves each pull request", confidence=EXACT)
def pull_requests_reviewed(
    pulls: PullRequests, branches: Branches, working: WorkingBranch, today: Today
) -> Finding:
    """Let a colleague approve each pull request before it is merged.

    A ruleset on the working branch that asks for one approval makes GitHub see to it.
    """
    found = counted(pulls, branches, working, today)
    strays, undecided = [], []
    for pull in found.items:
        approved, reason = _approval(pull)
        if approved is None:
            undecided.append((pull, reason))
        elif not approved:
            strays.append((pull, reason))
    return without_exception(
        found,
        strays,
        "had an approval before the merge",
        "had no approval before the merge",
        undecided,
    )


def _approval(pull: PullRequest) -> tuple[bool | None, str]:
    """Whether a person other than the author approved before the merge, and why not; None where
    that cannot be told.

    What counts is each person's latest word. A comment is none: as on GitHub's page, it neither
    gives an approval nor takes one back. Reviews of deleted accounts have no name. The last of them
    is the latest word of whoever wrote it; an earlier one may be somebody's latest word or not, and
    where the author's account is deleted too it may be the author's.
    """
    others = [
        each
        for each in sorted(pull.reviews, key=lambda review: review.submitted_at)
        if not is_bot(each.author, each.author_is_bot)
        and (not each.author or each.author.lower() != pull.author.lower())
    ]
    before = [each for each in others if _is_before_merge(each, pull)]
    words = [each for each in before if each.state is not ReviewState.COMMENTED]
    latest = {each.author.lower(): each.state for each in words}
    if any(latest[name] is ReviewState.APPROVED for name in latest if name or pull.author):
        return True, ""
    if any(not each.author and each.state is ReviewState.APPROVED for each in words):
        return None, "an approval by a deleted account, which may be the author's"
    if pull.has_more_reviews:
        return None, "more reviews than were read, and no approval among those"
    return False, _why_not(others, before, latest.values())


def _is_before_merge(review: Review, pull: PullRequest) -> bool:
    """An approval that merges by itself has the second of the merge."""
    return pull.merged_at is not None and review.submitted_at <= pull.merged_at


def _why_not(others: list[Review], before: list[Review], latest: Iterable[ReviewState]) -> str:
    """What there is instead of an approval. It names nobody."""
    for state in latest:
        return _SAYS_NO[state]
    if any(each.state is ReviewState.APPROVED for each in others):
        return "approved after the merge"
    return "comments only" if before else "no review by another person"


@check("ci-green", title="CI is green on the default branch", confidence=EXACT, attestable=True)
def ci_green(checks: ChecksOnDefaultBranch) -> Finding:
    """Mend what CI reports on the default branch, before anything else is merged.

    Require the checks in the branch's ruleset, so that a red pull request cannot be merged.
    """
    for commit in checks.commits:
        if commit.state.is_completed:
            name = commit.sha[:7]
            where = Evidence(f"Commit {name}", url=commit.url)
            if commit.state is CheckState.SUCCESS:
                return passed(f"the checks of {name} succeeded", where)
            return failed(f"the checks of {name} ended with {commit.state}", where)
    looked_at = len(checks.commits)
    return not_applicable(
        f"CI completed no checks on the newest {looked_at} commits of the default branch"
        if looked_at
        else "there are no commits on the default branch"
    )
