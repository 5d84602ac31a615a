"""The list of repositories: filters, order and pages, and what is left out of it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from compliance.models import (
    Membership,
    Organization,
    Repository,
)
from tests.dashboard.reading import content_of, text_of
from tests.factories import (
    make_person,
    make_repository,
    make_result,
    make_team,
    make_transition,
    signed_in,
)


def stood(repository: Repository, *, days_ago: int, passed: int, decided: int = 8) -> None:
    """Where it stood from so many days ago on."""
    repository.score_changes.create(
        organization_id=repository.organization_id, at=timezone.now() - timedelta(days=days_ago),
        passed=passed, decided=decided, covered=decided, judged=10, compliance="not_compliant",
        protocol="backend", protocol_version="1.0",
    )  # fmt: skip


@pytest.mark.parametrize("address", ["/repositories/", "/teams/payments/"])
def test_each_repository_says_how_it_moved_in_the_week(
    client: Client, organization: Organization, address: str
) -> None:
    team = make_team(organization)
    fell = make_repository(organization, "fell", team=team)
    stood(fell, days_ago=40, passed=4)
    stood(fell, days_ago=20, passed=8)
    stood(fell, days_ago=2, passed=6)
    for key, after in (("lint-in-ci", "fail"), ("dev-command", "fail"), ("ci-is-green", "pass")):
        before = "pass" if after == "fail" else "fail"
        make_transition(fell, key, before, after, at=timezone.now() - timedelta(days=2))
    make_transition(fell, "a", "pass", "fail", at=timezone.now() - timedelta(days=20))
    rose = make_repository(organization, "rose", team=team)
    stood(rose, days_ago=20, passed=4)
    make_repository(organization, "came", team=team)

    page = content_of(client, address)
    rows = {
        name: " ".join(re.sub(r"<[^>]+>", " ", rest).split())
        for name, rest in re.findall(
            r'href="/repositories/(\w+)/">\1</a>(.*?)</tr>', page, re.DOTALL
        )
    }

    assert "−25 2 worse" in rows["fell"]
    assert "better" not in rows["fell"]
    assert "+25" in rows["rose"]
    assert "worse" not in rows["rose"]
    assert not re.search(r"[+−±]\d", rows["came"])
    assert "/repositories/fell/#history" in page


def test_what_nobody_has_read_yet_is_not_said_to_have_no_backend(
    client: Client, organization: Organization
) -> None:
    make_repository(organization, "alpha", stacks=[])
    make_repository(organization, "omega", stacks=[], judged_at=None)

    alpha, omega = text_of(client, "/repositories/?sort=name").split("omega")

    assert "No backend component" in alpha
    assert "Not judged yet" in omega
    assert "No backend component" not in omega


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["alpha", "beta", "gamma"]),
        ("q=ALPH", ["alpha"]),
        ("team=payments", ["alpha"]),
        ("team=-", ["beta", "gamma"]),
        ("level=below", ["beta"]),
        ("level=exemplary", ["alpha"]),
        ("stack=python", ["beta"]),
        ("stack=-", ["gamma"]),
        ("compliance=not_established", ["gamma"]),
        ("check=dev-command&outcome=fail", ["beta"]),
        ("outcome=fail", ["beta"]),
        ("sort=-score", ["alpha", "beta", "gamma"]),
        ("sort=score", ["beta", "alpha", "gamma"]),
        ("sort=-level", ["alpha", "beta", "gamma"]),
        ("sort=-failures", ["beta", "alpha", "gamma"]),
        ("sort=nonsense&level=nonsense&stack=%00", ["alpha", "beta", "gamma"]),
    ],
)
def test_the_list_filters_and_sorts(
    client: Client, organization: Organization, query: str, expected: list[str]
) -> None:
    team = make_team(organization)
    make_repository(
        organization, "alpha", team=team, passed=4, decided=4, level="exemplary",
        compliance="compliant", required_failures=0,
    )  # fmt: skip
    beta = make_repository(organization, "beta", level="", stacks=["python"], required_failures=3)
    make_result(beta, "dev-command", "fail")
    make_repository(
        organization, "gamma", passed=0, decided=0, covered=0, judged=0, level="",
        compliance="not_established", stacks=[], required_failures=0,
    )  # fmt: skip

    content = client.get(f"/repositories/?{query}").content.decode()

    assert re.findall(r'<th scope="row"><a href="/repositories/(\w+)/">', content) == expected


def test_somebody_with_teams_sees_theirs_alone_at_one_click(organization: Organization) -> None:
    payments, ledger = make_team(organization), make_team(organization, "Ledger")
    make_repository(organization, "mine", team=payments)
    make_repository(organization, "theirs", team=ledger)
    person = make_person(organization, "dev")
    Membership.objects.create(organization=organization, team=payments, person=person)
    browser = signed_in(person)

    assert "Yours" in text_of(browser, "/repositories/")
    content = browser.get("/repositories/?own=on").content.decode()
    assert re.findall(r'<th scope="row"><a href="/repositories/(\w+)/">', content) == ["mine"]
    assert re.search(r'name="own"[^>]* checked', content)
    exported: Any = browser.post("/exports/repositories/?own=on")
    rows = b"".join(exported.streaming_content).decode()
    assert "mine" in rows
    assert "theirs" not in rows


def test_who_is_in_no_team_is_asked_for_none(organization: Organization) -> None:
    make_repository(organization, "theirs", team=make_team(organization))
    browser = signed_in(make_person(organization, "dev"))

    page = content_of(browser, "/repositories/?own=on")
    assert 'name="own"' not in page
    assert "/repositories/theirs/" in page


def test_what_is_undecided_is_said_in_words(client: Client, organization: Organization) -> None:
    make_repository(
        organization, team=make_team(organization), compliance="not_established",
        required_failures=0, required_unknowns=2,
    )  # fmt: skip

    assert "0 2 unknown" in text_of(client, "/repositories/")
    assert "0 of 1 1 unknown" in text_of(client, "/teams/")


def test_the_list_says_what_is_left_out_and_why(client: Client, organization: Organization) -> None:
    make_repository(organization, "empty", judged_at=None, left_out="it has no commits yet")

    text = text_of(client, "/repositories/")

    assert "Not counted" in text
    assert "it has no commits yet" in text


def test_htmx_gets_the_table_alone(client: Client, repository: Repository) -> None:
    content = client.get("/repositories/", headers={"HX-Request": "true"}).content.decode()

    assert content.lstrip().startswith('<div id="results">')
    assert "<html" not in content


def test_a_long_list_is_paged_and_keeps_its_filters(
    client: Client, organization: Organization
) -> None:
    for number in range(60):
        make_repository(organization, f"service-{number:02}")

    first = client.get("/repositories/?q=service&sort=-name").content.decode()
    assert "1–50 of 60" in first
    assert "?q=service&amp;sort=-name&amp;page=2" in first
    second = text_of(client, "/repositories/?q=service&sort=-name&page=2")
    assert "51–60 of 60" in second
    assert "service-00" in second


def test_what_is_taken_away_says_how_each_moved(client: Client, organization: Organization) -> None:
    fell = make_repository(organization, "fell")
    stood(fell, days_ago=20, passed=8)
    make_transition(fell, "dev-command", "pass", "fail", at=timezone.now())

    exported: Any = client.post("/exports/repositories/")
    head, row = b"".join(exported.streaming_content).decode("utf-8-sig").splitlines()

    said = dict(zip(head.split(","), row.split(","), strict=True))
    assert said["Points in a week"] == "-25.0"
    assert said["Got worse"] == "1"
