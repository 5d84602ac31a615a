"""How one request reaches GitHub's API and its whole answer comes back.

What an answer means is decided here once, for REST and GraphQL alike.
"""

from __future__ import annotations

import functools
import os
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import urljoin, urlsplit

import httpx

from integrations.github import bodies, reachable
from integrations.github.deadlines import Deadline, keep_deadlines
from integrations.github.errors import AnswerError, SettingsError, UnreachableError
from integrations.github.guard import Guard
from integrations.github.refusals import Received, refusal
from integrations.github.settings import GitHubSettings, is_loopback

USER_AGENT = "plumbline/0.1.0"
API_VERSION = "2022-11-28"
MEDIA_TYPE = "application/vnd.github+json"
_MOVED = (301, 307, 308)
_MAX_REDIRECTS = 5


class Credential(Protocol):
    """What is sent as the token."""

    def token(self) -> str:
        """The token that holds now.

        Raises:
            GitHubError: none can be had.
        """

    def renewed(self, stale: str) -> str | None:
        """Another token in place of one that was not accepted; None where there is no other.

        Raises:
            GitHubError: none can be had.
        """


@dataclass(frozen=True)
class Limits:
    """How long is waited, in seconds, and how much is read, in bytes.

    `connect` and `read` are for one wait each, `answer` and `archive` for the whole of one.
    """

    connect: float = 10
    read: float = 30
    answer: float = 120
    archive: float = 480
    answer_bytes: int = 32 * 1024 * 1024


@dataclass(frozen=True)
class Call:
    """A request to the API that only reads, and the quota that it counts against."""

    method: str
    url: str
    resource: str = "core"
    body: bytes | None = None

    @property
    def asked(self) -> str:
        """How messages and the log name it."""
        parts = urlsplit(self.url)
        return f"{self.method} {parts.path}{'?' if parts.query else ''}{parts.query}"


class Transport:
    """Sends requests to one GitHub's API. Safe for threads."""

    def __init__(self, settings: GitHubSettings, guard: Guard, limits: Limits) -> None:
        """Nothing is connected yet.

        Raises:
            SettingsError: the environment names a proxy or certificates that cannot be used.
        """
        self._http = connections(settings)
        self._api = settings.api_url
        self._is_here = is_loopback(urlsplit(self._api).hostname or "")
        self._guard = guard
        self._limits = limits

    def send(self, call: Call, credential: Credential) -> Received:
        """The whole answer to one call, after the redirects of what was renamed.

        Raises:
            GitHubError: there is none, or it is a refusal.
        """
        for _ in range(_MAX_REDIRECTS):
            answer = self._authorized(call, credential)
            if answer.status not in _MOVED:
                return answer
            call = self._moved(call, answer)
        raise AnswerError(f"GitHub redirects in circles from {call.asked}")

    def opened(self, call: Call, headers: Mapping[str, str], deadline: Deadline) -> httpx.Response:
        """The head of an answer, whose body is still to be read until the deadline; close it.

        Raises:
            httpx.TransportError: none came; see `reaching`.
        """
        limits, host = self._limits, urlsplit(call.url).hostname or ""
        if reachable.is_closed(host, allows_loopback=self._is_here):
            raise httpx.ConnectError(f"{host} is never asked")
        request = self._http.build_request(
            call.method,
            call.url,
            content=call.body,
            headers=headers,
            timeout=deadline.timeout(limits.connect, limits.read),
        )
        return self._http.send(request, stream=True)

    def is_own(self, url: str) -> bool:
        """Whether an address belongs to the API, so that the token may be sent there."""
        own, other = urlsplit(self._api), urlsplit(url)
        same = (own.scheme, own.netloc) == (other.scheme, other.netloc)
        return same and other.path.startswith(f"{own.path}/")

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _authorized(self, call: Call, credential: Credential) -> Received:
        token = credential.token()
        answer = self._once(call, token)
        if answer.status == 401 and (other := credential.renewed(token)):
            answer = self._once(call, other)
        if error := refusal(answer):
            raise error
        return answer

    def _once(self, call: Call, token: str) -> Received:
        headers = {
            "Accept": MEDIA_TYPE,
            "Accept-Encoding": "gzip",
            "Authorization": f"Bearer {token}",
            "X-GitHub-Api-Version": API_VERSION,
        }
        if call.body is not None:
            headers["Content-Type"] = "application/json"
        self._guard.before(call.resource)
        began = time.monotonic()
        with reaching(call.asked):
            response = self.opened(call, headers, Deadline(began + self._limits.answer))
            try:
                answer = self._received(call, response)
            finally:
                response.close()
        self._guard.after(answer, call.resource, began=began)
        return answer

    def _received(self, call: Call, response: httpx.Response) -> Received:
        headers = headers_of(response)
        encoding, limit = headers.get("content-encoding", ""), self._limits.answer_bytes
        body = bodies.whole(response.iter_raw(), encoding, limit, call.asked)
        return Received(call.asked, response.status_code, headers, body)

    def _moved(self, call: Call, answer: Received) -> Call:
        """The call at its new place, which has to be the same API: the token is sent there."""
        url = joined(call.url, answer.headers.get("location", ""))
        if call.method != "GET" or not self.is_own(url):
            raise AnswerError(
                f"GitHub redirects {call.asked} to another place: does GITHUB_API_URL name the API"
                " itself?"
            )
        return replace(call, url=url)


@contextmanager
def reaching(asked: str) -> Iterator[None]:
    """Turns what can go wrong on the way to GitHub and back into our own errors.

    Raises:
        UnreachableError: no whole answer came.
    """
    try:
        yield
    except httpx.TimeoutException as error:
        raise UnreachableError(f"GitHub took too long to answer {asked}") from error
    except httpx.RemoteProtocolError as error:
        raise UnreachableError(f"GitHub's answer to {asked} was cut off") from error
    except httpx.TransportError as error:
        raise UnreachableError(f"GitHub cannot be reached for {asked} ({error})") from error


def joined(base: str, address: str) -> str:
    """An address from outside, which may be relative; empty where it is none."""
    try:
        url = urljoin(base, address)
        httpx.URL(url)
    except (ValueError, httpx.InvalidURL):
        return ""
    return url


def connections(settings: GitHubSettings) -> httpx.Client:
    """The pool of connections. What is on this machine is not asked for through a proxy."""
    is_here = is_loopback(urlsplit(settings.api_url).hostname or "")
    try:
        authorities = _authorities(os.environ.get("SSL_CERT_FILE", ""))
    except OSError as error:
        raise SettingsError("SSL_CERT_FILE is no file of certificates that can be read") from error
    try:
        client = httpx.Client(
            verify=authorities,
            trust_env=not is_here,
            headers={"User-Agent": USER_AGENT},
            limits=httpx.Limits(max_connections=20, max_keepalive_connections=10),
        )
    except (ValueError, httpx.InvalidURL) as error:
        raise SettingsError("HTTPS_PROXY, HTTP_PROXY or ALL_PROXY names no proxy") from error
    keep_deadlines(client, allows_loopback=is_here)
    return client


@functools.cache
def _authorities(file: str) -> ssl.SSLContext:
    """The authorities that are trusted, the usual ones without a file: reading them takes long."""
    return ssl.create_default_context(cafile=file) if file else httpx.create_ssl_context()


def headers_of(response: httpx.Response) -> dict[str, str]:
    """The headers of an answer by their names in small letters."""
    return {name.lower(): value for name, value in response.headers.items()}
