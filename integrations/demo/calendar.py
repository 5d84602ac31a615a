"""Moments told in working days before today, so that nobody in the demo works on a Sunday."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime, time, timedelta

from integrations.demo.errors import DemoError

_WEEK = 5  # working days


class Calendar:
    """Turns `61 09:20` (the 61st working day before today, in UTC) into a moment.

    The day itself does not count, so that all that is told has happened, whatever time it is.
    """

    def __init__(self, now: datetime) -> None:
        day = now.astimezone(UTC).date()
        self.day = day
        # Seen from a Saturday or a Sunday the last working day is Friday, as from Monday.
        self._next = day + timedelta(days=(7 - day.weekday()) if day.weekday() >= _WEEK else 0)

    def moment(self, told: str) -> datetime:
        """The moment that is meant; its seconds follow from the text.

        Raises:
            DemoError: the text is no day and time.
        """
        try:
            days, at = told.split()
            weeks, rest = divmod(int(days), _WEEK)
            clock = time.fromisoformat(at)
        except ValueError as error:
            raise DemoError(f"“{told}” is no working day and time, such as 61 09:20.") from error
        if int(days) < 1:
            raise DemoError(f"“{told}” is not before today.")
        day = self._next - timedelta(days=7 * weeks)
        # Across a weekend lie two days more.
        day -= timedelta(days=rest + (2 if rest > day.weekday() else 0))
        return datetime.combine(day, clock, UTC) + timedelta(seconds=zlib.crc32(told.encode()) % 60)
