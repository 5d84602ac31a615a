"""That a protocol changed is written down with what it said before and after."""

from __future__ import annotations

from dataclasses import replace

import pytest

from compliance import organizations, protocol_changes, tasks
from compliance.models import AuditEntry, Organization
from compliance.protocol import Clause, Protocol
from compliance.scoring import Level

Protocols = dict[str, Protocol]


@pytest.fixture
def protocols(organization: Organization) -> Protocols:
    """The protocols as they were when it was looked for the first time."""
    found = dict(organizations.protocols())
    assert protocol_changes.note(organization, found) == []
    assert protocol_changes.note(organization, found) == []
    return found


def with_level(protocol: Protocol, identity: str, level: Level) -> Protocol:
    """The protocol with another level for the first thing that covers a clause's first rule."""

    def changed(clause: Clause) -> Clause:
        if clause.identity != identity:
            return clause
        rule, *rules = clause.rules
        first, *others = rule.covered_by
        rule = replace(rule, covered_by=(replace(first, level=level), *others))
        return replace(clause, rules=(rule, *rules))

    sections = (
        replace(each, clauses=tuple(map(changed, each.clauses))) for each in protocol.sections
    )
    return replace(protocol, sections=tuple(sections))


def first_clause_of(protocol: Protocol) -> str:
    return next(clause.identity for clause in protocol.own_clauses() if clause.rules[0].covered_by)


def test_what_a_clause_said_before_and_after(
    organization: Organization, protocols: Protocols
) -> None:
    identity = first_clause_of(protocols["engineering"])
    for level in (Level.FOUNDATION, Level.EXEMPLARY):
        # `backend` takes the clause over, and did not change itself.
        for key, protocol in protocols.items():
            protocols[key] = with_level(protocol, identity, level)
        found = protocol_changes.note(organization, protocols)
    protocol_changes.note(organization, protocols)

    [entry] = found
    assert AuditEntry.objects.first() == entry
    assert entry.action == AuditEntry.Action.PROTOCOL_CHANGED
    said = (entry.subject, entry.subject_id, entry.title)
    assert said == ("protocol", "engineering", protocols["engineering"].title)
    assert (entry.by, entry.on_behalf) == (None, protocol_changes.WHO)
    assert list(entry.before) == list(entry.after) == [identity]
    assert ", foundation" in entry.before[identity]
    assert ", exemplary" in entry.after[identity]


def test_a_new_version_and_nothing_else(organization: Organization, protocols: Protocols) -> None:
    before = protocols["backend"].version
    protocols["backend"] = replace(protocols["backend"], version="99.0")
    [entry] = protocol_changes.note(organization, protocols)

    assert (entry.before, entry.after) == ({"version": before}, {"version": "99.0"})


def test_a_protocol_that_comes_and_goes(organization: Organization, protocols: Protocols) -> None:
    own = replace(protocols["engineering"], key="own", title="Our own")
    [came] = protocol_changes.note(organization, {**protocols, "own": own})
    [went] = protocol_changes.note(organization, protocols)

    assert came.title == went.title == "Our own"
    assert (came.before, went.after) == ({}, {})
    assert came.after == went.before == {"version": own.version, "clauses": "0"}


def test_the_worker_looks(organization: Organization, own_queues: None) -> None:
    protocol_changes.note_once.cache_clear()
    tasks.poll()

    organization.refresh_from_db()
    assert organization.protocols_known is not None
    assert set(organization.protocols_known) == set(organizations.protocols())
    protocol_changes.note_once.cache_clear()
