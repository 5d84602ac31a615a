"""Whoever asks GitHub and judges may die after each of its transactions: the next one goes on, and
all is as if nobody had died.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from compliance import clock
from compliance.models import (
    CheckResult,
    DailyScore,
    Poll,
    Repository,
    ScoreChange,
    StoredFacts,
    SyncItem,
    Team,
    Transition,
)
from compliance.sync import leases, work
from tests.compliance.sync.on_github import NOW, OnGitHub, on_github
from tests.github_simulator.generation import generate, push
from tests.github_simulator.state import CheckRun, PullRequest
from tests.github_simulator.state import Repository as OnGitHubRepository

MINUTES, DAYS = timedelta(minutes=1), timedelta(days=1)
FILES = {
    "package.json": '{{"name": "{name}", "dependencies": {{"express": "5"}}}}',
    "app.js": "const express = require('express');\nconst app = express();\n",
    ".nvmrc": "22\n",
}

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


class DeathError(BaseException):
    """The end of a process, which no code of it notices."""


class Death:
    """Comes over a process once so many transactions have ended; from then on nothing is stored."""

    def __init__(self, after: int) -> None:
        self.came = False
        self._left = after
        self._is_new = False
        self._depth = len(connection.savepoint_ids)

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        word = sql.split(maxsplit=1)[0]
        if not self.came and self._is_new and len(connection.savepoint_ids) == self._depth:
            self._is_new = False
            self._left -= 1
            self.came = self._left == 0
        if self.came and word not in ("ROLLBACK", "RELEASE"):
            raise DeathError
        self._is_new |= word in ("INSERT", "UPDATE", "DELETE")
        return execute(sql, params, many, context)


@pytest.fixture
def plumbline(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[OnGitHub]:
    """An organization that nobody has asked for yet; each lease has run out as it is taken."""
    monkeypatch.setattr(leases, "LEASE", -timedelta(seconds=1))
    with on_github(generate(1, tmp_path, NOW, files=FILES), settings) as plumbline:
        yield plumbline


def first(plumbline: OnGitHub) -> OnGitHubRepository:
    return plumbline.simulator.world.repositories[0]


def push_and_merge(plumbline: OnGitHub) -> None:
    """What happens in ten minutes: a push that flips a check, its runs, a merge without review."""
    at = plumbline.now - MINUTES
    commit = push(first(plumbline), {".nvmrc": "16\n"}, at)
    first(plumbline).check_runs.append(
        CheckRun(commit=commit, name="test", started_at=at, completed_at=at, conclusion="failure")
    )
    first(plumbline).pull_requests.append(
        PullRequest(
            number=2,
            title="more",
            author="person-2",
            head="more",
            base="dev",
            created_at=at,
            merged_at=at,
        )
    )


def seen(plumbline: OnGitHub) -> list[list[Any]]:
    """All that is stored but for when it was, and but for what says who did it."""
    rows = [
        Repository.objects.values_list("name", "head", "commit", "wanted", "problem", "passed"),
        CheckResult.objects.values_list("repository__name", "key", "outcome", "message"),
        Transition.objects.values_list("repository__name", "key", "before", "after", "commit"),
        ScoreChange.objects.values_list("repository__name", "commit", "passed", "decided"),
        Team.objects.values_list("slug", "name"),
        DailyScore.objects.values_list("day", "audience", "team__slug", "passed", "judged"),
        Poll.objects.values_list("kind", "leased_by", "problem", "attempts"),
        SyncItem.objects.unfinished().values_list("repository__name"),
        plumbline.organization.runs.filter(finished_at=None).values_list("id"),
    ]
    facts = StoredFacts.objects.values_list("repository__name", "part", "commit", "body")
    kept = [(name, part, commit, bytes(body)) for name, part, commit, body in facts]
    return [sorted(map(repr, each)) for each in (*rows, kept)]


def go_on(plumbline: OnGitHub) -> None:
    """What others do in the next five minutes."""
    plumbline.pass_time(5 * MINUTES).sync()
    with clock.standing_at(plumbline.now):
        work.finish_runs(plumbline.organization)


def deaths(plumbline: OnGitHub) -> Iterator[int]:
    """Sync, with a death after each transaction in turn; what came before is there each time."""
    began, after = plumbline.now, 0
    came = True
    while came:
        with transaction.atomic():
            death = Death(after := after + 1)
            try:
                with connection.execute_wrapper(death):
                    plumbline.sync()
            except DeathError:
                transaction.set_rollback(False)
            came = death.came
            go_on(plumbline)
            yield after
            transaction.set_rollback(True)
        plumbline.pass_time(began - plumbline.now)


@pytest.mark.parametrize("amount", [None, 10 * MINUTES, DAYS + 10 * MINUTES])
def test_who_dies_loses_nothing_and_does_nothing_twice(
    amount: timedelta | None, plumbline: OnGitHub
) -> None:
    if amount:
        plumbline.sync()
        push_and_merge(plumbline.pass_time(amount))
    with transaction.atomic():
        plumbline.sync()
        go_on(plumbline)
        expected = seen(plumbline)
        transaction.set_rollback(True)
    plumbline.pass_time(-5 * MINUTES)

    for number in deaths(plumbline):
        assert seen(plumbline) == expected, f"after the death that came {number}th"
    assert number > 5
