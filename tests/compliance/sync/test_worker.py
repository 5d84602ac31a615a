"""A real Celery worker on the tests' own database, and on queues of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from compliance import organizations, tasks
from compliance.models import CheckResult, Organization, Repository, SyncItem, SyncRun
from compliance.sync import discovery
from dashboard import celery_app
from dashboard.celery import broker_url
from tests import repositories_on_disk as disk
from tests.side_by_side import REDIS_OF_ONE_TEST

pytestmark = [pytest.mark.slow, pytest.mark.waits, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).parents[3]
SECONDS = 60.0
NAMES = ("billing", "catalogue", "orders", "search", "stock")
QUEUES = ("control", "work")
EXPRESS = {
    "package.json": '{"dependencies": {"express": "^5.0.0"}, "scripts": {"dev": "node app.js"}}\n',
    "app.js": "const express = require('express');\nconst app = express();\n",
    ".nvmrc": "24\n",
}


def database_of_the_test() -> str:
    """The address of the database that this test is connected to."""
    return (
        urlsplit(os.environ["DATABASE_URL"])
        ._replace(path=f"/{connection.settings_dict['NAME']}")
        .geturl()
    )


@pytest.fixture
def queues(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of queues that only this test uses, empty."""
    url = REDIS_OF_ONE_TEST
    monkeypatch.setenv("CELERY_BROKER_URL", broker_url(url))
    _forget_connections()
    purge()
    yield url
    purge()
    monkeypatch.undo()
    _forget_connections()


def _forget_connections() -> None:
    app: Any = celery_app
    app._pool = None
    app.amqp._producer_pool = None


def purge() -> None:
    with celery_app.connection_for_write() as broker:
        for queue in QUEUES:
            channel: Any = broker.default_channel
            channel.queue_purge(queue)


@pytest.fixture
def organization(source_folder: Path) -> Organization:
    for name in NAMES:
        disk.repository(source_folder / name, {**EXPRESS, "name": name})
    return organizations.current()


@pytest.fixture
def start_worker(queues: str, source_folder: Path) -> Iterator[Callable[[], None]]:
    """Starts the worker as Plumbline does; it is ended with the test."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_of_the_test(),
        "REDIS_URL": queues,
        "PLUMBLINE_SOURCE": str(source_folder),
        "PLUMBLINE_DATA": str(settings.PLUMBLINE_DATA),
    }
    started: list[subprocess.Popen[bytes]] = []

    def start() -> None:
        options = ["--concurrency", "2", "--without-gossip", "--without-mingle"]
        command = [sys.executable, "-m", "celery", "-A", "dashboard", "worker", *options]
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment))

    yield start
    for worker in started:
        worker.send_signal(signal.SIGTERM)
        try:
            worker.wait(timeout=20)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()


def wait_for_the_end(run: SyncRun) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        run.refresh_from_db()
        if run.finished_at:
            return
        time.sleep(0.1)
    pytest.fail(f"not ended in time: {list(run.items.values_list('repository__name', 'state'))}")


def assert_whole(source_folder: Path) -> None:
    """Everything was done once, and stands at the heads of the repositories."""
    heads = {name: disk.git(source_folder / name, "rev-parse", "HEAD") for name in NAMES}
    assert dict(Repository.objects.values_list("name", "commit")) == heads
    items = SyncItem.objects.values_list("state", "attempts")
    assert list(items) == [(SyncItem.State.DONE, 1)] * len(NAMES)
    counts = {each.results.count() for each in Repository.objects.all()}
    assert len(counts) == 1
    assert CheckResult.objects.count() == counts.pop() * len(NAMES) > 0


def test_a_worker_takes_what_a_look_found_to_the_end(
    organization: Organization, source_folder: Path, start_worker: Callable[[], None]
) -> None:
    start_worker()

    tasks.poll.delay()

    end = time.monotonic() + SECONDS
    while not SyncRun.objects.exists() and time.monotonic() < end:
        time.sleep(0.1)
    run = SyncRun.objects.get()
    wait_for_the_end(run)
    assert (run.found, run.unchanged) == (len(NAMES), 0)
    assert_whole(source_folder)


def test_what_the_broker_lost_is_made_good(
    organization: Organization, source_folder: Path, start_worker: Callable[[], None]
) -> None:
    run = discovery.look(organization, SyncRun.Reason.REQUEST)
    assert run is not None
    tasks.wake_workers()
    assert tasks._messages() == len(NAMES)

    tasks.wake_workers()
    assert tasks._messages() == len(NAMES), "no message twice"

    purge()
    assert tasks._messages() == 0
    tasks.wake_workers()
    assert tasks._messages() == len(NAMES)

    start_worker()
    wait_for_the_end(run)
    assert_whole(source_folder)


def test_a_broker_that_is_gone_stops_nobody(
    organization: Organization,
    queues: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    discovery.look(organization, SyncRun.Reason.REQUEST)
    gone = f"redis+socket://{tmp_path}/gone.sock?virtual_host=0"

    with monkeypatch.context() as patched:
        patched.setenv("CELERY_BROKER_URL", gone)
        _forget_connections()
        tasks.wake_workers()
    _forget_connections()

    (record,) = caplog.records
    assert "the broker cannot be reached" in record.getMessage()
