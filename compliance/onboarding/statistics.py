"""How long it takes newcomers to reach the goal, and where the time goes: of groups, never of one.

What fewer than `TOO_FEW` people are behind is not told, so that nobody is told apart; nor is what
would tell of so few once the groups that are told are taken from it.
"""

from __future__ import annotations

import itertools
import statistics
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import F

from compliance.digests.schedule import zone_of
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
        there = moment.astimezone(zone_of(zone))
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

    The median is counted as each one's clock counts; it is None where it is not told. `in_time` are
    those who reached it within the hours that were promised; None, too, where that is nobody or all
    of them, for it would be told of each one then.
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
    finished = organization.plans.filter(finished_at__isnull=False).order_by("finished_at", "pk")
    plans = [
        plan
        for plan in finished.select_related("team")
        if _is_told(plan) and _quarter(plan, organization) in quarters
    ]
    by_quarter = [[p for p in plans if _quarter(p, organization) == each] for each in quarters]
    of_teams = [
        Row(team, tuple(_pace([p for p in each if p.team_id == team.pk]) for each in by_quarter))
        for team in teams
        if any(plan.team_id == team.pk for plan in plans)
    ]
    everybody = Row(None, tuple(_whole(each, at, of_teams) for at, each in enumerate(by_quarter)))
    return Statistics(quarters, (everybody, *of_teams), tuple(_holds(plans)))


def _back_from(quarter: Quarter) -> Iterator[Quarter]:
    while True:
        yield quarter
        quarter = quarter.before()


def _quarter(plan: Plan, organization: Organization) -> Quarter | None:
    return Quarter.of(plan.finished_at, organization.time_zone) if plan.finished_at else None


def _is_told(plan: Plan) -> bool:
    """Whether there is anything to tell: a goal that was reached before the start took no time."""
    began, ended = plan.clock_from, plan.finished_at
    return began is not None and ended is not None and ended > began


def _people(plans: Iterable[Plan]) -> dict[int, Plan]:
    """The last of each one's plans, by who it is; one that is nobody's is of somebody else."""
    return {plan.person_id or -plan.pk: plan for plan in plans}


def _whole(plans: Sequence[Plan], at: int, of_teams: Iterable[Row]) -> Pace:
    """Everybody's pace in the quarter at that place, where it tells nothing of the few who are in
    none of the teams that are told.
    """
    told = {row.team.pk for row in of_teams if row.team and row.paces[at].median is not None}
    inside = _people(plan for plan in plans if plan.team_id in told)
    rest = len(_people(plans).keys() - inside.keys())
    pace = _pace(plans)
    return replace(pace, median=None, in_time=None) if told and 0 < rest < TOO_FEW else pace


def _pace(plans: Sequence[Plan]) -> Pace:
    people = _people(plans)
    if len(people) < TOO_FEW:
        return Pace(len(people))
    taken = [duration(plan) for plan in people.values()]
    goals = [timedelta(hours=plan.goal_hours) for plan in people.values()]
    in_time = sum(took <= goal for took, goal in zip(taken, goals, strict=True))
    return Pace(len(people), _median(taken), in_time if 0 < in_time < len(people) else None)


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
    # What is settled after the goal took nobody to it.
    rows = done.filter(done_at__lte=F("plan__finished_at")).order_by("plan", "done_at", "position")
    spent: dict[str, dict[int, timedelta]] = defaultdict(dict)
    titles: dict[str, str] = {}
    for pk, items in itertools.groupby(rows, key=lambda item: item.plan_id):
        plan = by_plan[pk]
        before = plan.clock_from
        for item in items:
            if before and item.done_at:
                took = counted(calendar_of(plan), before, item.done_at)
                spent[item.key][plan.person_id or -plan.pk] = took
                before = max(before, item.done_at)
            titles[item.key] = item.title
    told = [
        Hold(key, titles[key], len(times), _median(times.values()))
        for key, times in spent.items()
        if len(times) >= TOO_FEW
    ]
    longest = sorted(told, key=lambda hold: (-hold.median, hold.title))[:HOLDS]
    yield from (hold for hold in longest if hold.median >= _SHORTEST)
