"""How newcomers fare: medians of groups, and never of too few."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from compliance import clock, organizations
from compliance.models import Organization, PlanItem, Team
from compliance.onboarding import statistics, ticking
from compliance.onboarding.statistics import Pace, Quarter
from tests.compliance.onboarding.worlds import item, person, plan_of

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization() -> Organization:
    return organizations.current()


@pytest.fixture
def team(organization: Organization) -> Team:
    return Team.objects.create(organization=organization, slug="payments", name="Payments")


def finish(
    organization: Organization, login: str, began: datetime, hours: float, team: Team | None
) -> None:
    """Somebody who ticked one item after an hour, and reached the goal after so many."""
    lead = organization.people.filter(login="lea").first() or person(organization, "lea")
    known = organization.people.filter(login=login).first()
    newcomer = known or person(organization, login)
    with clock.standing_at(began):
        plan = plan_of(newcomer, team=team)
    with clock.standing_at(began + HOUR):
        ticking.tick(item(plan, "api-client"), newcomer)
    with clock.standing_at(began + timedelta(hours=hours)):
        goal = item(plan, "first-endpoint-on-staging")
        ticking.confirm(goal, lead, url="https://staging.example.com/")


def test_the_median_is_told_of_enough_people(organization: Organization, team: Team) -> None:
    for number, hours in enumerate((20, 40, 60)):
        finish(organization, f"new-{number}", NOW - timedelta(days=10), hours, team)
    finish(organization, "alone", NOW - timedelta(days=100), 10, None)

    found = statistics.gather(organization, [team], NOW)

    assert found.quarters[:2] == (Quarter(2026, 4), Quarter(2026, 3))
    everybody, of_team = found.rows
    assert everybody.team is None
    assert everybody.paces[0] == Pace(3, 40 * HOUR, 2)
    assert everybody.paces[1] == Pace(1)
    assert of_team.team == team
    assert of_team.paces[0] == Pace(3, 40 * HOUR, 2)
    assert [(hold.key, hold.median) for hold in found.holds] == [
        ("first-endpoint-on-staging", 29 * HOUR),
        ("api-client", HOUR),
    ]


def test_two_people_are_too_few(organization: Organization, team: Team) -> None:
    for number in range(2):
        finish(organization, f"new-{number}", NOW - timedelta(days=10), 20, team)

    found = statistics.gather(organization, [team], NOW)

    assert [row.paces[0] for row in found.rows] == [Pace(2), Pace(2)]
    assert found.holds == ()


def test_one_person_with_three_plans_is_one(organization: Organization) -> None:
    for number in range(3):
        finish(organization, "new", NOW - timedelta(days=30 - number * 9), 20, None)

    found = statistics.gather(organization, [], NOW)

    assert (found.rows[0].paces[0], found.holds) == (Pace(1), ())


def test_the_whole_is_not_told_where_it_leaves_one_beside_a_team(
    organization: Organization, team: Team
) -> None:
    for number, hours in enumerate((20, 40, 60)):
        finish(organization, f"new-{number}", NOW - timedelta(days=10), hours, team)
    finish(organization, "alone", NOW - timedelta(days=10), 10, None)

    everybody, of_team = statistics.gather(organization, [team], NOW).rows

    assert everybody.paces[0] == Pace(4)
    assert of_team.paces[0] == Pace(3, 40 * HOUR, 2)


def test_all_in_time_is_not_told_for_it_is_told_of_each(organization: Organization) -> None:
    for number in range(3):
        finish(organization, f"new-{number}", NOW - timedelta(days=10), 20, None)

    assert statistics.gather(organization, [], NOW).rows[0].paces[0] == Pace(3, 20 * HOUR)


def test_a_goal_before_the_start_and_an_item_after_the_goal_say_nothing(
    organization: Organization,
) -> None:
    for number in range(3):
        finish(organization, f"new-{number}", NOW - timedelta(days=10), 20, None)
    finish(organization, "early", NOW - timedelta(days=10), 10, None)
    early = organization.plans.filter(person__login="early")
    early.update(starts_at=NOW)
    PlanItem.objects.filter(key="api-client").update(done_at=NOW)

    found = statistics.gather(organization, [], NOW)

    assert found.rows[0].paces[0] == Pace(3, 20 * HOUR)
    assert [hold.key for hold in found.holds] == ["first-endpoint-on-staging"]


def test_a_team_that_one_may_not_know_is_in_the_whole_alone(
    organization: Organization, team: Team
) -> None:
    for number in range(3):
        finish(organization, f"new-{number}", NOW - timedelta(days=10), 20, team)

    assert [row.team for row in statistics.gather(organization, [], NOW).rows] == [None]


def test_a_quarter_begins_by_the_organizations_clock(organization: Organization) -> None:
    newyear = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)

    assert Quarter.of(newyear, "Europe/Berlin") == Quarter(2027, 1)
    assert Quarter.of(newyear, "America/New_York") == Quarter(2026, 4)
    assert Quarter(2026, 1).before() == Quarter(2025, 4)


def test_a_quarter_of_a_zone_that_this_machine_does_not_know_is_that_of_utc() -> None:
    assert Quarter.of(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "Mars/Olympus") == Quarter(
        2026, 4
    )
