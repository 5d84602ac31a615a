"""What each check says of each repository of the demo organization.

The table was filled in by reading the repositories beside the catalogue of rules, so it holds the
checks and the demo to each other: where they differ, one of them is wrong.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from compliance.checks import CATALOGUE
from compliance.checks.base import Outcome
from compliance.collect import SourceRepository
from compliance.collect.folder import FILES_ONLY, FolderSource
from compliance.evaluate import CheckResult, evaluate
from compliance.facts import Phase, PhaseName, Today
from compliance.facts.owners import Owners
from compliance.protocol.files import load_protocols
from integrations import demo
from tests.integrations.demo_outcomes_cases import COLUMNS, OWNERS, TABLE

TODAY = date(2026, 11, 25)
OUTCOMES = {"P": "pass", "F": "fail", "-": "not_applicable", "?": "unknown"}
EXPECTED = {
    key: dict(zip(COLUMNS, (OUTCOMES[each] for each in cells), strict=True))
    for key, *cells in map(str.split, TABLE.strip().splitlines()[1:])
}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> FolderSource:
    target = tmp_path_factory.mktemp("made") / "demo"
    demo.build(target, datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC))
    return FolderSource(target)


@pytest.fixture(scope="module")
def results(source: FolderSource) -> dict[tuple[str, str], CheckResult]:
    """By repository and check."""
    protocol = load_protocols(CATALOGUE)["backend"]
    found = {}
    for repository in source.repositories():
        if repository.head is None:
            continue
        facts = source.files(repository).knowing(Today(TODAY), Phase(PhaseName.PRODUCTION))
        for result in evaluate(protocol, CATALOGUE, facts, FILES_ONLY).results:
            found[repository.name, result.check.key] = result
    return found


@pytest.mark.parametrize("key", EXPECTED)
def test_outcomes(key: str, results: dict[tuple[str, str], CheckResult]) -> None:
    found = {}
    messages = []
    for repository, component in COLUMNS:
        result = results[repository, key]
        each = {one.path: one.finding for one in result.components}
        finding = each.get(component) or each["."]
        found[repository, component] = str(finding.outcome.value)
        messages.append(f"{repository}, {component}: {finding.outcome.value}: {finding.message}")

    assert found == EXPECTED[key], "\n".join(messages)


def test_the_table_is_of_what_is_judged_and_has_every_repository(
    results: dict[tuple[str, str], CheckResult],
) -> None:
    assert set(EXPECTED) <= {key for _, key in results}
    assert {name for name, _ in results} == {name for name, _ in COLUMNS}


def test_the_table_has_every_component(results: dict[tuple[str, str], CheckResult]) -> None:
    for name in {name for name, _ in COLUMNS}:
        found = {one.path for one in results[name, "dev-command"].components}
        assert found == {component for each, component in COLUMNS if each == name}


@pytest.mark.parametrize("name", OWNERS)
def test_owners(name: str, source: FolderSource) -> None:
    owners = source.files(SourceRepository(name, name, None)).repository[Owners]

    assert isinstance(owners, Owners)
    assert owners.teams == OWNERS[name]


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_is_seen(
    outcome: Outcome, results: dict[tuple[str, str], CheckResult]
) -> None:
    assert outcome in {result.outcome for result in results.values()}
