"""What workers do to each other, and what is left when one of them stops in the middle."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from compliance import organizations, tasks
from compliance.models import Organization, Repository, SyncItem, SyncRun
from compliance.protocol.nodes import ProtocolError
from compliance.scorecards import daily, judging, questions
from compliance.sync import discovery, queue, work
from tests import repositories_on_disk as disk
from tests.compliance.sync.on_disk import EXPRESS

REASON = SyncRun.Reason.SCHEDULE


@pytest.fixture
def queued(organization: Organization, source_folder: Path) -> SyncItem:
    """One repository that waits to be read."""
    disk.repository(source_folder / "orders", EXPRESS)
    discovery.look(organization, REASON)
    return SyncItem.objects.get()


@pytest.fixture
def no_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "wake_workers", lambda: None)


def test_a_run_whose_last_worker_died_before_it_could_end_it_is_ended(
    organization: Organization, queued: SyncItem, monkeypatch: pytest.MonkeyPatch, no_messages: None
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(work, "_finish_run", lambda run: None)
        work.work_next(organization)

    tasks.recover()

    queued.run.refresh_from_db()
    assert queued.run.finished_at is not None


def test_a_run_that_goes_on_is_not_ended(
    organization: Organization, queued: SyncItem, no_messages: None
) -> None:
    tasks.recover()

    queued.run.refresh_from_db()
    assert queued.run.finished_at is None


def test_a_wrong_protocol_is_no_fault_of_a_repository(
    organization: Organization, queued: SyncItem, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    monkeypatch.setattr(organizations, "protocols", _wrong_protocol)

    tasks.work_next()

    queued.refresh_from_db()
    assert (queued.state, queued.attempts) == (SyncItem.State.WAITING, 0)
    assert organization.repositories.get().problem == ""
    (record,) = caplog.records
    assert record.getMessage() == "nothing can be judged: backend.yaml:3: a title is missing"


def _wrong_protocol() -> Any:
    raise ProtocolError("backend.yaml:3: a title is missing")


@pytest.mark.parametrize("task", [tasks.poll, tasks.work_next, tasks.recover])
def test_a_postgresql_that_is_away_is_one_sentence(
    task: Callable[[], None],
    queued: SyncItem,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def away() -> Organization:
        raise OperationalError("the server closed the connection\n")

    monkeypatch.setattr(organizations, "current", away)
    with pytest.raises(OperationalError):
        task()
    monkeypatch.setattr(connection, "is_usable", lambda: False)

    task()

    (record,) = caplog.records
    assert record.exc_info is None
    assert record.getMessage() == (
        "PostgreSQL cannot be reached, so what is due waits: the server closed the connection"
    )


def test_one_that_takes_too_long_is_said_to(
    organization: Organization, queued: SyncItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "judge", _run_out_of_time)

    work.work_next(organization)

    queued.refresh_from_db()
    assert queued.state == SyncItem.State.FAILED
    assert queued.problem == "reading it took longer than any repository is given"


def _run_out_of_time(*_: Any) -> Any:
    raise SoftTimeLimitExceeded


def test_a_judgement_is_of_the_moment_it_was_made(
    organization: Organization, queued: SyncItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was judged before midnight and is stored after it has to be judged again."""
    judge = judging.judge
    made: list[judging.Judged] = []

    def remember(*arguments: Any) -> judging.Judged:
        made.append(judge(*arguments))
        return made[-1]

    monkeypatch.setattr(judging, "judge", remember)

    work.work_next(organization)

    repository = organization.repositories.get()
    assert repository.judged_at == made[0].at
    assert {each.since for each in repository.results.all()} == {made[0].at}


def test_the_lease_is_locked_before_anything_is_stored(
    organization: Organization, queued: SyncItem
) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        work.work_next(organization)

    statements = [each["sql"] for each in queries]
    locks = [
        number
        for number, sql in enumerate(statements)
        if "leased_by" in sql and sql.startswith("SELECT") and "FOR UPDATE" in sql
        and "SKIP LOCKED" not in sql
    ]  # fmt: skip
    stores = [
        number for number, sql in enumerate(statements) if sql.startswith('INSERT INTO "compliance')
    ]
    assert len(locks) == 1
    assert locks[0] < min(stores)


def test_what_is_stored_of_a_repository_takes_a_constant_number_of_queries(
    organization: Organization, source_folder: Path, queued: SyncItem
) -> None:
    work.work_next(organization)
    SyncItem.objects.all().delete()
    Repository.objects.update(commit="", head=F("head"))
    discovery.look(organization, SyncRun.Reason.REQUEST)

    with CaptureQueriesContext(connection) as queries:
        work.work_next(organization)

    # Each kind of kept sums is a few of them, adoption by stack and week too.
    assert len(queries) <= 60, "no query for each of more than forty checks"


@pytest.mark.django_db(transaction=True)
def test_a_look_and_a_worker_do_not_lock_each_other_out(source_folder: Path) -> None:
    """Whoever looks holds the organization and wants repositories; whoever stores, the opposite."""
    organization = organizations.current()
    disk.repository(source_folder / "orders", EXPRESS)
    discovery.look(organization, REASON)
    item = work._lease(organization)
    assert item is not None
    source = organizations.source(organization)
    judged = judging.judge(
        item.repository, work._files(item, source), {}, source.origins, timezone.now()
    )
    failures: list[DatabaseError] = []

    def store() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '5s'")
            work._store(item, judged)
        except DatabaseError as error:
            failures.append(error)
        finally:
            connection.close()

    with transaction.atomic():
        queue.locked(organization.pk)
        thread = threading.Thread(target=store)
        thread.start()
        thread.join(10)

    assert failures == []
    assert Repository.objects.get().judged_at is not None


@pytest.mark.django_db(transaction=True)
def test_the_last_to_note_a_day_is_the_last_to_have_looked(
    source_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    organization = organizations.current()
    today = timezone.now().date()
    looked, may_write = threading.Event(), threading.Event()
    count = questions.standing

    def slowly(repositories: Any) -> Any:
        found = count(repositories)
        looked.set()
        may_write.wait(10)
        return found

    def note() -> None:
        daily.note_day(organization, today)
        connection.close()

    monkeypatch.setattr(questions, "standing", slowly)
    slow = threading.Thread(target=note)
    slow.start()
    assert looked.wait(10)
    Repository.objects.create(
        organization=organization, key="orders", name="orders", slug="orders",
        judged_at=timezone.now(),
    )  # fmt: skip
    monkeypatch.setattr(questions, "standing", count)
    quick = threading.Thread(target=note)
    quick.start()
    quick.join(0.3)
    may_write.set()
    slow.join(10)
    quick.join(10)

    assert organization.dailyscore_set.get(audience="members").repositories == 1
