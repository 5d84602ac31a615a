"""What the pages ask of the stored results. Each function is one or two queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

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
TREND = timedelta(days=TREND_DAYS)


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


_WEIGHTS = ("passed", "decided", "covered", "judged")
_LEVELS = (*reversed(Level), None)
# One to which no check applies has no level, and is not below Foundation either. Sums have names of
# their own, since a name that is also a field's would hide the field.
_FIGURES: dict[str, Any] = {
    "repositories": Count("pk"),
    **{f"sum_{name}": Sum(name, default=0) for name in _WEIGHTS},
    **{
        f"at_{each or ''}": Count("pk", filter=Q(level=each or "", judged__gt=0))
        for each in _LEVELS
    },
    **{f"is_{each.value}": Count("pk", filter=Q(compliance=each.value)) for each in Compliance},
}


def standing(repositories: RepositoryQuerySet) -> Standing:
    """The sums over those of the repositories that count."""
    return _standing(repositories.counted().order_by().aggregate(**_FIGURES))


def team_standings(repositories: RepositoryQuerySet) -> dict[int, Standing]:
    """Where each team that owns some of the repositories stands, by the team's primary key."""
    owned = repositories.counted().filter(ownerships__isnull=False).order_by()
    rows = owned.values("ownerships__team_id").annotate(**_FIGURES)
    return {row["ownerships__team_id"]: _standing(row) for row in rows}


def _standing(row: Mapping[str, Any]) -> Standing:
    return Standing(
        row["repositories"],
        Weights(*(row[f"sum_{name}"] for name in _WEIGHTS)),
        {each: row[f"at_{each or ''}"] for each in _LEVELS},
        *(row[f"is_{each.value}"] for each in Compliance),
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
    organization: Organization, team: Team, today: date, audience: Audience
) -> list[tuple[date, Weights]]:
    """The sums at the end of each day of the last twelve weeks that has a row, oldest first."""
    days = DailyScore.objects.filter(organization=organization, team=team, audience=audience)
    rows = days.filter(day__gt=today - TREND).order_by("day")
    return [(row.day, row.weights) for row in rows]


@dataclass(frozen=True)
class Days:
    """Daily sums: the organization's of the last twelve weeks, oldest first, and by how much the
    score of each team differs from what it was a week ago (as a share: 0.02 are two points), by its
    primary key; without those that had none then or now.
    """

    organization: list[tuple[date, Weights]]
    moved: dict[int, float]


def days(organization: Organization, audience: Audience, today: date) -> Days:
    """What the daily rows say; where today is not noted yet, it is yesterday that is compared."""
    compared = [today - back for back in (_DAY * 8, _DAY * 7, _DAY, _DAY * 0)]
    of_all = Q(team=None, day__gt=today - TREND)
    rows = DailyScore.objects.filter(of_all | Q(day__in=compared), organization=organization)
    line: list[tuple[date, Weights]] = []
    scores: dict[date, dict[int, float]] = {day: {} for day in compared}
    has_today = False
    for row in rows.filter(audience=audience).only("team_id", "day", *_WEIGHTS).order_by("day"):
        if row.team_id is None:
            line.append((row.day, row.weights))
            has_today = has_today or row.day == today
        elif row.weights.score is not None:
            scores[row.day][row.team_id] = row.weights.score
    last = today if has_today else today - _DAY
    before = scores[last - _DAY * 7]
    return Days(
        line, {team: now - before[team] for team, now in scores[last].items() if team in before}
    )


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
