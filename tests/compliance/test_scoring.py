"""Score, coverage, level and compliance, as the words are defined for people."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.checks.base import Outcome
from compliance.scoring import (
    Compliance,
    ExcuseKind,
    Level,
    Scored,
    Standing,
    Weights,
    score,
    standing,
    weigh,
)

LEVELS = {"F": Level.FOUNDATION, "S": Level.STANDARD, "E": Level.EXEMPLARY}
STANDINGS = {
    "pass": Standing.PASS,
    "fail": Standing.FAIL,
    "unknown": Standing.UNKNOWN,
    "n/a": Standing.NOT_APPLICABLE,
    "waived": Standing.WAIVED,
    "attested": Standing.ATTESTED,
}
RESULTS = st.lists(st.builds(Scored, st.sampled_from(Level), st.sampled_from(Standing)))


def results(text: str) -> list[Scored]:
    """Results as they are written here: "F pass, S fail"."""
    words = (each.split() for each in text.split(", ") if each)
    return [Scored(LEVELS[level], STANDINGS[how]) for level, how in words]


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("F pass", Fraction(1)),
        ("F fail", Fraction(0)),
        ("F pass, S fail", Fraction(3, 5)),
        ("F fail, S pass", Fraction(2, 5)),
        ("S fail, E pass", Fraction(1, 3)),
        ("F pass, F fail, S pass, E pass", Fraction(6, 9)),
        # Attested counts as passed; what is waived, unknown or not applicable is in neither sum.
        ("F attested, S fail", Fraction(3, 5)),
        ("F waived, S fail, E pass", Fraction(1, 3)),
        ("F unknown, S fail, E pass", Fraction(1, 3)),
        ("F n/a, S fail, E pass", Fraction(1, 3)),
        # Nothing decided is no score.
        ("", None),
        ("F unknown", None),
        ("F waived, S unknown, E n/a", None),
    ],
)
def test_the_score_is_the_decided_weight_that_passed(text: str, share: Fraction | None) -> None:
    weights = score(results(text)).weights

    assert weights.score == (None if share is None else pytest.approx(float(share)))


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("F pass, S fail, E pass", Fraction(1)),
        ("F waived, S attested", Fraction(1)),
        ("F unknown, S fail, E pass", Fraction(3, 6)),
        ("F unknown", Fraction(0)),
        ("F unknown, S n/a, E pass", Fraction(1, 4)),
        ("F n/a", None),
        ("", None),
    ],
)
def test_coverage_is_the_applicable_weight_that_is_known(text: str, share: Fraction | None) -> None:
    weights = score(results(text)).weights

    assert weights.coverage == (None if share is None else pytest.approx(float(share)))


@pytest.mark.parametrize(
    ("text", "level", "compliance"),
    [
        ("F pass, S pass, E pass", "exemplary", "compliant"),
        ("F pass, S pass, E fail", "standard", "compliant"),
        ("F pass, S pass, E unknown", "standard", "compliant"),
        ("F pass, S fail, E pass", "foundation", "not_compliant"),
        ("F fail, S pass, E pass", None, "not_compliant"),
        # One of several is enough to stay below.
        ("F pass, F fail, S pass", None, "not_compliant"),
        ("F pass, S pass, S fail", "foundation", "not_compliant"),
        # An approved excuse holds the level.
        ("F waived, S attested, E pass", "exemplary", "compliant"),
        # Undecided: not established, which is no failure, unless something required fails.
        ("F unknown, S pass", None, "not_established"),
        ("F pass, S unknown", "foundation", "not_established"),
        ("F unknown, S fail", None, "not_compliant"),
        # A level without an applicable check is no obstacle.
        ("S pass", "exemplary", "compliant"),
        ("E pass", "exemplary", "compliant"),
        ("E fail", "standard", "compliant"),
        ("F n/a, S pass, E n/a", "exemplary", "compliant"),
        # Where nothing applies there is nothing to say.
        ("F n/a, S n/a", None, "not_established"),
        ("", None, "not_established"),
    ],
)
def test_level_and_compliance(text: str, level: str | None, compliance: str) -> None:
    found = score(results(text))

    assert (found.level, found.compliance) == (level, compliance)


def test_required_failures_and_unknowns_are_counted() -> None:
    found = score(results("F fail, S fail, E fail, F unknown, E unknown, S waived, S n/a"))

    assert (found.required_failures, found.required_unknowns) == (2, 1)


@pytest.mark.parametrize(
    ("outcome", "excuses", "counts_as"),
    [
        (Outcome.FAIL, (), Standing.FAIL),
        (Outcome.FAIL, (ExcuseKind.WAIVER,), Standing.WAIVED),
        (Outcome.FAIL, (ExcuseKind.ATTESTATION,), Standing.ATTESTED),
        # Both: somebody vouches that the clause holds, so it need not be excused.
        (Outcome.FAIL, (ExcuseKind.WAIVER, ExcuseKind.ATTESTATION), Standing.ATTESTED),
        (Outcome.UNKNOWN, (), Standing.UNKNOWN),
        (Outcome.UNKNOWN, (ExcuseKind.WAIVER,), Standing.UNKNOWN),
        (Outcome.UNKNOWN, (ExcuseKind.ATTESTATION,), Standing.ATTESTED),
        (Outcome.PASS, (ExcuseKind.WAIVER, ExcuseKind.ATTESTATION), Standing.PASS),
        (
            Outcome.NOT_APPLICABLE,
            (ExcuseKind.WAIVER, ExcuseKind.ATTESTATION),
            Standing.NOT_APPLICABLE,
        ),
    ],
)
def test_what_an_excuse_makes_of_an_outcome(
    outcome: Outcome, excuses: tuple[ExcuseKind, ...], counts_as: Standing
) -> None:
    assert standing(outcome, excuses) is counts_as


def test_weights_times_a_number_are_as_many_of_them_together() -> None:
    weights = Weights(1, 2, 3, 5)

    assert weights * 3 == weights + weights + weights
    assert weights * 0 == Weights()


def test_the_weights() -> None:
    assert {level: level.weight for level in Level} == {
        Level.FOUNDATION: 3,
        Level.STANDARD: 2,
        Level.EXEMPLARY: 1,
    }
    assert [level for level in Level if level.required] == [Level.FOUNDATION, Level.STANDARD]


@given(st.lists(RESULTS))
def test_a_team_is_the_sum_of_its_repositories(repositories: list[list[Scored]]) -> None:
    total = sum((score(each).weights for each in repositories), Weights())

    assert total == score([each for results in repositories for each in results]).weights


@given(RESULTS)
def test_shares_lie_between_none_and_all(scored: list[Scored]) -> None:
    weights = score(scored).weights

    for part in (weights.passed, weights.decided, weights.covered, weights.judged):
        assert type(part) is int
    assert 0 <= weights.passed <= weights.decided <= weights.covered <= weights.judged
    assert weights.score is None or 0 <= weights.score <= 1
    assert weights.coverage is None or 0 <= weights.coverage <= 1
    assert (weights.score is None) == (weights.decided == 0)


@given(RESULTS, st.randoms())
def test_the_order_of_results_means_nothing(scored: list[Scored], random: Random) -> None:
    shuffled = scored[:]
    random.shuffle(shuffled)

    assert score(shuffled) == score(scored)


@given(RESULTS)
def test_what_does_not_apply_changes_nothing(scored: list[Scored]) -> None:
    applicable = [each for each in scored if each.standing is not Standing.NOT_APPLICABLE]

    assert score(applicable) == score(scored)


@given(RESULTS, st.sampled_from(Level))
def test_attested_counts_as_passed(scored: list[Scored], level: Level) -> None:
    assert score([*scored, Scored(level, Standing.ATTESTED)]) == score(
        [*scored, Scored(level, Standing.PASS)]
    )


@given(RESULTS, st.sampled_from(Level))
def test_waived_is_in_neither_sum_of_the_score(scored: list[Scored], level: Level) -> None:
    with_waiver = score([*scored, Scored(level, Standing.WAIVED)]).weights

    assert with_waiver.score == score(scored).weights.score
    assert with_waiver.judged == score(scored).weights.judged + level.weight


@given(RESULTS)
def test_compliant_means_standard_or_better(scored: list[Scored]) -> None:
    found = score(scored)

    assert (found.compliance is Compliance.COMPLIANT) == (
        found.level in (Level.STANDARD, Level.EXEMPLARY)
    )
    assert (found.compliance is Compliance.NOT_COMPLIANT) == (found.required_failures > 0)


@given(RESULTS, st.data())
def test_mending_one_failure_lowers_nothing(scored: list[Scored], data: st.DataObject) -> None:
    failures = [at for at, each in enumerate(scored) if each.standing is Standing.FAIL]
    if not failures:
        return
    at = data.draw(st.sampled_from(failures))
    mended = [*scored[:at], Scored(scored[at].level, Standing.PASS), *scored[at + 1 :]]
    order = [None, *Level]

    before, after = score(scored), score(mended)

    assert order.index(after.level) >= order.index(before.level)
    assert after.weights.passed > before.weights.passed
    assert after.weights.decided == before.weights.decided


def test_what_one_result_weighs() -> None:
    assert {how: weigh(Scored(Level.STANDARD, how)) for how in Standing} == {
        Standing.PASS: Weights(2, 2, 2, 2),
        Standing.ATTESTED: Weights(2, 2, 2, 2),
        Standing.FAIL: Weights(0, 2, 2, 2),
        Standing.WAIVED: Weights(0, 0, 2, 2),
        Standing.UNKNOWN: Weights(0, 0, 0, 2),
        Standing.NOT_APPLICABLE: Weights(),
    }
