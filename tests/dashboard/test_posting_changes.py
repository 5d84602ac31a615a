"""What somebody changes while a post is due, waits or is under way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.db.models import QuerySet

from compliance.digests import channels, posts
from compliance.digests.channels import ChannelError, When
from compliance.digests.schedule import SETTLED
from compliance.models import Channel, Organization, Post
from dashboard.mails import webhooks
from integrations import chat
from tests.chat_server import SECRET, URL, Answer, ChatServer, running
from tests.dashboard.mailing import MONDAY, WEEK
from tests.dashboard.posting import due, make_told_team, now_of, states

MINUTE = timedelta(minutes=1)
MONDAYS, WEDNESDAYS = When(0, 9, ""), When(2, 9, "")
ANOTHER = URL.replace(SECRET, "9" * 24)


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with running() as server:
        yield server


@pytest.fixture
def channel(organization: Organization) -> Channel:
    return make_told_team(organization)


def under_way(organization: Organization) -> Post:
    """The post that is due, claimed."""
    posts.plan(organization, MONDAY + SETTLED)
    post = posts.claim(organization, "one", MONDAY)
    assert post
    return post


def set_up(channel: Channel, when: When, at: datetime) -> None:
    channels.set_up(channel.team, None, when, None, at)


@pytest.mark.parametrize("answer", [Answer(503), Answer(closes=True)])
def test_another_day_makes_no_second_post_in_a_week(
    organization: Organization,
    channel: Channel,
    server: ChatServer,
    answer: Answer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neither while one waits, nor when one may have been posted."""
    monkeypatch.setattr(chat, "_READ", 0.3)
    server.answer = lambda message: answer
    due(organization)
    set_up(channel, WEDNESDAYS, MONDAY + 10 * MINUTE)

    assert now_of(channel).next_at == MONDAY + WEEK + timedelta(days=2)


def test_what_was_given_up_is_told_on_the_new_day(
    organization: Organization, channel: Channel
) -> None:
    posts.later(under_way(organization), "Slack has trouble.", MONDAY + WEEK)
    assert states(channel) == ["given up"]
    set_up(channel, WEDNESDAYS, MONDAY + 10 * MINUTE)

    assert now_of(channel).next_at == MONDAY + timedelta(days=2)


def test_saving_the_form_right_after_it_was_due_loses_no_week(
    organization: Organization, channel: Channel, server: ChatServer
) -> None:
    set_up(channel, MONDAYS, MONDAY + MINUTE)
    channels.follow_the_clock_of(organization, MONDAY + MINUTE)
    assert due(organization) == {"posted": 1}


def test_another_day_right_after_it_was_due_makes_no_second_post_in_that_week(
    organization: Organization, channel: Channel, server: ChatServer
) -> None:
    set_up(channel, WEDNESDAYS, MONDAY + MINUTE)
    assert due(organization) == {"posted": 1}
    assert now_of(channel).next_at == MONDAY + WEEK + timedelta(days=2)


@pytest.mark.parametrize(
    "became",
    [
        lambda post: posts.refused(post, "Slack does not know this webhook.", MONDAY),
        lambda post: posts.later(post, "Slack has trouble.", MONDAY),
        lambda post: posts.uncertain(post, "Slack did not answer.", MONDAY),
    ],
)
def test_what_becomes_of_the_old_address_is_no_trouble_of_the_new_one(
    organization: Organization, channel: Channel, became: Callable[[Post], None]
) -> None:
    post = under_way(organization)
    assert posts.hand_over(post)
    channels.set_up(channel.team, webhooks.sealed(ANOTHER), MONDAYS, None, MONDAY)
    became(post)

    stored = now_of(channel)
    assert stored.ends_with == "9999"
    assert (stored.paused_at, stored.problem) == (None, "")
    assert stored.next_at == MONDAY + WEEK


def test_what_the_old_address_took_is_not_told_again(
    organization: Organization, channel: Channel
) -> None:
    post = under_way(organization)
    assert posts.hand_over(post)
    channels.set_up(channel.team, webhooks.sealed(ANOTHER), MONDAYS, None, MONDAY)
    posts.posted(post, MONDAY)

    assert now_of(channel).told_until == MONDAY


class _Other:
    """Somebody who does something at the same time, by a connection of their own."""

    def __init__(self, does: Callable[[], object]) -> None:
        self._does = does
        self.error: Exception | None = None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._does()
        except (DatabaseError, ChannelError) as error:
            self.error = error
        finally:
            connections.close_all()

    def wait_until_it_waits(self) -> None:
        """Until it waits for what this connection holds."""
        end = time.monotonic() + 30
        waiting = (
            "SELECT count(*) FROM pg_locks "
            "WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
        )
        with connection.cursor() as cursor:
            while time.monotonic() < end:
                cursor.execute(waiting)
                if cursor.fetchone()[0]:
                    return
                time.sleep(0.01)
        raise AssertionError("it waits for nothing")

    def end(self) -> None:
        self._thread.join(30)
        assert not self._thread.is_alive()


@pytest.mark.django_db(transaction=True)
def test_a_channel_that_is_paused_meanwhile_does_not_follow_the_clock(
    organization: Organization, channel: Channel
) -> None:
    with transaction.atomic():
        channels.pause(channel.team, None, MONDAY)
        other = _Other(lambda: channels.follow_the_clock_of(organization, MONDAY))
        other.wait_until_it_waits()
    other.end()
    assert other.error is None
    assert now_of(channel).next_at is None


@pytest.mark.django_db(transaction=True)
def test_a_channel_is_removed_while_it_is_written_down_what_became_of_a_post(
    organization: Organization, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    post, real = under_way(organization), posts._of
    others: list[_Other] = []

    def of(post: Post) -> QuerySet[Channel]:
        """The post is held, and the channel not yet."""
        if not others:
            others.append(_Other(lambda: channels.remove(channel.team, None)))
            others[0].wait_until_it_waits()
        return real(post)

    monkeypatch.setattr(posts, "_of", of)
    posts.uncertain(post, "Slack did not answer.", MONDAY)
    others[0].end()
    assert others[0].error is None
    assert not Channel.objects.exists()
    assert not Post.objects.exists()
