"""When who is new came no further for a working day."""

from __future__ import annotations

from datetime import datetime, timedelta

from compliance.models import Plan
from compliance.onboarding.plans import calendar_of
from compliance.onboarding.timing import worked_by

STALLED_AFTER = timedelta(hours=8)
"""Working hours without progress after which somebody should have a look."""


def stalls_at(plan: Plan) -> datetime | None:
    """When they will have come no further for so long, or have since; None of a plan that is over
    or has not begun, and where that is years ahead.
    """
    begins = plan.clock_from
    if not plan.is_open or plan.person_id is None or begins is None:
        return None
    return worked_by(calendar_of(plan), max(plan.progressed_at, begins), STALLED_AFTER)


def is_stalled(plan: Plan, now: datetime) -> bool:
    """Whether who is new came no further for a working day, of an open plan that has begun."""
    at = stalls_at(plan)
    return at is not None and at <= now
