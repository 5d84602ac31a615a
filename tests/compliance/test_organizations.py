"""Which organization this installation serves, and by what its repositories are judged."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from compliance import organizations
from compliance.collect import SourceError
from compliance.models import Organization
from integrations.github.settings import GitHubSettings
from tests.factories import make_repository


def test_the_organization_of_a_folder_is_called_like_it(
    organization: Organization, source_folder: Path
) -> None:
    assert (organization.name, organization.source) == ("source", f"folder:{source_folder}")
    assert organizations.current() == organization
    assert not organizations.is_demo()


@pytest.mark.django_db
def test_the_demo_is_the_same_organization_wherever_its_github_answers(settings: Settings) -> None:
    settings.PLUMBLINE_SOURCE, settings.PLUMBLINE_DEMO = "", True
    found = set()
    for port in (4001, 4002):
        address = f"http://127.0.0.1:{port}"
        settings.GITHUB = GitHubSettings("brightquay", address, address, token="ghp_demo")
        found.add(organizations.current())

    assert organizations.is_demo()
    assert [each.name for each in found] == ["brightquay"]


@pytest.mark.django_db
def test_without_a_source_nothing_is_read(settings: Settings) -> None:
    settings.PLUMBLINE_SOURCE, settings.PLUMBLINE_DEMO, settings.GITHUB = "", False, None

    with pytest.raises(SourceError, match="GITHUB_ORG"):
        organizations.source(organizations.current())


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
