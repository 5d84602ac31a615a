"""Writes down what people did, in the transaction in which they did it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from compliance import clock
from compliance.masking import mask
from compliance.models import AuditEntry, AuditOrigin, Organization, Person

# Who acts, where it is no person of the organization.
THIS_MACHINE = "whoever can reach this machine"

_ADDRESS: ContextVar[str | None] = ContextVar("address", default=None)
_ON_BEHALF: ContextVar[str] = ContextVar("on_behalf", default=THIS_MACHINE)


@contextmanager
def acting_from(address: str | None, on_behalf: str = THIS_MACHINE) -> Iterator[None]:
    """Let what is done meanwhile have been done from an IP address; None: from no page.

    `on_behalf` is who did what no person of the organization does.
    """
    tokens = _ADDRESS.set(address), _ON_BEHALF.set(on_behalf)
    try:
        yield
    finally:
        _ADDRESS.reset(tokens[0])
        _ON_BEHALF.reset(tokens[1])


def on_behalf() -> str:
    """Who does what is done now, where no person of the organization does it."""
    return _ON_BEHALF.get()


@dataclass(frozen=True)
class Named:
    """A thing that is no row of the database: of what kind it is, which one, what it is called."""

    kind: str
    key: str
    title: str

    def __str__(self) -> str:
        return self.title


def record(
    action: AuditEntry.Action,
    subject: models.Model | Named,
    *,
    organization: Organization,
    by: Person | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Write down that somebody did something to a thing.

    `before` and `after` are what differs, as JSON, with people as references.

    Raises:
        TransactionManagementError: there is no transaction that would undo both together.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("what is audited is done in a transaction")
    if isinstance(subject, Named):
        kind, key = subject.kind, subject.key
    else:
        kind, key = type(subject).__name__.lower(), str(subject.pk)
    entry = AuditEntry.objects.create(
        organization=organization,
        at=clock.now(),
        action=action,
        by=by,
        on_behalf="" if by else on_behalf(),
        subject=kind,
        subject_id=key[:50],
        # Who somebody is says the reference, so that a pseudonym is one everywhere.
        title="" if isinstance(subject, Person) else mask(str(subject))[:500],
        before=dict(before or {}),
        after=dict(after or {}),
    )
    if address := _ADDRESS.get():
        AuditOrigin.objects.create(entry=entry, address=address)
    return entry
