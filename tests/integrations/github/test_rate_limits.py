"""Quotas and secondary limits: all wait for them, and nobody longer than is sound."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from integrations.github.client import Client
from integrations.github.errors import LimitedError
from tests.integrations.github.conftest import Clock, Making
from tests.integrations.github.one_answer import ACME, organization, refusal
from tests.integrations.github.scripted import Reply, Scripted, said


def test_what_is_left_is_noted(client: Client, github: Scripted, clock: Clock) -> None:
    github.on("GET /orgs/acme", limited_headers(ACME, clock, remaining=4990))

    organization(client)

    (state,) = client.budget.state()
    assert (state.resource, state.limit, state.remaining) == ("core", 5000, 4990)


def limited_headers(
    answer: Reply, clock: Clock, *, remaining: int, resource: str = "core"
) -> Reply:
    headers = {
        "X-RateLimit-Limit": "5000",
        "X-RateLimit-Remaining": str(remaining),
        "X-RateLimit-Reset": str(int(clock.now) + 1800),
        "X-RateLimit-Resource": resource,
    }
    return Reply(answer.status, answer.body, headers | dict(answer.headers))


@pytest.mark.parametrize("status", [403, 429])
def test_a_used_up_quota_stops_everybody(
    make_client: Making, github: Scripted, clock: Clock, status: int
) -> None:
    answer = said("API rate limit exceeded for user ID 1.", status)
    github.on("GET /orgs/acme", limited_headers(answer, clock, remaining=0))

    error = refusal(make_client())

    assert isinstance(error, LimitedError)
    assert error.until == datetime.fromtimestamp(clock.now + 1800, UTC)
    assert error.resource == "core"
    other = make_client()
    assert isinstance(refusal(other), LimitedError)
    assert other.requests == 0
    assert len(github.asked) == 1


def test_what_was_used_up_comes_back(client: Client, github: Scripted, clock: Clock) -> None:
    github.on("GET /orgs/acme", limited_headers(said("limit", 403), clock, remaining=0), ACME)
    refusal(client)
    clock.now += 1800

    assert organization(client) == "acme"


def test_the_last_request_of_a_quota_is_answered(
    client: Client, github: Scripted, clock: Clock
) -> None:
    github.on("GET /orgs/acme", limited_headers(ACME, clock, remaining=0))

    assert organization(client) == "acme"
    assert isinstance(refusal(client), LimitedError)
    assert client.requests == 1


@pytest.mark.parametrize("status", [403, 429, 500, 503])
@pytest.mark.parametrize("words", ["You have exceeded a secondary rate limit", ""])
def test_retry_after_is_kept_by_all_requests(
    make_client: Making, github: Scripted, clock: Clock, status: int, words: str
) -> None:
    github.on("GET /orgs/acme", said(words, status, Retry_After="77"))
    client = make_client()

    error = refusal(client)

    assert isinstance(error, LimitedError)
    assert error.until == datetime.fromtimestamp(clock.now + 77, UTC)
    assert error.resource == ""
    assert client.requests == 1
    assert make_client.slept == []
    with pytest.raises(LimitedError):
        make_client().graphql("query A { viewer { login } }", {}, dict)
    assert len(github.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        said("You have exceeded a secondary rate limit. Please wait a few minutes.", 403),
        said("You have triggered an abuse detection mechanism.", 403),
        said("", 429),
        Reply(429, b"<html>slow down</html>"),
        said("API rate limit exceeded for installation ID 1.", 403),
        said("", 403, X_RateLimit_Remaining="0", X_RateLimit_Reset="1"),
        said("", 403, X_RateLimit_Remaining="0"),
        said("", 403, X_RateLimit_Remaining="0", X_RateLimit_Reset="soon"),
        said("", 429, Retry_After="Wed, 21 Oct 2026 07:28:00 GMT"),
    ],
)
def test_a_limit_without_an_end_waits_a_minute_and_then_longer(
    client: Client, github: Scripted, clock: Clock, answer: Reply
) -> None:
    github.on("GET /orgs/acme", answer)

    for seconds in (60, 120, 240):
        error = refusal(client)
        assert isinstance(error, LimitedError)
        assert error.until == datetime.fromtimestamp(clock.now + seconds, UTC)
        clock.now += seconds

    assert client.requests == 3


@pytest.mark.parametrize(
    ("headers", "longest"),
    [
        ({"Retry-After": "9999999999"}, 7200),
        ({"Retry-After": "0"}, 1),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9999999999"}, 7200),
    ],
)
def test_a_moment_from_outside_is_bounded(
    client: Client, github: Scripted, clock: Clock, headers: dict[str, str], longest: int
) -> None:
    github.on("GET /orgs/acme", Reply(403, b"{}", headers))

    error = refusal(client)

    assert isinstance(error, LimitedError)
    assert error.until == datetime.fromtimestamp(clock.now + longest, UTC)


def test_a_secondary_limit_that_names_the_reset(
    client: Client, github: Scripted, clock: Clock
) -> None:
    answer = said("You have exceeded a secondary rate limit", 403)
    github.on("GET /orgs/acme", limited_headers(answer, clock, remaining=0))

    error = refusal(client)

    assert isinstance(error, LimitedError)
    assert error.resource == ""
    assert client.budget.blocked_until() == datetime.fromtimestamp(clock.now + 1800, UTC)


@pytest.mark.parametrize("value", ["", "-1", "1e9", "99999999999999999999", "²"])
def test_odd_headers_of_a_quota_are_not_believed(
    client: Client, github: Scripted, value: str
) -> None:
    headers = {"X-RateLimit-Limit": value, "X-RateLimit-Remaining": "1", "X-RateLimit-Reset": "1"}
    latin = {name: each.encode("utf-8").decode("latin-1") for name, each in headers.items()}
    github.on("GET /orgs/acme", Reply(200, ACME.body, latin))

    assert organization(client) == "acme"
    assert client.budget.state() == ()


@pytest.mark.parametrize("name", ["blocked", "strikes", "core; DROP", "x" * 5_000, "quota:core"])
def test_a_quota_of_an_odd_name_harms_no_other(
    client: Client, github: Scripted, clock: Clock, name: str
) -> None:
    github.on("GET /orgs/acme", limited_headers(ACME, clock, remaining=7, resource=name))

    organization(client)
    organization(client)

    assert client.budget.blocked_until() is None
    assert sum(len(each.resource) for each in client.budget.state()) <= 50
