"""A folder of checkouts becomes stored results, whatever dies on the way."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
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
    Repository,
    ScoreChange,
    StoredFacts,
    SyncItem,
    SyncRun,
    Transition,
)
from compliance.scorecards import judging
from compliance.sync import discovery, forgetting, leases, queue, work
from tests import repositories_on_disk as disk

EXPRESS = {
    "package.json": '{"dependencies": {"express": "^5.0.0"}, "scripts": {"dev": "node app.js"}}\n',
    "app.js": "const express = require('express');\nconst app = express();\n",
}
REASON = SyncRun.Reason.SCHEDULE


def work_all(organization: Organization) -> int:
    """Do everything that is queued, and count it."""
    done = 0
    while work.work_next(organization):
        done += 1
    return done


def sync(organization: Organization) -> SyncRun | None:
    run = discovery.look(organization, REASON)
    work_all(organization)
    return run


def outcome(repository: Repository, key: str) -> str:
    return repository.results.get(key=key).outcome


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
