"""How old what is known is: when the source was last seen to be as it was judged."""

from __future__ import annotations

from dataclasses import dataclass
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
)
from django.db.models.functions import Greatest

from compliance import clock
from compliance.models import CheckResult, Organization, Ownership, Repository, SyncItem, Team
from compliance.models.repository import RepositoryQuerySet
from compliance.scoring import Standing

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# One whose files are withheld is judged without them, and has no commit.
_CURRENT = Q(problem="", judged_at__isnull=False) & (Q(head=F("commit")) | ~Q(withheld=""))

_LISTED = Q(left_out="", gone_since=None)
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
    among the new ones, in two queries; in three where some cannot be read.
    """
    now = clock.now()
    moment = _moment(organization.checked_at)
    owned = Ownership.objects.filter(team__in=teams).values("repository")
    counts = {
        "hour": _LISTED & Q(checked__gte=now - HOUR),
        "day": _LISTED & Q(checked__gte=now - DAY, checked__lt=now - HOUR),
        "older": _LISTED & Q(checked__lt=now - DAY),
        "never": _LISTED & Q(checked=None),
        "unowned": _LISTED & Q(judged_at__isnull=False) & ~Q(pk__in=owned),
        "new": _LISTED & Q(pk__in=new.order_by().values("pk")),
        "unread": _LISTED & _UNREAD,
        "left_out": ~_LISTED,
    }
    found = (
        repositories.order_by()
        .annotate(checked=moment)
        .aggregate(**{name: Count("pk", filter=which) for name, which in counts.items()})
    )
    unread = repositories.listed().filter(_UNREAD).order_by().values("pk")
    undecided = CheckResult.objects.filter(repository__in=unread, standing=Standing.UNKNOWN.value)
    return Freshness(
        **found,
        undecided=undecided.count() if found["unread"] else 0,
        behind=_behind(repositories, moment, now, at_most),
    )


def _moment(asked_at: datetime | None) -> Any:
    """When one was last seen to be as it was judged, where the source was asked at that time."""
    if asked_at is None:
        return F("judged_at")
    seen = Greatest(F("judged_at"), Value(asked_at, DateTimeField()))
    return Case(When(_CURRENT, then=seen), default=F("judged_at"))


def _behind(
    repositories: RepositoryQuerySet, moment: Any, now: datetime, at_most: int
) -> tuple[Stale, ...]:
    """Those that have moved since they were judged, the stalest first."""
    open_items = SyncItem.objects.unfinished().filter(repository=OuterRef("pk"))
    held = open_items.filter(not_before__gt=now)
    rows = (
        repositories.listed()
        .exclude(_CURRENT)
        .annotate(
            checked=moment,
            is_read=Exists(open_items.filter(state=SyncItem.State.WORKING)),
            held_until=Subquery(held.values("not_before")[:1]),
            because=Subquery(held.values("problem")[:1]),
        )
        .order_by(F("checked").asc(nulls_first=True), "name")
        .values_list("name", "slug", "checked", "problem", "is_read", "held_until", "because")
    )
    return tuple(Stale(*row[:-1], row[-1] or "") for row in rows[:at_most])
