"""Counting holds up nobody, leaves nothing half done, and is never the older of two that stays."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.utils import timezone

from compliance import organizations
from compliance.models import CheckTally, DailyScore, Organization, RecentChange
from compliance.scorecards import daily
from compliance.sync import queue
from tests.factories import UNNOTED, make_repository, make_result, make_transition

pytestmark = pytest.mark.django_db(transaction=True)

Kept = tuple[set[tuple[str, int]], set[tuple[str, int]], int, date | None]


@pytest.fixture
def organization(source_folder: Path) -> Iterator[Organization]:
    """One with a repository, which is counted, and another, which is not yet."""
    organization = organizations.current()
    _make(organization, "orders")
    daily.note_day(organization, today())
    _make(organization, "billing")
    UNNOTED.clear()
    yield organization
    UNNOTED.clear()


def _make(organization: Organization, name: str) -> None:
    repository = make_repository(organization, name, judged_at=timezone.now())
    make_result(repository, "linted", "fail")
    at = timezone.now() - timedelta(days=2)
    make_transition(repository, "linted", "pass", "fail", at=at)


def today() -> date:
    return timezone.now().date()


def kept(organization: Organization) -> Kept:
    """What is kept: days, checks, how much changed, and the newest day."""
    organization.refresh_from_db()
    return (
        set(DailyScore.objects.values_list("audience", "repositories")),
        set(CheckTally.objects.values_list("audience", "failing")),
        RecentChange.objects.count(),
        organization.noted_on,
    )


def of(repositories: int) -> Kept:
    """What is kept where so many are counted, each of which began to fail in 7 and in 28 days."""
    counts = {("all", repositories), ("members", repositories)}
    return counts, counts, 2 * repositories, today()


class Other:
    """Somebody who does something at the same time, by a connection of their own."""

    def __init__(self, does: Callable[[], object]) -> None:
        self._does = does
        self.pid = 0
        self.error: OperationalError | None = None
        self._has_begun = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        assert self._has_begun.wait(30)

    def _run(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.pid = cursor.fetchone()[0]
            self._has_begun.set()
            self._does()
        except OperationalError as error:
            self.error = error
        finally:
            connections.close_all()

    def is_held_up(self) -> bool:
        """Whether PostgreSQL lets it wait for somebody; waits until it does, or it has ended."""
        while self._thread.is_alive():
            if ask("SELECT 1 FROM pg_locks WHERE pid = %s AND NOT granted", self.pid):
                return True
            self._thread.join(0.02)
        return False

    def end(self) -> None:
        self._thread.join(60)
        assert not self._thread.is_alive()


def ask(sql: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()


@contextmanager
def nobody_writes(table: str) -> Iterator[None]:
    """Hold up whoever writes to a table."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")
        yield


TABLES = ["compliance_dailyscore", "compliance_checktally", "compliance_recentchange"]


@pytest.mark.parametrize("table", TABLES)
def test_while_it_is_counted_nobody_waits_who_changes_the_organization(
    organization: Organization, table: str
) -> None:
    with nobody_writes(table):
        counting = Other(lambda: daily.note_day(organization, today()))
        assert counting.is_held_up()

        signing_in = Other(lambda: Organization.objects.update(name="Renamed"))
        assert not signing_in.is_held_up()
        queueing = Other(lambda: _queue(organization))
        assert not queueing.is_held_up()
    counting.end()

    organization.refresh_from_db()
    assert organization.name == "Renamed"
    assert kept(organization) == of(2)


def _queue(organization: Organization) -> None:
    with transaction.atomic():
        queue.locked(organization.pk)


def test_of_two_who_count_at_once_the_one_that_looked_last_stays(
    organization: Organization,
) -> None:
    with nobody_writes("compliance_recentchange"):
        early = Other(lambda: daily.note_day(organization, today()))
        assert early.is_held_up()
        Other(lambda: _make(organization, "search")).end()
        late = Other(lambda: daily.note_day(organization, today()))
        assert late.is_held_up()
    early.end()
    late.end()

    assert kept(organization) == of(3)


def test_who_keeps_up_does_not_wait_for_another_who_counts(organization: Organization) -> None:
    with nobody_writes("compliance_recentchange"):
        counting = Other(lambda: daily.note_day(organization, today()))
        assert counting.is_held_up()

        keeping_up = Other(lambda: daily.keep_up(organization))
        assert not keeping_up.is_held_up()
    counting.end()


@pytest.mark.parametrize("table", TABLES)
def test_who_dies_while_counting_leaves_what_was_kept_and_the_next_counts(
    organization: Organization, table: str
) -> None:
    with nobody_writes(table):
        counting = Other(lambda: daily.note_day(organization, today()))
        assert counting.is_held_up()
        ask("SELECT pg_terminate_backend(%s)", counting.pid)
        counting.end()
    assert counting.error is not None
    assert kept(organization) == of(1)

    daily.keep_up(organization, ahead=daily.SOON)

    assert kept(organization) == of(2)
