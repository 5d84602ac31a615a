"""What a waiver or an attestation makes of a repository's score and level, from what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from compliance.checks.base import Outcome
from compliance.extract.codeowners import matcher
from compliance.models import CheckResult, Excuse
from compliance.scorecards.results import MAX_COMPONENT_EVIDENCE
from compliance.scoring import ExcuseKind, Level, Score, Scored, Standing, score, standing


@dataclass(frozen=True)
class Effect:
    """Where a repository stands and how the check counts, without what is excused and with it."""

    without: Score
    having: Score
    check_without: Standing
    check_having: Standing

    @property
    def changes(self) -> bool:
        """Whether anything of it differs."""
        return (self.without, self.check_without) != (self.having, self.check_having)


def effect(results: Iterable[CheckResult], excuse: Excuse, *, counts: bool) -> Effect | None:
    """What it makes of the repository with these results. `counts`: it is in effect, else what it
    would make.

    None where its check is not judged any more, and for a waiver for paths of a check with more
    places than are stored of it.
    """
    listed = list(results)
    own = next((each for each in listed if each.key == excuse.key), None)
    if own is None or not own.components or _is_cut(own, excuse):
        return None
    other = _merged(
        _without(each, excuse) if counts else _having(each, excuse) for each in own.components
    )
    now = Standing(own.standing)
    without, having = (other, now) if counts else (now, other)
    return Effect(_score(listed, own, without), _score(listed, own, having), without, having)


def _score(results: list[CheckResult], own: CheckResult, counts_as: Standing) -> Score:
    return score(
        Scored(Level(each.level), counts_as if each is own else Standing(each.standing))
        for each in results
    )


def _merged(standings: Iterable[Standing]) -> Standing:
    order = list(Standing)
    return min(standings, key=order.index)


def _without(component: Mapping[str, Any], excuse: Excuse) -> Standing:
    rests_on_it = excuse.pk in component["excuses"]
    return Standing(component["outcome"] if rests_on_it else component["standing"])


def _having(component: Mapping[str, Any], excuse: Excuse) -> Standing:
    now = Standing(component["standing"])
    if now.is_excused or excuse.component not in ("", component["path"]):
        return now
    if excuse.paths and not _fits_all(component, excuse.paths):
        return now
    return standing(Outcome(component["outcome"]), [ExcuseKind(excuse.kind)])


def _fits_all(component: Mapping[str, Any], paths: Iterable[str]) -> bool:
    """Whether each place of a component is at the paths, or waived already."""
    patterns = [matcher(path) for path in paths]
    places = component["evidence"]
    return bool(places) and all(
        place["waived_by"] is not None
        or (not place["url"] and any(each.fullmatch(place["path"]) for each in patterns))
        for place in places
    )


def _is_cut(result: CheckResult, excuse: Excuse) -> bool:
    return bool(excuse.paths) and any(
        len(each["evidence"]) >= MAX_COMPONENT_EVIDENCE for each in result.components
    )
