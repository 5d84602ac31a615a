"""The figures of a repository: how many of its checks count as what, as of when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from compliance.models import CheckResult, Organization, Repository
from compliance.scorecards import freshness
from compliance.scoring import Standing


def counts_of(results: Iterable[CheckResult]) -> dict[str, int]:
    """How many of the results count as what, by standing."""
    counts = dict.fromkeys((each.value for each in Standing), 0)
    for result in results:
        counts[result.standing] += 1
    return counts


def figures_of(
    organization: Organization, repository: Repository, results: Iterable[CheckResult]
) -> dict[str, Any]:
    """The counts of all its results, how many checks apply, and how fresh that is."""
    counts = counts_of(results)
    return {
        "counts": counts,
        "applicable": sum(counts.values()) - counts["not_applicable"],
        "checked_at": freshness.checked_at(organization, repository),
        "is_last_known": bool(organization.problem) or not freshness.is_current(repository),
    }
