"""What the pages ask of the stored results. Each function is one or two queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from django.db.models import Count, Q, Sum

from compliance.models import Audience, CheckTally, KeptSums, Organization
from compliance.models.repository import RepositoryQuerySet
from compliance.models.sums import TALLIED
from compliance.scorecards import tallies
from compliance.scorecards.scope import Scope
from compliance.scoring import Compliance, Level, Scored, Weights, weigh
from compliance.scoring import Standing as CountsAs
from compliance.sight import OPEN

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


WEIGHTS = ("passed", "decided", "covered", "judged")
LEVELS = (*reversed(Level), None)
# One to which no check applies has no level, and is not below Foundation either. Sums have names of
# their own, since a name that is also a field's would hide the field.
FIGURES: dict[str, Any] = {
    "repositories": Count("pk"),
    **{f"sum_{name}": Sum(name, default=0) for name in WEIGHTS},
    **{
        f"at_{each or ''}": Count("pk", filter=Q(level=each or "", judged__gt=0)) for each in LEVELS
    },
    **{f"is_{each.value}": Count("pk", filter=Q(compliance=each.value)) for each in Compliance},
}


def standing(repositories: RepositoryQuerySet) -> Standing:
    """The sums over those of the repositories that count."""
    return standing_of(repositories.counted().order_by().aggregate(**FIGURES))


def team_standings(repositories: RepositoryQuerySet) -> dict[int, Standing]:
    """Where each team that owns some of the repositories stands, by the team's primary key."""
    owned = repositories.counted().filter(ownerships__isnull=False).order_by()
    rows = owned.values("ownerships__team_id").annotate(**FIGURES)
    return {row["ownerships__team_id"]: standing_of(row) for row in rows}


def standing_of(row: Mapping[str, Any]) -> Standing:
    """What the figures of some repositories say."""
    return Standing(
        row["repositories"],
        Weights(*(row[f"sum_{name}"] for name in WEIGHTS)),
        {each: row[f"at_{each or ''}"] for each in LEVELS},
        *(row[f"is_{each.value}"] for each in Compliance),
    )


def gaps(tallied: Iterable[CheckTally], at_most: int | None = None) -> list[Gap]:
    """The checks that fail in some repository, the furthest-reaching first; of those that reach as
    far what fewest fail, which is less to do, and then in the order of the protocol.
    """
    found = sorted(_by_check(tallied), key=lambda of_check: min(row.position for row in of_check))
    failing = [gap for gap in map(_gap, found) if gap.failing]
    return sorted(failing, key=lambda gap: (-gap.reach, gap.failing))[:at_most]


def most_failed(tallied: Iterable[CheckTally]) -> Gap | None:
    """The check that fails in most repositories, however much it weighs; None where none fails."""
    failing = [gap for gap in map(_gap, _by_check(tallied)) if gap.failing]
    return max(failing, key=lambda gap: (gap.failing, gap.reach, gap.key), default=None)


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
        {each.value: sum(getattr(row, TALLIED[each]) for row in of_check) for each in CountsAs},
        min((row.failing_since for row in of_check if row.failing_since), default=None),
    )


def protocols(scope: Scope) -> Counter[str]:
    """How many repositories of the organization are judged by each protocol."""
    kept = KeptSums.objects.filter(organization=scope.organization).values_list("protocols").first()
    found = Counter[str](kept[0].get(scope.audience, {}) if kept else {})
    return found if scope.beyond is None else found + _by_protocol(scope.beyond)


def protocols_kept(organization: Organization) -> dict[str, Counter[str]]:
    """The same by audience, as it is kept."""
    everything = organization.repositories.all()
    return {
        Audience.ALL.value: _by_protocol(everything),
        Audience.MEMBERS.value: _by_protocol(everything.filter(visibility__in=OPEN)),
    }


def _by_protocol(repositories: RepositoryQuerySet) -> Counter[str]:
    judged = repositories.counted().order_by().values_list("protocol")
    return Counter(dict(judged.annotate(count=Count("pk"))))


class OfTeam(Protocol):
    """Whatever stands for a team."""

    @property
    def pk(self) -> int:
        """The team's primary key."""


def heat_map(
    scope: Scope, teams: Iterable[OfTeam], sections: list[Section]
) -> dict[int, tuple[Weights, ...]]:
    """For each of the teams, by its primary key, the weights of each section in their order."""
    found: dict[int, dict[str, list[_Counted]]] = {team.pk: {} for team in teams}
    for tally in tallies.by_team(scope, list(found)) if found else ():
        counted = (tally.level, tally.counts)
        found[tally.team].setdefault(tally.section, []).append(counted)
    return {
        team: tuple(_weights(of_team.get(section.identity, ())) for section in sections)
        for team, of_team in found.items()
    }


def of_sections(tallied: Iterable[CheckTally], sections: Iterable[Section]) -> list[Weights]:
    """The weights of each section in their order, by what the checks in it count as."""
    found: dict[str, list[_Counted]] = {}
    for row in tallied:
        counted = (row.level, list(row.counts.values()))
        found.setdefault(section_of(row.clause), []).append(counted)
    return [_weights(found.get(each.identity, ())) for each in sections]


def most_failed_first(check: CheckCounts) -> int:
    """What sorts checks by how many repositories fail them, the most first."""
    return -check.counts[CountsAs.FAIL]


def section_of(clause: str) -> str:
    """The section that a clause lies in: `backend:3` for `backend:3.1`."""
    protocol, _, number = clause.partition(":")
    return f"{protocol}:{number.split('.')[0]}"


_Counted = tuple[str, Sequence[int]]
"""A level, and of how many results of it which count as what, in the order of `TALLIED`."""


def _weights(of_section: Iterable[_Counted]) -> Weights:
    """The sums of what counts as one thing or another."""
    passed = decided = covered = judged = 0
    for level, counts in of_section:
        for each, count in zip(_of_one(level), counts, strict=True):
            if count:
                passed += each.passed * count
                decided += each.decided * count
                covered += each.covered * count
                judged += each.judged * count
    return Weights(passed, decided, covered, judged)


@cache
def _of_one(level: str) -> tuple[Weights, ...]:
    """What one result of that level weighs, whatever it counts as, in the order of a tally."""
    return tuple(weigh(Scored(Level(level), each)) for each in TALLIED)
