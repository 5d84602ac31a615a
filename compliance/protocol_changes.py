"""Writes down what changed in protocols, which are files: nobody signs in to change one.

What each said is kept with the organization, and compared with what it says when a process looks
for the first time. A change of a protocol that another extends stands once, with its own.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping

from django.db import transaction

from compliance import audit, organizations
from compliance.audit import Named
from compliance.masking import mask
from compliance.models import AuditEntry, Organization
from compliance.protocol import Clause, Coverage, Protocol
from compliance.sync import queue

WHO = "whoever can change the files of this installation"
# Of what a clause says, in the record: a clause has a few sentences.
_MAX_SAID = 4_000
Said = Mapping[str, str]


@functools.cache
def note_once(organization_pk: int) -> None:
    """Write it down, once a process: it loads the protocols once, too."""
    note(Organization.objects.get(pk=organization_pk), organizations.protocols())


@transaction.atomic
def note(organization: Organization, protocols: Mapping[str, Protocol]) -> list[AuditEntry]:
    """Write down what protocols say that they did not, and the other way round, when it was looked
    last. What they say when it is looked for the first time is no change.
    """
    now = {key: _says(protocol) for key, protocol in sorted(protocols.items())}
    organization = queue.locked(organization.pk)
    known: Mapping[str, Said] | None = organization.protocols_known
    if known == now:
        return []
    organization.protocols_known = now
    organization.save(update_fields=["protocols_known"])
    if known is None:
        return []
    keys = sorted({*known, *now})
    changed = [key for key in keys if known.get(key) != now.get(key)]
    return [_record(organization, key, known.get(key), now.get(key)) for key in changed]


def _record(
    organization: Organization, key: str, before: Said | None, after: Said | None
) -> AuditEntry:
    title = (after or before or {}).get("title", key)
    with audit.acting_from(None, WHO):
        return audit.record(
            AuditEntry.Action.PROTOCOL_CHANGED,
            Named("protocol", key, title),
            organization=organization,
            by=None,
            before=_differing(before, after),
            after=_differing(after, before),
        )


def _differing(said: Said | None, other: Said | None) -> dict[str, str]:
    """What one says and the other does not; of a protocol that is new or gone, in short."""
    if said is None:
        return {}
    if other is None:
        clauses = sum(":" in name for name in said)
        return {"version": said["version"], "clauses": str(clauses)}
    return {name: text for name, text in said.items() if other.get(name) != text}


def _says(protocol: Protocol) -> dict[str, str]:
    """All that a protocol says itself, clauses by their identity."""
    goal = protocol.goal
    said = {
        "title": protocol.title,
        "version": protocol.version,
        "summary": protocol.summary,
        "extends": ", ".join(protocol.extends),
        "working branch": protocol.working_branch,
        "onboarding": f"{goal.title}: {goal.item} within {goal.hours} hours, in "
        f"{', '.join(goal.environments)}"
        if goal
        else "",
    }
    clauses = {each.identity: "\n".join(_lines(each)) for each in protocol.own_clauses()}
    return {name: mask(text)[:_MAX_SAID] for name, text in (said | clauses).items()}


def _lines(clause: Clause) -> Iterator[str]:
    yield clause.title
    for rule in clause.rules:
        covers = "; ".join(map(_covers, rule.covered_by))
        yield f"{rule.title}: {rule.text} ({covers})"


def _covers(coverage: Coverage) -> str:
    words = [f"{coverage.by.value} {coverage.key}", coverage.level.value]
    words += [f"in {phase.value}" for phase in coverage.phases]
    words += [f"{name} = {value}" for name, value in sorted(coverage.parameters.items())]
    return ", ".join(words)
