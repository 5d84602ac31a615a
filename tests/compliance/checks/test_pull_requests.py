"""What findings about pull requests and commits say where titles are hostile, or without number."""

import pytest

from compliance.checks import CATALOGUE
from compliance.checks.base import MAX_EVIDENCE
from compliance.facts.forge import PullRequest
from tests.compliance.checks.forge_facts import ago, commits, known, pull, pulls
from tests.compliance.repositories import TODAY, judge

OF_PULL_REQUESTS = (
    "branch-names", "pull-requests-target-dev", "pull-requests-linked", "pull-requests-reviewed",
)  # fmt: skip
TOKEN = "ghp_" + "a1B2" * 9
NASTY = f"feat\n\x1b[2J\r\x07\u202e\ud800<script>`{TOKEN}`"


def bad(number: int, text: str = "wip") -> PullRequest:
    """A pull request that breaks every rule."""
    return pull(number, title=text, description="", head=text, base=text, reviews=())


@pytest.mark.parametrize("key", OF_PULL_REQUESTS)
def test_hostile_titles_and_branches_reach_nobody_as_they_are(key: str) -> None:
    result = judge(key, {}, facts=known(pulls(bad(12, NASTY))))

    (place,) = result.evidence
    assert result.outcome == "fail"
    assert place.path.startswith("#12 feat  [2J")
    assert place.path.isprintable()
    assert result.message.isprintable()
    assert TOKEN not in f"{result.message}{place}"


def test_hostile_messages_of_commits_likewise() -> None:
    result = judge("conventional-commits", {}, facts=known(commits(NASTY)))

    (place,) = result.evidence
    assert result.outcome == "fail"
    assert place.path.startswith("abcdef0 feat  [2J")
    assert place.path.isprintable()
    assert TOKEN not in f"{result.message}{place}"


@pytest.mark.parametrize("key", OF_PULL_REQUESTS)
def test_of_any_number_of_offenders_all_are_counted_and_the_first_are_kept(key: str) -> None:
    found = pulls(*(bad(number) for number in range(20_000)))

    result = judge(key, {}, facts=known(found))

    assert result.message.startswith("20000 of 20000 pull requests of the last 90 days")
    assert [place.url for place in result.evidence] == [
        pull(number).url for number in range(MAX_EVIDENCE)
    ]


def test_the_window_is_counted_from_the_day_of_judgement_and_not_from_the_reading() -> None:
    read_long_ago = pulls(pull(1, head="wip", merged_at=ago(90)), since=ago(120))
    facts = known(read_long_ago)

    today = judge("branch-names", {}, facts=facts)
    tomorrow = judge("branch-names", {}, facts=facts, today=TODAY.replace(day=TODAY.day + 1))

    assert (today.outcome, tomorrow.outcome) == ("fail", "not_applicable")


@pytest.mark.parametrize("key", OF_PULL_REQUESTS)
def test_each_is_asked_of_the_repository_once_whether_or_not_it_is_a_backend(key: str) -> None:
    result = judge(key, {}, facts=known(pulls()))

    assert [each.path for each in result.components] == ["."]
    assert not CATALOGUE[key].attestable
