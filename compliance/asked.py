"""What is asked for, and what became of it: waivers and attestations, and what repositories ask for
by their own files and topics, as one list.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, DateTimeField, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce

from compliance import clock
from compliance.models import AskedFor, Excuse, Person, Repository
from compliance.models.repository import RepositoryQuerySet
from compliance.sight import Sight

# What ends within so many days is warned of, and what is over is listed for so many.
ENDING_DAYS = 14
OVER_DAYS = 90
_TAKEN_BACK = (Excuse.State.WITHDRAWN, Excuse.State.REVOKED)


class Part(enum.StrEnum):
    """A part of the list, by what became of what was asked for."""

    TO_DECIDE = "to-decide"
    OWN = "own"
    WAITING = "waiting"
    IN_EFFECT = "in-effect"
    ENDING = "ending"
    OVER = "over"


@dataclass(frozen=True)
class Row:
    """One thing that was asked for: by somebody, or else by a repository."""

    excuse: Excuse | None = None
    request: AskedFor | None = None

    @property
    def repository(self) -> int:
        """The primary key of the repository that it is about."""
        about = self.excuse or self.request
        if about is None:
            raise ValueError("a row is about something that was asked for")
        return about.repository_id


@dataclass(frozen=True)
class Asked:
    """What concerns some repositories, in both tables.

    `decided` are the repositories in which `person` decides; nothing is anybody's own, and nothing
    to decide, without a person.
    """

    excuses: QuerySet[Excuse]
    requests: QuerySet[AskedFor]
    decided: RepositoryQuerySet
    person: Person | None
    now: datetime

    @classmethod
    def of(cls, seen: Sight, decided: RepositoryQuerySet) -> Asked:
        """All that concerns repositories that somebody may see."""
        return cls(
            seen.of_repositories(Excuse.objects.all()),
            seen.of_repositories(AskedFor.objects.all()),
            decided,
            seen.person,
            clock.now(),
        )

    def counts(self) -> dict[Part, int]:
        """How much there is of each part."""
        sums = [
            rows.aggregate(**{part.name: Count("pk", filter=of_part[part]) for part in Part})
            for rows, of_part in (
                (self.excuses, self._of_excuses),
                (self.requests, self._of_requests),
            )
        ]
        return {part: sum(each[part.name] for each in sums) for part in Part}

    def keys(self, part: Part) -> QuerySet[Any, Any]:
        """Whether each is a request of a repository, and its primary key, in order: what waits the
        longest first, what ends the soonest, what was asked for or was over the latest.
        """
        excuses = self.excuses.filter(self._of_excuses[part])
        requests = self.requests.filter(self._of_requests[part])
        at = _MOMENTS[part]
        both = (
            rows.order_by()
            .annotate(is_request=Value(is_request), at=moment)
            .values_list("is_request", "pk", "at")
            for rows, is_request, moment in ((excuses, False, at[0]), (requests, True, at[1]))
        )
        first, second = both
        is_latest_first = part in (Part.OWN, Part.OVER)
        order = F("at").desc(nulls_last=True) if is_latest_first else F("at").asc(nulls_last=True)
        return first.union(second, all=True).order_by(order, "is_request", "pk")

    def waiting(self) -> tuple[QuerySet[Excuse], QuerySet[AskedFor]]:
        """What waits for the person's decision."""
        return (
            self.excuses.filter(self._of_excuses[Part.TO_DECIDE]),
            self.requests.filter(self._of_requests[Part.TO_DECIDE]),
        )

    @property
    def _of_excuses(self) -> Mapping[Part, Q]:
        today = self.now.date()
        waiting = Q(state=Excuse.State.ASKED, until__gte=today) & _is_there()
        in_effect = Q(state=Excuse.State.APPROVED, until__gte=today) & _is_there()
        ending = Q(until__lte=today + timedelta(days=ENDING_DAYS))
        own = Q(asked_by=self.person) if self.person else _NOTHING
        lately = self.now - timedelta(days=OVER_DAYS)
        ended = Q(state__in=(Excuse.State.ASKED, Excuse.State.APPROVED), until__lt=today)
        return {
            Part.TO_DECIDE: waiting & ~own & self._is_decided,
            Part.OWN: own,
            Part.WAITING: waiting,
            Part.IN_EFFECT: in_effect,
            Part.ENDING: in_effect & ending,
            Part.OVER: ended & Q(until__gte=lately.date())
            | Q(state=Excuse.State.REFUSED, decided_at__gte=lately)
            | Q(state__in=_TAKEN_BACK, ended_at__gte=lately),
        }

    @property
    def _of_requests(self) -> Mapping[Part, Q]:
        verdict = AskedFor.Verdict
        said = Q(ended_at=None, is_said=True) & _is_there()
        own = Q(asked_by=self.person.login) if self.person else _NOTHING
        waiting = said & Q(verdict=verdict.OPEN)
        lately = self.now - timedelta(days=OVER_DAYS)
        return {
            Part.TO_DECIDE: waiting & ~own & self._is_decided,
            Part.OWN: own,
            Part.WAITING: waiting,
            Part.IN_EFFECT: said & Q(verdict=verdict.APPROVED),
            Part.ENDING: _NOTHING,
            Part.OVER: Q(ended_at__gte=lately)
            | Q(ended_at=None, verdict=verdict.REFUSED, decided_at__gte=lately),
        }

    @property
    def _is_decided(self) -> Q:
        return Q(repository__in=self.decided) if self.person else _NOTHING


def _is_there() -> Q:
    """That the repository is: those that are gone or left out are few, and the others all there
    are.
    """
    return ~Q(repository__in=Repository.objects.not_listed().order_by().values("pk"))


def rows(keys: list[tuple[bool, int]]) -> list[Row]:
    """What has these keys, in their order, with repositories and people."""
    of_excuses = Excuse.objects.with_people().select_related("repository")
    of_requests = AskedFor.objects.with_people().select_related("repository")
    excuses = of_excuses.in_bulk([pk for is_request, pk in keys if not is_request])
    requests = of_requests.in_bulk([pk for is_request, pk in keys if is_request])
    return [
        Row(request=requests[pk]) if is_request else Row(excuse=excuses[pk])
        for is_request, pk in keys
        if pk in (requests if is_request else excuses)
    ]


_NOTHING = Q(pk__in=())
_ASKED = F("asked_at")
_LAST_DAY = Cast("until", DateTimeField())
_NO_END = Value(None, output_field=DateTimeField())
_EXCUSE_OVER = Case(
    When(state=Excuse.State.REFUSED, then=F("decided_at")),
    When(state__in=_TAKEN_BACK, then=F("ended_at")),
    default=_LAST_DAY,
)
# What each part is sorted by: of excuses, and of what repositories ask for.
_MOMENTS: Mapping[Part, tuple[Any, Any]] = {
    Part.TO_DECIDE: (_ASKED, _ASKED),
    Part.OWN: (_ASKED, _ASKED),
    Part.WAITING: (_ASKED, _ASKED),
    Part.IN_EFFECT: (_LAST_DAY, _NO_END),
    Part.ENDING: (_LAST_DAY, _NO_END),
    Part.OVER: (_EXCUSE_OVER, Coalesce("ended_at", "decided_at")),
}
