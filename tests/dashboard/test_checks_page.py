"""The page of all checks: in the order of the protocols, or those that fail most first."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from compliance.models import Organization
from tests.dashboard.reading import text_of
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


def test_checks_stand_as_in_the_protocols(client: Client) -> None:
    assert in_order(text_of(client, "/checks/")) == ORDER


def test_the_check_that_fails_most_is_first_when_asked(client: Client) -> None:
    said = text_of(client, "/checks/?sort=fail")

    assert in_order(said) == ["lint-in-ci", "dev-command", "node-version-pinned"]
    assert "Most failed first Check Clause Level Outcomes Fail Pass Title of lint-in-ci" in said


def test_the_most_failed_of_a_section(client: Client) -> None:
    said = text_of(client, "/checks/?sort=fail&section=backend:2")

    assert said.index("Title of dev-command") < said.index("Title of node-version-pinned")
    assert "lint-in-ci" not in said
    assert "Onboarding, most failed first backend:2 Check" in said


@pytest.mark.parametrize("query", ["", "?sort=fail"])
def test_the_file_is_in_the_order_of_the_page(client: Client, query: str) -> None:
    response: Any = client.post(f"/exports/checks/{query}")
    rows = b"".join(response.streaming_content).decode().splitlines()[1:]

    assert [row.split(",")[1] for row in rows] == in_order(text_of(client, f"/checks/{query}"))
