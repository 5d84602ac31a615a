"""Posts to a channel of a chat, by an incoming webhook as Slack has them.

The address is a secret: whoever has it can write there. It goes only to hosts that are allowed, by
addresses of the internet, and nowhere else that one of them redirects to.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec

from integrations.github.deadlines import Deadline, keep_deadlines

HOSTS = frozenset({"hooks.slack.com"})
MAX_ADDRESS = 500
MAX_MESSAGE = 128 * 1024
_CONNECT, _READ, _WHOLE = 5.0, 10.0, 20.0
_LONGEST_ANSWER = 64 * 1024
_LATER = frozenset({408, 429})


class ChatError(Exception):
    """Something cannot be posted; the message says why, without the secret of the address.

    `again` says whether it may be tried later, after `after` seconds where the chat says so.
    """

    def __init__(self, message: str, *, again: bool = False, after: int | None = None) -> None:
        super().__init__(message)
        self.again, self.after = again, after


@dataclass(frozen=True)
class Webhook:
    """An address that was looked at."""

    url: str = field(repr=False)
    host: str


def webhook(url: str, hosts: Collection[str] = HOSTS) -> Webhook:
    """The webhook of an address, at one of some hosts.

    Raises:
        ChatError: it is none that may be posted to.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as error:
        raise ChatError("The webhook is no address.") from error
    if len(url) > MAX_ADDRESS or not url.isascii() or not url.isprintable() or " " in url:
        raise ChatError("The webhook is no address.")
    if parts.scheme != "https":
        raise ChatError("The webhook has to begin with https://, since it is a secret.")
    if host not in hosts or port not in (None, 443) or "@" in parts.netloc:
        allowed = ", ".join(sorted(hosts))
        raise ChatError(f"The webhook has to be at one of these hosts: {allowed}.")
    if len(parts.path) < 2 or parts.query or parts.fragment:
        raise ChatError("The webhook lacks its path: copy all of it.")
    return Webhook(url, host)


def connections() -> httpx.Client:
    """What posts; close it. It follows no redirect, and reaches no address within a network."""
    client = httpx.Client(headers={"User-Agent": "plumbline/0.1.0"}, follow_redirects=False)
    keep_deadlines(client, allows_loopback=False, only_public=True)
    return client


def post(client: httpx.Client, to: Webhook, message: Mapping[str, Any]) -> None:
    """Post one message, as Slack's blocks.

    Raises:
        ChatError: the chat does not take it, or is not reached.
    """
    body = msgspec.json.encode(message)
    if len(body) > MAX_MESSAGE:
        raise ChatError(f"The message has more than {MAX_MESSAGE // 1024} KiB.")
    deadline = Deadline(time.monotonic() + _WHOLE)
    timeout = deadline.timeout(_CONNECT, _READ)
    headers = {"Content-Type": "application/json"}
    try:
        with client.stream(
            "POST", to.url, content=body, headers=headers, timeout=timeout
        ) as answer:
            said = _first_of(answer)
    except httpx.TimeoutException as error:
        raise ChatError(f"{to.host} took too long to answer.", again=True) from error
    except httpx.HTTPError as error:
        raise ChatError(f"{to.host} cannot be reached.", again=True) from error
    _judge(answer, said, to.host)


def _first_of(answer: httpx.Response) -> str:
    """The beginning of what was answered; no more of it is read."""
    said = b""
    for part in answer.iter_raw(4096):
        said += part
        if len(said) >= _LONGEST_ANSWER:
            break
    return said[:100].decode("utf-8", "replace")


def _judge(answer: httpx.Response, said: str, host: str) -> None:
    status = answer.status_code
    if status == 200:
        return
    if answer.has_redirect_location or 300 <= status < 400:
        raise ChatError(f"{host} redirects elsewhere, where nothing is posted.")
    word = "".join(char for char in said if char.isalnum() or char in "_- ")[:60]
    raise ChatError(
        f"{host} answers {status}{f' ({word})' if word else ''}.",
        again=status in _LATER or status >= 500,
        after=_after(answer.headers.get("Retry-After", "")),
    )


def _after(said: str) -> int | None:
    return min(int(said), 3600) if said.isascii() and said.isdigit() and len(said) < 6 else None
