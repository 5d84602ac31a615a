"""How results stand under waivers and attestations, on which day, and which of them do it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from compliance.checks.base import (
    MAX_EVIDENCE,
    Evidence,
    Finding,
    Outcome,
    failed,
    not_applicable,
    passed,
    unknown,
)
from compliance.evaluate import Judgement
from compliance.excuses import (
    MAX_PATTERN,
    NOT_ATTESTED,
    Excuse,
    Stood,
    is_pattern,
    pattern_of,
    scored,
    stand,
)
from compliance.extract.codeowners import matcher
from compliance.protocol import Coverage, CoveredBy
from compliance.scoring import ExcuseKind, Level, Scored, Standing
from tests.compliance.excused_results import (
    TODAY,
    TOMORROW,
    attestation,
    result,
    stood,
    waiver,
)


class TestWhole:
    """Excuses for all of a check."""

    @pytest.mark.parametrize(
        ("attestable", "excuses", "counts_as", "rests_on"),
        [
            (False, (), Standing.FAIL, ()),
            (False, (waiver(),), Standing.WAIVED, (1,)),
            (False, (attestation(),), Standing.FAIL, ()),
            (False, (attestation(1), waiver(2)), Standing.WAIVED, (2,)),
            (True, (attestation(),), Standing.ATTESTED, (1,)),
            (True, (waiver(1), attestation(2)), Standing.ATTESTED, (2,)),
        ],
    )
    def test_a_fail(
        self,
        attestable: bool,
        excuses: tuple[Excuse, ...],
        counts_as: Standing,
        rests_on: tuple[int, ...],
    ) -> None:
        found = stood(result(failed("bad", "a.ts"), attestable=attestable), *excuses)

        assert (found.standing, found.rests_on) == (counts_as, rests_on)
        assert (found.outcome, found.message) == (Outcome.FAIL, "bad")
        assert [each.evidence.path for each in found.places] == ["a.ts"]

    def test_what_could_not_be_told_can_be_attested_and_not_waived(self) -> None:
        undecided = result(unknown("no permission"), attestable=True)

        assert stood(undecided, attestation()).standing is Standing.ATTESTED
        assert stood(undecided, waiver()).standing is Standing.UNKNOWN
        assert stood(result(unknown("?")), attestation()).standing is Standing.UNKNOWN

    @pytest.mark.parametrize("finding", [passed("good"), not_applicable("none here")])
    def test_what_passes_or_does_not_apply_needs_none(self, finding: Finding) -> None:
        found = stood(result(finding, attestable=True), waiver(1), attestation(2))

        assert found.standing == finding.outcome.value
        assert found.rests_on == ()

    def test_one_for_another_check_changes_nothing(self) -> None:
        other = Excuse(1, ExcuseKind.WAIVER, "other", TODAY)

        assert stood(result(failed("bad")), other).standing is Standing.FAIL

    def test_it_counts_to_its_last_day_and_not_a_day_longer(self) -> None:
        failing = result(failed("bad"))

        assert stood(failing, waiver(until=TODAY), day=TODAY).standing is Standing.WAIVED
        assert stood(failing, waiver(until=TODAY), day=TOMORROW).standing is Standing.FAIL

    def test_of_several_the_one_that_lasts_longest_is_named(self) -> None:
        found = stood(result(failed("bad")), waiver(1), waiver(2, TOMORROW), waiver(3))

        assert found.rests_on == (2,)


class TestComponents:
    """Each component stands for itself."""

    def test_one_for_a_component_leaves_the_others(self) -> None:
        asked = result(("api", failed("bad")), ("web", failed("bad")))

        found = stood(asked, waiver(component="api"))

        assert [each.standing for each in found.components] == [Standing.WAIVED, Standing.FAIL]
        assert (found.standing, found.message) == (Standing.FAIL, "web: bad")
        assert found.rests_on == ()

    @pytest.mark.parametrize(
        ("other", "counts_as", "message"),
        [
            (failed("worse"), Standing.FAIL, "web: worse"),
            (unknown("odd"), Standing.UNKNOWN, "web: odd"),
            (passed("good"), Standing.WAIVED, "api: bad"),
            (not_applicable("none"), Standing.WAIVED, "api: bad"),
        ],
    )
    def test_no_excuse_hides_behind_another_component(
        self, other: Finding, counts_as: Standing, message: str
    ) -> None:
        found = stood(result(("api", failed("bad")), ("web", other)), waiver(component="api"))

        assert (found.standing, found.message) == (counts_as, message)

    def test_a_full_stop_is_the_root_alone(self) -> None:
        asked = result((".", failed("bad")), ("web", failed("bad")))

        found = stood(asked, waiver(component="."))

        assert [each.standing for each in found.components] == [Standing.WAIVED, Standing.FAIL]

    def test_each_can_have_its_own(self) -> None:
        asked = result(("api", failed("bad")), ("web", unknown("odd")), attestable=True)

        found = stood(asked, waiver(1, component="api"), attestation(2, component="web"))

        assert [each.rests_on for each in found.components] == [(1,), (2,)]
        assert (found.standing, found.rests_on) == (Standing.WAIVED, (1,))

    def test_one_for_a_component_that_is_gone_counts_for_nothing(self) -> None:
        assert stood(result(failed("bad")), waiver(component="gone")).standing is Standing.FAIL


class TestPaths:
    """Waivers for places."""

    def test_a_fail_all_of_whose_places_are_waived_is(self) -> None:
        found = stood(
            result(failed("2 of 9", "legacy/a.ts", "src/old.ts")),
            waiver(1, paths=("legacy/",)),
            waiver(2, paths=("src/old.ts", "src/older.ts")),
        )

        assert (found.standing, found.rests_on) == (Standing.WAIVED, (1, 2))
        assert [each.waived_by for each in found.places] == [1, 2]

    def test_one_place_that_is_not_keeps_it_a_fail_and_is_shown_first(self) -> None:
        found = stood(
            result(failed("2 of 9", "legacy/a.ts", "src/new.ts")), waiver(paths=("legacy/",))
        )

        assert (found.standing, found.rests_on) == (Standing.FAIL, ())
        assert [(each.evidence.path, each.waived_by) for each in found.places] == [
            ("src/new.ts", None), ("legacy/a.ts", 1)
        ]  # fmt: skip

    def test_it_is_told_from_all_places_and_not_from_those_that_are_kept(self) -> None:
        places = [f"legacy/{number}.ts" for number in range(MAX_EVIDENCE + 10)]
        for_legacy = waiver(paths=("legacy/**",))

        waived = stood(result(failed("many", *places)), for_legacy)
        failing = stood(result(failed("many", *places, "src/new.ts")), for_legacy)

        assert waived.standing is Standing.WAIVED
        assert failing.standing is Standing.FAIL
        assert len(waived.places) == len(failing.places) == MAX_EVIDENCE
        assert failing.places[0].evidence.path == "src/new.ts"

    def test_a_fail_that_names_no_place_is_not_waived_by_one(self) -> None:
        assert stood(result(failed("no licence")), waiver(paths=("a.ts",))).standing is (
            Standing.FAIL
        )

    def test_what_is_no_file_is_at_no_path(self) -> None:
        request = Evidence("#7 legacy", url="https://github.example.com/acme/a/pull/7")

        found = stood(result(failed("1 of 3", request)), waiver(paths=("*legacy",)))

        assert found.standing is Standing.FAIL

    def test_an_attestation_is_for_no_place(self) -> None:
        asked = result(failed("bad", "a.ts"), attestable=True)

        assert stood(asked, attestation(paths=("a.ts",))).standing is Standing.FAIL

    def test_one_for_a_component_is_for_its_places_alone(self) -> None:
        asked = result(("api", failed("bad", "lib/a.ts")), ("web", failed("bad", "lib/a.ts")))

        found = stood(asked, waiver(component="api", paths=("lib/",)))

        assert [each.standing for each in found.components] == [Standing.WAIVED, Standing.FAIL]
        assert [each.waived_by for each in found.places] == [None]

    def test_places_of_what_does_not_fail_are_left_alone(self) -> None:
        found = stood(result(passed("good", "legacy/a.ts")), waiver(paths=("legacy/",)))

        assert [each.waived_by for each in found.places] == [None]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("legacy/", True),
        ("src/**/old_*.py", True),
        ("/app.js", True),
        ("*.test.ts", True),
        ("", False),
        ("**", False),
        ("*/**/?", False),
        ("./.", False),
        ("!src/", False),
        ("src/[ab].ts", False),
        ("a***b", False),
        ("a\\b", False),
        ("a\nb", False),
        ("a" * MAX_PATTERN, True),
        ("a" * (MAX_PATTERN + 1), False),
    ],
)
def test_patterns(text: str, is_one: bool) -> None:
    assert is_pattern(text) is is_one


@pytest.mark.parametrize(
    ("path", "others"),
    [
        ("README.md", ["docs/README.md", "README_md"]),
        ("app/[slug]/page.tsx", ["app/slug/page.tsx", "lib/app/[slug]/page.tsx"]),
        ("!odd name/a.ts", ["odd name/a.ts"]),
        ("a\\b.ts", ["a/b.ts", "a\\c.ts"]),
    ],
)
def test_the_pattern_of_a_path_fits_that_one(path: str, others: list[str]) -> None:
    pattern = pattern_of(path)

    assert is_pattern(pattern)
    assert matcher(pattern).fullmatch(path)
    assert not [each for each in others if matcher(pattern).fullmatch(each)]


@pytest.mark.parametrize("path", ["a" * MAX_PATTERN, "two\nlines.ts", "...", "a***b"])
def test_some_paths_have_no_pattern(path: str) -> None:
    assert pattern_of(path) == ""


class TestScored:
    """What scores are told."""

    def test_a_result_counts_by_the_level_of_its_clause(self) -> None:
        found = stand(Judgement((result(failed("bad")),)), [waiver()], TODAY)

        assert scored(found) == (Scored(Level.FOUNDATION, Standing.WAIVED),)

    def test_a_rule_that_only_an_attestation_can_show_is_unknown_without_one(self) -> None:
        rule = Coverage(CoveredBy.ATTESTATION, "penetration-test", "test:1", Level.STANDARD)
        judgement = Judgement((result(passed("good")),), to_attest=(rule,))

        def standing_under(kind: ExcuseKind, until: date) -> Stood:
            return stand(judgement, [Excuse(4, kind, rule.key, until)], TODAY)[1]

        assert scored(stand(judgement, [], TODAY)) == (
            Scored(Level.FOUNDATION, Standing.PASS),
            Scored(Level.STANDARD, Standing.UNKNOWN),
        )
        attested = standing_under(ExcuseKind.ATTESTATION, TODAY)
        assert (attested.check, attested.standing) == (None, Standing.ATTESTED)
        assert (attested.rests_on, attested.message) == ((4,), NOT_ATTESTED)
        ended = standing_under(ExcuseKind.ATTESTATION, TODAY - timedelta(days=1))
        assert ended.standing is Standing.UNKNOWN
        assert standing_under(ExcuseKind.WAIVER, TODAY).standing is Standing.UNKNOWN
