"""What is left of the quota, as several workers share it through a real Valkey."""

from __future__ import annotations

import logging
import os
import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.github.budget import Budget
from integrations.github.errors import LimitedError
from tests.integrations.github.conftest import Clock

HOUR = timedelta(hours=1)


def at(clock: Clock, **later: float) -> datetime:
    return datetime.fromtimestamp(clock.now, UTC) + timedelta(**later)


def left(budget: Budget, resource: str = "core") -> int:
    return next(each.remaining for each in budget.state() if each.resource == resource)


def until(budget: Budget, resource: str = "core") -> datetime | None:
    try:
        budget.check(resource)
    except LimitedError as error:
        return error.until
    return None


def test_what_nobody_knows_of_is_let_through(budget: Budget) -> None:
    budget.check("core")

    assert budget.state() == ()
    assert budget.blocked_until() is None


def test_what_one_worker_learns_the_other_knows(
    new_budget: Callable[[], Budget], clock: Clock
) -> None:
    one, other = new_budget(), new_budget()

    one.note("core", 5000, 4321, at(clock, minutes=30))
    one.note("graphql", 5000, 0, at(clock, minutes=10))

    core, graphql = other.state()
    assert (core.resource, core.limit, core.remaining) == ("core", 5000, 4321)
    assert (core.reset_at, core.noted_at) == (at(clock, minutes=30), at(clock))
    assert (graphql.resource, graphql.remaining) == ("graphql", 0)
    assert until(other, "graphql") == at(clock, minutes=10)
    assert until(other, "core") is None


def test_an_exhausted_quota_is_named_and_comes_back(budget: Budget, clock: Clock) -> None:
    budget.note("core", 5000, 0, at(clock, minutes=10))

    with pytest.raises(LimitedError, match="quota for core is used up until") as caught:
        budget.check("core")
    assert caught.value.resource == "core"
    clock.now += 600

    assert until(budget) is None
    assert budget.state() == ()


def test_a_request_is_taken_out_before_it_is_sent(budget: Budget, clock: Clock) -> None:
    budget.note("core", 5000, 2, at(clock, minutes=10))

    budget.check("core")
    budget.check("core")

    assert until(budget) == at(clock, minutes=10)


def test_workers_at_the_same_moment_send_no_more_than_is_left(
    new_budget: Callable[[], Budget], clock: Clock
) -> None:
    budgets = [new_budget() for _ in range(8)]
    budgets[0].note("core", 5000, 100, at(clock, minutes=10))
    sent: list[Budget] = []

    def work(budget: Budget) -> None:
        sent.extend(budget for _ in range(50) if until(budget) is None)

    threads = [threading.Thread(target=work, args=(each,)) for each in budgets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(sent) == 100


def test_an_older_answer_raises_nothing(budget: Budget, clock: Clock) -> None:
    reset = at(clock, minutes=30)

    budget.note("core", 5000, 10, reset)
    budget.note("core", 5000, 12, reset)
    budget.note("core", 5000, 11, reset + timedelta(seconds=3))

    assert left(budget) == 10


def test_a_new_window_begins_anew(budget: Budget, clock: Clock) -> None:
    budget.note("core", 5000, 10, at(clock, minutes=30))
    budget.note("core", 15000, 14999, at(clock, minutes=90))

    (state,) = budget.state()
    assert (state.limit, state.remaining, state.reset_at) == (15000, 14999, at(clock, minutes=90))


def test_an_answer_of_the_last_window_does_not_end_this_one(budget: Budget, clock: Clock) -> None:
    budget.note("core", 5000, 4999, at(clock, minutes=60))

    budget.note("core", 5000, 0, at(clock, minutes=1))
    budget.note("core", 5000, 0, at(clock, minutes=-1))

    assert left(budget) == 4999


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(notes=st.permutations(range(6)), checks=st.lists(st.integers(0, 5), max_size=6))
def test_whatever_the_order_of_the_answers_the_least_is_left(
    notes: list[int], checks: list[int]
) -> None:
    clock = Clock()
    budget = Budget(os.environ["REDIS_URL"], uuid.uuid4().hex, clock=clock)
    for place, remaining in enumerate(notes):
        budget.note("core", 5000, 100 + remaining, at(clock, minutes=30))
        for _ in range(checks.count(place)):
            budget.check("core")
    found = left(budget)
    budget.close()

    assert 100 - len(checks) <= found <= 100


def test_a_block_stops_every_resource_of_every_worker(
    new_budget: Callable[[], Budget], clock: Clock
) -> None:
    one, other = new_budget(), new_budget()
    other.note("graphql", 5000, 5000, at(clock, minutes=30))

    one.block(at(clock, seconds=90))

    assert until(other, "core") == at(clock, seconds=90)
    assert until(other, "graphql") == at(clock, seconds=90)
    assert other.blocked_until() == at(clock, seconds=90)
    assert left(other, "graphql") == 5000
    clock.now += 90
    assert until(other, "core") is None
    assert other.blocked_until() is None


def test_a_shorter_block_does_not_end_a_longer_one(budget: Budget, clock: Clock) -> None:
    budget.block(at(clock, minutes=5))
    budget.block(at(clock, minutes=1))

    assert budget.blocked_until() == at(clock, minutes=5)


def test_secondary_limits_in_a_row_wait_longer_and_longer(budget: Budget, clock: Clock) -> None:
    waits = []
    for _ in range(9):
        ends = budget.strike().timestamp()
        waits.append(ends - clock.now)
        clock.now = ends

    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]


def test_one_limit_that_several_workers_meet_is_one(
    new_budget: Callable[[], Budget], clock: Clock
) -> None:
    ends = {new_budget().strike() for _ in range(5)}

    assert ends == {at(clock, minutes=1)}


def test_after_some_quiet_a_secondary_limit_is_forgotten(budget: Budget, clock: Clock) -> None:
    budget.strike()
    clock.now += 60 + 60 + 600

    assert budget.strike() == at(clock, minutes=1)


def test_another_credential_has_a_budget_of_its_own(budget: Budget, clock: Clock) -> None:
    other = Budget(os.environ["REDIS_URL"], uuid.uuid4().hex, clock=clock)
    budget.block(at(clock, minutes=5))

    other.check("core")
    other.close()


def test_nothing_is_kept_for_ever(budget: Budget, clock: Clock) -> None:
    database = redis.Redis.from_url(os.environ["REDIS_URL"])
    key = budget._key
    for act in (
        lambda: budget.note("core", 5000, 1, at(clock, minutes=30)),
        lambda: budget.block(at(clock, minutes=5)),
        budget.strike,
    ):
        database.delete(key)
        act()
        assert 0 < database.ttl(key) <= 24 * 60 * 60
    database.close()


def test_without_redis_work_goes_on_and_it_is_said_once(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    budget = Budget("redis://:secret@127.0.0.1:1/0", "identity", clock=clock)

    with caplog.at_level(logging.WARNING):
        budget.check("core")
        budget.note("core", 5000, 0, at(clock, minutes=30))
        budget.check("core")
        budget.block(at(clock, minutes=30))
        ends = budget.strike()

    assert ends == at(clock, minutes=1)
    assert budget.state() == ()
    assert budget.blocked_until() is None
    assert len(caplog.records) == 1
    assert "is not shared between workers" in caplog.text
    assert "secret" not in caplog.text
