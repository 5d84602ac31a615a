"""A report as SARIF 2.1.0 (OASIS), which code scanning and editors read.

A check that fails is one result at its first place; the others are related locations. What could
not be decided is no result, since readers show each of them as a defect: it is a notification, as
is what the repository's own file asks for, and what is to be mended there.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from compliance.checks.base import Outcome
from compliance.evaluate import CheckResult
from compliance.facts import Evidence
from compliance.facts.self_description import PATH, Request
from compliance.reports import Report, requirement

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {"required": "error", "recommended": "warning"}


def render(report: Report) -> str:
    """The log of one run."""
    results, asking = report.judgement.results, report.asking
    indexes = {result.check.key: index for index, result in enumerate(results)}
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "Plumbline",
                "rules": [_rule(result) for result in results],
            }
        },
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [
                    *(_notification(each, indexes) for each in report.outcomes(Outcome.UNKNOWN)),
                    *(_unparsed(each) for each in report.unparsed.places),
                ],
                "toolConfigurationNotifications": [
                    *(_of_own_file("warning", each.line, each.text) for each in asking.notices),
                    *(_asked_for(each) for each in asking.requests),
                ],
            }
        ],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            "%SRCROOT%": {"description": {"text": "The root of the repository"}}
        },
        "results": [_result(each, report, indexes) for each in report.outcomes(Outcome.FAIL)],
        "properties": {
            "protocol": report.protocol.key,
            "protocolVersion": report.protocol.version,
            "notJudged": [each.key for each in report.not_judged],
        },
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(result: CheckResult) -> dict[str, Any]:
    check = result.check
    return {
        "id": check.key,
        "shortDescription": {"text": check.title},
        "fullDescription": {"text": f"{check.title} ({result.coverage.clause})."},
        "help": {"text": result.remedy, "markdown": result.remedy},
        "defaultConfiguration": {"level": _LEVELS[requirement(result)]},
        "properties": {
            "clause": result.coverage.clause,
            "requirement": requirement(result),
            "confidence": result.confidence.value,
            "tags": [result.coverage.clause, result.coverage.level.value],
        },
    }


def _notification(result: CheckResult, indexes: dict[str, int]) -> dict[str, Any]:
    key = result.check.key
    return {
        "level": "warning",
        "message": {"text": f"{key} could not be decided: {result.message}"},
        "associatedRule": {"id": key, "index": indexes[key]},
    }


def _unparsed(place: Evidence) -> dict[str, Any]:
    return {
        "level": "note",
        "message": {"text": "did not parse as a whole, and may hold more than what is judged"},
        "locations": [_location(place)],
    }


def _asked_for(request: Request) -> dict[str, Any]:
    return _of_own_file("note", request.line, f"It asks {request.sentence}: not approved here")


def _of_own_file(level: str, line: int, text: str) -> dict[str, Any]:
    return {
        "level": level,
        "message": {"text": text},
        "locations": [_location(Evidence(PATH, line))],
    }


def _result(result: CheckResult, report: Report, indexes: dict[str, int]) -> dict[str, Any]:
    first, *others = result.evidence or _where_it_was_looked_for(result, report)
    key = result.check.key
    return {
        "ruleId": key,
        "ruleIndex": indexes[key],
        "kind": "fail",
        "level": _LEVELS[requirement(result)],
        "message": {"text": result.message},
        "locations": [_location(first)],
        "relatedLocations": [
            {"id": number, **_location(place)} for number, place in enumerate(others, 1)
        ],
        "partialFingerprints": {"plumblineCheck/v1": key},
        "properties": {"components": [each.path for each in result.components]},
    }


def _where_it_was_looked_for(result: CheckResult, report: Report) -> tuple[Evidence, ...]:
    """The manifests of the components that lack something, since what is not there has no place;
    code scanning shows no result without one.
    """
    failing = {each.path for each in result.components if each.finding.outcome is Outcome.FAIL}
    manifests = tuple(Evidence(each.manifest) for each in report.components if each.name in failing)
    return manifests or (Evidence("."),)


def _location(place: Evidence) -> dict[str, Any]:
    if place.url:
        return {
            "physicalLocation": {"artifactLocation": {"uri": place.url}},
            "message": {"text": place.path},
        }
    physical: dict[str, Any] = {
        "artifactLocation": {
            "uri": quote(place.path, errors="backslashreplace"),
            "uriBaseId": "%SRCROOT%",
        }
    }
    if place.line:
        physical["region"] = {"startLine": place.line, "endLine": place.end_line}
        if place.excerpt:
            physical["region"]["snippet"] = {"text": place.excerpt}
    located: dict[str, Any] = {"physicalLocation": physical}
    if place.note:
        located["message"] = {"text": place.note}
    return located
