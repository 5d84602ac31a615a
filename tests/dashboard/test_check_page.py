"""A check's page: where it fails, by team and by stack, and how it was taken up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from compliance.models import CheckResult, Organization
from tests.dashboard.reading import content_of, text_of
from tests.factories import (
    UNNOTED,
    make_person,
    make_repository,
    make_result,
    make_team,
    make_transition,
    note,
)
from tests.factories import signed_in as browser_of

LONG_AGO = timezone.now() - timedelta(days=200)


@pytest.fixture
def results(organization: Organization) -> None:
    """Fails in two of three repositories of Payments and in one of Ledger; one is nobody's."""
    payments, ledger = make_team(organization), make_team(organization, "Ledger")
    for name, team, outcome, stacks in (
        ("a", payments, "fail", ["node"]),
        ("b", payments, "fail", ["node", "python"]),
        ("c", payments, "pass", ["python"]),
        ("d", ledger, "fail", []),
        ("e", ledger, "not_applicable", ["node"]),
        ("f", None, "pass", ["node"]),
    ):
        repository = make_repository(
            organization, name, team=team, stacks=stacks, added_at=LONG_AGO,
            visibility="private" if name == "d" else "public",
        )  # fmt: skip
        make_result(repository, "dev-command", outcome)
        if name == "c":
            make_transition(
                repository, "dev-command", "fail", "pass", at=timezone.now() - timedelta(days=10)
            )


@pytest.mark.usefixtures("results")
def test_where_it_fails(client: Client) -> None:
    said = text_of(client, "/checks/dev-command/")

    assert "Where it fails, by team Payments 2 of 3 fail Ledger 1 of 1 fails" in said
    assert (
        "By stack Node.js 2 of 3 fail No backend component 1 of 1 fails Python 1 of 2 fails" in said
    )


@pytest.mark.usefixtures("results")
def test_it_begins_with_how_long_it_has_failed(client: Client) -> None:
    CheckResult.objects.filter(repository__name="b").update(since=datetime(2026, 3, 9, tzinfo=UTC))
    for organization in Organization.objects.all():
        note(organization)

    said = text_of(client, "/checks/dev-command/")

    assert "Fails in 3 repositories, at the longest since 9 Mar 2026 backend:2.2" in said
    passing = "/checks/dev-command/?team=payments"
    CheckResult.objects.update(outcome="pass", standing="pass")
    for organization in Organization.objects.all():
        note(organization)
    assert "Fails in" not in text_of(client, passing)


@pytest.mark.usefixtures("results")
def test_of_one_team(client: Client) -> None:
    said = text_of(client, "/checks/dev-command/?team=payments")

    assert "Where it fails, by team" not in said
    assert "By stack Node.js 2 of 2 fail Python 1 of 2 fails" in said


@pytest.mark.usefixtures("results")
def test_how_it_was_taken_up(client: Client) -> None:
    page = content_of(client, "/checks/dev-command/")

    # One of five until ten days ago, two of five since.
    assert "From 20% on" in page
    assert "to 40% on" in page


@pytest.mark.usefixtures("results")
def test_nothing_of_what_its_reader_may_not_see(organization: Organization) -> None:
    said = text_of(browser_of(make_person(organization)), "/checks/dev-command/")

    assert "Payments 2 of 3 fail" in said
    assert "Ledger 1" not in said
    assert "No backend component" not in said


@pytest.mark.usefixtures("results")
def test_what_changed_after_the_sums_were_counted_leaves_shares_shares(
    client: Client, organization: Organization
) -> None:
    """Three that failed are mended, which the kept sums do not say yet: as the page's other figures
    are, the trend is as of the last time they were counted.
    """
    note(organization)
    for result in CheckResult.objects.filter(standing="fail"):
        make_transition(result.repository, "dev-command", "fail", "pass", at=timezone.now())
    CheckResult.objects.filter(standing="fail").update(outcome="pass", standing="pass")
    UNNOTED.clear()

    def shares() -> list[float]:
        trend = client.get("/checks/dev-command/").context["trend"]
        return [round(point.value, 2) for point in trend.points]

    # One of five held for weeks, and then two.
    before = shares()
    assert (before[0], before[-2], before[-1]) == (0.2, 0.4, 0.4)
    note(organization)
    # All five do now.
    after = shares()
    assert (after[0], after[-2], after[-1]) == (0.2, 0.4, 1.0)
