"""Keeps what the checks said of a repository and how that counts: rows only where it changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from compliance.excuses import Place, Stood, StoodComponent
from compliance.models import CheckResult, Repository, Transition
from compliance.protocol import Protocol

MAX_COMPONENT_EVIDENCE = 20
MAX_TITLE = 200


@dataclass(frozen=True)
class Occasion:
    """When results came about, of which commit (empty: of none), and by which protocol."""

    at: datetime
    commit: str
    protocol: Protocol


def store_results(repository: Repository, stood: Iterable[Stood], occasion: Occasion) -> int:
    """Write the results that differ from the stored ones, and a transition for each that counts
    as something else; how many there are of these.
    """
    before = {result.key: result for result in repository.results.all()}
    first = repository.judged_at is None
    new, changed, transitions = [], [], []
    for position, result in enumerate(stood):
        old = before.pop(result.coverage.key, None)
        row = _row(repository, position, result, occasion)
        if old is None:
            new.append(row)
        elif _takes_over(old, row):
            changed.append(row)
        if (old is None and not first) or (old is not None and old.standing != row.standing):
            transitions.append(_transition(row, old.standing if old else "", occasion))
    transitions += [
        _transition(retired, retired.standing, occasion, after="") for retired in before.values()
    ]
    CheckResult.objects.filter(pk__in=[retired.pk for retired in before.values()]).delete()
    CheckResult.objects.bulk_create(new)
    # To write whole rows over those that are there takes a tenth of what `bulk_update` does, which
    # makes a case of each field of each row.
    CheckResult.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=(*_COMPARED, "since", "since_commit"),
    )
    Transition.objects.bulk_create(transitions)
    return len(transitions)


def storable(value: Any) -> Any:
    """Text as PostgreSQL takes it: no NUL, and no half of a surrogate pair."""
    if not isinstance(value, str):
        return value
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()


_COMPARED = (
    "clause", "position", "title", "level", "confidence", "attestable", "outcome", "standing",
    "excuses", "message", "remedy", "evidence", "components",
)  # fmt: skip


def _takes_over(old: CheckResult, row: CheckResult) -> bool:
    """Give a row the identity of the stored one, and say whether it differs from it."""
    row.pk = old.pk
    if old.standing == row.standing:
        row.since, row.since_commit = old.since, old.since_commit
    return any(getattr(old, name) != getattr(row, name) for name in _COMPARED)


def _row(repository: Repository, position: int, result: Stood, occasion: Occasion) -> CheckResult:
    return CheckResult(
        organization_id=repository.organization_id,
        repository=repository,
        key=result.coverage.key,
        clause=result.coverage.clause,
        position=position,
        **_named(result, occasion.protocol),
        level=result.coverage.level.value,
        outcome=result.outcome.value,
        standing=result.standing.value,
        excuses=list(result.rests_on),
        message=storable(result.message),
        evidence=[_place(each) for each in result.places],
        components=[_component(each) for each in result.components],
        since=occasion.at,
        since_commit=occasion.commit,
    )


def _named(result: Stood, protocol: Protocol) -> dict[str, Any]:
    """What it is called and what to do about it: the check's words, else those of the rule that
    only an attestation can show.
    """
    if result.check is None:
        rule = protocol.rule_of(result.coverage)
        title = rule.title[:MAX_TITLE]
        return {"title": title, "remedy": rule.text, "confidence": "", "attestable": True}
    return {
        "title": result.check.title,
        "remedy": result.remedy,
        "confidence": result.check.confidence.value,
        "attestable": result.check.attestable,
    }


def _component(component: StoodComponent) -> dict[str, Any]:
    finding = component.said.finding
    counted_first = sorted(component.places, key=lambda place: place.waived_by is not None)
    return {
        "path": storable(component.said.path),
        "outcome": finding.outcome.value,
        "standing": component.standing.value,
        "excuses": list(component.rests_on),
        "message": storable(finding.message),
        "evidence": [_place(each) for each in counted_first[:MAX_COMPONENT_EVIDENCE]],
    }


def _place(place: Place) -> dict[str, Any]:
    said = {name: storable(value) for name, value in dataclasses.asdict(place.evidence).items()}
    return {**said, "waived_by": place.waived_by}


def _transition(
    row: CheckResult, before: str, occasion: Occasion, after: str | None = None
) -> Transition:
    return Transition(
        organization_id=row.organization_id,
        repository_id=row.repository_id,
        key=row.key,
        title=row.title,
        clause=row.clause,
        level=row.level,
        before=before,
        after=row.standing if after is None else after,
        message=row.message,
        at=occasion.at,
        commit=occasion.commit,
        protocol=occasion.protocol.key,
        protocol_version=occasion.protocol.version,
    )
