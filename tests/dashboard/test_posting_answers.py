"""What the chat answers counts: it is posted later, never again, or may have been posted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from compliance.digests import channels
from compliance.digests.schedule import SETTLED
from compliance.models import Channel, Organization
from integrations import chat
from tests.chat_server import Answer, ChatServer, nobody, running
from tests.dashboard.mailing import MONDAY, WEEK
from tests.dashboard.posting import due, fail, make_told_team, now_of, states, text_of

MINUTE = timedelta(minutes=1)


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with running() as server:
        yield server


@pytest.fixture
def channel(organization: Organization) -> Channel:
    return make_told_team(organization)


@pytest.mark.parametrize(
    ("answer", "again_after"),
    [
        (Answer(429, b"", {"Retry-After": "120"}), 2 * MINUTE),
        (Answer(429, b"", {"Retry-After": "0"}), MINUTE),
        (Answer(429), 5 * MINUTE),
        (Answer(500), 5 * MINUTE),
        (Answer(503), 5 * MINUTE),
    ],
)
def test_what_the_chat_takes_later_is_posted_later(
    organization: Organization,
    channel: Channel,
    server: ChatServer,
    answer: Answer,
    again_after: timedelta,
) -> None:
    server.answer = lambda message: answer
    assert due(organization) == {"later": 1}
    assert str(answer.status) in now_of(channel).problem
    assert now_of(channel).paused_at is None
    server.answer = lambda message: Answer()
    assert due(organization, MONDAY + again_after - timedelta(seconds=1)) == {}
    assert due(organization, MONDAY + again_after) == {"posted": 1}
    assert (now_of(channel).problem, now_of(channel).told_until) == ("", MONDAY)
    assert server.asked == 2


def test_what_it_takes_for_days_not_is_given_up_and_told_in_the_next(
    organization: Organization, channel: Channel, server: ChatServer
) -> None:
    server.answer = lambda message: Answer(503)
    for hours in range(0, 24 * 4, 3):
        due(organization, MONDAY + timedelta(hours=hours))
    assert states(channel) == ["given up"]
    server.answer = lambda message: Answer()
    fail(channel.team, weeks=1)
    due(organization, MONDAY + WEEK)
    assert "check-0" in text_of(server.posted[0])
    assert "check-1" in text_of(server.posted[0])


@pytest.mark.parametrize(
    "answer",
    [
        Answer(404, b"no_service"),
        Answer(410, b"channel_is_archived"),
        Answer(403, b"invalid_token"),
        Answer(400, b"invalid_payload"),
        Answer(302, b"", {"Location": "https://evil.example/"}),
    ],
)
def test_what_it_will_never_take_pauses_the_channel(
    organization: Organization, channel: Channel, server: ChatServer, answer: Answer
) -> None:
    server.answer = lambda message: answer
    assert due(organization) == {"refused": 1}
    stored = now_of(channel)
    assert (stored.paused_at, stored.next_at) == (MONDAY + SETTLED, None)
    assert stored.problem.endswith(".")
    due(organization, MONDAY + WEEK)
    assert server.asked == 1

    # Somebody has looked: nothing that happened meanwhile is missed.
    server.answer = lambda message: Answer()
    channels.resume(channel.team, None, MONDAY + WEEK)
    due(organization, MONDAY + 2 * WEEK)
    assert "check-0" in text_of(server.posted[0])


def test_a_test_that_is_not_taken_is_not_tried_again(
    organization: Organization, channel: Channel, server: ChatServer
) -> None:
    server.answer = lambda message: Answer(503)
    channels.ask_for_test(channel.team, None, MONDAY - MINUTE)
    due(organization, MONDAY - MINUTE)
    assert states(channel) == ["given up"]
    assert "has trouble (503)" in channel.posts.get().answer


def test_what_it_may_have_taken_is_not_tried_again_and_told_once_more(
    organization: Organization,
    channel: Channel,
    server: ChatServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(chat, "_READ", 0.2)
    server.answer = lambda message: Answer(closes=True)
    assert due(organization) == {"uncertain": 1}
    assert due(organization, MONDAY + timedelta(hours=7)) == {}
    assert "may have been posted" in now_of(channel).problem
    server.answer = lambda message: Answer()
    due(organization, MONDAY + WEEK)
    assert channel.posts.get(state="posted").since == MONDAY - WEEK


def test_a_chat_that_is_not_there_is_asked_again(
    organization: Organization, channel: Channel
) -> None:
    with nobody():
        assert due(organization) == {"later": 1}
    assert now_of(channel).problem == "hooks.slack.com cannot be reached."
    with running() as server:
        due(organization, MONDAY + 5 * MINUTE)
    assert len(server.posted) == 1
