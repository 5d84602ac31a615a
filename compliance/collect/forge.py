"""What GitHub's answers about a repository mean: payloads become facts. Pure, no request is made.

A part that was not asked for, or that GitHub withheld, becomes `Unavailable` with the reason: an
empty value is believed only where GitHub was proven to show it.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from msgspec import UNSET, UnsetType

from compliance.facts import Fact, FactValues, Unavailable
from compliance.facts.forge import (
    WINDOW_DAYS,
    Branches,
    BranchProtection,
    BranchRules,
    ChecksOnDefaultBranch,
    CheckState,
    Commit,
    CommitChecks,
    Commits,
    Deployment,
    Deployments,
    PullRequest,
    PullRequests,
    PullRequestState,
    Review,
    ReviewState,
    SecretScanning,
)
from compliance.masking import mask, printable
from integrations.github import payloads
from integrations.github.queries import Part

T = TypeVar("T")


class Group(enum.StrEnum):
    """Facts that are read, and so stored, together."""

    ACTIVITY = "activity"
    CHECKS = "checks"
    RULES = "rules"
    SECURITY = "security"


# The facts of each group, each with the version of what makes it.
VERSIONS: Mapping[Group, Mapping[type[Fact], int]] = {
    Group.ACTIVITY: {Branches: 1, PullRequests: 2, Commits: 2, Deployments: 2},
    Group.CHECKS: {ChecksOnDefaultBranch: 1},
    Group.RULES: {BranchRules: 1},
    Group.SECURITY: {SecretScanning: 1},
}

# Which part of the question each field of the answer belongs to.
PART_OF_FIELD = {
    "pullRequests": Part.PULL_REQUESTS,
    "open": Part.PULL_REQUESTS,
    "defaultHistory": Part.DEFAULT_COMMITS,
    "workingHistory": Part.WORKING_COMMITS,
    "checked": Part.CHECKS,
    "deployments": Part.DEPLOYMENTS,
    "staging": Part.STAGING,
    "defaultRules": Part.RULESETS,
    "workingRules": Part.RULESETS,
    "viewerCanAdminister": Part.CLASSIC_PROTECTION,
    "defaultProtection": Part.CLASSIC_PROTECTION,
    "workingProtection": Part.CLASSIC_PROTECTION,
    "outside": Part.COLLABORATORS,
    "direct": Part.COLLABORATORS,
}

MAX_TITLE = 400


@dataclass(frozen=True)
class Withheld:
    """Why parts of an answer are not there: each reason is a sentence without a full stop.

    `branches` is why the branches themselves are not shown; empty where they are.
    """

    reasons: Mapping[Part, str]
    branches: str = ""

    def reason(self, part: Part, what: str) -> str | None:
        """Why a part cannot be believed; None where it can."""
        found = self.reasons.get(part)
        return f"GitHub does not show {what}: {found}" if found else None


def window(now: datetime) -> datetime:
    """The moment since when pull requests and commits are asked for: the begin of the first day
    that counts, so that what is stored does not differ each time.
    """
    start = now - timedelta(days=WINDOW_DAYS)
    return start.replace(hour=0, minute=0, second=0, microsecond=0)


def activity(
    node: payloads.Repository,
    working: str,
    withheld: Withheld,
    *,
    since: datetime,
    more_pull_requests: Callable[[str], Iterable[payloads.PullRequest]],
    more_commits: Callable[[str, str], Iterable[payloads.Commit]],
) -> FactValues:
    """Branches, pull requests, commits and deployments.

    `more_pull_requests` gives those after a cursor, `more_commits` those of a branch after one:
    they are asked only where the first hundred do not reach back to `since`.
    """
    return {
        Branches: _branches(node, working, withheld),
        PullRequests: _pull_requests(node, withheld, since, more_pull_requests),
        Commits: _commits(node, working, withheld, since, more_commits),
        Deployments: _deployments(node, withheld),
    }


def _branches(node: payloads.Listed, working: str, withheld: Withheld) -> Branches | Unavailable:
    if withheld.branches:
        return Unavailable(f"GitHub does not show the branches: {withheld.branches}")
    if node.default_branch_ref is None:
        return Unavailable("GitHub names no default branch")
    existing = (working,) if node.working or node.default_branch_ref.name == working else ()
    return Branches(node.default_branch_ref.name, asked=(working,), existing=existing, url=node.url)


def _pull_requests(
    node: payloads.Repository,
    withheld: Withheld,
    since: datetime,
    more: Callable[[str], Iterable[payloads.PullRequest]],
) -> PullRequests | Unavailable:
    shown = _shown(node.pull_requests, withheld, Part.PULL_REQUESTS, "the pull requests")
    if isinstance(shown, Unavailable):
        return shown
    found = [each for each in shown.nodes if each is not None]
    page = shown.page_info
    if page.has_next_page and page.end_cursor and found and found[-1].updated_at >= since:
        found += more(page.end_cursor)
    awaits = _awaits(node.open)
    return PullRequests(
        since,
        tuple(
            _pull_request(each, awaits.get(each.number, ()))
            for each in found
            if each.updated_at >= since
        ),
    )


def _awaits(
    connection: payloads.Nodes[payloads.OpenPullRequest] | UnsetType | None,
) -> dict[int, tuple[str, ...]]:
    """Whose review each open pull request waits for."""
    if not isinstance(connection, payloads.Nodes):
        return {}
    return {
        each.number: tuple(
            request.requested_reviewer.login
            for request in each.review_requests.nodes
            if request and request.requested_reviewer and request.requested_reviewer.login
        )
        for each in connection.nodes
        if each and each.review_requests
    }


def _pull_request(node: payloads.PullRequest, awaits: tuple[str, ...]) -> PullRequest:
    reviews = node.reviews.nodes if node.reviews else []
    is_bot = _is_bot(node.author)
    # Only people's merged ones are read for what they say; the texts of others are not kept.
    is_read = node.merged_at is not None and not is_bot
    return PullRequest(
        number=node.number,
        url=node.url,
        title=mask(printable(node.title))[:MAX_TITLE],
        description=mask(printable(node.body)) if is_read else "",
        author=node.author.login if node.author else "",
        author_is_bot=is_bot,
        head=node.head_ref_name,
        base=node.base_ref_name,
        state=PullRequestState(node.state.lower()),
        created_at=node.created_at,
        merged_at=node.merged_at,
        merged_as=node.merge_commit.oid if node.merge_commit else "",
        is_draft=node.is_draft,
        from_fork=node.is_cross_repository,
        reviews=tuple(
            Review(
                each.author.login if each.author else "",
                _is_bot(each.author),
                ReviewState(each.state.lower()),
                each.submitted_at,
            )
            for each in reviews
            if each and each.submitted_at
        ),
        has_more_reviews=node.reviews is None or node.reviews.total_count > len(reviews),
        awaits=awaits,
    )


def _is_bot(actor: payloads.Actor | None) -> bool:
    return actor is not None and (actor.kind == "Bot" or actor.login.endswith("[bot]"))


def _commits(
    node: payloads.Repository,
    working: str,
    withheld: Withheld,
    since: datetime,
    more: Callable[[str, str], Iterable[payloads.Commit]],
) -> Commits | Unavailable:
    on_default = node.working is None
    branch = node.default_branch_ref.name if on_default and node.default_branch_ref else working
    found = node.default_history if on_default else node.working_history
    part = Part.DEFAULT_COMMITS if on_default else Part.WORKING_COMMITS
    shown = _shown(found, withheld, part, "the commits")
    if isinstance(shown, Unavailable):
        return shown
    history = shown.target.history if shown.target else None
    if history is None:
        return Unavailable(f"GitHub shows no commits of the branch {branch}")
    commits = [each for each in history.nodes if each is not None]
    if history.page_info.has_next_page and history.page_info.end_cursor:
        commits += more(branch, history.page_info.end_cursor)
    return Commits(branch, since, tuple(_commit(each) for each in commits))


def _commit(node: payloads.Commit) -> Commit:
    author = node.author or payloads.GitActor(name=None, email=None, user=None)
    login = author.user.login if author.user else ""
    names = (login, author.name or "", author.email or "")
    return Commit(
        sha=node.oid,
        url=node.url,
        headline=mask(printable(node.message_headline))[:MAX_TITLE],
        author=login or printable(author.name or "")[:MAX_TITLE],
        # A commit of an App has no user, but a name and an address like `renovate[bot]`.
        author_is_bot=any("[bot]" in name for name in names),
        parents=node.parents.total_count,
        committed_at=node.committed_date,
        has_account=bool(login),
    )


def _deployments(node: payloads.Repository, withheld: Withheld) -> Deployments | Unavailable:
    shown = _shown(node.deployments, withheld, Part.DEPLOYMENTS, "the deployments")
    if isinstance(shown, Unavailable):
        return shown
    return Deployments(tuple(deployment(each) for each in shown.nodes if each))


def deployment(node: payloads.Deployment) -> Deployment:
    """One deployment, with the first of its successes."""
    statuses = [each for each in node.statuses.nodes if each] if node.statuses else []
    successes = [each.created_at for each in statuses if each.state == "SUCCESS"]
    return Deployment(
        id=node.database_id or 0,
        environment=printable(node.environment or "")[:MAX_TITLE],
        commit=node.commit_oid,
        creator=node.creator.login,
        state=(node.state or "").lower(),
        created_at=node.created_at,
        succeeded_at=min(successes, default=None),
    )


def checks(node: payloads.Repository, withheld: Withheld) -> ChecksOnDefaultBranch | Unavailable:
    """The state of CI on the newest commits of the default branch."""
    shown = _shown(node.checked, withheld, Part.CHECKS, "the checks of commits")
    if isinstance(shown, Unavailable):
        return shown
    history = shown.target.history if shown.target else None
    if history is None:
        return Unavailable("GitHub shows no commits of the default branch")
    return ChecksOnDefaultBranch(
        tuple(
            CommitChecks(each.oid, each.url, _state(each.status_check_rollup))
            for each in history.nodes
            if each
        )
    )


def _state(rollup: payloads.Rollup | None) -> CheckState:
    return CheckState(rollup.state.lower()) if rollup else CheckState.NONE


def are_pending(found: ChecksOnDefaultBranch | Unavailable) -> bool:
    """Whether checks run that will decide: some newer than the newest completed ones."""
    if isinstance(found, Unavailable):
        return False
    for commit in found.commits:
        if commit.state.is_completed:
            return False
        if commit.state is CheckState.PENDING:
            return True
    return False


def branch_rules(
    node: payloads.Repository, withheld: Withheld, *, only_administrators: bool
) -> BranchRules | Unavailable:
    """What protects the default branch and the working branch.

    `only_administrators` says that the credential is a person's, to whom GitHub shows classic
    protection only in the repositories that the person administers, and elsewhere nothing.
    """
    unreadable = withheld.reason(Part.CLASSIC_PROTECTION, "classic branch protection") or ""
    if not unreadable and node.default_protection is UNSET:
        unreadable = "classic branch protection was not asked for"
    if not unreadable and only_administrators and node.viewer_can_administer is not True:
        unreadable = (
            "cannot see classic branch protection: the token's owner is no administrator of this "
            "repository"
        )
    shown = _shown(node.default_rules, withheld, Part.RULESETS, "the rules of branches")
    if isinstance(shown, Unavailable):
        return shown
    pairs = (
        (node.default_rules, node.default_protection),
        (node.working_rules, node.working_protection),
    )
    found: dict[str, BranchProtection] = {}
    for rules, classic in pairs:
        if isinstance(rules, payloads.WithRules) and rules.name not in found:
            found[rules.name] = _protection(rules, classic, unreadable)
    return BranchRules(tuple(found.values()))


def _protection(
    branch: payloads.WithRules,
    classic: payloads.WithProtection | UnsetType | None,
    unreadable: str,
) -> BranchProtection:
    rules = [
        rule
        for rule in (branch.rules.nodes if branch.rules else ())
        if rule and (not rule.repository_ruleset or rule.repository_ruleset.enforcement == "ACTIVE")
    ]
    approvals = [
        rule.parameters.required_approving_review_count or 0
        for rule in rules
        if rule.type == "PULL_REQUEST" and rule.parameters
    ]
    names = {rule.repository_ruleset.name for rule in rules if rule.repository_ruleset}
    known = not unreadable and isinstance(classic, payloads.WithProtection)
    rule = classic.branch_protection_rule if isinstance(classic, payloads.WithProtection) else None
    return BranchProtection(
        branch=branch.name,
        ruleset_approvals=max(approvals, default=None),
        ruleset_forbids_force_push=any(rule.type == "NON_FAST_FORWARD" for rule in rules),
        rulesets=tuple(sorted(printable(name)[:MAX_TITLE] for name in names)),
        has_classic=known and rule is not None,
        classic_approvals=(
            rule.required_approving_review_count or 0
            if known and rule and rule.requires_approving_reviews
            else None
        ),
        classic_forbids_force_push=bool(known and rule and not rule.allows_force_pushes),
        classic_unreadable=unreadable,
    )


def _shown(
    value: T | UnsetType | None, withheld: Withheld, part: Part, what: str
) -> T | Unavailable:
    """A part of the answer, or why it cannot be believed."""
    if reason := withheld.reason(part, what):
        return Unavailable(reason)
    if isinstance(value, UnsetType):
        return Unavailable(f"{what} were not asked for")
    return Unavailable(f"GitHub does not show {what}") if value is None else value
