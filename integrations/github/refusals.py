"""What an answer of GitHub's means that is not what was asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from integrations.github.errors import (
    DeniedError,
    GitHubError,
    NotFoundError,
    RejectedError,
    RevokedError,
    UnreachableError,
)

_LONGEST_WAIT = 2 * 60 * 60
_MESSAGE_LENGTH = 300
_SECONDARY = re.compile(r"secondary rate limit|abuse detection", re.IGNORECASE)
_PRIMARY = re.compile(r"API rate limit (?:already )?exceeded", re.IGNORECASE)


@dataclass(frozen=True)
class Received:
    """A whole answer to `asked`, such as "GET /orgs/acme"; headers go by small letters."""

    asked: str
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Limit:
    """A limit that was met. `until` is None where the answer does not say when it ends.

    `resource` is the quota that is used up; empty for a limit on all requests.
    """

    until: datetime | None
    resource: str = ""


class _Message(msgspec.Struct):
    message: str = ""


def refusal(answer: Received) -> GitHubError | None:
    """The error that an answer is; None where it is none, a redirect among them.

    Limits are not looked for here: see `limit`.
    """
    status, where = answer.status, f"GitHub answered {answer.status} to {answer.asked}"
    if status < 400:
        return None
    said = message(answer.body)
    sentence = f"{where}: {said}" if said else where
    if status == 401:
        sentence = f"GitHub does not accept the credential ({said or 'it says no more'})"
        return RevokedError(sentence, status=status, said=said)
    if status == 403:
        return DeniedError(sentence, status=status, said=said, needs=needed(answer.headers))
    if status in (404, 410, 451):
        return NotFoundError(sentence, status=status, said=said)
    if status >= 500:
        return UnreachableError(sentence, status=status, said=said)
    return RejectedError(sentence, status=status, said=said)


def limit(answer: Received, resource: str, now: float) -> Limit | None:
    """The limit that an answer says was met; None where it says nothing of the kind.

    `resource` is the quota that the request counts against, `now` seconds since 1970.
    """
    said = message(answer.body)
    wait = _number(answer.headers, "retry-after")
    if answer.status >= 500 and wait:
        return Limit(_moment(now, now + wait))
    if answer.status not in (403, 429):
        return None
    is_used_up = answer.headers.get("x-ratelimit-remaining") == "0"
    is_secondary = bool(_SECONDARY.search(said))
    if wait is None and answer.status != 429 and not (is_used_up or is_about_a_limit(said)):
        return None
    return used_up(answer, "" if is_secondary else resource, now)


def used_up(answer: Received, resource: str, now: float) -> Limit:
    """The limit that an answer speaks of, which ends when its headers say so.

    Where they tell what is left of the quota, and that is nothing, the quota is the limit.
    """
    wait = _number(answer.headers, "retry-after")
    if wait is not None:
        return Limit(_moment(now, now + wait))
    reset = _number(answer.headers, "x-ratelimit-reset")
    if answer.headers.get("x-ratelimit-remaining") != "0" or reset is None or reset <= now:
        return Limit(None)
    return Limit(_moment(now, reset), resource)


def is_about_a_limit(said: str) -> bool:
    """Whether a message, as it comes under status 200 too, speaks of a limit."""
    return bool(_PRIMARY.search(said) or _SECONDARY.search(said))


def needed(headers: Mapping[str, str]) -> tuple[str, ...]:
    """What GitHub says that a request needs: alternatives of permissions, or of scopes."""
    permissions = headers.get("x-accepted-github-permissions", "")
    if permissions:
        return tuple(each.strip() for each in permissions.split(";") if each.strip())
    scopes = headers.get("x-accepted-oauth-scopes", "")
    return tuple(each.strip() for each in scopes.split(",") if each.strip())


def message(body: bytes) -> str:
    """What GitHub says about it, as one short printable line without a full stop."""
    try:
        said = msgspec.json.decode(body, type=_Message).message
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    return short(said)


def short(said: str) -> str:
    """One printable line of bounded length, without a full stop at its end."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in said).split())
    return line[:_MESSAGE_LENGTH].rstrip(". ")


def _number(headers: Mapping[str, str], name: str) -> int | None:
    """A header's whole number of at most ten digits; None where there is none."""
    value = headers.get(name, "").strip()
    return int(value) if re.fullmatch(r"[0-9]{1,10}", value) else None


def _moment(now: float, until: float) -> datetime:
    """A moment from outside, within bounds: no window of GitHub's is longer than an hour."""
    return datetime.fromtimestamp(min(max(until, now + 1), now + _LONGEST_WAIT), UTC)
