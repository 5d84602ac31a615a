"""Where a scope stands, by the kept sums that tell their reader of nothing that they may not see,
with what these leave out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

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
    standing_of,
)
from compliance.scorecards.scope import Scope
from compliance.scoring import Weights

_TREND = timedelta(days=TREND_DAYS)


@dataclass(frozen=True)
class Now:
    """Where the repositories of a scope stand; of the whole organization each team too, by primary
    key, and by how much its score differs from what it was a week ago (as a share: 0.02 are two
    points), where it had one then and has one now. `before` is where each team stood then, and
    `line` are the sums of each day of twelve weeks, the oldest first.
    """

    standing: Standing
    teams: dict[int, Standing]
    moved: dict[int, float]
    before: dict[int, Weights]
    line: list[tuple[date, Weights]]


def now(scope: Scope, since: date | None = None) -> Now:
    """Where it stands; teams that own nothing are left out. The newest day's rows are kept in step
    with the repositories. What teams are compared with is the end of the day `since`, and without
    it of the last one before the week whose changes are told: scores move by those alone.
    """
    newest = scope.organization.noted_on
    if since is None and newest is not None:
        since = changes.last_before(changes.WEEK, newest)
    found = _noted(scope, since)
    if scope.beyond is not None:
        _add_beyond(found, scope, since)
    if newest in found.line:
        found.line[newest] = found.standing.weights
    line = [*found.line.items()]
    return Now(found.standing, found.teams, _moved(found), found.before, line)


@dataclass
class _Found:
    """What was found so far; `before` is where teams stood that they are compared with."""

    standing: Standing = NOTHING
    teams: dict[int, Standing] = field(default_factory=dict)
    before: dict[int, Weights] = field(default_factory=dict)
    line: dict[date, Weights] = field(default_factory=dict)


def _moved(found: _Found) -> dict[int, float]:
    scores = {
        team: (found.before.get(team, Weights()).score, standing.weights.score)
        for team, standing in found.teams.items()
    }
    return {
        team: score - was
        for team, (was, score) in scores.items()
        if was is not None and score is not None
    }


def _noted(scope: Scope, since: date | None) -> _Found:
    """What the rows say."""
    found = _Found()
    newest = scope.organization.noted_on
    for team, day, *figures in _rows(scope, newest, since):
        if team == (scope.team.pk if scope.team else None):
            found.line[day] = _weights(figures)
            found.standing = _standing(figures) if day == newest else found.standing
        elif day != newest:
            found.before[team] = _weights(figures)
        elif figures[0]:
            found.teams[team] = _standing(figures)
    return found


_NOTED = (
    "repositories", *WEIGHTS, "exemplary", "standard", "foundation", "below",
    "compliant", "not_established",
)  # fmt: skip


def _rows(scope: Scope, newest: date | None, since: date | None) -> Iterable[tuple[Any, ...]]:
    """The rows of twelve weeks, and of each team those of the newest day and of the one that they
    are compared with. A day without rows is one on which nothing was judged, so that all stood as
    on the last day with some.
    """
    if newest is None or scope.audience is None:
        return ()
    rows = DailyScore.objects.filter(organization=scope.organization, audience=scope.audience)
    wanted = Q(team=scope.team, day__gt=newest - _TREND, day__lte=newest)
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


def _add_beyond(found: _Found, scope: Scope, since: date | None) -> None:
    """Add where those stand, and stood, that the kept sums leave out."""
    parts = _beyond(scope)
    for part in parts:
        found.standing += part.standing
        for team in part.owners if scope.team is None else ():
            found.teams[team] = found.teams.get(team, NOTHING) + part.standing
    newest = scope.organization.noted_on
    if not parts or newest is None or since is None:
        return
    owned = {pk: part.owners for part in parts for pk in part.repositories}
    stood = past.spells(owned, newest - _TREND)
    found.line = past.added(found.line, stood, newest - _TREND + timedelta(days=1), newest)
    for spell in past.on(stood, since):
        for team in owned.get(spell.repository, ()):
            found.before[team] = found.before.get(team, Weights()) + spell.weights


@dataclass(frozen=True, slots=True)
class _Part:
    """Repositories that the same teams own, and where these stand together; of both by primary
    key.
    """

    owners: list[int]
    repositories: list[int]
    standing: Standing


def _beyond(scope: Scope) -> list[_Part]:
    """Where those stand that the kept sums leave out."""
    if scope.beyond is None:
        return []
    owned = Ownership.objects.filter(repository=OuterRef("pk")).order_by("team").values("team")
    rows = scope.beyond.counted().order_by().annotate(owners=ArraySubquery(owned)).values("owners")
    parts = rows.annotate(pks=ArrayAgg("pk"), **FIGURES)
    return [_Part(row["owners"], row["pks"], standing_of(row)) for row in parts]
