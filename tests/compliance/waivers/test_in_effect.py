"""Which waivers and attestations are in effect, and until when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from compliance import waivers
from compliance.excuses import Excuse as InEffect
from compliance.models import Excuse, Person, Repository
from tests.compliance.waivers.wanted import TODAY, WAIVER
from tests.factories import NOW, make_excuse, make_repository, make_result


def approved(repository: Repository, by: Person, key: str = "linted", **values: Any) -> Excuse:
    """One that somebody else approved."""
    other, _ = Person.objects.get_or_create(
        organization=repository.organization, key="manager", login="manager",
        role="owner", seen_at=NOW,
    )  # fmt: skip
    given = {"state": "approved", "decided_by": other, "decided_at": NOW}
    return make_excuse(repository.results.get(key=key), by, **(given | values))


class TestInEffect:
    def test_to_its_last_day_in_utc(self, repository: Repository, alice: Person) -> None:
        excuse = approved(repository, alice, until=TODAY, component="api", paths=["lib/"])
        midnight = datetime.combine(TODAY, datetime.min.time(), NOW.tzinfo) + timedelta(days=1)

        (found,) = waivers.current(repository, midnight - timedelta(microseconds=1))
        assert found == InEffect(excuse.pk, WAIVER, "linted", TODAY, "api", ("lib/",))
        assert waivers.current(repository, midnight) == ()
        assert waivers.next_end([found]) == midnight

    def test_of_this_repository_alone(self, repository: Repository, alice: Person) -> None:
        other = make_repository(repository.organization, "other")
        make_result(other, "linted", "fail")
        approved(other, alice)

        assert waivers.current(repository, NOW) == ()

    def test_the_next_end_is_that_of_the_first_to_end(self) -> None:
        days = [TODAY + timedelta(days=each) for each in (9, 2, 5)]
        counting = [InEffect(1, WAIVER, "linted", each) for each in days]

        assert waivers.next_end(counting) == datetime(2026, 11, 28, tzinfo=NOW.tzinfo)
        assert waivers.next_end([]) is None

    def test_what_ends_soon(self, repository: Repository, alice: Person) -> None:
        gone = make_repository(repository.organization, "gone", gone_since=NOW)
        make_result(gone, "linted", "fail")
        in_days = {
            days: approved(repository, alice, until=TODAY + timedelta(days=days))
            for days in (14, 0, 15)
        }
        approved(repository, alice, until=TODAY - timedelta(days=1))
        approved(gone, alice, until=TODAY)
        make_excuse(repository.results.get(key="linted"), alice, until=TODAY)

        ending = waivers.ending_within(repository.organization, 14)

        assert list(ending) == [in_days[0], in_days[14]]

    def test_what_waits(self, repository: Repository, alice: Person) -> None:
        linted = repository.results.get(key="linted")
        later = make_excuse(linted, alice, asked_at=NOW - timedelta(days=1))
        first = make_excuse(linted, alice, asked_at=NOW - timedelta(days=2), component="api")
        make_excuse(linted, alice, until=TODAY - timedelta(days=1))
        approved(repository, alice)

        assert list(waivers.waiting(repository.organization)) == [first, later]

    def test_lists_take_one_query(
        self, repository: Repository, alice: Person, django_assert_num_queries: Any
    ) -> None:
        for _ in range(3):
            approved(repository, alice, until=TODAY)

        with django_assert_num_queries(1):
            for each in waivers.ending_within(repository.organization, 14):
                assert (each.asked_by, str(each.repository)) == (alice, "orders")
                assert str(each.decided_by) == "manager"
