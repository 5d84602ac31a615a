"""How the clock of an onboarding plan stands, as pages show it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from compliance.models import Plan
from compliance.onboarding.plans import calendar_of
from compliance.onboarding.timing import Calendar, counted, deadline

_DAY = timedelta(days=1)
_MOST_DAYS = 31


class Stand(StrEnum):
    """How far the clock is."""

    INVITED = "invited"
    AHEAD = "ahead"
    RUNNING = "running"
    OVER = "over"
    FINISHED = "finished"
    ENDED = "ended"


@dataclass(frozen=True)
class Clock:
    """A plan's clock at a moment.

    `used` is what was counted since it began, to now or to the end. `until` is when the goal's
    hours are counted, `days` are those that pause it on the way there, and `goes_on` is when a
    pause ends that there is now.
    """

    stand: Stand
    zone: str
    goal: timedelta
    begins: datetime | None
    used: timedelta = timedelta()
    until: datetime | None = None
    days: tuple[date, ...] = ()
    goes_on: datetime | None = None
    now: datetime | None = None

    @property
    def left(self) -> timedelta:
        """What is left of the goal's hours."""
        return max(self.goal - self.used, timedelta())

    @property
    def over(self) -> timedelta:
        """By how much it took longer than the goal's hours."""
        return max(self.used - self.goal, timedelta())

    @property
    def is_late(self) -> bool:
        """Whether the goal was reached, and not in time."""
        return self.stand is Stand.FINISHED and self.used > self.goal

    @property
    def share(self) -> float:
        """How much of the goal's hours is used, from 0 to 1."""
        return min(1.0, self.used / self.goal) if self.goal else 1.0

    @property
    def to_begin(self) -> timedelta:
        """How long it is until it begins."""
        return self.begins - self.now if self.begins and self.now else timedelta()


def clock_of(plan: Plan, now: datetime) -> Clock:
    """How a plan's clock stands at a moment."""
    goal = timedelta(hours=plan.goal_hours)
    begins = plan.clock_from
    bare = Clock(_stand_without_use(plan), plan.zone, goal, begins, now=now)
    if begins is None:
        return bare
    calendar = calendar_of(plan)
    end = plan.finished_at or plan.ended_at or now
    used = counted(calendar, begins, end)
    until = deadline(calendar, begins, goal)
    stand = bare.stand
    if stand is Stand.RUNNING:
        stand = Stand.AHEAD if begins > now else Stand.OVER if used > goal else stand
    return Clock(
        stand,
        plan.zone,
        goal,
        begins,
        used,
        until,
        tuple(_paused(calendar, begins, until)),
        _goes_on(calendar, now) if stand in (Stand.RUNNING, Stand.OVER) else None,
        now,
    )


def _stand_without_use(plan: Plan) -> Stand:
    if plan.finished_at:
        return Stand.FINISHED
    if plan.ended_at:
        return Stand.ENDED
    return Stand.RUNNING if plan.clock_from else Stand.INVITED


def _paused(calendar: Calendar, begins: datetime, until: datetime | None) -> Iterator[date]:
    """The days on which it stands between two moments, as far as a page can list them."""
    if until is None:
        return
    day, last = calendar.day_of(begins), calendar.day_of(until)
    for _ in range(_MOST_DAYS):
        if day > last:
            return
        if calendar.pauses(day):
            yield day
        day += _DAY


def _goes_on(calendar: Calendar, now: datetime) -> datetime | None:
    """When the pause ends that there is at a moment; None where there is none."""
    day = calendar.day_of(now)
    if not calendar.pauses(day):
        return None
    for _ in range(_MOST_DAYS):
        day += _DAY
        if not calendar.pauses(day):
            return calendar.at(day)
    return None
