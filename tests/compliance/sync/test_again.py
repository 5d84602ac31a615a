"""Checking a repository again because somebody asked: what is asked, read and judged for it, and
how far that is at each moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from compliance import clock
from compliance.models import AuditEntry, Organization, Person, Repository, SyncItem, SyncRun
from compliance.sync import again, discovery, polls, work
from compliance.sync.again import Progress, Stage
from tests import repositories_on_disk as disk
from tests.compliance.sync.on_disk import EXPRESS, work_all
from tests.compliance.sync.on_github import NOW, OnGitHub, on_github
from tests.factories import make_person
from tests.github_simulator import faults
from tests.github_simulator.generation import generate, push

pytestmark = pytest.mark.django_db

LATER = timedelta(minutes=2)


@pytest.fixture
def plumbline(tmp_path: Path, settings: Settings) -> Iterator[OnGitHub]:
    """Three repositories that were judged, two minutes ago."""
    with on_github(generate(3, tmp_path, NOW), settings) as plumbline:
        plumbline.sync()
        yield plumbline.pass_time(LATER)


def first(plumbline: OnGitHub) -> Repository:
    """The first of them, as it is stored."""
    return plumbline.organization.repositories.earliest("pk")


def ask(plumbline: OnGitHub, by: Person | None = None) -> bool:
    with clock.standing_at(plumbline.now):
        return again.check_again(first(plumbline), by)


def poll(plumbline: OnGitHub) -> None:
    with clock.standing_at(plumbline.now):
        polls.work_due(plumbline.organization)


def seen(plumbline: OnGitHub) -> Progress | None:
    with clock.standing_at(plumbline.now):
        return again.under_way(first(plumbline)) or again.just_over(first(plumbline))


def stage(plumbline: OnGitHub) -> Stage | None:
    found = seen(plumbline)
    return found.stage if found else None


def test_it_is_asked_read_and_judged_though_nothing_changed(plumbline: OnGitHub) -> None:
    before = first(plumbline)

    assert ask(plumbline)
    assert plumbline.sync() == 1 + 1, "one query, and one archive"

    now = first(plumbline)
    assert (now.judged_at, now.commit) == (plumbline.now, before.commit)
    assert now.wanted == ""
    others = plumbline.organization.repositories.exclude(pk=now.pk)
    assert {each.judged_at for each in others} == {NOW}
    run = plumbline.organization.runs.get(reason=SyncRun.Reason.REQUEST)
    assert (run.found, run.unchanged, run.finished_at) == (1, 0, plumbline.now)


def test_it_is_judged_as_it_is_now(plumbline: OnGitHub) -> None:
    world = plumbline.simulator.world
    repository = next(r for r in world.repositories if r.name == first(plumbline).name)
    head = push(repository, {".nvmrc": "24\n"}, plumbline.now - timedelta(seconds=5))

    ask(plumbline)
    plumbline.sync()

    assert first(plumbline).commit == head


def test_each_step_of_it_can_be_seen(plumbline: OnGitHub) -> None:
    assert stage(plumbline) is None
    ask(plumbline)
    assert seen(plumbline) == Progress(Stage.ASKING)
    poll(plumbline)
    assert seen(plumbline) == Progress(Stage.WAITING)
    with clock.standing_at(plumbline.now):
        item = work._lease(plumbline.organization)
    assert item is not None
    assert stage(plumbline) is Stage.READING
    SyncItem.objects.filter(pk=item.pk).update(read_at=plumbline.now)
    assert stage(plumbline) is Stage.JUDGING
    SyncItem.objects.filter(pk=item.pk).update(leased_until=NOW - LATER)
    plumbline.sync()

    assert seen(plumbline) == Progress(Stage.DONE, at=plumbline.now)
    plumbline.pass_time(again.TOLD_FOR)
    assert stage(plumbline) is None, "what came of it is told for a while"


def test_what_had_been_read_is_noted_before_it_is_judged(
    plumbline: OnGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(plumbline)
    poll(plumbline)
    stages: list[Stage | None] = []
    judge, files = work.judging.judge, work._files

    def judging(*given: object) -> object:
        stages.append(stage(plumbline))
        return judge(*given)  # type: ignore[arg-type]

    def reading(*given: object) -> object:
        stages.append(stage(plumbline))
        return files(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(work.judging, "judge", judging)
    monkeypatch.setattr(work, "_files", reading)
    plumbline.sync()

    assert stages == [Stage.READING, Stage.JUDGING]


def test_what_is_asked_for_twice_is_done_once(plumbline: OnGitHub) -> None:
    alice = make_person(plumbline.organization)

    assert ask(plumbline, alice)
    assert not ask(plumbline)

    assert plumbline.sync() == 1 + 1
    (entry,) = AuditEntry.objects.filter(action=AuditEntry.Action.CHECK_ASKED)
    assert (entry.by, entry.subject, entry.title) == (alice, "repository", str(first(plumbline)))


def test_what_comes_before_it_is_counted(plumbline: OnGitHub) -> None:
    earlier = plumbline.now - timedelta(seconds=1)
    run = SyncRun.objects.create(
        organization=plumbline.organization, reason="schedule", started_at=earlier
    )
    for each in plumbline.organization.repositories.exclude(pk=first(plumbline).pk):
        run.items.create(
            organization=run.organization, repository=each, work="judge", queued_at=earlier
        )
    ask(plumbline)
    poll(plumbline)

    assert seen(plumbline) == Progress(Stage.WAITING, before=2)


def test_one_that_waits_to_be_judged_only_is_read(plumbline: OnGitHub) -> None:
    run = SyncRun.objects.create(
        organization=plumbline.organization, reason="schedule", started_at=plumbline.now
    )
    run.items.create(
        organization=run.organization,
        repository=first(plumbline),
        work="judge",
        queued_at=plumbline.now,
    )
    ask(plumbline)

    assert plumbline.sync() == 1 + 1, "one query, and one archive"


def test_while_github_fails_it_says_so_and_until_when(plumbline: OnGitHub) -> None:
    plumbline.simulator.faults.add(faults.server_error(), times=None)
    ask(plumbline)
    poll(plumbline)

    found = seen(plumbline)
    assert found is not None
    assert (found.stage, found.by_source) == (Stage.ASKING, True)
    assert found.held_until == plumbline.now + polls.RETRY_SOONEST
    assert "500" in found.because

    plumbline.simulator.faults.clear()
    plumbline.pass_time(polls.RETRY_SOONEST).sync()
    assert stage(plumbline) is Stage.DONE
    assert first(plumbline).judged_at == plumbline.now


def test_a_quota_that_is_used_up_is_kept(plumbline: OnGitHub) -> None:
    plumbline.simulator.faults.add(faults.secondary(retry_after=600))
    ask(plumbline)
    poll(plumbline)

    found = seen(plumbline)
    assert found is not None
    assert found.held_until is not None
    assert found.held_until >= plumbline.now + timedelta(minutes=9)
    asked = plumbline.simulator.log.api_requests()
    ask(plumbline)
    poll(plumbline)
    assert plumbline.simulator.log.api_requests() == asked


def test_an_archive_that_has_to_wait_says_until_when(plumbline: OnGitHub) -> None:
    ask(plumbline)
    poll(plumbline)
    plumbline.simulator.faults.add(faults.secondary(retry_after=600))
    plumbline.sync()

    found = seen(plumbline)
    assert found is not None
    assert (found.stage, found.by_source) == (Stage.WAITING, True)
    assert found.held_until is not None
    assert found.held_until > plumbline.now


def test_one_that_github_does_not_show_any_more_fails(plumbline: OnGitHub) -> None:
    name = first(plumbline).name
    with plumbline.simulator.changing() as world:
        world.repositories = [each for each in world.repositories if each.name != name]
    ask(plumbline)
    plumbline.sync()

    assert stage(plumbline) is None
    found = again.outcome(first(plumbline))
    assert found.stage is Stage.FAILED
    assert found.because == first(plumbline).problem != ""
    assert first(plumbline).judged_at == NOW, "what was known is kept"


class TestAFolder:
    @pytest.fixture
    def repository(self, organization: Organization, source_folder: Path) -> Repository:
        disk.repository(source_folder / "orders", EXPRESS)
        discovery.look(organization, SyncRun.Reason.START)
        work_all(organization)
        return organization.repositories.get()

    def test_is_looked_at_and_read_though_nothing_changed(self, repository: Repository) -> None:
        organization = repository.organization
        polls.schedule(organization)
        before = repository.judged_at

        assert again.check_again(repository, None)
        repository.refresh_from_db()
        assert again.under_way(repository) == Progress(Stage.ASKING)
        polls.work_due(organization)
        repository.refresh_from_db()
        assert again.under_way(repository) == Progress(Stage.WAITING)
        work_all(organization)

        repository.refresh_from_db()
        assert repository.judged_at is not None
        assert before is not None
        assert repository.judged_at > before
        done = again.just_over(repository)
        assert done is not None
        assert done.stage is Stage.DONE

    def test_of_which_it_is_gone_waits_for_nothing(
        self, repository: Repository, source_folder: Path
    ) -> None:
        polls.schedule(repository.organization)
        again.check_again(repository, None)
        disk.repository(source_folder / "billing", EXPRESS)
        (source_folder / "orders").rename(source_folder.parent / "elsewhere")
        polls.work_due(repository.organization)

        repository.refresh_from_db()
        assert repository.gone_since is not None
        assert again.under_way(repository) is None
        assert again.outcome(repository).stage is Stage.FAILED
