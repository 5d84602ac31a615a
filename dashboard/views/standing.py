"""What the pages of the organization and of a team show alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from compliance import organizations
from compliance.models import CheckTally, Team, Transition
from compliance.scorecards import changes, questions
from compliance.scorecards.changes import Change, Kind
from compliance.scorecards.questions import Days, Section, Standing
from compliance.scoring import Weights
from compliance.sight import Sight
from dashboard import charts
from dashboard.charts import Segment, Trend
from dashboard.templatetags.plumbline import level_name, level_slug

WEEK = timedelta(days=7)


def level_segments(standing: Standing) -> list[Segment]:
    """The bar of levels, the highest first."""
    return charts.stacked(
        (level_slug(level), level_name(level), count) for level, count in standing.levels.items()
    )


def team_trend(seen: Sight, team: Team) -> Trend | None:
    """The score of a team in the last twelve weeks as a picture, over no repository that its reader
    may not see; None until there are two days, or where that cannot be told.
    """
    today = timezone.now().date()
    owned = seen.organization.repositories.filter(ownerships__team=team)
    audience = seen.audience_of(owned)
    if audience is None:
        return None
    return picture(questions.trend(seen.organization, team, today, audience))


def picture(line: Iterable[tuple[date, Weights]]) -> Trend | None:
    """Daily sums as a line of scores; None where it has fewer than two."""
    scores = [(day, sums.score) for day, sums in line]
    return charts.trend(scores, timezone.now().date(), questions.TREND_DAYS)


def days_of(seen: Sight) -> Days:
    """The daily sums that tell their reader of nothing that they may not see; else none."""
    if seen.audience is None:
        return Days([], {})
    return questions.days(seen.organization, seen.audience, timezone.now().date())


def sections_of(tallied: Iterable[CheckTally]) -> list[Section]:
    """The sections in which a check was asked somewhere, in reading order."""
    asked = {questions.section_of(row.clause) for row in tallied}
    found: dict[str, Section] = {}
    for _, protocol in sorted(organizations.protocols().items()):
        for section in protocol.sections:
            if section.identity in asked:
                found.setdefault(section.identity, Section(section.identity, section.title))
    return list(found.values())


@dataclass(frozen=True)
class ShownChange:
    """A change with its last transition, the repository, and the owners that its reader knows."""

    change: Change
    transition: Transition
    teams: list[Team]


@dataclass(frozen=True)
class Week:
    """What changed in seven days: how much of each kind, and the first, the most urgent first."""

    since: datetime
    found: list[Change]
    counts: Counter[Kind]
    shown: list[ShownChange]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return len(self.found) - len(self.shown)


def week(transitions: QuerySet[Transition], teams: Iterable[Team], at_most: int) -> Week:
    """What changed in the last seven days, with those of the teams that own where it did."""
    since = timezone.now() - WEEK
    found = changes.changes(transitions, since)
    urgent_first = sorted(found, key=lambda change: _URGENCY[change.kind])
    return Week(since, found, changes.kinds(found), as_shown(urgent_first[:at_most], teams))


_URGENCY = {kind: position for position, kind in enumerate(Kind)}


def as_shown(found: Iterable[Change], teams: Iterable[Team]) -> list[ShownChange]:
    """Changes with what a page says of them, in their order; the teams are those it may name."""
    listed = list(found)
    named = {team.pk: team for team in teams}
    rows = Transition.objects.select_related("repository").in_bulk([each.last for each in listed])
    return [
        ShownChange(each, rows[each.last], [named[team] for team in each.teams if team in named])
        for each in listed
        if each.last in rows
    ]


@dataclass(frozen=True)
class TeamRow:
    """Where a team stands, how its score moved in a week (as a share, None where that cannot be
    told), and how many checks got worse and better.
    """

    team: Team
    standing: Standing
    moved: float | None
    worse: int
    better: int

    @property
    def levels(self) -> list[Segment]:
        """The bar of its levels."""
        return level_segments(self.standing)

    @property
    def score(self) -> float:
        """Its score, for sorting; that of a team with none comes last."""
        return 2.0 if self.standing.weights.score is None else self.standing.weights.score


def team_rows(
    seen: Sight, teams: Iterable[Team], moved: Mapping[int, float], found: Iterable[Change]
) -> list[TeamRow]:
    """Those of the teams that own something that is judged, in their order, with what changed."""
    standings = questions.team_standings(seen.repositories())
    changed = changes.by_team(found)
    return [
        TeamRow(
            team,
            standing,
            moved.get(team.pk),
            sum(changed.get(team.pk, _NONE)[kind] for kind in (Kind.WORSE, Kind.LAPSED)),
            changed.get(team.pk, _NONE)[Kind.BETTER],
        )
        for team in teams
        if (standing := standings.get(team.pk))
    ]


_NONE: Counter[Kind] = Counter()


# What teams can be sorted by; a minus in front turns it around.
_SORTS: Mapping[str, Callable[[TeamRow], Any]] = {
    "name": lambda row: row.team.name.casefold(),
    "score": lambda row: row.score,
    "moved": lambda row: row.moved or 0.0,
    "compliant": lambda row: row.standing.compliant / row.standing.repositories,
}


def team_sorting(asked: str) -> tuple[str, bool]:
    """What an address asks to sort teams by, and whether the highest comes first."""
    key = asked.removeprefix("-")
    return (key, asked.startswith("-")) if key in _SORTS else ("name", False)


def sorted_teams(rows: Iterable[TeamRow], asked: str) -> list[TeamRow]:
    """The teams in the order that an address asks for; by name, where it asks for none."""
    key, falling = team_sorting(asked)
    return sorted(rows, key=_SORTS[key], reverse=falling)


def fallen_first(rows: Iterable[TeamRow]) -> list[TeamRow]:
    """What fell furthest comes first, then what has most that got worse, then the lowest score."""
    return sorted(rows, key=lambda row: (row.moved or 0.0, -row.worse, row.score))
