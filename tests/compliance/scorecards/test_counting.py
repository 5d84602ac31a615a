"""Counts over all results come from an index; the rows, with all their texts, are not read."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compliance import sight
from compliance.models import CheckResult, Collaboration, Organization
from compliance.scorecards import questions, tallies
from compliance.scorecards.questions import Section
from compliance.scorecards.scope import Scope
from compliance.sight import Sight
from tests.factories import make_person, make_repository, make_result, make_team


def _tallies(organization: Organization, seen: Sight) -> object:
    return tallies.seen_by(Scope(seen))


def _heat_map(organization: Organization, seen: Sight) -> object:
    sections = [Section("backend:2", "Setup")]
    return questions.heat_map(Scope(seen), organization.teams.all(), sections)


def _partner(organization: Organization) -> Sight:
    """What somebody sees for whom no sum is kept: one of two repositories."""
    make_repository(organization, "hidden")
    partner = make_person(organization, role="collaborator")
    orders = organization.repositories.get(name="orders")
    Collaboration.objects.create(
        organization=organization, repository=orders, person=partner, permission="read"
    )
    return sight.of(partner)


def _columns(name: str) -> set[str]:
    """The columns that an index of results has."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, CheckResult._meta.db_table)
        return set(found[name]["columns"])


@pytest.mark.parametrize("ask", [_tallies, _heat_map])
def test_counting_reads_an_index_alone(
    organization: Organization, ask: Callable[[Organization, Sight], object]
) -> None:
    team = make_team(organization)
    make_result(make_repository(organization, team=team), "linted", "fail")
    seen = _partner(organization)

    with CaptureQueriesContext(connection) as queries:
        assert ask(organization, seen)

    (counting,) = (
        each["sql"] for each in queries.captured_queries if "compliance_checkresult" in each["sql"]
    )
    asked = set(re.findall(r'"compliance_checkresult"\."(\w+)"', counting))
    assert asked
    assert asked <= _columns("results_to_count")
