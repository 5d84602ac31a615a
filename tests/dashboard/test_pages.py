"""What the pages show, that nothing of it is markup from outside, and what they cost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from compliance import given_roles
from compliance.given_roles import Given
from compliance.models import (
    Collaboration,
    Organization,
    Repository,
    SyncItem,
    SyncRun,
    Team,
)
from compliance.roles import Role
from tests.dashboard.reading import text_of
from tests.factories import (
    NOW,
    make_asked,
    make_person,
    make_repository,
    make_result,
    make_team,
    make_transition,
    signed_in,
)

HOSTILE = "<script>alert(1)</script>"
PAGES = (
    "/",
    "/changes/",
    "/matrix/",
    "/search/?q=a",
    "/teams/",
    "/teams/?by=section",
    "/repositories/",
    "/checks/",
    "/checks/node-version-pinned/",
    "/protocols/",
    "/protocols/backend/",
    "/protocols/engineering/",
    "/protocols/fullstack/",
    "/syncs/",
    "/source/",
    "/settings/",
)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_an_empty_state(
    client: Client, organization: Organization, address: str
) -> None:
    response = client.get(address)

    assert response.status_code == 200
    assert "HX-Request" in response["Vary"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]


def test_nothing_that_comes_from_a_repository_is_markup(
    client: Client, organization: Organization
) -> None:
    team = make_team(organization, HOSTILE)
    team.slug = "hostile"
    team.save()
    repository = make_repository(
        organization,
        HOSTILE,
        slug="hostile",
        team=team,
        problem=HOSTILE,
        problem_since=timezone.now(),
        branch=HOSTILE,
        components=[
            {"path": HOSTILE, "stack": "node", "why": HOSTILE, "counts": counts, "seen_at": None}
            for counts in (True, False)
        ],
        notices=[{"line": 3, "text": HOSTILE}],
        unparsed=1,
        unparsed_places=[{"path": HOSTILE, "line": 1, "end_line": 1, "excerpt": HOSTILE}],
        not_judged=[{"key": "k", "title": HOSTILE, "clause": "c:1", "needs": [HOSTILE]}],
    )
    place = {"path": HOSTILE, "line": 1, "end_line": 1, "excerpt": HOSTILE}
    parts = [
        {
            "path": HOSTILE,
            "outcome": "fail",
            "standing": "fail",
            "excuses": [],
            "message": HOSTILE,
            "evidence": [place],
        }
        for _ in range(2)
    ]
    make_asked(repository, "component", HOSTILE, "node", reason=HOSTILE, note=HOSTILE)
    make_result(
        repository,
        "node-version-pinned",
        "fail",
        title=HOSTILE,
        message=f"`{HOSTILE}`",
        remedy=f"`{HOSTILE}`",
        evidence=[place],
        components=parts,
    )
    make_transition(
        repository, "node-version-pinned", "pass", "fail", title=HOSTILE, at=timezone.now()
    )

    for address in (*PAGES, "/repositories/hostile/", "/teams/hostile/"):
        content = client.get(address).content.decode()
        assert HOSTILE not in content, address
    assert "&lt;script&gt;" in client.get("/repositories/hostile/").content.decode()


@pytest.mark.parametrize(
    "address",
    [
        *PAGES,
        "/checks/?team=t-0&section=backend:2",
        "/checks/lint-in-ci/?team=t-0&outcome=fail",
        "/repositories/r-0/",
        "/repositories/?check=lint-in-ci&outcome=fail&team=t-0",
        "/teams/t-0/",
        "/syncs/1/",
    ],
)
def test_a_page_costs_as_many_queries_for_many_as_for_few(
    client: Client, organization: Organization, django_assert_max_num_queries: Any, address: str
) -> None:
    for number in range(12):
        team = make_team(organization, f"T-{number}")
        repository = make_repository(organization, f"r-{number}", team=team)
        for key in ("node-version-pinned", "dev-command", "lint-in-ci"):
            make_result(repository, key, "fail")
            make_transition(repository, key, "pass", "fail", at=timezone.now())
        run = SyncRun.objects.create(
            pk=number + 1, organization=organization, reason="request", started_at=timezone.now()
        )
    SyncItem.objects.bulk_create(
        SyncItem(
            organization=organization, run_id=1, repository=each, work=SyncItem.Work.READ,
            queued_at=timezone.now(), state=SyncItem.State.DONE,
        )
        for each in Repository.objects.all()
    )  # fmt: skip
    assert run.pk == 12

    # Two of them are the session and its account.
    with django_assert_max_num_queries(14):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/", "theirs"),
        ("/teams/", "Payments"),
        ("/teams/?by=section", "Payments"),
        ("/teams/payments/", "theirs"),
        ("/repositories/", "theirs"),
        ("/repositories/theirs/", "theirs"),
        ("/changes/", "theirs"),
        ("/matrix/", "theirs"),
        ("/checks/lint-in-ci/", "theirs"),
        ("/requests/", "Requests"),
        ("/unowned/", "Without an owner"),
    ],
)
def test_who_leads_a_team_costs_few_queries_more(
    organization: Organization, django_assert_max_num_queries: Any, address: str, shown: str
) -> None:
    """They may see more than all members, and not all: pages ask most of them."""
    Organization.objects.update(base_permission="none")
    team = make_team(organization, "Payments")
    for name, visibility in (("open", "internal"), ("theirs", "private"), ("hidden", "private")):
        repository = make_repository(organization, name, team=team, visibility=visibility)
        make_result(repository, "lint-in-ci", "fail")
        make_transition(repository, "lint-in-ci", "pass", "fail", at=timezone.now())
    lead = make_person(organization)
    Collaboration.objects.create(
        organization=organization, person=lead, permission="read",
        repository=organization.repositories.get(name="theirs"),
    )  # fmt: skip
    given_roles.change(lead, Given(Role.MANAGER, frozenset({team.slug})), Given(), None)
    browser = signed_in(lead)

    with django_assert_max_num_queries(15):
        assert shown in browser.get(address).content.decode()


def test_a_check_shows_who_fails_it_the_longest_failing_first(
    client: Client, organization: Organization, repository: Repository
) -> None:
    other = make_repository(organization, "billing")
    make_result(other, "node-version-pinned", "fail", since=NOW - timedelta(days=9))

    text = text_of(client, "/checks/node-version-pinned/")
    assert text.index("billing") < text.index("orders")
    assert "Write the Node.js version into" in text
    assert "No repository" in text_of(client, "/checks/node-version-pinned/?outcome=pass")


def test_checks_are_those_of_a_team_and_a_section(
    client: Client, organization: Organization, repository: Repository, team: Team
) -> None:
    other = make_repository(organization, "billing")
    make_result(other, "node-version-pinned", "fail")
    make_result(other, "dev-command", "fail")

    every = text_of(client, "/checks/")
    assert "Title of node-version-pinned backend:2.2 Foundation 2 0" in every
    assert "Daily workflow engineering:3" in text_of(client, "/checks/?sort=protocol")
    of_team = text_of(client, f"/checks/?team={team.slug}&section=backend:2")
    assert "Title of node-version-pinned backend:2.2 Foundation 1 0" in of_team
    assert "Title of dev-command" not in of_team
    assert "Title of lint-in-ci" not in of_team
    failing = text_of(client, f"/checks/node-version-pinned/?team={team.slug}")
    assert "All 1 Fail 1" in failing
    assert "billing" not in failing


def test_a_time_says_when_exactly(
    client: Client, organization: Organization, repository: Repository
) -> None:
    organization.checked_at = datetime(2026, 11, 25, 12, 30, 15, tzinfo=UTC)
    organization.save()

    content = client.get("/").content.decode()

    exact = 'datetime="2026-11-25T12:30:15+00:00" title="25 November 2026, 12:30:15 UTC"'
    assert f"<time {exact}>" in content


def test_htmx_gets_the_whole_page_where_it_goes_back(
    client: Client, repository: Repository
) -> None:
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}

    assert b"<html" in client.get("/repositories/?q=o", headers=headers).content


def test_a_protocol_says_what_covers_each_sentence(client: Client, repository: Repository) -> None:
    text = text_of(client, "/protocols/backend/")

    assert "Check Node.js is pinned to a living LTS line Foundation" in text
    assert "Not automated yet" in text
    assert "Onboarding" in text
    assert "For people" in text


@pytest.mark.parametrize(
    "address",
    [
        "/nothing/",
        "/repositories/nothing/",
        "/teams/nothing/",
        "/checks/nothing/",
        "/protocols/nothing/",
        "/syncs/999/",
    ],
)
def test_what_is_not_there_is_a_clear_page(
    client: Client, organization: Organization, address: str
) -> None:
    response = client.get(address)

    assert response.status_code == 404
    assert b"There is nothing at this address" in response.content


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("ownership_rules", "a = b\nnonsense", "Line 2 is no rule: expected pattern = name."),
        ("ownership_rules", "a = ///", "is no name of a team"),
        ("protocol_rules", "a = nothing", "There is no protocol “nothing”; there are: backend"),
        ("name", "", "This field is required."),
    ],
)
def test_a_wrong_setting_is_named_and_nothing_is_stored(
    client: Client, organization: Organization, field: str, value: str, sentence: str
) -> None:
    whole = {"name": "Harbour", "time_zone": "UTC", "ownership_rules": "", "protocol_rules": ""}
    given = {**whole, field: value}

    response = client.post("/settings/", given)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    organization.refresh_from_db()
    assert organization.name != "Harbour"


def test_a_form_without_its_token_is_refused(organization: Organization) -> None:
    assert Client(enforce_csrf_checks=True).post("/syncs/look/").status_code == 403


def test_health_asks_the_database(client: Client, db: None) -> None:
    assert client.get("/healthz").content == b"ok\n"


def test_health_says_when_the_database_is_not_there(
    visitor: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise OperationalError("the connection was refused")

    with monkeypatch.context() as patched:
        patched.setattr(connection, "cursor", refuse)
        answer = visitor.get("/healthz")

    assert answer.status_code == 503
