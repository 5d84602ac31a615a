"""Which organization this installation serves, and by what its repositories are judged."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from compliance import organizations
from compliance.models import Organization
from tests.factories import make_repository


def test_the_organization_of_a_folder_is_called_like_it(
    organization: Organization, source_folder: Path
) -> None:
    assert (organization.name, organization.source) == ("source", f"folder:{source_folder}")
    assert organizations.current() == organization
    assert not organizations.is_demo()


@pytest.mark.django_db
def test_without_a_source_it_is_the_demo(settings: Settings, tmp_path: Path) -> None:
    settings.PLUMBLINE_SOURCE = ""
    settings.PLUMBLINE_DATA = tmp_path

    assert organizations.is_demo()
    assert organizations.source_folder() == tmp_path / "demo"
    assert organizations.current().name == "Brightquay"


def test_a_name_that_people_gave_stays(organization: Organization) -> None:
    Organization.objects.update(name="Acme")

    assert organizations.current().name == "Acme"


@pytest.mark.parametrize(
    ("rules", "protocol"),
    [
        ([], "backend"),
        ([["web-*", "fullstack"]], "fullstack"),
        ([["api-*", "fullstack"]], "backend"),
        ([["web-shop", "engineering"], ["web-*", "fullstack"]], "engineering"),
        ([["*", "one that is no longer there"]], "backend"),
    ],
)
def test_the_protocol_of_a_repository(
    organization: Organization, rules: list[list[str]], protocol: str
) -> None:
    organization.protocol_rules = rules
    repository = make_repository(organization, "web-shop")

    assert organizations.protocol_of(organization, repository).key == protocol


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        ("orders", True),
        ("ord*", True),
        ("order?", True),
        ("*", True),
        ("Orders", False),
        ("order", False),
        ("rders", False),
    ],
)
def test_patterns(pattern: str, fits: bool) -> None:
    found = organizations.first_fitting([(pattern, "payments")], "orders")

    assert found == ("payments" if fits else None)


def test_what_a_judgement_depends_on(monkeypatch: pytest.MonkeyPatch) -> None:
    backend, fullstack = (organizations.protocols()[key] for key in ("backend", "fullstack"))
    digests = {
        organizations.judged_by(backend, [""]),
        organizations.judged_by(fullstack, [""]),
        organizations.judged_by(backend, ["Payments"]),
    }
    assert len(digests) == 3
    assert organizations.judged_by(backend, [""]) in digests
    monkeypatch.setattr(organizations, "rules_fingerprint", lambda: "other")
    assert organizations.judged_by(backend, [""]) not in digests
