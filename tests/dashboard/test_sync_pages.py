"""A run's page and its banner: what is read, done, left, and what waits until when and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from compliance.models import Organization, SyncItem, SyncRun
from dashboard.views import syncs
from tests.compliance.sync.on_github import OnGitHub
from tests.compliance.sync.on_github import on_github as polled
from tests.dashboard.reading import clock, content_of, text_of
from tests.factories import make_repository
from tests.github_simulator import faults
from tests.github_simulator.generation import generate

HOSTILE = '"><script>alert(1)</script>'
QUOTA = "GitHub's quota for core is used up until 14:05:00 UTC"
BANNER = {"HX-Request": "true", "HX-Target": "banner"}
PROGRESS = {"HX-Request": "true", "HX-Target": "progress"}


@pytest.fixture
def run(on_github: Organization) -> SyncRun:
    """A run that has asked for all that it has to do, and is not over."""
    now = timezone.now()
    return on_github.runs.create(reason="schedule", started_at=now, listed_at=now, found=5)


def item_of(run: SyncRun, name: str, state: SyncItem.State, **values: Any) -> SyncItem:
    now = timezone.now()
    lease = {"leased_until": now} if state == SyncItem.State.WORKING else {}
    return SyncItem.objects.create(
        organization=run.organization,
        run=run,
        repository=make_repository(run.organization, name),
        **({"work": "read", "queued_at": now, "state": state} | lease | values),
    )


def address_of(run: SyncRun) -> str:
    return f"/syncs/{run.pk}/"


def test_what_is_read_done_left_and_waits_and_why(client: Client, run: SyncRun) -> None:
    until = timezone.now() + timedelta(minutes=25)
    item_of(run, "a-done", SyncItem.State.DONE, transitions=2)
    item_of(run, "b-failed", SyncItem.State.FAILED, problem="its archive breaks off")
    item_of(run, "c-read", SyncItem.State.WORKING)
    item_of(run, "d-held", SyncItem.State.WAITING, not_before=until, problem=QUOTA)
    item_of(run, "e-held", SyncItem.State.WAITING, not_before=until, problem=QUOTA)
    item_of(run, "f-waits", SyncItem.State.WAITING, work="judge")

    text = text_of(client, address_of(run))

    assert "2 of 6 done · 1 being read · 3 waiting · 1 could not be read" in text
    assert f"2 wait until {clock(until)}: {QUOTA}." in text
    assert f"Waiting d-held Not before {clock(until)} Waiting e-held" in text
    assert "Waiting f-waits Judge stored facts again" in text
    assert "Failed b-failed its archive breaks off" in text
    assert "Done a-done 2 changes" in text
    order = [text.index(f" {letter}-") for letter in "cdefba"]
    assert order == sorted(order), "what goes on comes first, what is done last"


def test_one_that_waits_for_something_else_says_for_what(client: Client, run: SyncRun) -> None:
    until = timezone.now() + timedelta(minutes=25)
    for name, why in (("a", QUOTA), ("b", QUOTA), ("c", "GitHub asked us to wait")):
        item_of(run, name, SyncItem.State.WAITING, not_before=until, problem=why)

    text = text_of(client, address_of(run))

    assert f"3 wait until {clock(until)}: {QUOTA}." in text
    assert f"Waiting c Not before {clock(until)}: GitHub asked us to wait" in text


def test_a_wait_that_is_over_is_none(client: Client, run: SyncRun) -> None:
    past = timezone.now() - timedelta(seconds=1)
    item_of(run, "held", SyncItem.State.WAITING, not_before=past, problem=QUOTA)

    text = text_of(client, address_of(run))

    assert QUOTA not in text
    assert "1 waits" not in text
    assert "Not before" not in text


def test_what_github_is_still_asked_for(client: Client, run: SyncRun) -> None:
    SyncRun.objects.update(listed_at=None, found=50)
    item_of(run, "first", SyncItem.State.WAITING)
    later = timezone.now() + timedelta(minutes=5)
    for number in range(950):
        values = {"wanted": "all", "wanted_at": timezone.now(), "judged_at": None}
        if number >= 948:
            values["wanted_at"] = later
        run.organization.repositories.create(key=f"k{number}", slug=f"k{number}", **values)

    asked = "GitHub is asked what else changed: 50 of 998 repositories"
    assert asked in text_of(client, address_of(run))
    assert asked in text_of(client, "/")
    assert asked in content_of(client, address_of(run), **BANNER)

    SyncRun.objects.update(listed_at=timezone.now())
    assert "GitHub is asked what else" not in text_of(client, address_of(run))


def test_thousands_are_written_as_people_do(client: Client, run: SyncRun) -> None:
    SyncRun.objects.update(listed_at=None, found=1_234)

    assert "1,234 of 1,234 repositories" in text_of(client, address_of(run))


def test_a_run_that_has_found_nothing_yet(client: Client, run: SyncRun) -> None:
    SyncRun.objects.update(listed_at=None, found=0)

    text = text_of(client, address_of(run))

    assert "0 of 0 done" in text
    assert "Nothing queued yet" in text


def test_the_banner_says_what_waits(client: Client, run: SyncRun) -> None:
    until = timezone.now() + timedelta(minutes=25)
    item_of(run, "done", SyncItem.State.DONE)
    item_of(run, "held", SyncItem.State.WAITING, not_before=until, problem=f"{QUOTA} {HOSTILE}")

    for content, text in (
        (content_of(client, "/"), text_of(client, "/")),
        (
            content_of(client, address_of(run), **BANNER),
            text_of(client, address_of(run), **BANNER),
        ),
    ):
        assert "1 of 2 repositories have been read." in text
        assert f"1 waits until {clock(until)}: {QUOTA}" in text
        assert HOSTILE not in content
    assert f"Waits until {clock(until)}" in text_of(client, "/syncs/")
    assert HOSTILE not in content_of(client, address_of(run))


def test_where_somebody_still_works_the_list_says_running(client: Client, run: SyncRun) -> None:
    until = timezone.now() + timedelta(minutes=25)
    item_of(run, "read", SyncItem.State.WORKING)
    item_of(run, "held", SyncItem.State.WAITING, not_before=until, problem=QUOTA)

    text = text_of(client, "/syncs/")

    assert "Running" in text
    assert "Waits until" not in text


def test_a_long_run_is_paged_and_each_page_goes_on_by_itself(
    client: Client, run: SyncRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syncs, "ITEMS", 3)
    for number in range(5):
        item_of(run, f"r-{number}", SyncItem.State.WAITING)

    first = content_of(client, address_of(run))
    second = content_of(client, f"{address_of(run)}?page=2", **PROGRESS)

    assert f'hx-get="/syncs/{run.pk}/" hx-trigger="every 1s"' in first
    assert "r-2" in first
    assert "r-3" not in first
    assert "1–3 of 5" in first
    assert f'hx-get="/syncs/{run.pk}/?page=2" hx-trigger="every 1s"' in second
    assert "r-2" not in second
    assert "r-4" in second


def test_the_title_tells_runs_apart(client: Client, run: SyncRun) -> None:
    SyncRun.objects.update(started_at="2026-11-25T12:30:15Z")

    assert "<title>Sync of 25 Nov 2026, 12:30:15 UTC · Plumbline</title>" in content_of(
        client, address_of(run)
    )


def test_names_from_github_are_no_markup(client: Client, run: SyncRun) -> None:
    repository = make_repository(run.organization, HOSTILE, slug="hostile")
    SyncItem.objects.create(
        organization=run.organization, run=run, repository=repository, work="read",
        queued_at=timezone.now(), state=SyncItem.State.FAILED, problem=HOSTILE,
    )  # fmt: skip

    for address in (address_of(run), "/syncs/", "/"):
        assert HOSTILE not in content_of(client, address)


def test_a_folder_is_never_asked_like_github(client: Client, organization: Organization) -> None:
    run = organization.runs.create(reason="request", started_at=timezone.now(), found=3)

    assert "GitHub" not in text_of(client, address_of(run))

    run.delete()
    assert "The folder is looked at every minute" in text_of(client, "/syncs/")


def test_the_first_look_says_so(client: Client, on_github: Organization) -> None:
    assert "GitHub is asked every five minutes" in text_of(client, "/syncs/")
    content = content_of(client, "/")
    assert "The source has not been looked at yet" in content
    assert 'hx-trigger="every 5s"' in content

    Organization.objects.update(checked_at=timezone.now())
    on_github.repositories.create(key="k", slug="k", name="k")
    assert "1 repository was found, and will be read next." in text_of(client, "/")

    Organization.objects.update(problem="GitHub is down")
    assert "Nothing could be read yet." in text_of(client, "/")


@pytest.mark.parametrize("address", ["/", "/syncs/", "/syncs/{}/"])
def test_a_run_costs_as_many_queries_for_many_as_for_few(
    client: Client, run: SyncRun, address: str, django_assert_max_num_queries: Any
) -> None:
    until = timezone.now() + timedelta(minutes=5)
    SyncRun.objects.update(listed_at=None)
    Organization.objects.update(problem="GitHub is down")
    for number in range(12):
        item_of(run, f"r-{number}", SyncItem.State.WAITING, not_before=until, problem=QUOTA)

    with django_assert_max_num_queries(14):
        assert client.get(address.format(run.pk)).status_code == 200


@pytest.fixture
def installation(tmp_path: Path, settings: Settings, token: str) -> Iterator[OnGitHub]:
    """Three repositories in the simulated GitHub."""
    with polled(generate(3, tmp_path, OnGitHub.now), settings, token=token) as plumbline:
        yield plumbline


@pytest.mark.django_db
def test_a_quota_that_ends_in_the_middle(client: Client, installation: OnGitHub) -> None:
    """All has been asked but for the archives, when the quota of REST is used up."""
    use_it_up = faults.change(lambda: installation.simulator.use_up("core"))
    installation.simulator.faults.add(use_it_up, "GET /repos/{owner}/{repo}/tarball/{ref}")
    installation.sync()

    run = SyncRun.objects.get()
    until = run.items.earliest("not_before").not_before
    assert until is not None
    text = text_of(client, address_of(run))
    assert "0 of 3 done · 0 being read · 3 waiting" in text
    assert f"3 wait until {clock(until)}: GitHub's quota for core is used up" in text
    assert f"REST used up until {clock(until)} 0 of 5,000" in text_of(client, "/source/")
