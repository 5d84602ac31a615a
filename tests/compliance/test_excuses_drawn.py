"""Whatever results and excuses there are: what always holds of how they stand."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from compliance.checks.base import (
    Evidence,
    Finding,
    Outcome,
)
from compliance.evaluate import CheckResult
from compliance.excuses import (
    Excuse,
)
from compliance.scoring import ExcuseKind, Standing
from tests.compliance.excused_results import (
    KEY,
    PLACES,
    TODAY,
    result,
    stood,
)

COMPONENTS = st.sampled_from(["api", "web"])
PLACE = st.sampled_from(PLACES).map(Evidence) | st.just(
    Evidence("#7 src/a.ts", url="https://github.example.com/7")
)
FINDINGS = st.builds(
    Finding,
    st.sampled_from(Outcome),
    st.sampled_from(["one", "other"]),
    st.lists(PLACE, max_size=4).map(tuple),
)
RESULTS = st.builds(
    lambda findings, attestable: result(*findings.items(), attestable=attestable),
    st.dictionaries(COMPONENTS, FINDINGS, min_size=1),
    st.booleans(),
)
EXCUSES = st.lists(
    st.builds(
        Excuse,
        st.integers(1, 9),
        st.sampled_from(ExcuseKind),
        st.sampled_from([KEY, "other"]),
        st.dates(TODAY - timedelta(days=2), TODAY + timedelta(days=2)),
        st.sampled_from(["", "api", "web"]),
        st.sampled_from([(), ("src/",), ("legacy/",), ("**/*.ts",), ("src/a.ts", "c.ts")]),
    ),
    max_size=5,
    unique_by=lambda each: each.number,
)
DAYS = st.dates(TODAY - timedelta(days=3), TODAY + timedelta(days=3))


class TestAlways:
    """What holds whatever is asked and approved."""

    @given(RESULTS, DAYS)
    def test_without_excuses_a_result_counts_as_it_is(self, asked: CheckResult, day: date) -> None:
        found = stood(asked, day=day)

        assert (found.standing, found.message) == (asked.outcome.value, asked.message)
        assert tuple(each.evidence for each in found.places) == asked.evidence
        assert found.rests_on == ()

    @given(RESULTS, EXCUSES, DAYS)
    def test_an_ended_one_might_as_well_not_be(
        self, asked: CheckResult, excuses: list[Excuse], day: date
    ) -> None:
        lasting = [each for each in excuses if each.until >= day]

        assert stood(asked, *excuses, day=day) == stood(asked, *lasting, day=day)

    @given(RESULTS, EXCUSES)
    def test_all_end(self, asked: CheckResult, excuses: list[Excuse]) -> None:
        assert stood(asked, *excuses, day=date.max) == stood(asked, day=date.max)

    @given(RESULTS, EXCUSES, st.integers(0))
    def test_another_one_takes_no_standing_away(
        self, asked: CheckResult, excuses: list[Excuse], without: int
    ) -> None:
        fewer = [each for index, each in enumerate(excuses) if index != without % 5]

        for less, more in zip(
            stood(asked, *fewer).components, stood(asked, *excuses).components, strict=True
        ):
            assert more.standing.holds or not less.standing.holds

    @given(RESULTS, EXCUSES)
    def test_the_order_of_excuses_does_not_matter(
        self, asked: CheckResult, excuses: list[Excuse]
    ) -> None:
        assert stood(asked, *excuses) == stood(asked, *reversed(excuses))

    @given(RESULTS, EXCUSES)
    def test_what_is_excused_says_by_what_and_nothing_else_does(
        self, asked: CheckResult, excuses: list[Excuse]
    ) -> None:
        found = stood(asked, *excuses)

        assert bool(found.rests_on) == found.standing.is_excused
        numbers = {each.number: each for each in excuses}
        for component in found.components:
            assert bool(component.rests_on) == component.standing.is_excused
            by = [numbers[number] for number in component.rests_on]
            assert all(each.check == KEY and each.until >= TODAY for each in by)
            assert all(each.concerns(component.said.path) for each in by)
            outcome = component.said.finding.outcome
            if component.standing is Standing.WAIVED:
                assert outcome is Outcome.FAIL
            elif component.standing is Standing.ATTESTED:
                assert outcome in (Outcome.FAIL, Outcome.UNKNOWN)
                assert asked.check.attestable
            else:
                assert component.standing == outcome.value

    @given(RESULTS, EXCUSES)
    def test_only_waivers_for_all_places_waive_where_one_is_left(
        self, asked: CheckResult, excuses: list[Excuse]
    ) -> None:
        for component in stood(asked, *excuses).components:
            left = [each for each in component.places if each.waived_by is None]
            if component.standing is Standing.WAIVED and left:
                whole = {each.number for each in excuses if not each.paths}
                assert set(component.rests_on) <= whole
            if component.standing is Standing.FAIL:
                assert left or not component.places

    @given(RESULTS, EXCUSES)
    def test_a_repository_holds_where_each_component_does(
        self, asked: CheckResult, excuses: list[Excuse]
    ) -> None:
        found = stood(asked, *excuses)
        each = {component.standing for component in found.components}

        assert found.standing in each
        assert (found.standing is Standing.FAIL) == (Standing.FAIL in each)
        applicable = each - {Standing.NOT_APPLICABLE}
        assert found.standing.holds == (bool(applicable) and all(one.holds for one in applicable))
