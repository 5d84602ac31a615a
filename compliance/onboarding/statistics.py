"""How long it takes newcomers to reach the goal, and where the time goes: of groups, never of one.

What fewer than `TOO_FEW` people are behind is not told, so that nobody is told apart.
"""

from __future__ import annotations

import itertools
import statistics
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from compliance.models import Organization, Plan, PlanItem, Team
from compliance.onboarding.plans import calendar_of
from compliance.onboarding.timing import counted

TOO_FEW = 3
QUARTERS = 4
HOLDS = 6
# One report of the doctor's settles many items at once.
_SHORTEST = timedelta(minutes=1)


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months of a year."""

    year: int
    number: int

    @classmethod
    def of(cls, moment: datetime, zone: str) -> Quarter:
        """The one in which a moment lies, by a zone's clock."""
        there = moment.astimezone(ZoneInfo(zone))
        return cls(there.year, (there.month - 1) // 3 + 1)

    def before(self) -> Quarter:
        """The one before."""
        return (
            Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)
        )

    def __str__(self) -> str:
        return f"Q{self.number} {self.year}"


@dataclass(frozen=True)
class Pace:
    """How fast the people of a group reached the goal in a quarter.

    The median is counted as each one's clock counts, and `in_time` are those who reached it within
    the hours that were promised; both are None where the people are too few to be told of.
    """

    people: int
    median: timedelta | None = None
    in_time: int | None = None


@dataclass(frozen=True)
class Row:
    """A team, or None for everybody, with its pace in each quarter, the newest first."""

    team: Team | None
    paces: tuple[Pace, ...]


@dataclass(frozen=True)
class Hold:
    """How long it took people to get through an item, from the one that they had done before."""

    key: str
    title: str
    people: int
    median: timedelta


@dataclass(frozen=True)
class Statistics:
    """How newcomers fared in the last quarters, the newest first; `holds` are the items at which
    they lost most time, the longest first.
    """

    quarters: tuple[Quarter, ...]
    rows: tuple[Row, ...]
    holds: tuple[Hold, ...]


def gather(organization: Organization, teams: Collection[Team], now: datetime) -> Statistics:
    """What there is to tell of everybody, and of those of the teams that have anything."""
    quarters = tuple(
        itertools.islice(_back_from(Quarter.of(now, organization.time_zone)), QUARTERS)
    )
    finished = organization.plans.filter(finished_at__isnull=False)
    plans = [
        plan
        for plan in finished.select_related("team")
        if plan.clock_from and _quarter(plan, organization) in quarters
    ]
    rows = [_row(None, plans, quarters, organization)]
    of_teams = _by_team(plans)
    rows += [
        _row(team, of_teams[team.pk], quarters, organization)
        for team in teams
        if team.pk in of_teams
    ]
    return Statistics(quarters, tuple(rows), tuple(_holds(plans)))


def _back_from(quarter: Quarter) -> Iterator[Quarter]:
    while True:
        yield quarter
        quarter = quarter.before()


def _quarter(plan: Plan, organization: Organization) -> Quarter | None:
    return Quarter.of(plan.finished_at, organization.time_zone) if plan.finished_at else None


def _by_team(plans: Iterable[Plan]) -> Mapping[int, list[Plan]]:
    found: dict[int, list[Plan]] = defaultdict(list)
    for plan in plans:
        if plan.team_id:
            found[plan.team_id].append(plan)
    return found


def _row(
    team: Team | None,
    plans: Sequence[Plan],
    quarters: Sequence[Quarter],
    organization: Organization,
) -> Row:
    found: dict[Quarter | None, list[Plan]] = defaultdict(list)
    for plan in plans:
        found[_quarter(plan, organization)].append(plan)
    return Row(team, tuple(_pace(found[quarter]) for quarter in quarters))


def _pace(plans: Sequence[Plan]) -> Pace:
    if len(plans) < TOO_FEW:
        return Pace(len(plans))
    taken = [duration(plan) for plan in plans]
    goals = [timedelta(hours=plan.goal_hours) for plan in plans]
    in_time = sum(took <= goal for took, goal in zip(taken, goals, strict=True))
    return Pace(len(plans), _median(taken), in_time)


def duration(plan: Plan) -> timedelta:
    """How long it took to reach the goal, as the plan's clock counts; nothing of one without."""
    if plan.clock_from is None or plan.finished_at is None:
        return timedelta()
    return counted(calendar_of(plan), plan.clock_from, plan.finished_at)


def _median(times: Iterable[timedelta]) -> timedelta:
    return timedelta(seconds=statistics.median(time.total_seconds() for time in times))


def _holds(plans: Sequence[Plan]) -> Iterator[Hold]:
    by_plan = {plan.pk: plan for plan in plans}
    done = PlanItem.objects.filter(plan__in=by_plan, why_not="", dropped_at=None)
    rows = done.exclude(done_at=None).order_by("plan", "done_at", "position")
    spent: dict[str, list[timedelta]] = defaultdict(list)
    titles: dict[str, str] = {}
    for pk, items in itertools.groupby(rows, key=lambda item: item.plan_id):
        plan = by_plan[pk]
        before = plan.clock_from
        for item in items:
            if before and item.done_at:
                spent[item.key].append(counted(calendar_of(plan), before, item.done_at))
                before = max(before, item.done_at)
            titles[item.key] = item.title
    told = [
        Hold(key, titles[key], len(times), _median(times))
        for key, times in spent.items()
        if len(times) >= TOO_FEW
    ]
    longest = sorted(told, key=lambda hold: (-hold.median, hold.title))[:HOLDS]
    yield from (hold for hold in longest if hold.median >= _SHORTEST)
