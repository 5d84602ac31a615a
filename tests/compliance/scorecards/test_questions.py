"""What the pages ask of stored results: sums, gaps, changes, by team and by section."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db.models import QuerySet

from compliance import sight
from compliance.models import CheckResult, DailyScore, Organization, Team
from compliance.scorecards import daily, kept, questions
from compliance.scorecards.questions import Section
from compliance.scorecards.scope import Scope
from compliance.scoring import Level, Weights
from tests.compliance.scorecards import afresh
from tests.factories import NOW, make_repository, make_result, make_team, note


@pytest.fixture
def team(organization: Organization) -> Team:
    return make_team(organization)


def results() -> QuerySet[CheckResult]:
    return CheckResult.objects.all()


class TestStanding:
    def test_of_nothing(self, organization: Organization) -> None:
        found = questions.standing(organization.repositories.all())

        assert found == questions.NOTHING
        assert (found.weights.score, found.weights.coverage) == (None, None)

    def test_is_the_sum_of_weights_and_no_mean_of_scores(self, organization: Organization) -> None:
        make_repository(organization, "a", passed=1, decided=1, covered=1, judged=1)
        make_repository(organization, "b", passed=0, decided=9, covered=9, judged=10)

        found = questions.standing(organization.repositories.all())

        assert found.weights == Weights(1, 10, 10, 11)
        assert found.weights.score == pytest.approx(0.1)

    def test_counts_levels_and_compliance(self, organization: Organization) -> None:
        make_repository(organization, "a", level="exemplary", compliance="compliant")
        make_repository(organization, "b", level="", compliance="not_compliant")
        make_repository(organization, "c", level="", compliance="not_established")
        make_repository(
            organization, "nothing applies", slug="n", level="", compliance="not_established",
            passed=0, decided=0, covered=0, judged=0,
        )  # fmt: skip

        found = questions.standing(organization.repositories.all())

        assert found.levels == {
            Level.EXEMPLARY: 1, Level.STANDARD: 0, Level.FOUNDATION: 0, None: 2
        }  # fmt: skip
        assert (found.compliant, found.not_compliant, found.not_established) == (1, 1, 2)
        assert found.repositories == 4

    def test_of_each_team(self, organization: Organization, team: Team) -> None:
        other = make_team(organization, "Logistics")
        shared = make_repository(organization, "shared", team=team)
        shared.ownerships.create(organization=organization, team=other, found_by="settings")
        make_repository(organization, "own", team=team, passed=1, decided=2, covered=2, judged=2)
        make_repository(organization, "nobody's", slug="nobodys")
        idle = make_team(organization, "Idle")

        found = questions.team_standings(organization.repositories.all())

        assert found[team.pk].weights == Weights(7, 10, 10, 12)
        assert (found[team.pk].repositories, found[other.pk].repositories) == (2, 1)
        assert idle.pk not in found


class TestGaps:
    def test_the_furthest_reaching_first(self, organization: Organization) -> None:
        for name in ("a", "b"):
            repository = make_repository(organization, name)
            make_result(repository, "exemplary-twice", "fail", level="exemplary")
            make_result(repository, "foundation-once", "fail" if name == "a" else "pass")
            make_result(repository, "passes", "pass")
            make_result(repository, "not-asked", "not_applicable")

        found = questions.gaps(afresh.tallied(results()))

        assert [(gap.key, gap.failing, gap.applicable, gap.reach) for gap in found] == [
            ("foundation-once", 1, 2, 3),
            ("exemplary-twice", 2, 2, 2),
        ]
        assert questions.gaps(afresh.tallied(results()), at_most=1) == found[:1]

    def test_of_those_that_reach_as_far_what_fewest_fail_stands_first(
        self, organization: Organization
    ) -> None:
        for name in ("a", "b", "c"):
            repository = make_repository(organization, name)
            make_result(repository, "a-thrice", "fail", level="exemplary", position=1)
            for key, position in (("z-once", 2), ("b-once", 3)):
                make_result(repository, key, "fail" if name == "a" else "pass", position=position)

        found = questions.gaps(afresh.tallied(results()))

        assert [gap.key for gap in found] == ["z-once", "b-once", "a-thrice"]

    def test_what_is_excused_is_no_gap(self, organization: Organization) -> None:
        make_result(make_repository(organization, "a"), "linted", "fail")
        for name, counts_as in (("b", "waived"), ("c", "attested")):
            repository = make_repository(organization, name)
            make_result(repository, "linted", "fail", standing=counts_as, excuses=[7])
            make_result(repository, "tested", "fail", standing=counts_as, excuses=[7])

        (gap,) = questions.gaps(afresh.tallied(results()))

        assert (gap.key, gap.failing, gap.applicable) == ("linted", 1, 3)

    def test_only_of_what_counts(self, organization: Organization) -> None:
        make_result(make_repository(organization, gone_since=NOW), "gone", "fail")

        assert questions.gaps(afresh.tallied(results())) == []

    def test_one_check_that_protocols_place_differently_is_one_gap(
        self, organization: Organization
    ) -> None:
        for name in ("a", "b"):
            make_result(make_repository(organization, name), "linted", "fail")
        elsewhere = {"clause": "own:1.1", "level": "exemplary", "title": "Another"}
        make_result(make_repository(organization, "c"), "linted", "fail", **elsewhere)

        (gap,) = questions.gaps(afresh.tallied(results()))

        assert (gap.clause, gap.title) == ("backend:2.2", "Title of linted")
        assert (gap.failing, gap.applicable, gap.reach) == (3, 3, 7)


class TestChecks:
    def test_counts_outcomes_and_the_oldest_failure(self, organization: Organization) -> None:
        for number, outcome in enumerate(("fail", "fail", "pass", "unknown", "not_applicable")):
            repository = make_repository(organization, f"r{number}")
            since = NOW - timedelta(days=number)
            make_result(repository, "linted", outcome, since=since)

        (found,) = questions.checks(afresh.tallied(results()))

        assert found.counts == {
            "fail": 2, "unknown": 1, "waived": 0, "attested": 0, "pass": 1, "not_applicable": 1
        }  # fmt: skip
        assert found.failing_since == NOW - timedelta(days=1)
        assert found.score == pytest.approx(1 / 3)

    def test_what_is_excused_counts_as_such(self, organization: Organization) -> None:
        for number, counts_as in enumerate(("fail", "waived", "attested", "pass")):
            repository = make_repository(organization, f"r{number}")
            outcome = "pass" if counts_as == "pass" else "fail"
            by = [7] if counts_as in ("waived", "attested") else []
            since = NOW - timedelta(days=number)
            make_result(repository, "linted", outcome, standing=counts_as, excuses=by, since=since)

        (found,) = questions.checks(afresh.tallied(results()))

        assert {name for name, count in found.counts.items() if count} == {
            "fail", "waived", "attested", "pass"
        }  # fmt: skip
        assert found.failing_since == NOW, "and not since what is waived began"
        assert found.score == pytest.approx(2 / 3), "attested counts as passed, waived not at all"

    def test_in_the_order_of_the_protocol(self, organization: Organization) -> None:
        repository = make_repository(organization)
        make_result(repository, "second", "pass", position=5)
        make_result(repository, "first", "unknown", position=2)

        found = questions.checks(afresh.tallied(results()))

        assert [each.key for each in found] == ["first", "second"]
        assert (found[0].score, found[0].failing_since) == (None, None)

    def test_of_a_team(self, organization: Organization, team: Team) -> None:
        make_result(make_repository(organization, "theirs", team=team), "linted", "pass")
        make_result(make_repository(organization, "others"), "linted", "fail")

        (found,) = questions.checks(
            afresh.tallied(results().filter(repository__ownerships__team=team))
        )

        assert found.counts["pass"] == 1
        assert found.counts["fail"] == 0

    def test_one_check_that_protocols_place_differently_is_one(
        self, organization: Organization
    ) -> None:
        make_result(make_repository(organization, "a"), "linted", "fail", since=NOW)
        make_result(make_repository(organization, "b"), "linted", "pass")
        earlier = NOW - timedelta(days=9)
        make_result(
            make_repository(organization, "c"), "linted", "fail", clause="own:1.1", since=earlier
        )

        (found,) = questions.checks(afresh.tallied(results()))

        assert (found.clause, found.counts["fail"], found.counts["pass"]) == ("backend:2.2", 2, 1)
        assert found.failing_since == earlier


def test_the_trend_has_the_days_of_twelve_weeks(organization: Organization, team: Team) -> None:
    make_repository(organization, team=team)
    today = date(2026, 11, 25)
    for days in (0, 1, 83, 84):
        daily.note_day(organization, today - timedelta(days=days))

    organization.noted_on = today
    found = kept.now(scope(organization, team))

    assert [day for day, _ in found.line] == [
        today - timedelta(days=83), today - timedelta(days=1), today
    ]  # fmt: skip
    assert found.line[-1] == (today, Weights(6, 8, 8, 10))
    assert kept.now(scope(organization)).line == found.line


def scope(organization: Organization, team: Team | None = None) -> Scope:
    return Scope(sight.of_administrator(organization), team)


def make_day(organization: Organization, team: Team | None, day: date, passed: int) -> None:
    DailyScore.objects.create(
        organization=organization, team=team, day=day, audience="all", repositories=1,
        passed=passed, decided=10, covered=10, judged=10 if passed else 0,
        exemplary=0, standard=0, foundation=0, below=1, not_established=0,
    )  # fmt: skip


def test_how_scores_moved_in_a_week(organization: Organization, team: Team) -> None:
    today = organization.noted_on = NOW.date()
    for days, of_all, of_team in ((9, 1, 1), (8, 4, 9), (7, 5, 4), (3, 1, 1), (1, 3, 6), (0, 7, 6)):
        make_day(organization, None, today - timedelta(days=days), of_all)
        make_day(organization, team, today - timedelta(days=days), of_team)
    make_day(organization, make_team(organization, "New"), today, 5)

    found = kept.now(scope(organization))

    assert found.moved == {team.pk: pytest.approx(-0.3)}
    assert [sums.passed for _, sums in found.line] == [1, 4, 5, 1, 3, 7]
    assert found.standing.weights == Weights(7, 10, 10, 10)


def test_until_a_day_is_noted_the_one_before_counts(organization: Organization, team: Team) -> None:
    today = NOW.date()
    organization.noted_on = today - timedelta(days=1)
    for days, passed in ((9, 5), (8, 9), (1, 6)):
        make_day(organization, team, today - timedelta(days=days), passed)

    found = kept.now(scope(organization))

    assert found.moved == {team.pk: pytest.approx(0.1)}
    assert found.teams[team.pk].weights.passed == 6


def test_the_heat_map_has_the_weights_of_each_section(
    organization: Organization, team: Team
) -> None:
    repository = make_repository(organization, team=team)
    make_result(repository, "a", "pass", clause="backend:2.1")
    make_result(repository, "b", "fail", clause="backend:2.2", level="standard")
    make_result(repository, "c", "unknown", clause="backend:2.3", level="exemplary")
    make_result(repository, "d", "not_applicable", clause="backend:2.4")
    make_result(repository, "e", "pass", clause="backend:20.1")
    make_result(repository, "f", "fail", clause="backend:2.1", standing="waived", excuses=[7])
    make_result(repository, "g", "unknown", clause="backend:2.1", standing="attested", excuses=[8])
    make_result(make_repository(organization, "nobodys"), "a", "fail", clause="backend:2.1")
    make_team(organization, "Idle")
    sections = [Section(f"backend:{number}", str(number)) for number in (20, 2, 3)]

    note(organization)
    found = questions.heat_map(scope(organization), [team], sections)

    assert found == {team.pk: (Weights(3, 3, 3, 3), Weights(6, 8, 11, 12), Weights())}


@pytest.mark.parametrize(
    ("clause", "section"),
    [("backend:3.1", "backend:3"), ("backend:3", "backend:3"), ("own:A.1.2", "own:A")],
)
def test_the_section_of_a_clause(clause: str, section: str) -> None:
    assert questions.section_of(clause) == section


def test_the_level_ranks_from_below_foundation_to_exemplary(organization: Organization) -> None:
    for level in ("exemplary", "", "standard", "foundation"):
        make_repository(organization, level or "below", level=level)
    make_repository(organization, "nothing", level="", passed=0, decided=0, covered=0, judged=0)

    ranked = organization.repositories.with_level_rank().order_by("level_rank", "name")

    assert [(each.name, each.level_rank) for each in ranked] == [  # type: ignore[attr-defined]
        ("below", 0), ("foundation", 1), ("standard", 2), ("exemplary", 3), ("nothing", None)
    ]  # fmt: skip
