"""GitHub as the rest of Plumbline asks it: GraphQL, single REST calls, lists, archives."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Generic, Self, TypeVar
from urllib.parse import quote, urlencode, urlsplit

import httpx
import msgspec

from integrations.github.app_auth import AppCredential
from integrations.github.bodies import decoded
from integrations.github.budget import Budget
from integrations.github.deadlines import Deadline
from integrations.github.errors import AnswerError, GitHubError, NotFoundError, UnreachableError
from integrations.github.graphql import GraphQLAnswer, LimitSaid, understood
from integrations.github.guard import Guard
from integrations.github.refusals import Limit, Received, limit, refusal, used_up
from integrations.github.settings import GitHubSettings, is_loopback
from integrations.github.transport import (
    Call,
    Credential,
    Limits,
    Transport,
    headers_of,
    joined,
    reaching,
)

T = TypeVar("T")

MAX_PAGES = 1_000
_MAX_HOPS = 4
# The host of the archives has limits of its own, which say nothing of the API's.
_ARCHIVES = "archives"
_BUSY_SECONDS = 60
_FULL_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}/[A-Za-z0-9_.-]{1,100}")
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_OPERATION = re.compile(r"\s*query\s+(\w+)")
_NEXT = re.compile(r'<([^<>]*)>\s*(?:;[^,<>]*)?;\s*rel="next"')

# What is worth knowing beside the data.
_HEADERS = (
    "x-oauth-scopes",
    "x-accepted-oauth-scopes",
    "x-accepted-github-permissions",
    "x-github-enterprise-version",
    "github-authentication-token-expiration",
)


@dataclass(frozen=True)
class Page(Generic[T]):
    """One answer of REST. `next` is the address of the next page, empty on the last one.

    `headers` are those about the credential, their names in small letters.
    """

    data: T
    next: str
    headers: Mapping[str, str]


class TokenCredential:
    """A token that somebody made: there is no other in its place."""

    def __init__(self, token: str) -> None:
        self._token = token

    def token(self) -> str:
        """The token."""
        return self._token

    def renewed(self, stale: str) -> None:
        """Nothing."""


class Client:
    """One organization's GitHub. Safe for threads; close it, or use it as a context."""

    def __init__(
        self,
        settings: GitHubSettings,
        budget: Budget,
        *,
        limits: Limits | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Nothing is asked yet. `sleep` waits between tries; `clock` gives seconds since 1970.

        Raises:
            SettingsError: the App's key cannot be used, or a proxy or certificates that the
                environment names.
        """
        self.settings = settings
        self.budget = budget
        self._limits = limits or Limits()
        self._guard = Guard(budget, sleep=sleep, clock=clock)
        self._transport = Transport(settings, self._guard, self._limits)
        self.app = (
            AppCredential(settings, self._transport, self._guard) if settings.is_app else None
        )
        self._credential: Credential = self.app or TokenCredential(settings.token)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections to GitHub; the budget stays open."""
        self._transport.close()

    @property
    def requests(self) -> int:
        """How many requests were sent to the API so far, repeated ones among them."""
        return self._guard.requests

    def graphql(
        self, document: str, variables: Mapping[str, object], answer: type[T]
    ) -> GraphQLAnswer[T]:
        """What a GraphQL query answers; partial data comes with the errors that stand beside it.

        Raises:
            RefusedQueryError: the query was refused as a whole.
            GitHubError: for any other reason there is no answer, or none of that type.
        """
        body = msgspec.json.encode({"query": document, "variables": variables})
        call = Call("POST", self.settings.graphql_url, "graphql", body)
        name = _OPERATION.match(document)
        asked = f"the query {name[1]}" if name else "a query"
        return self._guard.patiently(lambda: self._graphql(call, answer, asked))

    def get(self, path: str, answer: type[T], **parameters: str | int | bool) -> Page[T]:
        """What a path of the API, such as `/orgs/acme`, answers.

        Raises:
            GitHubError: there is no answer, or none of that type.
        """
        return self._page(self._url(path, parameters), answer)

    def pages(
        self,
        path: str,
        item: type[T],
        *,
        max_pages: int = MAX_PAGES,
        **parameters: str | int | bool,
    ) -> Iterator[Page[list[T]]]:
        """The pages of a list, 100 items each, one after the other as they are wanted.

        Raises:
            GitHubError: a page cannot be had, there are more than `max_pages`, or one comes again.
        """
        first = self._url(path, {"per_page": 100, **parameters})
        asked = {first}
        page = self._page(first, list[item])  # type: ignore[valid-type]
        yield page
        while page.next:
            if page.next in asked:
                raise AnswerError(f"GitHub's pages of GET {path} lead round in a circle")
            if len(asked) == max_pages:
                raise AnswerError(f"GitHub answers GET {path} on more than {max_pages} pages")
            asked.add(page.next)
            page = self._page(page.next, list[item])  # type: ignore[valid-type]
            yield page

    @contextmanager
    def archive(self, full_name: str, commit: str) -> Iterator[Iterator[bytes]]:
        """The compressed tar archive of a commit, streamed: nothing of it is kept.

        The iterator raises UnreachableError where the stream stalls or is cut.

        Raises:
            GitHubError: there is no archive.
        """
        if not _FULL_NAME.fullmatch(full_name) or {".", ".."} & set(full_name.split("/")):
            raise NotFoundError(f"{full_name[:200]!r} is no name of a repository")
        if not _COMMIT.fullmatch(commit):
            raise NotFoundError(f"{commit[:200]!r} is no commit id")
        asked = f"the archive of {full_name}"
        end = time.monotonic() + self._limits.archive
        response = self._guard.patiently(lambda: self._opened(full_name, commit, asked, end))
        try:
            yield _chunks(response, asked)
        finally:
            response.close()

    def _graphql(self, call: Call, answer: type[T], asked: str) -> GraphQLAnswer[T]:
        received = self._transport.send(call, self._credential)
        try:
            return understood(received.body, answer, asked)
        except LimitSaid as said:
            found = used_up(received, call.resource, self._guard.clock())
            raise self._guard.limited(found, asked) from said

    def _url(self, path: str, parameters: Mapping[str, str | int | bool]) -> str:
        query = urlencode({name: _parameter(value) for name, value in parameters.items()})
        url = f"{self.settings.api_url}{quote(path, safe='/%:@!$&*+,;=~-._')}"
        return f"{url}?{query}" if query else url

    def _page(self, url: str, answer: type[T]) -> Page[T]:
        call = Call("GET", url, "search" if "/search/" in url else "core")
        return self._guard.patiently(lambda: self._decoded(call, answer))

    def _decoded(self, call: Call, answer: type[T]) -> Page[T]:
        received = self._transport.send(call, self._credential)
        if received.status != 200:
            raise AnswerError(f"GitHub answered {received.status} to {call.asked}")
        headers = {name: received.headers[name] for name in _HEADERS if name in received.headers}
        data = decoded(received.body, answer, call.asked)
        return Page(data, self._next(call, received), headers)

    def _next(self, call: Call, received: Received) -> str:
        found = _NEXT.search(received.headers.get("link", ""))
        url = joined(call.url, found[1]) if found else ""
        if found and not self._transport.is_own(url):
            raise AnswerError(f"GitHub says that {call.asked} goes on at another place")
        return url

    def _opened(self, full_name: str, commit: str, asked: str, end: float) -> httpx.Response:
        """The open answer of the host that has the archive, which never sees the token.

        `end` is when the whole archive has to be here, on the monotonic clock.
        """
        call = Call("GET", f"{self.settings.api_url}/repos/{full_name}/tarball/{commit}")
        received = self._transport.send(call, self._credential)
        url = joined(call.url, received.headers.get("location", ""))
        if received.status != 302:
            raise AnswerError(f"GitHub answered {received.status} to {call.asked}")
        for _ in range(_MAX_HOPS):
            response = self._download(url, asked, end)
            if not response.has_redirect_location:
                return response
            response.close()
            url = joined(url, response.headers["location"])
        raise AnswerError(f"GitHub redirects in circles for {asked}")

    def _download(self, url: str, asked: str, end: float) -> httpx.Response:
        """Where an archive is, or an error. Its host counts for itself, not within the quota."""
        self._check_address(url, asked)
        self.budget.check(_ARCHIVES)
        headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
        deadline = Deadline(min(end, time.monotonic() + self._limits.answer))
        with reaching(asked):
            response = self._transport.opened(Call("GET", url), headers, deadline)
        deadline.moment = end
        try:
            self._refuse(response, asked)
        except GitHubError:
            response.close()
            raise
        return response

    def _check_address(self, url: str, asked: str) -> None:
        """Make sure that an archive comes from where nobody on the way can change it."""
        parts = urlsplit(url)
        is_local = parts.scheme == "http" and _is_here(url) and _is_here(self.settings.api_url)
        if not parts.hostname or not (parts.scheme == "https" or is_local):
            raise AnswerError(f"GitHub says that {asked} is at an address that is not https://")

    def _refuse(self, response: httpx.Response, asked: str) -> None:
        received = Received(asked, response.status_code, headers_of(response), b"")
        now = self._guard.clock()
        if found := limit(received, _ARCHIVES, now):
            until = found.until or datetime.fromtimestamp(now + _BUSY_SECONDS, UTC)
            raise self._guard.limited(Limit(until, _ARCHIVES), asked)
        if received.status in (401, 403):  # A link is good for minutes; the credential still is.
            raise UnreachableError(f"GitHub's link to {asked} is not good any more")
        if error := refusal(received):
            raise error
        if response.status_code != 200 and not response.has_redirect_location:
            raise AnswerError(f"GitHub answered {response.status_code} to {asked}")


def _is_here(url: str) -> bool:
    return is_loopback(urlsplit(url).hostname or "")


def _chunks(response: httpx.Response, asked: str) -> Iterator[bytes]:
    with reaching(asked):
        yield from response.iter_raw()


def _parameter(value: str | int | bool) -> str | int:
    return str(value).lower() if isinstance(value, bool) else value
