"""What the checks on what GitHub knows say of the demo organization, polled from the simulator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from compliance.models import CheckResult
from integrations import demo
from tests.compliance.sync.on_github import NOW, OnGitHub, on_github
from tests.github_simulator.organization_file import load
from tests.integrations.demo_outcomes_cases import GITHUB_COLUMNS, GITHUB_TABLE

pytestmark = pytest.mark.django_db

OUTCOMES = {"pass": "P", "fail": "F", "not_applicable": "-", "unknown": "?"}


@pytest.fixture
def polled(tmp_path: Path, settings: Settings) -> Iterator[OnGitHub]:
    demo.build(tmp_path, NOW)
    with on_github(load(tmp_path / demo.DESCRIPTION), settings) as installation:
        installation.sync()
        yield installation


def test_outcomes(polled: OnGitHub) -> None:
    rows = [line.split() for line in GITHUB_TABLE.strip().splitlines()[1:]]
    expected = {
        (name, key): outcome
        for key, *cells in rows
        for name, outcome in zip(GITHUB_COLUMNS, cells, strict=True)
        if outcome != "."
    }
    keys = [key for key, *_ in rows]
    results = list(CheckResult.objects.filter(key__in=keys).select_related("repository"))
    found = {(each.repository.name, each.key): OUTCOMES[each.outcome] for each in results}
    wrong = [
        f"{each.repository.name}, {each.key}: {each.message}"
        for each in results
        if expected.get((each.repository.name, each.key)) != OUTCOMES[each.outcome]
    ]

    assert found == expected, "\n".join(wrong)


def test_what_a_sync_costs(polled: OnGitHub) -> None:
    """As docs/github.md says: settings, proof, people, heads, details, and archives; for two
    repositories with submodules the list of their files.
    """
    settings, proof, people, heads, details = 1 + 1, 3, 1 + 1 + 1, 1, 1
    archives, trees = 14, 2

    counts = polled.simulator.log.counts()
    expected = settings + proof + people + heads + details + archives + trees
    assert polled.simulator.log.api_requests() == expected, sorted(counts.items())

    polled.ask_now()
    assert polled.sync() == 1
