"""What was asked, in its order."""

from __future__ import annotations

import threading
from collections import Counter, deque
from dataclasses import asdict, dataclass
from typing import Any

ARCHIVE = "archive"
# More than any test asks; behind the demo it must end somewhere.
_KEPT = 200_000


@dataclass(frozen=True)
class Entry:
    """One request that was answered, or not.

    `name` is the kind of call: `GET /orgs/{org}` of REST, the name of the operation of GraphQL,
    `archive` of the server that hands out archives. `status` is 0 where nothing was sent.
    `authorized`: it had a token.
    """

    name: str
    method: str
    path: str
    resource: str
    status: int
    points: int
    authorized: bool


class Log:
    """All requests, the newest 200,000, but those for pages and for the simulator itself."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: deque[Entry] = deque(maxlen=_KEPT)

    def add(self, entry: Entry) -> None:
        """Note a request."""
        with self._lock:
            self._entries.append(entry)

    @property
    def entries(self) -> list[Entry]:
        """All requests since the start, or since they were forgotten."""
        with self._lock:
            return list(self._entries)

    def counts(self) -> Counter[str]:
        """How many requests of each kind there were."""
        return Counter(entry.name for entry in self.entries)

    def api_requests(self) -> int:
        """How many requests the API got; what hands out archives is no part of it."""
        return sum(entry.name != ARCHIVE for entry in self.entries)

    def points(self, resource: str) -> int:
        """How much was taken from a resource."""
        return sum(entry.points for entry in self.entries if entry.resource == resource)

    @property
    def leaks(self) -> list[Entry]:
        """Requests for archives that had a token with them, which they must not have."""
        return [each for each in self.entries if each.name == ARCHIVE and each.authorized]

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._entries.clear()

    def described(self) -> list[dict[str, Any]]:
        """All entries as plain data."""
        return [asdict(entry) for entry in self.entries]
