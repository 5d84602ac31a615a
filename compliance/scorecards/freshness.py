"""How old what is known is: when the source was last seen to be as it was judged."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import astuple, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    Count,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, JSONObject

from compliance import clock
from compliance.models import CheckResult, Organization, Ownership, Repository, SyncItem, Team
from compliance.models.repository import RepositoryQuerySet
from compliance.scoring import Standing

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Stale:
    """A repository that is behind, with why.

    `checked_at` is None for one that was never judged. `problem` is why it could not be read;
    without one it waits to be read, not before `held_until` for what `because` says, or somebody
    reads it now.
    """

    name: str
    slug: str
    checked_at: datetime | None
    problem: str
    is_read: bool
    held_until: datetime | None
    because: str


# So many of those that nobody owns are named.
_NAMED = 3


@dataclass(frozen=True)
class Named:
    """How many repositories there are, and of the first few by name `{name, slug}`."""

    count: int = 0
    first: tuple[Mapping[str, str], ...] = ()

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.count - len(self.first)


@dataclass(frozen=True)
class Freshness:
    """How many repositories were checked within the last hour, within a day, longer ago, and never;
    and those that are behind, the stalest first. Of how many the last reading failed, or showed no
    files (`unread`), and how many of their checks are `undecided`. How many of those that were
    judged nobody owns (`unowned`), how many are `new`, and how many are there and not counted
    (`left_out`), is counted on the way.
    """

    hour: int
    day: int
    older: int
    never: int
    unowned: Named = Named()
    new: int = 0
    unread: int = 0
    undecided: int = 0
    left_out: int = 0
    behind: tuple[Stale, ...] = ()

    @property
    def total(self) -> int:
        """All of them."""
        return self.hour + self.day + self.older + self.never


def checked_at(organization: Organization, repository: Repository) -> datetime | None:
    """When it was last seen to be as it was judged: one that has not moved since, whenever the
    source as a whole is asked; None before it was judged.
    """
    judged_at, asked_at = repository.judged_at, organization.checked_at
    if judged_at is None or asked_at is None or not is_current(repository):
        return judged_at
    return max(judged_at, asked_at)


def is_current(repository: Repository) -> bool:
    """Whether what was judged is what the source has, as far as is known."""
    if repository.problem or repository.gone_since or repository.judged_at is None:
        return False
    return bool(repository.withheld) or repository.head == repository.commit


def freshness(
    organization: Organization,
    repositories: RepositoryQuerySet,
    teams: QuerySet[Team] | None,
    new: RepositoryQuerySet,
    at_most: int,
) -> Freshness:
    """How fresh what is known of repositories is, how many none of the teams owns, and how many are
    among the new ones, in one query. To look for an owner of each takes as long as all the rest:
    without teams none is looked for.
    """
    listed, behind = repositories.listed().order_by(), repositories.behind().order_by()
    unread = repositories.unread().order_by()
    undecided = CheckResult.objects.filter(
        repository__in=unread.values("pk"), standing=Standing.UNKNOWN.value
    )
    unowned = _unowned(listed, teams) if teams is not None else listed.none()
    found = Organization.objects.filter(pk=organization.pk).annotate(
        all_of_it=_ages(listed),
        are_behind=_ages(behind),
        stalest=_stalest(behind, at_most),
        unowned=_count(unowned),
        first_unowned=_first(unowned),
        new=_count(listed.filter(pk__in=new.order_by().values("pk"))),
        unread=_count(unread),
        undecided=_count(undecided),
        left_out=_count(repositories.not_listed()),
    )
    told = ("all_of_it", "are_behind", "stalest", "unowned", "first_unowned", *_COUNTED)
    row = found.values(*told).get()
    ages, stale = _Ages.of(row["all_of_it"]), _Ages.of(row["are_behind"])
    current = (ages - stale).seen_at(organization.checked_at)
    return Freshness(
        *(current + stale).apart(),
        **{name: row[name] for name in _COUNTED},
        unowned=Named(row["unowned"], tuple(row["first_unowned"] or ())),
        behind=tuple(_stale(each) for each in row["stalest"] or ()),
    )


def _unowned(listed: RepositoryQuerySet, teams: QuerySet[Team]) -> RepositoryQuerySet:
    owned = Ownership.objects.filter(repository=OuterRef("pk"), team__in=teams)
    return listed.filter(~Exists(owned), judged_at__isnull=False)


_COUNTED = ("new", "unread", "undecided", "left_out")


@dataclass(frozen=True)
class _Ages:
    """Of how many repositories were judged within an hour and within a day, ever, and never."""

    hour: int
    day: int
    ever: int
    never: int

    @classmethod
    def of(cls, counted: list[int] | None) -> _Ages:
        """As `_ages` counts them, which has no row where nothing is to be counted."""
        return cls(*(counted or (0, 0, 0, 0)))

    def __add__(self, other: _Ages) -> _Ages:
        return _Ages(*map(operator.add, astuple(self), astuple(other)))

    def __sub__(self, other: _Ages) -> _Ages:
        return _Ages(*map(operator.sub, astuple(self), astuple(other)))

    def seen_at(self, moment: datetime | None) -> _Ages:
        """The same once each of them, none of which was never judged, was seen at that moment to be
        as it was judged.
        """
        age = clock.now() - moment if moment else None
        if age is None or age > DAY:
            return self
        return replace(self, day=self.ever, hour=self.ever if age <= HOUR else self.hour)

    def apart(self) -> tuple[int, int, int, int]:
        """Within the hour, within a day, longer ago, never."""
        return self.hour, self.day - self.hour, self.ever - self.day, self.never


def _ages(repositories: RepositoryQuerySet) -> Subquery:
    """How many were judged within an hour and within a day, ever, and never."""
    now = clock.now()
    counts = (
        Count("pk", filter=Q(judged_at__gte=now - HOUR)),
        Count("pk", filter=Q(judged_at__gte=now - DAY)),
        Count("judged_at"),
        Count("pk", filter=Q(judged_at=None)),
    )
    array = Func(*counts, template="ARRAY[%(expressions)s]", output_field=_NUMBERS)
    grouped = repositories.annotate(one=Value(1)).values("one").annotate(ages=array)
    return Subquery(grouped.values("ages"))


def _first(repositories: RepositoryQuerySet) -> ArraySubquery:
    """The first few by name, apart from how many they are, since all need not be read for these."""
    named = repositories.order_by("name", "pk").values(told=JSONObject(name="name", slug="slug"))
    return ArraySubquery(named[:_NAMED])


_NUMBERS: ArrayField[list[int], list[int]] = ArrayField(BigIntegerField())


def _stalest(behind: RepositoryQuerySet, at_most: int) -> ArraySubquery:
    """The first of those that are behind, as `_stale` reads them."""
    open_items = SyncItem.objects.unfinished().filter(repository=OuterRef("pk"))
    held = open_items.filter(not_before__gt=clock.now())
    rows = behind.annotate(
        is_read=Exists(open_items.filter(state=SyncItem.State.WORKING)),
        held_until=Subquery(held.values("not_before")[:1]),
        because=Subquery(held.values("problem")[:1]),
    ).order_by(F("judged_at").asc(nulls_first=True), "name")
    return ArraySubquery(rows.values(told=JSONObject(**{name: name for name in _TOLD}))[:at_most])


_TOLD = ("name", "slug", "judged_at", "problem", "is_read", "held_until", "because")


def _stale(told: dict[str, Any]) -> Stale:
    judged_at, held_until = told["judged_at"], told["held_until"]
    return Stale(
        told["name"],
        told["slug"],
        datetime.fromisoformat(judged_at) if judged_at else None,
        told["problem"],
        told["is_read"],
        datetime.fromisoformat(held_until) if held_until else None,
        told["because"] or "",
    )


def _count(rows: QuerySet[Any]) -> Coalesce:
    """How many they are, as a part of a question after something else."""
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(count=Count("pk"))
    return Coalesce(Subquery(counted.values("count")), 0)
