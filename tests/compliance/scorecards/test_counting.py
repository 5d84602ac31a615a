"""Counts over all results come from an index; the rows, with all their texts, are not read."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compliance import sight
from compliance.models import CheckResult, Organization
from compliance.scorecards import questions, tallies
from compliance.scorecards.questions import Section
from tests.factories import make_repository, make_result, make_team


def _tallies(organization: Organization) -> object:
    return tallies.count(sight.of_administrator(organization).results())


def _tallies_of_a_team(organization: Organization) -> object:
    results = sight.of_administrator(organization).results()
    return tallies.count(results.filter(repository__ownerships__team=organization.teams.get()))


def _heat_map(organization: Organization) -> object:
    results = sight.of_administrator(organization).results()
    sections = [Section("backend:2", "Setup")]
    return questions.heat_map(results, organization.teams.all(), sections)


def _columns(name: str) -> set[str]:
    """The columns that an index of results has."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, CheckResult._meta.db_table)
        return set(found[name]["columns"])


@pytest.mark.parametrize("ask", [_tallies, _tallies_of_a_team, _heat_map])
def test_counting_reads_an_index_alone(
    organization: Organization, ask: Callable[[Organization], object]
) -> None:
    team = make_team(organization)
    make_result(make_repository(organization, team=team), "linted", "fail")

    with CaptureQueriesContext(connection) as queries:
        assert ask(organization)

    (counting,) = (
        each["sql"] for each in queries.captured_queries if "compliance_checkresult" in each["sql"]
    )
    asked = set(re.findall(r'"compliance_checkresult"\."(\w+)"', counting))
    assert asked
    assert asked <= _columns("results_to_count")
