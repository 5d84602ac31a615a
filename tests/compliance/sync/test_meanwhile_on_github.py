"""What changes at GitHub while a worker is at a repository is read or judged right after it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from compliance import clock
from compliance.models import CheckResult, Poll, Repository, SyncItem, SyncRun, Transition
from compliance.scorecards import judging
from compliance.sync import details, github, polls, queue, work
from tests.compliance.sync.on_github import NOW, OnGitHub, on_github
from tests.github_simulator.generation import generate, push
from tests.github_simulator.state import CheckRun

MINUTES = timedelta(minutes=1)
FILES = {
    "package.json": '{{"name": "{name}", "dependencies": {{"express": "5"}}}}',
    "app.js": "const express = require('express');\nconst app = express();\n",
    ".nvmrc": "22\n",
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def plumbline(tmp_path: Path, settings: Settings) -> Iterator[OnGitHub]:
    with on_github(generate(1, tmp_path, NOW, files=FILES), settings) as plumbline:
        plumbline.sync()
        yield plumbline.pass_time(10 * MINUTES)


def while_judged(plumbline: OnGitHub, patch: pytest.MonkeyPatch, happens: Callable[[], Any]) -> int:
    """Push, and let something happen, and be seen by a poll, while that is judged; how often
    something is judged until nothing is left to be done.
    """
    judge, judged = judging.judge, []

    def slowly(*arguments: Any) -> judging.Judged:
        judged.append(judge(*arguments))
        if len(judged) == 1:
            happens()
            plumbline.ask_now()
            with clock.standing_at(plumbline.now):
                polls.work_due(plumbline.organization)
        return judged[-1]

    patch.setattr(judging, "judge", slowly)
    push(plumbline.simulator.world.repositories[0], {"a.js": "1\n"}, plumbline.now - 2 * MINUTES)
    plumbline.sync()
    return len(judged)


def test_a_push_is_read(plumbline: OnGitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    remote = plumbline.simulator.world.repositories[0]

    def is_pushed() -> None:
        push(remote, {".nvmrc": "16\n"}, plumbline.now - MINUTES)

    assert while_judged(plumbline, monkeypatch, is_pushed) == 2

    repository = Repository.objects.get()
    assert repository.commit == repository.head
    assert CheckResult.objects.get(key="node-version-pinned").outcome == "fail"
    assert Transition.objects.filter(key="node-version-pinned").count() == 1
    assert not SyncItem.objects.unfinished().exists()
    run = SyncRun.objects.first()
    assert run
    assert run.finished_at
    transitions = run.items.values_list("transitions", flat=True)
    assert sum(transitions) == Transition.objects.count()


def test_checks_that_ended_are_judged(plumbline: OnGitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    remote = plumbline.simulator.world.repositories[0]
    assert CheckResult.objects.get(key="ci-green").outcome == "pass"

    def ends() -> None:
        at = plumbline.now
        commit = Repository.objects.get().head
        remote.check_runs.append(
            CheckRun(
                commit=commit, name="test", started_at=at, completed_at=at, conclusion="failure"
            )
        )
        Repository.objects.update(checks_pending=True)
        plumbline.pass_time(5 * MINUTES)

    assert while_judged(plumbline, monkeypatch, ends) == 2

    assert CheckResult.objects.get(key="ci-green").outcome == "fail"
    assert not SyncItem.objects.unfinished().exists()


def want_details(plumbline: OnGitHub) -> None:
    """Have the details of all repositories asked for, and not what was pushed to."""
    with clock.standing_at(plumbline.now):
        queue.want(plumbline.organization.repositories.all(), Repository.Wanted.CHANGES)
    details_of = plumbline.organization.polls.filter(kind=Poll.Kind.DETAILS)
    details_of.update(due_at=plumbline.now)


def test_a_push_is_read_that_is_noted_while_something_else_waits_to_be_judged(
    plumbline: OnGitHub,
) -> None:
    Repository.objects.update(facts_changed_at=plumbline.now)
    with clock.standing_at(plumbline.now):
        github.sweep(plumbline.organization, SyncRun.Reason.START)
    assert SyncItem.objects.unfinished().get().work == SyncItem.Work.JUDGE
    push(plumbline.simulator.world.repositories[0], {".nvmrc": "16\n"}, plumbline.now)
    plumbline.ask_now()

    plumbline.sync()

    repository = Repository.objects.get()
    assert repository.commit == repository.head
    assert CheckResult.objects.get(key="node-version-pinned").outcome == "fail"


@pytest.mark.django_db(transaction=True)
def test_a_push_is_read_that_is_noted_while_the_one_before_ends(
    plumbline: OnGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The poll has asked what workers are at, and not yet stored what it saw."""
    remote = plumbline.simulator.world.repositories[0]
    is_between, ended = threading.Event(), threading.Event()
    store, judge = details._store, judging.judge

    def late(*arguments: Any) -> Repository:
        is_between.set()
        ended.wait(1)
        return store(*arguments)

    def poll() -> None:
        with clock.standing_at(plumbline.now):
            polls.work_due(plumbline.organization)
        connection.close()

    polling = threading.Thread(target=poll)

    def slowly(*arguments: Any) -> judging.Judged:
        judged = judge(*arguments)
        if not polling.ident:
            push(remote, {".nvmrc": "16\n"}, plumbline.now - MINUTES)
            want_details(plumbline)
            monkeypatch.setattr(details, "_store", late)
            polling.start()
            assert is_between.wait(10)
        return judged

    push(remote, {"a.js": "1\n"}, plumbline.now - 2 * MINUTES)
    with clock.standing_at(plumbline.now):
        polls.work_due(plumbline.organization, SyncRun.Reason.START)
        monkeypatch.setattr(judging, "judge", slowly)
        work.work_next(plumbline.organization)
        ended.set()
        polling.join(10)
        while work.work_next(plumbline.organization):
            pass

    repository = Repository.objects.get()
    assert repository.commit == repository.head
    assert CheckResult.objects.get(key="node-version-pinned").outcome == "fail"
    assert not SyncItem.objects.unfinished().exists()
