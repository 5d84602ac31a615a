"""What a person is by what the source says and an administrator gave, and what they may see."""

from __future__ import annotations

import pytest

from compliance import sight
from compliance.models import (
    Audience,
    Collaboration,
    Grant,
    Membership,
    Organization,
    Ownership,
    Person,
    Repository,
    RoleGiven,
    Team,
)
from compliance.roles import Role
from tests.factories import (
    NOW,
    make_person,
    make_repository,
    make_result,
    make_team,
    make_transition,
)


def join(person: Person, team: Team, *, maintains: bool = False) -> None:
    Membership.objects.create(
        organization=team.organization, team=team, person=person, is_maintainer=maintains
    )


def grant(team: Team, repository: Repository, permission: str = "read") -> None:
    Grant.objects.create(
        organization=team.organization, team=team, repository=repository, permission=permission
    )


def invite(person: Person, repository: Repository) -> None:
    Collaboration.objects.create(
        organization=person.organization, person=person, repository=repository, permission="read"
    )


NAMES = ("public", "internal", "private", "unsaid")


def give(person: Person, role: Role, *teams: Team) -> None:
    given = RoleGiven.objects.create(
        organization=person.organization, person=person, role=role.value, given_at=NOW
    )
    given.teams.set(teams)


def seen(person: Person) -> set[str]:
    return set(sight.of(person).repositories().values_list("name", flat=True))


def audience_of(person: Person) -> Audience | None:
    return sight.of(person).audience


def worked_on(person: Person) -> set[str]:
    return set(sight.of(person).works_on().values_list("name", flat=True))


def teams_of(person: Person) -> set[str]:
    return set(sight.of(person).shown_teams().values_list("name", flat=True))


@pytest.fixture
def organization(organization: Organization) -> Organization:
    """One whose base permission gives nobody anything."""
    organization.base_permission = "none"
    organization.save()
    for visibility in ("public", "internal", "private"):
        make_repository(organization, visibility, visibility=visibility)
    # A source that does not say who may see it.
    make_repository(organization, "unsaid", visibility="")
    return organization


@pytest.fixture
def private(organization: Organization) -> Repository:
    return organization.repositories.get(name="private")


@pytest.mark.parametrize(
    ("said", "role"),
    [
        (Person.Role.OWNER, Role.ADMINISTRATOR),
        (Person.Role.MEMBER, Role.DEVELOPER),
        (Person.Role.COLLABORATOR, Role.PARTNER),
    ],
)
def test_the_source_says_what_somebody_is(
    organization: Organization, said: str, role: Role
) -> None:
    assert sight.of(make_person(organization, role=said)).role is role


def test_who_has_left_is_a_stranger_whatever_they_were_given(
    organization: Organization, private: Repository
) -> None:
    gone = make_person(organization, role=Person.Role.OWNER, left_at=NOW)
    give(gone, Role.ADMINISTRATOR)

    assert sight.of(gone).role is Role.STRANGER
    assert not sight.of(gone).repositories().exists()
    assert not sight.of(gone).works_on().exists()
    assert not sight.of(gone).shown_teams().exists()


class TestManagers:
    def test_only_a_manager_manages_the_teams_that_they_were_given(
        self, organization: Organization, alice: Person
    ) -> None:
        team = make_team(organization)
        give(alice, Role.DEVELOPER, team)

        assert sight.of(alice).led == frozenset()

    def test_a_maintainer_manages_the_team_and_those_below(
        self, organization: Organization, alice: Person
    ) -> None:
        top, middle, bottom = (make_team(organization, name) for name in ("top", "middle", "low"))
        beside = make_team(organization, "beside")
        for team, parent in ((middle, top), (bottom, middle), (beside, top)):
            team.parent = parent
            team.save()
        join(alice, middle, maintains=True)

        found = sight.of(alice)

        assert found.role is Role.MANAGER
        assert found.led == {middle.pk, bottom.pk}
        assert found.teams == {middle.pk, top.pk}

    def test_a_member_manages_nothing(self, organization: Organization, alice: Person) -> None:
        join(alice, make_team(organization))

        assert sight.of(alice).role is Role.DEVELOPER
        assert not sight.of(alice).led

    def test_teams_that_are_above_each_other_end(
        self, organization: Organization, alice: Person
    ) -> None:
        one, other = make_team(organization, "one"), make_team(organization, "other")
        Team.objects.filter(pk=one.pk).update(parent=other)
        Team.objects.filter(pk=other.pk).update(parent=one)
        join(alice, one, maintains=True)

        assert sight.of(alice).led == {one.pk, other.pk}

    def test_what_a_team_owns_is_led_only_where_it_can_be_seen(
        self, organization: Organization, alice: Person, private: Repository
    ) -> None:
        team = make_team(organization)
        join(alice, team, maintains=True)
        public = organization.repositories.get(name="public")
        for repository in (private, public):
            Ownership.objects.create(
                organization=organization, repository=repository, team=team, found_by="codeowners"
            )

        assert set(sight.of(alice).leads()) == {public}


class TestRolesGiven:
    def test_one_counts_in_place_of_what_the_source_says(
        self, organization: Organization, alice: Person
    ) -> None:
        give(alice, Role.ADMINISTRATOR)

        assert sight.of(alice).role is Role.ADMINISTRATOR
        assert seen(alice) == {"public", "internal", "private", "unsaid"}

    def test_a_maintainer_can_be_a_developer(
        self, organization: Organization, alice: Person
    ) -> None:
        join(alice, make_team(organization), maintains=True)
        give(alice, Role.DEVELOPER)

        assert sight.of(alice).role is Role.DEVELOPER
        assert not sight.of(alice).led

    def test_a_manager_manages_the_teams_that_were_given_and_no_other(
        self, organization: Organization, alice: Person
    ) -> None:
        own, given = make_team(organization, "own"), make_team(organization, "given")
        join(alice, own, maintains=True)
        give(alice, Role.MANAGER, given)

        assert sight.of(alice).led == {given.pk}

    def test_a_member_can_be_a_partner_and_sees_what_they_were_given_alone(
        self, organization: Organization, alice: Person, private: Repository
    ) -> None:
        organization.base_permission = "read"
        organization.save()
        invite(alice, private)
        give(alice, Role.PARTNER)

        assert seen(alice) == {"private"}


class TestRepositories:
    def test_a_member_sees_what_is_open_to_members(self, alice: Person) -> None:
        assert seen(alice) == {"public", "internal"}

    @pytest.mark.parametrize("base", ["read", "write", "admin"])
    def test_by_the_base_permission_a_member_sees_everything(
        self, organization: Organization, alice: Person, base: str
    ) -> None:
        organization.base_permission = base
        organization.save()

        assert seen(alice) == {"public", "internal", "private", "unsaid"}
        assert audience_of(alice) == Audience.ALL

    def test_a_base_permission_that_is_not_known_shows_nothing_private(
        self, organization: Organization, alice: Person
    ) -> None:
        organization.base_permission = ""
        organization.save()

        assert seen(alice) == {"public", "internal"}
        assert audience_of(alice) == Audience.MEMBERS

    def test_a_private_one_that_a_team_above_was_given(
        self, organization: Organization, alice: Person, private: Repository
    ) -> None:
        parent, child = make_team(organization, "parent"), make_team(organization, "child")
        Team.objects.filter(pk=child.pk).update(parent=parent)
        join(alice, child)
        grant(parent, private)

        assert "private" in seen(alice)

    def test_none_that_a_team_below_was_given(
        self, organization: Organization, alice: Person, private: Repository
    ) -> None:
        parent, child = make_team(organization, "parent"), make_team(organization, "child")
        Team.objects.filter(pk=child.pk).update(parent=parent)
        join(alice, parent)
        grant(child, private)

        assert "private" not in seen(alice)

    def test_one_that_a_member_was_given_by_name(self, alice: Person, private: Repository) -> None:
        invite(alice, private)

        assert "private" in seen(alice)
        assert worked_on(alice) == {"private"}

    def test_owning_one_by_a_file_gives_no_access(
        self, organization: Organization, alice: Person, private: Repository
    ) -> None:
        team = make_team(organization)
        join(alice, team)
        Ownership.objects.create(
            organization=organization, repository=private, team=team, found_by="codeowners"
        )

        assert "private" not in seen(alice)
        assert "private" not in worked_on(alice)

    def test_a_partner_sees_what_they_work_on_and_nothing_public_else(
        self, organization: Organization, private: Repository
    ) -> None:
        organization.base_permission = "read"
        organization.save()
        partner = make_person(organization, "pat", role=Person.Role.COLLABORATOR)
        invite(partner, private)

        assert seen(partner) == worked_on(partner) == {"private"}

    def test_what_a_member_works_on(
        self, organization: Organization, alice: Person, private: Repository
    ) -> None:
        team = make_team(organization)
        join(alice, team)
        grant(team, private, "write")
        grant(team, organization.repositories.get(name="public"), "read")
        internal = organization.repositories.get(name="internal")
        assert worked_on(alice) == {"private"}

        Ownership.objects.create(
            organization=organization, repository=internal, team=team, found_by="codeowners"
        )

        assert worked_on(alice) == {"private", "internal"}


class TestTeams:
    @pytest.fixture
    def secret(self, organization: Organization) -> Team:
        team = make_team(organization, "secret")
        team.is_secret = True
        team.save()
        make_team(organization, "visible")
        return team

    def test_a_secret_one_is_its_members_and_administrators(
        self, organization: Organization, alice: Person, secret: Team
    ) -> None:
        owner = make_person(organization, "olga", role=Person.Role.OWNER)
        assert teams_of(alice) == {"visible"}
        assert teams_of(owner) == {"visible", "secret"}

        join(alice, secret)

        assert teams_of(alice) == {"visible", "secret"}
        assert set(sight.of(alice).own_teams()) == {secret}

    def test_a_partner_knows_the_teams_that_own_what_they_work_on_but_no_secret_one(
        self, organization: Organization, secret: Team, private: Repository
    ) -> None:
        partner = make_person(organization, "pat", role=Person.Role.COLLABORATOR)
        make_team(organization, "other")
        invite(partner, private)
        for team in organization.teams.exclude(name="other"):
            Ownership.objects.create(
                organization=organization, repository=private, team=team, found_by="grant"
            )

        assert teams_of(partner) == {"visible"}


def test_daily_scores_tell_nobody_of_what_they_may_not_see(
    organization: Organization, alice: Person, private: Repository
) -> None:
    partner = make_person(organization, "pat", role=Person.Role.COLLABORATOR)
    stranger = make_person(organization, "sam", left_at=NOW)
    owner = make_person(organization, "olga", role=Person.Role.OWNER)
    for repository in organization.repositories.all():
        invite(alice, repository)
        invite(partner, repository)
    # Who sees all today by what they were given may not tomorrow, and did not see all that is gone.
    assert audience_of(alice) == Audience.MEMBERS
    assert audience_of(partner) is None
    assert audience_of(stranger) is None
    assert audience_of(owner) == Audience.ALL


def test_results_and_changes_are_those_of_what_one_may_see(
    organization: Organization, alice: Person
) -> None:
    for repository in organization.repositories.all():
        make_result(repository, "linted", "fail")
        make_transition(repository, "linted", "pass", "fail")

    for person, names in ((alice, {"public", "internal"}), (None, {*NAMES})):
        found = sight.of(person) if person else sight.of_administrator(organization)
        assert set(found.results().values_list("repository__name", flat=True)) == names
        assert set(found.transitions().values_list("repository__name", flat=True)) == names


def test_the_local_administrator_sees_all(organization: Organization) -> None:
    found = sight.of_administrator(organization)

    assert found.role is Role.ADMINISTRATOR
    assert found.repositories().count() == 4
    assert found.audience == Audience.ALL


def test_what_belongs_to_another_organization_is_never_seen(
    organization: Organization, alice: Person
) -> None:
    other = Organization.objects.create(source="other", name="Other")
    make_repository(other, "theirs")
    make_team(other, "theirs")

    assert "theirs" not in seen(alice)
    assert teams_of(alice) == set()
