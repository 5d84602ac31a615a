"""A database that is in use goes back to an earlier version, and forward again."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from compliance import organizations, sight
from compliance.models import CheckTally
from compliance.scorecards import daily, kept, tallies
from compliance.scorecards.scope import Scope
from tests.factories import make_repository, make_result, make_team, make_transition, note

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_kept_sums_go_back_and_are_counted_at_once_when_they_come_again(
    source_folder: Path,
) -> None:
    organization = organizations.current()
    team = make_team(organization)
    for name in ("orders", "billing"):
        repository = make_repository(organization, name, team=team, judged_at=timezone.now())
        make_result(repository, "linted", "fail")
        make_transition(repository, "linted", "pass", "fail", at=timezone.now())
    note(organization)
    assert CheckTally.objects.filter(team=team).exists()

    try:
        call_command("migrate", "compliance", "0016", verbosity=0)
    finally:
        call_command("migrate", verbosity=0)

    organization = organizations.current()
    assert organization.noted_on is None
    daily.keep_up(organization)
    scope = Scope(sight.of_administrator(organizations.current()), team)
    assert kept.now(scope).standing.repositories == 2
    assert [row.failing for row in tallies.seen_by(scope)] == [2]
