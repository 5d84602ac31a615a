"""Who is a member of a Notion workspace, by its public API; guests are not in what it lists.

Names are Notion's: https://developers.notion.com/reference/get-users.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterator, Mapping

import httpx
import msgspec

from integrations.notion.settings import NotionSettings

VERSION = "2022-06-28"
A_PAGE = 100
MAX_PAGES = 200
MAX_BYTES = 4 * 1024 * 1024
TRIES = 3
LONGEST_WAIT = 60
_TIMEOUT = httpx.Timeout(20, connect=10)
_SECONDS_A_PAGE = 60.0

# These log whole addresses and headers, in which the token stands.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class NotionError(Exception):
    """Notion does not say who is a member; the message is one sentence without a full stop."""


class _Person(msgspec.Struct, frozen=True):
    email: str | None = None


class _User(msgspec.Struct, frozen=True):
    type: str | None = None
    person: _Person | None = None


class _Page(msgspec.Struct, frozen=True):
    results: list[_User]
    next_cursor: str | None = None
    has_more: bool = False


def addresses(
    settings: NotionSettings, *, sleep: Callable[[float], None] = time.sleep
) -> frozenset[str]:
    """The e-mail addresses of all members of the workspace, in small letters; a request for each
    hundred.

    Raises:
        NotionError: Notion does not answer, or does not show them.
    """
    with httpx.Client(timeout=_TIMEOUT, headers=_headers(settings)) as http:
        people = [
            each.person
            for page in _pages(http, settings, sleep)
            for each in page.results
            if each.type == "person"
        ]
    found = frozenset(each.email.lower() for each in people if each and each.email)
    if people and not found:
        raise NotionError(
            "Notion shows no e-mail addresses: the integration needs the capability to read user "
            "information including e-mail addresses"
        )
    return found


def _headers(settings: NotionSettings) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {settings.token}",
        "Notion-Version": VERSION,
        "Accept": "application/json",
    }


def _pages(
    http: httpx.Client, settings: NotionSettings, sleep: Callable[[float], None]
) -> Iterator[_Page]:
    cursor: str | None = None
    for _ in range(MAX_PAGES):
        parameters: dict[str, str | int] = {"page_size": A_PAGE}
        if cursor:
            parameters["start_cursor"] = cursor
        page = _page(http, f"{settings.url}/v1/users", parameters, sleep)
        yield page
        if not page.has_more or not page.next_cursor or page.next_cursor == cursor:
            return
        cursor = page.next_cursor
    raise NotionError(f"Notion lists more than {MAX_PAGES * A_PAGE:,} users")


def _page(
    http: httpx.Client,
    url: str,
    parameters: Mapping[str, str | int],
    sleep: Callable[[float], None],
) -> _Page:
    for last in range(TRIES):
        with _reaching(), http.stream("GET", url, params=dict(parameters)) as answer:
            body = _body(answer)
        if answer.status_code != 429 or last == TRIES - 1:
            break
        sleep(_wait(answer))
    _must_be_well(answer)
    try:
        return msgspec.json.decode(body, type=_Page)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotionError(f"Notion's answer is not understood ({error})") from error


def _body(answer: httpx.Response) -> bytes:
    body, end = bytearray(), time.monotonic() + _SECONDS_A_PAGE
    for chunk in answer.iter_bytes():
        body += chunk
        if len(body) > MAX_BYTES:
            raise NotionError(f"Notion's answer is larger than {MAX_BYTES:,} bytes")
        if time.monotonic() > end:
            raise NotionError("Notion took too long to answer")
    return bytes(body)


def _wait(answer: httpx.Response) -> int:
    """How many seconds Notion wants to be left alone."""
    said = answer.headers.get("retry-after", "")
    seconds = int(said) if said.isascii() and said.isdigit() else 1
    if seconds > LONGEST_WAIT:
        raise NotionError(f"Notion is asked too much, and answers again in {seconds} seconds")
    return seconds


def _must_be_well(answer: httpx.Response) -> None:
    match answer.status_code:
        case 200:
            return
        case 401:
            raise NotionError("Notion does not accept the token of NOTION_TOKEN")
        case 403:
            raise NotionError(
                "Notion does not show the members: the integration needs the capability to read "
                "user information including e-mail addresses"
            )
        case 429:
            raise NotionError(f"Notion is asked too much, and did not answer {TRIES} times")
        case status:
            raise NotionError(f"Notion answered {status} to who is a member")


@contextlib.contextmanager
def _reaching() -> Iterator[None]:
    """Turn what can go wrong on the way into one sentence.

    Raises:
        NotionError: no whole answer came.
    """
    try:
        yield
    except httpx.TimeoutException as error:
        raise NotionError("Notion took too long to answer") from error
    except (httpx.TransportError, httpx.DecodingError) as error:
        raise NotionError(f"Notion cannot be reached ({error})") from error
