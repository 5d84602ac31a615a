"""When a notice may be sent: once a day, and while its person is awake, by the clock on their wall.

A day begins at midnight there, or at the first moment that there is of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from compliance.digests.schedule import zone_of

AWAKE_FROM, AWAKE_UNTIL = time(8), time(19)
GATHERED = timedelta(minutes=15)
"""So long it is waited for more, so that what happens together is one mail."""
TOLD_FOR = timedelta(days=7)
"""Of what happened longer ago nobody is told any more: the digest has come since."""


def is_to_be_told(at: datetime, now: datetime) -> bool:
    """Whether it has happened, and not too long ago."""
    return now - TOLD_FOR < at <= now


@dataclass(frozen=True)
class Day:
    """One day of somebody's: when it begins, and from when until when they may be told."""

    begins: datetime
    awake: datetime
    asleep: datetime

    def has_time(self, now: datetime) -> bool:
        """Whether they may be told then."""
        return self.awake <= now < self.asleep


def day_of(moment: datetime, zone: str, *, around_the_clock: bool = False) -> Day:
    """The day that a moment is on where a zone's clock hangs; `around_the_clock` where nobody is
    woken.
    """
    there = zone_of(zone)
    date = moment.astimezone(there).date()

    def at(hour: time, days: int = 0) -> datetime:
        return datetime.combine(date + timedelta(days), hour, there).astimezone(UTC)

    if around_the_clock:
        return Day(at(time()), at(time()), at(time(), 1))
    return Day(at(time()), at(AWAKE_FROM), at(AWAKE_UNTIL))


def is_same(one: datetime, other: datetime, zone: str) -> bool:
    """Whether two moments are on one day there."""
    there = zone_of(zone)
    return one.astimezone(there).date() == other.astimezone(there).date()
