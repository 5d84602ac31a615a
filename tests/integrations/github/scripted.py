"""A real HTTP server that answers as it is told, and remembers what it was asked."""

from __future__ import annotations

import json
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Reply:
    """One answer.

    `announced` is the Content-Length where it is not the body's own: a longer one makes the body
    one that was cut. None: the length is not announced. `hangs`: nothing comes after the body.
    `drops`: the connection is closed without an answer.
    """

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    announced: int | None = -1
    hangs: bool = False
    drops: bool = False


def reply(content: Any, status: int = 200, /, **headers: str) -> Reply:
    """An answer of JSON; in the headers' names `_` stands for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, json.dumps(content).encode(), named)


def said(message: str, status: int, /, **headers: str) -> Reply:
    """A refusal as GitHub words it."""
    return reply({"message": message}, status, **headers)


@dataclass(frozen=True)
class Asked:
    """One request that came."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def line(self) -> str:
        return f"{self.method} {self.target}"

    @property
    def token(self) -> str:
        return self.headers.get("authorization", "").removeprefix("Bearer ")


class Scripted:
    """What a server answers: for each path its answers in turn, the last one again and again."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: list[Asked] = []
        self.closing = threading.Event()
        self._lock = threading.Lock()
        self._replies: dict[str, list[Reply]] = defaultdict(list)

    def on(self, line: str, *replies: Reply) -> None:
        """What "GET /path" is answered; the query counts where the line has one."""
        self._replies[line] = list(replies)

    def lines(self) -> list[str]:
        return [each.line for each in self.asked]

    def next(self, asked: Asked) -> Reply:
        path = f"{asked.method} {urlsplit(asked.target).path}"
        with self._lock:
            self.asked.append(asked)
            replies = self._replies.get(asked.line) or self._replies.get(path)
            if not replies:
                return said("Not Found", 404)
            return replies.pop(0) if len(replies) > 1 else replies[0]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Otherwise each body waits until the client has acknowledged its head, 40 ms later.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, *_: object) -> None:
        """Nothing: what was asked is in `Scripted.asked`."""

    def _answer(self) -> None:
        script = cast("_Server", self.server).script
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        found = script.next(Asked(self.command, self.path, headers, body))
        if not found.drops:
            self._send(found)
        if found.hangs:
            script.closing.wait(60)
        if found.drops or found.hangs or found.announced != -1:
            self.close_connection = True

    def _send(self, found: Reply) -> None:
        self.send_response(found.status)
        for name, value in found.headers.items():
            self.send_header(name, value)
        if found.announced is not None:
            length = len(found.body) if found.announced == -1 else found.announced
            self.send_header("Content-Length", str(length))
        self.end_headers()
        try:
            self.wfile.write(found.body)
            self.wfile.flush()
        except ConnectionError:
            self.close_connection = True  # The client has read enough, and is gone.


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    script: Scripted

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients hang up when they have read enough; any other error is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def scripted() -> Iterator[Scripted]:
    """A server that answers 404 to all that it was not told about."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.script = Scripted(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.script
    finally:
        server.script.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
