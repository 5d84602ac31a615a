"""How plans, their items and their clocks are worded in templates."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from compliance.digests.schedule import zone_of
from compliance.models import Milestone, PlanItem
from dashboard.checklist import Entry
from dashboard.doctor_findings import sentences
from dashboard.templatetags.words import Worded

register = template.Library()

_WAYS = {
    PlanItem.Way.TICKED: "Ticked",
    PlanItem.Way.REPORTED: "Reported from the laptop",
    PlanItem.Way.VERIFIED: "Verified",
    PlanItem.Way.CONFIRMED: "Confirmed",
}
_STEPS = {
    Milestone.Kind.MEMBERSHIP: "Joined",
    Milestone.Kind.TEAM: "Team",
    Milestone.Kind.BRANCH: "Branch",
    Milestone.Kind.COMMIT: "Commit",
    Milestone.Kind.PULL_REQUEST: "Pull request",
    Milestone.Kind.REVIEW: "Review",
    Milestone.Kind.MERGE: "Merged",
    Milestone.Kind.STAGING: "Staging",
}


@register.filter
def span(length: timedelta) -> str:
    """A length of time in hours and minutes; days beyond four of them, for nobody counts those."""
    minutes = int(length.total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    if hours >= 96:
        days, left = divmod(hours, 24)
        return f"{days} days {left} h" if left else f"{days} days"
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


@register.filter
def in_zone(moment: datetime | None, zone: str) -> SafeString | str:
    """A moment as it is in a zone, with the zone's short name; in UTC for whoever asks for it."""
    if moment is None:
        return ""
    there = moment.astimezone(zone_of(zone))
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        there.isoformat(timespec="seconds"),
        date_format(timezone.localtime(moment), "j F Y, H:i:s e"),
        f"{there:%a} {there.day} {there:%b}, {there:%H:%M} {there.tzname()}",
    )


@register.filter
def item_state(item: PlanItem) -> Worded:
    """How far an item is, and what it rests on, as it is shown."""
    if item.state == PlanItem.State.DONE:
        return Worded(_WAYS[PlanItem.Way(item.way)], "pass", "pass")
    if item.stuck_at:
        return Worded("Stuck", "unknown", "warning")
    if item.state == PlanItem.State.WAITING:
        return Worded("Waits for the lead", "working", "clock")
    if item.sent_back_at:
        return Worded("Sent back", "unknown", "arrow")
    return Worded("Open", "not_applicable", "not_applicable")


@register.filter
def shown(entry: Entry) -> str:
    """What shows that an item is done: said to who is new, or of them to anybody else."""
    is_own = entry.reader.changes
    laptop, lead = ("your laptop", "Your lead") if is_own else ("the laptop", "The lead")
    ticks = "You tick it" if is_own else "The newcomer ticks it"
    if entry.is_seen_at_github:
        found = "Nothing to tick: it is seen at GitHub, within the hour."
        return f"{found} {lead} can confirm it with a link." if entry.is_goal else found
    if entry.is_reported:
        found = f"The doctor reports it from {laptop}"
        found += f", or {ticks[0].lower()}{ticks[1:]}" if entry.is_ticked_by_hand else ""
    elif "notion" in entry.item.shown_by:
        found = "It is seen in the Notion workspace"
        found += f", or {ticks[0].lower()}{ticks[1:]}" if entry.is_ticked_by_hand else ""
    else:
        found = ticks
    return f"{found}. {lead} confirms it then." if entry.item.is_confirmed_by_lead else f"{found}."


@register.filter
def step(milestone: str) -> str:
    """A milestone in a word or two."""
    return _STEPS[Milestone.Kind(milestone)]


@register.filter
def doctor_said(findings: list[dict[str, Any]]) -> list[str]:
    """What the doctor found, a sentence each."""
    return sentences(findings)


@register.filter
def role_name(protocol: str) -> str:
    """The role that the protocol of that key makes, as people read it."""
    return protocol.replace("-", " ").capitalize()
