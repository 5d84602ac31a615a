"""Who is not in a secret team finds no page that names it, counts for it, or leads to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from compliance.models import Membership, Organization, Ownership, Person, Repository, Team
from tests.compliance.sync.on_github import OnGitHub
from tests.compliance.sync.on_github import on_github as polled
from tests.dashboard.reading import content_of, text_of
from tests.factories import (
    make_person,
    make_repository,
    make_result,
    make_team,
    make_transition,
    signed_in,
)
from tests.github_simulator.generation import generate
from tests.github_simulator.state import Team as TeamOnGitHub
from tests.github_simulator.state import TeamRepository

NAME, SLUG = "Incident Response", "incident"
PAGES = (
    "/",
    "/changes/",
    f"/changes/?team={SLUG}",
    "/teams/",
    "/teams/?by=section&sort=moved",
    "/teams/payments/",
    "/repositories/",
    "/repositories/?team=-",
    f"/repositories/?team={SLUG}",
    "/repositories/secret-only/",
    "/repositories/shared/",
    "/checks/",
    f"/checks/?team={SLUG}",
    "/checks/dev-command/",
    f"/checks/dev-command/?team={SLUG}",
    "/protocols/",
    "/protocols/backend/",
)


def own(repository: Repository, team: Team) -> None:
    Ownership.objects.create(
        organization=repository.organization, repository=repository, team=team, found_by="grant"
    )


@pytest.fixture
def client(on_github: Organization) -> Client:
    """A member of the organization, and of no team."""
    return signed_in(make_person(on_github, "dev"))


@pytest.fixture
def secret(on_github: Organization) -> Team:
    """A secret team that owns one repository alone, and another one together with Payments."""
    team = make_team(on_github, NAME)
    team.slug, team.key, team.is_secret = SLUG, "T_secret", True
    team.save()
    payments = make_team(on_github)
    for name in ("secret-only", "shared"):
        repository = make_repository(on_github, name)
        make_result(repository, "dev-command", "fail")
        make_transition(repository, "dev-command", "pass", "fail", at=timezone.now())
        own(repository, team)
    own(repository, payments)
    return team


@pytest.mark.parametrize("address", PAGES)
def test_no_page_names_it(client: Client, secret: Team, address: str) -> None:
    content = content_of(client, address).replace(f"team={SLUG}", "")

    assert NAME not in content
    assert f"/{SLUG}/" not in content
    assert f'value="{SLUG}"' not in content


def test_it_has_no_page(client: Client, secret: Team) -> None:
    assert client.get(f"/teams/{SLUG}/").status_code == 404


def test_what_it_alone_owns_has_no_owner_to_see(client: Client, secret: Team) -> None:
    assert "1 repository has no owner, or only a secret team." in text_of(client, "/teams/")
    unowned = text_of(client, "/repositories/?team=-")
    assert "secret-only" in unowned
    assert "shared" not in unowned
    assert "Owner Nobody, or a secret team" in text_of(client, "/repositories/secret-only/")
    assert "Owner Payments by its access" in text_of(client, "/repositories/shared/")


def test_asking_for_it_by_name_narrows_nothing(client: Client, secret: Team) -> None:
    for address in ("/repositories/", "/checks/dev-command/"):
        text = text_of(client, f"{address}?team={SLUG}")
        assert "secret-only" in text
        assert "shared" in text


def test_it_is_shown_as_soon_as_it_is_no_secret(client: Client, secret: Team) -> None:
    Team.objects.filter(pk=secret.pk).update(is_secret=False)

    assert NAME in text_of(client, "/")
    assert NAME in text_of(client, "/teams/")
    assert client.get(f"/teams/{SLUG}/").status_code == 200


def test_its_members_and_owners_of_the_organization_know_of_it(
    secret: Team, on_github: Organization
) -> None:
    member = make_person(on_github, "mia")
    Membership.objects.create(organization=on_github, team=secret, person=member)
    for person in (member, make_person(on_github, "olga", role=Person.Role.OWNER)):
        browser = signed_in(person)
        for address in ("/", "/teams/", f"/teams/{SLUG}/", "/repositories/secret-only/"):
            assert NAME in text_of(browser, address)


@pytest.mark.django_db
def test_a_secret_team_on_github(tmp_path: Path, settings: Settings, token: str) -> None:
    """Github tells an owner's token of it, and nobody else is told."""
    world = generate(1, tmp_path, OnGitHub.now)
    (repository,) = world.repositories
    given = [TeamRepository(name=repository.name, permission="ADMIN")]
    world.teams = [TeamOnGitHub(id=9, slug=SLUG, name=NAME, privacy="SECRET", repositories=given)]
    with polled(world, settings, token=token) as plumbline:
        plumbline.sync()

        assert Ownership.objects.get().team.is_secret
        client = signed_in(make_person(plumbline.organization, "dev"))
        for address in ("/", "/teams/", "/repositories/", f"/repositories/{repository.name}/"):
            assert NAME not in text_of(client, address)
