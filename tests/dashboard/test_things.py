"""What repositories, teams and people are to who asks, as rows of the table."""

from __future__ import annotations

import pytest

from compliance import clock, sight
from compliance.models import (
    Collaboration,
    Grant,
    Membership,
    Organization,
    Person,
    Plan,
    Repository,
    RoleGiven,
    Team,
)
from compliance.roles import Role
from dashboard import things
from dashboard.access import Action, Answer, Thing, answer
from tests.factories import make_person, make_plan, make_repository, make_team


@pytest.fixture
def organization(organization: Organization) -> Organization:
    """Payments has Ledger below it, and owns a private repository; Design is secret."""
    organization.base_permission = "none"
    organization.save()
    payments = make_team(organization, "Payments")
    ledger = make_team(organization, "Ledger")
    ledger.parent = payments
    ledger.save()
    design = make_team(organization, "Design")
    design.is_secret = True
    design.save()
    make_repository(organization, "orders", team=payments, visibility="private")
    make_repository(organization, "books", team=ledger, visibility="private")
    make_repository(organization, "site", visibility="public")
    make_repository(organization, "intranet", team=ledger, visibility="internal")
    make_repository(organization, "vault", visibility="private")
    read = make_repository(organization, "read", visibility="private")
    for team in (payments, ledger):
        for repository in team.ownerships.values_list("repository", flat=True):
            _grant(team, Repository.objects.get(pk=repository), "write")
    _grant(payments, read, "read")
    make_person(organization, "olga", role=Person.Role.OWNER)
    _join(make_person(organization, "mara"), payments, maintains=True)
    _join(make_person(organization, "dev"), payments)
    _join(make_person(organization, "les"), ledger)
    pat = make_person(organization, "pat", role=Person.Role.COLLABORATOR)
    Collaboration.objects.create(
        organization=organization,
        person=pat,
        repository=organization.repositories.get(name="books"),
        permission="read",
    )
    return organization


def _grant(team: Team, repository: Repository, permission: str) -> None:
    Grant.objects.create(
        organization=team.organization, team=team, repository=repository, permission=permission
    )


def _join(person: Person, team: Team, *, maintains: bool = False) -> None:
    Membership.objects.create(
        organization=team.organization, team=team, person=person, is_maintainer=maintains
    )


LED, OWN = Thing.REPOSITORY_LED, Thing.REPOSITORY_OWN
OPEN, SEEN, HIDDEN = Thing.REPOSITORY_OPEN, Thing.REPOSITORY_SEEN, Thing.REPOSITORY_HIDDEN
NAMES = ("orders", "books", "site", "intranet", "vault", "read")
REPOSITORIES = {
    "olga": (SEEN, SEEN, OPEN, OPEN, SEEN, SEEN),
    # Who maintains a team is no member of those below it, and GitHub shows them what members see.
    "mara": (LED, HIDDEN, OPEN, LED, HIDDEN, SEEN),
    "dev": (OWN, HIDDEN, OPEN, OPEN, HIDDEN, SEEN),
    "les": (OWN, OWN, OPEN, OWN, HIDDEN, SEEN),
    "pat": (HIDDEN, OWN, OPEN, OPEN, HIDDEN, HIDDEN),
}


@pytest.mark.parametrize("login", REPOSITORIES)
def test_repositories(organization: Organization, login: str) -> None:
    seen = sight.of(organization.people.get(login=login))

    assert REPOSITORIES[login] == tuple(
        things.thing_of_repository(seen, organization.repositories.get(name=name)) for name in NAMES
    )


T_LED, T_OWN, T_OTHER, T_SECRET = (
    Thing.TEAM_LED, Thing.TEAM_OWN, Thing.TEAM_OTHER, Thing.TEAM_SECRET,
)  # fmt: skip
TEAMS = {
    "olga": (T_OTHER, T_OTHER, T_SECRET),
    "mara": (T_LED, T_LED, T_SECRET),
    "dev": (T_OWN, T_OTHER, T_SECRET),
    "les": (T_OWN, T_OWN, T_SECRET),
    "pat": (T_OTHER, T_OWN, T_SECRET),
}


@pytest.mark.parametrize("login", TEAMS)
def test_teams(organization: Organization, login: str) -> None:
    seen = sight.of(organization.people.get(login=login))

    assert TEAMS[login] == tuple(
        things.thing_of_team(seen, organization.teams.get(name=name))
        for name in ("Payments", "Ledger", "Design")
    )


def test_a_secret_team_is_its_members_own(organization: Organization) -> None:
    design, dev = organization.teams.get(name="Design"), organization.people.get(login="dev")
    _join(dev, design)

    assert things.thing_of_team(sight.of(dev), design) is T_OWN


C_LED, C_OTHER = Thing.CHANNEL_LED, Thing.CHANNEL_OTHER
CHANNELS = {
    "olga": (C_OTHER, C_OTHER, C_OTHER),
    # What Ledger may see she does not.
    "mara": (C_LED, C_OTHER, C_OTHER),
    "dev": (C_OTHER, C_OTHER, C_OTHER),
    "les": (C_OTHER, C_OTHER, C_OTHER),
    "pat": (C_OTHER, C_OTHER, C_OTHER),
}


@pytest.mark.parametrize("login", CHANNELS)
def test_channels(organization: Organization, login: str) -> None:
    seen = sight.of(organization.people.get(login=login))

    assert CHANNELS[login] == tuple(
        things.thing_of_channel(seen, organization.teams.get(name=name))
        for name in ("Payments", "Ledger", "Design")
    )


def test_the_channel_of_a_team_that_one_was_given_is_of_who_sees_what_it_sees(
    organization: Organization,
) -> None:
    ledger, dev = organization.teams.get(name="Ledger"), organization.people.get(login="dev")
    given = RoleGiven.objects.create(
        organization=organization, person=dev, role=Role.MANAGER, given_at=clock.now()
    )
    given.teams.add(ledger)
    assert things.thing_of_channel(sight.of(dev), ledger) is C_OTHER

    _join(dev, ledger)
    assert things.thing_of_channel(sight.of(dev), ledger) is C_LED


def test_where_all_members_see_all_who_manages_a_team_has_its_channel(
    organization: Organization,
) -> None:
    organization.base_permission = "read"
    organization.save()
    mara = sight.of(organization.people.get(login="mara"))

    assert things.thing_of_channel(mara, organization.teams.get(name="Ledger")) is C_LED
    assert things.thing_of_channel(mara, organization.teams.get(name="Design")) is C_OTHER


P_OWN, P_LED, P_BUDDY, P_OTHER = (
    Thing.PLAN_OWN, Thing.PLAN_LED, Thing.PLAN_BUDDY, Thing.PLAN_OTHER,
)  # fmt: skip
# Whose plans, and whose buddies; that of an invitation is of the team Ledger, below Payments.
PLANS = {
    "olga": (P_OWN, P_OTHER, P_OTHER, P_OTHER, P_OTHER, P_OTHER),
    "mara": (P_OTHER, P_OWN, P_LED, P_LED, P_OTHER, P_LED),
    "dev": (P_OTHER, P_OTHER, P_OWN, P_BUDDY, P_OTHER, P_OTHER),
    "les": (P_OTHER, P_OTHER, P_OTHER, P_OWN, P_BUDDY, P_OTHER),
    "pat": (P_OTHER, P_OTHER, P_OTHER, P_OTHER, P_OWN, P_OTHER),
}
BUDDIES = {"les": "dev", "pat": "les"}


def make_plans(organization: Organization) -> list[Plan]:
    """A plan for each person, and one for an invitation, in the order of `PLANS`."""
    made = [
        make_plan(
            organization, login, buddy=organization.people.filter(login=BUDDIES.get(login)).first()
        )
        for login in PLANS
    ]
    return [*made, make_plan(organization, "new", team=organization.teams.get(name="Ledger"))]


@pytest.mark.parametrize("login", PLANS)
def test_plans(organization: Organization, login: str) -> None:
    seen = sight.of(organization.people.get(login=login))

    assert PLANS[login] == tuple(
        things.thing_of_plan(seen, plan) for plan in make_plans(organization)
    )


def test_digests_and_what_is_kept(organization: Organization) -> None:
    by_login = {each.login: each for each in organization.people.all()}
    mara = sight.of(by_login["mara"])

    assert things.thing_of_digest(mara, by_login["mara"]) is Thing.DIGEST_OWN
    assert things.thing_of_digest(mara, by_login["les"]) is Thing.DIGEST_OTHER
    assert things.thing_of_what_is_kept(mara, by_login["mara"]) is Thing.KEPT_OWN
    assert things.thing_of_what_is_kept(mara, by_login["les"]) is Thing.KEPT_OTHER


def test_nothing_of_a_person_is_the_local_administrators_own(organization: Organization) -> None:
    seen = sight.of_administrator(organization)

    for plan in make_plans(organization):
        assert things.thing_of_plan(seen, plan) is Thing.PLAN_OTHER
    for person in organization.people.all():
        assert things.thing_of_digest(seen, person) is Thing.DIGEST_OTHER
        assert things.thing_of_what_is_kept(seen, person) is Thing.KEPT_OTHER


def test_the_answer_of_the_sight_and_of_the_table_are_one(organization: Organization) -> None:
    """Who is shown a thing in lists is let in to its page, and nobody else."""
    for person in organization.people.all():
        seen = sight.of(person)
        for repository in organization.repositories.all():
            thing = things.thing_of_repository(seen, repository)
            listed = seen.repositories().filter(pk=repository.pk).exists()
            assert (answer(seen.role, Action.SEE, thing) is Answer.ALLOWED) == listed
        for team in organization.teams.all():
            thing = things.thing_of_team(seen, team)
            listed = seen.shown_teams().filter(pk=team.pk).exists()
            assert (answer(seen.role, Action.SEE, thing) is Answer.ALLOWED) == listed
