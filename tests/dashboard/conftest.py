"""An organization as the pages show it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from compliance import organizations
from compliance.models import (
    Collaboration,
    Membership,
    Organization,
    Person,
    Repository,
    Team,
)
from integrations.github.settings import GitHubSettings
from tests import factories
from tests.factories import make_person, make_repository, make_result, make_team, signed_in

GITHUB = "https://github.example.com"


@pytest.fixture(autouse=True)
def nothing_made_before() -> None:
    """What another test made is gone."""
    factories.UNNOTED.clear()


@pytest.fixture(autouse=True)
def own_counts(settings: Settings) -> None:
    """Attempts to sign in are counted for each test alone, though all are from one address."""
    cache = settings.CACHES["default"] | {"KEY_PREFIX": uuid.uuid4().hex}
    settings.CACHES = {"default": cache}


@pytest.fixture
def client(db: None) -> Client:
    """A browser of a local administrator, who may see all."""
    return signed_in(None)


@pytest.fixture
def visitor() -> Client:
    """A browser of somebody who is not signed in."""
    return Client()


@pytest.fixture
def token() -> str:
    """A token of which no other test has used up anything."""
    return f"ghp_{uuid.uuid4().hex}"


@pytest.fixture
def on_github(db: None, settings: Settings, token: str) -> Iterator[Organization]:
    """An organization on a GitHub of its own, which nobody asks anything."""
    settings.PLUMBLINE_SOURCE = ""
    settings.GITHUB = GitHubSettings("acme", f"{GITHUB}/api/v3", GITHUB, token=token)
    organizations.client.cache_clear()
    yield organizations.current()
    organizations.client.cache_clear()


@pytest.fixture
def team(organization: Organization) -> Team:
    return make_team(organization)


@pytest.fixture
def repository(organization: Organization, team: Team) -> Repository:
    """A judged repository with a result of each outcome."""
    repository = make_repository(organization, team=team)
    place = {"path": "package.json", "line": 3, "end_line": 3, "excerpt": '"node": "18"'}
    make_result(repository, "node-version-pinned", "fail", evidence=[place])
    make_result(repository, "package-manager-pnpm", "pass")
    make_result(repository, "lockfile-in-sync", "unknown", message="pnpm-lock.yaml has 9 MiB")
    make_result(repository, "python-version-pinned", "not_applicable")
    make_result(
        repository, "lint-in-ci", "fail", clause="engineering:3.2", level="standard", position=9
    )
    return repository


@pytest.fixture
def colleagues(organization: Organization, repository: Repository, team: Team) -> dict[str, Person]:
    """Alice works on orders, mara manages its team and lena another one; les is a developer, and
    olga owns the organization.
    """
    found = {name: make_person(organization, name) for name in ("alice", "mara", "lena", "les")}
    Collaboration.objects.create(
        organization=organization, person=found["alice"], repository=repository, permission="write"
    )
    other = make_team(organization, "Ledger")
    for name, managed in (("mara", team), ("lena", other)):
        Membership.objects.create(
            organization=organization, team=managed, person=found[name], is_maintainer=True
        )
    return found | {"olga": make_person(organization, "olga", role=Person.Role.OWNER)}
