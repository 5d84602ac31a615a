"""How long something took."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Took:
    """Milliseconds: by the clock, of the processor, and of it in PostgreSQL's backend."""

    ms: float
    processor: float
    in_sql: float

    @classmethod
    def of(cls, rounds: Sequence[Took]) -> Took:
        """The median by the clock, the least of the processor."""
        return cls(
            statistics.median(each.ms for each in rounds),
            min(each.processor for each in rounds),
            min(each.in_sql for each in rounds),
        )
