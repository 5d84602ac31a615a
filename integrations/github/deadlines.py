"""Requests that end: whatever the other side does, there is a moment after which none waits.

The timeouts of an HTTP library hold for one wait each, so that an answer may come a byte at a time
for ever. Here they know their request's deadline, by which each single wait is cut short.
"""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

import httpcore
import httpx

from integrations.github import reachable

# These log whole addresses, headers and bodies, in which tokens and the secrets of webhooks stand.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass
class Deadline:
    """Until when a request may take, on the monotonic clock; it may be put off on the way."""

    moment: float

    def timeout(self, connect: float, read: float) -> httpx.Timeout:
        """The timeouts of a request: seconds for a connection, and for each further wait."""
        return httpx.Timeout(_Seconds(read, self), connect=_Seconds(connect, self))


class _Seconds(float):
    """A timeout that knows its deadline: httpx hands timeouts down to the socket as they are."""

    deadline: Deadline

    def __new__(cls, seconds: float, deadline: Deadline) -> Self:
        made = super().__new__(cls, seconds)
        made.deadline = deadline
        return made


def keep_deadlines(
    client: httpx.Client, *, allows_loopback: bool, only_public: bool = False
) -> None:
    """Make all connections of a client, those through proxies too, keep to their deadlines; and
    those that go through none keep to the addresses that are asked, see `reachable`. What a proxy
    asks is the proxy's to refuse, and where it is is up to who runs Plumbline.

    httpx has no parameter for it. httpcore has, which makes httpx's connections.
    """
    own = client._transport  # noqa: SLF001
    for each in (own, *client._mounts.values()):  # noqa: SLF001
        if isinstance(each, httpx.HTTPTransport):
            guarded = _Guarded(allows_loopback=allows_loopback, only_public=only_public)
            each._pool._network_backend = guarded if each is own else _Network()  # noqa: SLF001


class _Network(httpcore.SyncBackend):
    """Makes connections."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """See httpcore."""
        made = super().connect_tcp(host, port, _left(timeout), local_address, socket_options)
        return _Stream(made)


class _Guarded(_Network):
    """Makes connections to addresses that were looked at."""

    def __init__(self, *, allows_loopback: bool, only_public: bool) -> None:
        self._rules = {"allows_loopback": allows_loopback, "only_public": only_public}

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """See httpcore; the first address that answers is taken."""
        *others, last = reachable.addresses(host, port, **self._rules)
        for each in others:
            try:
                return super().connect_tcp(each, port, timeout, local_address, socket_options)
            except httpcore.ConnectError:
                continue
        return super().connect_tcp(last, port, timeout, local_address, socket_options)


class _Stream(httpcore.NetworkStream):
    """A connection."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """See httpcore."""
        return self._stream.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """See httpcore."""
        self._stream.write(buffer, _left(timeout))

    def close(self) -> None:
        """See httpcore."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """See httpcore."""
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        """See httpcore."""
        return self._stream.get_extra_info(info)


def _left(timeout: float | None) -> float | None:
    """The seconds that may be waited now.

    Raises:
        httpcore.TimeoutException: none.
    """
    if not isinstance(timeout, _Seconds):
        return timeout
    left = timeout.deadline.moment - time.monotonic()
    if left <= 0:
        raise httpcore.TimeoutException("the deadline is over")
    return min(float(timeout), left)
