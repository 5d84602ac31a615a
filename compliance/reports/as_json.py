"""A report as JSON, in the shape that `docs/check-report.schema.json` describes."""

from __future__ import annotations

import json
from typing import Any

from compliance.evaluate import CheckResult
from compliance.facts import Evidence
from compliance.reports import Report, requirement


def render(report: Report) -> str:
    """The whole report; numbers are shares from 0 to 1, or null where there is nothing to share."""
    weights = report.score.weights
    return (
        json.dumps(
            {
                "path": report.path,
                "protocol": {"name": report.protocol.key, "version": report.protocol.version},
                "components": [
                    {"path": each.name, "stack": each.stack.value, "manifest": each.manifest}
                    for each in report.components
                ],
                "self_description": _self_description(report),
                "unparsed": {
                    "count": report.unparsed.count,
                    "files": [
                        {"path": each.path, "line": each.line or None}
                        for each in report.unparsed.places
                    ],
                },
                "score": _share(weights.score),
                "level": report.score.level.value if report.score.level else None,
                "coverage": _share(weights.coverage),
                "findings": [_finding(each) for each in report.judgement.results],
                "not_judged": [
                    {"check": each.key, "needs": list(each.needs)} for each in report.not_judged
                ],
            },
            indent=2,
        )
        + "\n"
    )


def _self_description(report: Report) -> dict[str, Any]:
    """What the repository's own file says that is wrong, and what it asks for."""
    return {
        "notices": [
            {"line": each.line or None, "message": each.text} for each in report.asking.notices
        ],
        "asked_for": [
            {"line": each.line, "request": each.sentence, "reason": each.reason}
            for each in report.asking.requests
        ],
    }


def _share(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _finding(result: CheckResult) -> dict[str, Any]:
    return {
        "check": result.check.key,
        "clause": result.coverage.clause,
        "components": [
            {"path": each.path, "outcome": each.finding.outcome.value} for each in result.components
        ],
        "outcome": result.outcome.value,
        "confidence": result.confidence.value,
        "requirement": requirement(result),
        "message": result.message,
        "evidence": [_evidence(place) for place in result.evidence],
        "remedy": result.remedy,
    }


def _evidence(place: Evidence) -> dict[str, Any]:
    """A file as a whole has no lines, and what is no file has an address."""
    return {
        "path": place.path,
        "line": place.line or None,
        "end_line": place.end_line or None,
        "excerpt": place.excerpt,
        "url": place.url or None,
        "note": place.note or None,
    }
