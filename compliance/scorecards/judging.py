"""From facts to stored results: one repository, one transaction, and rows only where it changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from compliance import organizations
from compliance.checks import CATALOGUE
from compliance.evaluate import CheckResult as Result
from compliance.evaluate import Judgement, NotJudged, evaluate
from compliance.excuses import scored, stand
from compliance.extract import VERSIONS
from compliance.facts import (
    Evidence,
    FactValues,
    Layout,
    Origin,
    Phase,
    RepositoryFacts,
    Today,
    Unavailable,
)
from compliance.facts.encoding import decode, encode
from compliance.facts.forge import WorkingBranch
from compliance.models import CheckResult, Repository, ScoreChange, StoredFacts
from compliance.models import Transition as TransitionRow
from compliance.protocol import Protocol
from compliance.scorecards.owners import owner_named, store_owners
from compliance.scorecards.self_description import phase_of
from compliance.scoring import Score, score


@dataclass(frozen=True)
class Judged:
    """What judging a repository at some moment gave, before anything is stored."""

    at: datetime
    protocol: Protocol
    facts: RepositoryFacts
    body: bytes
    judgement: Judgement
    score: Score


def judge(
    repository: Repository,
    files: RepositoryFacts,
    known: FactValues,
    origins: frozenset[Origin],
    now: datetime,
) -> Judged:
    """Judge facts by the repository's protocol. Reads settings, and stores nothing.

    `files` are the facts of its files, `known` what a forge knows of it. What is judged is what is
    stored: the facts of files make their way through the encoding first.
    """
    protocol = organizations.protocol_of(repository.organization, repository)
    body = encode(files, VERSIONS)
    kept = decode(body, VERSIONS)
    said = {
        **known,
        Today: Today(now.date()),
        WorkingBranch: WorkingBranch(protocol.working_branch),
        Phase: phase_of(repository),
    }
    facts = replace(kept, repository={**kept.repository, **said})
    judgement = evaluate(protocol, CATALOGUE, facts, origins)
    return Judged(
        now, protocol, kept, body, judgement, score(scored(stand(judgement, (), now.date())))
    )


def store(repository: Repository, judged: Judged) -> int:
    """Replace the repository's results by those of a judgement, and count the transitions.

    Must run in a transaction that holds the repository's row: then each repository has exactly one
    current result for each check, and each transition is noted once.
    """
    transitions = _store_results(repository, judged)
    _store_score(repository, judged)
    store_owners(repository, judged.facts)
    _store_facts(repository, judged)
    return transitions


def _store_results(repository: Repository, judged: Judged) -> int:
    """Write the results that differ from the stored ones, and a transition for each new outcome."""
    before = {result.key: result for result in repository.results.all()}
    first = repository.judged_at is None
    new, changed, transitions = [], [], []
    for position, result in enumerate(judged.judgement.results):
        old = before.pop(result.check.key, None)
        row = _row(repository, position, result, judged)
        if old is None:
            new.append(row)
        elif _takes_over(old, row):
            changed.append(row)
        if (old is None and not first) or (old is not None and old.outcome != row.outcome):
            transitions.append(_transition(row, old.outcome if old else "", judged))
    transitions += [
        _transition(retired, retired.outcome, judged, after="") for retired in before.values()
    ]
    CheckResult.objects.filter(pk__in=[retired.pk for retired in before.values()]).delete()
    CheckResult.objects.bulk_create(new)
    CheckResult.objects.bulk_update(changed, (*_COMPARED, "since", "since_commit"))
    TransitionRow.objects.bulk_create(transitions)
    return len(transitions)


_COMPARED = (
    "clause", "position", "title", "level", "confidence", "attestable", "outcome", "message",
    "remedy", "evidence", "components",
)  # fmt: skip


def _takes_over(old: CheckResult, row: CheckResult) -> bool:
    """Give a row the identity of the stored one, and say whether it differs from it."""
    row.pk = old.pk
    if old.outcome == row.outcome:
        row.since, row.since_commit = old.since, old.since_commit
    return any(getattr(old, name) != getattr(row, name) for name in _COMPARED)


def _row(repository: Repository, position: int, result: Result, judged: Judged) -> CheckResult:
    return CheckResult(
        organization_id=repository.organization_id,
        repository=repository,
        key=result.check.key,
        clause=result.coverage.clause,
        position=position,
        title=result.check.title,
        level=result.coverage.level.value,
        confidence=result.confidence.value,
        attestable=result.check.attestable,
        outcome=result.outcome.value,
        message=_storable(result.message),
        remedy=result.check.remedy,
        evidence=_places(result.evidence),
        components=[
            {
                "path": _storable(each.path),
                "outcome": each.finding.outcome.value,
                "message": _storable(each.finding.message),
                "evidence": _places(each.finding.evidence[:MAX_COMPONENT_EVIDENCE]),
            }
            for each in result.components
        ],
        since=judged.at,
        since_commit=judged.facts.commit or "",
    )


MAX_COMPONENT_EVIDENCE = 20


def _places(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [
        {name: _storable(value) for name, value in dataclasses.asdict(place).items()}
        for place in evidence
    ]


def _storable(value: Any) -> Any:
    """Text as PostgreSQL takes it: no NUL, and no half of a surrogate pair."""
    if not isinstance(value, str):
        return value
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()


def _transition(
    row: CheckResult, before: str, judged: Judged, after: str | None = None
) -> TransitionRow:
    return TransitionRow(
        organization_id=row.organization_id,
        repository_id=row.repository_id,
        key=row.key,
        title=row.title,
        clause=row.clause,
        level=row.level,
        before=before,
        after=row.outcome if after is None else after,
        message=row.message,
        at=judged.at,
        commit=judged.facts.commit or "",
        protocol=judged.protocol.key,
        protocol_version=judged.protocol.version,
    )


def _store_score(repository: Repository, judged: Judged) -> None:
    """Set the repository's standing, and note it in the history if it is another."""
    values: Mapping[str, Any] = {
        **dataclasses.asdict(judged.score.weights),
        "level": judged.score.level.value if judged.score.level else "",
        "compliance": judged.score.compliance.value,
        "protocol": judged.protocol.key,
        "protocol_version": judged.protocol.version,
    }
    commit = judged.facts.commit or ""
    differs = any(getattr(repository, name) != value for name, value in values.items())
    if differs or repository.judged_at is None:
        ScoreChange.objects.create(
            organization_id=repository.organization_id,
            repository=repository,
            at=judged.at,
            commit=commit,
            **values,
        )
    layout = judged.facts.layout
    current: Mapping[str, Any] = {
        **values,
        "required_failures": judged.score.required_failures,
        "required_unknowns": judged.score.required_unknowns,
        "commit": commit,
        "judged_at": judged.at,
        "judged_by": judged_by(repository, judged.protocol),
        "stacks": _stacks(layout),
        "components": _components(layout),
        "not_judged": [_left_out(each) for each in judged.judgement.not_judged],
        "problem": "",
        "problem_since": None,
        "retry_at": None,
    }
    for name, value in current.items():
        setattr(repository, name, value)
    repository.save(update_fields=list(current))


def judged_by(repository: Repository, protocol: Protocol) -> str:
    """A digest of what a judgement depends on besides the facts and the day."""
    phase = phase_of(repository)
    named = (*owner_named(repository), phase.name if isinstance(phase, Phase) else phase.reason)
    return organizations.judged_by(protocol, named)


def _store_facts(repository: Repository, judged: Judged) -> None:
    """Keep the facts, unless they are kept already: every night all are judged again by them."""
    commit = judged.facts.commit or ""
    part = StoredFacts.Part.FILES
    kept = repository.stored_facts.filter(part=part, commit=commit, body=judged.body)
    if not kept.exists():
        StoredFacts.objects.update_or_create(
            repository=repository,
            part=part,
            defaults={
                "organization_id": repository.organization_id,
                "commit": commit,
                "body": judged.body,
                "stored_at": judged.at,
            },
        )


def _stacks(layout: Layout | Unavailable) -> list[str]:
    if isinstance(layout, Unavailable):
        return []
    return sorted({component.stack.value for component in layout.components})


def _components(layout: Layout | Unavailable) -> list[dict[str, Any]]:
    """The components with the reason, and after them the manifests that make none."""
    if isinstance(layout, Unavailable):
        return []
    judged = [
        {"path": each.name, "stack": each.stack.value, "why": each.why, "counts": True}
        for each in layout.components
    ]
    others = [
        {"path": each.path, "stack": each.stack.value, "why": each.reason, "counts": False}
        for each in (*layout.unreadable, *layout.others)
    ]
    return [
        {name: _storable(value) for name, value in each.items()}
        for each in (*judged, *others[:MAX_OTHER_MANIFESTS])
    ]


MAX_OTHER_MANIFESTS = 50


def _left_out(each: NotJudged) -> dict[str, Any]:
    return {
        "key": each.check.key,
        "title": each.check.title,
        "clause": each.coverage.clause,
        "needs": [need.value for need in each.needs],
    }
