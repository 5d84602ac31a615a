"""What is too long for one page comes a page at a time, in one order."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from compliance.models import CheckResult, Organization, SyncItem, SyncRun, Team
from tests.factories import (
    NOW,
    make_excuse,
    make_person,
    make_repository,
    make_result,
    make_team,
    make_transition,
)

pytestmark = pytest.mark.django_db


def listed(client: Client, address: str) -> list[str]:
    """The names of the repositories that a page links to, each once, in their order."""
    content = client.get(address).content.decode()
    return list(dict.fromkeys(re.findall(r'href="/repositories/(r\d+)/', content)))


def test_a_team_has_its_repositories_a_page_at_a_time(
    client: Client, organization: Organization, team: Team
) -> None:
    names = [f"r{number:03}" for number in range(55)]
    for name in names:
        make_repository(organization, name, team=team)

    address = f"/teams/{team.slug}/"

    assert listed(client, address) == names[:50]
    assert listed(client, f"{address}?page=2") == names[50:]
    assert "51–55 of 55" in client.get(f"{address}?page=2").content.decode()


def test_a_check_has_its_repositories_a_page_at_a_time_the_oldest_failure_first(
    client: Client, organization: Organization
) -> None:
    names = [f"r{number:03}" for number in range(55)]
    for days, name in enumerate(names):
        since = NOW + timedelta(days=days)
        make_result(make_repository(organization, name), "dev-command", "fail", since=since)

    assert listed(client, "/checks/dev-command/") == names[:50]
    assert listed(client, "/checks/dev-command/?page=2") == names[50:]


def test_the_filter_offers_each_check_of_the_protocols_once(
    client: Client, organization: Organization
) -> None:
    make_result(make_repository(organization, "r1"), "dev-command", "fail")

    content = client.get("/repositories/").content.decode()

    assert content.count('<option value="dev-command"') == 1
    assert content.count('<option value="branches-protected"') == 1


def test_each_repository_is_listed_with_what_of_it_is_excused(
    client: Client, organization: Organization
) -> None:
    for number in range(3):
        repository = make_repository(organization, f"r{number}")
        for key in ("a", "b", "c")[: number + 1]:
            kind = "fail" if key == "a" else "waived"
            by = [] if key == "a" else [7]
            make_result(repository, key, "fail", standing=kind, excuses=by)

    content = client.get("/repositories/").content.decode()

    assert re.findall(r"(\d+) excused", content) == ["1", "2"]


def test_teams_come_a_page_at_a_time(client: Client, organization: Organization) -> None:
    names = [f"t{number:03}" for number in range(55)]
    for name in names:
        make_repository(organization, f"of-{name}", team=make_team(organization, name))

    def teams(address: str) -> list[str]:
        content = client.get(address).content.decode()
        return re.findall(r'scope="row"><a href="/teams/(t\d+)/', content)

    assert teams("/teams/") == names[:20]
    assert teams("/teams/?page=3") == names[40:]


def test_runs_come_a_page_at_a_time_each_with_its_own_items(
    client: Client, organization: Organization
) -> None:
    repository = make_repository(organization)
    for number in range(32):
        run = SyncRun.objects.create(
            organization=organization, reason="schedule", started_at=NOW + timedelta(days=number),
            finished_at=NOW + timedelta(days=number), listed_at=NOW, found=1,
        )  # fmt: skip
        SyncItem.objects.create(
            organization=organization, run=run, repository=repository, work="read",
            state="failed" if number == 0 else "done", queued_at=NOW,
        )  # fmt: skip

    pages = [client.get(f"/syncs/?page={number}") for number in (1, 2)]

    days = [[(run.started_at - NOW).days for run in page.context["runs"]] for page in pages]
    assert days == [[*range(31, 1, -1)], [1, 0]]
    assert [run.n_failed for run in pages[1].context["runs"]] == [0, 1]
    assert {run.total for page in pages for run in page.context["runs"]} == {1}


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("/", "r{}"),
        ("/changes/", "r{}"),
        ("/checks/dev-command/", "r{}"),
        ("/matrix/", "r{}"),
        ("/repositories/", "r{}"),
        ("/requests/?show=in-effect", "r{}"),
        ("/search/?q=r", "r{}"),
        ("/teams/", "T{}"),
        ("/teams/?by=section", "T{}"),
        ("/teams/all/", "r{}"),
        ("/unowned/", "nobodys{}"),
    ],
)
def test_a_row_asks_for_nothing_by_itself(
    client: Client, organization: Organization, address: str, named: str
) -> None:
    """Each says all that a row can say, and each but the first could ask for it."""
    everybody = make_team(organization, "All")
    alice, bob = make_person(organization, "alice"), make_person(organization, "bob")

    def add(number: int) -> None:
        repository = make_repository(
            organization, f"r{number}", team=make_team(organization, f"T{number}"),
            problem="It cannot be read.", required_unknowns=1, visibility="private",
            stacks=["node", "python"],
        )  # fmt: skip
        repository.ownerships.create(organization=organization, team=everybody, found_by="settings")
        result = make_result(repository, "dev-command", "fail", message="no `dev`")
        excuse = make_excuse(
            result, alice, state="approved", decided_by=bob, decided_at=NOW,
            until=timezone.now().date(),
        )  # fmt: skip
        CheckResult.objects.filter(pk=result.pk).update(standing="waived", excuses=[excuse.pk])
        make_transition(repository, "dev-command", "fail", "waived", at=timezone.now())
        make_result(repository, "linted", "fail")
        make_transition(repository, "linted", "pass", "fail", at=timezone.now())
        make_repository(organization, f"nobodys{number}")

    def queries(rows: int) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            content = client.get(address).content.decode()
        shown = [number for number in range(rows) if named.format(number) in content]
        assert shown == [*range(rows)]
        return len(asked)

    add(0)
    of_one = queries(1)
    for number in range(1, 5):
        add(number)

    assert queries(5) == of_one
