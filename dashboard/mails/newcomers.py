"""Who is new, and one's own onboarding, as sections of a mail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from compliance.digests.parts import Digest, Newcomer, OwnPlan
from dashboard.mails.places import Links
from dashboard.mails.rows import Block, Link, Row, Section
from dashboard.mails.wording import SENTENCE, clean, counted
from dashboard.templatetags.onboarding import span

TOLD = 8


def of_newcomers(digest: Digest, links: Links) -> Section:
    """Those whose onboarding the reader leads, with their clocks; what is new first."""
    in_order = sorted(digest.newcomers, key=lambda each: not each.is_changed)
    rows = tuple(_row(each, links) for each in in_order[:TOLD])
    more = (Link("All newcomers", links.page("onboarding")),) if len(in_order) > TOLD else ()
    return Section("Newcomers", links.page("onboarding"), (), (Block("", rows, more=more),))


def of_own_plan(plan: OwnPlan, links: Links) -> Section:
    """What the reader has still to do."""
    url = links.page("plan", plan.plan)
    rows = tuple(Row(clean(each, SENTENCE), url, "") for each in plan.items)
    clock = clock_said(plan.used, plan.goal, is_finished=False)
    figure = Link(f"{counted(plan.still_open, 'open item')}, {clock}", url)
    return Section("Your onboarding", url, (figure,), (Block("Next", rows),) if rows else ())


def clock_said(used: timedelta | None, goal: timedelta, *, is_finished: bool) -> str:
    """How a clock stands, as `5 h left of 48 h`."""
    if used is None:
        return "the clock has not begun"
    if is_finished:
        late = f", {span(used - goal)} later than promised" if used > goal else ""
        return f"reached the goal in {span(used)}{late}"
    return (
        f"{span(used - goal)} over" if used > goal else f"{span(goal - used)} left of {span(goal)}"
    )


def _row(newcomer: Newcomer, links: Links) -> Row:
    clock = clock_said(newcomer.used, newcomer.goal, is_finished=newcomer.is_finished)
    return Row(
        clean(newcomer.who),
        links.page("plan", newcomer.plan),
        clock,
        (", ".join(_details(newcomer)),),
        mark="new" if newcomer.is_new else "goal missed" if newcomer.is_late else "",
    )


def _details(newcomer: Newcomer) -> Iterator[str]:
    if newcomer.team:
        yield clean(newcomer.team.name)
    yield f"{newcomer.done} of {counted(newcomer.asked, 'item')} done"
    if newcomer.waiting:
        yield f"{counted(newcomer.waiting, 'waits', 'wait')} for you"
    if newcomer.stuck:
        yield f"stuck with {newcomer.stuck}"
