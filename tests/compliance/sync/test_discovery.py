"""When the source is looked at: what is queued, what is left alone, and what the day brings."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from compliance import organizations
from compliance.collect import SourceRepository
from compliance.collect.folder import FolderSource
from compliance.collect.forge import Group
from compliance.extract import VERSIONS
from compliance.facts.forge import Branches
from compliance.models import (
    DailyScore,
    Organization,
    ScoreChange,
    StoredFacts,
    SyncItem,
    SyncRun,
    Transition,
)
from compliance.sync import discovery, queue, work
from tests import repositories_on_disk as disk
from tests.compliance.sync.on_disk import EXPRESS, sync

SCHEDULE, REQUEST = SyncRun.Reason.SCHEDULE, SyncRun.Reason.REQUEST


def break_it(checkout: Path) -> None:
    """Damage what its head names, so that reading it fails."""
    disk.object_path(checkout, "HEAD^{tree}").write_bytes(b"not an object")


def let_pass(organization: Organization, time: timedelta) -> None:
    """Move all that is stored into the past, as if that much time had gone by."""
    for repository in organization.repositories.all():
        for name in ("judged_at", "problem_since", "retry_at"):
            if moment := getattr(repository, name):
                setattr(repository, name, moment - time)
        repository.save()
    organization.refresh_from_db()
    if organization.checked_at:
        organization.checked_at -= time
        organization.save()


class TestOneThatCannotBeRead:
    @pytest.fixture(autouse=True)
    def broken(self, organization: Organization, source_folder: Path) -> Path:
        checkout = disk.repository(source_folder / "orders", EXPRESS)
        break_it(checkout)
        sync(organization)
        return checkout

    def test_makes_no_run_with_every_look(self, organization: Organization) -> None:
        assert SyncRun.objects.count() == 1

        for _ in range(3):
            assert sync(organization) is None

        assert SyncRun.objects.count() == 1

    def test_is_tried_again_ever_more_rarely(self, organization: Organization) -> None:
        pauses = []
        for _ in range(4):
            retry_at = organization.repositories.get().retry_at
            assert retry_at is not None
            pause = retry_at - timezone.now()
            pauses.append(pause)
            let_pass(organization, pause * 0.9)
            assert sync(organization) is None, "too early"
            let_pass(organization, pause * 0.2)
            assert sync(organization) is not None

        assert pauses == sorted(pauses)
        assert pauses[-1] > 4 * pauses[0] > timedelta(minutes=3)

    def test_is_tried_at_least_once_a_day(self, organization: Organization) -> None:
        let_pass(organization, timedelta(days=40))
        sync(organization)

        repository = organization.repositories.get()

        assert repository.retry_at is not None
        assert repository.retry_at - timezone.now() < timedelta(days=1)

    def test_is_tried_at_once_when_its_head_moves(
        self, organization: Organization, broken: Path
    ) -> None:
        disk.git(broken, "update-ref", "-d", "HEAD")
        disk.write(broken, {".nvmrc": "24\n"})
        disk.commit(broken, "feat: start anew")

        assert sync(organization) is not None

        assert organization.repositories.get().problem == ""

    def test_is_tried_at_once_when_somebody_asks(self, organization: Organization) -> None:
        assert sync(organization, REQUEST) is not None

    def test_is_tried_at_once_when_its_head_moved_while_it_was_read(
        self, organization: Organization, broken: Path
    ) -> None:
        repository = organization.repositories.get()
        queue.read_anew(organization, [repository], set())
        item = work._lease(organization)
        assert item is not None
        organization.repositories.update(head="f" * 40)

        work._give_up(item, "it could not be read")

        assert organization.repositories.get().retry_at is None


class TestANewDay:
    @pytest.fixture(autouse=True)
    def judged_yesterday(self, organization: Organization, source_folder: Path) -> None:
        disk.repository(source_folder / "orders", EXPRESS)
        sync(organization)
        let_pass(organization, timedelta(days=1))
        DailyScore.objects.all().delete()

    def test_judges_everything_again_without_reading_it(
        self, organization: Organization, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(FolderSource, "files", _must_not_be_called)

        run = sync(organization)

        assert run is not None
        assert (run.reason, run.items.get().work) == ("calendar", SyncItem.Work.JUDGE)
        assert sync(organization) is None, "once a day"

    def test_writes_nothing_but_the_day_where_no_verdict_moved(
        self, organization: Organization
    ) -> None:
        stored_at = StoredFacts.objects.get().stored_at

        sync(organization)

        assert StoredFacts.objects.get().stored_at == stored_at
        assert (Transition.objects.count(), ScoreChange.objects.count()) == (0, 1)
        assert DailyScore.objects.filter(day=timezone.now().date(), team=None).count() == 2

    def test_has_its_rows_though_nothing_can_be_judged(
        self, organization: Organization, source_folder: Path
    ) -> None:
        break_it(source_folder / "orders")
        organization.repositories.update(problem="it cannot be read", retry_at=_in_an_hour())

        assert sync(organization) is None

        row = DailyScore.objects.get(team=None, audience="all")
        assert (row.day, row.repositories) == (timezone.now().date(), 1)


def _must_not_be_called(*_: Any) -> Any:
    raise AssertionError("the source was read")


def _in_an_hour() -> Any:
    return timezone.now() + timedelta(hours=1)


def test_one_that_goes_leaves_the_sums_of_the_day(
    organization: Organization, source_folder: Path
) -> None:
    checkout = disk.repository(source_folder / "orders", EXPRESS)
    disk.repository(source_folder / "billing", EXPRESS)
    sync(organization)
    checkout.rename(source_folder.parent / "elsewhere")

    assert sync(organization) is None

    assert DailyScore.objects.get(team=None, audience="all").repositories == 1


def test_an_older_list_does_not_undo_a_newer_one(
    organization: Organization, source_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk.repository(source_folder / "orders", EXPRESS)
    listed = FolderSource.repositories

    def slowly(source: FolderSource) -> list[SourceRepository]:
        older = list(listed(source))
        monkeypatch.setattr(FolderSource, "repositories", listed)
        disk.repository(source_folder / "billing", EXPRESS)
        assert discovery.look(organization, SCHEDULE) is not None, "another process was faster"
        return older

    monkeypatch.setattr(FolderSource, "repositories", slowly)

    assert discovery.look(organization, SCHEDULE) is None

    assert organization.repositories.filter(gone_since=None).count() == 2


def test_a_rule_that_came_while_it_was_judged_is_made_good(
    organization: Organization, source_folder: Path
) -> None:
    """Judging again by new settings passes over what is being worked on."""
    disk.repository(source_folder / "orders", EXPRESS)
    sync(organization)
    organization.ownership_rules = [["orders", "Payments"]]
    organization.save()

    assert sync(organization) is not None

    ownership = organization.repositories.get().ownerships.get()
    assert (ownership.team.slug, ownership.team.name) == ("payments", "Payments")
    assert sync(organization) is None


@pytest.mark.parametrize(
    ("where", "versions"),
    [
        ("compliance.organizations.VERSIONS", {**VERSIONS, next(iter(VERSIONS)): 1000}),
        ("compliance.collect.forge.VERSIONS", {Group.ACTIVITY: {Branches: 1000}}),
    ],
)
def test_another_version_of_what_makes_facts_is_due(
    monkeypatch: pytest.MonkeyPatch, where: str, versions: object
) -> None:
    organizations.rules_fingerprint.cache_clear()
    before = organizations.rules_fingerprint()
    monkeypatch.setattr(where, versions)

    organizations.rules_fingerprint.cache_clear()
    after = organizations.rules_fingerprint()
    organizations.rules_fingerprint.cache_clear()

    assert before != after


def test_names_that_come_out_alike_are_one_repository(
    organization: Organization, source_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice = SourceRepository("a\\x0a" * 200, "a", None, problem="rename it")
    monkeypatch.setattr(FolderSource, "repositories", lambda _: iter([twice, twice]))

    discovery.look(organization, SCHEDULE)
    discovery.look(organization, SCHEDULE)

    assert organization.repositories.get().left_out == "rename it"
