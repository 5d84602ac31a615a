"""What custom properties and topics say of a repository, and what of it counts."""

from __future__ import annotations

from typing import Any

import pytest

from compliance import organizations
from compliance.facts import Phase, Unavailable
from compliance.models import Organization, Repository
from compliance.scorecards.self_description import phase_of


def repository(organization: Organization, **values: Any) -> Repository:
    given = {"full_name": "acme/orders", "properties": {}, "topics": []} | values
    return Repository(organization=organization, name="orders", **given)


@pytest.mark.parametrize(
    ("values", "name", "said_by"),
    [
        ({}, "production", "the default"),
        ({"properties": {"phase": "mvp"}}, "mvp", "the custom property phase"),
        ({"properties": {"phase": " MVP "}}, "mvp", "the custom property phase"),
        ({"properties": {"phase": "production"}}, "production", "the custom property phase"),
        ({"properties": {"phase": "beta"}}, "production", "the default"),
        ({"topics": ["phase-mvp"]}, "production", "the default"),
        ({"full_name": "", "properties": None}, "production", "the default"),
    ],
)
def test_phase(organization: Organization, values: dict[str, Any], name: str, said_by: str) -> None:
    phase = phase_of(repository(organization, **values))

    assert isinstance(phase, Phase)
    assert (phase.name, phase.said_by) == (name, said_by)


def test_a_phase_that_cannot_be_seen_is_not_guessed(organization: Organization) -> None:
    phase = phase_of(repository(organization, properties=None))

    assert isinstance(phase, Unavailable)
    assert "needs Custom properties, read" in phase.reason


@pytest.mark.parametrize(
    ("values", "rules", "protocol"),
    [
        ({"properties": {"protocol": "fullstack"}}, [["*", "engineering"]], "fullstack"),
        ({"properties": {"protocol": "nobody-knows-it"}}, [["*", "engineering"]], "engineering"),
        ({"topics": ["protocol-engineering"]}, [], "backend"),
        ({}, [["ord*", "engineering"]], "engineering"),
    ],
)
def test_protocol(
    organization: Organization, values: dict[str, Any], rules: list[list[str]], protocol: str
) -> None:
    organization.protocol_rules = rules

    found = organizations.protocol_of(organization, repository(organization, **values))

    assert found.key == protocol
