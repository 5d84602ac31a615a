"""What is read for a digest grows with what it tells of, and not with history or with others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from compliance import clock, sight
from compliance.digests.content import digest_of
from compliance.digests.scores import since_midnight
from compliance.models import Membership, Organization, Person, Repository, ScoreChange
from compliance.scoring import Weights
from tests.factories import NOW, make_person, make_repository, make_team, make_transition

SINCE, HOUR = NOW - timedelta(days=7), timedelta(hours=1)


def read(work: Callable[[], object]) -> tuple[int, int]:
    """How many queries that takes, and how many rows these give."""
    counts = [0, 0]

    def counted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        counts[0] += 1
        counts[1] += max(context["cursor"].rowcount, 0)
        return result

    with connection.execute_wrapper(counted):
        work()
    return counts[0], counts[1]


def stood(repository: Repository, at: datetime, passed: int) -> None:
    ScoreChange.objects.create(
        organization=repository.organization, repository=repository, at=at,
        passed=passed, decided=8, covered=8, judged=10, level="foundation",
        compliance="not_compliant", protocol="backend", protocol_version="1.0",
    )  # fmt: skip


@pytest.fixture
def orders(organization: Organization) -> Repository:
    return make_repository(organization, "orders", team=make_team(organization))


@pytest.fixture
def dev(organization: Organization, orders: Repository) -> Person:
    """Who works on orders alone."""
    person = make_person(organization, "dev")
    team = orders.ownerships.get().team
    Membership.objects.create(organization=organization, team=team, person=person)
    make_transition(orders, "linted", "pass", "fail", at=NOW - timedelta(days=1))
    return person


def test_of_a_long_history_one_row_is_read(organization: Organization, orders: Repository) -> None:
    olga = sight.of(make_person(organization, "olga", role=Person.Role.OWNER))
    midnight = NOW.replace(hour=0, minute=0, second=0, microsecond=0)
    noon = midnight + 12 * HOUR
    for days in range(1, 51):
        stood(orders, midnight - timedelta(days=days), 3 if days > 1 else 5)
    for hour, passed in ((1, 7), (3, 6), (12, 1)):
        stood(orders, midnight + hour * HOUR, passed)

    assert since_midnight(olga, noon) == {orders.pk: Weights(1, 0, 0, 0)}
    assert read(lambda: since_midnight(olga, noon)) == (1, 1)


def test_what_began_on_that_day_counts_from_nothing(
    organization: Organization, orders: Repository
) -> None:
    olga = sight.of(make_person(organization, "olga", role=Person.Role.OWNER))
    stood(orders, NOW - timedelta(minutes=5), 6)

    assert since_midnight(olga, NOW) == {orders.pk: Weights(6, 8, 8, 10)}


def test_what_happens_elsewhere_is_not_read_for_a_developer(
    organization: Organization, dev: Person
) -> None:
    def told() -> None:
        assert digest_of(sight.of(dev), SINCE, NOW) is not None

    with clock.standing_at(NOW):
        before = read(told)
        for number in range(20):
            other = make_repository(organization, f"other-{number}")
            make_transition(other, "linted", "pass", "fail", at=NOW - timedelta(days=1))
            stood(other, SINCE - timedelta(minutes=1), 5)
        assert read(told) == before


def test_what_happened_before_is_not_read(organization: Organization, dev: Person) -> None:
    def told() -> None:
        assert digest_of(sight.of(dev), SINCE, NOW) is not None

    orders = organization.repositories.get()
    with clock.standing_at(NOW):
        before = read(told)
        for days in range(8, 40):
            make_transition(orders, "tested", "pass", "fail", at=NOW - timedelta(days=days))
        assert read(told) == before
