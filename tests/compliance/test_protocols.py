"""The bundled protocols cover the documents that they were made from, clause by clause."""

import re
from collections import Counter
from pathlib import Path

import pytest

from compliance.checks import CATALOGUE
from compliance.protocol import Confirmer, CoveredBy, Protocol
from compliance.protocol.files import load_protocols
from compliance.scoring import Level

PROTOCOLS = load_protocols(CATALOGUE)
LEVELS = {"F": Level.FOUNDATION, "S": Level.STANDARD, "E": Level.EXEMPLARY}

# The catalogue of checks: protocol, clause, level, key. `review-reciprocity`, which is no part of
# any score, is for people.
CHECKS = """
backend 2.2 F node-version-pinned
backend 2.2 F python-version-pinned
backend 2.2 F package-manager-pnpm
backend 2.2 F package-manager-poetry-or-pip
backend 2.2 F compose-services
backend 2.3 F compose-services
backend 2.2 E vscode-extensions
backend 2.2 E biome-configured
backend 2.2 E api-collection
backend 2.3 F submodules-initialise
backend 2.3 F lockfile-in-sync
backend 2.3 F env-example
backend 2.3 F env-example-complete
backend 2.3 F env-not-committed
backend 3.3 F env-not-committed
backend 2.3 F migrate-command
backend 2.3 F dev-command
backend 2.3 F setup-documented
backend 3.1 S rest-resource-naming
backend 3.1 S rest-methods
backend 3.1 S input-validated
backend 3.1 S error-handling-consistent
backend 3.1 S api-documented
backend 3.1 S api-documentation-current
backend 3.2 F migrations-present
backend 3.2 S schema-changed-by-migrations-only
backend 3.2 S foreign-keys-indexed
backend 3.2 E filtered-fields-indexed
backend 3.2 S multi-writes-in-transaction
backend 3.3 F authentication
backend 3.3 E role-based-access
backend 3.3 F sql-parameterised
backend 3.3 S output-escaped
backend 3.3 E security-headers
backend 3.3 F secrets-not-committed
backend 3.3 S secret-scanning-enabled
backend 3.4 E caching
backend 3.4 S lists-paginated
backend 3.4 S queries-not-in-loops
backend 4 S unit-tests
backend 4 S integration-tests
backend 4 E load-tests
engineering 3.1 F dev-branch
engineering 3.1 F branches-protected
engineering 3.1 S branch-names
engineering 3.1 S conventional-commits
engineering 3.1 S pull-requests-target-dev
engineering 3.1 S pull-requests-linked
engineering 3.2 S pull-requests-reviewed
engineering 3.2 S lint-in-ci
engineering 3.2 S formatter-before-commit
engineering 3.2 S ci-green
engineering 3.3 S tests-in-ci
fullstack 2.2 F node-version-pinned
fullstack 2.2 F package-manager-pnpm
fullstack 2.2 F compose-services
fullstack 2.2 E vscode-extensions
fullstack 2.2 E biome-configured
fullstack 2.3 F submodules-initialise
fullstack 2.3 F lockfile-in-sync
fullstack 2.3 F env-example
fullstack 2.3 F env-example-complete
fullstack 2.3 F env-not-committed
fullstack 2.3 F compose-services
fullstack 2.3 F migrate-command
fullstack 2.3 F dev-command
"""
PRODUCTION_ONLY = {"unit-tests", "integration-tests", "load-tests", "caching", "tests-in-ci"}
ITEMS = """
backend 2 first-endpoint-on-staging
backend 2.1 github-organization cloud-access database-credentials notion-board
backend 2.2 runtime package-manager docker editor-extensions api-client
backend 2.3 clone dependencies env-file services migrations dev-server
fullstack 2 first-feature-on-staging
fullstack 2.1 github-organization deployment-platforms database-credentials notion-board figma
fullstack 2.2 runtime package-manager docker editor-extensions react-devtools
fullstack 2.3 clone dependencies env-file services migrations seed-data dev-server
"""
CLAUSES = {
    "backend": ["1", "2", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3", "3.4", "4"],
    "engineering": ["3.1", "3.2", "3.3"],
    "fullstack": ["2", "2.1", "2.2", "2.3"],
}
each_protocol = pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=list(PROTOCOLS))


def test_which_there_are() -> None:
    assert PROTOCOLS.keys() == CLAUSES.keys()
    assert {key: each.extends for key, each in PROTOCOLS.items()} == {
        "backend": ("engineering",),
        "engineering": (),
        "fullstack": ("engineering",),
    }


@each_protocol
def test_every_numbered_clause_is_there_in_order(protocol: Protocol) -> None:
    assert [each.number for each in protocol.own_clauses()] == CLAUSES[protocol.key]


@each_protocol
def test_every_rule_is_covered_and_worded(protocol: Protocol) -> None:
    for clause in protocol.clauses():
        assert clause.rules, clause.identity
        for rule in clause.rules:
            assert rule.covered_by, f"{clause.identity}: {rule.title}"
            assert rule.text.endswith((".", "?")), f"{clause.identity}: {rule.title}"
            assert not rule.title.endswith("."), f"{clause.identity}: {rule.title}"


def test_every_check_of_the_catalogue_stands_in_its_clauses_with_its_level() -> None:
    wanted = {
        (protocol, clause, LEVELS[level], key)
        for protocol, clause, level, key in map(str.split, CHECKS.strip().splitlines())
    }

    found = {
        (*coverage.clause.split(":"), coverage.level, coverage.key)
        for protocol in PROTOCOLS.values()
        for coverage in protocol.coverages()
        if coverage.by in (CoveredBy.CHECK, CoveredBy.PLANNED)
    }

    # A check that a protocol asks beyond the catalogue may stand anywhere; these stand just there.
    keys = {key for *_, key in wanted}
    assert {each for each in found if each[-1] in keys} == wanted


def test_every_check_that_is_written_is_judged_by_some_protocol() -> None:
    judged = {each.key for protocol in PROTOCOLS.values() for each in protocol.automated()}

    assert judged == CATALOGUE.keys()


def test_what_is_asked_in_production_only() -> None:
    phased = {
        coverage.key: coverage.phases
        for protocol in PROTOCOLS.values()
        for coverage in protocol.coverages()
        if coverage.phases and coverage.by is not CoveredBy.PEOPLE
    }

    assert phased == dict.fromkeys(PRODUCTION_ONLY, ("production",))


@each_protocol
def test_the_onboarding_items_stand_in_their_clauses(protocol: Protocol) -> None:
    wanted = [
        (f"{key}:{clause}", item)
        for key, clause, *items in map(str.split, ITEMS.strip().splitlines())
        for item in items
        if key == protocol.key
    ]

    assert [(item.clause, item.key) for item, _ in protocol.onboarding()] == wanted


@each_protocol
def test_no_onboarding_item_stands_twice(protocol: Protocol) -> None:
    items = Counter(each.key for each in protocol.coverages() if each.by is CoveredBy.ONBOARDING)

    assert {item for item, times in items.items() if times > 1} == set()


def test_access_is_confirmed_by_the_lead() -> None:
    confirmed = {
        item.key
        for protocol in PROTOCOLS.values()
        for item, _ in protocol.onboarding()
        if item.terms.confirmed_by is Confirmer.LEAD
    }

    assert confirmed == {"cloud-access", "database-credentials", "deployment-platforms"}


def test_goals_and_working_branch() -> None:
    goals = {key: each.goal and each.goal.hours for key, each in PROTOCOLS.items()}

    assert goals == {"backend": 48, "engineering": None, "fullstack": 72}
    assert {each.working_branch for each in PROTOCOLS.values()} == {"dev"}


def test_the_example_in_the_guide_is_a_protocol(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "protocols.md").read_text()
    (example,) = re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)
    (tmp_path / "payments.yaml").write_text(example)

    payments = load_protocols(CATALOGUE, tmp_path)["payments"]

    assert payments.extends == ("backend", "engineering")
    assert [each.key for each in payments.attested()] == ["penetration-test"]
    judged = {each.key for each in PROTOCOLS["backend"].automated()}
    assert {each.key for each in payments.automated()} == judged - {"biome-configured"}
