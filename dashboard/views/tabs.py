"""What results count as, as tabs above a list: how many of each, and which is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compliance.scoring import Standing
from dashboard.templatetags.words import OUTCOMES


@dataclass(frozen=True)
class Tab:
    """A standing that a list can be narrowed to; the empty one is for all."""

    value: str
    label: str
    count: int


def outcome_tabs(counts: Mapping[str, int], chosen: str) -> list[Tab]:
    """A tab for all, and one for each standing, the most urgent first.

    Most lists have nothing that is excused: then nothing is said of it, unless it was asked for.
    """
    tabs = [
        Tab(each.value, OUTCOMES[each.value], counts.get(each.value, 0))
        for each in Standing
        if not each.is_excused or counts.get(each.value) or each == chosen
    ]
    return [Tab("", "All", sum(counts.values())), *tabs]


def chosen_outcome(asked: str | None) -> str:
    """The standing that an address asks for; anything else stands for all."""
    return asked if asked in list(Standing) else ""
