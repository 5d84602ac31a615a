"""A folder of checkouts becomes stored results, whatever dies on the way."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from compliance import organizations
from compliance.collect import SourceError
from compliance.collect.folder import FolderSource
from compliance.facts import RepositoryFacts
from compliance.models import (
    CheckResult,
    DailyScore,
    Organization,
    ScoreChange,
    StoredFacts,
    SyncItem,
    SyncRun,
    Transition,
)
from compliance.sync import discovery, forgetting, queue
from tests import repositories_on_disk as disk
from tests.compliance.sync.on_disk import EXPRESS, outcome, sync, work_all

REASON = SyncRun.Reason.SCHEDULE


def test_a_new_repository_is_read_judged_and_stored(
    organization: Organization, source_folder: Path
) -> None:
    checkout = disk.repository(source_folder / "orders", {**EXPRESS, ".nvmrc": "24\n"})

    run = sync(organization)

    assert run is not None
    run.refresh_from_db()
    assert (run.found, run.unchanged, run.finished_at is not None) == (1, 0, True)
    repository = organization.repositories.get()
    assert repository.commit == repository.head == disk.git(checkout, "rev-parse", "HEAD")
    assert outcome(repository, "node-version-pinned") == "pass"
    assert outcome(repository, "package-manager-pnpm") == "fail"
    assert repository.score == pytest.approx(repository.passed / repository.decided)
    assert repository.stacks == ["node"]
    assert StoredFacts.objects.get().commit == repository.head
    assert ScoreChange.objects.count() == 1
    assert not Transition.objects.exists(), "the first judgement changes nothing"
    assert DailyScore.objects.filter(team=None, day=timezone.now().date()).count() == 2


def test_nothing_changed_leaves_one_field_and_no_row(
    organization: Organization, source_folder: Path, django_assert_num_queries: Any
) -> None:
    disk.repository(source_folder / "orders", EXPRESS)
    disk.repository(source_folder / "billing", EXPRESS)
    sync(organization)
    before = SyncRun.objects.count(), SyncItem.objects.count(), ScoreChange.objects.count()

    # The organization locked, its repositories, the open items, the one field, and a savepoint.
    with django_assert_num_queries(6):
        assert discovery.look(organization, REASON) is None

    assert (
        SyncRun.objects.count(),
        SyncItem.objects.count(),
        ScoreChange.objects.count(),
    ) == before


def test_a_new_commit_is_noted_as_transitions_and_keeps_what_did_not_change(
    organization: Organization, source_folder: Path
) -> None:
    checkout = disk.repository(source_folder / "orders", EXPRESS)
    sync(organization)
    repository = organization.repositories.get()
    kept = repository.results.get(key="package-manager-pnpm")
    disk.write(checkout, {".nvmrc": "24\n"})
    head = disk.commit(checkout, "chore: pin Node.js")

    sync(organization)

    transition = Transition.objects.get()
    assert (transition.key, transition.before, transition.after, transition.commit) == (
        "node-version-pinned",
        "fail",
        "pass",
        head,
    )
    result = repository.results.get(key="node-version-pinned")
    assert (result.since, result.since_commit) == (transition.at, head)
    unchanged = repository.results.get(key="package-manager-pnpm")
    assert (unchanged.pk, unchanged.since) == (kept.pk, kept.since)
    assert ScoreChange.objects.count() == 2


def test_a_commit_that_changes_no_result_writes_no_history(
    organization: Organization, source_folder: Path
) -> None:
    checkout = disk.repository(source_folder / "orders", EXPRESS)
    sync(organization)
    disk.write(checkout, {"notes.txt": "nothing\n"})
    head = disk.commit(checkout)

    sync(organization)

    assert organization.repositories.get().commit == head
    assert (Transition.objects.count(), ScoreChange.objects.count()) == (0, 1)


def test_new_rules_are_judged_from_stored_facts_without_the_source(
    organization: Organization, source_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk.repository(source_folder / "orders", EXPRESS)
    sync(organization)
    before = organization.repositories.get().judged_by
    monkeypatch.setattr(organizations, "rules_fingerprint", lambda: "other")
    monkeypatch.setattr(FolderSource, "files", _must_not_be_called)

    run = sync(organization)

    assert run is not None
    item = run.items.get()
    assert (item.work, item.state) == (SyncItem.Work.JUDGE, SyncItem.State.DONE)
    assert organization.repositories.get().judged_by != before


def _must_not_be_called(*_: Any) -> RepositoryFacts:
    raise AssertionError("the source was read")


def test_outdated_facts_are_read_again(organization: Organization, source_folder: Path) -> None:
    disk.repository(source_folder / "orders", EXPRESS)
    sync(organization)
    StoredFacts.objects.update(body=b"of another version")
    queue.judge_all_again(organization, SyncRun.Reason.CALENDAR)

    assert work_all(organization) == 1

    assert bytes(StoredFacts.objects.get().body) != b"of another version"
    assert SyncItem.objects.filter(state=SyncItem.State.FAILED).count() == 0


def test_one_that_cannot_be_read_is_reported_and_stops_nobody(
    organization: Organization, source_folder: Path
) -> None:
    disk.repository(source_folder / "billing", EXPRESS)
    broken = disk.repository(source_folder / "broken", EXPRESS)
    disk.object_path(broken, "HEAD^{tree}").write_bytes(b"not an object")
    disk.repository(source_folder / "empty")
    disk.repository(source_folder / "orders", EXPRESS)

    sync(organization)

    judged = organization.repositories.counted().values_list("name", flat=True)
    assert list(judged) == ["billing", "orders"]
    failed = SyncItem.objects.get(state=SyncItem.State.FAILED)
    assert failed.repository.name == "broken"
    assert failed.problem
    assert organization.repositories.get(name="broken").problem == failed.problem
    assert "no commits" in organization.repositories.get(name="empty").left_out


def test_one_that_breaks_keeps_its_last_result_marked_stale_and_recovers(
    organization: Organization, source_folder: Path
) -> None:
    checkout = disk.repository(source_folder / "orders", EXPRESS)
    sync(organization)
    disk.write(checkout, {".nvmrc": "24\n"})
    disk.commit(checkout)
    tree = disk.object_path(checkout, "HEAD^{tree}")
    whole = tree.read_bytes()
    tree.write_bytes(b"not an object")

    sync(organization)

    repository = organization.repositories.get()
    assert repository.is_stale
    assert outcome(repository, "node-version-pinned") == "fail", "the last known one"
    assert list(organization.repositories.counted()) == [repository]

    tree.write_bytes(whole)
    discovery.look(organization, SyncRun.Reason.REQUEST)
    work_all(organization)

    repository.refresh_from_db()
    assert (repository.problem, repository.is_stale) == ("", False)
    assert outcome(repository, "node-version-pinned") == "pass"


def test_one_that_goes_is_kept_and_counts_no_more(
    organization: Organization, source_folder: Path
) -> None:
    checkout = disk.repository(source_folder / "orders", EXPRESS)
    disk.repository(source_folder / "billing", EXPRESS)
    sync(organization)
    checkout.rename(source_folder.parent / "elsewhere")

    sync(organization)

    assert [each.name for each in organization.repositories.counted()] == ["billing"]
    gone = organization.repositories.get(name="orders")
    assert gone.gone_since is not None
    assert gone.results.exists()

    (source_folder.parent / "elsewhere").rename(checkout)
    sync(organization)
    gone.refresh_from_db()
    assert gone.gone_since is None


def test_a_source_that_is_gone_is_noted_at_the_organization(
    organization: Organization, source_folder: Path, settings: Settings
) -> None:
    disk.repository(source_folder / "orders", EXPRESS)
    sync(organization)
    (source_folder / "orders").rename(source_folder.parent / "elsewhere")
    source_folder.rmdir()

    with pytest.raises(SourceError):
        discovery.look(organization, REASON)

    organization.refresh_from_db()
    assert organization.problem
    assert organization.repositories.get().gone_since is None, "nothing is known about it"


def test_old_runs_are_forgotten(organization: Organization, source_folder: Path) -> None:
    disk.repository(source_folder / "orders", EXPRESS)
    sync(organization)
    SyncRun.objects.update(finished_at=timezone.now() - timedelta(days=31))

    forgetting.forget_old_runs(organization)

    assert not SyncRun.objects.exists()
    assert CheckResult.objects.exists()


def test_names_that_look_alike_get_addresses_of_their_own(
    organization: Organization, source_folder: Path
) -> None:
    for name in ("Order Service", "order-service", "???"):
        disk.repository(source_folder / name, EXPRESS)

    sync(organization)

    slugs = sorted(organization.repositories.values_list("slug", flat=True))
    assert slugs == ["order-service", "order-service-2", "repository"]
