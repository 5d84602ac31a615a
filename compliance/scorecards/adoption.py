"""How far a check is followed: over weeks, and by what repositories are written in.

Only changes are stored, so the past is what stands now with the changes taken back. To count that
over ten thousand repositories takes longer than all else that a page does, so it is kept over what
every member may see, and over all. What that leaves out, and what a team owns, is counted when it
is asked for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    CharField,
    Count,
    DateTimeField,
    F,
    Func,
    IntegerField,
    QuerySet,
    Value,
)

from compliance import clock
from compliance.models import (
    Audience,
    CheckAdoption,
    CheckResult,
    Organization,
    Transition,
)
from compliance.models.repository import RepositoryQuerySet
from compliance.scorecards import changes
from compliance.scorecards.questions import TREND_DAYS
from compliance.scorecards.scope import Scope
from compliance.scorecards.tallies import of_counted
from compliance.scoring import Standing
from compliance.sight import OPEN

_HOLDS = (Standing.PASS, Standing.ATTESTED)
_WEEKS = range(TREND_DAYS, 0, -7)
NO_STACK = "-"
"""What stands for repositories without a backend component."""


@dataclass(frozen=True, slots=True)
class Share:
    """In how many repositories a check held, of those in which it was decided."""

    holding: int = 0
    decided: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.holding + other.holding, self.decided + other.decided)

    @property
    def failing(self) -> int:
        """In how many it failed."""
        return self.decided - self.holding

    @property
    def share(self) -> float | None:
        """The part in which it held."""
        return self.holding / self.decided if self.decided else None


@dataclass(frozen=True)
class Adoption:
    """How far a check is followed: at some moments, the oldest first and the last one now, and in
    repositories of each stack. One that is written in several counts in each of them.
    """

    over_time: tuple[Share, ...]
    by_stack: Mapping[str, Share]

    def __add__(self, other: Adoption) -> Adoption:
        """How far in both of two sets of repositories, which share none."""
        stacks = [*self.by_stack, *(each for each in other.by_stack if each not in self.by_stack)]
        return Adoption(
            tuple(map(Share.__add__, self.over_time, other.over_time)),
            {
                each: self.by_stack.get(each, Share()) + other.by_stack.get(each, Share())
                for each in stacks
            },
        )


_NOTHING = Adoption((Share(),) * (len(_WEEKS) + 1), {})


def days(organization: Organization) -> list[date]:
    """The days that the moments of its kept rows begin, the last of which is the newest day."""
    today = organization.noted_on or clock.now().date()
    return [today - timedelta(days=back) for back in (*_WEEKS, 0)]


def of_check(scope: Scope, key: str) -> Adoption:
    """How far a check is followed in what somebody may see, at the beginning of `days` and now."""
    found = _NOTHING
    if scope.team is None and scope.audience is not None:
        kept = scope.organization.adoptions.filter(audience=scope.audience, key=key)
        found = sum(map(_of_row, kept), found)
    repositories = scope.beyond
    if scope.team is not None:
        repositories = scope.seen.repositories().filter(scope.is_of_team("pk"))
    if repositories is None:
        return found
    newest = days(scope.organization)[-1]
    return found + _counted(repositories, newest, key=key).get(key, _NOTHING)


def note(organization: Organization, today: date) -> None:
    """Bring what is kept in step with the results and transitions.

    Must run in a transaction that holds the row of the kept sums, as `tallies.note` must.
    """
    repositories = organization.repositories.all()
    of_members = _counted(repositories.filter(visibility__in=OPEN), today)
    others = _counted(repositories.exclude(visibility__in=OPEN), today)
    of_all = {
        key: of_members.get(key, _NOTHING) + others.get(key, _NOTHING)
        for key in of_members.keys() | others.keys()
    }
    kept = {(row.audience, row.key): (row.pk, _of_row(row)) for row in organization.adoptions.all()}
    new = []
    for audience, found in ((Audience.MEMBERS, of_members), (Audience.ALL, of_all)):
        for key, adoption in found.items():
            _, said = kept.pop((audience.value, key), (0, None))
            if said != adoption:
                new.append(_row(organization, audience, key, adoption))
    CheckAdoption.objects.filter(pk__in=[pk for pk, _ in kept.values()]).delete()
    CheckAdoption.objects.bulk_create(
        new,
        update_conflicts=True,
        unique_fields=["organization", "audience", "key"],
        update_fields=["over_time", "by_stack"],
    )


def _row(
    organization: Organization, audience: Audience, key: str, adoption: Adoption
) -> CheckAdoption:
    return CheckAdoption(
        organization=organization,
        audience=audience,
        key=key,
        over_time=[[each.holding, each.decided] for each in adoption.over_time],
        by_stack={stack: [each.holding, each.decided] for stack, each in adoption.by_stack.items()},
    )


def _of_row(row: CheckAdoption) -> Adoption:
    return Adoption(
        tuple(Share(*each) for each in row.over_time),
        {stack: Share(*each) for stack, each in row.by_stack.items()},
    )


def _counted(repositories: RepositoryQuerySet, today: date, **which: str) -> dict[str, Adoption]:
    """How far checks are followed in the repositories: all, or the one of that `key`."""
    moments = [*(changes.begin(back, today) for back in _WEEKS), clock.now()]
    known = {"repository__in": repositories.order_by().values("pk"), **which}
    return over(CheckResult.objects.filter(**known), Transition.objects.filter(**known), moments)


def over(
    results: QuerySet[CheckResult], transitions: QuerySet[Transition], moments: Sequence[datetime]
) -> dict[str, Adoption]:
    """How far each check is followed at moments, the oldest first, in the repositories that count
    whose results and transitions these are.

    All is asked in one question: what stands and what changed must not be of two moments.
    """
    came = _passed("repository__added_at", moments)
    stands = of_counted(results).annotate(
        stacks=F("repository__stacks"), came=came, passed=_NONE, before=_NOTHING_YET,
        after=F("standing"),
    )  # fmt: skip
    changed = transitions.filter(
        at__gte=min(moments), repository__left_out="", repository__gone_since=None
    ).annotate(stacks=_NO_STACKS, came=came, passed=_passed("at", moments))
    parts = [
        each.order_by()
        .values_list("key", "stacks", "came", "passed", "before", "after")
        .annotate(count=Count("key"))
        for each in (stands, changed)
    ]
    found: defaultdict[str, _Found] = defaultdict(_Found)
    for key, stacks, since, passed, before, after, count in parts[0].union(parts[1], all=True):
        if passed is None:
            found[key].add(stacks, since, after, count)
        else:
            found[key].steps.append(Step(since, passed, before, after, count))
    return {key: each.adoption(len(moments)) for key, each in found.items()}


_NO_STACKS = Value([], ArrayField(CharField(max_length=20)))
_NOTHING_YET = Value("", CharField(max_length=20))
_NONE = Value(None, IntegerField())


def _passed(at: str, moments: Sequence[datetime]) -> Func:
    """How many of the moments had passed then; one that is the same had not."""
    known = Value(sorted(moments), ArrayField(DateTimeField()))
    before = F(at) - timedelta(microseconds=1)
    return Func(before, known, function="width_bucket", output_field=IntegerField())


@dataclass(frozen=True, slots=True)
class Step:
    """So many repositories, which came after `came` of the moments had passed, counted as one thing
    and then, after `passed` of them, as another.
    """

    came: int
    passed: int
    before: str
    after: str
    count: int


@dataclass
class _Found:
    """What was found of a check so far: as what how many count now, by after how many of the
    moments they came, and how they came to it.
    """

    now: defaultdict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    by_stack: dict[str, Share] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)

    def add(self, stacks: Sequence[str], came: int, standing: str, count: int) -> None:
        """Let so many repositories of these stacks count as that."""
        self.now[came][standing] += count
        share = _share({standing: count})
        for stack in (stacks or (NO_STACK,)) if share.decided else ():
            self.by_stack[stack] = self.by_stack.get(stack, Share()) + share

    def adoption(self, moments: int) -> Adoption:
        """What that adds up to."""
        return Adoption(tuple(taken_back(self.now, self.steps, moments)), self.by_stack)


def taken_back(
    counts: Mapping[int, Mapping[str, int]], steps: Iterable[Step], moments: int
) -> list[Share]:
    """The counts at so many moments, the oldest first, by taking back each step after them, and
    then whoever had not come yet.
    """
    now = defaultdict(Counter, {came: Counter(each) for came, each in counts.items()})
    after: dict[int, list[Step]] = defaultdict(list)
    for step in steps:
        after[step.passed].append(step)
    found = []
    for passed in range(moments, 0, -1):
        for step in after[passed]:
            now[step.came][step.after] -= step.count
            now[step.came][step.before] += step.count
        now.pop(passed, None)
        found.append(sum(map(_share, now.values()), Share()))
    return found[::-1]


def _share(counts: Mapping[str, int]) -> Share:
    holding = sum(counts.get(each, 0) for each in _HOLDS)
    return Share(holding, holding + counts.get(Standing.FAIL, 0))
