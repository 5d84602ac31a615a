"""What is due is posted once, over a real connection, and what the chat answers counts."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings
from django.utils import timezone
from pytest_django import Settings

from compliance.digests import channels, posts
from compliance.digests.channels import ChannelError
from compliance.digests.content import digest_of_team
from compliance.digests.schedule import SETTLED
from compliance.models import Channel, Organization, Post
from dashboard.mails import posting, webhooks
from tests.chat_server import SECRET, URL, Answer, ChatServer, running
from tests.dashboard.mailing import MONDAY, WEEK
from tests.dashboard.posting import due, fail, make_told_team, now_of, states, text_of
from tests.factories import make_team

MINUTE = timedelta(minutes=1)


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with running() as server:
        yield server


@pytest.fixture
def channel(organization: Organization) -> Channel:
    return make_told_team(organization)


def test_a_digest_is_posted_when_it_is_due_and_once(
    organization: Organization, channel: Channel, server: ChatServer
) -> None:
    assert due(organization, MONDAY - MINUTE) == {}
    assert server.posted == []
    for minutes in range(3):
        due(organization, MONDAY + minutes * MINUTE)

    (message,) = server.posted
    assert message["text"].startswith("Payments: 1 new failure")
    assert "payments-api" in text_of(message)
    assert states(channel) == ["posted"]
    channel = now_of(channel)
    assert (channel.told_until, channel.next_at) == (MONDAY, MONDAY + WEEK)
    assert channel.problem == ""


def test_where_nothing_changed_nothing_is_posted(
    organization: Organization, channel: Channel, server: ChatServer
) -> None:
    due(organization)
    assert due(organization, MONDAY + WEEK) == {"nothing": 1}

    assert len(server.posted) == 1
    assert states(channel) == ["posted"]
    assert now_of(channel).told_until == MONDAY + WEEK


def test_the_next_one_tells_of_what_changed_since(
    organization: Organization, channel: Channel, server: ChatServer
) -> None:
    fail(channel.team, weeks=1)
    for week in (0, 1):
        due(organization, MONDAY + week * WEEK)

    first, second = map(text_of, server.posted)
    assert "check-0" in first
    assert "check-1" not in first
    assert "check-1" in second
    assert "check-0" not in second


def test_the_first_one_tells_of_a_week(organization: Organization, server: ChatServer) -> None:
    channel = make_told_team(organization, told_until=None)
    due(organization)
    assert channel.posts.get().since == MONDAY - WEEK


def test_of_weeks_that_were_missed_one_post_tells(
    organization: Organization, channel: Channel, server: ChatServer
) -> None:
    due(organization, MONDAY + 2 * WEEK + timedelta(days=3))
    assert len(server.posted) == 1
    assert channel.posts.get().until == MONDAY + 2 * WEEK
    assert now_of(channel).next_at == MONDAY + 3 * WEEK


def test_it_comes_by_the_clock_that_was_chosen(
    organization: Organization, server: ChatServer
) -> None:
    channel = make_told_team(organization)
    when = channels.When(0, 8, "Asia/Tokyo")
    channels.set_up(channel.team, None, when, None, MONDAY - timedelta(days=2))
    assert now_of(channel).next_at == MONDAY - timedelta(hours=10)
    due(organization, MONDAY - timedelta(hours=10))
    assert len(server.posted) == 1


@pytest.mark.parametrize("why", ["paused", "gone", "demo"])
def test_which_channel_gets_nothing(
    organization: Organization, channel: Channel, server: ChatServer, why: str
) -> None:
    match why:
        case "paused":
            channels.pause(channel.team, None, MONDAY - MINUTE)
        case "gone":
            channel.team.gone_since = MONDAY
            channel.team.save()
    with override_settings(PLUMBLINE_DEMO=why == "demo"):
        due(organization)
    assert server.asked == 0
    assert states(channel) == []


def test_a_test_is_posted_at_once_and_tells_of_nothing(
    organization: Organization, channel: Channel, server: ChatServer
) -> None:
    channels.pause(channel.team, None, MONDAY - 2 * MINUTE)
    channels.ask_for_test(channel.team, None, MONDAY - MINUTE)
    with pytest.raises(ChannelError, match="already"):
        channels.ask_for_test(channel.team, None, MONDAY - MINUTE)
    due(organization, MONDAY - MINUTE)

    (message,) = server.posted
    assert "This is a test." in text_of(message)
    assert now_of(channel).told_until == MONDAY - WEEK


def test_one_that_is_asked_for_comes_at_once_and_the_next_begins_there(
    organization: Organization, channel: Channel, server: ChatServer
) -> None:
    at = MONDAY - timedelta(hours=2)
    channels.ask_for_digest(channel.team, None, at)
    due(organization, at)
    assert len(server.posted) == 1
    assert now_of(channel).told_until == at - SETTLED
    assert due(organization) == {"nothing": 1}
    assert len(server.posted) == 1


def test_what_cannot_be_asked_for(organization: Organization, channel: Channel) -> None:
    channels.ask_for_digest(channel.team, None, MONDAY - MINUTE)
    with pytest.raises(ChannelError, match="on its way"):
        channels.ask_for_digest(channel.team, None, MONDAY)
    channels.pause(channel.team, None, MONDAY)
    assert states(channel) == []
    with pytest.raises(ChannelError, match="paused"):
        channels.ask_for_digest(channel.team, None, MONDAY)
    with pytest.raises(ChannelError, match="No channel"):
        channels.pause(make_team(organization, "Other"), None, MONDAY)


def test_one_bad_channel_holds_no_other_up(
    organization: Organization, server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = make_told_team(organization, "Bad"), make_told_team(organization, "Good")
    real = digest_of_team

    def content(team: Any, since: datetime, until: datetime) -> Any:
        if team.name == "Bad":
            raise RuntimeError("cannot be told")
        return real(team, since, until)

    monkeypatch.setattr(posting, "digest_of_team", content)
    assert due(organization) == {"later": 1, "posted": 1}
    assert states(bad) == ["waiting"]
    assert states(good) == ["posted"]


def test_what_is_paused_moved_or_removed_meanwhile_is_not_posted(
    organization: Organization, server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    paused, removed, moved = (make_told_team(organization, name) for name in ("P", "R", "M"))
    new = URL.replace(SECRET, "9" * 24)
    real = webhooks.opened

    def opened(sealed: str) -> Any:
        """Right after the address was read, somebody decides something else."""
        match sealed:
            case paused.sealed:
                channels.pause(paused.team, None, MONDAY)
            case removed.sealed:
                channels.remove(removed.team, None)
            case moved.sealed:
                when = channels.When(0, 9, "")
                channels.set_up(moved.team, webhooks.sealed(new), when, None, MONDAY)
        return real(sealed)

    monkeypatch.setattr(webhooks, "opened", opened)
    assert due(organization) == {"withheld": 3, "posted": 1}
    assert server.paths == [f"/services/T0000001/B0000001/{'9' * 24}"]
    assert states(paused) == states(removed) == []


def test_with_another_secret_key_the_address_is_asked_for_anew(
    organization: Organization, channel: Channel, server: ChatServer, settings: Settings
) -> None:
    settings.SECRET_KEY = "another one, which somebody has set since"
    assert due(organization) == {"refused": 1}
    assert "set it again" in now_of(channel).problem
    assert server.asked == 0


def test_who_died_before_the_chat_had_it_leaves_it_to_others(
    organization: Organization, channel: Channel, server: ChatServer
) -> None:
    posts.plan(organization, MONDAY + SETTLED)
    assert posts.claim(organization, "dead", MONDAY)
    assert due(organization) == {}
    _let_leases_run_out()
    assert due(organization) == {"posted": 1}
    assert len(server.posted) == 1


def test_who_died_after_that_may_have_posted_it(
    organization: Organization, channel: Channel, server: ChatServer
) -> None:
    posts.plan(organization, MONDAY + SETTLED)
    post = posts.claim(organization, "dead", MONDAY)
    assert post
    assert posts.hand_over(post)
    _let_leases_run_out()
    assert due(organization) == {}
    assert states(channel) == ["uncertain"]
    assert "died" in now_of(channel).problem
    # One that stood still for too long writes nothing over that.
    posts.posted(post, MONDAY)
    assert states(channel) == ["uncertain"]


def test_two_posts_never_tell_of_the_same(organization: Organization, channel: Channel) -> None:
    span = {"since": MONDAY - WEEK, "until": MONDAY, "due_at": MONDAY}
    given: dict[str, Any] = {"organization": organization, "channel": channel}
    Post.objects.create(**given, **span, kind="digest")
    for kind in ("digest", "asked"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Post.objects.create(**given, **(span | {"until": MONDAY + MINUTE}), kind=kind)


def test_the_secret_is_written_down_nowhere(
    organization: Organization,
    channel: Channel,
    server: ChatServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, "compliance")
    caplog.set_level(logging.DEBUG, "dashboard")
    caplog.set_level(logging.DEBUG, "integrations")
    server.answer = lambda message: Answer(404, SECRET.encode())
    due(organization)
    channels.ask_for_test(channel.team, None, MONDAY)
    channels.remove(channel.team, None)

    entries = [*organization.audit_entries.values()]
    assert len(entries) == 2
    said = f"{caplog.text} {entries} {channel!r} {vars(now_or(channel))} {webhooks.sealed(URL)!r}"
    assert SECRET[:12] not in said
    assert SECRET[-4:] in said


def now_or(channel: Channel) -> Channel:
    """The channel as it was made, in case it is gone."""
    return Channel.objects.filter(pk=channel.pk).first() or channel


def test_deleting_the_team_deletes_it(channel: Channel) -> None:
    channels.ask_for_test(channel.team, None, MONDAY)
    channel.team.delete()
    assert not Channel.objects.exists()
    assert not Post.objects.exists()


def test_what_became_of_posts_is_forgotten(
    organization: Organization, channel: Channel, server: ChatServer
) -> None:
    due(organization)
    posts.forget(organization, MONDAY + timedelta(days=89))
    assert states(channel) == ["posted"]
    posts.forget(organization, MONDAY + timedelta(days=91))
    assert states(channel) == []


def _let_leases_run_out() -> None:
    held = Post.objects.open().exclude(claimed_at=None)
    held.update(claimed_at=timezone.now() - timedelta(minutes=5))
