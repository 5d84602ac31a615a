"""What results add up to, counted one by one: what the sums that are kept are held to."""

from __future__ import annotations

from django.db.models import QuerySet

from compliance.models import CheckResult, CheckTally
from compliance.models.sums import TALLIED
from compliance.scoring import Standing


def tallied(results: QuerySet[CheckResult]) -> list[CheckTally]:
    """A row, which is not stored, for each check in each clause and level that it stands in."""
    found: dict[tuple[str, str, str], CheckTally] = {}
    for result in results.select_related("repository"):
        repository = result.repository
        if repository.left_out or repository.gone_since or repository.judged_at is None:
            continue
        check = (result.key, result.clause, result.level)
        row = found.setdefault(check, _row(result))
        field = TALLIED[Standing(result.standing)]
        setattr(row, field, getattr(row, field) + 1)
        row.title = max(row.title, result.title)
        row.confidence = max(row.confidence, result.confidence)
        row.position = min(row.position, result.position)
        if result.standing == Standing.FAIL:
            row.failing_since = min(row.failing_since or result.since, result.since)
    return list(found.values())


def _row(result: CheckResult) -> CheckTally:
    return CheckTally(
        key=result.key,
        clause=result.clause,
        level=result.level,
        title=result.title,
        confidence=result.confidence,
        position=result.position,
    )
