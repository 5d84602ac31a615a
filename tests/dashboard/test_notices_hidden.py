"""Who is told of what is asked for where those who manage it may not see it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from compliance.models import (
    Grant,
    MailPreferences,
    Membership,
    Organization,
    Ownership,
    Person,
    Repository,
    RoleGiven,
    Team,
)
from tests.dashboard.mailing import mail_server
from tests.dashboard.noticing import DAY, MINUTE, NOON, World, make_world, sent_at, told
from tests.factories import make_asked, make_team
from tests.mail_server import MailServer

LATER = NOON + 20 * MINUTE
ASKED = "A waiver is asked for in orders"


@pytest.fixture
def world(organization: Organization) -> World:
    """Its repository is private, and who is new keeps nobody busy."""
    found = make_world(organization)
    Repository.objects.update(visibility="private")
    MailPreferences.objects.update(unwanted=["stalled", "late"])
    return found


@pytest.fixture
def server(organization: Organization) -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


def manages(person: Person, team: Team) -> None:
    """Let somebody manage a team without being in it."""
    given = RoleGiven.objects.create(
        organization=team.organization, person=person, role="manager", given_at=NOON
    )
    given.teams.add(team)


def grant(team: Team, repository: Repository) -> None:
    Grant.objects.create(
        organization=team.organization, team=team, repository=repository, permission="read"
    )


@pytest.mark.parametrize("why", ["no grant", "a team below", "given"])
def test_what_no_lead_may_see_is_told_to_administrators(
    world: World, server: MailServer, why: str
) -> None:
    match why:
        case "a team below":
            below = make_team(world.organization, "Refunds")
            below.parent = world.team
            below.save()
            Ownership.objects.update(team=below)
            grant(below, world.orders)
        case "given":
            grant(world.team, world.orders)
            Membership.objects.filter(person=world.lea).delete()
            manages(world.lea, world.team)
    world.excuse()
    make_asked(world.orders, asked_by="dev", asked_at=NOON)
    sent_at(world.organization, LATER, LATER + DAY)
    assert told(server) == {"olga": ["2 new requests wait for your decision"]}


def test_where_one_lead_may_see_it_administrators_are_not_told(
    world: World, server: MailServer
) -> None:
    grant(world.team, world.orders)
    manages(world.eve, world.team)
    world.excuse()
    sent_at(world.organization, LATER, LATER + DAY)
    assert told(server) == {"lea": [ASKED]}


def test_a_lead_who_may_see_it_and_wants_no_such_notice_has_nobody_in_their_place(
    world: World, server: MailServer
) -> None:
    MailPreferences.objects.filter(person=world.lea).update(unwanted=["asked"])
    grant(world.team, world.orders)
    world.excuse()
    sent_at(world.organization, LATER)
    assert told(server) == {}


def test_who_may_see_it_no_more_when_it_is_written_has_administrators_in_their_place(
    world: World, server: MailServer
) -> None:
    grant(world.team, world.orders)
    world.excuse()
    server.to_content = lambda message: "451 4.3.0 later"
    sent_at(world.organization, LATER)
    Grant.objects.all().delete()
    server.to_content = lambda message: None
    sent_at(world.organization, LATER + 6 * MINUTE, LATER + 7 * MINUTE)
    assert told(server) == {"olga": [ASKED]}
