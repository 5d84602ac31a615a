"""What a repository's page says where more places break a rule than are kept."""

from __future__ import annotations

from typing import Any

from django.test import Client

from compliance.checks.base import MAX_EVIDENCE
from compliance.models import Organization
from compliance.scorecards.results import MAX_COMPONENT_EVIDENCE
from tests.dashboard.reading import text_of
from tests.factories import make_repository, make_result

SAID = "No more places are kept. If there are others, they follow once some of these are mended."


def places(count: int) -> list[dict[str, Any]]:
    """Some places of a file."""
    place = {"path": "a.py", "excerpt": "", "url": ""}
    return [{**place, "line": line, "end_line": line} for line in range(1, count + 1)]


def component(path: str, count: int) -> dict[str, Any]:
    """A component that fails at some places."""
    said = {"path": path, "outcome": "fail", "standing": "fail", "excuses": [], "message": "m"}
    return {**said, "evidence": places(count)}


def test_who_sees_as_many_places_as_are_kept_is_told(
    client: Client, organization: Organization
) -> None:
    repository = make_repository(organization, "pickup-points")
    make_result(repository, "all", "fail", evidence=places(MAX_EVIDENCE - 1))

    assert SAID not in text_of(client, "/repositories/pickup-points/")

    make_result(repository, "more", "fail", evidence=places(MAX_EVIDENCE))

    assert text_of(client, "/repositories/pickup-points/").count(SAID) == 1


def test_so_is_who_sees_the_places_of_a_component(
    client: Client, organization: Organization
) -> None:
    repository = make_repository(organization, "pickup-points")
    full, other = component("api", MAX_COMPONENT_EVIDENCE), component("web", 3)
    make_result(repository, "more", "fail", components=[full, other])

    assert text_of(client, "/repositories/pickup-points/").count(SAID) == 1
