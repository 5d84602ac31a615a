"""Waivers and attestations that end soon."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from compliance import waivers
from compliance.asked import ENDING_DAYS
from compliance.digests.parts import Lapse, Named
from compliance.models import Excuse
from compliance.scoring import ExcuseKind
from compliance.sight import Sight

_SOON = timedelta(days=ENDING_DAYS)


def ending(reader: Sight) -> list[Excuse]:
    """Those of the repositories that somebody may see, the next to end first; one query."""
    found = waivers.ending_within(reader.organization, ENDING_DAYS)
    return list(reader.of_repositories(found))


def lapses(found: Iterable[Excuse], since: datetime, until: datetime) -> tuple[Lapse, ...]:
    """What there is to say of them."""
    return tuple(_lapse(each, since, until) for each in found)


def _lapse(excuse: Excuse, since: datetime, until: datetime) -> Lapse:
    return Lapse(
        excuse.pk,
        ExcuseKind(excuse.kind),
        Named(excuse.repository.name, excuse.repository.slug),
        excuse.title,
        excuse.until,
        excuse.asked_by.called,
        _came_near(excuse, since, until),
    )


def _came_near(excuse: Excuse, since: datetime, until: datetime) -> bool:
    """Whether it came within so many days of its end in that span, be it by being approved."""
    was_near = excuse.until <= _day(since) + _SOON
    is_near = excuse.until <= _day(until) + _SOON
    decided = excuse.decided_at
    is_fresh = decided is not None and since <= decided < until
    return is_near and (is_fresh or not was_near)


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()
