"""What is kept follows what changes, and takes no more than its part of the time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from compliance import clock, sight
from compliance.models import KeptSums, Organization, RecentChange, Repository, Team, Transition
from compliance.scorecards import daily, kept, unowned
from compliance.scorecards.scope import Scope
from tests.factories import make_person, make_repository, make_team, make_transition

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def test_what_is_kept_of_changes_follows_the_days(organization: Organization) -> None:
    repository = make_repository(organization)
    today = timezone.now().date()
    make_transition(repository, "a", "pass", "fail", at=timezone.now() - timedelta(days=5))

    daily.note_day(organization, today)
    assert set(RecentChange.objects.values_list("days", flat=True)) == {7, 28}

    daily.note_day(organization, today + timedelta(days=5))
    assert set(RecentChange.objects.values_list("days", flat=True)) == {28}

    daily.note_day(organization, today + timedelta(days=40))
    assert not RecentChange.objects.exists()
    assert Transition.objects.exists()


@pytest.mark.parametrize("days", [-1, 400], ids=["who began before midnight", "a wrong clock"])
def test_today_is_kept_in_step_whatever_day_was_noted_last(
    organization: Organization, days: int
) -> None:
    today = timezone.now().date()
    make_repository(organization, "orders", judged_at=timezone.now())
    daily.note_day(organization, today)
    make_repository(organization, "billing", judged_at=timezone.now())
    daily.note_day(organization, today + timedelta(days=days))

    daily.refresh(organization)

    organization.refresh_from_db()
    found = kept.now(Scope(sight.of_administrator(organization)))
    assert organization.noted_on == today
    assert found.standing.repositories == 2
    assert found.line[-1][0] == today


def test_what_is_stored_late_is_counted_too(organization: Organization) -> None:
    """One that was judged first and stored last: the other was counted meanwhile."""
    now = timezone.now()
    make_repository(organization, "quick", judged_at=now)
    daily.note_day(organization, now.date())
    make_repository(organization, "slow", judged_at=now - timedelta(seconds=5))

    daily.refresh(organization)

    assert kept.now(Scope(sight.of_administrator(organization))).standing.repositories == 2


def _given_to_another(repository: Repository) -> None:
    team = make_team(repository.organization, "Another")
    repository.ownerships.update(team=team)


def _hidden(repository: Repository) -> None:
    Repository.objects.filter(pk=repository.pk).update(visibility="private")


def _archived(repository: Repository) -> None:
    Repository.objects.filter(pk=repository.pk).update(left_out="it is archived")


def _deleted(repository: Repository) -> None:
    repository.delete()


@pytest.mark.parametrize("change", [_given_to_another, _hidden, _archived, _deleted])
def test_what_changes_the_sums_is_noticed_though_nothing_was_judged(
    organization: Organization, change: Callable[[Repository], object]
) -> None:
    team = make_team(organization)
    repository = make_repository(
        organization, team=team, visibility="public", judged_at=timezone.now()
    )
    daily.note_day(organization, timezone.now().date())
    member = sight.of(make_person(organization))
    assert kept.now(Scope(member, team)).standing.repositories == 1
    change(repository)

    daily.refresh(organization)

    assert kept.now(Scope(member, team)).standing.repositories == 0


def test_fewer_than_none_are_never_without_an_owner(organization: Organization) -> None:
    team, secret = make_team(organization), make_team(organization, "Secret")
    Team.objects.filter(pk=secret.pk).update(is_secret=True)
    repository = make_repository(
        organization, team=team, visibility="public", judged_at=timezone.now()
    )
    person = make_person(organization)
    secret.memberships.create(organization=organization, person=person)
    daily.note_day(organization, timezone.now().date())
    repository.ownerships.update(team=secret)

    assert unowned.count(sight.of(person)) == 0


class TestKeepingUp:
    """It takes a tenth of the time, by a clock that stands where a test lets it."""

    def test_what_took_a_second_is_not_done_again_for_ten(self, organization: Organization) -> None:
        assert self._counts(organization, "first", 0, took=1)
        assert not self._counts(organization, "early", 9)
        assert self._counts(organization, "in time", 11)

    def test_a_day_that_begins_is_noted_at_once(self, organization: Organization) -> None:
        assert self._counts(organization, "first", 0, took=3600)
        assert self._counts(organization, "tomorrow", 86_400 / 2)

    def test_the_end_of_a_run_may_be_ahead_but_not_again_and_again(
        self, organization: Organization
    ) -> None:
        ahead = daily.SOON
        assert self._counts(organization, "first", 0, took=4)
        # Forty seconds too early, and from then on eighty.
        assert self._counts(organization, "run", 0, took=4, ahead=ahead)
        assert not self._counts(organization, "next run", 1, ahead=ahead)
        assert self._counts(organization, "later run", 21, ahead=ahead)

    def test_a_clock_that_was_wrong_once_stops_nothing(self, organization: Organization) -> None:
        assert self._counts(organization, "first", 0)
        KeptSums.objects.update(not_before=NOON + timedelta(days=400))
        assert self._counts(organization, "second", 1)

    def test_nothing_is_counted_where_nothing_changed(
        self, organization: Organization, django_assert_num_queries: Any
    ) -> None:
        assert self._counts(organization, "first", 0)
        with clock.standing_at(NOON + timedelta(hours=1)), django_assert_num_queries(2):
            daily.keep_up(organization)

    def _counts(
        self,
        organization: Organization,
        new: str,
        seconds: float,
        took: float | None = None,
        ahead: timedelta = timedelta(0),
    ) -> bool:
        """Whether a new repository is counted at that time, after which it took so long."""
        make_repository(organization, new, judged_at=NOON)
        was = KeptSums.objects.filter(organization=organization).first()
        with clock.standing_at(NOON + timedelta(seconds=seconds)):
            daily.keep_up(organization, ahead=ahead)
        sums = KeptSums.objects.get(organization=organization)
        if was is not None and was.counted_from == sums.counted_from:
            return False
        if took is not None:
            begun = NOON + timedelta(seconds=seconds)
            since = max(begun, was.not_before) if was and was.not_before else begun
            KeptSums.objects.update(not_before=since + timedelta(seconds=10 * took))
        return True
