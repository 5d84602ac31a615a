"""What people do to the items of a plan, and what that comes to."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from compliance import clock, organizations
from compliance.models import AuditEntry, Organization, Person, Plan
from compliance.onboarding import plans, ticking
from compliance.onboarding.plans import PlanError
from tests.compliance.onboarding.worlds import NOW, item, person, plan_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization() -> Organization:
    return organizations.current()


@pytest.fixture
def newcomer(organization: Organization) -> Person:
    return person(organization, "nia")


@pytest.fixture
def lead(organization: Organization) -> Person:
    return person(organization, "lea")


@pytest.fixture
def plan(newcomer: Person) -> Plan:
    with clock.standing_at(NOW):
        return plan_of(newcomer)


def test_a_tick_settles_what_is_the_developers_own(plan: Plan, newcomer: Person) -> None:
    later = NOW + timedelta(hours=1)
    with clock.standing_at(later):
        ticking.tick(item(plan, "api-client"), newcomer, "Insomnia")

    found = item(plan, "api-client")
    assert (found.state, found.way, found.done_at) == ("done", "ticked", later)
    assert found.note == "Insomnia"
    assert found.plan.progressed_at == later


def test_what_the_lead_confirms_waits_for_the_lead(
    plan: Plan, newcomer: Person, lead: Person
) -> None:
    ticking.tick(item(plan, "cloud-access"), newcomer, "AWS")
    waiting = item(plan, "cloud-access")
    assert (waiting.state, waiting.done_at) == ("waiting", None)

    ticking.confirm(waiting, lead, "the account exists")

    found = item(plan, "cloud-access")
    assert (found.state, found.way, found.settled_by) == ("done", "confirmed", lead)
    assert found.evidence == "the account exists"
    entry = AuditEntry.objects.get(action="item-confirmed")
    assert (entry.by, entry.after["item"]) == (lead, "cloud-access")


def test_what_is_sent_back_is_open_and_says_why(plan: Plan, newcomer: Person, lead: Person) -> None:
    ticking.tick(item(plan, "database-credentials"), newcomer)
    ticking.send_back(item(plan, "database-credentials"), lead, "staging is missing")

    found = item(plan, "database-credentials")
    assert (found.state, found.way) == ("open", "")
    assert found.sent_back_because == "staging is missing"
    assert AuditEntry.objects.filter(action="item-sent-back").exists()

    ticking.tick(found, newcomer)
    assert item(plan, "database-credentials").sent_back_because == ""


def test_a_tick_is_taken_back(plan: Plan, newcomer: Person) -> None:
    ticking.tick(item(plan, "api-client"), newcomer)
    ticking.untick(item(plan, "api-client"), newcomer)

    found = item(plan, "api-client")
    assert (found.state, found.done_at, found.settled_by) == ("open", None, None)


@pytest.mark.parametrize("key", ["github-organization", "runtime", "first-endpoint-on-staging"])
def test_nobody_ticks_what_something_else_shows(plan: Plan, newcomer: Person, key: str) -> None:
    with pytest.raises(PlanError, match="not ticked by hand"):
        ticking.tick(item(plan, key), newcomer)


def test_no_word_stands_for_what_github_shows(plan: Plan, lead: Person) -> None:
    with pytest.raises(PlanError, match="what GitHub shows"):
        ticking.confirm(item(plan, "github-organization"), lead)


def test_the_lead_confirms_what_the_doctor_could_not_see(plan: Plan, lead: Person) -> None:
    ticking.confirm(item(plan, "docker"), lead, "works with Podman")

    assert item(plan, "docker").way == "confirmed"


def test_the_goal_is_confirmed_with_an_address_and_ends_the_plan(plan: Plan, lead: Person) -> None:
    goal = item(plan, "first-endpoint-on-staging")
    with pytest.raises(PlanError, match="address"):
        ticking.confirm(goal, lead)

    later = NOW + timedelta(hours=30)
    with clock.standing_at(later):
        ticking.confirm(goal, lead, "seen", "https://staging.example.com/health")

    plan.refresh_from_db()
    assert plan.finished_at == later
    assert not plan.is_open

    ticking.send_back(item(plan, "first-endpoint-on-staging"), lead, "it is production")
    plan.refresh_from_db()
    assert plan.is_open


def test_a_goal_that_is_ticked_by_hand_ends_the_plan(plan: Plan, newcomer: Person) -> None:
    plan.items.filter(key=plan.goal_item).update(shown_by=["developer"])

    ticking.tick(item(plan, plan.goal_item), newcomer, "it runs")

    plan.refresh_from_db()
    assert plan.finished_at is not None
    assert item(plan, plan.goal_item).note == "it runs"


def test_the_goal_stays_reached_where_they_have_another_plan(
    plan: Plan, newcomer: Person, lead: Person
) -> None:
    plan.items.filter(key=plan.goal_item).update(shown_by=["developer"])
    ticking.tick(item(plan, plan.goal_item), newcomer)
    plan_of(newcomer)

    with pytest.raises(PlanError, match="another plan"):
        ticking.untick(item(plan, plan.goal_item), newcomer)
    with pytest.raises(PlanError, match="another plan"):
        ticking.send_back(item(plan, plan.goal_item), lead, "it is production")

    assert item(plan, plan.goal_item).state == "done"


def test_nobody_confirms_for_themselves(plan: Plan, newcomer: Person) -> None:
    with pytest.raises(PlanError, match="their own plan"):
        ticking.confirm(item(plan, "docker"), newcomer)


def test_who_is_stuck_says_why_and_goes_on_by_being_done(plan: Plan, newcomer: Person) -> None:
    with pytest.raises(PlanError, match="what hinders you"):
        ticking.stuck(item(plan, "api-client"), "  ")
    ticking.stuck(item(plan, "api-client"), "no licence")
    assert item(plan, "api-client").stuck_because == "no licence"

    ticking.tick(item(plan, "api-client"), newcomer)
    assert item(plan, "api-client").stuck_at is None


def test_a_secret_in_a_note_is_not_kept(plan: Plan, newcomer: Person) -> None:
    secret = "ghp_" + "a1B2" * 9
    ticking.tick(item(plan, "api-client"), newcomer, f"it is {secret}")

    assert secret not in item(plan, "api-client").note


def test_nor_is_one_in_an_address_or_in_why_a_plan_is_called_off(plan: Plan, lead: Person) -> None:
    secret = "ghp_" + "a1B2" * 9
    ticking.confirm(item(plan, "docker"), lead, url=f"https://example.com/?token={secret}")
    plans.call_off(plan, lead, f"it is {secret}")

    plan.refresh_from_db()
    assert secret not in item(plan, "docker").evidence_url + plan.ended_because
    assert secret not in str(list(AuditEntry.objects.values()))


def test_nothing_is_ticked_in_a_plan_that_was_called_off(
    plan: Plan, newcomer: Person, lead: Person
) -> None:
    plans.call_off(plan, lead, "another start")

    with pytest.raises(PlanError, match="called off"):
        ticking.tick(item(plan, "api-client"), newcomer)


@pytest.mark.django_db(transaction=True)
def test_two_hands_come_one_after_the_other(plan: Plan, newcomer: Person) -> None:
    said: list[str] = []

    def tick() -> None:
        try:
            ticking.tick(item(plan, "api-client"), newcomer)
            said.append("ticked")
        except PlanError as error:
            said.append(str(error))
        finally:
            connection.close()

    hands = [threading.Thread(target=tick) for _ in range(4)]
    for each in hands:
        each.start()
    for each in hands:
        each.join(30)

    assert said.count("ticked") == 1
    assert len(said) == len(hands)
