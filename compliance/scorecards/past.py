"""Where repositories stood on days that have passed, by when their scores changed.

This is for those that no kept sum has in it which their reader may be shown: what some members see
and others do not.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate

from django.db.models import F, Q, Window
from django.db.models.functions import Lead

from compliance.models import ScoreChange
from compliance.scoring import Weights


@dataclass(frozen=True, slots=True)
class Spell:
    """Where a repository stood at the end (UTC) of the days from `first` on that come before `end`.

    `repository` is its primary key.
    """

    repository: int
    first: date
    end: date
    weights: Weights


def spells(repositories: Collection[int], since: date) -> list[Spell]:
    """Where each of the repositories, given by primary key, stood from a day on until now.

    Given by what finds them, PostgreSQL would not know how few they are, and read all there is.
    """
    ended = Window(Lead("at"), partition_by=F("repository"), order_by=("at", "pk"))
    begin = datetime.combine(since, time.min, UTC)
    rows = (
        ScoreChange.objects.filter(repository__in=repositories)
        .annotate(ended=ended)
        .filter(Q(ended=None) | Q(ended__gte=begin))
        .order_by()
    )
    return [
        Spell(repository, at.date(), ended.date() if ended else date.max, Weights(*weights))
        for repository, at, ended, *weights in rows.values_list(
            "repository", "at", "ended", "passed", "decided", "covered", "judged"
        )
    ]


def on(found: Iterable[Spell], day: date) -> list[Spell]:
    """Those of that day."""
    return [each for each in found if each.first <= day < each.end]


def added(
    line: Mapping[date, Weights], found: Sequence[Spell], first: date, last: date
) -> dict[date, Weights]:
    """The sums of some days with those of these repositories; without any, the latter alone of each
    day between two on which they stood somewhere.
    """
    days = sorted(line)
    if not days and found:
        first = max(first, min(each.first for each in found))
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    sums = zip(days, _by_day(found, days), strict=True)
    return {day: line.get(day, Weights()) + more for day, more in sums}


def _by_day(found: Iterable[Spell], days: Sequence[date]) -> list[Weights]:
    """The sums at the end of each of some days, which are in order."""
    steps = [Weights()] * (len(days) + 1)
    for spell in found:
        first, end = bisect_left(days, spell.first), bisect_left(days, spell.end)
        steps[first] += spell.weights
        steps[end] += spell.weights * -1
    return list(accumulate(steps[:-1]))
