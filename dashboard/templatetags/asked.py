"""How what is asked for is worded: what became of it, and how long it still counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django import template

from compliance import clock
from compliance.asked import ENDING_DAYS
from compliance.facts.self_description import Matter
from compliance.models import AskedFor, CheckTally, Excuse
from dashboard.templatetags.words import Worded

register = template.Library()

_APPROVED = {
    Matter.COMPONENT: "No check judges that component: it is a manifest like others.",
    Matter.PATHS: "What is in those files is in no check.",
    Matter.PHASE: "What the protocol asks only from production on is not asked.",
    Matter.PROTOCOL: "It is judged by that protocol, and by none of the clauses of another.",
    Matter.WORKING_BRANCH: "Checks of branches and pull requests look at that branch.",
    Matter.STAGING: "Deployments to those environments count as deployments to staging.",
}


@register.filter
def asked_state(asked: AskedFor) -> Worded:
    """What became of what a repository asks for, as it is shown."""
    if asked.ended_at is not None:
        return Worded("Not asked for any more", "not_applicable", "not_applicable")
    if not asked.is_said:
        return Worded("Not in effect", "not_applicable", "not_applicable")
    match asked.verdict:
        case AskedFor.Verdict.APPROVED:
            return Worded("In effect", "attested", "attested")
        case AskedFor.Verdict.REFUSED:
            return Worded("Refused", "fail", "fail")
        case _:
            return Worded("Waits for approval", "working", "clock")


@register.filter
def once_approved(asked: AskedFor) -> str:
    """What it changes that a repository asks for, once a manager approves it."""
    return _APPROVED[Matter(asked.matter)]


@register.filter
def days_left(until: date) -> str:
    """When something ends that counts to the end of a day, as the end of a sentence."""
    left = (until - clock.now().date()).days
    if left < 0:
        return f"ended {-left} day{'s' if left < -1 else ''} ago"
    if left == 0:
        return "ends with today"
    return f"ends in {left} day{'s' if left > 1 else ''}"


@register.filter
def ends_soon(excuse: Excuse) -> bool:
    """Whether it counts now, and ends so soon that it is warned of."""
    today = clock.now().date()
    return excuse.is_in_effect(today) and excuse.until <= today + timedelta(days=ENDING_DAYS)


@dataclass(frozen=True)
class Excused:
    """How many results are waived, and how many attested."""

    waived: int
    attested: int

    @property
    def all(self) -> int:
        """How many count as they do because people approved it."""
        return self.waived + self.attested


@register.filter
def excused_in(tallied: Iterable[CheckTally] | None) -> Excused:
    """How many results of some tallies are excused; none where nothing was tallied."""
    rows = list(tallied or ())
    return Excused(sum(row.waived for row in rows), sum(row.attested for row in rows))


@register.filter
def unended(text: str) -> str:
    """What somebody wrote without its full stop, for within a sentence."""
    return text.removesuffix(".")


@register.filter
def has_passed(until: date) -> bool:
    """Whether a last day is over."""
    return until < clock.now().date()
