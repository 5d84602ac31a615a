"""Who has the page of a team's channel: nobody to whom it would tell what they may not see."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from compliance.models import (
    Channel,
    Grant,
    Membership,
    Organization,
    Person,
    Post,
    Repository,
    RoleGiven,
    Team,
)
from compliance.roles import Role
from tests.chat_server import URL
from tests.dashboard.mailing import MONDAY
from tests.dashboard.posting import make_channel, make_told_team
from tests.factories import make_person, make_team, signed_in

SENT = {"address": URL, "weekday": "0", "hour": "9", "zone": ""}
PAGE = "/teams/payments/channel/"
ACTIONS = ("test", "post", "pause", "resume", "remove")

pytestmark = pytest.mark.usefixtures("own_queues")


@pytest.fixture
def channel(organization: Organization) -> Channel:
    """Of a team that may read a private repository, in which something began to fail."""
    organization.base_permission = "none"
    organization.save()
    channel = make_told_team(organization)
    repository = Repository.objects.get(ownerships__team=channel.team)
    repository.visibility = "private"
    repository.save()
    Grant.objects.create(
        organization=organization, team=channel.team, repository=repository, permission="read"
    )
    return channel


def who_maintains_the_team_above(team: Team) -> Person:
    above = make_team(team.organization, "Commerce")
    team.parent = above
    team.save()
    return joined(make_person(team.organization, "mara"), above, maintains=True)


def who_was_given_the_team(team: Team) -> Person:
    person = make_person(team.organization, "gil")
    role = RoleGiven.objects.create(
        organization=team.organization, person=person, role=Role.MANAGER, given_at=MONDAY
    )
    role.teams.add(team)
    return person


def joined(person: Person, team: Team, *, maintains: bool = False) -> Person:
    Membership.objects.create(
        organization=team.organization, team=team, person=person, is_maintainer=maintains
    )
    return person


@pytest.mark.parametrize("who", [who_maintains_the_team_above, who_was_given_the_team])
def test_who_manages_a_team_and_does_not_see_what_it_sees_has_no_channel_of_it(
    channel: Channel, who: Callable[[Team], Person]
) -> None:
    browser = signed_in(who(channel.team))
    assert browser.get("/repositories/payments-api/").status_code == 404

    for answer in (browser.get(PAGE), browser.post(PAGE, SENT)):
        assert answer.status_code == 404
        assert "payments-api" not in answer.content.decode()
    for action in ACTIONS:
        assert browser.post(f"{PAGE}{action}/").status_code == 404
    page = browser.get("/teams/payments/")
    assert page.status_code == 200
    assert "Slack channel" not in page.content.decode()

    kept = Channel.objects.get()
    assert (kept.sealed, kept.next_at, kept.paused_at) == (channel.sealed, MONDAY, None)
    assert not Post.objects.exists()


@pytest.mark.parametrize("who", [who_maintains_the_team_above, who_was_given_the_team])
def test_once_they_are_in_the_team_they_have_it(
    channel: Channel, who: Callable[[Team], Person]
) -> None:
    browser = signed_in(joined(who(channel.team), channel.team))

    assert browser.get(PAGE).status_code == 200
    assert PAGE in browser.get("/teams/payments/").content.decode()
    assert browser.post(f"{PAGE}pause/").status_code == 302
    assert Channel.objects.get().paused_at is not None


def test_administrators_have_that_of_each_team(
    channel: Channel, organization: Organization, client: Client
) -> None:
    secret = make_team(organization, "Ledger")
    secret.is_secret = True
    secret.save()
    make_channel(secret)
    for address in (PAGE, "/teams/ledger/channel/"):
        assert client.get(address).status_code == 200
