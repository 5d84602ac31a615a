"""What is asked for as one list: which part each thing belongs to, and in what order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compliance import clock
from compliance.asked import ENDING_DAYS, OVER_DAYS, Asked, Part, rows
from compliance.models import CheckResult, Excuse, Organization, Person, Repository
from compliance.roles import Role
from compliance.sight import Sight
from tests.factories import NOW, make_asked, make_excuse, make_repository, make_result


@pytest.fixture(autouse=True)
def now() -> Iterator[datetime]:
    with clock.standing_at(NOW):
        yield NOW


@pytest.fixture
def repository(organization: Organization) -> Repository:
    return make_repository(organization)


@pytest.fixture
def result(repository: Repository) -> CheckResult:
    return make_result(repository, "linted", "fail")


def asked_of(person: Person | None, *decided: Repository) -> Asked:
    in_these = Repository.objects.filter(pk__in=[each.pk for each in decided])
    seen = Sight(Organization.objects.get(), Role.ADMINISTRATOR, person)
    return Asked.of(seen, in_these)


def listed(person: Person | None, part: Part, *decided: Repository) -> list[int]:
    found = asked_of(person, *decided).keys(part)
    return [row.excuse.pk if row.excuse else -row.request.pk for row in rows_of(found)]


def rows_of(found: object) -> list[object]:
    return rows([(each[0], each[1]) for each in found])  # type: ignore[attr-defined]


def waiting(asked: Asked) -> int:
    return sum(each.count() for each in asked.waiting())


def in_days(days: int) -> dict[str, object]:
    return {"until": (NOW + timedelta(days=days)).date()}


def approved(result: CheckResult, by: Person, decides: Person, days: int = 30) -> Excuse:
    decided = {"state": "approved", "decided_by": decides, "decided_at": NOW}
    return make_excuse(result, by, **decided, **in_days(days))


class TestWhatWaits:
    def test_it_waits_for_who_decides_and_never_for_who_asked(
        self, repository: Repository, result: CheckResult, alice: Person, bob: Person
    ) -> None:
        waiver = make_excuse(result, alice)
        request = make_asked(repository, asked_by="bob")

        assert listed(bob, Part.TO_DECIDE, repository) == [waiver.pk]
        assert listed(alice, Part.TO_DECIDE, repository) == [-request.pk]
        assert waiting(asked_of(bob, repository)) == 1
        assert listed(alice, Part.OWN) == [waiver.pk]
        assert listed(bob, Part.OWN) == [-request.pk]

    def test_without_a_repository_to_decide_on_nothing_does(
        self, repository: Repository, result: CheckResult, alice: Person, bob: Person
    ) -> None:
        make_excuse(result, alice)
        make_asked(repository)

        assert waiting(asked_of(bob)) == 0
        assert len(listed(bob, Part.WAITING)) == 2

    def test_nothing_waits_for_nobody_and_nothing_is_theirs(
        self, repository: Repository, result: CheckResult, alice: Person
    ) -> None:
        make_excuse(result, alice)

        assert waiting(asked_of(None, repository)) == 0
        assert listed(None, Part.OWN) == []
        assert len(listed(None, Part.WAITING)) == 1

    def test_what_waits_the_longest_comes_first(
        self, repository: Repository, result: CheckResult, alice: Person, bob: Person
    ) -> None:
        second = make_asked(repository, asked_at=NOW - timedelta(days=20))
        third = make_excuse(result, alice, asked_at=NOW - timedelta(days=2))
        first = make_excuse(result, alice)

        assert listed(bob, Part.TO_DECIDE, repository) == [first.pk, -second.pk, third.pk]

    def test_what_is_too_late_or_does_not_count_waits_no_more(
        self, organization: Organization, repository: Repository, result: CheckResult, alice: Person
    ) -> None:
        make_excuse(result, alice, **in_days(-1))
        make_asked(repository, is_said=False)
        gone = make_repository(organization, "gone", gone_since=NOW)
        make_excuse(make_result(gone, "linted", "fail"), alice)
        make_asked(gone)
        left_out = make_repository(organization, "fork", left_out="it is a fork")
        make_asked(left_out)

        assert listed(None, Part.WAITING) == []


class TestWhatIsInEffect:
    def test_what_ends_first_comes_first_and_what_has_no_end_last(
        self, repository: Repository, result: CheckResult, alice: Person, bob: Person
    ) -> None:
        request = make_asked(repository, verdict="approved", decided_by=bob, decided_at=NOW)
        later = approved(result, alice, bob, 40)
        last_day = approved(result, alice, bob, ENDING_DAYS)
        beyond = approved(result, alice, bob, ENDING_DAYS + 1)
        today = approved(result, alice, bob, 0)

        assert listed(bob, Part.IN_EFFECT) == [
            today.pk, last_day.pk, beyond.pk, later.pk, -request.pk,
        ]  # fmt: skip
        assert listed(bob, Part.ENDING) == [today.pk, last_day.pk]


class TestWhatIsOver:
    def test_the_latest_comes_first_and_what_is_long_over_is_left_out(
        self, repository: Repository, result: CheckResult, alice: Person, bob: Person
    ) -> None:
        def ago(days: int) -> datetime:
            return NOW - timedelta(days=days)

        begun = {"asked_at": NOW - timedelta(days=120)}
        decided = {"decided_by": bob, **begun}
        refused = make_excuse(result, alice, state="refused", decided_at=ago(2), **decided)
        ended = make_excuse(
            result, alice, state="approved", decided_at=ago(100), **decided, **in_days(-3)
        )
        unanswered = make_excuse(result, alice, **begun, **in_days(-5))
        withdrawn = make_excuse(
            result, alice, state="withdrawn", ended_by=alice, ended_at=ago(1), **begun
        )
        revoked = make_excuse(
            result, alice, state="revoked", decided_at=ago(50), ended_by=bob, ended_at=ago(4),
            **decided,
        )  # fmt: skip
        make_excuse(result, alice, state="refused", decided_at=ago(OVER_DAYS + 1), **decided)
        make_excuse(result, alice, **begun, **in_days(-OVER_DAYS - 1))
        taken_back = make_asked(repository, ended_at=ago(6))
        said_no = make_asked(
            repository, "staging", "stage", verdict="refused", decided_by=bob, decided_at=ago(7)
        )

        assert listed(bob, Part.OVER) == [
            withdrawn.pk, refused.pk, ended.pk, revoked.pk, unanswered.pk,
            -taken_back.pk, -said_no.pk,
        ]  # fmt: skip
        assert listed(bob, Part.WAITING) == []
        assert listed(bob, Part.IN_EFFECT) == []


def test_each_part_has_as_many_as_it_lists(
    repository: Repository, result: CheckResult, alice: Person, bob: Person
) -> None:
    make_excuse(result, alice)
    approved(result, alice, bob, 3)
    make_asked(repository)
    asked = asked_of(bob, repository)

    counts = asked.counts()

    assert counts == {part: len(asked.keys(part)) for part in Part}
    assert counts[Part.TO_DECIDE] == 2
    assert counts[Part.ENDING] == 1


def test_it_takes_as_many_queries_for_many_as_for_one(
    repository: Repository, result: CheckResult, alice: Person, bob: Person
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            asked = asked_of(bob, repository)
            asked.counts()
            found = rows_of(asked.keys(Part.WAITING))
            assert [
                str(row.excuse.asked_by)
                for row in found
                if row.excuse  # type: ignore[attr-defined]
            ]
        return len(captured)

    make_excuse(result, alice)
    make_asked(repository)
    few = queries()
    for number in range(5):
        make_excuse(result, alice)
        make_asked(repository, "staging", f"stage-{number}")

    assert queries() == few
