"""What the overview says first: what got worse and why, and how its reader's own things stand."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from compliance.models import Membership, Organization, Ownership, Person, Repository, Team
from tests.dashboard.reading import text_of
from tests.factories import (
    make_person,
    make_repository,
    make_result,
    make_team,
    make_transition,
    signed_in,
    stood,
)


@pytest.fixture
def alice(organization: Organization, team: Team) -> Person:
    """A developer of Payments."""
    person = make_person(organization)
    Membership.objects.create(organization=organization, person=person, team=team)
    return person


def got_worse(repository: Repository, *keys: str) -> None:
    for key in keys:
        make_transition(repository, key, "pass", "fail", at=timezone.now())


def test_what_fell_most_is_named_with_what_got_worse_in_it(
    client: Client, organization: Organization, repository: Repository, team: Team
) -> None:
    billing = make_repository(organization, "bills", team=make_team(organization, "Billing"))
    carts = make_repository(organization, "carts", team=team)
    got_worse(repository, "lint-in-ci")
    got_worse(carts, "env-example", "lockfile-in-sync")
    # Newer than all of these, as many as are listed: they are of another team.
    got_worse(billing, *(f"check-{number}" for number in range(6)))
    make_transition(carts, "api-collection", "fail", "pass", at=timezone.now())
    stood(organization, team, days_ago=10, passed=8, decided=8)

    text = text_of(client, "/")

    assert "Fell most Payments −25 points this week: carts (2 checks), orders" in text
    assert "9 got worse" in text


def test_nothing_fell_where_scores_rose(
    client: Client, organization: Organization, repository: Repository, team: Team
) -> None:
    stood(organization, team, days_ago=10, passed=2, decided=8)

    assert "Fell most" not in text_of(client, "/")


def test_ones_own_team_has_its_place_and_its_weakest_section(
    client: Client, organization: Organization, repository: Repository, alice: Person
) -> None:
    make_repository(organization, "bills", team=make_team(organization, "Billing"), passed=8)

    text = text_of(signed_in(alice), "/")

    assert "Your team Payments 75%, 2nd of 2, weakest in Daily workflow (0%)" in text
    assert "Your team" not in text_of(client, "/")


def test_ones_own_repositories_say_what_the_next_level_takes(
    client: Client, organization: Organization, repository: Repository, alice: Person, team: Team
) -> None:
    low = make_repository(organization, "carts", team=team, level="", required_failures=2)
    make_result(low, "env-example", "fail")
    make_result(low, "api-collection", "fail", level="standard")
    make_result(low, "lockfile-in-sync", "unknown")
    make_repository(organization, "whole", team=team, required_failures=0)
    other = make_repository(organization, "bills", team=make_team(organization, "Billing"))
    make_result(other, "env-example", "fail")

    text = text_of(signed_in(alice), "/")

    said = "Your repositories carts: 1 check and 1 unknown to Foundation; next Title of env-example"
    assert f"{said} orders: 1 check to Standard; next Title of node-version-pinned" in text
    assert "Your repositories" not in text_of(client, "/")


def test_ones_own_comes_first_for_those_who_do_not_decide(
    organization: Organization, repository: Repository, alice: Person, team: Team
) -> None:
    make_result(repository, "env-example", "fail")
    got_worse(repository, "env-example")
    stood(organization, team, days_ago=10, passed=8, decided=8)

    developers = text_of(signed_in(alice), "/")
    Membership.objects.update(is_maintainer=True)
    leads = text_of(signed_in(alice), "/")

    own, fell = "Your repositories", "Fell most"
    assert developers.index(own) < developers.index(fell)
    assert leads.index(fell) < leads.index("Your team") < leads.index(own)


def test_the_repository_of_two_own_teams_is_named_once(
    organization: Organization, repository: Repository, alice: Person
) -> None:
    billing = make_team(organization, "Billing")
    Membership.objects.create(organization=organization, person=alice, team=billing)
    Ownership.objects.create(
        organization=organization, repository=repository, team=billing, found_by="codeowners"
    )

    text = text_of(signed_in(alice), "/")

    assert text.partition("Your repositories")[2].partition("Your team")[0].count("orders:") == 1


def test_what_fails_most_is_named_whatever_it_weighs(
    client: Client, organization: Organization, repository: Repository
) -> None:
    for name in ("carts", "bills"):
        make_result(make_repository(organization, name), "load-tests", "fail", level="exemplary")

    assert "Fails most Title of load-tests, in 2 of 2 (recommended)" in text_of(client, "/")


def test_what_nobody_owns_is_named(client: Client, organization: Organization) -> None:
    for name in ("a", "b", "c"):
        make_repository(organization, name)
    assert "No owner a, b, c; what was looked for" in text_of(client, "/")

    make_repository(organization, "d")
    make_repository(organization, "owned", team=make_team(organization))
    assert "No owner a, b, c and 1 more" in text_of(client, "/")


def test_what_waits_is_told(organization: Organization, repository: Repository) -> None:
    assert "Waits for you" not in text_of(signed_in(make_person(organization)), "/")
