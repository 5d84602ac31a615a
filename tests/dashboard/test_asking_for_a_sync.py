"""A run that somebody asks for from a page, and how far it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from compliance.models import (
    Organization,
    Repository,
    SyncItem,
    SyncRun,
)
from compliance.sync import discovery, polls
from tests import repositories_on_disk as disk
from tests.dashboard.reading import text_of


def test_a_run_shows_each_item_and_goes_on_by_itself(
    client: Client, organization: Organization, repository: Repository
) -> None:
    run = SyncRun.objects.create(
        organization=organization, reason=SyncRun.Reason.REQUEST, started_at=timezone.now(), found=1
    )
    SyncItem.objects.create(
        organization=organization, run=run, repository=repository, work=SyncItem.Work.READ,
        queued_at=timezone.now(), state=SyncItem.State.FAILED, problem="it has 200,001 files",
    )  # fmt: skip

    going = client.get(f"/syncs/{run.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 1s"' in going
    assert "it has 200,001 files" in going

    SyncRun.objects.update(finished_at=timezone.now())
    ended = client.get(f"/syncs/{run.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in ended


def test_a_banner_says_how_far_a_run_is_and_then_offers_its_figures(
    client: Client, organization: Organization, repository: Repository
) -> None:
    run = SyncRun.objects.create(
        organization=organization, reason=SyncRun.Reason.REQUEST, started_at=timezone.now(), found=1
    )
    SyncItem.objects.create(
        organization=organization, run=run, repository=repository, work=SyncItem.Work.READ,
        queued_at=timezone.now(), state=SyncItem.State.DONE,
    )  # fmt: skip
    headers = {"HX-Request": "true", "HX-Target": "banner"}

    assert "1 of 1 repositories have been read" in text_of(client, "/")
    assert b"every 2s" in client.get(f"/syncs/{run.pk}/", headers=headers).content

    SyncRun.objects.update(finished_at=timezone.now())
    ended = client.get(f"/syncs/{run.pk}/", headers=headers).content
    assert b"Show the new figures" in ended
    assert b"hx-get" not in ended
    assert "repositories have been read" not in text_of(client, "/")


@pytest.mark.usefixtures("own_queues")
def test_reading_again_queues_once(
    client: Client, organization: Organization, repository: Repository, source_folder: Path
) -> None:
    address = f"/repositories/{repository.slug}/read/"
    assert client.get(address).status_code == 405

    for _ in range(2):
        assert client.post(address)["Location"] == f"/repositories/{repository.slug}/"
    organization.repositories.update(wanted="again")
    disk.repository(source_folder / "orders", {"README.md": "# Orders\n"})
    organization.repositories.update(key="orders")
    polls.work_due(organization)
    assert SyncItem.objects.count() == 1


@pytest.mark.usefixtures("own_queues")
def test_looking_for_changes_leads_to_the_run(
    client: Client, organization: Organization, source_folder: Path
) -> None:
    disk.repository(source_folder / "orders", {"README.md": "# Orders\n"})

    response = client.post("/syncs/look/")

    assert response["Location"] == f"/syncs/{SyncRun.objects.get().pk}/"


@pytest.mark.usefixtures("own_queues")
def test_looking_at_a_source_that_is_gone_says_so(
    client: Client, organization: Organization, source_folder: Path
) -> None:
    source_folder.rmdir()

    response = client.post("/syncs/look/", follow=True)

    assert b"The source cannot be read" in response.content


@pytest.mark.usefixtures("own_queues")
def test_a_rule_in_the_settings_gives_a_repository_its_team(
    client: Client, organization: Organization, source_folder: Path
) -> None:
    from tests.compliance.sync.on_disk import EXPRESS, work_all  # noqa: PLC0415

    disk.repository(source_folder / "billing-api", EXPRESS)
    discovery.look(organization, SyncRun.Reason.START)
    work_all(organization)

    client.post(
        "/settings/",
        {
            "name": "Harbour",
            "time_zone": "Europe/Berlin",
            "ownership_rules": "# ours\nbilling-* = Payments team\n",
            "protocol_rules": "web-* = fullstack",
        },
    )
    organization.refresh_from_db()
    work_all(organization)

    assert organization.name == "Harbour"
    assert organization.protocol_rules == [["web-*", "fullstack"]]
    repository = organization.repositories.get()
    assert [each.slug for each in repository.teams.all()] == ["payments-team"]
