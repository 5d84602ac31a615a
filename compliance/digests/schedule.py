"""When somebody's next digest is due, by the clock on their wall.

A time zone's clock is put forward and back: an hour that is left out is reached by going on from
before it, so that 02:30 is 03:30 that day; of an hour that comes twice the first one counts. Both
are what `zoneinfo` says of `fold=0`. So each local week has exactly one moment.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

WEEK = timedelta(days=7)
LONGEST = 5 * WEEK
"""No digest tells of more, however long its reader got none."""
SETTLED = timedelta(minutes=2)
"""So long after it is due a digest is made. It tells of what happened before it was due, and what
is judged right before that is there to be told only once its transaction is over: a digest that
were made at once would leave it out, and the next one begins after it.
"""
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Rhythm:
    """On which weekday (Monday is 0), at which hour, by the clock of which zone of IANA's."""

    weekday: int
    hour: int
    zone: str

    def at_week_of(self, day: date) -> datetime:
        """The moment, in UTC, in the week (from Monday on) in which a local day is."""
        wanted = day + timedelta(days=self.weekday - day.weekday())
        local = datetime.combine(wanted, time(self.hour), tzinfo=zone_of(self.zone))
        return local.astimezone(UTC)


def zone_of(name: str) -> ZoneInfo:
    """A zone by its name; UTC for one that this machine's database does not know any more."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


@functools.cache
def zones() -> tuple[str, ...]:
    """The names to choose from: those of places, and UTC."""
    return ("UTC", *sorted(name for name in available_timezones() if _is_place(name)))


def next_after(moment: datetime, rhythm: Rhythm) -> datetime:
    """The first due moment, in UTC, that is later than a moment."""
    day = moment.astimezone(zone_of(rhythm.zone)).date()
    # Where the clock is put forward at a week's end, the moment may lie in the next local week.
    for weeks in (-1, 0, 1, 2):
        due = rhythm.at_week_of(day + weeks * WEEK)
        if due > moment:
            return due
    raise AssertionError(f"no digest is due within two weeks of {moment}")


def latest_until(moment: datetime, rhythm: Rhythm) -> datetime:
    """The last due moment, in UTC, that is not later than a moment."""
    day = moment.astimezone(zone_of(rhythm.zone)).date()
    return max(
        due for weeks in (-2, -1, 0, 1) if (due := rhythm.at_week_of(day + weeks * WEEK)) <= moment
    )


def next_for(
    now: datetime, rhythm: Rhythm, seen_at: datetime, told_until: datetime | None
) -> datetime:
    """When somebody's next digest is due: once a week has passed since they were seen first, and in
    a later week of their calendar than the last one, whatever they change meanwhile.
    """
    due = next_after(max(now, seen_at + WEEK - _MOMENT), rhythm)
    while told_until is not None and _week(due, rhythm) <= _week(told_until, rhythm):
        due = next_after(due, rhythm)
    return due


def begins(until: datetime, seen_at: datetime, told_until: datetime | None) -> datetime:
    """From when on a digest tells of what changed: since the last one. A first one tells of all
    that a newcomer has been here for, and of a week to whoever has been here for longer.
    """
    if told_until is not None:
        return max(told_until, until - LONGEST)
    return seen_at if until - seen_at < 2 * WEEK else until - WEEK


def _week(moment: datetime, rhythm: Rhythm) -> tuple[int, int]:
    """The year and the week of it, by the calendar where the clock hangs."""
    year, week, _ = moment.astimezone(zone_of(rhythm.zone)).isocalendar()
    return year, week


_PLACES = frozenset(
    "Africa America Antarctica Arctic Asia Atlantic Australia Europe Indian Pacific".split()
)


def _is_place(name: str) -> bool:
    return name.partition("/")[0] in _PLACES
