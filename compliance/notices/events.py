"""What happened that somebody is to be told of, as long as it is still so.

Each event has a key that is its own: whoever is stuck again, or stalls again, is another event.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from compliance.models import AskedFor, Excuse, MailPreferences, Plan, PlanItem

Notice = MailPreferences.Notice


@dataclass(frozen=True)
class Event:
    """One of them, which happened at a moment.

    People are named by primary keys. `leads` are those nearest who are to see to it; where it
    `needs_lead`, and none of them can be reached and may see it, administrators are in their place.
    `others` are told besides. `but` is whose doing it is, who is told as one of the others or not
    at all.
    """

    kind: MailPreferences.Notice
    key: str
    at: datetime
    leads: frozenset[int]
    others: frozenset[int]
    but: int | None
    needs_lead: bool


@dataclass(frozen=True)
class OfPlan(Event):
    """Something about who is new, and where it is about one, the item of their plan."""

    plan: Plan
    item: PlanItem | None = None


@dataclass(frozen=True)
class OfExcuse(Event):
    """A waiver or an attestation that is asked for, ends soon, or has ended."""

    excuse: Excuse


@dataclass(frozen=True)
class OfRequest(Event):
    """What a repository asks for by its own file, or by a topic."""

    request: AskedFor


def stamp(moment: datetime) -> str:
    """A moment in a key."""
    return f"{moment.timestamp():.6f}"
