"""Limits that count and refuse, and faults on demand, at every kind of call."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from integrations.github import people_queries, queries
from tests.github_simulator import faults
from tests.github_simulator.credentials import Credential
from tests.github_simulator.limits import WINDOW
from tests.github_simulator.simulator import Simulator
from tests.github_simulator.state import World
from tests.github_simulator_tests.conftest import NOW, Ask

Call = Callable[[], httpx.Response]


@pytest.fixture
def calls(
    simulator: Simulator, rest: Ask, graphql: Ask, http: httpx.Client, owner: Credential
) -> dict[str, Call]:
    """One call of each sort, by the name that the log gives it."""
    location = rest("/repos/acme/api/tarball/main", owner).headers["Location"]
    simulator.log.forget()
    return {
        "GET /orgs/{org}": lambda: rest("/orgs/acme", owner),
        "Members": lambda: graphql(people_queries.MEMBERS, owner, organization="acme"),
        "archive": lambda: http.get(location),
    }


NAMES = ("GET /orgs/{org}", "Members", "archive")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("status", [500, 502])
def test_a_server_error_happens_once_and_is_logged(
    simulator: Simulator, calls: dict[str, Call], name: str, status: int
) -> None:
    fault = faults.server_error() if status == 500 else faults.bad_gateway()
    simulator.faults.add(fault, name)

    answers = [calls[each]() for each in NAMES] + [calls[name]()]

    expected = [status if each == name else 200 for each in NAMES]
    assert [each.status_code for each in answers] == [*expected, 200]
    assert [each.status for each in simulator.log.entries] == [*expected, 200]
    broken = answers[NAMES.index(name)]
    assert broken.headers["Content-Type"].startswith("text/html") is (status == 502)


def test_a_fault_may_come_later_and_stay(simulator: Simulator, calls: dict[str, Call]) -> None:
    fault = simulator.faults.add(faults.server_error(), "Members", after=1, times=2)
    statuses = [calls["Members"]().status_code for _ in range(4)]
    simulator.faults.add(faults.server_error(), times=None)
    forever = [calls[name]().status_code for name in NAMES]
    simulator.faults.clear()

    assert statuses == [200, 500, 500, 200]
    assert fault.happened == 2
    assert forever == [500, 500, 500]
    assert calls["archive"]().status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_a_body_is_cut(simulator: Simulator, calls: dict[str, Call], name: str) -> None:
    simulator.faults.add(faults.cut_body(), name)

    with pytest.raises(httpx.RemoteProtocolError):
        calls[name]()
    assert calls[name]().status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_a_call_hangs_until_the_other_side_gives_up(
    simulator: Simulator, calls: dict[str, Call], name: str, http: httpx.Client
) -> None:
    simulator.faults.add(faults.hang(), name)
    patience = http.timeout
    http.timeout = httpx.Timeout(0.3)
    try:
        with pytest.raises(httpx.ReadTimeout):
            calls[name]()
    finally:
        http.timeout = patience
    assert calls[name]().status_code == 200
    assert [each.status for each in simulator.log.entries] == [0, 200]


def test_a_hanging_call_does_not_keep_the_simulator_from_ending(
    world: World, http: httpx.Client
) -> None:
    with Simulator(world) as simulator:
        simulator.faults.add(faults.hang())
        failed = threading.Event()

        def ask() -> None:
            try:
                http.get(f"{simulator.url}/orgs/acme")
            except httpx.TransportError:
                failed.set()

        waiting = threading.Thread(target=ask)
        waiting.start()
        while not simulator.log.entries:
            threading.Event().wait(0.01)
    waiting.join(timeout=20)

    assert failed.is_set()


def test_an_answer_is_garbage(simulator: Simulator, calls: dict[str, Call]) -> None:
    simulator.faults.add(faults.garbage(), "Members")

    with pytest.raises(ValueError, match="Expecting"):
        calls["Members"]().json()


@pytest.mark.parametrize("status", [403, 429])
@pytest.mark.parametrize("retry_after", [None, 7])
def test_the_secondary_limit_is_met(
    simulator: Simulator, calls: dict[str, Call], status: int, retry_after: int | None
) -> None:
    simulator.faults.add(faults.secondary(status, retry_after))

    answer = calls["Members"]()

    assert answer.status_code == status
    assert "secondary rate limit" in answer.json()["message"]
    assert answer.headers.get("Retry-After") == (str(retry_after) if retry_after else None)


def test_too_many_at_once_meet_the_secondary_limit(
    simulator: Simulator, calls: dict[str, Call]
) -> None:
    simulator.limits.concurrent = 0

    assert calls["GET /orgs/{org}"]().status_code == 403


def test_a_quota_is_used_up_and_comes_back(simulator: Simulator, calls: dict[str, Call]) -> None:
    simulator.limits.core = 3
    organization = calls["GET /orgs/{org}"]

    # One request was made by the fixture.
    statuses = [organization().status_code for _ in range(3)]
    refused = organization()
    simulator.wall.set(NOW + WINDOW)

    assert statuses == [200, 200, 403]
    assert refused.json()["message"].startswith("API rate limit exceeded")
    assert refused.headers["X-RateLimit-Remaining"] == "0"
    assert refused.headers["X-RateLimit-Reset"] == str(int((NOW + WINDOW).timestamp()))
    assert organization().status_code == 200


def test_the_limits_of_rest_and_graphql_are_apart(
    simulator: Simulator, calls: dict[str, Call], rest: Ask, owner: Credential
) -> None:
    simulator.limits.core = 1

    assert calls["GET /orgs/{org}"]().status_code == 403
    assert "errors" not in calls["Members"]().json()
    left = rest("/rate_limit", owner).json()["resources"]
    assert (left["core"]["remaining"], left["graphql"]["remaining"]) == (0, 4999)


def test_the_quota_of_points_is_refused_under_status_200(
    simulator: Simulator, calls: dict[str, Call]
) -> None:
    simulator.faults.add(faults.primary("graphql"), "Members")

    answer = calls["Members"]()

    assert answer.status_code == 200
    assert answer.json()["errors"][0]["type"] == "RATE_LIMITED"
    assert answer.headers["X-RateLimit-Remaining"] == "0"


def test_where_limits_are_off_nothing_is_said_of_them(
    simulator: Simulator, calls: dict[str, Call], rest: Ask, graphql: Ask, owner: Credential
) -> None:
    simulator.limits.enabled, simulator.limits.core = False, 0

    answer = calls["GET /orgs/{org}"]()

    assert answer.status_code == 200
    assert not [name for name in answer.headers if name.startswith("x-ratelimit")]
    left = rest("/rate_limit", owner)
    assert (left.status_code, left.json()["message"]) == (404, "Rate limiting is not enabled.")
    assert graphql("{ rateLimit { cost } }", owner).json() == {"data": {"rateLimit": None}}


def test_a_token_is_revoked_between_two_calls(simulator: Simulator, calls: dict[str, Call]) -> None:
    before = calls["Members"]()
    simulator.faults.add(faults.revoked(), "Members")

    assert (before.status_code, calls["Members"]().status_code) == (200, 401)


def test_the_world_changes_just_before_or_after_a_call(
    simulator: Simulator, rest: Ask, owner: Credential, world: World
) -> None:
    def rename() -> None:
        world.repositories[0].former_names.append(world.repositories[0].name)
        world.repositories[0].name += "-2"

    def ask(name: str) -> int:
        return rest(f"/repos/acme/{name}", owner).status_code

    simulator.faults.add(faults.change(rename))
    before = ask("api")
    simulator.faults.add(faults.change_after(rename))
    after = ask("api-2")

    assert (before, after, ask("api-2"), ask("api-2-2")) == (301, 200, 301, 200)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (faults.graphql_error("SOMETHING", "It failed."), "SOMETHING"),
        (faults.timed_out(), None),
    ],
)
def test_an_error_stands_under_status_200(
    simulator: Simulator, calls: dict[str, Call], fault: Any, kind: str | None
) -> None:
    simulator.faults.add(fault, "Members")

    answer = calls["Members"]()

    assert answer.status_code == 200
    assert answer.json()["data"] is None
    assert answer.json()["errors"][0].get("type") == kind


def test_a_part_of_an_answer_fails(
    simulator: Simulator, graphql: Ask, owner: Credential, world: World
) -> None:
    simulator.faults.add(faults.partial(), "Repositories")
    ids = [each.node_id for each in world.repositories]

    answer = graphql(queries.repositories([]), owner, ids=ids, working="refs/heads/dev").json()

    assert answer["data"]["nodes"][0] is None
    assert all(answer["data"]["nodes"][1:])
    assert answer["errors"][0]["path"] == ["nodes", 0]


def test_what_was_asked_is_counted_by_kind(
    simulator: Simulator, calls: dict[str, Call], rest: Ask, owner: Credential
) -> None:
    for name in (*NAMES, "Members"):
        calls[name]()
    rest("/orgs/other", owner)

    log = simulator.log
    assert log.counts() == {"GET /orgs/{org}": 2, "Members": 2, "archive": 1}
    assert log.api_requests() == 4
    assert [each.status for each in log.entries] == [200, 200, 200, 200, 404]
    assert [each.authorized for each in log.entries] == [True, True, False, True, True]
    assert (log.points("core"), log.points("graphql")) == (2, 2)
