"""The history of a check in a repository: since when, at which commit, by which pull request."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from compliance.collect.forge import Group
from compliance.facts.forge import (
    Branches,
    Commits,
    Deployments,
    PullRequest,
    PullRequests,
    PullRequestState,
)
from compliance.models import Organization, Person, Repository
from compliance.sync import forge_facts
from tests.dashboard.reading import content_of, text_of
from tests.factories import (
    COMMIT,
    make_repository,
    make_result,
    make_transition,
    signed_in,
)

KEY = "dev-command"
PAGE = f"/repositories/orders/checks/{KEY}/"
URL = "https://github.example.com/acme/orders"
OLD = "a" * 40
DAY = timedelta(days=1)
NOW = timezone.now().replace(microsecond=0)


@pytest.fixture
def orders(on_github: Organization) -> Repository:
    """One that failed for eight days, before and after which it passed."""
    repository = make_repository(on_github, "orders", url=URL, committed_at=NOW - 2 * DAY)
    make_result(repository, KEY, "pass", since=NOW - 2 * DAY, since_commit=COMMIT)
    repository.score_changes.create(
        organization=on_github, at=NOW - 30 * DAY, passed=1, decided=1, covered=1, judged=1,
        compliance="compliant", protocol="backend", protocol_version="1",
    )  # fmt: skip
    make_transition(repository, KEY, "pass", "fail", at=NOW - 10 * DAY, commit=OLD)
    make_transition(repository, KEY, "fail", "pass", at=NOW - 2 * DAY, message="`dev` is a script")
    return repository


def know(repository: Repository, *pulls: PullRequest) -> None:
    """What GitHub says of its pull requests."""
    found = {
        Branches: Branches("main"),
        PullRequests: PullRequests(NOW - 90 * DAY, pulls),
        Commits: Commits("dev", NOW - 90 * DAY, ()),
        Deployments: Deployments(()),
    }
    forge_facts.store(repository, {Group.ACTIVITY: found}, NOW)


def pull(number: int, **values: object) -> PullRequest:
    given = {
        "url": f"{URL}/pull/{number}", "title": f"Title {number}", "description": "",
        "author": "alice", "author_is_bot": False, "head": "feat/x", "base": "main",
        "state": PullRequestState.MERGED, "created_at": NOW - 11 * DAY, "merged_at": NOW - 2 * DAY,
    }  # fmt: skip
    return PullRequest(number, **(given | values))  # type: ignore[arg-type]


def test_each_time_is_told_with_how_long_it_was_and_at_which_commit(
    client: Client, orders: Repository
) -> None:
    text = text_of(client, PAGE)

    assert "Pass since" in text
    order = [text.index(each) for each in ("Was fail", "for 1 week, 1", "Was pass", "first looked")]
    assert order == sorted(order)
    assert "dev is a script" in text
    assert f'href="{URL}/commit/{OLD}"' in content_of(client, PAGE)


def test_the_bar_says_the_same_in_words(client: Client, orders: Repository) -> None:
    content = content_of(client, PAGE)

    assert "until today: pass, then fail, then pass. The list below says when." in content
    assert content.count("<rect class=") == 3


def test_what_never_changed_says_so(client: Client, repository: Repository) -> None:
    text = text_of(client, "/repositories/orders/checks/node-version-pinned/")

    assert "at least since" in text
    assert "As it was when it was first looked at: nothing changed since" in text


def test_a_check_that_is_asked_no_more_has_a_history(client: Client, orders: Repository) -> None:
    orders.results.all().delete()
    make_transition(orders, KEY, "pass", "", at=NOW - DAY)

    text = text_of(client, PAGE)
    assert "No longer asked here" in text
    assert "Not asked Since" in text


def test_what_was_never_asked_is_not_there(client: Client, orders: Repository) -> None:
    assert client.get("/repositories/orders/checks/lint-in-ci/").status_code == 404


def test_the_pull_request_that_was_merged_as_the_commit_is_named(
    client: Client, orders: Repository
) -> None:
    know(orders, pull(12, merged_as=COMMIT), pull(11, merged_as="b" * 40), pull(9, merged_as=OLD))

    text = text_of(client, PAGE)

    assert text.count("by #12 Title 12") == 2, "at the top, and in the list"
    assert text.count("by #9 Title 9") == 1
    assert "#11" not in text


@pytest.mark.parametrize(("before", "after"), [("fail", "waived"), ("attested", "fail")])
def test_what_people_approved_or_what_ended_of_it_is_no_pull_requests_doing(
    client: Client, orders: Repository, before: str, after: str
) -> None:
    orders.transitions.all().delete()
    make_transition(orders, KEY, before, after, at=NOW - 2 * DAY, commit=COMMIT)
    know(orders, pull(12, merged_as=COMMIT))

    text = text_of(client, PAGE)

    assert f"Was {before}" in text
    assert "#12" not in text


def test_what_is_asked_of_github_alone_is_no_pull_requests_doing(
    client: Client, orders: Repository
) -> None:
    key = "pull-requests-reviewed"
    make_result(orders, key, "fail", since=NOW - 2 * DAY, since_commit=COMMIT)
    make_transition(orders, key, "pass", "fail", at=NOW - 2 * DAY, commit=COMMIT)
    know(orders, pull(12, merged_as=COMMIT))

    text = text_of(client, f"/repositories/orders/checks/{key}/")

    assert "Was pass" in text
    assert "#12" not in text
    assert COMMIT[:7] not in text, "nor any commit's"
    assert f'href="{URL}/pull/12"' in content_of(client, PAGE)


def test_the_repositorys_page_says_by_which_pull_request_a_check_changed(
    client: Client, orders: Repository
) -> None:
    reviewed = "pull-requests-reviewed"
    make_result(orders, reviewed, "fail", since=NOW - 2 * DAY, since_commit=COMMIT)
    make_transition(orders, reviewed, "pass", "fail", at=NOW - 2 * DAY, commit=COMMIT)
    make_result(orders, "lint-in-ci", "fail", since=NOW - 30 * DAY, since_commit=OLD)
    know(orders, pull(12, merged_as=COMMIT), pull(9, merged_as=OLD))

    text = text_of(client, "/repositories/orders/")

    day = f"{NOW - 2 * DAY:%-d %b %Y}"
    assert f"Pass since {day} at {COMMIT[:7]} by #12 Title 12 Before that" in text
    # What GitHub alone is asked comes by no commit, and what was so at first by none that is known.
    assert f"Fail since {day} Before that" in text
    assert f"Fail at least since {NOW - 30 * DAY:%-d %b %Y}, the first look Before that" in text
    assert "#9" not in text


@pytest.mark.parametrize(
    "known",
    [
        (pull(9, merged_at=NOW - 10 * DAY, title="feat: merged when the commit was made"),),
        (pull(9, merged_at=None, state=PullRequestState.OPEN),),
        (pull(9, merged_as=OLD), pull(8, merged_as=OLD)),
    ],
    ids=["merged as another commit", "open", "two of them"],
)
def test_one_that_nothing_proves_is_not_named(
    client: Client, orders: Repository, known: tuple[PullRequest, ...]
) -> None:
    know(orders, *known)

    assert "by #" not in text_of(client, PAGE)


def test_rows_lead_there(client: Client, orders: Repository) -> None:
    for address in ("/repositories/orders/", f"/checks/{KEY}/"):
        assert f'href="{PAGE}"' in content_of(client, address), address


def test_who_sees_the_repository_sees_it(
    repository: Repository, colleagues: dict[str, Person]
) -> None:
    page = "/repositories/orders/checks/node-version-pinned/"
    for name in ("alice", "mara", "les"):
        assert signed_in(colleagues[name]).get(page).status_code == 200
    Repository.objects.update(visibility="private")
    assert signed_in(colleagues["les"]).get(page).status_code == 404
    assert signed_in(colleagues["alice"]).get(page).status_code == 200


def test_a_long_history_costs_no_more_queries(
    client: Client, orders: Repository, django_assert_max_num_queries: object
) -> None:
    know(orders, pull(12))
    for number in range(120):
        made = ("fail", "pass") if number % 2 else ("pass", "fail")
        make_transition(orders, KEY, *made, at=NOW - 29 * DAY + number * timedelta(hours=1))

    with django_assert_max_num_queries(15):  # type: ignore[operator]
        content = content_of(client, PAGE)
    assert "page=2" in content
