"""From facts to stored results: one repository, one transaction, and rows only where it changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from compliance import organizations, waivers
from compliance.checks import CATALOGUE
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
from compliance.facts.sources import unparsed_of
from compliance.models import Repository, ScoreChange, StoredFacts
from compliance.protocol import Protocol
from compliance.scorecards import asking
from compliance.scorecards.asking import Heard
from compliance.scorecards.owners import owner_named, store_owners
from compliance.scorecards.results import Occasion, storable, store_results
from compliance.scorecards.self_description import by_topics, in_effect, phase_of
from compliance.scoring import Score, score
from compliance.self_description import approved, without_left_out


@dataclass(frozen=True)
class Judged:
    """What judging a repository at some moment gave, before anything is stored.

    `heard` is what it asks for, and `by` a digest of what it was judged by.
    """

    at: datetime
    protocol: Protocol
    facts: RepositoryFacts
    body: bytes
    judgement: Judgement
    heard: Heard
    by: str


def judge(
    repository: Repository,
    files: RepositoryFacts,
    known: FactValues,
    origins: frozenset[Origin],
    now: datetime,
) -> Judged:
    """Judge facts by the repository's protocol. Reads settings, and stores nothing.

    `files` are the facts of its files, `known` what a forge knows of it. What is judged is what is
    stored: the facts of files make their way through the encoding first. `granted` of the
    repository becomes what these files ask for and managers approved.
    """
    body = encode(files, VERSIONS)
    read = decode(body, VERSIONS)
    heard = asking.listen(repository, read, known)
    granted = approved(heard.requests, asking.approved(repository))
    repository.granted = msgspec.to_builtins(granted)
    kept = without_left_out(read, granted)
    protocol = organizations.protocol_of(repository.organization, repository)
    said = {
        **known,
        Today: Today(now.date()),
        WorkingBranch: WorkingBranch(organizations.working_branch_of(repository, protocol)),
        Phase: phase_of(repository),
    }
    facts = replace(kept, repository={**kept.repository, **said})
    judgement = evaluate(protocol, CATALOGUE, facts, origins)
    return Judged(now, protocol, kept, body, judgement, heard, judged_by(repository, protocol))


@transaction.atomic(savepoint=False)
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
    asking.note(repository, judged.heard, occasion.commit, judged.at)
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
    _note_score(repository, judged, values)
    layout = judged.facts.layout
    unparsed = unparsed_of(judged.facts)
    current: Mapping[str, Any] = {
        **values,
        "required_failures": reached.required_failures,
        "required_unknowns": reached.required_unknowns,
        "commit": judged.facts.commit or "",
        "judged_at": judged.at,
        "excuses_due_at": repository.excuses_due_at,
        "judged_by": judged.by,
        "granted": repository.granted,
        "notices": [msgspec.to_builtins(each) for each in judged.heard.notices],
        "own_file_is_invalid": judged.heard.is_invalid,
        "stacks": _stacks(layout),
        "components": _components(layout),
        "unlisted_manifests": _unlisted(layout),
        "not_judged": [_left_out(each) for each in judged.judgement.not_judged],
        "unparsed": unparsed.count,
        "unparsed_places": [_place(each) for each in unparsed.places[:MAX_UNPARSED]],
        "problem": "",
        "problem_since": None,
        "retry_at": None,
    }
    for name, value in current.items():
        setattr(repository, name, value)
    repository.save(update_fields=list(current))


def _note_score(repository: Repository, judged: Judged, values: Mapping[str, Any]) -> None:
    """Note a score in the history, if it is another than the repository stands at."""
    differs = any(getattr(repository, name) != value for name, value in values.items())
    if differs or repository.judged_at is None:
        ScoreChange.objects.create(
            organization_id=repository.organization_id,
            repository=repository,
            at=judged.at,
            commit=judged.facts.commit or "",
            **values,
        )


def judged_by(repository: Repository, protocol: Protocol) -> str:
    """A digest of what a judgement depends on besides the facts and the day."""
    phase = phase_of(repository)
    requests = (*in_effect(repository), *(request for request, _ in by_topics(repository)))
    return organizations.judged_by(
        protocol,
        (
            *owner_named(repository),
            phase.name if isinstance(phase, Phase) else phase.reason,
            *sorted(each.digest for each in requests),
        ),
    )


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
    """The components with the reason, and after them the manifests that make none, those that
    could not be read first.
    """
    if isinstance(layout, Unavailable):
        return []
    judged: list[dict[str, Any]] = [
        {
            "path": each.name,
            "stack": each.stack.value,
            "why": each.why,
            "counts": True,
            "seen_at": next(map(_place, each.evidence), None),
        }
        for each in layout.components
    ]
    others: list[dict[str, Any]] = [
        {
            "path": each.path,
            "stack": each.stack.value,
            "why": each.reason,
            "counts": False,
            "is_unreadable": position < len(layout.unreadable),
        }
        for position, each in enumerate((*layout.unreadable, *layout.others))
    ]
    return [
        {name: storable(value) for name, value in each.items()}
        for each in (*judged, *others[:MAX_OTHER_MANIFESTS])
    ]


MAX_OTHER_MANIFESTS = 200
MAX_UNPARSED = 20


def _place(evidence: Evidence) -> dict[str, Any]:
    return {name: storable(value) for name, value in dataclasses.asdict(evidence).items()}


def _unlisted(layout: Layout | Unavailable) -> int:
    """How many manifests that make no component are not among those that are stored."""
    if isinstance(layout, Unavailable):
        return 0
    return max(0, len(layout.unreadable) + len(layout.others) - MAX_OTHER_MANIFESTS)


def _left_out(each: NotJudged) -> dict[str, Any]:
    return {
        "key": each.check.key,
        "title": each.check.title,
        "clause": each.coverage.clause,
        "needs": [need.value for need in each.needs],
    }
