"""A real server whose answers come in small pieces, each in time and the whole too late."""

from __future__ import annotations

import socketserver
import ssl
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import cast

# Much more than any limit of a test, and not for ever.
_PAUSE = 0.01
_PIECES = 1_000

_OK = b"HTTP/1.1 200 OK\r\nContent-Length: "


def a_header(body: bytes) -> list[bytes]:
    """A header that comes a byte at a time."""
    end = b"\r\n\r\n" + body
    return [_OK + b"%d\r\nX-Odd: " % len(body), *[b"x"] * _PIECES, end]


def heads(body: bytes) -> list[bytes]:
    """One answer after the other that the answer is still to come."""
    first = [b"HTTP/1.1 102 Processing\r\n\r\n"] * _PIECES
    return [*first, _OK + b"%d\r\n\r\n" % len(body) + body]


def a_body(body: bytes, pieces: int = _PIECES) -> list[bytes]:
    """A body that comes a byte at a time, first so many spaces."""
    return [_OK + b"%d\r\n\r\n" % (len(body) + pieces), *[b" "] * pieces, body]


class Dribble:
    """What a server sends to whoever asks, and how many waited for the end of it."""

    def __init__(self, url: str, pieces: Iterable[bytes]) -> None:
        self.url = url
        self.pieces = pieces
        self.finished = 0


class _Handler(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self) -> None:
        server = cast("_Server", self.server)
        connection = self.connection
        try:
            if server.tls:
                connection = server.tls.wrap_socket(connection, server_side=True)
            request = b""
            while b"\r\n\r\n" not in request:
                request += connection.recv(65536)
            for piece in server.dribble.pieces:
                connection.sendall(piece)
                if server.closing.wait(_PAUSE):
                    return
            server.dribble.finished += 1
        except OSError:
            return  # The client waits no longer, and is gone.
        finally:
            connection.close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    dribble: Dribble
    tls: ssl.SSLContext | None
    closing: threading.Event


@contextmanager
def dribbling(pieces: Iterable[bytes], tls: ssl.SSLContext | None = None) -> Iterator[Dribble]:
    """A server that answers whatever is asked with these pieces."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        url = f"http{'s' if tls else ''}://127.0.0.1:{server.server_address[1]}"
        server.dribble, server.tls, server.closing = Dribble(url, pieces), tls, threading.Event()
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.dribble
        finally:
            server.closing.set()
            server.shutdown()
            thread.join()
