"""What is posted to a chat, and where nothing is ever posted to."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from integrations import chat
from integrations.chat import ChatError, connections, post, webhook

URL = "https://hooks.slack.com/services/T000/B000/secretsecretsecret"


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
    assert webhook("https://chat.example.com/hooks/x", {"chat.example.com"}).host


def test_the_secret_is_in_no_message() -> None:
    assert "secretsecretsecret" not in repr(webhook(URL))
    with pytest.raises(ChatError) as refused:
        webhook(URL.replace("slack.com", "evil.example"))
    assert "secretsecretsecret" not in str(refused.value)


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

    with connections() as client, pytest.raises(ChatError, match="cannot be reached"):
        post(client, webhook(URL), {"text": "t"})

    assert asked == []


def answering(status: int, body: bytes = b"ok", **headers: str) -> httpx.Client:
    """A chat that answers so."""

    def answer(request: httpx.Request) -> httpx.Response:
        assert json.loads(request.content) == {"text": "t"}
        return httpx.Response(status, content=iter([body]), headers=headers)

    return httpx.Client(transport=httpx.MockTransport(answer))


def test_what_is_taken_is_posted() -> None:
    with answering(200) as client:
        post(client, webhook(URL), {"text": "t"})


@pytest.mark.parametrize(
    ("status", "headers", "again", "after"),
    [
        (429, {"Retry-After": "30"}, True, 30),
        (503, {}, True, None),
        (429, {"Retry-After": "9" * 9}, True, None),
        (404, {}, False, None),
        (410, {}, False, None),
        (302, {"Location": "http://169.254.169.254/"}, False, None),
    ],
)
def test_what_is_not_taken_says_whether_to_try_again(
    status: int, headers: dict[str, str], again: bool, after: int | None
) -> None:
    with (
        answering(status, b"no_service <b>\n", **headers) as client,
        pytest.raises(ChatError) as refused,
    ):
        post(client, webhook(URL), {"text": "t"})

    assert (refused.value.again, refused.value.after) == (again, after)
    assert "<b>" not in str(refused.value)


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
    with answering(200) as client, pytest.raises(ChatError, match="KiB"):
        post(client, webhook(URL), {"text": "t" * (chat.MAX_MESSAGE + 1)})
