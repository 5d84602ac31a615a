"""What digests tell of who is new, and to whom."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from compliance import clock, sight
from compliance.digests.content import digest_of
from compliance.digests.parts import Digest
from compliance.models import Membership, Organization, Person, Plan, Team
from tests.factories import (
    NOW,
    make_person,
    make_plan,
    make_repository,
    make_team,
    make_transition,
)

SINCE = NOW - timedelta(days=7)


@pytest.fixture
def team(organization: Organization) -> Team:
    return make_team(organization)


@pytest.fixture
def people(organization: Organization, team: Team) -> dict[str, Person]:
    """Mara manages the team of nia, who is new; lena manages another, and olga owns all."""
    names = {"mara": "member", "lena": "member", "nia": "member", "olga": "owner"}
    found = {name: make_person(organization, name, role=role) for name, role in names.items()}
    for name, of, leads in (
        ("mara", team, True),
        ("nia", team, False),
        ("lena", make_team(organization, "Ledger"), True),
    ):
        Membership.objects.create(
            organization=organization, team=of, person=found[name], is_maintainer=leads
        )
    return found


def plan(organization: Organization, team: Team, at: datetime) -> Plan:
    return make_plan(organization, "nia", at=at, team=team)


def told(person: Person) -> Digest | None:
    with clock.standing_at(NOW):
        return digest_of(sight.of(person), SINCE, NOW)


@pytest.mark.parametrize(
    ("name", "is_told"), [("mara", True), ("olga", True), ("lena", False), ("nia", False)]
)
def test_those_who_lead_are_told_of_who_is_new(
    organization: Organization, team: Team, people: dict[str, Person], name: str, is_told: bool
) -> None:
    plan(organization, team, NOW - timedelta(hours=20))

    digest = told(people[name])

    assert (digest is not None) == is_told
    if digest is not None:
        (newcomer,) = digest.newcomers
        assert (newcomer.who, newcomer.is_new, newcomer.is_late) == ("nia", True, False)
        assert newcomer.used == timedelta(hours=20)
        assert newcomer.asked > 5
        assert newcomer.done == 0


@pytest.mark.parametrize(
    ("began", "is_told"), [(timedelta(days=8), True), (timedelta(days=20), False)]
)
def test_a_goal_that_was_missed_in_the_span_is_a_change(
    organization: Organization,
    team: Team,
    people: dict[str, Person],
    began: timedelta,
    is_told: bool,
) -> None:
    plan(organization, team, NOW - began)

    digest = told(people["mara"])

    assert (digest is not None) == is_told
    if digest is not None:
        (newcomer,) = digest.newcomers
        assert (newcomer.is_new, newcomer.is_late) == (False, True)


def test_a_goal_that_was_reached_in_time_is_not_missed(
    organization: Organization, team: Team, people: dict[str, Person]
) -> None:
    made = plan(organization, team, NOW - timedelta(days=8))
    Plan.objects.filter(pk=made.pk).update(finished_at=NOW - timedelta(days=7, hours=12))

    assert told(people["mara"]) is None


def test_who_is_invited_and_has_not_come_is_no_newcomer_yet(
    organization: Organization, team: Team, people: dict[str, Person]
) -> None:
    make_plan(organization, "nobody@example.com", at=NOW - timedelta(hours=20), team=team)

    assert told(people["mara"]) is None


def test_who_is_new_reads_what_is_left_beside_a_change(
    organization: Organization, team: Team, people: dict[str, Person]
) -> None:
    plan(organization, team, NOW - timedelta(hours=20))
    orders = make_repository(organization, team=team)
    make_transition(orders, "linted", "pass", "fail", at=NOW - timedelta(days=1))

    digest = told(people["nia"])

    assert digest is not None
    assert digest.newcomers == ()
    assert digest.own_plan is not None
    assert len(digest.own_plan.items) == 3
    assert digest.own_plan.used == timedelta(hours=20)
