"""Posts to a channel of a chat, by an incoming webhook as Slack has them.

The address is a secret: whoever has it can write there. It goes only to hosts that are allowed, by
addresses of the internet, and nowhere else that one of them redirects to. What Slack answers:
https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/#handling_errors
"""

from __future__ import annotations

import ipaddress
import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec

from integrations.github.deadlines import Deadline, keep_deadlines
from integrations.github.reachable import ClosedError

HOSTS = frozenset({"hooks.slack.com"})
MAX_ADDRESS = 500
MAX_MESSAGE = 128 * 1024
_CONNECT, _READ, _WHOLE = 5.0, 10.0, 20.0
_LONGEST_ANSWER = 64 * 1024
_LATER = frozenset({408, 429})
# What logs are cleaned of, too, by what it looks like.
_PATH = re.compile(r"/services/[A-Za-z0-9]{1,50}/[A-Za-z0-9]{1,50}/[A-Za-z0-9]{1,100}")
_NEW = "make a new webhook, and set its address here"
_UNREADABLE = "Slack cannot read the post"
# What Slack says in one word, as a sentence with what to do.
_WORDS: Mapping[str, str] = {
    "no_service": f"Slack does not know this webhook any more: {_NEW}",
    "no_active_hooks": f"Slack does not know this webhook any more: {_NEW}",
    "no_service_id": "Slack does not know this webhook: copy the whole address again",
    "invalid_token": "Slack does not accept the end of this address: copy the whole address again",
    "channel_is_archived": "The channel is archived: unarchive it, or set the address of another",
    "channel_not_found": f"The channel is not there any more: {_NEW}",
    "user_not_found": f"Whom this webhook posts to is not there any more: {_NEW}",
    "no_team": f"The Slack workspace is not there any more: {_NEW}",
    "team_disabled": "The Slack workspace is switched off: ask who administers it",
    "action_prohibited": "A rule of the Slack workspace forbids this: ask who administers it",
    "posting_to_general_channel_denied": "The Slack workspace lets nobody post to that channel: "
    "set the address of another",
    **dict.fromkeys(("invalid_payload", "invalid_blocks", "invalid_blocks_format"), _UNREADABLE),
    **dict.fromkeys(("no_text", "missing_text_or_fallback_or_attachments"), _UNREADABLE),
    "rollup_error": "Slack has trouble",
}


class ChatError(Exception):
    """Something is not posted; the message says why in a sentence, without the secret of the
    address.

    `again` says whether it may be tried later, after `after` seconds where the chat says so. With
    `maybe_taken` the chat had the whole message and did not answer: it may have posted it.
    """

    def __init__(
        self,
        message: str,
        *,
        again: bool = False,
        after: int | None = None,
        maybe_taken: bool = False,
    ) -> None:
        super().__init__(message)
        self.again, self.after, self.maybe_taken = again, after, maybe_taken


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
        raise ChatError("This is no address of a webhook.") from error
    if len(url) > MAX_ADDRESS or not url.isascii() or not url.isprintable() or " " in url:
        raise ChatError("This is no address of a webhook.")
    if _is_within(host):
        raise ChatError("The address points inside the network, where nothing is posted.")
    if parts.scheme != "https":
        raise ChatError("The address has to begin with https://, since it is a secret.")
    if host not in hosts or port not in (None, 443) or "@" in parts.netloc:
        allowed = " or ".join(sorted(hosts))
        raise ChatError(f"The address has to be at {allowed}.")
    if "?" in url or "#" in url or not _PATH.fullmatch(parts.path):
        raise ChatError(
            f"The address of an incoming webhook is https://{host}/services/ and three parts more: "
            "copy all of it."
        )
    return Webhook(url, host)


def _is_within(host: str) -> bool:
    """Whether a host is by its name no address of the internet; where a name leads is seen when it
    is asked.
    """
    try:
        return not ipaddress.ip_address(host.partition("%")[0]).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".internal", ".local"))


def connections() -> httpx.Client:
    """What posts; close it. It follows no redirect, and reaches no address within a network. Each
    post has a connection of its own, since one that was kept may be closed when it is used.
    """
    client = httpx.Client(
        headers={"User-Agent": "plumbline/0.1.0"},
        follow_redirects=False,
        limits=httpx.Limits(max_keepalive_connections=0),
    )
    keep_deadlines(client, allows_loopback=False, only_public=True)
    return client


def _at_any_time() -> bool:
    return True


class _WithheldError(Exception):
    """The message must not be given to the chat after all."""


class _Content:
    """A message, given away once it may be; `is_given` says whether that has begun."""

    def __init__(self, body: bytes, before_the_end: Callable[[], bool]) -> None:
        self._body, self._before_the_end = body, before_the_end
        self.is_given = False

    def __iter__(self) -> Iterator[bytes]:
        if not self._before_the_end():
            raise _WithheldError
        self.is_given = True
        yield self._body


def post(
    client: httpx.Client,
    to: Webhook,
    message: Mapping[str, Any],
    before_the_end: Callable[[], bool] = _at_any_time,
) -> bool:
    """Post one message, as Slack's blocks.

    `before_the_end` is called when all is ready for it and before any of it is sent. Where it says
    that the message must not be, that is not posted, and the answer is False.

    Raises:
        ChatError: the chat does not take it, or is not reached.
    """
    body = msgspec.json.encode(message)
    if len(body) > MAX_MESSAGE:
        raise ChatError(f"The message has more than {MAX_MESSAGE // 1024} KiB.")
    deadline = Deadline(time.monotonic() + _WHOLE)
    content = _Content(body, before_the_end)
    asked: dict[str, Any] = {
        "content": content,
        "headers": {"Content-Type": "application/json", "Content-Length": str(len(body))},
        "timeout": deadline.timeout(_CONNECT, _READ),
    }
    try:
        with client.stream("POST", to.url, **asked) as answer:
            said = _first_of(answer)
    except _WithheldError:
        return False
    except httpx.HTTPError as error:
        raise _unanswered(error, to.host, maybe_taken=content.is_given) from error
    _judge(answer, said, to.host)
    return True


def _unanswered(error: httpx.HTTPError, host: str, *, maybe_taken: bool) -> ChatError:
    """What there is to say where no answer came."""
    if isinstance(error.__cause__, ClosedError):
        return ChatError(
            f"{host} leads inside the network here, where nothing is posted.", again=True
        )
    if maybe_taken:
        said = f"{host} did not answer, so that the message may have been posted."
        return ChatError(said, maybe_taken=True)
    if isinstance(error, httpx.TimeoutException):
        return ChatError(f"{host} took too long to be reached.", again=True)
    return ChatError(f"{host} cannot be reached.", again=True)


def _first_of(answer: httpx.Response) -> str:
    """The beginning of what was answered; no more of it is read."""
    said = b""
    try:
        for part in answer.iter_raw(4096):
            said += part
            if len(said) >= _LONGEST_ANSWER:
                break
    except httpx.HTTPError:
        # What counts was said before: its status.
        pass
    return said[:100].decode("utf-8", "replace").strip()


def _judge(answer: httpx.Response, said: str, host: str) -> None:
    status = answer.status_code
    if status == 200:
        return
    if 300 <= status < 400:
        raise ChatError(f"{host} redirects elsewhere, where nothing is posted.")
    after = _after(answer.headers.get("Retry-After", ""))
    # Of what is not known none is shown: it may repeat the address.
    word = said if said in _WORDS else ""
    answered = f"({status}{f', {word}' if word else ''})"
    sentence = _WORDS.get(word) or _sentence(status, host, after)
    raise ChatError(
        f"{sentence} {answered}.",
        again=status in _LATER or status >= 500,
        after=after,
    )


def _sentence(status: int, host: str, after: int | None) -> str:
    """What a status says by itself."""
    if status == 429:
        wait = f", and asks to wait {after} seconds" if after else ""
        return f"{host} takes no more posts for now{wait}"
    if status >= 500:
        return f"{host} has trouble"
    if status in (404, 410):
        return f"There is no such webhook any more: {_NEW}"
    return f"{host} refuses the post"


def _after(said: str) -> int | None:
    """Seconds to wait, as `Retry-After` says them; at most an hour."""
    return min(int(said), 3600) if said.isascii() and said.isdigit() and len(said) < 6 else None
