"""What the pages ask of the stored results. Each function is one or two queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, Sum

from compliance.models import CheckTally, DailyScore, Ownership, Team
from compliance.models.repository import RepositoryQuerySet
from compliance.scorecards import changes, tallies
from compliance.scorecards.scope import Scope
from compliance.scorecards.tallies import TeamTally
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

    def __add__(self, other: Standing) -> Standing:
        """Where both sets stand together, which share no repository."""
        return Standing(
            self.repositories + other.repositories,
            self.weights + other.weights,
            {level: count + other.levels[level] for level, count in self.levels.items()},
            self.compliant + other.compliant,
            self.not_compliant + other.not_compliant,
            self.not_established + other.not_established,
        )


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


def gaps(tallied: Iterable[CheckTally], at_most: int | None = None) -> list[Gap]:
    """The checks that fail in some repository, the furthest-reaching first."""
    found = [_gap(of_check) for of_check in _by_check(tallied)]
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


def _by_check(tallied: Iterable[CheckTally]) -> list[list[CheckTally]]:
    """The tallies of each check, those of most results first, which say what it is called.

    A check can stand in another clause of another protocol, and have had another title once.
    """
    found: dict[str, list[CheckTally]] = {}
    for row in sorted(tallied, key=lambda row: (-sum(row.counts.values()), row.clause, row.title)):
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


def checks(tallied: Iterable[CheckTally]) -> list[CheckCounts]:
    """Every check that was asked in some repository, in the order of the protocol."""
    checks = _by_check(tallied)
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


@dataclass(frozen=True)
class Now:
    """Where the repositories of a scope stand; of the whole organization each team too, by primary
    key, and by how much its score differs from what it was a week ago (as a share: 0.02 are two
    points), where it had one then and has one now. `line` are the sums of each day of twelve weeks,
    the oldest first.
    """

    standing: Standing
    teams: dict[int, Standing]
    moved: dict[int, float]
    line: list[tuple[date, Weights]]


def now(scope: Scope) -> Now:
    """What the daily rows say that tell their reader of nothing that they may not see, with what
    these leave out. The newest day's rows are kept in step; teams that own nothing are left out.
    """
    found = Now(NOTHING, {}, {}, [])
    standing, before = NOTHING, {}
    newest = scope.organization.noted_on
    for team, day, *figures in _noted(scope):
        if team == (scope.team.pk if scope.team else None):
            row = _noted_standing(figures)
            found.line.append((day, row.weights))
            standing = row if day == newest else standing
        elif day != newest:
            before[team] = Weights(*figures[1:5]).score
        elif figures[0]:
            found.teams[team] = _noted_standing(figures)
    for team, each in found.teams.items():
        was, score = before.get(team), each.weights.score
        if was is not None and score is not None:
            found.moved[team] = score - was
    for owners, more in _beyond(scope):
        standing += more
        for team in owners if scope.team is None else ():
            found.teams[team] = found.teams.get(team, NOTHING) + more
    return replace(found, standing=standing)


_NOTED = (
    "repositories", *_WEIGHTS, "exemplary", "standard", "foundation", "below",
    "compliant", "not_established",
)  # fmt: skip


def _noted(scope: Scope) -> Iterable[tuple[Any, ...]]:
    """The rows of twelve weeks, and of each team those of the newest day and of the last one before
    the week whose changes are told: scores move by those alone.
    """
    newest = scope.organization.noted_on
    if newest is None or scope.audience is None:
        return ()
    wanted = Q(team=scope.team, day__gt=newest - TREND, day__lte=newest)
    if scope.team is None:
        before = changes.begin(changes.WEEK, newest).date() - timedelta(days=1)
        wanted |= Q(team__isnull=False, day__in=(newest, before))
    rows = DailyScore.objects.filter(organization=scope.organization, audience=scope.audience)
    return rows.filter(wanted).order_by("day").values_list("team", "day", *_NOTED)


def _noted_standing(figures: Sequence[int]) -> Standing:
    repositories, *sums = figures
    compliant, not_established = sums[8:]
    return Standing(
        repositories,
        Weights(*sums[:4]),
        dict(zip(_LEVELS, sums[4:8], strict=True)),
        compliant,
        repositories - compliant - not_established,
        not_established,
    )


def _beyond(scope: Scope) -> list[tuple[list[int], Standing]]:
    """Where those stand that the kept sums leave out, by the teams that own them together."""
    if scope.beyond is None:
        return []
    owned = Ownership.objects.filter(repository=OuterRef("pk")).order_by("team").values("team")
    rows = scope.beyond.counted().order_by().annotate(owners=ArraySubquery(owned))
    return [(row["owners"], _standing(row)) for row in rows.values("owners").annotate(**_FIGURES)]


def heat_map(
    scope: Scope, teams: Iterable[Team], sections: list[Section]
) -> dict[int, tuple[Weights, ...]]:
    """For each of the teams, by its primary key, the weights of each section in their order."""
    found: dict[int, dict[str, Weights]] = {team.pk: {} for team in teams}
    for tally in tallies.by_team(scope, team__in=list(found)) if found else ():
        of_team = found[tally.team]
        of_team[tally.section] = of_team.get(tally.section, Weights()) + _weights(tally)
    return {
        team: tuple(of_team.get(section.identity, Weights()) for section in sections)
        for team, of_team in found.items()
    }


def section_of(clause: str) -> str:
    """The section that a clause lies in: `backend:3` for `backend:3.1`."""
    protocol, _, number = clause.partition(":")
    return f"{protocol}:{number.split('.')[0]}"


def _weights(tally: TeamTally) -> Weights:
    """The weights of what counts as one thing or another, all of one level."""
    level = Level(tally.level)
    weighed = (weigh(Scored(level, each)) * count for each, count in tally.counts.items() if count)
    return sum(weighed, Weights())
