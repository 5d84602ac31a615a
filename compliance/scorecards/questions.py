"""What the pages ask of the stored results. Each function is one or two queries."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet, Sum

from compliance.models import (
    Audience,
    CheckResult,
    CheckTally,
    DailyScore,
    Organization,
    Team,
)
from compliance.models.repository import RepositoryQuerySet
from compliance.scorecards.tallies import of_counted
from compliance.scoring import Compliance, Level, Scored, Weights, weigh
from compliance.scoring import Standing as CountsAs

TREND_DAYS = 84


@dataclass(frozen=True)
class Standing:
    """Where a set of repositories stands; `levels` counts them, below Foundation under None."""

    repositories: int
    weights: Weights
    levels: dict[Level | None, int]
    compliant: int
    not_compliant: int
    not_established: int


NOTHING = Standing(0, Weights(), dict.fromkeys((*reversed(Level), None), 0), 0, 0, 0)


@dataclass(frozen=True)
class Gap:
    """A check that fails somewhere, and in how many repositories; `reach` is weight times them."""

    key: str
    title: str
    clause: str
    level: Level
    failing: int
    applicable: int
    reach: int


@dataclass(frozen=True)
class Section:
    """The section of a protocol that a column of the heat map stands for."""

    identity: str
    title: str


# Sums have names of their own, since a name that is also a field's would hide the field.
_WEIGHTS = ("passed", "decided", "covered", "judged")
_SUMS = {f"sum_{name}": Sum(name, default=0) for name in _WEIGHTS}
_ANY_JUDGED = ExpressionWrapper(Q(judged__gt=0), output_field=BooleanField())


def standing(repositories: RepositoryQuerySet) -> Standing:
    """The sums over those of the repositories that count."""
    by_kind = (
        repositories.counted()
        .annotate(any_judged=_ANY_JUDGED)
        .order_by()
        .values("level", "compliance", "any_judged")
    )
    kinds = (_one_kind(row) for row in by_kind.annotate(count=Count("pk"), **_SUMS))
    return functools.reduce(_together, kinds, NOTHING)


def team_standings(repositories: RepositoryQuerySet) -> dict[int, Standing]:
    """Where each team that owns some of the repositories stands, by the team's primary key."""
    by_kind = (
        repositories.counted()
        .filter(ownerships__isnull=False)
        .annotate(any_judged=_ANY_JUDGED)
        .order_by()
        .values("ownerships__team_id", "level", "compliance", "any_judged")
    )
    found: dict[int, Standing] = {}
    for row in by_kind.annotate(count=Count("pk"), **_SUMS):
        team = row["ownerships__team_id"]
        found[team] = _together(found.get(team, NOTHING), _one_kind(row))
    return found


def _one_kind(row: Mapping[str, Any]) -> Standing:
    """The standing of the repositories of one row, which share level and compliance.

    One to which no check applies has no level, and is not below Foundation either.
    """
    count = row["count"]
    levels = dict.fromkeys(NOTHING.levels, 0)
    if row["any_judged"]:
        levels[Level(row["level"]) if row["level"] else None] = count
    return Standing(
        count,
        Weights(*(row[f"sum_{name}"] for name in _WEIGHTS)),
        levels,
        *(count if row["compliance"] == each else 0 for each in Compliance),
    )


def _together(one: Standing, other: Standing) -> Standing:
    return Standing(
        one.repositories + other.repositories,
        one.weights + other.weights,
        {level: count + other.levels[level] for level, count in one.levels.items()},
        one.compliant + other.compliant,
        one.not_compliant + other.not_compliant,
        one.not_established + other.not_established,
    )


def gaps(tallies: Iterable[CheckTally], at_most: int | None = None) -> list[Gap]:
    """The checks that fail in some repository, the furthest-reaching first."""
    found = [_gap(of_check) for of_check in _by_check(tallies)]
    failing = [gap for gap in found if gap.failing]
    return sorted(failing, key=lambda gap: (-gap.reach, gap.key))[:at_most]


def _gap(of_check: list[CheckTally]) -> Gap:
    first = of_check[0]
    return Gap(
        first.key,
        first.title,
        first.clause,
        Level(first.level),
        sum(row.failing for row in of_check),
        sum(sum(row.counts.values()) - row.not_applicable for row in of_check),
        sum(row.failing * Level(row.level).weight for row in of_check),
    )


def _by_check(tallies: Iterable[CheckTally]) -> list[list[CheckTally]]:
    """The tallies of each check, those of most results first, which say what it is called.

    A check can stand in another clause of another protocol, and have had another title once.
    """
    found: dict[str, list[CheckTally]] = {}
    for row in sorted(tallies, key=lambda row: (-sum(row.counts.values()), row.clause, row.title)):
        found.setdefault(row.key, []).append(row)
    return list(found.values())


@dataclass(frozen=True)
class CheckCounts:
    """In how many repositories a check counts as what, and the oldest failure."""

    key: str
    title: str
    clause: str
    level: Level
    confidence: str
    counts: dict[str, int]
    failing_since: datetime | None

    @property
    def score(self) -> float | None:
        """The share of the decided ones that pass, or are attested to."""
        holding = self.counts["pass"] + self.counts["attested"]
        decided = holding + self.counts["fail"]
        return holding / decided if decided else None


def checks(tallies: Iterable[CheckTally]) -> list[CheckCounts]:
    """Every check that was asked in some repository, in the order of the protocol."""
    checks = _by_check(tallies)
    checks.sort(key=lambda of_check: (min(row.position for row in of_check), of_check[0].key))
    return [_counts(of_check) for of_check in checks]


def _counts(of_check: list[CheckTally]) -> CheckCounts:
    first = of_check[0]
    return CheckCounts(
        first.key,
        first.title,
        first.clause,
        Level(first.level),
        first.confidence,
        {each.value: sum(row.counts[each.value] for row in of_check) for each in CountsAs},
        min((row.failing_since for row in of_check if row.failing_since), default=None),
    )


def trend(
    organization: Organization, team: Team | None, today: date, audience: Audience
) -> list[tuple[date, Weights]]:
    """The sums at the end of each day of the last twelve weeks that has a row, oldest first."""
    days = DailyScore.objects.filter(
        organization=organization,
        team=team,
        audience=audience,
        day__gt=today - timedelta(days=TREND_DAYS),
    )
    return [(row.day, row.weights) for row in days.order_by("day")]


def moved(organization: Organization, audience: Audience, today: date) -> dict[int | None, float]:
    """By how much the score of each team, and of the organization under None, differs from what it
    was a week ago (as shares: 0.02 are two points); without those that had none then or now.

    Where today is not noted yet, it is yesterday that is compared.
    """
    days = [today - back for back in (_DAY * 8, _DAY * 7, _DAY, _DAY * 0)]
    rows = DailyScore.objects.filter(organization=organization, audience=audience, day__in=days)
    scores: dict[date, dict[int | None, float]] = {day: {} for day in days}
    for row in rows.only("team_id", "day", *_WEIGHTS):
        if row.weights.score is not None:
            scores[row.day][row.team_id] = row.weights.score
    last = today if scores[today] else today - _DAY
    before = scores[last - _DAY * 7]
    return {team: now - before[team] for team, now in scores[last].items() if team in before}


_DAY = timedelta(days=1)


def heat_map(
    results: QuerySet[CheckResult], teams: Iterable[Team], sections: list[Section]
) -> dict[int, tuple[Weights, ...]]:
    """For each of the teams, by its primary key, the weights of each section in their order."""
    found: dict[int, dict[str, Weights]] = {team.pk: {} for team in teams}
    owned = of_counted(results).order_by().filter(repository__ownerships__team__in=found)
    rows = owned.values("repository__ownerships__team_id", "clause", "level", "standing").annotate(
        count=Count("key")
    )
    for row in rows:
        of_team = found[row["repository__ownerships__team_id"]]
        section = section_of(row["clause"])
        of_team[section] = of_team.get(section, Weights()) + _weights(row)
    return {
        team: tuple(of_team.get(section.identity, Weights()) for section in sections)
        for team, of_team in found.items()
    }


def section_of(clause: str) -> str:
    """The section that a clause lies in: `backend:3` for `backend:3.1`."""
    protocol, _, number = clause.partition(":")
    return f"{protocol}:{number.split('.')[0]}"


def _weights(row: Mapping[str, Any]) -> Weights:
    """The weights of a number of results of one level that count alike."""
    weights = weigh(Scored(Level(row["level"]), CountsAs(row["standing"])))
    return weights * int(row["count"])
