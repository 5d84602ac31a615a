"""Rows grow with change, not with time: what polls, days and commits add to every table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from pytest_django import Settings

from compliance import clock
from compliance.models import DailyScore, Repository, ScoreChange, SyncItem, SyncRun, Transition
from compliance.scorecards import daily
from compliance.sync import forgetting
from tests.compliance.sync.on_github import NOW, OnGitHub, on_github
from tests.github_simulator.generation import generate, push

EXPRESS = {
    "package.json": '{{"name": "{name}", "dependencies": {{"express": "5"}}}}',
    "app.js": "const express = require('express');\nconst app = express();\n",
}
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plumbline(tmp_path: Path, settings: Settings) -> Iterator[OnGitHub]:
    """Two repositories that were read and judged, and nothing is left to do."""
    world = generate(2, tmp_path, NOW - timedelta(days=200), files=EXPRESS)
    with on_github(world, settings) as plumbline:
        plumbline.sync()
        yield plumbline


def rows() -> Counter[str]:
    """How many there are of everything that is stored."""
    models = apps.get_app_config("compliance").get_models(include_auto_created=True)
    return Counter({each.__name__: each._default_manager.count() for each in models})


def forget(plumbline: OnGitHub) -> None:
    with clock.standing_at(plumbline.now):
        forgetting.forget_old_runs(plumbline.organization)
        forgetting.forget_quiet_work(plumbline.organization)


def a_day(plumbline: OnGitHub) -> int:
    """The rows that a day adds: of the organization and of each team, in two kinds."""
    return 2 * (1 + plumbline.organization.teams.count())


def test_a_poll_that_found_nothing_adds_no_row(plumbline: OnGitHub) -> None:
    before = rows()

    for _ in range(3):
        assert plumbline.pass_time(timedelta(minutes=5)).sync() > 0

    assert rows() == before


def test_a_quiet_week_adds_the_daily_rows_and_nothing_else(plumbline: OnGitHub) -> None:
    before = rows()

    for _ in range(14):
        plumbline.pass_time(DAY / 2).sync()
        forget(plumbline)

    grown = rows()
    judged_at = Repository.objects.values_list("judged_at__date", flat=True)
    assert {*judged_at} == {plumbline.now.date()}, "each day everything is judged again"
    assert grown - before == Counter(DailyScore=7 * a_day(plumbline))
    assert not before - grown


def test_a_commit_that_mends_a_check_adds_its_transition_and_a_score(plumbline: OnGitHub) -> None:
    before = rows()

    push(plumbline.simulator.world.repositories[0], {".nvmrc": "22\n"}, plumbline.now)
    plumbline.pass_time(timedelta(minutes=5)).sync()

    # What changed lately is kept for two spans of days, and goes with them; how much that is, of
    # each, for two audiences.
    assert rows() - before == Counter(
        Transition=1, RecentChange=2, ChangeTally=4, ScoreChange=1, SyncRun=1, SyncItem=1
    )
    transition, score = Transition.objects.get(), ScoreChange.objects.latest("at")
    assert (transition.key, transition.after) == ("node-version-pinned", "pass")
    assert (score.repository, score.at) == (transition.repository, transition.at)


def test_a_commit_that_moves_no_verdict_adds_only_that_it_was_read(plumbline: OnGitHub) -> None:
    before = rows()

    push(plumbline.simulator.world.repositories[0], {"NEWS": "more\n"}, plumbline.now)
    plumbline.pass_time(timedelta(minutes=5)).sync()

    assert rows() - before == Counter(SyncRun=1, SyncItem=1)


def test_what_was_read_is_forgotten_after_a_month_and_history_is_not(plumbline: OnGitHub) -> None:
    push(plumbline.simulator.world.repositories[0], {".nvmrc": "22\n"}, plumbline.now)
    plumbline.pass_time(timedelta(minutes=5)).sync()
    before = rows()

    plumbline.now += timedelta(days=31)
    forget(plumbline)

    assert before - rows() == Counter(SyncRun=before["SyncRun"], SyncItem=before["SyncItem"])


def test_a_run_keeps_what_its_judging_changed(plumbline: OnGitHub) -> None:
    plumbline.pass_time(DAY).sync()
    run = SyncRun.objects.latest("pk")
    changed, quiet = run.items.all()
    assert {changed.work, quiet.work} == {SyncItem.Work.JUDGE}
    SyncItem.objects.filter(pk=changed.pk).update(transitions=1)

    forget(plumbline)

    assert run.items.get() == changed
    run.refresh_from_db()
    assert (run.found, run.unchanged) == (2, 1)


def test_a_run_that_goes_on_keeps_everything(plumbline: OnGitHub) -> None:
    plumbline.pass_time(DAY).sync()
    SyncRun.objects.update(finished_at=None)
    before = rows()

    forget(plumbline)

    assert rows() == before


def test_a_hundred_days(plumbline: OnGitHub) -> None:
    organization = plumbline.organization
    DailyScore.objects.all().delete()

    for number in range(100):
        day = (plumbline.now + number * DAY).date()
        daily.note_new_day(organization, day)
        daily.note_new_day(organization, day)

    assert DailyScore.objects.count() == 100 * a_day(plumbline)
