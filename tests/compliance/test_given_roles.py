"""Who gives a role and takes it back, what is written down, and that one administrator stays."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from compliance import audit, clock, given_roles, sight
from compliance.given_roles import Given, RoleError, change, given_to
from compliance.models import AuditEntry, Membership, Organization, Person, RoleGiven, Team
from compliance.roles import Role
from tests.factories import make_person, make_team

ADMINISTRATOR, DEVELOPER = Given(Role.ADMINISTRATOR), Given(Role.DEVELOPER)
MANAGER = Given(Role.MANAGER, frozenset({"payments"}))
NOTHING = Given()


@pytest.fixture
def team(organization: Organization) -> Team:
    return make_team(organization)


@pytest.fixture
def olga(organization: Organization) -> Person:
    return make_person(organization, "olga", role=Person.Role.OWNER)


@pytest.fixture
def dev(organization: Organization) -> Person:
    return make_person(organization, "dev")


def role_of(person: Person) -> Role:
    return sight.of(Person.objects.get(pk=person.pk)).role


def test_a_role_is_given_and_taken_back(olga: Person, dev: Person, team: Team) -> None:
    change(dev, MANAGER, NOTHING, olga)

    assert role_of(dev) is Role.MANAGER
    assert sight.of(dev).led == {team.pk}
    row = RoleGiven.objects.get(person=dev)
    assert (row.given_by, row.on_behalf) == (olga, "")

    change(dev, NOTHING, MANAGER, olga)

    assert role_of(dev) is Role.DEVELOPER
    assert not RoleGiven.objects.exists()


def test_what_somebody_is_takes_one_query_whatever_they_manage(
    olga: Person, dev: Person, team: Team, django_assert_num_queries: Callable[[int], Any]
) -> None:
    change(dev, MANAGER, NOTHING, olga)
    person = Person.objects.select_related("organization").get(pk=dev.pk)

    with django_assert_num_queries(1):
        assert sight.of(person).led == {team.pk}


def test_what_was_given_is_replaced_with_its_teams(olga: Person, dev: Person, team: Team) -> None:
    change(dev, MANAGER, NOTHING, olga)
    change(dev, ADMINISTRATOR, MANAGER, olga)

    assert given_to(dev) == ADMINISTRATOR


def test_each_change_is_written_down_with_before_and_after(
    olga: Person, dev: Person, team: Team
) -> None:
    with audit.acting_from("192.0.2.7"):
        given = change(dev, MANAGER, NOTHING, olga)
        taken = change(dev, NOTHING, MANAGER, olga)

    assert given
    assert taken
    assert (given.action, given.by, given.address) == (
        AuditEntry.Action.ROLE_GIVEN, olga, "192.0.2.7",
    )  # fmt: skip
    assert (given.subject, given.subject_id) == ("person", str(dev.pk))
    assert given.title == "", "people stand in the log as references"
    assert given.before == {"role": "developer", "said by": "the source"}
    assert given.after == {
        "role": "manager", "said by": "an administrator", "teams": ["payments"],
    }  # fmt: skip
    assert taken.action == AuditEntry.Action.ROLE_TAKEN_BACK
    assert (taken.before, taken.after) == (given.after, given.before)
    assert given_roles.from_audited(given.after) == MANAGER
    assert given_roles.from_audited(given.before) == NOTHING


def test_what_is_so_already_is_no_change(olga: Person, dev: Person) -> None:
    assert change(dev, NOTHING, DEVELOPER, olga) is None
    assert not AuditEntry.objects.exists()


def test_who_gave_it_is_known_where_it_is_no_person(dev: Person) -> None:
    with audit.acting_from(None, "local administrator admin"):
        change(dev, ADMINISTRATOR, NOTHING, None)

    row = RoleGiven.objects.get(person=dev)
    assert (row.given_by, row.on_behalf) == (None, "local administrator admin")


@pytest.mark.parametrize(
    ("to", "why"),
    [
        (Given(Role.MANAGER), "at least one team"),
        (Given(Role.MANAGER, frozenset({"payments", "nobody"})), "There is no team nobody"),
        (Given(Role.DEVELOPER, frozenset({"payments"})), "Only a manager manages teams"),
        (Given(Role.STRANGER), "Nobody is made a stranger"),
    ],
)
def test_what_cannot_be_given(olga: Person, dev: Person, team: Team, to: Given, why: str) -> None:
    with pytest.raises(RoleError, match=why):
        change(dev, to, NOTHING, olga)

    assert given_to(dev) == NOTHING
    assert not AuditEntry.objects.exists()


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(
    olga: Person, dev: Person, team: Team
) -> None:
    change(dev, MANAGER, NOTHING, olga)

    with pytest.raises(RoleError, match="Somebody else changed the role of dev meanwhile"):
        change(dev, ADMINISTRATOR, NOTHING, olga)
    assert given_to(dev) == MANAGER


def test_who_has_left_is_given_nothing_and_loses_what_was_given(olga: Person, dev: Person) -> None:
    change(dev, ADMINISTRATOR, NOTHING, olga)
    Person.objects.filter(pk=dev.pk).update(left_at=clock.now())

    with pytest.raises(RoleError, match="dev has left"):
        change(dev, DEVELOPER, ADMINISTRATOR, olga)
    change(dev, NOTHING, ADMINISTRATOR, olga)
    assert given_to(dev) == NOTHING


def test_the_last_administrator_stays_one(olga: Person, dev: Person) -> None:
    make_person(olga.organization, "former", role=Person.Role.OWNER, left_at=clock.now())
    demoted = make_person(olga.organization, "owner", role=Person.Role.OWNER)
    change(demoted, DEVELOPER, NOTHING, olga)

    with pytest.raises(RoleError, match="olga is the last administrator"):
        change(olga, DEVELOPER, NOTHING, None)

    change(dev, ADMINISTRATOR, NOTHING, olga)
    change(olga, DEVELOPER, NOTHING, olga)
    with pytest.raises(RoleError, match="dev is the last administrator"):
        change(dev, NOTHING, ADMINISTRATOR, None)
    assert [role_of(each) for each in (olga, dev)] == [Role.DEVELOPER, Role.ADMINISTRATOR]


@pytest.mark.django_db(transaction=True)
def test_two_who_take_each_others_administration_leave_one(organization: Organization) -> None:
    both = [make_person(organization, each, role=Person.Role.OWNER) for each in ("ann", "ben")]
    refused: list[str] = []
    begin = threading.Barrier(2)

    def demote(person: Person) -> None:
        begin.wait(timeout=10)
        try:
            change(person, DEVELOPER, NOTHING, None)
        except RoleError as error:
            refused.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=demote, args=(each,)) for each in both]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=30)

    assert len(refused) == 1
    assert sorted(role_of(each) for each in both) == [Role.ADMINISTRATOR, Role.DEVELOPER]


def test_the_list_says_of_each_what_the_sight_says(
    olga: Person, dev: Person, team: Team, organization: Organization
) -> None:
    mara = make_person(organization, "mara")
    pat = make_person(organization, "pat", role=Person.Role.COLLABORATOR)
    make_person(organization, "gone", left_at=clock.now())
    for person in (mara, pat, olga):
        Membership.objects.create(
            organization=organization, team=team, person=person, is_maintainer=True
        )
    Membership.objects.create(organization=organization, team=team, person=dev)
    change(make_person(organization, "given"), MANAGER, NOTHING, olga)
    change(make_person(organization, "pinned", role=Person.Role.OWNER), DEVELOPER, NOTHING, olga)

    rows = list(given_roles.listed(organization))

    assert {each.login: each.held for each in rows} == {  # type: ignore[attr-defined]
        each.login: sight.of(each).role.value for each in organization.people.all()
    }
    assert {each.login: each.by_source for each in rows} == {  # type: ignore[attr-defined]
        "olga": "administrator", "dev": "developer", "mara": "manager", "pat": "partner",
        "gone": "developer", "given": "developer", "pinned": "administrator",
    }  # fmt: skip
