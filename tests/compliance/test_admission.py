"""Who is let in by a token of theirs, and for how long: asked of a GitHub over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from compliance import admission
from compliance.admission import NotAdmitted, Why
from compliance.models import Person
from integrations.github.errors import RevokedError, UnreachableError
from tests.compliance.sync.on_github import OnGitHub, on_github
from tests.github_simulator import faults
from tests.github_simulator.credentials import Credential, Kind, OAuthClient
from tests.github_simulator.generation import generate
from tests.github_simulator.state import Collaborator, Invitation, World
from tests.github_simulator.state import Person as Account

pytestmark = pytest.mark.django_db
SCOPES = frozenset({"read:org", "user:email"})


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An organization with an owner, members, a collaborator, and somebody it does not know."""
    made = generate(1, tmp_path, OnGitHub.now)
    made.people += [Account(id=901, login="pat"), Account(id=902, login="stranger")]
    made.repositories[0].collaborators = [Collaborator(login="pat")]
    return made


@pytest.fixture
def plumbline(world: World, settings: Settings, tmp_path: Path) -> Iterator[OnGitHub]:
    with on_github(world, settings, token=f"ghp_{tmp_path.parent.name}{tmp_path.name}") as running:
        yield running


def owner(world: World) -> str:
    return next(each.login for each in world.members if each.role == "ADMIN")


def member(world: World) -> str:
    return next(each.login for each in world.members if each.role == "MEMBER")


def token(
    plumbline: OnGitHub, login: str, client: OAuthClient | None = None, **details: object
) -> str:
    """What somebody got who signed in to an OAuth App."""
    credential = Credential(Kind.CLASSIC, login, scopes=SCOPES, client=client, **details)  # type: ignore[arg-type]
    return plumbline.simulator.accounts.add(credential).token


def token_of_app(plumbline: OnGitHub, login: str) -> str:
    """What somebody got who signed in to a GitHub App."""
    app = plumbline.simulator.app(42, "no key")
    return plumbline.simulator.accounts.add(Credential(Kind.USER, login, app=app)).token


def admit(plumbline: OnGitHub, given: str) -> Person:
    return admission.admit(plumbline.organization, given)


class TestAdmission:
    def test_an_owner_and_a_member_come_in_as_what_they_are(
        self, plumbline: OnGitHub, world: World
    ) -> None:
        found = admit(plumbline, token(plumbline, owner(world)))
        assert (found.login, found.role) == (owner(world), Person.Role.OWNER)
        assert admit(plumbline, token(plumbline, member(world))).role == Person.Role.MEMBER

    def test_who_was_stored_by_a_poll_is_the_same_person(
        self, plumbline: OnGitHub, world: World
    ) -> None:
        plumbline.sync()
        stored = Person.objects.get(login=member(world))

        assert admit(plumbline, token(plumbline, member(world))) == stored
        plumbline.pass_time(admission.LONGEST * 8).sync()
        stored.refresh_from_db()
        assert stored.left_at is None

    def test_a_member_who_joined_since_is_stored(self, plumbline: OnGitHub, world: World) -> None:
        assert not Person.objects.exists()
        admit(plumbline, token(plumbline, member(world)))

        plumbline.sync()

        assert Person.objects.filter(login=member(world), left_at=None).count() == 1

    def test_a_stranger_leaves_nothing(self, plumbline: OnGitHub) -> None:
        for given in (token(plumbline, "stranger"), token_of_app(plumbline, "stranger")):
            with pytest.raises(NotAdmitted) as told:
                admit(plumbline, given)

            assert (told.value.login, told.value.why) == ("stranger", Why.STRANGER)
        assert not Person.objects.exists()

    def test_who_is_invited_has_to_accept_first(self, plumbline: OnGitHub, world: World) -> None:
        world.invitations = [Invitation(id=1, login="stranger", created_at=OnGitHub.now)]

        with pytest.raises(NotAdmitted) as told:
            admit(plumbline, token(plumbline, "stranger"))
        assert told.value.why is Why.INVITED

    def test_a_collaborator_is_known_by_the_app_that_they_sign_in_to(
        self, plumbline: OnGitHub
    ) -> None:
        assert admit(plumbline, token_of_app(plumbline, "pat")).role == Person.Role.COLLABORATOR

    def test_a_collaborator_is_known_by_the_poll_to_an_oauth_app(self, plumbline: OnGitHub) -> None:
        given = token(plumbline, "pat")
        with pytest.raises(NotAdmitted):
            admit(plumbline, given)

        plumbline.sync()

        assert admit(plumbline, given).role == Person.Role.COLLABORATOR

    @pytest.mark.parametrize("restriction", ["oauth", "saml"])
    def test_what_the_organization_restricts_is_never_called_being_a_stranger(
        self, plumbline: OnGitHub, world: World, restriction: str
    ) -> None:
        client = plumbline.simulator.client("http://127.0.0.1/")
        client.approved, client.saml = restriction != "oauth", restriction == "saml"

        with pytest.raises(NotAdmitted) as told:
            admit(plumbline, token(plumbline, member(world), client))
        assert told.value.why is Why.RESTRICTED
        assert not Person.objects.exists()

    def test_a_github_that_does_not_answer_admits_nobody(
        self, plumbline: OnGitHub, world: World
    ) -> None:
        given = token(plumbline, member(world))
        for _ in range(9):
            plumbline.simulator.faults.add(
                faults.bad_gateway(), on="GET /user/memberships/orgs/{org}"
            )

        with pytest.raises(UnreachableError):
            admit(plumbline, given)
        assert not Person.objects.exists()

    def test_a_revoked_token_admits_nobody(self, plumbline: OnGitHub, world: World) -> None:
        with pytest.raises(RevokedError):
            admit(plumbline, token(plumbline, member(world), revoked=True))


class TestStaying:
    def test_a_member_stays_until_they_are_removed(self, plumbline: OnGitHub, world: World) -> None:
        plumbline.sync()
        person = Person.objects.get(login=member(world))
        assert admission.still_belongs(person)

        with plumbline.simulator.changing():
            world.members = [each for each in world.members if each.login != person.login]

        assert not admission.still_belongs(person)
        person.refresh_from_db()
        assert person.left_at is not None

    def test_a_collaborator_stays_until_they_are_removed(
        self, plumbline: OnGitHub, world: World
    ) -> None:
        plumbline.sync()
        person = Person.objects.get(login="pat")
        assert admission.still_belongs(person)

        with plumbline.simulator.changing():
            world.repositories[0].collaborators = []

        assert not admission.still_belongs(person)

    def test_who_left_is_known_to_have_left_when_they_sign_in(
        self, plumbline: OnGitHub, world: World
    ) -> None:
        plumbline.sync()
        person = Person.objects.get(login=member(world))
        given = token(plumbline, person.login)
        with plumbline.simulator.changing():
            world.members = [each for each in world.members if each.login != person.login]

        with pytest.raises(NotAdmitted):
            admit(plumbline, given)
        person.refresh_from_db()
        assert person.left_at is not None

    def test_it_costs_one_request(self, plumbline: OnGitHub, world: World) -> None:
        plumbline.sync()
        person = Person.objects.get(login=member(world))
        before = plumbline.simulator.log.api_requests()

        admission.still_belongs(person)

        assert plumbline.simulator.log.api_requests() - before == 1
