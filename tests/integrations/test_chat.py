"""What is posted to a chat, and where nothing is ever posted to."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from integrations import chat
from integrations.chat import ChatError, connections, post, webhook
from tests.chat_server import (
    SECRET,
    URL,
    Answer,
    ChatServer,
    certificate,
    leading_to,
    nobody,
    running,
)


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.slack.com/services/T/B/x",
        "https://hooks.slack.com.evil.example/services/T/B/x",
        "https://evil.example/services/T/B/x",
        "https://user:word@hooks.slack.com/services/T/B/x",
        "https://hooks.slack.com@evil.example/services/T/B/x",
        "https://hooks.slack.com:8443/services/T/B/x",
        "https://hooks.slack.com:bad/services/T/B/x",
        "https://127.0.0.1/services/T/B/x",
        "https://[::1]/services/T/B/x",
        "https://hooks.slack.com/",
        "https://hooks.slack.com/services/T/B/x?next=1",
        "https://hooks.slack.com/services/T/B/x?",
        "https://hooks.slack.com/services/T/B/x#",
        "https://hooks.slack.com?/services/T/B/x",
        "https://hooks.slack.com#/services/T/B/x",
        "https://hooks.slack.com/services/T/B/x\r\nHost: evil.example",
        f"{URL}{'x' * 500}",
        "file:///etc/passwd",
        "",
    ],
)
def test_an_address_elsewhere_is_refused(url: str) -> None:
    with pytest.raises(ChatError):
        webhook(url)


def test_another_host_can_be_allowed() -> None:
    assert webhook("https://chat.example.com/services/T/B/x", {"chat.example.com"}).host


def test_the_secret_is_in_no_message() -> None:
    assert SECRET not in repr(webhook(URL))
    with pytest.raises(ChatError) as refused:
        webhook(URL.replace("slack.com", "evil.example"))
    assert SECRET not in str(refused.value)


def test_the_secret_is_in_no_record_of_what_posts() -> None:
    """In a process that has loaded nothing else, and whose records pass no filter."""
    posts = f"""
import logging
logging.basicConfig(level=logging.INFO)
import httpx
from integrations import chat
chat.connections().close()
answers = httpx.MockTransport(lambda request: httpx.Response(200, content=iter([b"ok"])))
with httpx.Client(transport=answers) as client:
    assert chat.post(client, chat.webhook({URL!r}), dict())
logging.info("posted")
"""
    done = subprocess.run(
        [sys.executable, "-c", posts], capture_output=True, text=True, check=True, timeout=60
    )
    assert "posted" in done.stderr
    assert SECRET not in done.stderr


@pytest.fixture
def leads_to(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that every name has."""
    found: list[str] = []

    def resolved(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in found]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    return found


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.8", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "::1", "fd00::1", "fe80::1", "::ffff:10.0.0.8",
    ],
)  # fmt: skip
def test_an_allowed_name_that_leads_into_the_network_is_never_asked(
    leads_to: list[str], address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(socket, "create_connection", lambda *given, **_: asked.append(given))
    leads_to[:] = ["52.1.2.3", address]

    with connections() as client, pytest.raises(ChatError, match="leads inside the network"):
        post(client, webhook(URL), {"text": "t"})

    assert asked == []


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://hooks.slack.com/services/T/B/x", "has to begin with https"),
        ("https://evil.example/services/T/B/x", "has to be at hooks.slack.com."),
        ("https://10.0.0.8/services/T/B/x", "points inside the network"),
        ("http://169.254.169.254/latest/meta-data", "points inside the network"),
        ("https://[::1]/x", "points inside the network"),
        ("https://localhost/x", "points inside the network"),
        ("https://chat.internal/x", "points inside the network"),
        ("https://hooks.slack.com/", "and three parts more"),
        ("https://hooks.slack.com/services/T/B", "and three parts more"),
        ("https://hooks.slack.com/workflows/T/A/1/x", "and three parts more"),
        ("https://hooks.slack.com/services/T/B/../x", "and three parts more"),
        ("x", "has to begin with https"),
    ],
)
def test_what_is_wrong_with_an_address_is_said_in_a_sentence(url: str, said: str) -> None:
    with pytest.raises(ChatError, match=said) as refused:
        webhook(url)
    assert str(refused.value).count(".") <= 3


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with running() as found:
        yield found


def posted(before_the_end: Callable[[], bool] = lambda: True) -> bool:
    with chat.connections() as client:
        return post(client, webhook(URL), {"text": "t"}, before_the_end)


def test_what_is_taken_is_posted(server: ChatServer) -> None:
    assert posted()
    assert server.posted == [{"text": "t"}]
    assert server.paths == [f"/services/T0000001/B0000001/{SECRET}"]


def test_what_must_not_be_after_all_is_not_given_away(server: ChatServer) -> None:
    assert not posted(lambda: False)
    time.sleep(0.1)
    assert server.posted == []


@pytest.mark.parametrize(
    ("answer", "said", "again", "after"),
    [
        (Answer(404, b"no_service"), "does not know this webhook any more", False, None),
        (Answer(404, b"no_team"), "workspace is not there any more", False, None),
        (Answer(404, b"channel_not_found"), "channel is not there any more", False, None),
        (Answer(410, b"channel_is_archived"), "The channel is archived", False, None),
        (Answer(403, b"invalid_token"), "copy the whole address again", False, None),
        (Answer(403, b"action_prohibited"), "A rule of the Slack workspace", False, None),
        (Answer(400, b"invalid_payload"), "Slack cannot read the post", False, None),
        (Answer(410, b"<html>gone</html>"), "There is no such webhook any more", False, None),
        (Answer(418, SECRET.encode()), "refuses the post (418).", False, None),
        (
            Answer(302, b"", {"Location": "http://169.254.169.254/"}),
            "redirects elsewhere",
            False,
            None,
        ),
        (Answer(429, b"", {"Retry-After": "30"}), "asks to wait 30 seconds (429)", True, 30),
        (Answer(429, b"", {"Retry-After": "9" * 9}), "no more posts for now (429)", True, None),
        (Answer(429, b"", {"Retry-After": "99999"}), "asks to wait 3600 seconds", True, 3600),
        (Answer(500, b"rollup_error"), "Slack has trouble (500, rollup_error)", True, None),
        (Answer(503), "has trouble (503)", True, None),
        (Answer(408), "refuses the post (408)", True, None),
    ],
)
def test_what_is_not_taken_says_why_and_whether_to_try_again(
    server: ChatServer, answer: Answer, said: str, again: bool, after: int | None
) -> None:
    server.answer = lambda message: answer
    with pytest.raises(ChatError, match=re.escape(said)) as refused:
        posted()

    error = refused.value
    assert (error.again, error.after, error.maybe_taken) == (again, after, False)
    assert SECRET not in str(error)
    assert server.asked == 1


@pytest.mark.parametrize("answer", [Answer(after=1.5), Answer(closes=True)])
def test_who_had_it_and_does_not_answer_may_have_posted_it(
    server: ChatServer, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat, "_READ", 0.3)
    server.answer = lambda message: answer
    with pytest.raises(ChatError, match="may have been posted") as refused:
        posted()
    assert (refused.value.again, refused.value.maybe_taken) == (False, True)


def test_who_is_not_there_has_nothing() -> None:
    given: list[bool] = []

    def before_the_end() -> bool:
        given.append(True)
        return True

    with nobody(), pytest.raises(ChatError, match="cannot be reached") as refused:
        posted(before_the_end)
    assert (refused.value.again, refused.value.maybe_taken, given) == (True, False, [])


def test_who_takes_the_call_and_says_nothing_has_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat, "_WHOLE", 0.5)
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        leading_to(silent.getsockname()[1], certificate()),
        pytest.raises(ChatError, match="took too long") as refused,
    ):
        posted()
    assert (refused.value.again, refused.value.maybe_taken) == (True, False)


def test_a_server_that_cannot_prove_who_it_is_has_nothing(server: ChatServer) -> None:
    with leading_to(server.port, certificate("another")), pytest.raises(ChatError) as refused:
        posted()
    assert (refused.value.again, server.asked) == (True, 0)


def test_no_more_of_an_answer_is_read_than_its_beginning() -> None:
    read = 0

    def endless() -> Iterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield b"x" * 4096

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(500, content=endless())

    with httpx.Client(transport=httpx.MockTransport(answer)) as client, pytest.raises(ChatError):
        post(client, webhook(URL), {"text": "t"})

    assert read < 40


def test_too_much_is_not_posted() -> None:
    with connections() as client, pytest.raises(ChatError, match="KiB"):
        post(client, webhook(URL), {"text": "t" * (chat.MAX_MESSAGE + 1)})
