"""The outcomes as tabs above a list: how many of each, and which is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compliance.checks.base import Outcome
from dashboard.templatetags.plumbline import OUTCOMES


@dataclass(frozen=True)
class Tab:
    """An outcome that a list can be narrowed to; the empty one is for all."""

    value: str
    label: str
    count: int


def outcome_tabs(counts: Mapping[str, int]) -> list[Tab]:
    """A tab for all, and one for each outcome, the most urgent first."""
    tabs = [Tab(each.value, OUTCOMES[each.value], counts.get(each.value, 0)) for each in Outcome]
    return [Tab("", "All", sum(counts.values())), *tabs]


def chosen_outcome(asked: str | None) -> str:
    """The outcome that an address asks for; anything else stands for all."""
    return asked if asked in list(Outcome) else ""
