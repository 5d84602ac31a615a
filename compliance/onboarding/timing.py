"""How the clock of a plan runs: around the clock, but for the days that pause it.

Time is counted as it passes, so a day on which clocks are set back has 25 hours. A day begins and
ends at midnight in the calendar's zone, or at the first moment that there is of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from compliance.digests.schedule import zone_of

_DAY = timedelta(days=1)
_SATURDAY = 5
WORK_BEGINS, WORK_ENDS = time(9), time(17)
"""The hours of a working day, in the calendar's zone."""
LONGEST = timedelta(days=3 * 366)
"""How far ahead it is looked for a moment that is not paused."""


@dataclass(frozen=True)
class Calendar:
    """Which days pause the clock, in a zone that the IANA names; in UTC for one that this machine
    does not know.
    """

    zone: str = "UTC"
    pauses_weekends: bool = False
    days_off: frozenset[date] = frozenset()

    def pauses(self, day: date) -> bool:
        """Whether the clock stands on that day."""
        return day in self.days_off or (self.pauses_weekends and _is_weekend(day))

    def works(self, day: date) -> bool:
        """Whether people work on that day."""
        return day not in self.days_off and not _is_weekend(day)

    def at(self, day: date, hour: time = time()) -> datetime:
        """That hour of a day, in UTC."""
        return datetime.combine(day, hour, zone_of(self.zone)).astimezone(UTC)

    def day_of(self, moment: datetime) -> date:
        """The day that it is there at a moment."""
        return moment.astimezone(zone_of(self.zone)).date()


def counted(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """How much of the time between two moments counts; nothing where the end is not later."""
    if end <= start:
        return timedelta()
    whole = end - start
    paused = (
        min(calendar.at(day + _DAY), end) - max(calendar.at(day), start)
        for day in _days(calendar, start, end)
        if calendar.pauses(day)
    )
    return whole - sum(paused, timedelta())


def deadline(calendar: Calendar, start: datetime, amount: timedelta) -> datetime | None:
    """The first moment at which so much has been counted; None where that is years ahead."""
    moment = start.astimezone(UTC)
    left = amount
    while moment - start <= LONGEST:
        day = calendar.day_of(moment)
        ends = calendar.at(day + _DAY)
        if not calendar.pauses(day):
            if left <= ends - moment:
                return moment + left
            left -= ends - moment
        moment = ends
    return None


def worked(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """How many hours of work lie between two moments."""
    total = timedelta()
    for day in _days(calendar, start, end):
        if calendar.works(day):
            begins = max(calendar.at(day, WORK_BEGINS), start)
            total += max(min(calendar.at(day, WORK_ENDS), end) - begins, timedelta())
    return total


def worked_by(calendar: Calendar, start: datetime, amount: timedelta) -> datetime | None:
    """The first moment at which so many hours of work lie between it and another; None where that
    is years ahead.
    """
    left = amount
    for day in _days(calendar, start, start + LONGEST):
        if not calendar.works(day):
            continue
        begins = max(calendar.at(day, WORK_BEGINS), start.astimezone(UTC))
        lasts = max(calendar.at(day, WORK_ENDS) - begins, timedelta())
        if lasts >= left:
            return begins + left
        left -= lasts
    return None


def _days(calendar: Calendar, start: datetime, end: datetime) -> Iterator[date]:
    """The days that lie between two moments, with those that begin or end there."""
    day, last = calendar.day_of(start), calendar.day_of(end)
    while day <= last:
        yield day
        day += _DAY


def _is_weekend(day: date) -> bool:
    return day.weekday() >= _SATURDAY
