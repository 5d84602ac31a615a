"""The sums of teams and of the organization by the day, as a year of changes adds up to them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import astuple
from datetime import date, datetime, timedelta
from itertools import accumulate, pairwise
from typing import Any

from benchmarks.scale.history import Event
from compliance.models import Audience, Repository
from compliance.scoring import Compliance, Level, Score

FIGURES = (
    "repositories", "passed", "decided", "covered", "judged",
    "exemplary", "standard", "foundation", "below", "not_established",
)  # fmt: skip
_Figures = tuple[int, ...]
_NOTHING: _Figures = (0,) * len(FIGURES)


class Sums:
    """Adds up what each repository contributes from which day on."""

    def __init__(self, teams: Collection[int], end: datetime, days: int = 365) -> None:
        self._first = end.date() - timedelta(days=days)
        self._steps: dict[tuple[int | None, Audience], list[_Figures]] = {
            (team, audience): [_NOTHING] * (days + 1)
            for team in (None, *teams)
            for audience in Audience
        }

    def add(
        self, repository: Repository, teams: Collection[int], events: Collection[Event]
    ) -> None:
        """Let a repository count for its teams and for the organization."""
        hidden = repository.visibility == Repository.Visibility.PRIVATE
        audiences = [Audience.ALL] if hidden else [*Audience]
        reached = [_NOTHING, *(_figures(event.reached) for event in events)]
        for event, (before, after) in zip(events, pairwise(reached), strict=True):
            day = max(0, (event.at.date() - self._first).days)
            step = tuple(new - old for old, new in zip(before, after, strict=True))
            for team in (None, *teams):
                for audience in audiences:
                    self._steps[team, audience][day] = _plus(self._steps[team, audience][day], step)

    def rows(self) -> Iterator[tuple[int | None, Audience, date, *tuple[Any, ...]]]:
        """The row of each day: team, audience, day, and the figures in their order."""
        for (team, audience), steps in self._steps.items():
            for day, figures in enumerate(accumulate(steps, _plus)):
                yield (team, audience, self._first + timedelta(days=day), *figures)


def _plus(one: _Figures, other: _Figures) -> _Figures:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def _figures(reached: Score) -> _Figures:
    weights = astuple(reached.weights)
    levels = (Level.EXEMPLARY, Level.STANDARD, Level.FOUNDATION, None)
    counted = (int(bool(weights[-1]) and reached.level is level) for level in levels)
    undecided = int(reached.compliance is Compliance.NOT_ESTABLISHED)
    return (1, *weights, *counted, undecided)
