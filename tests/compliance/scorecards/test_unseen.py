"""No sum that somebody is shown has anything in it of a repository that they may not see: neither
while the kept sums are behind what has changed, nor of days that have passed.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from compliance import sight
from compliance.models import (
    Grant,
    Membership,
    Organization,
    Ownership,
    Person,
    Repository,
    ScoreChange,
    Team,
)
from compliance.scorecards import daily, kept, questions, tallies
from compliance.scorecards.questions import Section
from compliance.scorecards.scope import Scope
from compliance.scoring import Weights
from tests.factories import make_person, make_repository, make_result, make_team

SETUP = [Section("backend:2", "Setup")]
OPEN, HIDDEN = Weights(1, 4, 4, 4), Weights(3, 6, 6, 6)


@pytest.fixture
def team(organization: Organization, alice: Person) -> Team:
    """One that owns an open repository and one that is hidden from alice, who is no member."""
    team = make_team(organization)
    for name, visibility, weights in (("open", "public", OPEN), ("hidden", "private", HIDDEN)):
        repository = make_repository(
            organization, name, team=team, visibility=visibility, **_figures(weights)
        )
        make_result(repository, "linted", "fail", clause="backend:2.1")
    return team


@pytest.fixture
def hidden(team: Team) -> Repository:
    return team.repositories.get(name="hidden")


def today() -> date:
    return timezone.now().date()


def _figures(weights: Weights) -> dict[str, int]:
    return {
        "passed": weights.passed, "decided": weights.decided,
        "covered": weights.covered, "judged": weights.judged,
    }  # fmt: skip


def score(repository: Repository, weights: Weights, days_ago: int) -> None:
    """Let it have stood there from noon of a day on."""
    at = datetime.combine(today() - timedelta(days=days_ago), time(12), timezone.now().tzinfo)
    ScoreChange.objects.create(
        organization_id=repository.organization_id, repository=repository, at=at,
        compliance="not_compliant", protocol="backend", protocol_version="1",
        **_figures(weights),
    )  # fmt: skip


def join(person: Person, team: Team, *repositories: Repository) -> None:
    """Let a person be in a team that was given repositories."""
    of_both: dict[str, Any] = {"organization": person.organization, "team": team}
    Membership.objects.create(person=person, **of_both)
    for repository in repositories:
        Grant.objects.create(repository=repository, permission="write", **of_both)


def assert_of_the_open_one_alone(alice: Person, team: Team) -> None:
    scope = Scope(sight.of(alice), team)
    found = kept.now(scope)
    assert found.standing.repositories == 1
    assert found.standing.weights == OPEN
    assert {sums for _, sums in found.line} == {OPEN}
    assert [row.failing for row in tallies.seen_by(scope)] == [1]
    of_all = Scope(sight.of(alice))
    assert kept.now(of_all).teams[team.pk].weights == OPEN
    ((weights,),) = questions.heat_map(of_all, [team], SETUP).values()
    assert weights.decided == 3


def test_one_that_moves_to_another_team_leaves_nothing_behind(
    organization: Organization, alice: Person, team: Team, hidden: Repository
) -> None:
    daily.note_day(organization, today())
    Ownership.objects.filter(repository=hidden).update(team=make_team(organization, "Other"))

    assert_of_the_open_one_alone(alice, team)


def test_one_that_is_gone_leaves_nothing_behind(
    organization: Organization, alice: Person, team: Team, hidden: Repository
) -> None:
    daily.note_day(organization, today())
    Repository.objects.filter(pk=hidden.pk).update(gone_since=timezone.now())

    assert_of_the_open_one_alone(alice, team)


def test_the_past_of_one_that_is_gone_is_in_no_trend(
    organization: Organization, alice: Person, team: Team, hidden: Repository
) -> None:
    for days in (20, 9, 8):
        daily.note_day(organization, today() - timedelta(days=days))
    hidden.delete()
    daily.note_day(organization, today())

    assert_of_the_open_one_alone(alice, team)
    assert len(kept.now(Scope(sight.of(alice), team)).line) == 4


def test_who_sees_a_hidden_one_is_told_its_past(
    organization: Organization, alice: Person, team: Team, hidden: Repository
) -> None:
    """By when it changed, as no kept sum may be shown that has it."""
    join(alice, make_team(organization, "Mine"), hidden)
    better = Weights(6, 6, 6, 6)
    for days, weights in ((200, HIDDEN), (90, better), (20, HIDDEN), (5, better), (5, HIDDEN)):
        score(hidden, weights, days)
    for days in (83, 21, 20, 8, 0):
        daily.note_day(organization, today() - timedelta(days=days))

    found = kept.now(Scope(sight.of(alice), team))

    both = OPEN + HIDDEN
    assert found.standing.weights == both
    assert found.line == [
        (today() - timedelta(days=83), OPEN + better),
        (today() - timedelta(days=21), OPEN + better),
        (today() - timedelta(days=20), both),
        (today() - timedelta(days=8), both),
        (today(), both),
    ]


def test_who_sees_hidden_ones_is_told_how_their_team_moved(
    organization: Organization, alice: Person, team: Team, hidden: Repository
) -> None:
    join(alice, make_team(organization, "Mine"), hidden)
    score(hidden, Weights(6, 6, 6, 6), 30)
    score(hidden, HIDDEN, 3)
    for days in (8, 0):
        daily.note_day(organization, today() - timedelta(days=days))

    found = kept.now(Scope(sight.of(alice)))

    # 7 of 10 a week ago, 4 of 10 now.
    assert found.moved == {team.pk: pytest.approx(-0.3)}
    of_today = kept.now(Scope(sight.of(alice)), days=1)
    assert (of_today.moved, of_today.line) == (found.moved, found.line[-1:])
    assert kept.now(Scope(sight.of(make_person(organization, "bob")))).moved == {team.pk: 0}


def test_a_partner_is_told_the_past_of_what_they_see_though_no_sum_is_kept_for_them(
    organization: Organization, hidden: Repository, team: Team
) -> None:
    partner = make_person(organization, "pat", role="collaborator")
    hidden.collaborations.create(organization=organization, person=partner, permission="read")
    score(hidden, HIDDEN, 2)
    daily.note_day(organization, today())
    organization.refresh_from_db()

    found = kept.now(Scope(sight.of(partner), team))

    assert found.line == [(today() - timedelta(days=days), HIDDEN) for days in (2, 1, 0)]
