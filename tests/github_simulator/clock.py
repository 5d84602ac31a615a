"""The simulator's idea of the present, which a test or the demo may set."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the time: that of this machine, or the moment at which it was stopped."""

    def __init__(self, stopped_at: datetime | None = None) -> None:
        self._lock = threading.Lock()
        self._stopped_at = stopped_at

    def now(self) -> datetime:
        """The present, in UTC."""
        with self._lock:
            return self._stopped_at or datetime.now(UTC)

    def set(self, moment: datetime | None) -> None:
        """Stop at a moment, which has a time zone; with None go on with this machine's time."""
        if moment is not None and moment.tzinfo is None:
            raise ValueError(f"{moment.isoformat()} has no time zone")
        with self._lock:
            self._stopped_at = moment.astimezone(UTC) if moment else None

    def advance(self, by: timedelta) -> datetime:
        """Stop at a moment that is later by so much; the new present."""
        with self._lock:
            self._stopped_at = (self._stopped_at or datetime.now(UTC)) + by
            return self._stopped_at
