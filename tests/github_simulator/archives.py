"""Archives of repositories, handed out by another server to whoever has a ticket."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.github_simulator.messages import Request, Response
from tests.github_simulator.present import Folders
from tests.github_simulator.state import Repository

_TICKET_LASTS = timedelta(minutes=5)
_KEPT_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Ticket:
    """The right to one archive until a moment."""

    repository: Repository
    prefix: str
    oid: str
    until: datetime


@dataclass
class Archives:
    """Makes archives, and remembers the newest.

    `instead` puts other bytes in the place of a repository's archive, by the repository's name.
    `most_in_a_tree` is from how many entries on a tree of REST is truncated.
    """

    folders: Folders
    root: str = ""
    instead: dict[str, bytes | Callable[[str], bytes]] = field(default_factory=dict)
    most_in_a_tree: int = 100_000
    _tickets: dict[str, Ticket] = field(default_factory=dict)
    _kept: OrderedDict[tuple[str, str], bytes] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ticket(self, repository: Repository, owner: str, oid: str, now: datetime) -> str:
        """The address at which the archive of a commit can be had."""
        token = secrets.token_urlsafe(18)
        prefix = f"{owner}-{repository.name}-{oid[:7]}"
        with self._lock:
            ended = [known for known, each in self._tickets.items() if each.until <= now]
            for known in ended:
                del self._tickets[known]
            self._tickets[token] = Ticket(repository, prefix, oid, now + _TICKET_LASTS)
        path = f"/_codeload/{owner}/{repository.name}/legacy.tar.gz/{oid}"
        return f"{self.root}{path}?token={token}"

    def answer(self, request: Request, now: datetime) -> Response:
        """The archive for which a request has a ticket."""
        with self._lock:
            ticket = self._tickets.get(request.parameters.get("token", ""))
        if ticket is None or ticket.until <= now:
            return Response(404, {"Content-Type": "text/plain"}, b"404: Not Found")
        headers = {
            "Content-Type": "application/x-gzip",
            "Content-Disposition": f"attachment; filename={ticket.prefix}.tar.gz",
        }
        return Response(200, headers, self._bytes(ticket), chunked=True)

    def _bytes(self, ticket: Ticket) -> bytes:
        instead = self.instead.get(ticket.repository.name)
        if instead is not None:
            return instead(ticket.oid) if callable(instead) else instead
        key = (ticket.prefix, ticket.oid)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = self.folders.of(ticket.repository).archive(ticket.oid, ticket.prefix)
        with self._lock:
            self._kept[key] = made
            while sum(map(len, self._kept.values())) > _KEPT_BYTES and len(self._kept) > 1:
                self._kept.popitem(last=False)
        return made
