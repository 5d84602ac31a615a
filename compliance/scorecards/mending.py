"""What a score gains once a check fails nowhere any more, and in which repositories it fails."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from compliance.models.scorecard import URGENCY
from compliance.scorecards import tallies
from compliance.scorecards.questions import Gap
from compliance.scorecards.scope import Scope
from compliance.scoring import Standing, Weights

NAMED = 3
"""So many repositories are told of each check."""
_FAILS = list(Standing).index(Standing.FAIL)


@dataclass(frozen=True)
class Place:
    """A repository in which a check fails."""

    name: str
    slug: str


@dataclass(frozen=True)
class Mending:
    """A check that fails, by how much the score rises once it fails nowhere (as a share: 0.02 are
    two points), and the repositories that failed it longest.
    """

    gap: Gap
    gain: float
    places: tuple[Place, ...]

    @property
    def more(self) -> int:
        """In how many others it fails."""
        return max(0, self.gap.failing - len(self.places))


def mending(
    scope: Scope, gaps: Iterable[Gap], weights: Weights, at_most: int = NAMED
) -> list[Mending]:
    """The gaps of a scope with what mending each adds to the score that weights make, and with some
    of its repositories, in one query.
    """
    listed = list(gaps)
    places = _places(scope, [gap.key for gap in listed], at_most)
    return [
        Mending(gap, gap.reach / max(1, weights.decided), tuple(places.get(gap.key, ())))
        for gap in listed
    ]


def _places(scope: Scope, keys: list[str], at_most: int) -> dict[str, list[Place]]:
    """Where each of the checks fails, the longest failing first, as an index has them."""
    found: dict[str, list[Place]] = {}
    if not keys:
        return found
    results = tallies.of_counted(scope.seen.results()).annotate(urgency=URGENCY)
    if scope.team is not None:
        results = results.filter(repository__ownerships__team=scope.team)
    first, *others = (
        results.filter(key=key, urgency=_FAILS)
        .order_by("urgency", "since", "pk")
        .values_list("since", "pk", "key", "repository__name", "repository__slug")[:at_most]
        for key in keys
    )
    for _, _, key, name, slug in sorted(first.union(*others, all=True)):
        found.setdefault(key, []).append(Place(name, slug))
    return found
