"""What a score gains by a check that is mended, and where it fails, as its reader may know."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from compliance import sight
from compliance.models import Organization
from compliance.scorecards import questions, tallies
from compliance.scorecards.mending import Mending, mending
from compliance.scorecards.scope import Scope
from compliance.scoring import Weights
from tests.factories import NOW, make_person, make_repository, make_result, make_team, note

DECIDED = Weights(30, 40, 40, 40)


def mended(scope: Scope, at_most: int = 2) -> list[Mending]:
    """What mending each gap of a scope gains."""
    return mending(scope, questions.gaps(tallies.seen_by(scope)), DECIDED, at_most)


@pytest.fixture
def failing(organization: Organization) -> None:
    """One check fails in three repositories, of which two are a team's; another one in one."""
    team = make_team(organization)
    for days, name in ((1, "youngest"), (9, "oldest"), (5, "between")):
        owner = team if name != "oldest" else None
        repository = make_repository(organization, name, team=owner)
        make_result(repository, "linted", "fail", since=NOW - timedelta(days=days))
        make_result(repository, "tested", "fail" if name == "between" else "pass")
    gone = make_repository(organization, "gone", gone_since=NOW)
    make_result(gone, "linted", "fail", since=NOW - timedelta(days=90))
    note(organization)


@pytest.mark.usefixtures("failing")
def test_what_it_gains_and_what_failed_longest(organization: Organization) -> None:
    linted, tested = mended(Scope(sight.of_administrator(organization)))

    assert (linted.gap.key, linted.gain) == ("linted", 9 / 40)
    assert [each.name for each in linted.places] == ["oldest", "between"]
    assert linted.more == 1
    assert (tested.gap.key, tested.gain, tested.more) == ("tested", 3 / 40, 0)
    assert [each.slug for each in tested.places] == ["between"]


@pytest.mark.usefixtures("failing")
def test_of_a_team_only_its_own(organization: Organization) -> None:
    scope = Scope(sight.of_administrator(organization), organization.teams.get())

    linted, _ = mended(scope)

    assert [each.name for each in linted.places] == ["between", "youngest"]
    assert linted.more == 0


@pytest.mark.usefixtures("failing")
def test_nobody_is_told_of_what_they_may_not_see(organization: Organization) -> None:
    organization.repositories.filter(name="oldest").update(visibility="private")
    note(organization)

    linted, _ = mended(Scope(sight.of(make_person(organization))))

    assert [each.name for each in linted.places] == ["between", "youngest"]
    assert (linted.gain, linted.more) == (6 / 40, 0)


@pytest.mark.usefixtures("failing")
def test_it_is_one_query_and_none_without_a_gap(
    organization: Organization, django_assert_num_queries: Any
) -> None:
    scope = Scope(sight.of_administrator(organization))
    gaps = questions.gaps(tallies.seen_by(scope))

    with django_assert_num_queries(1):
        mending(scope, gaps, DECIDED, 2)
    with django_assert_num_queries(0):
        assert mending(scope, [], DECIDED, 2) == []
