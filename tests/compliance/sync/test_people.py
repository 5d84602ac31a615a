"""Who belongs to an organization is stored as GitHub says, and what was is not forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from compliance.collect.collaborators import Collaborator
from compliance.collect.people import Invited, Member, People, TeamProfile
from compliance.models import Grant, Invitation, Membership, Organization, Person, Repository, Team
from compliance.sync import people
from tests.factories import NOW, make_repository, make_team

LATER = NOW + timedelta(hours=1)
ALICE = Member("U1", "alice", "Alice", "admin")
BOB = Member("U2", "bob", "", "member")
PAYMENTS = TeamProfile(
    "T1", "payments", "Payments", False, "", (replace(BOB, role="maintainer"),), {"R1": "admin"}
)
BILLING = TeamProfile("T2", "billing", "Billing", True, "T1", (), {"unknown": "write"})
INVITED = Invited("I1", "", "carol@example.com", "direct_member", NOW)
FOUND = People((ALICE, BOB), (PAYMENTS, BILLING), (INVITED,))


@pytest.fixture
def repository(organization: Organization) -> Repository:
    return make_repository(organization, "orders", key="R1")


def test_all_of_it(organization: Organization, repository: Repository) -> None:
    people.store(organization, FOUND, NOW)

    roles = dict(Person.objects.values_list("login", "role"))
    assert roles == {"alice": "owner", "bob": "member"}
    payments, billing = Team.objects.get(slug="payments"), Team.objects.get(slug="billing")
    assert (payments.is_secret, billing.is_secret, billing.parent) == (False, True, payments)
    [membership] = Membership.objects.all()
    assert (membership.team, membership.person.login) == (payments, "bob")
    assert membership.is_maintainer
    [grant] = Grant.objects.all()
    assert (grant.team, grant.repository, grant.permission) == (payments, repository, "admin")
    assert [each.email for each in organization.invitations.all()] == ["carol@example.com"]


def test_the_same_again_changes_no_row(organization: Organization, repository: Repository) -> None:
    people.store(organization, FOUND, NOW)
    models = (Person, Team, Membership, Grant, Invitation)
    before = [list(model.objects.order_by("pk").values()) for model in models]

    people.store(organization, FOUND, LATER)

    assert [list(model.objects.order_by("pk").values()) for model in models] == before


def test_who_left_and_came_back(organization: Organization) -> None:
    people.store(organization, FOUND, NOW)

    people.store(organization, People((ALICE,), (), ()), LATER)
    bob = Person.objects.get(login="bob")
    assert (bob.seen_at, bob.left_at) == (NOW, LATER)
    assert set(Team.objects.values_list("gone_since", flat=True)) == {LATER}
    assert not Membership.objects.exists()

    people.store(organization, FOUND, LATER + timedelta(hours=1))
    bob.refresh_from_db()
    assert (bob.seen_at, bob.left_at) == (NOW, None)
    assert set(Team.objects.values_list("gone_since", flat=True)) == {None}


def test_a_renamed_person_and_a_renamed_team_stay_the_same_rows(
    organization: Organization,
) -> None:
    people.store(organization, FOUND, NOW)
    rows = Person.objects.get(key="U2").pk, Team.objects.get(key="T1").pk

    renamed = replace(PAYMENTS, slug="money", name="Money")
    people.store(organization, People((ALICE, replace(BOB, login="robert")), (renamed,), ()), LATER)

    assert Person.objects.get(login="robert").pk == rows[0]
    assert Team.objects.get(slug="money").pk == rows[1]


def test_two_teams_that_swap_their_addresses(organization: Organization) -> None:
    people.store(organization, FOUND, NOW)
    first, second = Team.objects.get(key="T1").pk, Team.objects.get(key="T2").pk

    swapped = (replace(PAYMENTS, slug="billing"), replace(BILLING, slug="payments"))
    people.store(organization, People((ALICE, BOB), swapped, ()), LATER)

    assert Team.objects.get(slug="billing").pk == first
    assert Team.objects.get(slug="payments").pk == second


def test_a_team_that_was_only_named_becomes_the_one_of_that_name(
    organization: Organization,
) -> None:
    named = make_team(organization, "payments")

    people.store(organization, FOUND, NOW)

    named.refresh_from_db()
    assert (named.key, named.name) == ("T1", "Payments")


def test_a_team_that_takes_the_address_of_one_that_is_gone(organization: Organization) -> None:
    people.store(organization, FOUND, NOW)
    gone = Team.objects.get(key="T1").pk

    people.store(organization, People((), (replace(PAYMENTS, key="T9"),), ()), LATER)

    assert Team.objects.get(slug="payments").key == "T9"
    assert Team.objects.get(pk=gone).gone_since == LATER


def test_invitations_that_may_not_be_seen_stay_as_they_were(organization: Organization) -> None:
    people.store(organization, FOUND, NOW)

    people.store(organization, replace(FOUND, invitations=None), LATER)

    assert organization.invitations.count() == 1


def outsider(key: str, login: str, permission: str) -> Collaborator:
    return Collaborator(key, login, "", permission, is_outside=True)


def test_outside_collaborators_come_and_go(
    organization: Organization, repository: Repository
) -> None:
    other = make_repository(organization, "billing", key="R2")
    dora, emil = outsider("U7", "dora", "write"), outsider("U8", "emil", "own-role")
    people.store_collaborators(repository, [dora, emil], NOW)
    people.store_collaborators(other, [dora], NOW)

    permissions = dict(repository.collaborations.values_list("person__login", "permission"))
    assert permissions == {"dora": "write", "emil": "read"}, "an unknown role counts as reading"

    people.store_collaborators(repository, [], LATER)

    left = dict(Person.objects.values_list("login", "left_at"))
    assert left == {"dora": None, "emil": LATER}, "dora still works in another repository"


def test_another_repository_says_nothing_of_who_has_none_yet(
    organization: Organization, repository: Repository
) -> None:
    """Somebody who signed in was stored before any repository was read that they work in."""
    people.arrive(organization, Member("U7", "dora", "", "collaborator"), NOW)

    people.store_collaborators(repository, [outsider("U8", "emil", "write")], LATER)

    assert Person.objects.get(login="dora").left_at is None


def test_a_member_who_is_given_a_repository_by_name_stays_a_member(
    organization: Organization, repository: Repository
) -> None:
    people.store(organization, FOUND, NOW)
    given = [
        Collaborator("U2", "bob", "", "write", is_outside=False),
        Collaborator("U9", "not-known-yet", "", "read", is_outside=False),
    ]

    people.store_collaborators(repository, given, NOW)

    assert list(repository.collaborations.values_list("person__login", "permission")) == [
        ("bob", "write")
    ]
    assert Person.objects.get(login="bob").role == "member"

    people.store_collaborators(repository, [], LATER)

    assert not repository.collaborations.exists()
    assert Person.objects.get(login="bob").left_at is None, "members leave by the poll of people"


def test_a_collaborator_who_becomes_a_member(
    organization: Organization, repository: Repository
) -> None:
    people.store_collaborators(repository, [outsider("U2", "bob", "write")], NOW)

    people.store(organization, FOUND, LATER)

    assert Person.objects.get(login="bob").role == "member"
