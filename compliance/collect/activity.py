"""What GitHub's answer says of the work on a repository: its branches, pull requests, commits and
deployments. Pure, no request is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from msgspec import UnsetType

from compliance.collect.forge import MAX_TITLE, Withheld, believed
from compliance.facts import FactValues, Unavailable
from compliance.facts.forge import (
    Branches,
    Commit,
    Commits,
    Deployment,
    Deployments,
    PullRequest,
    PullRequests,
    PullRequestState,
    Review,
    ReviewState,
)
from compliance.masking import mask, printable
from integrations.github import payloads
from integrations.github.connections import Nodes
from integrations.github.people_payloads import Actor
from integrations.github.queries import Part


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
    shown = believed(node.pull_requests, withheld, Part.PULL_REQUESTS, "the pull requests")
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
    connection: Nodes[payloads.OpenPullRequest] | UnsetType | None,
) -> dict[int, tuple[str, ...]]:
    """Whose review each open pull request waits for."""
    if not isinstance(connection, Nodes):
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


def _is_bot(actor: Actor | None) -> bool:
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
    shown = believed(found, withheld, part, "the commits")
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
    shown = believed(node.deployments, withheld, Part.DEPLOYMENTS, "the deployments")
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
