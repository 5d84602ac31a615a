"""How a check was taken up over weeks: in how many repositories it held at the end of each.

Only changes are stored, so the past is what stands now with the changes taken back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Count,
    DateTimeField,
    F,
    Func,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from compliance.models import CheckResult, Transition
from compliance.scorecards.tallies import of_counted
from compliance.scoring import Standing

_HOLDS = (Standing.PASS, Standing.ATTESTED)


@dataclass(frozen=True)
class Moment:
    """In how many repositories a check held, of those in which it was decided."""

    at: datetime
    holding: int
    decided: int

    @property
    def share(self) -> float | None:
        """The part in which it held."""
        return self.holding / self.decided if self.decided else None


def over(
    results: QuerySet[CheckResult],
    transitions: QuerySet[Transition],
    counts: Mapping[str, int],
    moments: Sequence[datetime],
) -> list[Moment]:
    """How it stood at moments, the oldest first, where it stands as `counts` says now.

    `results` and `transitions` are those of the check in the repositories that are meant.
    """
    since = min(moments)
    changed = transitions.filter(
        at__gte=since, repository__left_out="", repository__gone_since=None
    ).annotate(passed=_passed("at", moments))
    # A repository that came counted as what its first change says it was before.
    first = Transition.objects.filter(repository=OuterRef("repository"), key=OuterRef("key"))
    began = Coalesce(Subquery(first.order_by("at", "pk").values("before")[:1]), F("standing"))
    came = (
        of_counted(results)
        .filter(repository__added_at__gte=since)
        .annotate(passed=_passed("repository__added_at", moments), nothing=Value(""), began=began)
    )
    steps = [
        Step(*row)
        for rows, names in (
            (changed, ("passed", "before", "after")), (came, ("passed", "nothing", "began"))
        )
        for row in rows.order_by().values_list(*names).annotate(count=Count("pk"))
    ]  # fmt: skip
    return taken_back(counts, steps, moments)


def _passed(at: str, moments: Sequence[datetime]) -> Func:
    """How many of the moments had passed then; one that is the same had not."""
    known = Value(sorted(moments), ArrayField(DateTimeField()))
    before = F(at) - timedelta(microseconds=1)
    return Func(before, known, function="width_bucket", output_field=IntegerField())


@dataclass(frozen=True, slots=True)
class Step:
    """So many repositories counted as one thing and then as another (before they came: as nothing)
    after so many of the moments had passed.
    """

    passed: int
    before: str
    after: str
    count: int


def taken_back(
    counts: Mapping[str, int], steps: Iterable[Step], moments: Sequence[datetime]
) -> list[Moment]:
    """The counts at moments, the oldest first, by taking back each step after them."""
    now = Counter(counts)
    after: dict[int, list[Step]] = {}
    for step in steps:
        after.setdefault(step.passed, []).append(step)
    found = []
    for passed, moment in reversed([*enumerate(sorted(moments), start=1)]):
        for step in after.get(passed, ()):
            now[step.after] -= step.count
            now[step.before] += step.count
        holding = sum(now[each] for each in _HOLDS)
        found.append(Moment(moment, holding, holding + now[Standing.FAIL]))
    return found[::-1]
