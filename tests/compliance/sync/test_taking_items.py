"""What is queued is done by one worker at a time, and by the next one where that dies."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from compliance import organizations
from compliance.models import CheckResult, Organization, SyncItem, SyncRun
from compliance.scorecards import judging
from compliance.sync import discovery, leases, work
from tests import repositories_on_disk as disk
from tests.compliance.sync.on_disk import EXPRESS, sync

REASON = SyncRun.Reason.SCHEDULE


def test_an_open_item_is_not_queued_twice(organization: Organization, source_folder: Path) -> None:
    disk.repository(source_folder / "orders", EXPRESS)

    assert discovery.look(organization, REASON) is not None
    assert discovery.look(organization, REASON) is None

    assert SyncItem.objects.count() == 1


def test_an_item_whose_worker_died_is_done_by_the_next(
    organization: Organization, source_folder: Path
) -> None:
    disk.repository(source_folder / "orders", EXPRESS)
    discovery.look(organization, REASON)
    item = SyncItem.objects.get()
    work._take(item)

    assert not work.work_next(organization), "the lease still runs"
    SyncItem.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert work.work_next(organization)

    item.refresh_from_db()
    assert (item.state, item.attempts) == (SyncItem.State.DONE, 2)
    assert item.run.finished_at is not None


def test_an_item_that_kills_its_workers_fails_in_the_end(
    organization: Organization, source_folder: Path
) -> None:
    disk.repository(source_folder / "orders", EXPRESS)
    discovery.look(organization, REASON)
    SyncItem.objects.update(
        state=SyncItem.State.WORKING,
        attempts=work.MAX_ATTEMPTS,
        leased_by="a worker that died",
        leased_until=timezone.now() - timedelta(seconds=1),
    )

    assert not work.work_next(organization)

    item = SyncItem.objects.get()
    assert item.state == SyncItem.State.FAILED
    assert "begun 3 times" in item.problem
    assert item.run.finished_at is not None


def test_a_worker_that_lost_its_lease_stores_nothing(
    organization: Organization, source_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk.repository(source_folder / "orders", EXPRESS)
    discovery.look(organization, REASON)
    judge = judging.judge

    def slow(*arguments: Any) -> judging.Judged:
        SyncItem.objects.update(leased_by="another worker")
        return judge(*arguments)

    monkeypatch.setattr(judging, "judge", slow)

    work.work_next(organization)

    assert not CheckResult.objects.exists()
    assert SyncItem.objects.get().state == SyncItem.State.WORKING


def test_what_a_repository_does_to_the_program_is_reported(
    organization: Organization, source_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk.repository(source_folder / "orders", EXPRESS)
    monkeypatch.setattr(judging, "judge", _raise)

    sync(organization)

    item = SyncItem.objects.get()
    assert item.state == SyncItem.State.FAILED
    assert "ZeroDivisionError" in item.problem


def _raise(*_: Any) -> judging.Judged:
    raise ZeroDivisionError


@pytest.mark.django_db(transaction=True)
def test_two_workers_take_different_items(source_folder: Path) -> None:
    organization = organizations.current()
    for name in ("billing", "orders"):
        disk.repository(source_folder / name, EXPRESS)
    discovery.look(organization, REASON)
    taken: list[int] = []

    def take() -> None:
        item = work._lease(organization)
        taken.append(item.pk if item else 0)
        connection.close()

    threads = [threading.Thread(target=take) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == sorted([0, *SyncItem.objects.values_list("pk", flat=True)])


@pytest.mark.django_db(transaction=True)
def test_the_heartbeat_renews_the_lease(
    source_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    organization = organizations.current()
    disk.repository(source_folder / "orders", EXPRESS)
    discovery.look(organization, REASON)
    monkeypatch.setattr(leases, "HEARTBEAT_SECONDS", 0.02)
    item = work._lease(organization)
    assert item is not None
    nearly_over = timezone.now() + timedelta(seconds=1)
    SyncItem.objects.update(leased_until=nearly_over)

    with leases.heartbeat("the item", lambda: work._renew(item)):
        renewed = threading.Event()
        for _ in range(200):
            if SyncItem.objects.get().leased_until != nearly_over:
                break
            renewed.wait(0.05)

    leased_until = SyncItem.objects.get().leased_until
    assert leased_until is not None
    assert leased_until > nearly_over
