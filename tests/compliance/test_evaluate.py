"""What checks are asked, and what becomes of their answers and of those that fall over."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

import pytest

from compliance.checks.base import (
    EXACT,
    MAX_EVIDENCE,
    Check,
    Evidence,
    Finding,
    check,
    failed,
    not_applicable,
    passed,
    unknown,
)
from compliance.evaluate import Judgement, evaluate
from compliance.facts import (
    Component,
    ConsideredManifest,
    Fact,
    Layout,
    Origin,
    Phase,
    PhaseName,
    RepositoryFacts,
    Scope,
    Stack,
    Today,
    Unavailable,
)
from compliance.protocol import Clause, Coverage, CoveredBy, Protocol, Rule, Section
from tests.compliance.repositories import TODAY, facts_of

EVERYTHING = frozenset(Origin)


@dataclass(frozen=True)
class Branches(Fact):
    """A fact of the forge, for these tests."""

    origin: ClassVar[Origin] = Origin.FORGE

    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Routes(Fact):
    """A fact of a component, for these tests."""

    scope: ClassVar[Scope] = Scope.COMPONENT

    finding: Finding


def checked(function: Callable[..., Finding], **options: Any) -> Check:
    """A check of that function, called `it-holds`."""
    function.__doc__ = "Mend it."
    return check("it-holds", title="It holds", confidence=EXACT, **options)(function)


def says_today(today: Today) -> Finding:
    return passed(f"it is {today.date}")


def needs_branches(today: Today, branches: Branches) -> Finding:
    return passed(f"{len(branches.names)} branches")


def says_routes(component: Component, routes: Routes) -> Finding:
    return routes.finding


def must_not_be_asked(today: Today) -> Finding:
    raise AssertionError("it was asked")


def judged(
    function: Callable[..., Finding],
    facts: RepositoryFacts,
    *,
    origins: frozenset[Origin] = EVERYTHING,
    covered: tuple[Coverage, ...] = (Coverage(CoveredBy.CHECK, "it-holds", "test:1"),),
    **options: Any,
) -> Judgement:
    clause = Clause("test", "1", "Test", (Rule("Test", "Test.", covered),))
    protocol = Protocol("test", "Test", "1", "", (Section("test", "1", "Test", (clause,)),))
    return evaluate(protocol, {"it-holds": checked(function, **options)}, facts, origins)


def knowing(*facts: Fact) -> RepositoryFacts:
    return RepositoryFacts("c" * 40).knowing(Today(TODAY), *facts)


def with_components(
    findings: Mapping[str, Finding | Unavailable],
    unreadable: tuple[ConsideredManifest, ...] = (),
    others: tuple[ConsideredManifest, ...] = (),
) -> RepositoryFacts:
    """Facts of components at some paths, for each of which the check answers that finding."""
    components = tuple(
        Component(path, Stack.NODE, f"{path}/package.json", "it serves") for path in findings
    )
    layout = Layout(components, others, unreadable)
    return RepositoryFacts(
        "c" * 40,
        {Today: Today(TODAY), Layout: layout},
        tuple(
            (
                component,
                MappingProxyType(
                    {
                        Component: component,
                        Routes: finding if isinstance(finding, Unavailable) else Routes(finding),
                    }
                ),
            )
            for component, finding in zip(components, findings.values(), strict=True)
        ),
    )


class TestOneCheck:
    def test_it_gets_the_facts_that_it_names(self) -> None:
        (result,) = judged(needs_branches, knowing(Branches(("main", "dev")))).results

        assert (result.outcome, result.message) == ("pass", "2 branches")
        assert result.components[0].path == "."
        assert result.confidence is EXACT

    def test_it_gets_the_parameters_of_the_protocol(self) -> None:
        def limited(today: Today, *, limit: int = 1) -> Finding:
            return passed(f"at most {limit}")

        covered = Coverage(CoveredBy.CHECK, "it-holds", "test:1", parameters={"limit": 7})

        assert judged(limited, knowing(), covered=(covered,)).results[0].message == "at most 7"
        assert judged(limited, knowing()).results[0].message == "at most 1"

    def test_a_fact_that_could_not_be_had_is_unknown_with_its_reason(self) -> None:
        facts = knowing()
        missing = RepositoryFacts(
            None, {**facts.repository, Branches: Unavailable("needs Administration: read")}
        )

        (result,) = judged(needs_branches, missing).results

        assert (result.outcome, result.message) == ("unknown", "needs Administration: read")

    def test_a_fact_that_nobody_collected_is_unknown(self) -> None:
        (result,) = judged(needs_branches, knowing()).results

        assert (result.outcome, result.message) == ("unknown", "Branches was not collected")

    def test_a_check_that_raises_is_unknown_and_logged_and_harms_no_other(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        def raises(today: Today) -> Finding:
            raise ZeroDivisionError("secret detail")

        covered = tuple(
            Coverage(CoveredBy.CHECK, key, "test:1") for key in ("it-raises", "it-holds")
        )
        clause = Clause("test", "1", "Test", (Rule("Test", "Test.", covered),))
        protocol = Protocol("test", "Test", "1", "", (Section("test", "1", "Test", (clause,)),))
        raises.__doc__ = "Mend it."
        catalogue = {
            "it-raises": check("it-raises", title="It raises", confidence=EXACT)(raises),
            "it-holds": checked(says_today),
        }

        with caplog.at_level(logging.ERROR):
            bad, good = evaluate(protocol, catalogue, knowing(), EVERYTHING).results

        assert (bad.outcome, bad.message) == (
            "unknown",
            "the check it-raises failed with ZeroDivisionError: please report it",
        )
        assert good.outcome == "pass"
        assert [record.message for record in caplog.records] == ["check it-raises raised"]

    def test_a_check_that_two_clauses_name_is_asked_once(self) -> None:
        covered = Coverage(CoveredBy.CHECK, "it-holds", "test:1")

        assert len(judged(says_today, knowing(), covered=(covered, covered)).results) == 1

    def test_evidence_is_kept_once_and_not_without_end(self) -> None:
        def sees_much(today: Today) -> Finding:
            places = [Evidence("a", line) for line in (1, 1, *range(1, 200))]
            return failed("much", *places)

        (result,) = judged(sees_much, knowing()).results

        assert [place.line for place in result.evidence] == list(range(1, MAX_EVIDENCE + 1))


class TestWhatASourceCannotKnow:
    def test_such_a_check_is_listed_and_not_asked(self) -> None:
        judgement = judged(needs_branches, knowing(), origins=EVERYTHING - {Origin.FORGE})

        assert judgement.results == ()
        (left_out,) = judgement.not_judged
        assert (left_out.check.key, left_out.needs) == ("it-holds", (Origin.FORGE,))

    def test_every_origin_that_is_missing_is_named(self) -> None:
        (left_out,) = judged(needs_branches, knowing(), origins=frozenset({Origin.TREE})).not_judged

        assert set(left_out.needs) == {Origin.FORGE, Origin.CALENDAR}


class TestPhases:
    PRODUCTION = Coverage(CoveredBy.CHECK, "it-holds", "test:1", phases=(PhaseName.PRODUCTION,))

    def test_what_another_phase_asks_is_not_applicable_and_not_asked(self) -> None:
        mvp = Phase(PhaseName.MVP, said_by="the topic phase-mvp")

        (result,) = judged(must_not_be_asked, knowing(mvp), covered=(self.PRODUCTION,)).results

        assert (result.outcome, result.message) == (
            "not_applicable",
            (
                "asked for in the production phase; this repository is in its mvp phase, "
                "as the topic phase-mvp says"
            ),
        )

    def test_what_this_phase_asks_is_asked(self) -> None:
        production = Phase(PhaseName.PRODUCTION)

        (result,) = judged(says_today, knowing(production), covered=(self.PRODUCTION,)).results

        assert result.outcome == "pass"

    def test_what_every_phase_asks_needs_no_phase(self) -> None:
        assert judged(says_today, knowing()).results[0].outcome == "pass"

    def test_an_unknown_phase_makes_it_unknown(self) -> None:
        (uncollected,) = judged(must_not_be_asked, knowing(), covered=(self.PRODUCTION,)).results
        facts = RepositoryFacts(None, {Phase: Unavailable("needs Custom properties: read")})
        (unavailable,) = judged(must_not_be_asked, facts, covered=(self.PRODUCTION,)).results

        assert (uncollected.outcome, unavailable.outcome) == ("unknown", "unknown")
        assert unavailable.message == "needs Custom properties: read"

    def test_it_is_not_listed_as_left_out_where_the_phase_does_not_ask_for_it(self) -> None:
        judgement = judged(
            needs_branches,
            knowing(Phase(PhaseName.MVP)),
            covered=(self.PRODUCTION,),
            origins=EVERYTHING - {Origin.FORGE},
        )

        assert judgement.not_judged == ()
        assert judgement.results[0].outcome == "not_applicable"

    def test_attestations_of_another_phase_are_not_asked_for(self) -> None:
        attestation = Coverage(
            CoveredBy.ATTESTATION, "tested-by-hand", "test:1", phases=(PhaseName.MVP,)
        )

        def asked(*facts: Fact) -> tuple[Coverage, ...]:
            return judged(says_today, knowing(*facts), covered=(attestation,)).to_attest

        assert asked(Phase(PhaseName.PRODUCTION)) == ()
        assert asked(Phase(PhaseName.MVP)) == (attestation,)
        assert asked() == (attestation,)


class TestComponents:
    @pytest.mark.parametrize(
        ("findings", "outcome", "message"),
        [
            ([passed("well")], "pass", "well"),
            ([passed("well"), failed("bad")], "fail", "b: bad"),
            ([passed("well"), unknown("who knows")], "unknown", "b: who knows"),
            ([unknown("who knows"), failed("bad")], "fail", "b: bad"),
            ([passed("well"), not_applicable("not here")], "pass", "a: well"),
            ([not_applicable("not here")] * 2, "not_applicable", "a, b: not here"),
            ([failed("bad"), failed("worse"), failed("bad")], "fail", "a, c: bad; b: worse"),
            ([passed("well"), Unavailable("unreadable")], "unknown", "b: unreadable"),
        ],
    )
    def test_a_repository_has_the_first_outcome_that_a_component_has(
        self, findings: list[Finding | Unavailable], outcome: str, message: str
    ) -> None:
        facts = with_components(dict(zip("abc", findings, strict=False)))

        (result,) = judged(says_routes, facts).results

        assert (result.outcome, result.message) == (outcome, message)
        assert [each.path for each in result.components] == list("abc")[: len(findings)]

    def test_only_the_deciding_components_give_evidence(self) -> None:
        facts = with_components({"a": passed("well", "a.js"), "b": failed("bad", "b.js")})

        (result,) = judged(says_routes, facts).results

        assert [place.path for place in result.evidence] == ["b.js"]

    def test_the_message_about_very_many_components_ends(self) -> None:
        same = with_components({f"c{n}": failed("bad") for n in range(500)})
        different = with_components({f"c{n}": failed(f"bad {n}") for n in range(500)})

        assert judged(says_routes, same).results[0].message == (
            "c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, and 490 more: bad"
        )
        assert (
            judged(says_routes, different).results[0].message.endswith("; c9: bad 9; and 490 more")
        )

    def test_a_manifest_that_could_not_be_read_may_be_a_component(self) -> None:
        broken = ConsideredManifest(
            "api/package.json", Stack.NODE, "api/package.json is no valid JSON"
        )
        alone = with_components({}, unreadable=(broken,))
        beside = with_components({"a": passed("well")}, unreadable=(broken,))
        outweighed = with_components({"a": failed("bad")}, unreadable=(broken,))

        (unread,) = judged(says_routes, alone).results
        assert (unread.outcome, unread.message) == ("unknown", "api/package.json is no valid JSON")
        assert unread.components[0].path == "api"
        assert judged(says_routes, beside).results[0].outcome == "unknown"
        assert judged(says_routes, outweighed).results[0].outcome == "fail"

    def test_without_a_backend_it_is_not_applicable_and_says_why(self) -> None:
        library = ConsideredManifest(
            "package.json", Stack.NODE, "depends on no HTTP server framework"
        )
        nothing = judged(says_routes, with_components({})).results[0]
        one = judged(says_routes, with_components({}, others=(library,))).results[0]
        three = judged(says_routes, with_components({}, others=(library,) * 3)).results[0]

        assert {each.outcome for each in (nothing, one, three)} == {"not_applicable"}
        assert nothing.message == (
            "no backend component: there is no package.json and no Python project here"
        )
        assert one.message == (
            "no backend component: package.json depends on no HTTP server framework"
        )
        assert three.message == f"{one.message}, and 2 more manifests"

    def test_a_layout_that_could_not_be_had_is_unknown(self) -> None:
        facts = RepositoryFacts(None, {Layout: Unavailable("it has more than 200,000 files")})

        (result,) = judged(says_routes, facts).results

        assert (result.outcome, result.message) == ("unknown", "it has more than 200,000 files")

    def test_a_check_of_the_repository_is_asked_once_whatever_its_components(self) -> None:
        facts = with_components({"a": passed("well"), "b": passed("well")})

        (result,) = judged(says_today, facts).results

        assert len(result.components) == 1

    def test_a_component_at_the_root_is_named_by_a_full_stop(self) -> None:
        facts = facts_of(
            {
                "package.json": '{"dependencies": {"express": "5"}}',
                "app.js": "const app = express();",
                "api/package.json": "{",
            }
        )

        def says_well(component: Component) -> Finding:
            return passed("well")

        (result,) = judged(says_well, facts).results

        assert [each.path for each in result.components] == [".", "api"]


def test_what_is_planned_or_for_people_is_no_result() -> None:
    planned = Coverage(CoveredBy.PLANNED, "caching", "test:1")
    people = Coverage(CoveredBy.PEOPLE, "Is it fast?", "test:1")
    item = Coverage(CoveredBy.ONBOARDING, "clone", "test:1")

    judgement = judged(must_not_be_asked, knowing(), covered=(planned, people, item))

    assert judgement == Judgement(())
