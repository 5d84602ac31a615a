"""Having a repository checked again by its page, and what that says of it until it is over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from compliance.models import AuditEntry, Organization, Person, Poll, Repository, SyncItem, SyncRun
from compliance.sync.again import TOLD_FOR
from tests.dashboard.reading import clock, content_of, text_of
from tests.factories import make_person, make_repository, make_result, signed_in

ORDERS = "/repositories/orders/"
PROGRESS = f"{ORDERS}progress/"
PART = {"HX-Request": "true"}
QUOTA = "GitHub's quota for core is used up until 14:05:00 UTC"
pytestmark = pytest.mark.usefixtures("own_queues")


@pytest.fixture
def orders(on_github: Organization) -> Repository:
    repository = make_repository(on_github, "orders", head="d" * 40)
    make_result(repository, "dev-command", "pass")
    Poll.objects.create(organization=on_github, kind="details", due_at=None)
    return repository


def item_of(repository: Repository, state: str, **values: Any) -> SyncItem:
    """What is done for it, because somebody asked."""
    now = timezone.now()
    run = SyncRun.objects.create(
        organization=repository.organization, reason="request", started_at=now, listed_at=now
    )
    return SyncItem.objects.create(
        organization=repository.organization,
        run=run,
        repository=repository,
        **({"work": "read", "queued_at": now, "state": state} | values),
    )


def working(repository: Repository, **values: Any) -> SyncItem:
    return item_of(repository, "working", leased_until=timezone.now(), **values)


def test_the_page_goes_from_the_button_to_the_first_step(
    client: Client, orders: Repository
) -> None:
    assert "Check again" in content_of(client, ORDERS)

    answer = client.post(f"{ORDERS}read/", follow=True)

    assert answer.redirect_chain == [(ORDERS, 302)]
    content = answer.content.decode()
    assert "GitHub is asked what it is like now." in content
    assert f'hx-get="{PROGRESS}?at=asking-0-0&amp;figures=1" hx-trigger="every 1s"' in content
    assert f'<noscript> <a href="{ORDERS}">See how far it is</a></noscript>' in content
    orders.refresh_from_db()
    assert orders.wanted == "again"


def test_who_works_on_it_may_and_others_see_no_button(
    repository: Repository, colleagues: dict[str, Person]
) -> None:
    for name, may in (("alice", True), ("mara", True), ("les", False), ("olga", True)):
        browser = signed_in(colleagues[name])
        assert ("Check again" in content_of(browser, ORDERS)) is may, name
        assert browser.post(f"{ORDERS}read/").status_code == (302 if may else 403), name
        assert browser.get(PROGRESS, headers=PART).status_code == 200, name
    entries = AuditEntry.objects.filter(action=AuditEntry.Action.CHECK_ASKED)
    assert [each.by for each in entries] == [colleagues["alice"]], "it is under way already"


def test_one_cannot_ask_more_than_ten_times_a_minute(client: Client, orders: Repository) -> None:
    got = [client.post(f"{ORDERS}read/").status_code for _ in range(11)]

    assert got == [302] * 10 + [429]
    said = client.post(f"{ORDERS}read/").content.decode()
    assert "You asked for this too often. Wait a minute" in said


@pytest.mark.parametrize("values", [{"left_out": "it is a fork"}, {"gone_since": timezone.now()}])
def test_what_does_not_count_is_not_checked(
    client: Client, orders: Repository, values: dict[str, Any]
) -> None:
    Repository.objects.update(**values)

    assert "Check again" not in content_of(client, ORDERS)
    assert client.post(f"{ORDERS}read/").status_code == 404


def test_the_address_of_the_progress_leads_to_the_page(client: Client, orders: Repository) -> None:
    assert client.get(PROGRESS)["Location"] == ORDERS


@pytest.mark.parametrize(
    ("values", "now", "says"),
    [
        ({"state": "waiting"}, "Waiting", "It is read next."),
        ({"state": "working"}, "Reading", "It is being read at ddddddd now."),
        ({"state": "working", "read_at": timezone.now()}, "Judging", "It is being judged at ddd"),
    ],
)
def test_each_step_is_named(
    client: Client, orders: Repository, values: dict[str, Any], now: str, says: str
) -> None:
    lease = {"leased_until": timezone.now()} if values["state"] == "working" else {}
    item_of(orders, **values, **lease)

    content = content_of(client, PROGRESS, **PART)

    assert f'<li class="is-now" aria-current="step"><span>{now}</span></li>' in content
    assert says in text_of(client, PROGRESS, **PART)
    assert says in text_of(client, ORDERS)


def test_what_the_page_says_already_is_not_sent_again(client: Client, orders: Repository) -> None:
    item = working(orders)
    assert client.get(f"{PROGRESS}?at=reading-0-0", headers=PART).status_code == 204

    SyncItem.objects.filter(pk=item.pk).update(read_at=timezone.now())
    assert client.get(f"{PROGRESS}?at=reading-0-0", headers=PART).status_code == 200


def test_when_it_is_over_the_figures_are_the_new_ones(client: Client, orders: Repository) -> None:
    item_of(orders, "done", finished_at=timezone.now(), transitions=2)
    Repository.objects.update(passed=8, judged_at=timezone.now())

    content = content_of(client, f"{PROGRESS}?at=judging-0-0&figures=1", **PART)
    text = text_of(client, f"{PROGRESS}?figures=1", **PART)

    assert "hx-trigger" not in content, "it asks no more"
    assert 'id="figures" aria-label="Where it stands" hx-swap-oob="true"' in content
    assert 'id="judged" hx-swap-oob="true"' in content
    assert "Checked now at ccccccc – 2 checks changed." in text
    assert "Show the whole scorecard as it is now" in text
    assert "100%" in text


def test_a_page_without_figures_is_sent_none(client: Client, orders: Repository) -> None:
    """One that was never judged shows none, into which new ones could be put."""
    item_of(orders, "done", finished_at=timezone.now())

    assert "hx-swap-oob" not in content_of(client, PROGRESS, **PART)
    Repository.objects.update(judged_at=None, wanted="again")
    assert "figures=1" not in content_of(client, ORDERS)


def test_what_came_of_it_is_told_for_a_while(client: Client, orders: Repository) -> None:
    item = item_of(orders, "done", finished_at=timezone.now())
    assert "Checked now at ccccccc – no check changed." in text_of(client, ORDERS)

    SyncItem.objects.filter(pk=item.pk).update(finished_at=timezone.now() - TOLD_FOR)
    assert "no check changed" not in text_of(client, ORDERS)


def test_why_it_failed_is_said_once(client: Client, orders: Repository) -> None:
    problem = "its archive breaks off"
    item_of(orders, "failed", finished_at=timezone.now(), problem=problem)
    Repository.objects.update(problem=problem, problem_since=timezone.now())

    assert f"It could not be checked: {problem}." in text_of(client, PROGRESS, **PART)
    assert "hx-trigger" not in content_of(client, PROGRESS, **PART)
    assert text_of(client, ORDERS).count(problem) == 1


def test_one_that_is_gone_by_now_says_so(client: Client, orders: Repository) -> None:
    Repository.objects.update(gone_since=timezone.now(), wanted="again")

    said = "It could not be checked: GitHub does not show it any more."
    assert said in text_of(client, PROGRESS, **PART)


class TestWhileGitHubIsNotAsked:
    @pytest.fixture(autouse=True)
    def held(self, orders: Repository) -> Any:
        until = timezone.now() + timedelta(minutes=25)
        Poll.objects.update(not_before=until, problem=QUOTA)
        Repository.objects.update(wanted="again", wanted_at=timezone.now())
        return until

    def test_until_when_and_why_is_said(self, client: Client, held: Any) -> None:
        text = text_of(client, ORDERS)

        assert f"It is asked for, and GitHub is asked again at {clock(held)}: {QUOTA}." in text
        assert "What is shown is the last that was known." in text
        assert 'hx-trigger="every 15s"' in content_of(client, ORDERS)

    def test_why_is_told_to_those_only_who_see_the_source(self, orders: Repository) -> None:
        browser = signed_in(make_person(orders.organization, "dev"))

        text = text_of(browser, ORDERS)
        assert "since GitHub does not answer now." in text
        assert QUOTA not in text
