"""Where repositories stood on days that have passed, by when their scores changed.

This is for those that no kept sum has in it which their reader may be shown: what some members see
and others do not.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from typing import NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, IntegerField, OuterRef, Q, Subquery, Value, Window
from django.db.models.functions import Coalesce, Lead, TruncDate

from compliance.models import ScoreChange
from compliance.scorecards.questions import WEIGHTS
from compliance.scoring import Weights

_SUMS: ArrayField[list[int], list[int]] = ArrayField(IntegerField())


def stood(day: date) -> Coalesce:
    """Where a repository stood at the end (UTC) of a day, as a part of a question after it: its
    weights in the order of `WEIGHTS`, and all 0 where that was nowhere yet.
    """
    end = datetime.combine(day + timedelta(days=1), time.min, UTC)
    until = ScoreChange.objects.filter(repository=OuterRef("pk"), at__lt=end)
    weights = Func(*WEIGHTS, template="ARRAY[%(expressions)s]", output_field=_SUMS)
    last = until.order_by("-at", "-pk").values(told=weights)[:1]
    return Coalesce(Subquery(last), Value([0] * len(WEIGHTS), _SUMS))


class Spell(NamedTuple):
    """Where a repository stood at the end (UTC) of the days from `first` on that come before `end`:
    its weights in the order of `WEIGHTS`.
    """

    first: date
    end: date
    weights: Sequence[int]


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
    # Days are read in a tenth of the time that moments take.
    days = rows.annotate(first=TruncDate("at", tzinfo=UTC), end=TruncDate("ended", tzinfo=UTC))
    return [
        Spell(first, end or date.max, weights)
        for first, end, *weights in days.values_list("first", "end", *WEIGHTS)
    ]


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
    steps = [[0] * len(WEIGHTS) for _ in range(len(days) + 1)]
    for first, end, weights in found:
        begun, ended = steps[bisect_left(days, first)], steps[bisect_left(days, end)]
        for place, weight in enumerate(weights):
            begun[place] += weight
            ended[place] -= weight
    return list(accumulate(Weights(*each) for each in steps[:-1]))
