"""What a waiver or an attestation makes of score and level: as judging it would come out."""

from __future__ import annotations

from typing import Any

import pytest

from compliance.excuse_effect import Effect, effect
from compliance.models import CheckResult, Excuse, Organization, Person, Repository
from compliance.scorecards.results import MAX_COMPONENT_EVIDENCE
from compliance.scoring import Compliance, Level, Standing
from tests.factories import make_excuse, make_repository, make_result

PLACE = {
    "path": "src/old.ts", "line": 3, "end_line": 3, "excerpt": "", "url": "", "waived_by": None,
}  # fmt: skip


@pytest.fixture
def repository(organization: Organization) -> Repository:
    """Everything of Foundation holds but `linted`, and everything of Standard."""
    repository = make_repository(organization)
    make_result(repository, "tested", "pass")
    make_result(repository, "reviewed", "pass", level="standard")
    make_result(repository, "cached", "fail", level="exemplary")
    return repository


def linted(repository: Repository, *components: dict[str, Any], **given: Any) -> CheckResult:
    return make_result(
        repository, "linted", given.pop("outcome", "fail"), components=list(components), **given
    )


def part(path: str, outcome: str, *evidence: dict[str, Any], **given: Any) -> dict[str, Any]:
    return {
        "path": path, "outcome": outcome, "standing": outcome, "excuses": [], "message": "m",
        "evidence": [*evidence],
    } | given  # fmt: skip


def of(repository: Repository, excuse: Excuse, *, counts: bool = False) -> Effect:
    found = effect(repository.results.all(), excuse, counts=counts)
    assert found is not None
    return found


def test_a_waiver_lets_the_check_leave_the_score(repository: Repository, alice: Person) -> None:
    found = of(repository, make_excuse(linted(repository, part(".", "fail")), alice))

    assert (found.check_without, found.check_having) == (Standing.FAIL, Standing.WAIVED)
    assert found.without.weights.score == 5 / 9
    assert found.having.weights.score == 5 / 6
    assert (found.without.level, found.having.level) == (None, Level.STANDARD)
    assert found.without.compliance is Compliance.NOT_COMPLIANT
    assert found.having.compliance is Compliance.COMPLIANT
    assert found.changes


def test_an_attestation_of_what_is_unknown_counts_as_a_pass(
    repository: Repository, alice: Person
) -> None:
    result = linted(repository, part(".", "unknown"), outcome="unknown", attestable=True)
    link = "https://example.com/7"
    found = of(repository, make_excuse(result, alice, kind="attestation", link=link))

    assert found.check_having is Standing.ATTESTED
    assert found.without.weights.coverage == 6 / 9
    assert found.having.weights.coverage == 1
    assert found.having.weights.score == 8 / 9


def test_one_component_that_fails_elsewhere_keeps_the_check_failing(
    repository: Repository, alice: Person
) -> None:
    result = linted(repository, part("api", "fail"), part("web", "fail"))
    found = of(repository, make_excuse(result, alice, component="api"))

    assert found.check_having is Standing.FAIL
    assert not found.changes


def test_the_last_component_that_fails_is_what_counts(
    repository: Repository, alice: Person
) -> None:
    excused = part("web", "fail", standing="waived", excuses=[7])
    found = of(
        repository,
        make_excuse(linted(repository, part("api", "fail"), excused), alice, component="api"),
    )

    assert found.check_having is Standing.WAIVED


@pytest.mark.parametrize(
    ("paths", "standing"),
    [(["/src/old.ts"], Standing.FAIL), (["src/"], Standing.WAIVED)],
)
def test_paths_have_to_cover_every_place(
    repository: Repository, alice: Person, paths: list[str], standing: Standing
) -> None:
    other = {**PLACE, "path": "src/older.ts"}
    waived = {**PLACE, "path": "lib/gone.ts", "waived_by": 7}
    result = linted(repository, part(".", "fail", PLACE, other, waived))

    assert of(repository, make_excuse(result, alice, paths=paths)).check_having is standing


def test_of_a_check_with_more_places_than_are_stored_nothing_is_said(
    repository: Repository, alice: Person
) -> None:
    result = linted(repository, part(".", "fail", *[PLACE] * MAX_COMPONENT_EVIDENCE))
    for_paths = make_excuse(result, alice, paths=["src/"])

    assert effect(repository.results.all(), for_paths, counts=False) is None
    assert effect(repository.results.all(), make_excuse(result, alice), counts=False)


def test_what_is_in_effect_is_compared_with_what_is_without_it(
    repository: Repository, alice: Person
) -> None:
    excuse = make_excuse(linted(repository, part(".", "fail")), alice)
    repository.results.filter(key="linted").update(
        standing="waived", excuses=[excuse.pk],
        components=[part(".", "fail", standing="waived", excuses=[excuse.pk])],
    )  # fmt: skip

    found = of(repository, excuse, counts=True)

    assert (found.check_without, found.check_having) == (Standing.FAIL, Standing.WAIVED)
    assert (found.without.level, found.having.level) == (None, Level.STANDARD)


def test_what_rests_on_something_else_is_not_changed(repository: Repository, alice: Person) -> None:
    excuse = make_excuse(linted(repository, part(".", "fail")), alice)
    repository.results.filter(key="linted").update(
        standing="waived", excuses=[1],
        components=[part(".", "fail", standing="waived", excuses=[1])],
    )  # fmt: skip

    assert not of(repository, excuse, counts=True).changes


def test_of_a_check_that_is_not_asked_any_more_nothing_is_said(
    repository: Repository, alice: Person
) -> None:
    excuse = make_excuse(linted(repository, part(".", "fail")), alice)
    repository.results.filter(key="linted").delete()

    assert effect(repository.results.all(), excuse, counts=False) is None
