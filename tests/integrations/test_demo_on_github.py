"""What the checks on what GitHub knows say of the demo organization, polled from the simulator."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from compliance import clock, waivers
from compliance.management.commands.replay import decisions
from compliance.models import AskedFor, CheckResult, Excuse
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
    archives, trees = 15, 2

    counts = polled.simulator.log.counts()
    expected = settings + proof + people + heads + details + archives + trees
    assert polled.simulator.log.api_requests() == expected, sorted(counts.items())

    polled.ask_now()
    assert polled.sync() == 1


def test_what_is_excused_there(polled: OnGitHub) -> None:
    """All kinds that pages show: one that lasts, one for a place, one that ends soon, one that has
    ended, one that was refused, some that wait, and an attestation.
    """
    organization = polled.organization
    told = demo.excuses(NOW)
    happenings = [each for one in told for each in decisions(one, NOW)]
    for moment, happens in sorted(happenings, key=lambda event: event[0]):
        with clock.standing_at(moment):
            happens(organization)
    polled.ask_now()
    polled.sync()

    standings = {
        (each.repository.name, each.key): each.standing
        for each in CheckResult.objects.select_related("repository")
        if Excuse.objects.filter(repository=each.repository, key=each.key).exists()
    }
    assert standings == {
        ("tracking-hub", "dev-branch"): "waived",
        ("tracking-hub", "dev-command"): "waived",
        ("depot-console", "formatter-before-commit"): "waived",
        ("notifications", "node-version-pinned"): "fail",
        ("shipping-schemas", "lint-in-ci"): "attested",
        ("customs-broker", "node-version-pinned"): "fail",
        ("invoice-gateway", "node-version-pinned"): "fail",
        ("billing-plans", "multi-writes-in-transaction"): "unknown",
        ("notifications", "load-tests"): "fail",
        ("storefront-api", "load-tests"): "fail",
    }
    at_places = CheckResult.objects.get(repository__name="tracking-hub", key="dev-command")
    assert all(place["waived_by"] in at_places.excuses for place in at_places.evidence)
    with clock.standing_at(NOW):
        (ending,) = waivers.ending_within(organization, 14)
        waiting = [each.repository.name for each in waivers.waiting(organization)]
    assert ending.repository.name == "depot-console"
    assert waiting == ["billing-plans", "customs-broker", "storefront-api", "notifications"]
    refused = Excuse.objects.get(repository__name="invoice-gateway")
    assert (refused.state, str(refused.decided_by)) == (Excuse.State.REFUSED, "amara-bq")
    assert refused.decision.startswith("Node.js 18 has had no security fixes")
    (asked,) = AskedFor.objects.all()
    assert (asked.repository.name, asked.request.sentence, asked.verdict) == (
        "returns-service", "to have main for its working branch", "",
    )  # fmt: skip
    ended = Excuse.objects.get(repository__name="notifications", key="node-version-pinned")
    assert ended.state == Excuse.State.APPROVED
    assert ended.until < NOW.date()


@pytest.mark.parametrize("days", range(7))
def test_on_each_day_one_waiver_ends_soon_and_one_has_ended(days: int) -> None:
    now = NOW + timedelta(days=days)
    left = {
        (each.repository, each.check): (each.until - now.date()).days for each in demo.excuses(now)
    }

    assert 0 < left["depot-console", "formatter-before-commit"] <= 14
    assert left["notifications", "node-version-pinned"] < 0
    assert sum(each > 14 for each in left.values()) == 8
    assert all(each.at < (each.decided_at or now) <= now for each in demo.excuses(now))
