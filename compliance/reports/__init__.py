"""What is told about one judged repository outside of the dashboard; one module a format.

Formats for machines are ASCII, so that no terminal's or pipe's encoding spoils them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from compliance.checks.base import Outcome
from compliance.evaluate import CheckResult, Judgement
from compliance.facts import Component
from compliance.facts.sources import Unparsed
from compliance.protocol import Protocol
from compliance.scoring import Score
from compliance.self_description import Asking


@dataclass(frozen=True)
class Unjudged:
    """A check, or a rule that only people can attest, which this kind of source cannot decide."""

    key: str
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """One repository under one protocol. `path` is printable, as it was asked for.

    `asking` is what its own file asks for, which nobody approved, and what is to be mended there;
    `unparsed` are the source files that are known in part only.
    """

    path: str
    protocol: Protocol
    components: tuple[Component, ...]
    judgement: Judgement
    score: Score
    asking: Asking
    unparsed: Unparsed

    @property
    def not_judged(self) -> tuple[Unjudged, ...]:
        """What was left out of the run, in the order of the protocol."""
        checks = [
            Unjudged(each.check.key, tuple(origin.value for origin in each.needs))
            for each in self.judgement.not_judged
        ]
        attested = [Unjudged(each.key, ("an attestation",)) for each in self.judgement.to_attest]
        return (*checks, *attested)

    def outcomes(self, *outcomes: Outcome) -> Iterable[CheckResult]:
        """The results that have one of these outcomes, in the order of the protocol."""
        return (each for each in self.judgement.results if each.outcome in outcomes)


def requirement(result: CheckResult) -> str:
    """Whether the protocol demands what a check decides, or recommends it."""
    return "required" if result.coverage.level.required else "recommended"


def on_one_line(text: str) -> str:
    """Text from a repository as a terminal may get it: nothing in it moves a cursor or a line."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
