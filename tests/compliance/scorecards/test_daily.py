"""The day's rows: one for the organization and one for each team, in two kinds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models.expressions import RawSQL
from django.test.utils import CaptureQueriesContext

from compliance.models import DailyScore, Organization, Team
from compliance.scorecards import daily
from tests.factories import make_repository, make_team

DAY = date(2026, 11, 25)


def row(organization: Organization, team: Team | None = None, audience: str = "all") -> DailyScore:
    return DailyScore.objects.get(organization=organization, team=team, audience=audience, day=DAY)


def figures(found: DailyScore) -> tuple[int, ...]:
    return (found.repositories, found.passed, found.decided, found.covered, found.judged)


@pytest.fixture
def team(organization: Organization) -> Team:
    return make_team(organization)


def test_the_rows_are_sums_over_what_is_owned(organization: Organization, team: Team) -> None:
    make_repository(organization, "orders", team=team)
    make_repository(organization, "billing", team=team, passed=2, decided=4, covered=5, judged=6)
    make_repository(organization, "search", passed=1, decided=1, covered=1, judged=1)

    daily.note_day(organization, DAY)

    assert figures(row(organization, team)) == (2, 8, 12, 13, 16)
    assert figures(row(organization)) == (3, 9, 13, 14, 17)


def test_levels_are_counted(organization: Organization) -> None:
    levels = ("exemplary", "standard", "standard", "foundation", "", "")
    for number, level in enumerate(levels):
        make_repository(organization, f"r{number}", level=level, compliance="compliant")
    make_repository(organization, "undecided", compliance="not_established")
    make_repository(
        organization, "nothing", level="", compliance="not_established",
        passed=0, decided=0, covered=0, judged=0,
    )  # fmt: skip

    daily.note_day(organization, DAY)

    found = row(organization)
    assert (found.exemplary, found.standard, found.foundation, found.below) == (1, 2, 2, 2)
    assert (found.repositories, found.not_established) == (8, 2)


def test_members_see_sums_without_what_is_private(organization: Organization, team: Team) -> None:
    make_repository(organization, "orders", team=team)
    make_repository(organization, "secret", team=team, visibility="private")

    daily.note_day(organization, DAY)

    for of in (None, team):
        assert row(organization, of, "members").repositories == 1
        assert row(organization, of, "all").repositories == 2


def test_a_repository_of_two_teams_counts_for_both_and_once_for_all(
    organization: Organization, team: Team
) -> None:
    other = make_team(organization, "Logistics")
    repository = make_repository(organization, team=team)
    repository.ownerships.create(organization=organization, team=other, found_by="codeowners")

    daily.note_day(organization, DAY)

    found = [figures(row(organization, each)) for each in (None, team, other)]
    assert found == [(1, 6, 8, 8, 10)] * 3


def test_what_does_not_count_is_in_no_sum(organization: Organization, team: Team) -> None:
    make_repository(organization, "gone", team=team, gone_since="2026-11-24T00:00Z")
    make_repository(organization, "empty", team=team, left_out="it has no commits")
    make_repository(organization, "new", team=team, judged_at=None)
    make_repository(organization, "stale", team=team, problem="it cannot be read")

    daily.note_day(organization, DAY)

    assert row(organization).repositories == row(organization, team).repositories == 1


def test_a_team_that_lost_its_repositories_has_a_row_that_says_so(
    organization: Organization, team: Team
) -> None:
    repository = make_repository(organization, team=team)
    daily.note_day(organization, DAY)
    repository.ownerships.all().delete()

    daily.note_day(organization, DAY)

    assert figures(row(organization, team)) == (0, 0, 0, 0, 0)


def test_noting_a_day_again_replaces_its_rows_and_leaves_other_days(
    organization: Organization,
) -> None:
    make_repository(organization, "orders")
    daily.note_day(organization, DAY - timedelta(days=1))
    daily.note_day(organization, DAY)
    make_repository(organization, "billing")

    daily.note_day(organization, DAY)

    rows = DailyScore.objects.filter(team=None, audience="all").order_by("day")
    assert list(rows.values_list("day", "repositories")) == [(DAY - timedelta(days=1), 1), (DAY, 2)]


def test_noting_a_day_again_writes_only_the_rows_that_differ(
    organization: Organization, team: Team
) -> None:
    repository = make_repository(organization, "orders", team=team)
    daily.note_day(organization, DAY)
    before = versions()

    daily.note_day(organization, DAY)
    assert versions() == before
    repository.ownerships.all().delete()
    daily.note_day(organization, DAY)

    changed = {key for key, version in versions().items() if version != before[key]}
    assert changed == {(team.pk, "all"), (team.pk, "members")}


def versions() -> dict[tuple[int | None, str], str]:
    """Where PostgreSQL keeps each row: each time that it is written, somewhere else."""
    rows = DailyScore.objects.annotate(version=RawSQL("compliance_dailyscore.ctid::text", ()))
    return {(row.team_id, row.audience): row.version for row in rows}


def test_an_organization_is_not_mixed_with_another(organization: Organization) -> None:
    other = Organization.objects.create(source="folder:/elsewhere", name="Other")
    make_repository(other, team=make_team(other))

    daily.note_day(organization, DAY)

    assert row(organization).repositories == 0
    assert not DailyScore.objects.filter(organization=other).exists()


def test_the_number_of_queries_does_not_grow_with_teams(
    organization: Organization, django_assert_num_queries: Any
) -> None:
    make_repository(organization, "first", team=make_team(organization, "First"))
    with CaptureQueriesContext(connection) as queries:
        daily.note_day(organization, DAY)
    for number in range(5):
        make_repository(organization, f"r{number}", team=make_team(organization, f"T{number}"))

    with django_assert_num_queries(len(queries)):
        daily.note_day(organization, DAY)
