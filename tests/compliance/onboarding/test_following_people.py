"""Plans follow the people and invitations that are stored: who is new gets one, once."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from compliance import clock
from compliance.collect.collaborators import Collaborator
from compliance.collect.people import Invited, Member, People, TeamProfile
from compliance.models import Organization, Person, Plan
from compliance.onboarding import following, joining, plans, ticking
from compliance.onboarding.plans import PlanError, Settings
from compliance.protocol import Whom
from compliance.sync import people
from tests.factories import NOW, make_repository

HOUR = timedelta(hours=1)
ALICE = Member("U1", "alice", "Alice", "admin")
BOB = Member("U2", "bob", "", "member")
INVITED = Invited("I1", "bob", "", "direct_member", NOW)
BY_MAIL = Invited("I2", "", "Bob@example.com", "direct_member", NOW)
FIRST = People((ALICE,), (), ())


def store(
    organization: Organization,
    hours: float,
    *members: Member,
    invited: tuple[Invited, ...] = (),
    teams: tuple[TeamProfile, ...] = (),
) -> None:
    found = People((ALICE, *members), teams, invited)
    with clock.standing_at(NOW + hours * HOUR):
        people.store(organization, found, clock.now())


def hours(plan: Plan) -> float | None:
    """When the clock began, in hours."""
    return None if plan.clock_from is None else (plan.clock_from - NOW) / HOUR


def test_who_is_there_at_first_gets_none(organization: Organization) -> None:
    store(organization, 0, BOB)
    store(organization, 1, BOB)

    assert not Plan.objects.exists()


def test_who_is_invited_at_first_gets_one(organization: Organization) -> None:
    store(organization, 0, invited=(INVITED,))

    plan = Plan.objects.get()
    assert (plan.login, plan.person, plan.joined_at, plan.protocol) == (
        "bob",
        None,
        None,
        "backend",
    )
    assert plan.items.exists()


def test_who_comes_later_gets_one_and_the_clock_begins(organization: Organization) -> None:
    store(organization, 0)
    store(organization, 1, BOB)
    store(organization, 2, BOB)

    plan = Plan.objects.get()
    assert plan.person is not None
    assert (plan.person.login, hours(plan)) == ("bob", 1)
    assert plan.items.get(key="github-organization").way == "verified"


def test_who_accepts_keeps_the_plan_of_the_invitation(organization: Organization) -> None:
    store(organization, 0, invited=(INVITED,))
    made = Plan.objects.get().pk

    store(organization, 5, BOB)

    plan = Plan.objects.get()
    assert plan.person is not None
    assert (plan.pk, plan.person.login, hours(plan)) == (made, "bob", 5)


def test_a_collaborator_who_becomes_a_member_starts_when_they_accept(
    organization: Organization,
) -> None:
    """They were seen long before, which is no membership."""
    store(organization, 0)
    repository = make_repository(organization)
    given = Collaborator("U2", "bob", "", "write", is_outside=True)
    people.store_collaborators(repository, [given], NOW)
    store(organization, 1, invited=(INVITED,))
    assert Plan.objects.get().person is None

    store(organization, 5, BOB)

    assert hours(Plan.objects.get()) == 5


def test_a_collaborator_who_is_added_as_a_member_starts_then(organization: Organization) -> None:
    store(organization, 0)
    given = Collaborator("U2", "bob", "", "write", is_outside=True)
    people.store_collaborators(make_repository(organization), [given], NOW + HOUR)

    store(organization, 500, BOB)

    assert hours(Plan.objects.get()) == 500


def test_who_comes_back_starts_when_they_accept(organization: Organization) -> None:
    store(organization, 0, BOB)
    store(organization, 1)
    store(organization, 2, invited=(INVITED,))

    store(organization, 5, BOB)

    plan = Plan.objects.get()
    assert (plan.person, hours(plan)) == (Person.objects.get(login="bob"), 5)


def test_who_comes_back_to_a_managers_plan_starts_then(organization: Organization) -> None:
    store(organization, 0, BOB)
    store(organization, 1)
    with clock.standing_at(NOW + 2 * HOUR):
        plans.make(organization, "bob", Settings("backend"), None)

    store(organization, 50, BOB)

    assert hours(Plan.objects.get()) == 50


def test_an_invitation_that_was_withdrawn_ends_its_plan(organization: Organization) -> None:
    store(organization, 0, invited=(INVITED,))
    store(organization, 1)

    plan = Plan.objects.get()
    assert (plan.ended_at, plan.ended_because) == (NOW + HOUR, following.WITHDRAWN)


def test_who_accepts_while_people_are_read_gets_one_plan(organization: Organization) -> None:
    store(organization, 0)
    store(organization, 1, BOB, invited=(INVITED,))

    assert Plan.objects.get().person == Person.objects.get(login="bob")


def test_the_plan_of_an_invitation_ends_where_they_have_another(organization: Organization) -> None:
    store(organization, 0)
    store(organization, 1, invited=(INVITED,))
    with clock.standing_at(NOW + HOUR):
        bob = Person.objects.create(
            organization=organization, key="U2", login="bob", role="member", seen_at=NOW
        )
        own = plans.make(organization, bob, Settings("backend"), None)

    store(organization, 2, BOB)

    waiting = Plan.objects.get(person=None)
    assert (waiting.ended_at, waiting.ended_because) == (NOW + 2 * HOUR, following.HAVE_ANOTHER)
    own.refresh_from_db()
    assert own.is_open


def test_one_that_was_sent_anew_takes_the_plan_that_goes_on(organization: Organization) -> None:
    store(organization, 0, invited=(INVITED,))
    store(organization, 1, invited=(replace(INVITED, key="I9"),))

    plan = Plan.objects.get()
    assert (plan.invitation_key, plan.ended_at) == ("I9", None)


def test_one_that_was_sent_anew_later_makes_another_plan(organization: Organization) -> None:
    store(organization, 0, invited=(INVITED,))
    store(organization, 1)
    store(organization, 2, invited=(replace(INVITED, key="I9"),))

    assert [each.ended_at is None for each in Plan.objects.order_by("pk")] == [False, True]


def test_who_leaves_has_their_plan_called_off(organization: Organization) -> None:
    store(organization, 0)
    store(organization, 1, BOB)
    store(organization, 2)

    plan = Plan.objects.get()
    assert (plan.ended_at, plan.ended_because) == (NOW + 2 * HOUR, following.LEFT)


def test_a_plan_is_of_the_only_team(organization: Organization) -> None:
    team = TeamProfile("T1", "payments", "Payments", False, "", (BOB,), {})
    store(organization, 0)
    store(organization, 1, BOB)
    store(organization, 2, BOB, teams=(team,))

    plan = Plan.objects.get()
    assert plan.team is not None
    assert plan.team.slug == "payments"
    [milestone] = plan.milestones.filter(kind="team")
    assert (milestone.title, milestone.at) == ("bob is in the team Payments", NOW + 2 * HOUR)


def test_a_secret_team_is_not_named(organization: Organization) -> None:
    team = TeamProfile("T1", "merger", "Merger", True, "", (BOB,), {})
    store(organization, 0)
    store(organization, 1, BOB, teams=(team,))

    milestone = Plan.objects.get().milestones.get(kind="team")
    assert (milestone.title, milestone.url) == ("bob is in a team", "")


class TestByMail:
    """An invitation by e-mail says nobody's login."""

    def test_it_waits_though_it_is_accepted_and_the_member_gets_a_plan(
        self, organization: Organization
    ) -> None:
        store(organization, 0, invited=(BY_MAIL,))
        store(organization, 5, BOB)

        waiting, own = Plan.objects.order_by("pk")
        assert (waiting.person, waiting.ended_at) == (None, None)
        assert own.person == Person.objects.get(login="bob")

    def test_a_hand_joins_them_and_keeps_what_was_set(self, organization: Organization) -> None:
        store(organization, 0, invited=(BY_MAIL,))
        store(organization, 5, BOB)
        waiting = Plan.objects.get(person=None)

        with clock.standing_at(NOW + 9 * HOUR):
            joining.join(waiting, Person.objects.get(login="bob"), None)

        plan = Plan.objects.get()
        assert (plan.pk, hours(plan)) == (waiting.pk, 5)

    def test_one_that_got_somewhere_is_not_thrown_away(self, organization: Organization) -> None:
        store(organization, 0, invited=(BY_MAIL,))
        store(organization, 5, BOB)
        bob = Person.objects.get(login="bob")
        bob.plans.get().items.filter(key="api-client").update(
            state="done", way="ticked", done_at=NOW
        )

        with pytest.raises(PlanError, match="which goes on"):
            joining.join(Plan.objects.get(person=None), bob, None)

    @pytest.mark.parametrize("how", ["note", "stuck", "changed"])
    def test_nor_one_into_which_somebody_put_something(
        self, organization: Organization, how: str
    ) -> None:
        store(organization, 0, invited=(BY_MAIL,))
        store(organization, 5, BOB)
        bob = Person.objects.get(login="bob")
        item = bob.plans.get().items.get(key="api-client")
        match how:
            case "note":
                ticking.write_note(item, "Insomnia")
            case "stuck":
                ticking.stuck(item, "no licence")
            case _:
                plans.change(item.plan, Settings("backend", starts_at=NOW), None)

        with pytest.raises(PlanError, match="which goes on"):
            joining.join(Plan.objects.get(person=None), bob, None)

    def test_one_that_was_made_when_they_belonged_starts_when_it_was_made(
        self, organization: Organization
    ) -> None:
        store(organization, 0, BOB)
        with clock.standing_at(NOW + HOUR):
            plans.make(organization, "Bob@example.com", Settings("backend"), None)

        bob = Person.objects.get(login="bob")
        plan = joining.by_addresses(bob, ["bob@example.com"], None)
        assert plan is not None
        assert hours(plan) == 1


class TestAtSignIn:
    """Who signs in is stored before the people are read the next time."""

    def test_who_is_new_gets_a_plan(self, organization: Organization) -> None:
        store(organization, 0)
        people.arrive(organization, BOB, NOW + HOUR / 2)

        assert hours(Plan.objects.get()) == 0.5

    def test_before_people_were_read_for_the_first_time_nobody_is_new(
        self, organization: Organization
    ) -> None:
        people.arrive(organization, BOB, NOW - HOUR)

        store(organization, 0, BOB, Member("U3", "carol", "", "member"))

        assert not Plan.objects.exists()


def test_a_partner_is_made_one_by_hand_and_joins_as_a_collaborator(
    organization: Organization,
) -> None:
    store(organization, 0)
    repository = make_repository(organization)
    with clock.standing_at(NOW + HOUR):
        settings = Settings("backend", whom=Whom.PARTNER, repository=repository)
        plans.make(organization, "bob", settings, None)
    store(organization, 2)
    assert Plan.objects.get().person is None

    given = Collaborator("U2", "bob", "", "write", is_outside=True)
    people.store_collaborators(repository, [given], NOW + 3 * HOUR)
    organization.refresh_from_db()
    people.follow(organization, NOW + 3 * HOUR)

    plan = Plan.objects.get()
    assert hours(plan) == 3
    item = plan.items.get(key="github-organization")
    assert (item.way, item.evidence) == ("verified", "bob has access to orders.")


def test_a_member_belongs_though_they_are_a_partner(organization: Organization) -> None:
    store(organization, 0, BOB)
    bob = Person.objects.get(login="bob")
    plans.make(organization, bob, Settings("backend", whom=Whom.PARTNER), None)

    store(organization, 1, BOB)

    item = Plan.objects.get().items.get(key="github-organization")
    assert item.evidence.startswith("bob is a member of")


def test_access_to_another_repository_is_not_the_invitation(organization: Organization) -> None:
    store(organization, 0)
    orders, billing = (make_repository(organization, name) for name in ("orders", "billing"))
    given = Collaborator("U2", "bob", "", "write", is_outside=True)
    people.store_collaborators(billing, [given], NOW)
    bob = Person.objects.get(login="bob")
    plans.make(organization, bob, Settings("backend", whom=Whom.PARTNER, repository=orders), None)

    store(organization, 1)

    assert Plan.objects.get().items.get(key="github-organization").state == "open"


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_plan(organization: Organization) -> None:
    store(organization, 0)
    ready = threading.Barrier(2, timeout=30)

    def arrive() -> None:
        try:
            ready.wait()
            people.arrive(organization, BOB, NOW + HOUR)
        finally:
            connection.close()

    threads = [threading.Thread(target=arrive) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)

    assert Plan.objects.count() == 1
    assert Person.objects.filter(login="bob").count() == 1
