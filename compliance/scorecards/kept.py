"""Where a scope stands, by the kept sums that tell their reader of nothing that they may not see,
with what these leave out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Subquery

from compliance.models import DailyScore, Ownership
from compliance.scorecards import changes, past
from compliance.scorecards.questions import (
    FIGURES,
    LEVELS,
    NOTHING,
    TREND_DAYS,
    WEIGHTS,
    Standing,
)
from compliance.scorecards.scope import Scope
from compliance.scoring import Weights

Figures = Sequence[int]
"""Sums: those of a daily row in the order of `_NOTED`, or of weights in that of `WEIGHTS`."""


@dataclass(frozen=True)
class Now:
    """Where the repositories of a scope stand, and of the whole organization each team too.

    `line` are the sums of each of the last days, the oldest first. `figures` are the sums of the
    teams that own something, by primary key, and `stood` the weights that they had at the end of
    the day `since`, with which they are compared. A page shows few of hundreds of teams: so what
    the sums mean is found out when it is asked for.
    """

    standing: Standing
    line: list[tuple[date, Weights]]
    figures: Mapping[int, Figures]
    stood: Mapping[int, Figures]
    since: date | None

    def of_team(self, team: int) -> Standing:
        """Where a team stands."""
        return _standing(self.figures[team]) if team in self.figures else NOTHING

    def score_of(self, team: int) -> float | None:
        """Its score, as a share."""
        figures = self.figures.get(team)
        return figures[1] / figures[2] if figures and figures[2] else None

    def moved_of(self, team: int) -> float | None:
        """By how much its score differs from what it was a week ago, as a share: 0.02 are two
        points. None where it had none then, or has none now.
        """
        figures, stood = self.figures.get(team), self.stood.get(team)
        if not figures or not figures[2] or not stood or not stood[1]:
            return None
        return figures[1] / figures[2] - stood[0] / stood[1]

    def before(self, team: int) -> Weights:
        """Where it stood when it is compared with."""
        return Weights(*self.stood.get(team, ()))

    @property
    def before_in_all(self) -> Weights:
        """Where all stood then, where the line goes back to it."""
        until = [sums for day, sums in self.line if self.since and day <= self.since]
        return until[-1] if until else Weights()

    @property
    def moved_in_all(self) -> float | None:
        """By how much the score of all differs from what it was then, as that of a team does."""
        score, stood = self.standing.weights.score, self.before_in_all.score
        return None if score is None or stood is None else score - stood

    @property
    def teams(self) -> dict[int, Standing]:
        """Where each team stands."""
        return {team: self.of_team(team) for team in self.figures}

    @property
    def moved(self) -> dict[int, float]:
        """By how much each team moved of which that can be told."""
        found = {team: self.moved_of(team) for team in self.figures}
        return {team: moved for team, moved in found.items() if moved is not None}


def now(scope: Scope, since: date | None = None, days: int = TREND_DAYS) -> Now:
    """Where it stands, with the line of so many days; teams that own nothing are left out. The
    newest day's rows are kept in step with the repositories. What teams are compared with is the
    end of the day `since`, and without it of the last one before the week whose changes are told:
    scores move by those alone.
    """
    newest = scope.organization.noted_on
    if since is None and newest is not None:
        since = changes.last_before(changes.WEEK, newest)
    line = timedelta(days=days)
    found = _noted(scope, since, line)
    if scope.beyond is not None:
        _add_beyond(found, scope, since, line)
    if newest in found.line:
        found.line[newest] = found.standing.weights
    return Now(found.standing, [*found.line.items()], found.teams, found.before, since)


@dataclass
class _Found:
    """What was found so far; `before` is where teams stood that they are compared with."""

    standing: Standing = NOTHING
    teams: dict[int, Figures] = field(default_factory=dict)
    before: dict[int, Figures] = field(default_factory=dict)
    line: dict[date, Weights] = field(default_factory=dict)


def _noted(scope: Scope, since: date | None, line: timedelta) -> _Found:
    """What the rows say."""
    found = _Found()
    newest = scope.organization.noted_on
    whose = scope.team.pk if scope.team else None
    for row in _rows(scope, newest, since, line):
        team, day, repositories = row[:3]
        if team == whose:
            found.line[day] = _weights(row[2:])
            found.standing = _standing(row[2:]) if day == newest else found.standing
        elif day != newest:
            found.before[team] = row[3:7]
        elif repositories:
            found.teams[team] = row[2:]
    return found


_NOTED = (
    "repositories", *WEIGHTS, "exemplary", "standard", "foundation", "below",
    "compliant", "not_established",
)  # fmt: skip


def _rows(
    scope: Scope, newest: date | None, since: date | None, line: timedelta
) -> Iterable[tuple[Any, ...]]:
    """The rows of the line's days, and of each team those of the newest day and of the one that
    they are compared with. A day without rows is one on which nothing was judged, so that all stood
    as on the last day with some.
    """
    if newest is None or scope.audience is None:
        return ()
    rows = DailyScore.objects.filter(organization=scope.organization, audience=scope.audience)
    wanted = Q(team=scope.team, day__gt=newest - line, day__lte=newest)
    if scope.team is None:
        noted = rows.filter(day__lte=since).order_by("-day").values("day")[:1]
        wanted |= Q(team__isnull=False) & (Q(day=newest) | Q(day=Subquery(noted)))
    return rows.filter(wanted).order_by("day").values_list("team", "day", *_NOTED)


def _weights(figures: Sequence[int]) -> Weights:
    """The sums of weights among the figures of a row."""
    return Weights(*figures[1:5])


def _standing(figures: Sequence[int]) -> Standing:
    repositories, (compliant, not_established) = figures[0], figures[9:]
    return Standing(
        repositories,
        _weights(figures),
        dict(zip(LEVELS, figures[5:9], strict=True)),
        compliant,
        repositories - compliant - not_established,
        not_established,
    )


def _plus(one: Figures | None, other: Figures) -> Figures:
    return other if one is None else [a + b for a, b in zip(one, other, strict=True)]


def _add_beyond(found: _Found, scope: Scope, since: date | None, line: timedelta) -> None:
    """Add where those stand, and stood, that the kept sums leave out."""
    newest = scope.organization.noted_on
    parts = _beyond(scope, since if newest else None)
    for part in parts:
        found.standing += _standing(part.figures)
        for team in part.owners if scope.team is None else ():
            found.teams[team] = _plus(found.teams.get(team), part.figures)
            for weights in part.stood:
                found.before[team] = _plus(found.before.get(team), weights)
    # A day alone is the newest, on which all stand where they stand now.
    if parts and newest is not None and line > timedelta(days=1):
        first = newest - line + timedelta(days=1)
        repositories = [pk for part in parts for pk in part.repositories]
        spells = past.spells(repositories, first)
        found.line = past.added(found.line, spells, first, newest)


class _Part(NamedTuple):
    """Repositories that the same teams own, and their sums in the order of `_NOTED`; of both by
    primary key. `stood` are the weights of each at the end of the day that they are compared with.
    """

    owners: list[int]
    repositories: list[int]
    figures: Figures
    stood: Sequence[Figures] = ()


def _beyond(scope: Scope, since: date | None) -> list[_Part]:
    """Where those stand that the kept sums leave out."""
    if scope.beyond is None:
        return []
    owned = Ownership.objects.filter(repository=OuterRef("pk")).order_by("team").values("team")
    rows = scope.beyond.counted().order_by().annotate(owners=ArraySubquery(owned)).values("owners")
    # A team's own page compares itself by its line.
    then = {"stood": ArrayAgg(past.stood(since))} if since and scope.team is None else {}
    parts = rows.annotate(pks=ArrayAgg("pk"), **_SUMMED, **then)
    width = len(_SUMMED)
    return [
        _Part(owners, pks, sums[:width], *sums[width:])
        for owners, pks, *sums in parts.values_list("owners", "pks", *_SUMMED, *then)
    ]


# What the figures of a daily row are for repositories that have none, in the same order.
_SUMMED = {name: each for name, each in FIGURES.items() if name != "is_not_compliant"}
