"""Who is told of what by a notice, and who is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from compliance import clock, waivers
from compliance.models import (
    Mail,
    MailPreferences,
    Membership,
    Organization,
    Ownership,
    Person,
    Plan,
    PlanItem,
    Repository,
    RoleGiven,
    ToldEvent,
)
from compliance.onboarding import plans, ticking
from tests.dashboard.mailing import mail_server
from tests.dashboard.noticing import (
    DAY,
    HOUR,
    MINUTE,
    NOON,
    World,
    make_world,
    sent_at,
    text_to,
    told,
)
from tests.factories import make_asked, make_team
from tests.mail_server import MailServer

LATER = NOON + 20 * MINUTE


@pytest.fixture
def world(organization: Organization) -> World:
    return make_world(organization)


@pytest.fixture
def server(organization: Organization) -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


def test_that_somebody_is_stuck_is_told_to_their_buddy_and_lead(
    world: World, server: MailServer
) -> None:
    item = world.stuck()
    sent_at(world.organization, LATER)
    assert told(server) == {"bo": ["nia is stuck"], "lea": ["nia is stuck"]}
    text = text_to(server, "lea")
    assert f"* nia: “{item.title}”" in " ".join(text.split())
    assert "Port 6379 is taken" in text
    assert f"/onboarding/{world.plan.pk}/#item-{item.key}" in text


def test_that_somebody_stalls_is_told_once_for_each_stall(world: World, server: MailServer) -> None:
    # Nia came at nine; eight hours of work later it is 17:00.
    sent_at(world.organization, NOON + 5 * HOUR + 10 * MINUTE)
    assert told(server) == {}
    sent_at(world.organization, NOON + 5 * HOUR + 16 * MINUTE, NOON + 21 * HOUR)
    assert told(server) == {"bo": ["nia gets no further"], "lea": ["nia gets no further"]}
    with clock.standing_at(NOON + 21 * HOUR):
        ticking.tick(world.item(), world.nia)
    server.messages.clear()
    # She came further on Thursday at nine, and eight hours of work later it is 17:00 again.
    sent_at(world.organization, NOON + 29 * HOUR, NOON + 29 * HOUR + 16 * MINUTE)
    assert told(server) == {"bo": ["nia gets no further"], "lea": ["nia gets no further"]}


def test_that_the_goal_has_passed_is_told_to_who_is_late_too(
    world: World, server: MailServer
) -> None:
    PlanItem.objects.filter(plan=world.plan).update(stuck_at=None)
    due = NOON - 3 * HOUR + world.plan.goal_hours * HOUR
    MailPreferences.objects.update(unwanted=["stalled"])
    sent_at(world.organization, due + 16 * MINUTE)
    late = ["nia went past the goal"]
    assert told(server) == {
        "bo": late,
        "lea": late,
        "nia": ["The goal of your onboarding has passed"],
    }
    assert f"/onboarding/{world.plan.pk}/" in text_to(server, "nia")
    assert "YOUR ONBOARDING" in text_to(server, "nia")
    sent_at(world.organization, due + DAY, due + 2 * DAY)
    assert told(server)["lea"] == late


def test_what_waits_for_the_lead_is_told_to_the_lead_alone(
    world: World, server: MailServer
) -> None:
    item = world.waiting()
    sent_at(world.organization, LATER)
    assert told(server) == {"lea": ["1 new item waits for your confirmation"]}
    assert item.title in " ".join(text_to(server, "lea").split())


def test_what_is_asked_for_is_told_to_who_decides_and_not_to_who_asks(
    world: World, server: MailServer
) -> None:
    excuse = world.excuse()
    sent_at(world.organization, LATER)
    assert told(server) == {"lea": ["A waiver is asked for in orders"]}
    assert f"/repositories/orders/excuses/{excuse.pk}/" in text_to(server, "lea")


def test_what_the_lead_asks_for_is_told_to_administrators(world: World, server: MailServer) -> None:
    world.excuse(by=world.lea)
    sent_at(world.organization, LATER)
    assert told(server) == {"olga": ["A waiver is asked for in orders"]}


def test_what_a_repository_asks_for_is_told_to_who_decides(
    world: World, server: MailServer
) -> None:
    asked = make_asked(world.orders, asked_by="lea", asked_at=NOON)
    sent_at(world.organization, LATER)
    assert told(server) == {"olga": ["orders asks to be judged otherwise"]}
    text = text_to(server, "olga")
    assert f"/repositories/orders/requests/{asked.pk}/" in text
    assert "to be judged as in its MVP phase" in " ".join(text.split())


def test_that_a_waiver_ends_soon_and_has_ended_is_told_to_who_asked_and_to_the_lead(
    world: World, server: MailServer
) -> None:
    others = ["stuck", "stalled", "late"]
    MailPreferences.objects.update(unwanted=others, wants_digest=False, next_at=None)
    world.approved(until=NOON + 14 * DAY)
    soon, over = "A waiver of orders ends within two weeks", "A waiver of orders has ended"
    sent_at(world.organization, NOON - DAY)
    assert told(server) == {}
    sent_at(world.organization, *(NOON + day * DAY for day in range(15)))
    assert told(server) == {"dev": [soon], "lea": [soon]}
    sent_at(world.organization, *(NOON + day * DAY for day in range(15, 30)))
    assert told(server) == {"dev": [soon, over], "lea": [soon, over]}


@pytest.mark.parametrize("state", ["asked", "approved"])
def test_of_a_waiver_that_another_follows_nobody_is_told(
    world: World, server: MailServer, state: str
) -> None:
    world.approved(until=NOON + 14 * DAY)
    decided: dict[str, Any] = {}
    if state == "approved":
        decided = {"decided_by": world.lea, "decided_at": NOON}
    MailPreferences.objects.update(unwanted=["asked"])
    world.excuse(state=state, until=(NOON + 90 * DAY).date(), **decided)
    sent_at(world.organization, LATER)
    assert told(server) == {}


def test_of_a_waiver_that_was_given_for_days_only_the_end_is_told(
    world: World, server: MailServer
) -> None:
    world.approved(until=NOON + 5 * DAY, asked_at=NOON - DAY, decided_at=NOON)
    sent_at(world.organization, LATER, NOON + DAY)
    assert told(server).get("dev") is None


def over_by_then(world: World, what: str) -> None:
    with clock.standing_at(NOON + 5 * MINUTE):
        match what:
            case "unstuck":
                ticking.unstuck(world.stuck())
            case "done":
                ticking.tick(world.stuck(), world.nia)
            case "called off":
                world.stuck()
                plans.call_off(world.plan, world.lea, "")
            case "confirmed":
                ticking.confirm(world.waiting(), world.lea)
            case "sent back":
                ticking.send_back(world.waiting(), world.lea, "No")
            case "taken back":
                ticking.untick(world.waiting(), world.nia)
            case "approved":
                waivers.approve(world.excuse(), world.lea)
            case "withdrawn":
                waivers.withdraw(world.excuse(), world.dev)
            case _:
                world.excuse()
                Repository.objects.update(left_out="archived")


@pytest.mark.parametrize(
    "what",
    [
        "unstuck", "done", "called off", "confirmed", "sent back", "taken back", "approved",
        "withdrawn", "archived",
    ],
)  # fmt: skip
def test_what_is_over_before_it_is_sent_is_not_told(
    world: World, server: MailServer, what: str
) -> None:
    over_by_then(world, what)
    sent_at(world.organization, LATER)
    assert told(server) == {}
    assert not Mail.objects.exists()
    assert not ToldEvent.objects.exists()


def gets_none(world: World, why: str) -> None:
    lea = world.lea
    match why:
        case "left":
            Person.objects.filter(pk=lea.pk).update(left_at=NOON)
        case "no address":
            EmailAddress.objects.filter(user__person=lea).update(verified=False)
        case "refused":
            MailPreferences.objects.filter(person=lea).update(
                refused_address="lea@example.com", refused_at=NOON, refused_because="550 no"
            )
        case "no lead any more":
            Membership.objects.filter(person=lea).update(is_maintainer=False)


@pytest.mark.parametrize("why", ["left", "no address", "refused", "no lead any more"])
def test_where_no_lead_can_be_reached_administrators_are_told(
    world: World, server: MailServer, why: str
) -> None:
    gets_none(world, why)
    world.waiting()
    sent_at(world.organization, LATER)
    assert told(server) == {"olga": ["1 new item waits for your confirmation"]}


def test_a_kind_that_somebody_does_not_want_is_nobody_elses_to_get(
    world: World, server: MailServer
) -> None:
    MailPreferences.objects.filter(person=world.lea).update(unwanted=["stuck"])
    world.stuck()
    world.waiting()
    sent_at(world.organization, LATER)
    assert told(server) == {
        "bo": ["nia is stuck"],
        "lea": ["1 new item waits for your confirmation"],
    }
    assert "stuck" not in text_to(server, "lea")


def test_a_buddy_who_may_see_nothing_is_told_nothing(world: World, server: MailServer) -> None:
    Person.objects.filter(pk=world.bo.pk).update(left_at=NOON)
    world.stuck()
    sent_at(world.organization, LATER)
    assert told(server) == {"lea": ["nia is stuck"]}


def test_of_a_repository_that_somebody_sees_no_more_they_are_not_told(
    world: World, server: MailServer
) -> None:
    world.approved(until=NOON + 14 * DAY)
    Repository.objects.update(visibility="private")
    Ownership.objects.all().delete()
    sent_at(world.organization, LATER)
    assert told(server) == {}


def test_who_manages_a_team_above_is_told_where_nobody_manages_that_one(
    world: World, server: MailServer
) -> None:
    above = make_team(world.organization, "Money")
    world.team.parent = above
    world.team.save()
    Membership.objects.filter(person=world.lea).delete()
    given = RoleGiven.objects.create(
        organization=world.organization, person=world.eve, role="manager", given_at=NOON
    )
    given.teams.add(above)
    world.waiting()
    world.excuse()
    sent_at(world.organization, LATER)
    assert told(server) == {"eve": ["1 new item waits for your confirmation, and 1 more"]}


def test_of_what_happened_a_week_ago_nobody_is_told(world: World, server: MailServer) -> None:
    world.stuck()
    MailPreferences.objects.update(unwanted=["stalled", "late"], wants_digest=False)
    sent_at(world.organization, NOON + 7 * DAY)
    assert told(server) == {}


@pytest.mark.parametrize("at", [NOON + 14 * MINUTE])
def test_it_is_waited_for_more_that_happens_together(
    world: World, server: MailServer, at: datetime
) -> None:
    world.stuck()
    sent_at(world.organization, at)
    assert told(server) == {}
    world.waiting(NOON + 10 * MINUTE)
    sent_at(world.organization, LATER)
    assert told(server)["lea"] == ["nia is stuck, and 1 more"]


def test_a_plan_in_a_zone_that_this_machine_does_not_know_keeps_nothing_back(
    world: World, server: MailServer
) -> None:
    Plan.objects.update(zone="Mars/Olympus")
    world.waiting()
    sent_at(world.organization, LATER)
    assert told(server) == {"lea": ["1 new item waits for your confirmation"]}
