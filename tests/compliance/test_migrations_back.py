"""A database that is in use goes back to an earlier version, and forward again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from compliance import organizations, sight
from compliance.models import (
    ChangeTally,
    CheckAdoption,
    CheckTally,
    KeptSums,
    Organization,
    Repository,
)
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


@contextmanager
def back_to(migration: str) -> Iterator[None]:
    """The tables as they were after that migration, and then as they are again."""
    try:
        call_command("migrate", "compliance", migration, verbosity=0)
        yield
    finally:
        call_command("migrate", verbosity=0)


@pytest.fixture
def used(source_folder: Path) -> Organization:
    """An organization whose repositories are public, private, gone and left out, owned by one team,
    by two and by none; what changed in each is kept.
    """
    organization = organizations.current()
    teams = [make_team(organization, name) for name in ("Payments", "Ledger")]
    now = timezone.now()
    for name, owners, values in (
        ("orders", teams, {}),
        ("billing", teams[:1], {"visibility": "private", "protocol": "fullstack"}),
        ("nobodys", [], {"visibility": "internal"}),
        ("left-out", teams[:1], {"left_out": "it is a fork"}),
        ("gone", teams[1:], {"gone_since": now}),
        ("unread", [], {"problem": "It cannot be read."}),
        ("ahead", [], {"commit": "0" * 40}),
        ("withheld", [], {"commit": "", "withheld": "may not be read"}),
        ("new", [], {"judged_at": None}),
    ):  # fmt: skip
        repository = make_repository(organization, name, **({"judged_at": now} | values))
        for team in owners:
            repository.ownerships.create(organization=organization, team=team, found_by="settings")
        for key, before, after in (("linted", "pass", "fail"), ("typed", "fail", "pass")):
            make_result(repository, key, after)
            make_transition(repository, key, before, after, at=now - timedelta(days=len(name)))
    note(organization)
    return organization


def rows_of(model: Any) -> list[tuple[Any, ...]]:
    """All that the rows of a model say, but for their primary keys."""
    names = [each.attname for each in model._meta.concrete_fields if each.attname != "id"]
    return sorted(model.objects.values_list(*names), key=repr)


@pytest.mark.usefixtures("used")
def test_kept_counts_of_changes_are_those_that_counting_gave() -> None:
    counted = rows_of(ChangeTally)
    assert counted

    with back_to("0026"):
        assert "compliance_changetally" not in connection.introspection.table_names()

    assert rows_of(ChangeTally) == counted


@pytest.mark.usefixtures("used")
def test_which_repositories_are_behind_is_known_at_once() -> None:
    names = ["ahead", "new", "unread"]
    behind = Repository.objects.filter(is_behind=True).order_by("name")
    assert [each.name for each in behind] == names
    everything = rows_of(Repository)

    with back_to("0027"), connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, "compliance_repository")
        assert "is_behind" not in {each.name for each in columns}

    assert rows_of(Repository) == everything
    assert [each.name for each in behind.all()] == names
    assert [each.name for each in Repository.objects.behind().order_by("name")] == names


def test_sums_that_are_new_say_at_once_what_counting_says(used: Organization) -> None:
    adopted = rows_of(CheckAdoption)
    sums = KeptSums.objects.values("protocols", "unowned", "unowned_openly")
    counted = sums.get()
    assert counted["protocols"] == {
        "all": {"backend": 5, "fullstack": 1}, "members": {"backend": 5}
    }  # fmt: skip
    assert counted["unowned"] == 4
    assert counted["unowned_openly"] == {"all": 4, "members": 4}

    with back_to("0028"):
        pass

    assert sums.get() == counted
    # How far checks are followed the next poll counts, though nothing has changed.
    assert not CheckAdoption.objects.exists()
    KeptSums.objects.update(not_before=None)
    daily.keep_up(used)
    assert rows_of(CheckAdoption) == adopted
    assert sums.get() == counted
