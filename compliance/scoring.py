"""From outcomes to score, coverage and level, as the words are defined for people in the docs."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Self

from compliance.checks.base import Outcome


class Level(enum.StrEnum):
    """How far a check lies on the way, and how far a repository has come."""

    FOUNDATION = "foundation"
    STANDARD = "standard"
    EXEMPLARY = "exemplary"

    @property
    def weight(self) -> int:
        """What a check of this level weighs in a score."""
        return {Level.FOUNDATION: 3, Level.STANDARD: 2, Level.EXEMPLARY: 1}[self]

    @property
    def required(self) -> bool:
        """Foundation and Standard hold what the protocol demands."""
        return self is not Level.EXEMPLARY


class Standing(enum.StrEnum):
    """How a result counts: an outcome, or what an approved excuse makes of it.

    Members stand in the order in which a repository takes the standing of its components, so that
    no excuse of one hides behind another's pass.
    """

    FAIL = "fail"
    UNKNOWN = "unknown"
    WAIVED = "waived"
    ATTESTED = "attested"
    PASS = "pass"
    NOT_APPLICABLE = "not_applicable"

    @property
    def is_excused(self) -> bool:
        """Whether it is what people approved that makes it count so."""
        return self in (Standing.WAIVED, Standing.ATTESTED)

    @property
    def holds(self) -> bool:
        """Whether a level can be reached with it."""
        return self is Standing.PASS or self.is_excused


class ExcuseKind(enum.StrEnum):
    """What people can approve for a check of one repository."""

    WAIVER = "waiver"
    ATTESTATION = "attestation"


def standing(outcome: Outcome, excuses: Collection[ExcuseKind] = ()) -> Standing:
    """How an outcome counts under what was approved for it and is in effect.

    An attestation, which says that the clause holds, answers a fail or an unknown; a waiver, which
    says that it need not, a fail. What passes or does not apply needs neither.
    """
    if ExcuseKind.ATTESTATION in excuses and outcome in (Outcome.FAIL, Outcome.UNKNOWN):
        return Standing.ATTESTED
    if ExcuseKind.WAIVER in excuses and outcome is Outcome.FAIL:
        return Standing.WAIVED
    return Standing(outcome.value)


class Compliance(enum.StrEnum):
    """Whether all that is required holds. `NOT_ESTABLISHED`: nothing required is known to fail,
    but something required is undecided, or nothing concerns the repository at all.
    """

    COMPLIANT = "compliant"
    NOT_COMPLIANT = "not_compliant"
    NOT_ESTABLISHED = "not_established"


@dataclass(frozen=True)
class Weights:
    """Sums of weights. `decided` is passed + failed; `judged` all but not applicable.

    Attested counts as passed and decided; waived is in neither, and covered all the same.
    """

    passed: int = 0
    decided: int = 0
    covered: int = 0
    judged: int = 0

    def __add__(self, other: Self) -> Self:
        return type(self)(
            self.passed + other.passed,
            self.decided + other.decided,
            self.covered + other.covered,
            self.judged + other.judged,
        )

    def __mul__(self, times: int) -> Self:
        return type(self)(
            times * self.passed, times * self.decided, times * self.covered, times * self.judged
        )

    @property
    def score(self) -> float | None:
        """Share from 0 to 1 of the decided weight that passed; None where nothing is decided."""
        return self.passed / self.decided if self.decided else None

    @property
    def coverage(self) -> float | None:
        """Share from 0 to 1 of the applicable weight that is known; None where nothing applies."""
        return self.covered / self.judged if self.judged else None


@dataclass(frozen=True)
class Scored:
    """What scoring needs to know of one result."""

    level: Level
    standing: Standing


@dataclass(frozen=True)
class Score:
    """Where a repository stands. `level` is None below Foundation."""

    weights: Weights
    level: Level | None
    compliance: Compliance
    required_failures: int
    required_unknowns: int


def score(results: Iterable[Scored]) -> Score:
    """Score and level of one repository from all of its results."""
    scored = [each for each in results if each.standing is not Standing.NOT_APPLICABLE]
    required = [each.standing for each in scored if each.level.required]
    failures = required.count(Standing.FAIL)
    unknowns = required.count(Standing.UNKNOWN)
    weights = sum((weigh(each) for each in scored), Weights())
    level = _level(scored)
    return Score(weights, level, _compliance(scored, failures, unknowns), failures, unknowns)


def weigh(result: Scored) -> Weights:
    """What one result adds to the sums."""
    weight = result.level.weight
    match result.standing:
        case Standing.PASS | Standing.ATTESTED:
            return Weights(weight, weight, weight, weight)
        case Standing.FAIL:
            return Weights(0, weight, weight, weight)
        case Standing.WAIVED:
            return Weights(0, 0, weight, weight)
        case Standing.UNKNOWN:
            return Weights(0, 0, 0, weight)
        case Standing.NOT_APPLICABLE:
            return Weights()


def _level(scored: list[Scored]) -> Level | None:
    """The highest level of which, and of those below, every result holds; None without any."""
    reached: Level | None = None
    for level in Level if scored else ():
        if not all(each.standing.holds for each in scored if each.level is level):
            break
        reached = level
    return reached


def _compliance(scored: list[Scored], failures: int, unknowns: int) -> Compliance:
    if failures:
        return Compliance.NOT_COMPLIANT
    return Compliance.NOT_ESTABLISHED if unknowns or not scored else Compliance.COMPLIANT
