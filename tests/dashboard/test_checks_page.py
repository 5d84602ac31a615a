"""The page of all checks: those that fail most first, or in the order of the protocols."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from compliance.models import Organization
from tests.dashboard.reading import content_of, text_of
from tests.factories import make_repository, make_result

ORDER = ["node-version-pinned", "dev-command", "lint-in-ci"]


@pytest.fixture
def client(client: Client, organization: Organization) -> Client:
    """Signed in, where one check fails in three repositories, one in two and one in none."""
    for number, name in enumerate(("a", "b", "c")):
        repository = make_repository(organization, name)
        make_result(repository, "node-version-pinned", "pass")
        make_result(repository, "dev-command", "fail" if number else "pass")
        make_result(repository, "lint-in-ci", "fail", clause="engineering:3.2")
    return client


def in_order(said: str) -> list[str]:
    return sorted(ORDER, key=lambda key: said.index(f"Title of {key}"))


@pytest.mark.parametrize("query", ["", "?sort=fail"])
def test_the_check_that_fails_most_stands_first(client: Client, query: str) -> None:
    said = text_of(client, f"/checks/{query}")

    assert in_order(said) == ["lint-in-ci", "dev-command", "node-version-pinned"]
    assert "Most failed first Check Clause Level Outcomes Fail Pass Title of lint-in-ci" in said


def test_checks_stand_as_in_the_protocols_when_asked(client: Client) -> None:
    assert in_order(text_of(client, "/checks/?sort=protocol")) == ORDER


def test_the_most_failed_of_a_section(client: Client) -> None:
    said = text_of(client, "/checks/?section=backend:2")

    assert said.index("Title of dev-command") < said.index("Title of node-version-pinned")
    assert "lint-in-ci" not in said
    assert "Onboarding, most failed first backend:2 Check" in said


@pytest.mark.parametrize("query", ["", "?sort=protocol", "?sort=fail"])
def test_the_file_is_in_the_order_of_the_page(client: Client, query: str) -> None:
    response: Any = client.post(f"/exports/checks/{query}")
    rows = b"".join(response.streaming_content).decode().splitlines()[1:]

    assert [row.split(",")[1] for row in rows] == in_order(text_of(client, f"/checks/{query}"))


def test_next_actions_say_what_they_count_and_lead_to_what_fails_most(client: Client) -> None:
    said = text_of(client, "/")

    assert "a required check weighs more than a recommended one" in said
    assert 'href="/checks/">Most failed checks</a>' in content_of(client, "/")
