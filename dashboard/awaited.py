"""What waits for somebody's word, counted for the navigation of each page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, QuerySet, Value

from compliance.sight import Sight
from dashboard import deciding, newcomers

_DECIDE, _CONFIRM = "decide", "confirm"


@dataclass(frozen=True)
class Awaited:
    """How much is for somebody to decide, and how many items of newcomers to confirm."""

    to_decide: int = 0
    to_confirm: int = 0


def awaited_of(seen: Sight) -> Awaited:
    """What waits for somebody, by one query; by none where nothing can. A local administrator is
    nobody of the organization, so nothing waits for them.
    """
    rows = [
        each.order_by()
        .annotate(word=Value(word, output_field=CharField()))
        .values_list("word", flat=True)
        for word, each in (_rows(seen) if seen.person else ())
    ]
    if not rows:
        return Awaited()
    first, *others = rows
    found = Counter(first.union(*others, all=True))
    return Awaited(found[_DECIDE], found[_CONFIRM])


def _rows(seen: Sight) -> Iterator[tuple[str, QuerySet[Any]]]:
    if deciding.decides(seen):
        for each in deciding.asked(seen).waiting():
            yield _DECIDE, each
    if newcomers.makes_plans(seen):
        yield _CONFIRM, newcomers.waiting(newcomers.led_by(seen))
