"""What a digest says: what changed since the last one, to those who may see it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from compliance import clock, sight
from compliance.digests.content import digest_of
from compliance.digests.parts import Digest, Part, Whose
from compliance.models import Membership, Organization, Person, Repository, ScoreChange, Team
from compliance.scorecards import daily
from compliance.scorecards.changes import Kind
from tests.factories import (
    NOW,
    make_excuse,
    make_person,
    make_repository,
    make_result,
    make_team,
    make_transition,
)

SINCE, UNTIL = NOW - timedelta(days=7), NOW
YESTERDAY = NOW - timedelta(days=1)
LONG_AGO = NOW - timedelta(days=20)


def told(person: Person) -> Digest | None:
    """What somebody is told of that week."""
    with clock.standing_at(NOW):
        daily.note_day(person.organization, NOW.date())
        return digest_of(sight.of(person), SINCE, UNTIL)


def part(person: Person, whose: Whose) -> Part:
    """The one part of that kind that they are told of."""
    digest = told(person)
    assert digest is not None
    (found,) = [each for each in digest.parts if each.whose is whose]
    return found


@pytest.fixture
def team(organization: Organization) -> Team:
    return make_team(organization)


@pytest.fixture
def orders(organization: Organization, team: Team) -> Repository:
    return make_repository(organization, "orders", team=team)


@pytest.fixture
def mara(organization: Organization, team: Team) -> Person:
    """She manages the team."""
    person = make_person(organization, "mara")
    Membership.objects.create(
        organization=organization, team=team, person=person, is_maintainer=True
    )
    return person


@pytest.fixture
def dev(organization: Organization, team: Team) -> Person:
    """Somebody of the team."""
    person = make_person(organization, "dev")
    Membership.objects.create(organization=organization, team=team, person=person)
    return person


@pytest.fixture
def olga(organization: Organization) -> Person:
    """The organization is hers."""
    return make_person(organization, "olga", role=Person.Role.OWNER)


class TestNothing:
    def test_nothing_changed(self, orders: Repository, mara: Person, dev: Person) -> None:
        make_result(orders, "linted", "fail")

        assert told(mara) is None
        assert told(dev) is None

    @pytest.mark.parametrize("at", [SINCE - timedelta(seconds=1), UNTIL])
    def test_what_changed_before_and_after_is_of_other_digests(
        self, orders: Repository, mara: Person, at: object
    ) -> None:
        make_transition(orders, "linted", "pass", "fail", at=at)

        assert told(mara) is None

    def test_what_came_back_is_no_change(self, orders: Repository, mara: Person) -> None:
        make_transition(orders, "linted", "pass", "fail", at=YESTERDAY)
        make_transition(orders, "linted", "fail", "pass", at=YESTERDAY + timedelta(hours=1))

        assert told(mara) is None

    def test_who_left_is_told_nothing(self, orders: Repository, mara: Person) -> None:
        make_transition(orders, "linted", "pass", "fail", at=YESTERDAY)
        mara.left_at = NOW
        mara.save()

        assert told(mara) is None


class TestManagers:
    def test_new_failures_with_owner_and_since_when(self, orders: Repository, mara: Person) -> None:
        make_transition(orders, "linted", "pass", "fail", at=YESTERDAY, message="no linter")

        (failure,) = part(mara, Whose.TEAM).changed.worse

        assert (failure.repository.name, failure.title) == ("orders", "Title of linted")
        assert failure.at == YESTERDAY
        assert [owner.name for owner in failure.owners] == ["Payments"]
        assert failure.message == "no linter"

    def test_what_was_mended(self, orders: Repository, mara: Person) -> None:
        make_transition(orders, "linted", "fail", "pass", at=YESTERDAY)

        changed = part(mara, Whose.TEAM).changed

        assert [each.key for each in changed.better] == ["linted"]
        assert (changed.failing, changed.rest) == (0, 0)

    def test_what_to_do_next_reaches_furthest(self, orders: Repository, mara: Person) -> None:
        make_transition(orders, "linted", "pass", "fail", at=YESTERDAY)
        make_result(orders, "linted", "fail")
        for number in range(4):
            make_result(orders, f"small-{number}", "fail", level="exemplary")

        actions = part(mara, Whose.TEAM).actions

        assert [each.gap.key for each in actions] == ["linted", "small-0", "small-1"]
        assert actions[0].gain == pytest.approx(3 / 8)
        assert [place.name for place in actions[0].places] == ["orders"]

    def test_the_score_is_that_of_the_day_before_and_of_now(
        self, organization: Organization, orders: Repository, mara: Person
    ) -> None:
        make_transition(orders, "linted", "pass", "fail", at=YESTERDAY)
        daily.note_day(organization, (SINCE - timedelta(days=1)).date())
        Repository.objects.filter(pk=orders.pk).update(passed=4)

        found = part(mara, Whose.TEAM)

        assert (found.was, found.score) == (6 / 8, 4 / 8)

    def test_on_days_on_which_nothing_was_judged_it_stood_as_before(
        self, organization: Organization, orders: Repository, mara: Person, olga: Person
    ) -> None:
        make_transition(orders, "linted", "pass", "fail", at=YESTERDAY)
        daily.note_day(organization, (SINCE - timedelta(days=5)).date())
        Repository.objects.filter(pk=orders.pk).update(passed=4)

        assert part(mara, Whose.TEAM).was == 6 / 8
        assert part(olga, Whose.ALL).was == 6 / 8

    def test_what_the_last_one_told_is_no_movement_of_this_one(
        self, organization: Organization, orders: Repository, mara: Person, olga: Person
    ) -> None:
        """Of the day on which a digest was sent only what came after it is in the next one."""
        make_transition(orders, "linted", "pass", "fail", at=YESTERDAY)
        daily.note_day(organization, (SINCE - timedelta(days=1)).date())
        for hours, passed in ((-30, 6), (-2, 5), (2, 4)):
            ScoreChange.objects.create(
                organization=organization, repository=orders, at=SINCE + timedelta(hours=hours),
                passed=passed, decided=8, covered=8, judged=10, level="foundation",
                compliance="not_compliant", protocol="backend", protocol_version="1.0",
            )  # fmt: skip
        Repository.objects.filter(pk=orders.pk).update(passed=4)

        assert (part(mara, Whose.TEAM).was, part(mara, Whose.TEAM).score) == (5 / 8, 4 / 8)
        assert part(olga, Whose.ALL).was == 5 / 8

    def test_teams_in_which_nothing_changed_are_named(
        self, organization: Organization, orders: Repository, mara: Person
    ) -> None:
        other = make_team(organization, "Ledger")
        make_repository(organization, "ledger", team=other)
        Membership.objects.create(
            organization=organization, team=other, person=mara, is_maintainer=True
        )
        make_transition(orders, "linted", "pass", "fail", at=YESTERDAY)

        digest = told(mara)

        assert digest is not None
        assert [team.name for team in digest.quiet] == ["Ledger"]

    def test_who_manages_many_teams_is_told_of_the_others_in_a_line(
        self, organization: Organization, mara: Person
    ) -> None:
        for number in range(6):
            team = make_team(organization, f"T{number}")
            repository = make_repository(organization, f"r{number}", team=team)
            Membership.objects.create(
                organization=organization, team=team, person=mara, is_maintainer=True
            )
            for key in range(number + 1):
                make_transition(repository, f"c{key}", "pass", "fail", at=YESTERDAY)

        digest = told(mara)

        assert digest is not None
        assert [each.team.name for each in digest.parts if each.team] == ["T5", "T4", "T3"]
        assert [(line.team.name, line.worse) for line in digest.lines] == [
            ("T2", 3),
            ("T1", 2),
            ("T0", 1),
        ]
        assert [team.name for team in digest.quiet] == ["Payments"]


class TestWaivers:
    @pytest.mark.parametrize(
        ("days", "decided", "is_told"),
        [(13, LONG_AGO, True), (6, LONG_AGO, False), (6, YESTERDAY, True), (15, YESTERDAY, False)],
    )
    def test_one_that_newly_ends_soon_is_a_change(
        self, orders: Repository, mara: Person, dev: Person, days: int, decided: object,
        is_told: bool,
    ) -> None:  # fmt: skip
        result = make_result(orders, "linted", "fail")
        made = make_excuse(
            result, dev, state="approved", decided_by=mara, decided_at=decided,
            until=(NOW + timedelta(days=days)).date(),
        )  # fmt: skip

        assert (told(mara) is not None) == is_told
        if is_told:
            (lapse,) = part(mara, Whose.TEAM).lapsing
            assert (lapse.pk, lapse.until, lapse.is_new) == (made.pk, made.until, True)

    def test_one_that_was_told_of_accompanies_a_change(
        self, orders: Repository, mara: Person, dev: Person
    ) -> None:
        result = make_result(orders, "linted", "fail")
        make_excuse(
            result, dev, state="approved", decided_by=mara, decided_at=LONG_AGO,
            until=(NOW + timedelta(days=3)).date(),
        )  # fmt: skip
        make_transition(orders, "tested", "pass", "fail", at=YESTERDAY)

        (lapse,) = part(mara, Whose.TEAM).lapsing

        assert not lapse.is_new


class TestDevelopers:
    def test_new_gaps_come_with_what_to_do(self, orders: Repository, dev: Person) -> None:
        make_result(orders, "linted", "fail", remedy="Run the\nlinter in CI.\n\n- Express: so.")
        make_transition(orders, "linted", "pass", "fail", at=YESTERDAY)

        (gap,) = part(dev, Whose.OWN).changed.worse

        assert gap.to_do == "Run the linter in CI."

    def test_others_repositories_are_no_business_of_theirs(
        self, organization: Organization, dev: Person
    ) -> None:
        other = make_repository(organization, "billing", team=make_team(organization, "Billing"))
        make_transition(other, "linted", "pass", "fail", at=YESTERDAY)

        assert told(dev) is None


class TestOwners:
    def test_all_teams_are_told_of_in_a_line(
        self, organization: Organization, orders: Repository, olga: Person
    ) -> None:
        make_transition(orders, "linted", "pass", "fail", at=YESTERDAY)
        nobodys = make_repository(organization, "stray")
        make_transition(nobodys, "linted", "fail", "waived", at=YESTERDAY)

        digest = told(olga)

        assert digest is not None
        (whole,) = digest.parts
        assert whole.whose is Whose.ALL
        assert whole.changed.counts == {Kind.WORSE: 1, Kind.EXCUSED: 1}
        assert whole.changed.rest == 1
        assert [(line.team.name, line.worse) for line in digest.lines] == [("Payments", 1)]
