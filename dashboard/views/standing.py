"""What the pages of the organization and of a team show alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.utils import timezone

from compliance import organizations
from compliance.models import (
    Organization,
    Ownership,
    RecentChange,
    Team,
    Transition,
)
from compliance.scorecards import change_tallies, changes, questions
from compliance.scorecards.changes import Kind
from compliance.scorecards.kept import Now
from compliance.scorecards.questions import Section, Standing
from compliance.scorecards.scope import Scope
from compliance.scoring import Weights
from compliance.sight import Sight
from dashboard import charts
from dashboard.charts import Segment, Trend
from dashboard.templatetags.words import level_name, level_slug

# So much of what got worse in one team is looked up.
WORSE_KNOWN = 6
_WORSE = (changes.URGENCY[Kind.WORSE], changes.URGENCY[Kind.LAPSED])


def level_segments(standing: Standing) -> list[Segment]:
    """The bar of levels, the highest first."""
    return charts.stacked(
        (level_slug(level), level_name(level), count) for level, count in standing.levels.items()
    )


def picture(line: Iterable[tuple[date, Weights]]) -> Trend | None:
    """Daily sums as a line of scores; None where it has fewer than two."""
    scores = [(day, sums.score) for day, sums in line]
    return charts.trend(scores, timezone.now().date(), questions.TREND_DAYS)


def sections_of(clauses: Iterable[str]) -> list[Section]:
    """The sections in whose clauses a check was asked somewhere, in reading order."""
    asked = set(map(questions.section_of, clauses))
    found: dict[str, Section] = {}
    for _, protocol in sorted(organizations.protocols().items()):
        for section in protocol.sections:
            if section.identity in asked:
                found.setdefault(section.identity, Section(section.identity, section.title))
    return list(found.values())


class ShownTeam(NamedTuple):
    """A team as a page names it: its primary key, what its address has, and its name."""

    pk: int
    slug: str
    name: str


def as_named(teams: QuerySet[Team]) -> list[ShownTeam]:
    """The teams as a page names them, in their order; all that is known takes longer."""
    return list(map(ShownTeam._make, teams.values_list("pk", "slug", "name")))


def owners(seen: Sight, repositories: Iterable[int]) -> dict[int, list[ShownTeam]]:
    """Of repositories, by their primary keys, those of the teams that own them which somebody may
    know of, by name.
    """
    found: dict[int, list[ShownTeam]] = {}
    owned = Ownership.objects.filter(
        repository__in=list(repositories), team__in=seen.shown_teams().order_by()
    ).order_by("team__name")
    named = owned.values_list("repository", "team", "team__slug", "team__name")
    for repository, team, slug, name in named:
        found.setdefault(repository, []).append(ShownTeam(team, slug, name))
    return found


@dataclass(frozen=True)
class ShownChange:
    """A change with the owners of the repository that its reader knows."""

    change: RecentChange
    teams: list[ShownTeam]

    @property
    def transition(self) -> Transition:
        """The last one."""
        return self.change.transition

    def is_of(self, team: int | None) -> bool:
        """Whether a team, given by its primary key, owns the repository."""
        return any(each.pk == team for each in self.teams)


@dataclass(frozen=True)
class Week:
    """What changed in seven days: how much of each kind in all and for each team, as
    `change_tallies.counts` has it, and the first, the most urgent first. `worse` is what got worse
    in one team that was asked for, the newest first and no more than a few.
    """

    since: datetime
    by_team: Mapping[int | None, Counter[Kind]]
    shown: list[ShownChange]
    worse: list[ShownChange]

    @property
    def counts(self) -> Counter[Kind]:
        """How much of each kind in all."""
        return self.by_team[None]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.counts.total() - len(self.shown)


def week(
    scope: Scope, teams: Iterable[ShownTeam], at_most: int, worse_in: int | None = None
) -> Week:
    """What changed in the last seven days, with those of the teams that own where it did, and what
    got worse in one team, given by its primary key.
    """
    rows = changes.recent(scope, changes.WEEK).order_by("urgency", "-transition_id")
    first = keys = rows.values("pk")[:at_most]
    worse = rows.filter(repository__ownerships__team=worse_in, urgency__in=_WORSE)
    if worse_in is not None:
        keys = first.union(worse.values("pk")[:WORSE_KNOWN], all=True)
    counting = change_tallies.counting(scope, changes.WEEK)
    listed = as_shown(rows, keys, teams, counted=counting)
    # Each of them says so. Where there is none, nothing changed that its reader may see: counts
    # that say something else are behind, and would tell of what is hidden from them, or gone.
    counted = getattr(listed[0].change, "counted", ()) if listed else ()
    return Week(
        since(scope.organization),
        change_tallies.by_team(counted),
        listed[:at_most],
        [each for each in listed if each.change.urgency in _WORSE and each.is_of(worse_in)],
    )


def since(organization: Organization, days: int = changes.WEEK) -> datetime:
    """When the last days began of which changes are shown."""
    return changes.begin(days, organization.noted_on or timezone.now().date())


def as_shown(
    rows: QuerySet[RecentChange],
    keys: QuerySet[RecentChange, Any] | Collection[int],
    teams: Iterable[ShownTeam],
    **also: ArraySubquery,
) -> list[ShownChange]:
    """Those of the changes that have one of the primary keys, with what a page says of them, in
    their order; the teams are those it may name. What is asked for `also` is with each change.
    """
    owned = Ownership.objects.filter(repository=OuterRef("repository")).order_by("team__name")
    # The rest is looked up for the rows that are shown alone.
    shown = RecentChange.objects.filter(pk__in=keys).order_by(*rows.query.order_by)
    with_owners: QuerySet[Any] = shown.annotate(owners=ArraySubquery(owned.values("team")), **also)
    listed = list(with_owners.select_related("transition__repository"))
    named = {team.pk: team for team in teams}
    return [
        ShownChange(each, [named[team] for team in each.owners if team in named]) for each in listed
    ]


class TeamRow(NamedTuple):
    """Where a team stands, and what changed in a week. A page shows few of hundreds: so what it
    says of them is found out when it is asked for.
    """

    team: ShownTeam
    now: Now
    changed: Counter[Kind]

    @property
    def standing(self) -> Standing:
        """Where it stands."""
        return self.now.of_team(self.team.pk)

    @property
    def moved(self) -> float | None:
        """How its score moved, as a share; None where that cannot be told."""
        return self.now.moved_of(self.team.pk)

    @property
    def worse(self) -> int:
        """How many checks got worse."""
        return self.changed[Kind.WORSE] + self.changed[Kind.LAPSED]

    @property
    def better(self) -> int:
        """How many checks got better."""
        return self.changed[Kind.BETTER]

    @property
    def score(self) -> float:
        """Its score, for sorting; that of a team with none comes last."""
        score = self.now.score_of(self.team.pk)
        return 2.0 if score is None else score


def team_rows(
    now: Now, teams: Iterable[ShownTeam], changed: Mapping[int | None, Counter[Kind]]
) -> list[TeamRow]:
    """Those of the teams that own something that is judged, in their order, with what changed."""
    rows = [TeamRow(team, now, _NONE) for team in teams if team.pk in now.figures]
    return with_changes(rows, changed) if changed else rows


def with_changes(
    rows: Iterable[TeamRow], changed: Mapping[int | None, Counter[Kind]]
) -> list[TeamRow]:
    """The rows with what changed, where that was left out of them."""
    return [TeamRow(row.team, row.now, changed.get(row.team.pk, _NONE)) for row in rows]


_NONE = Counter[Kind]()


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
