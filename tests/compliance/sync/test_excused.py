"""What waivers and attestations make of results and scores, from when on, and until when."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from compliance import clock, organizations, waivers
from compliance.collect import SourceError
from compliance.collect.folder import FolderSource
from compliance.excusable import Wanted
from compliance.models import (
    CheckResult,
    DailyScore,
    Excuse,
    Organization,
    Person,
    Repository,
    ScoreChange,
    SyncItem,
    SyncRun,
    Transition,
)
from compliance.scorecards import judging
from compliance.scoring import ExcuseKind, Level
from compliance.sync import polls, queue, work
from tests import repositories_on_disk as disk

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
UNTIL = date(2026, 12, 4)
LAST_MOMENT = datetime(2026, 12, 4, 23, 59, 30, tzinfo=UTC)
ENDED = datetime(2026, 12, 5, 0, 0, 30, tzinfo=UTC)
NODE, TESTS = "node-version-pinned", "unit-tests"
FILES = {
    "package.json": '{"dependencies": {"express": "^5.0.0"}}\n',
    "app.js": "const express = require('express');\nconst app = express();\n",
    ".nvmrc": "14\n",
}


@pytest.fixture
def repository(organization: Organization, source_folder: Path) -> Repository:
    """One that was judged at noon."""
    disk.repository(source_folder / "orders", FILES)
    at(NOON)
    return Repository.objects.get()


def at(moment: datetime) -> None:
    """Look what is due at a moment, and do it."""
    organization = organizations.current()
    with clock.standing_at(moment):
        polls.work_due(organization)
        while work.work_next(organization):
            pass


@pytest.fixture
def approve(repository: Repository, alice: Person, bob: Person) -> Callable[..., Excuse]:
    """Have something asked for and approved at noon."""

    def approved(key: str = NODE, kind: ExcuseKind = ExcuseKind.WAIVER, **given: Any) -> Excuse:
        values: dict[str, Any] = {"until": UNTIL, "reason": "Why.", "link": "https://example.com/7"}
        with clock.standing_at(NOON + timedelta(minutes=1)):
            asked = waivers.ask(repository, Wanted(kind, key, **(values | given)), alice)
            return waivers.approve(asked, bob)

    return approved


def result(key: str = NODE) -> CheckResult:
    return CheckResult.objects.get(key=key)


def result_of(repository: Repository) -> CheckResult:
    return repository.results.get(key=NODE)


def history(key: str = NODE) -> list[tuple[datetime, str, str]]:
    """The transitions of a check, the oldest first."""
    found = Transition.objects.filter(key=key).order_by("at")
    return list(found.values_list("at", "before", "after"))


def sums() -> tuple[int, int, int, int]:
    found = Repository.objects.get()
    return (found.passed, found.decided, found.covered, found.judged)


def test_what_is_approved_counts_with_the_next_look(
    repository: Repository, approve: Callable[..., Excuse]
) -> None:
    passed, decided, covered, judged = sums()
    failures = repository.required_failures
    excuse = approve()

    at(LATER)

    found = result()
    assert (found.outcome, found.standing, found.excuses) == ("fail", "waived", [excuse.pk])
    assert (found.since, found.since_commit) == (LATER, repository.commit)
    (component,) = found.components
    assert (component["outcome"], component["standing"]) == ("fail", "waived")
    assert component["excuses"] == [excuse.pk]
    assert history() == [(LATER, "fail", "waived")]
    weight = Level(found.level).weight
    assert sums() == (passed, decided - weight, covered, judged)
    assert Repository.objects.get().required_failures == failures - 1
    assert ScoreChange.objects.first().at == LATER  # type: ignore[union-attr]
    run = SyncRun.objects.first()
    assert run
    assert (run.reason, run.items.get().work) == ("excuses", "judge")
    day = DailyScore.objects.get(team=None, audience="all", day=LATER.date())
    assert (day.passed, day.decided, day.covered, day.judged) == sums()


def test_it_ends_by_itself_where_nothing_else_changes(
    repository: Repository, approve: Callable[..., Excuse]
) -> None:
    before = sums()
    approve()
    at(LATER)
    at(LAST_MOMENT)
    assert result().standing == "waived"

    at(ENDED)

    found = result()
    assert (found.standing, found.excuses, found.since) == ("fail", [], ENDED)
    assert history() == [(LATER, "fail", "waived"), (ENDED, "waived", "fail")]
    assert sums() == before
    assert Repository.objects.get().excuses_due_at is None
    day = DailyScore.objects.get(team=None, audience="all", day=ENDED.date())
    assert (day.passed, day.decided, day.covered, day.judged) == before


def test_the_end_alone_has_it_judged_again(
    repository: Repository, approve: Callable[..., Excuse], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it is where something else keeps the new day from having all judged again."""
    approve()
    at(LATER)
    at(LAST_MOMENT)
    assert Repository.objects.get().judged_at == LAST_MOMENT
    assert Repository.objects.get().excuses_due_at == datetime(2026, 12, 5, tzinfo=UTC)
    monkeypatch.setattr(queue, "due", lambda repositories, *, patient: iter(()))

    at(ENDED)

    assert result().standing == "fail"
    assert SyncRun.objects.first().reason == "excuses"  # type: ignore[union-attr]


def test_it_ends_where_the_repository_cannot_be_read_any_more(
    repository: Repository, approve: Callable[..., Excuse], source_folder: Path
) -> None:
    approve()
    at(LATER)
    shutil.rmtree(source_folder / "orders" / ".git" / "objects")
    Repository.objects.update(head="d" * 40)
    at(LATER + timedelta(hours=1))
    problem = Repository.objects.get().problem
    assert problem
    assert result().standing == "waived"

    at(ENDED)

    found = Repository.objects.get()
    assert result().standing == "fail"
    assert history()[-1] == (ENDED, "waived", "fail")
    assert found.problem == problem, "it is as hard to read as it was"
    assert found.is_stale


def test_it_ends_while_the_source_does_not_answer(
    repository: Repository, approve: Callable[..., Excuse], monkeypatch: pytest.MonkeyPatch
) -> None:
    approve()
    at(LATER)
    monkeypatch.setattr(FolderSource, "repositories", unreachable)

    at(ENDED)

    assert result().standing == "fail"


def unreachable(*_: object) -> Any:
    raise SourceError("the folder is not there")


def test_one_that_cannot_be_judged_is_not_tried_each_minute(
    repository: Repository, approve: Callable[..., Excuse], monkeypatch: pytest.MonkeyPatch
) -> None:
    approve()

    def broken(*_: object) -> Any:
        raise RuntimeError("a defect")

    with monkeypatch.context() as patch:
        patch.setattr(judging, "judge", broken)
        at(LATER)
        assert SyncItem.objects.filter(work=SyncItem.Work.JUDGE).count() == 1
        at(LATER + timedelta(seconds=30))
        assert SyncItem.objects.filter(work=SyncItem.Work.JUDGE).count() == 1

    at(LATER + timedelta(minutes=2))

    assert result().standing == "waived"


def test_an_approval_while_it_is_judged_is_not_lost(
    repository: Repository, approve: Callable[..., Excuse], monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = judging.judge

    def slowly(*arguments: Any) -> judging.Judged:
        judged = judge(*arguments)
        if not Excuse.objects.exists():
            approve()
        return judged

    monkeypatch.setattr(judging, "judge", slowly)
    with clock.standing_at(LATER):
        queue.judge_all_again(repository.organization, SyncRun.Reason.REQUEST)
    at(LATER)

    assert result().standing == "waived"


def test_what_is_revoked_counts_again(
    repository: Repository, approve: Callable[..., Excuse], bob: Person
) -> None:
    excuse = approve()
    at(LATER)
    with clock.standing_at(LATER):
        waivers.revoke(excuse, bob, "It was never needed.")

    at(LATER + timedelta(minutes=1))

    assert result().standing == "fail"


def test_what_is_mended_passes_and_needs_no_waiver(
    repository: Repository, approve: Callable[..., Excuse], source_folder: Path
) -> None:
    approve()
    at(LATER)
    disk.write(source_folder / "orders", {".nvmrc": "24\n"})
    disk.commit(source_folder / "orders")

    at(LATER + timedelta(minutes=2))

    assert (result().standing, result().excuses) == ("pass", [])
    assert history()[-1][1:] == ("waived", "pass")


def test_a_waiver_for_the_place_of_it_all(
    repository: Repository, approve: Callable[..., Excuse]
) -> None:
    excuse = approve(paths=(".nvmrc",))

    at(LATER)

    found = result()
    assert (found.standing, found.excuses) == ("waived", [excuse.pk])
    assert [(each["path"], each["waived_by"]) for each in found.evidence] == [(".nvmrc", excuse.pk)]


def test_a_waiver_for_another_place(repository: Repository, approve: Callable[..., Excuse]) -> None:
    approve(paths=("legacy/",))

    at(LATER)

    found = result()
    assert (found.standing, found.evidence[0]["waived_by"]) == ("fail", None)


def test_an_attestation_counts_as_a_pass(
    repository: Repository, approve: Callable[..., Excuse]
) -> None:
    passed, decided, covered, judged = sums()
    excuse = approve(TESTS, ExcuseKind.ATTESTATION)

    at(LATER)

    found = result(TESTS)
    assert (found.outcome, found.standing, found.excuses) == ("fail", "attested", [excuse.pk])
    weight = Level(found.level).weight
    assert sums() == (passed + weight, decided, covered, judged)


def test_a_waiver_whose_check_leaves_the_protocol_waits_for_it(
    repository: Repository, approve: Callable[..., Excuse]
) -> None:
    approve()
    at(LATER)
    Organization.objects.update(protocol_rules=[["*", "engineering"]])
    at(LATER + timedelta(minutes=1))
    assert not CheckResult.objects.filter(key=NODE).exists()
    assert history()[-1][1:] == ("waived", "")

    Organization.objects.update(protocol_rules=[])
    at(LATER + timedelta(minutes=3))

    assert result().standing == "waived"


def test_a_repository_that_is_gone_is_not_judged_for_its_waivers(
    repository: Repository, approve: Callable[..., Excuse], source_folder: Path
) -> None:
    disk.repository(source_folder / "other", FILES)
    at(NOON + timedelta(seconds=90))
    approve()
    at(LATER)
    judged = repository.items.count()
    shutil.rmtree(source_folder / "orders")

    at(ENDED)

    assert Repository.objects.get(name="orders").gone_since == ENDED
    assert repository.items.count() == judged
    assert result_of(repository).standing == "waived", "as it was left"


def test_nothing_is_judged_again_and_again(
    repository: Repository, approve: Callable[..., Excuse]
) -> None:
    approve()
    at(LATER)
    runs = SyncRun.objects.count()

    for minute in range(1, 4):
        at(LATER + timedelta(minutes=minute))

    assert SyncRun.objects.count() == runs
