"""Whether a person gives reviews back: counted for that person alone."""

from collections.abc import Iterable

import pytest

from compliance.facts.forge import PullRequest, PullRequestState, ReviewState
from compliance.reciprocity import Reciprocity, reciprocity
from tests.compliance.checks.forge_facts import PAGE, ago, pull, review
from tests.compliance.repositories import TODAY

OPEN = {"state": PullRequestState.OPEN, "merged_at": None}


def of_ben(*pull_requests: PullRequest) -> Reciprocity:
    return reciprocity(pull_requests, "ben", TODAY)


def counts(found: Reciprocity) -> tuple[int, int, int]:
    return found.opened, found.reviewed, found.owed


def test_nothing_is_owed_where_nothing_was_opened() -> None:
    assert of_ben() == Reciprocity(0, 0, 0, ())
    assert of_ben().owed == 0


def test_opened_is_what_was_opened_whatever_became_of_it() -> None:
    found = of_ben(
        pull(1, author="ben"),
        pull(2, author="Ben", **OPEN),
        pull(3, author="ben", state=PullRequestState.CLOSED, merged_at=None),
        pull(4, author="ben", is_draft=True, **OPEN),
        pull(5, author="ben", head="release/1.2", base="main"),
    )

    assert counts(found) == (5, 0, 5)


def test_only_the_last_90_days_count() -> None:
    found = of_ben(
        pull(1, author="ben", created_at=ago(90, 0)),
        pull(2, author="ben", created_at=ago(91, 23)),
        pull(3, reviews=(review(days=90),)),
        pull(4, reviews=(review(days=91),)),
    )

    assert counts(found) == (1, 1, 0)


def test_a_review_counts_whatever_it_said_and_whether_or_not_it_was_merged() -> None:
    states: Iterable[ReviewState] = ReviewState
    reviewed = [pull(number, reviews=(review(state=state),)) for number, state in enumerate(states)]

    assert counts(of_ben(*reviewed, pull(9, **OPEN))) == (0, len(ReviewState) + 1, 0)


def test_several_reviews_of_one_pull_request_count_once() -> None:
    found = of_ben(
        pull(1, author="ben"),
        pull(2, author="ben"),
        pull(3, reviews=(review(days=3), review(state=ReviewState.COMMENTED), review("cleo"))),
    )

    assert counts(found) == (2, 1, 1)


def test_pull_requests_of_the_same_number_in_two_repositories_are_two() -> None:
    other = pull(1, url=PAGE.replace("api", "web") + "/pull/1")

    assert of_ben(pull(1), other).reviewed == 2


def test_reviews_of_ones_own_pull_requests_do_not_count() -> None:
    assert counts(of_ben(pull(1, author="BEN"))) == (1, 0, 1)


def test_others_and_deleted_accounts_are_nobody() -> None:
    found = of_ben(pull(1, author="", reviews=(review(""), review("cleo"))), pull(2, author="bent"))

    assert counts(found) == (0, 1, 0)


def test_a_review_among_those_that_were_not_read_is_not_owed() -> None:
    found = of_ben(
        *(pull(number, author="ben") for number in range(3)),
        pull(8, reviews=(review("cleo"),), has_more_reviews=True),
        pull(9, has_more_reviews=True),
    )

    assert (found.opened, found.reviewed, found.undecided, found.owed) == (3, 1, 1, 1)


def test_nothing_is_owed_by_who_reviewed_more() -> None:
    assert of_ben(pull(1, author="ben"), pull(2), pull(3)).owed == 0


def test_what_waits_for_the_person_is_listed_the_longest_waiting_first() -> None:
    late = pull(1, awaits=("cleo", "Ben"), created_at=ago(1), **OPEN)
    early = pull(2, awaits=("ben",), created_at=ago(200), **OPEN)
    own = pull(3, author="ben", awaits=("ben",), **OPEN)
    merged = pull(4, awaits=("ben",))
    others = pull(5, awaits=("cleo", ""), **OPEN)

    assert of_ben(late, own, early, merged, others).waiting == (early, late)


def test_a_deleted_account_is_no_person() -> None:
    with pytest.raises(ValueError, match="this one is empty"):
        reciprocity([pull(author="")], "", TODAY)
