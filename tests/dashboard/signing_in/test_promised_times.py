"""What is promised of time, on a clock that a test moves: lock-out, and attempts a minute."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.core.internal import ratelimit
from django.http import HttpResponse
from django.test import Client

from compliance import clock
from compliance.admission import ASK_AFTER, LONGEST
from tests.compliance.sync.on_github import OnGitHub
from tests.dashboard.signing_in.conftest import MEMBER, OWNER, SignIn
from tests.github_simulator import faults

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
AN_HOUR = 60


@pytest.fixture
def signed_in(plumbline: OnGitHub, sign_in: SignIn, client: Client) -> Client:
    """A member's browser, whose people a poll has read and GitHub has just confirmed."""
    plumbline.sync()
    with clock.standing_at(plumbline.now):
        sign_in(MEMBER)
    return client


def remove(plumbline: OnGitHub) -> None:
    changed = plumbline.simulator.world
    with plumbline.simulator.changing():
        changed.members = [each for each in changed.members if each.login != MEMBER]


def statuses(
    browser: Client,
    plumbline: OnGitHub,
    each_minute: Callable[[], object] = lambda: None,
) -> Iterator[int]:
    """What somebody is answered who asks for a page each minute."""
    for _ in range(AN_HOUR):
        plumbline.pass_time(MINUTE)
        each_minute()
        with clock.standing_at(plumbline.now):
            yield browser.get("/teams/").status_code


def minutes_until(status: int, given: Iterator[int]) -> int:
    for minute, found in enumerate(given, 1):
        if found == status:
            return minute
        assert found == 200
    raise AssertionError(f"an hour long nobody was answered {status}")


@pytest.mark.parametrize("before", [0, 1, 5, 9])
def test_an_open_session_ends_within_ten_minutes_of_the_removal(
    signed_in: Client,
    plumbline: OnGitHub,
    before: int,
) -> None:
    """Each minute a page is asked for; no poll runs. Somebody is removed so many minutes after
    GitHub was asked last.
    """
    ahead = statuses(signed_in, plumbline)
    assert [next(ahead) for _ in range(before)] == [200] * before
    remove(plumbline)

    assert minutes_until(403, ahead) == 10 - before
    assert ASK_AFTER <= LONGEST <= timedelta(minutes=15)


def test_who_comes_back_after_a_while_sees_no_page_more(
    signed_in: Client,
    plumbline: OnGitHub,
) -> None:
    remove(plumbline)
    plumbline.pass_time(ASK_AFTER)

    with clock.standing_at(plumbline.now):
        assert signed_in.get("/teams/").status_code == 403


def test_a_poll_of_people_ends_it_earlier(
    signed_in: Client,
    plumbline: OnGitHub,
) -> None:
    """GitHub was asked for this person six minutes before the hourly poll of everybody."""
    ahead = statuses(signed_in, plumbline, each_minute=plumbline.sync)
    for _ in range(AN_HOUR - 4):
        assert next(ahead) == 200
    remove(plumbline)

    assert minutes_until(403, ahead) <= 4


def test_where_github_does_not_answer_pages_end_after_fifteen_minutes(
    signed_in: Client,
    plumbline: OnGitHub,
) -> None:
    name = "GET /orgs/{org}/memberships/{username}"
    plumbline.simulator.faults.add(faults.bad_gateway(), on=name, times=None)
    remove(plumbline)

    assert minutes_until(503, statuses(signed_in, plumbline)) == 15

    plumbline.simulator.faults.clear()
    assert next(statuses(signed_in, plumbline)) == 403


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock of the limits: one number, which a test moves."""
    moment = [1_800_000_000.0]
    stub = SimpleNamespace(time=lambda: moment[0], monotonic=time.monotonic, sleep=time.sleep)
    monkeypatch.setattr(ratelimit, "time", stub)
    return moment


def passed(sign_in: Callable[[int], HttpResponse], most: int) -> int:
    """How many attempts in a row are let through before one is answered 429."""
    for number in range(most):
        if sign_in(number).status_code == 429:
            return number
    raise AssertionError(f"{most} attempts were let through")


def test_ten_sign_ins_of_an_account_a_minute_are_let_through(
    sign_in: SignIn,
    seconds: list[float],
) -> None:
    def attempt(_: int) -> HttpResponse:
        seconds[0] += 1
        return sign_in(MEMBER, Client())

    assert passed(attempt, 30) == 10
    assert sign_in(OWNER, Client()).status_code == 302, "another account is not hindered"
    seconds[0] += 60
    assert passed(attempt, 30) == 10


@pytest.mark.parametrize(
    ("address", "sent", "per_minute"),
    [
        ("/accounts/github/login/", {}, 30),
        ("/accounts/password/", {"name": "nobody", "password": "wrong horse"}, 5),
        ("/accounts/link/", {"key": "k"}, 10),
    ],
)
def test_so_many_attempts_a_minute_from_an_address(
    application: object,
    seconds: list[float],
    address: str,
    sent: dict[str, str],
    per_minute: int,
) -> None:
    """Of wrong passwords for one name five in five minutes, however many minutes are tried."""

    def attempt(_: int) -> HttpResponse:
        seconds[0] += 0.5
        answer: HttpResponse = Client().post(address, sent)  # type: ignore[assignment]
        return answer

    assert passed(attempt, 60) == per_minute
    seconds[0] += 300
    assert passed(attempt, 60) == per_minute
