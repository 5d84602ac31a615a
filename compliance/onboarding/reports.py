"""Takes what the doctor reports into a plan: what a laptop says of itself, and shown as that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db import transaction

from compliance import clock
from compliance.models import Plan, PlanItem
from compliance.onboarding import plans, ticking
from compliance.onboarding.report_format import Report, Reported
from compliance.onboarding.tokens import EndedError
from compliance.protocol import ShownBy

State, Way = PlanItem.State, PlanItem.Way
_SHOWS = ("pass", "not_applicable")
_KEPT = ["reported_at", "outcome", "findings"]


@dataclass(frozen=True)
class Taken:
    """What a report came to: how many of the plan's items that the doctor looks at are done now, of
    how many, and the title of the first that is not; empty where all are.
    """

    done: int
    of: int
    next: str


@transaction.atomic
def take(plan: Plan, report: Report) -> Taken:
    """Keep what the doctor found, and settle what it shows.

    What it finds missing opens again what rested on an earlier report, and leaves alone what
    somebody said: who works with another editor has ticked that, or the lead confirmed it. A goal
    that was reached stays reached where they have another plan; what was found stands beside it.

    Raises:
        EndedError: the plan was called off meanwhile.
    """
    found = plans.locked(plan)
    if found.ended_at:
        raise EndedError("This plan was called off, so nothing is reported to it.")
    now = clock.now()
    reported = {each.item: each for each in report.items}
    items = [each for each in found.items.all() if ShownBy.DOCTOR in each.shown_by and each.counts]
    for item in items:
        item.plan = found
        if each := reported.get(item.key):  # type: ignore[call-overload]
            _take(item, each, now)
    still_open = [each for each in items if each.state == State.OPEN]
    following = still_open[0].title if still_open else ""
    return Taken(len(items) - len(still_open), len(items), following)


def _take(item: PlanItem, reported: Reported, now: datetime) -> None:
    item.reported_at, item.outcome = now, reported.outcome
    item.findings = msgspec.to_builtins(reported.findings)
    item.save(update_fields=_KEPT)
    if reported.outcome in _SHOWS and item.state == State.OPEN:
        ticking.reported(item, now)
    elif reported.outcome == "fail" and item.way == Way.REPORTED and not ticking.is_followed(item):
        ticking.reopen(item)
