"""Waivers and attestations as they are shown beside what they are for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from compliance.asked import ENDING_DAYS
from compliance.models import CheckResult, Excuse, Repository

PAST_SHOWN = 3


@dataclass
class OfCheck:
    """What is in effect of one check of a repository, what waits, and what was lately."""

    in_effect: list[Excuse] = field(default_factory=list)
    waiting: list[Excuse] = field(default_factory=list)
    past: list[Excuse] = field(default_factory=list)

    @property
    def all(self) -> list[Excuse]:
        """Those that matter now, and the newest of those that did."""
        return [*self.in_effect, *self.waiting, *self.past[:PAST_SHOWN]]


@dataclass(frozen=True)
class Excused:
    """The excuses of a repository, by the key of their check and by their number."""

    by_key: Mapping[str, OfCheck]
    by_number: Mapping[int, Excuse]

    @property
    def ending(self) -> list[Excuse]:
        """Those in effect that end soon, the next to end first."""
        last = timezone.now().date() + timedelta(days=ENDING_DAYS)
        in_effect = (each for of_check in self.by_key.values() for each in of_check.in_effect)
        return sorted((each for each in in_effect if each.until <= last), key=lambda e: e.until)


def of_repository(repository: Repository, *, key: str = "") -> Excused:
    """All that was ever asked for in it, or of one check of it, the newest first."""
    by_key: dict[str, OfCheck] = {}
    by_number: dict[int, Excuse] = {}
    today = timezone.now().date()
    asked = repository.excuses.with_people()
    for excuse in asked.filter(key=key) if key else asked:
        by_number[excuse.pk] = excuse
        of_check = by_key.setdefault(excuse.key, OfCheck())
        if excuse.is_in_effect(today):
            of_check.in_effect.append(excuse)
        elif excuse.state == Excuse.State.ASKED and today <= excuse.until:
            of_check.waiting.append(excuse)
        else:
            of_check.past.append(excuse)
    return Excused(by_key, by_number)


def of_results(results: Iterable[CheckResult]) -> dict[int, list[Excuse]]:
    """What each of some results rests on, by the result's primary key."""
    results = list(results)
    numbers = {number for result in results for number in result.excuses}
    found = Excuse.objects.with_people().in_bulk(numbers) if numbers else {}
    return {
        result.pk: [found[number] for number in result.excuses if number in found]
        for result in results
    }
