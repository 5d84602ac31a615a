"""The page of a team's channel: who sets it and how, and what it says when something is wrong."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from compliance import clock
from compliance.digests.schedule import SETTLED
from compliance.models import AuditEntry, Channel, Organization, Person, Post, Team
from dashboard.mails import posting, webhooks
from integrations import chat
from tests.chat_server import SECRET, URL, Answer, ChatServer, running
from tests.dashboard.mailing import MONDAY, WEEK
from tests.dashboard.posting import make_channel, make_told_team
from tests.factories import signed_in

SENT = {"address": URL, "weekday": "0", "hour": "9", "zone": ""}
PAGE = "/teams/payments/channel/"

pytestmark = pytest.mark.usefixtures("own_queues")


@pytest.fixture
def mara(colleagues: dict[str, Person]) -> Client:
    """Who manages the team."""
    return signed_in(colleagues["mara"])


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with running() as server:
        yield server


def said(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def test_who_manages_the_team_sets_its_channel(mara: Client, team: Team) -> None:
    page = said(mara.get(PAGE))
    assert "https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/" in page
    assert "Whoever is in the channel reads it" in page

    page = said(mara.post(PAGE, SENT, follow=True))
    channel = Channel.objects.get()
    assert channel.team == team
    assert channel.set_by is not None
    assert channel.set_by.login == "mara"
    assert channel.next_at is not None
    assert (channel.next_at.weekday(), channel.next_at.hour) == (0, 9)
    assert webhooks.opened(channel.sealed).url == URL
    assert f"…{SECRET[-4:]}" in page
    assert "hooks.slack.com" in page


def test_the_address_is_shown_to_nobody_again(mara: Client, team: Team, client: Client) -> None:
    answers = [mara.post(PAGE, SENT), mara.post(PAGE, SENT | {"hour": "99"})]
    for browser, address in [(mara, PAGE), (mara, "/teams/payments/"), (client, "/audit/")]:
        answers.append(browser.get(address))
    for each in answers:
        assert SECRET[:12] not in said(each)
    assert answers[1].status_code == 422
    assert not any(SECRET[:12] in str(each) for each in AuditEntry.objects.values())
    assert SECRET[:12] not in Channel.objects.get().sealed


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "This field is required."),
        ("http://hooks.slack.com/services/T/B/x", "begin with https://"),
        ("https://chat.example.com/services/T/B/x", "has to be at hooks.slack.com."),
        ("https://10.0.0.8/services/T/B/x", "points inside the network"),
        ("https://localhost/services/T/B/x", "points inside the network"),
        ("https://hooks.slack.com/services/T/B", "copy all of it"),
        ("nonsense", "begin with https://"),
    ],
)
def test_what_is_wrong_with_an_address_is_said(
    mara: Client, team: Team, address: str, sentence: str
) -> None:
    answer = mara.post(PAGE, SENT | {"address": address})
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert not Channel.objects.exists()


def test_the_time_is_changed_without_the_address(mara: Client, team: Team) -> None:
    mara.post(PAGE, SENT)
    sealed = Channel.objects.get().sealed
    mara.post(PAGE, {"address": "", "weekday": "3", "hour": "16", "zone": "Asia/Tokyo"})
    channel = Channel.objects.get()
    assert (channel.sealed, channel.weekday, channel.zone) == (sealed, 3, "Asia/Tokyo")
    assert "Thursday" in said(mara.get(PAGE))
    assert "16:00</strong>" in said(mara.get(PAGE))
    changed = AuditEntry.objects.get(action="channel-changed")
    assert changed.before["weekday"] == 0
    assert changed.after == {
        "address": f"hooks.slack.com …{SECRET[-4:]}",
        "weekday": 3, "hour": 16, "zone": "Asia/Tokyo",
    }  # fmt: skip


def test_another_address_is_written_down_though_it_ends_alike(mara: Client, team: Team) -> None:
    mara.post(PAGE, SENT)
    mara.post(PAGE, SENT | {"address": URL.replace(SECRET, "x" * 20 + SECRET[-4:])})
    assert actions()[-2:] == ["channel-set", "channel-set"]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Answer(), "Posted"),
        (Answer(404, b"no_service"), "does not know this webhook any more"),
        (Answer(410, b"channel_is_archived"), "The channel is archived"),
        (Answer(403, b"invalid_token"), "copy the whole address again"),
        (Answer(429, b"", {"Retry-After": "30"}), "asks to wait 30 seconds (429)"),
        (Answer(503), "has trouble (503)"),
        (Answer(after=1), "did not answer"),
    ],
)
def test_a_test_message_says_how_it_went(
    mara: Client,
    team: Team,
    server: ChatServer,
    answer: Answer,
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(chat, "_READ", 0.3)
    server.answer = lambda message: answer
    mara.post(PAGE, SENT)
    page = said(mara.post(f"{PAGE}test/", follow=True))
    assert "is on its way" in page
    assert 'hx-trigger="every 2s"' in page

    posting.post_due(team.organization, clock.now())
    part = said(mara.get(PAGE, headers={"HX-Request": "true"}))
    assert sentence in part
    assert "hx-trigger" not in part
    assert "<html" not in part


def test_a_name_that_leads_into_the_network_is_said(
    mara: Client, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what really posts, and a resolver that lies."""
    row = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.8", 443))
    mara.post(PAGE, SENT)
    mara.post(f"{PAGE}test/")
    with monkeypatch.context() as patched:
        patched.setattr("integrations.github.reachable.socket.getaddrinfo", lambda *_, **__: [row])
        for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            patched.delenv(name, raising=False)
        posting.post_due(team.organization, clock.now())
    assert "leads inside the network here" in said(mara.get(PAGE))


def test_what_is_refused_pauses_and_says_so_on_the_team_too(
    organization: Organization, client: Client, server: ChatServer
) -> None:
    make_told_team(organization, next_at=MONDAY)
    server.answer = lambda message: Answer(404, b"no_service")
    posting.post_due(organization, MONDAY + SETTLED)

    page = said(client.get(PAGE))
    assert "Paused since" in page
    assert "does not know this webhook any more" in page
    assert "Go on posting" in page
    assert "was refused" in said(client.get("/teams/payments/"))


def test_it_is_posted_now(organization: Organization, client: Client, server: ChatServer) -> None:
    make_told_team(organization, told_until=MONDAY - WEEK)
    with clock.standing_at(MONDAY):
        assert "payments-api" in said(client.get(PAGE))
        assert "is on its way" in said(client.post(f"{PAGE}post/", follow=True))
        posting.post_due(organization, MONDAY)
    assert len(server.posted) == 1
    with clock.standing_at(MONDAY + WEEK):
        page = said(client.post(f"{PAGE}post/", follow=True))
    assert "Nothing has changed since the last post" in page
    assert Post.objects.count() == 1


def test_pausing_going_on_and_removing(organization: Organization, client: Client) -> None:
    make_told_team(organization)
    assert "Paused since" in said(client.post(f"{PAGE}pause/", follow=True))
    assert "Post the digest now" not in said(client.get(PAGE))
    assert "due on" in said(client.post(f"{PAGE}resume/", follow=True))
    assert "Remove the channel</button>" in said(client.get(PAGE))
    assert "Removed." in said(client.post(f"{PAGE}remove/", follow=True))
    assert not Channel.objects.exists()
    assert "No channel is set." in said(client.post(f"{PAGE}remove/", follow=True))
    assert actions() == ["channel-paused", "channel-resumed", "channel-removed"]


def test_in_the_demo_nothing_is_posted_and_the_page_says_so(
    organization: Organization, client: Client, settings: Settings
) -> None:
    team = make_told_team(organization).team
    settings.PLUMBLINE_DEMO = True
    team.organization.source = "demo"
    team.organization.save()
    settings.GITHUB = None
    monday = Post.objects.count()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("compliance.organizations._identity", lambda: ("demo", "demo"))
        page = said(client.get(PAGE))
        assert "so nothing is posted" in page
        assert "Post a test message" not in page
        assert "so nothing is posted" in said(client.post(f"{PAGE}test/", follow=True))
    assert Post.objects.count() == monday


def test_names_are_shown_as_they_are(organization: Organization, client: Client) -> None:
    channel = make_told_team(organization, "<script>Payments")
    page = said(client.get(f"/teams/{channel.team.slug}/channel/"))
    assert "<script>Payments" not in page
    assert "&lt;script&gt;Payments" in page


def test_administrators_read_which_channels_there_are_and_which_have_trouble(
    organization: Organization, client: Client, server: ChatServer, team: Team
) -> None:
    make_channel(team)
    make_told_team(organization, "Ledger", problem="Slack has trouble (503).")
    page = said(client.get("/settings/"))
    assert '<a href="/teams/payments/channel/">Payments</a>' in page
    assert "Slack has trouble (503)." in page


def test_the_clock_of_the_organization_counts(organization: Organization, client: Client) -> None:
    channel = make_told_team(organization)
    sent = {"name": organization.name, "time_zone": "Asia/Tokyo"}
    assert client.post("/settings/", sent).status_code == 302
    channel.refresh_from_db()
    assert channel.next_at is not None
    assert channel.next_at.hour == 0
