"""What the organization's page says first, in a line each: what got worse and why, how its reader's
own teams and repositories stand, what fails most, and what nobody owns.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from compliance.models import CheckResult, Repository
from compliance.scorecards.own import OwnRepository
from compliance.scorecards.questions import Section
from compliance.scoring import Weights
from dashboard.views.next_steps import Rung, ladder, next_actions
from dashboard.views.standing import ShownChange, TeamRow

OWN_TEAMS = 2


@dataclass(frozen=True)
class OwnTeam:
    """A team of one's own: at which place it stands by its score, of so many, and the section in
    which it is weakest, with the score there.
    """

    row: TeamRow
    place: int
    teams: int
    weakest: tuple[Section, float] | None


def own_teams(
    rows: Iterable[TeamRow],
    own: Collection[int],
    sections: Sequence[Section],
    heat: Mapping[int, Sequence[Weights]],
) -> list[OwnTeam]:
    """The first of one's own teams that have a score."""
    scored = [row for row in rows if row.standing.weights.score is not None]
    scores = [row.score for row in scored]
    return [
        OwnTeam(
            row,
            1 + sum(score > row.score for score in scores),
            len(scores),
            _weakest(sections, heat.get(row.team.pk, ())),
        )
        for row in [each for each in scored if each.team.pk in own][:OWN_TEAMS]
    ]


def _weakest(
    sections: Sequence[Section], weights: Sequence[Weights]
) -> tuple[Section, float] | None:
    scored = [
        (section, each.score)
        for section, each in zip(sections, weights, strict=False)
        if each.score is not None and each.score < 1
    ]
    return min(scored, key=lambda each: each[1], default=None)


@dataclass(frozen=True)
class Cause:
    """A repository in which checks got worse, with what is said of them."""

    repository: Repository
    changes: tuple[ShownChange, ...]


def causes(worse: Iterable[ShownChange]) -> list[Cause]:
    """What got worse by repository, where most did first."""
    found: dict[Repository, list[ShownChange]] = {}
    for each in worse:
        found.setdefault(each.transition.repository, []).append(each)
    most_first = sorted(found.items(), key=lambda item: -len(item[1]))
    return [Cause(repository, tuple(listed)) for repository, listed in most_first]


@dataclass(frozen=True)
class ToDo:
    """What one of one's own repositories takes: the next level, and the first check to mend."""

    repository: Repository
    rung: Rung | None
    first: CheckResult | None


def to_do(own: Iterable[OwnRepository]) -> list[ToDo]:
    """What each of the repositories takes next."""
    return [
        ToDo(
            each.repository,
            next((rung for rung in ladder(each.repository, each.results) if rung.is_next), None),
            next((action.result for action in next_actions(each.results, each.repository)), None),
        )
        for each in own
    ]
