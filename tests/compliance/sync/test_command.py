"""`manage.py sync`: what it shows, and with what exit code it ends."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from pytest_django import Settings

from compliance import organizations, tasks
from compliance.management.commands import sync
from compliance.models import Organization, Repository
from compliance.sync import polls, work
from tests import repositories_on_disk as disk
from tests.compliance.sync.on_disk import EXPRESS
from tests.factories import make_repository, make_result


@pytest.fixture(autouse=True)
def worker_at_hand(organization: Organization, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever wakes workers does their work."""

    def do_it_all() -> None:
        while work.work_next(organization):
            pass

    monkeypatch.setattr(tasks, "wake_workers", do_it_all)


def run(*options: str) -> tuple[str, int]:
    """What the command writes, and its exit code."""
    output = io.StringIO()
    try:
        call_command("sync", *options, stdout=output)
    except CommandError as error:
        return f"{output.getvalue()}{error}", error.returncode
    return output.getvalue(), 0


def start_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the work done once it is waited for."""
    do_it_all = tasks.wake_workers
    monkeypatch.setattr(tasks, "wake_workers", lambda: None)
    monkeypatch.setattr("time.sleep", lambda _: do_it_all())


def test_progress_and_summary(source_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk.repository(source_folder / "orders", EXPRESS)
    disk.repository(source_folder / "empty")
    start_later(monkeypatch)

    text, code = run("--progress", "--wait", "--summary")

    lines = text.splitlines()
    assert code == 0
    assert lines[0].startswith("  [1/1] orders: Below Foundation, score ")
    assert lines[1] == "Judged 1 of 2 repositories."
    assert lines[2].split() == "repository level score coverage required checks that fail".split()
    assert "not judged: it has no commits" in lines[3]
    assert "package-manager-pnpm" in lines[4]
    assert run("--progress") == ("Nothing has changed since the last time.\n", 0)


def test_one_that_cannot_be_read_makes_it_fail_every_time(
    source_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = disk.repository(source_folder / "orders", EXPRESS)
    disk.object_path(checkout, "HEAD^{tree}").write_bytes(b"not an object")
    start_later(monkeypatch)

    for _ in range(2):
        text, code = run("--wait", "--progress")

        assert code == 1
        assert "[1/1] orders: not read: " in text
        assert "Judged 0 of 1 repositories; 1 could not be read." in text
        assert "Repositories that could not be read: 1." in text


def test_one_that_is_damaged_from_the_start_makes_it_fail(source_folder: Path) -> None:
    disk.write(source_folder, {"damaged/.git/HEAD": ""})
    disk.repository(source_folder / "empty")

    text, code = run("--wait", "--summary")

    assert code == 1
    assert "not judged: its .git is no git directory" in text
    assert "Repositories that could not be read: 1." in text

    shutil.rmtree(source_folder / "damaged/.git")
    disk.repository(source_folder / "damaged")
    assert run("--wait")[1] == 0, "it is empty now, which is no fault"


def test_one_that_was_judged_before_is_shown_as_it_was(source_folder: Path) -> None:
    checkout = disk.repository(source_folder / "orders", EXPRESS)
    run()
    disk.git(checkout, "symbolic-ref", "HEAD", "refs/heads/other")

    text, code = run("--wait", "--summary")

    assert code == 1, "it has no commits now, and the last results stand"
    row = text.splitlines()[1]
    assert "Below Foundation" in row
    assert "package-manager-pnpm" in row
    assert "(as of 20" in row


def test_a_source_that_is_not_there(settings: Settings, tmp_path: Path) -> None:
    settings.PLUMBLINE_SOURCE = str(tmp_path / "elsewhere")

    text, code = run("--wait")

    assert code == 2
    assert "is not there" in text


@pytest.mark.parametrize(
    ("module", "question"),
    [
        (organizations, "current"),
        (polls, "schedule"),
        (polls, "work_due"),
        (polls, "is_at_work"),
        (sync, "_newly_ended"),
        (sync, "_unread"),
    ],
)
def test_a_postgresql_that_restarts_is_waited_for(
    module: ModuleType, question: str, source_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk.repository(source_folder / "orders", EXPRESS)
    start_later(monkeypatch)
    answer = getattr(module, question)
    closed: list[bool] = []

    def at_first_away(*arguments: Any, **named: Any) -> Any:
        if len(closed) < 2:
            raise OperationalError("the server closed the connection")
        return answer(*arguments, **named)

    monkeypatch.setattr(module, question, at_first_away)
    monkeypatch.setattr(connection, "close", lambda: closed.append(True))

    _, code = run("--wait")

    assert (code, closed) == (0, [True, True])
    assert Repository.objects.get().judged_at


@pytest.mark.parametrize(("module", "question"), [(organizations, "current"), (sync, "_unread")])
def test_a_postgresql_that_stays_away_is_not(
    module: ModuleType, question: str, source_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk.repository(source_folder / "orders", EXPRESS)

    def away(*_: Any) -> None:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(sync, "OUTAGE_SECONDS", 0.0)
    monkeypatch.setattr(sync, "POLL_SECONDS", 0.0)
    monkeypatch.setattr(module, question, away)

    text, code = run("--wait")

    assert code == 2
    assert text == (
        "PostgreSQL does not answer (the server closed the connection): run this again once it"
        " does; what was begun goes on from where it is."
    )


def test_a_name_cannot_move_the_cursor() -> None:
    assert sync.printable_name("a\x1b[2Jb") == "a\N{REPLACEMENT CHARACTER}[2Jb"


def test_what_is_undecided_is_said(organization: Organization) -> None:
    make_repository(organization, "orders", required_failures=0, required_unknowns=2)

    assert sync.summary(organization)[1].endswith("none (2 unknown)")


def test_what_is_excused_is_said(organization: Organization) -> None:
    repository = make_repository(organization)
    make_result(repository, "linted", "fail", standing="waived", excuses=[7])
    make_result(repository, "tested", "unknown", standing="attested", excuses=[8])
    make_result(repository, "fast", "fail", standing="waived", excuses=[9], level="exemplary")
    make_result(repository, "formatted", "fail")

    assert sync.summary(organization)[1].endswith("formatted (2 excused)")
