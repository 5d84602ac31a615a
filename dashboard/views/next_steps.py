"""What a repository still takes: the levels on the way up, and what to mend first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from compliance.models import CheckResult, Repository
from compliance.scoring import Level

ACTIONS_SHOWN = 5


@dataclass(frozen=True)
class Rung:
    """A level on the way up: whether it is reached, and the checks that are still in the way."""

    level: Level
    reached: bool
    missing: int
    undecided: int
    excused: int
    is_next: bool


def ladder(repository: Repository, results: Iterable[CheckResult]) -> list[Rung]:
    """The levels from the lowest, each with what it still takes."""
    listed = list(results)
    reached = repository.standing.level
    order = list(Level)
    next_level = order[order.index(reached) + 1 :] if reached else order
    return [
        Rung(
            level,
            reached is not None and order.index(level) <= order.index(reached),
            sum(each.level == level and each.standing == "fail" for each in listed),
            sum(each.level == level and each.standing == "unknown" for each in listed),
            sum(each.level == level and each.is_excused for each in listed),
            level in next_level[:1],
        )
        for level in order
    ]


@dataclass(frozen=True)
class Awaited:
    """What the next level waits for without that anything is to mend: its undecided checks, of
    which the first are shown.
    """

    level: Level
    checks: list[CheckResult]

    @property
    def shown(self) -> list[CheckResult]:
        """The first of them."""
        return self.checks[:ACTIONS_SHOWN]


def awaited(repository: Repository, results: Iterable[CheckResult]) -> Awaited | None:
    """The undecided checks of the next level; None where it waits for none."""
    listed = list(results)
    rung = next((each for each in ladder(repository, listed) if each.is_next), None)
    if rung is None or not rung.undecided:
        return None
    level = rung.level
    return Awaited(level, [r for r in listed if r.level == level and r.standing == "unknown"])


@dataclass(frozen=True)
class NextAction:
    """A failing check, and by how much mending it raises the score (as a share)."""

    result: CheckResult
    gain: float


def next_actions(results: Iterable[CheckResult], repository: Repository) -> list[NextAction]:
    """What to mend next: what the level waits for first, which weighs most; of what weighs as much
    what is certain first, then what fails in fewest places, then in the order of the protocol.
    """

    def order(result: CheckResult) -> tuple[int, bool, int, int]:
        weight = Level(result.level).weight
        return -weight, result.is_heuristic, len(result.evidence), result.position

    failing = sorted((each for each in results if each.standing == "fail"), key=order)
    return [
        NextAction(each, Level(each.level).weight / max(1, repository.decided))
        for each in failing[:ACTIONS_SHOWN]
    ]
