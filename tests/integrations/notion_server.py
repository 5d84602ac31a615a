"""Notion as its published description says it answers, over HTTP on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

TOKEN = "ntn_" + "t" * 40


@dataclass
class Notion:
    """A workspace: the addresses of its members (None: not shown), and what it was asked.

    `refusals` are answered before anything else: a status, and how long to wait.
    """

    members: list[str | None] = field(default_factory=list)
    refusals: list[tuple[int, str]] = field(default_factory=list)
    body: bytes | None = None
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def answer(self, path: str, headers: Any) -> tuple[int, bytes, dict[str, str]]:
        self.asked.append(path)
        if self.refusals:
            status, wait = self.refusals.pop(0)
            return _error(status, "refused", {"Retry-After": wait} if wait else {})
        parts = urlsplit(path)
        if parts.path != "/v1/users":
            return _error(404, "object_not_found")
        if headers.get("Authorization") != f"Bearer {TOKEN}":
            return _error(401, "unauthorized")
        if not headers.get("Notion-Version"):
            return _error(400, "missing_version")
        if self.body is not None:
            return 200, self.body, {}
        return 200, json.dumps(self._page(dict(parse_qsl(parts.query)))).encode(), {}

    def _page(self, query: dict[str, str]) -> dict[str, Any]:
        size = min(int(query.get("page_size", "100")), 100)
        start = int(query.get("start_cursor", "0"))
        more = start + size < len(self.members)
        return {
            "object": "list",
            "results": [_user(n, each) for n, each in enumerate(self.members)][
                start : start + size
            ],
            "next_cursor": str(start + size) if more else None,
            "has_more": more,
            "type": "user",
            "user": {},
        }


def _user(number: int, address: str | None) -> dict[str, Any]:
    common = {"object": "user", "id": f"{number:032x}", "name": f"Person {number}"}
    if address == "bot":
        return {**common, "type": "bot", "bot": {}, "avatar_url": None}
    person = {} if address is None else {"email": address}
    return {**common, "type": "person", "person": person, "avatar_url": None}


def _error(
    status: int, code: str, headers: dict[str, str] | None = None
) -> tuple[int, bytes, dict[str, str]]:
    said = {"object": "error", "status": status, "code": code, "message": "It is so."}
    return status, json.dumps(said).encode(), headers or {}


@contextmanager
def notion() -> Iterator[Notion]:
    """One that answers as long as the block lasts."""
    workspace = Notion()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body, headers = workspace.answer(self.path, self.headers)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        workspace.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield workspace
        finally:
            server.shutdown()
            thread.join()
