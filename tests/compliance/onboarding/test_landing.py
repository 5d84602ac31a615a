"""Which deployment stops the clock: the first success that has a merged pull request in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from compliance.facts.forge import (
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
from compliance.onboarding.deeds import firsts, takes_part
from compliance.onboarding.landing import Landing, Pair, landed

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def pull(number: int, merged: int | None = None, **values: Any) -> PullRequest:
    """One of alice's, opened an hour before it was merged so many hours after the start."""
    at = START + merged * HOUR if merged is not None else None
    given: dict[str, Any] = {
        "url": f"https://github.example.com/acme/orders/pull/{number}",
        "title": "feat: endpoint",
        "description": "",
        "author": "alice",
        "author_is_bot": False,
        "head": f"feature/{number}",
        "base": "dev",
        "state": PullRequestState.MERGED if at else PullRequestState.OPEN,
        "created_at": (at or START + 2 * HOUR) - HOUR,
        "merged_at": at,
        "merged_as": f"m{number}" if at else "",
    }
    return PullRequest(number, **(given | values))


def deployed(number: int, commit: str, hours: float, **values: Any) -> Deployment:
    """A deployment to staging that succeeded so many hours after the start."""
    at = START + hours * HOUR
    given: dict[str, Any] = {
        "environment": "staging",
        "creator": "github-actions",
        "state": "active",
        "created_at": at,
        "succeeded_at": at,
    }
    return Deployment(number, commit=commit, **(given | values))


def look(
    pulls: list[PullRequest], deployments: list[Deployment], **answers: bool
) -> Landing | Pair | None:
    """Answers are by `base_head`."""
    known = {Pair(*key.split("_")): value for key, value in answers.items()}
    return landed(
        "Alice",
        START,
        ("staging",),
        PullRequests(START, tuple(pulls)),
        Deployments(tuple(deployments)),
        known,
    )


def number_of(found: Landing | Pair | None) -> int:
    assert isinstance(found, Landing), found
    return found.deployment.id


def test_the_commit_that_it_was_merged_as_needs_no_comparing() -> None:
    found = look([pull(1, 5)], [deployed(8, "m1", 6)])

    assert number_of(found) == 8
    assert isinstance(found, Landing)
    assert found.at == START + 6 * HOUR
    assert found.pull is not None
    assert found.pull.number == 1


def test_a_later_commit_is_asked_for_and_the_answer_decides() -> None:
    pulls, deployments = [pull(1, 5)], [deployed(8, "c8", 6)]

    assert look(pulls, deployments) == Pair("m1", "c8")
    assert number_of(look(pulls, deployments, m1_c8=True)) == 8
    assert look(pulls, deployments, m1_c8=False) is None


def test_the_first_success_counts_though_a_later_one_made_it_inactive() -> None:
    deployments = [deployed(9, "m1", 9), deployed(8, "m1", 6, state="inactive")]

    assert number_of(look([pull(1, 5)], deployments)) == 8


def test_the_earlier_one_has_to_be_known_before_a_later_one_counts() -> None:
    deployments = [deployed(9, "m1", 9), deployed(8, "c8", 6)]

    assert look([pull(1, 5)], deployments) == Pair("m1", "c8")
    assert number_of(look([pull(1, 5)], deployments, m1_c8=False)) == 9


def test_any_of_several_pull_requests_counts_the_first_merged_asked_for_first() -> None:
    pulls, deployments = [pull(2, 5), pull(1, 3)], [deployed(8, "c8", 6)]

    assert look(pulls, deployments) == Pair("m1", "c8")
    assert look(pulls, deployments, m1_c8=False) == Pair("m2", "c8")
    assert number_of(look(pulls, deployments, m1_c8=False, m2_c8=True)) == 8


@pytest.mark.parametrize(
    ("pulls", "deployments"),
    [
        ([pull(1, 5)], [deployed(8, "c8", 4)]),
        ([pull(1, 5)], [deployed(8, "m1", 6, environment="production")]),
        ([pull(1, 5)], [deployed(8, "m1", 6, succeeded_at=None, state="failure")]),
        ([pull(1, 5, author="bob")], [deployed(8, "m1", 6)]),
        ([pull(1)], [deployed(8, "c8", 6)]),
        ([pull(1, 5, merged_as="")], [deployed(8, "", 6)]),
        ([pull(1, -5)], [deployed(8, "m1", 6)]),
        ([pull(1, 5)], []),
    ],
    ids=[
        "deployed before the merge",
        "another environment",
        "never succeeded",
        "another's",
        "open",
        "merged as nobody knows what",
        "merged before the start",
        "none",
    ],
)
def test_what_does_not_count_is_not_asked_for(
    pulls: list[PullRequest], deployments: list[Deployment]
) -> None:
    assert look(pulls, deployments) is None


def test_who_deploys_themselves_needs_no_pull_request() -> None:
    assert number_of(look([], [deployed(8, "c8", 6, creator="ALICE", environment="Staging")])) == 8


def test_what_they_deployed_before_the_start_does_not_count() -> None:
    early = deployed(8, "c8", 6, creator="alice", created_at=START - HOUR)

    assert look([], [early]) is None


def review(author: str, hours: int) -> Review:
    return Review(author, False, ReviewState.COMMENTED, START + hours * HOUR)


def test_the_first_of_each_kind_since_the_start() -> None:
    commits = [
        Commit(f"{hours:07d}", "", "feat: x", author, False, 1, START + hours * HOUR, known)
        for hours, author, known in (
            (9, "alice", True),
            (4, "Alice", True),
            (3, "alice", False),
            (1, "bob", True),
            (-2, "alice", True),
        )
    ]
    pulls = (
        pull(3, 8),
        pull(1, 5),
        pull(4, 7, author="bob", reviews=(review("carol", 1), review("alice", 6))),
        pull(5, 2, author="alice", reviews=(review("alice", 1),), created_at=START - HOUR),
    )
    facts = {
        PullRequests: PullRequests(START, pulls),
        Commits: Commits("dev", START, tuple(commits)),
    }

    found = {deed.kind.value: (deed.at - START) / HOUR for deed in firsts("alice", START, facts)}

    assert found == {"branch": 4, "pull-request": 4, "commit": 4, "review": 6, "merge": 2}


def test_what_they_wrote_themselves_they_do_not_review() -> None:
    facts = {PullRequests: PullRequests(START, (pull(1, 5, reviews=(review("alice", 2),)),))}

    assert "review" not in {deed.kind.value for deed in firsts("alice", START, facts)}


def test_who_takes_part() -> None:
    facts = {
        PullRequests: PullRequests(START, (pull(1, reviews=(review("carol", 1),)),)),
        Deployments: Deployments((deployed(1, "c", 1, creator="dora"),)),
    }

    assert [who for who in ("alice", "bob", "carol", "dora") if takes_part(who, facts)] == [
        "alice",
        "carol",
        "dora",
    ]
