"""How old what is known is: when the source was last seen to be as it was judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, Greatest

from compliance import clock
from compliance.models import CheckResult, Organization, Ownership, Repository, SyncItem, Team
from compliance.models.repository import RepositoryQuerySet
from compliance.scoring import Standing

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# One whose files are withheld is judged without them, and has no commit.
_CURRENT = Q(problem="", judged_at__isnull=False) & (Q(head=F("commit")) | ~Q(withheld=""))

_UNREAD = ~Q(problem="") | ~Q(withheld="")


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
    unowned: int = 0
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
    teams: QuerySet[Team],
    new: RepositoryQuerySet,
    at_most: int,
) -> Freshness:
    """How fresh what is known of repositories is, how many none of the teams owns, and how many are
    among the new ones, in one query.
    """
    now = clock.now()
    asked = organization.checked_at
    moment: Any = F("judged_at")
    if asked is not None:
        seen = Greatest(F("judged_at"), Value(asked, DateTimeField()))
        moment = Case(When(_CURRENT, then=seen), default=F("judged_at"))
    counts = {
        "n_hour": Q(checked__gte=now - HOUR),
        "n_day": Q(checked__gte=now - DAY, checked__lt=now - HOUR),
        "n_older": Q(checked__lt=now - DAY),
        "n_never": Q(checked=None),
        "n_unowned": Q(is_owned=False, judged_at__isnull=False),
        "n_new": Q(pk__in=new.order_by().values("pk")),
        "n_unread": _UNREAD,
    }
    unread = repositories.listed().filter(_UNREAD).order_by()
    undecided = CheckResult.objects.filter(
        repository__in=unread.values("pk"), standing=Standing.UNKNOWN.value
    )
    owned = Ownership.objects.filter(repository=OuterRef("pk"), team__in=teams)
    open_items = SyncItem.objects.unfinished().filter(repository=OuterRef("pk"))
    held = open_items.filter(not_before__gt=now)
    rows = (
        repositories.listed()
        .order_by()
        .annotate(
            checked=moment,
            is_behind=Case(When(_CURRENT, then=0), default=1),
            is_owned=Exists(owned),
        )
        .annotate(
            **{name: Window(Count("pk", filter=which)) for name, which in counts.items()},
            is_read=Exists(open_items.filter(state=SyncItem.State.WORKING)),
            held_until=Subquery(held.values("not_before")[:1]),
            because=Subquery(held.values("problem")[:1]),
            n_undecided=_count(undecided),
            n_left_out=_count(repositories.exclude(left_out="", gone_since=None)),
        )
        .order_by("-is_behind", F("checked").asc(nulls_first=True), "name")
        .values(
            *_COUNTED, "is_behind", "checked", "name", "slug", "problem", "is_read", "held_until",
            "because",
        )[: max(1, at_most)]
    )  # fmt: skip
    return _freshness(list(rows), at_most)


_COUNTED = (
    "n_hour", "n_day", "n_older", "n_never", "n_unowned", "n_new", "n_unread", "n_undecided",
    "n_left_out",
)  # fmt: skip


def _count(rows: QuerySet[Any]) -> Coalesce:
    """How many they are, as a part of a question after something else."""
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(count=Count("pk"))
    return Coalesce(Subquery(counted.values("count")), 0)


def _freshness(rows: Iterable[dict[str, Any]], at_most: int) -> Freshness:
    listed = list(rows)
    if not listed:
        return Freshness(0, 0, 0, 0)
    first = listed[0]
    behind = tuple(
        Stale(
            row["name"],
            row["slug"],
            row["checked"],
            row["problem"],
            row["is_read"],
            row["held_until"],
            row["because"] or "",
        )
        for row in listed[:at_most]
        if row["is_behind"]
    )
    return replace(Freshness(*(first[name] for name in _COUNTED)), behind=behind)
