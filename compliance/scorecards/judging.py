"""From facts to stored results: one repository, one transaction, and rows only where it changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from compliance import organizations, waivers
from compliance.checks import CATALOGUE
from compliance.evaluate import Judgement, NotJudged, evaluate
from compliance.excuses import scored, stand
from compliance.extract import VERSIONS
from compliance.facts import (
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
from compliance.models import Repository, ScoreChange, StoredFacts
from compliance.protocol import Protocol
from compliance.scorecards.owners import owner_named, store_owners
from compliance.scorecards.results import Occasion, storable, store_results
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
    return Judged(now, protocol, kept, body, evaluate(protocol, CATALOGUE, facts, origins))


def store(repository: Repository, judged: Judged) -> int:
    """Replace the repository's results by those of a judgement, as they count under what is
    excused, and count the transitions.

    Must run in a transaction that holds the repository's row: then each repository has exactly one
    current result for each check, and each transition is noted once.
    """
    # Only now, with the row held: nothing that is decided on meanwhile gets lost.
    excuses = waivers.current(repository, judged.at)
    stood = stand(judged.judgement, excuses, judged.at.date())
    occasion = Occasion(judged.at, judged.facts.commit or "", judged.protocol)
    transitions = store_results(repository, stood, occasion)
    repository.excuses_due_at = waivers.next_end(excuses)
    _store_score(repository, judged, score(scored(stood)))
    store_owners(repository, judged.facts)
    _store_facts(repository, judged)
    return transitions


def _store_score(repository: Repository, judged: Judged, reached: Score) -> None:
    """Set the repository's standing, and note it in the history if it is another."""
    values: Mapping[str, Any] = {
        **dataclasses.asdict(reached.weights),
        "level": reached.level.value if reached.level else "",
        "compliance": reached.compliance.value,
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
        "required_failures": reached.required_failures,
        "required_unknowns": reached.required_unknowns,
        "commit": commit,
        "judged_at": judged.at,
        "excuses_due_at": repository.excuses_due_at,
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
        {name: storable(value) for name, value in each.items()}
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
