"""The figures of a repository: how many of its checks count as what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from compliance.models import CheckResult
from compliance.scoring import Standing


def counts_of(results: Iterable[CheckResult]) -> dict[str, int]:
    """How many of the results count as what, by standing."""
    counts = dict.fromkeys((each.value for each in Standing), 0)
    for result in results:
        counts[result.standing] += 1
    return counts


def figures_of(results: Iterable[CheckResult]) -> dict[str, Any]:
    """The counts of all its results, and of how many checks apply."""
    counts = counts_of(results)
    return {"counts": counts, "applicable": sum(counts.values()) - counts["not_applicable"]}
