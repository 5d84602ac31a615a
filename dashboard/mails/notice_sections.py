"""What happened, as sections of a notice. All that other people wrote is cleaned here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from compliance.models import Excuse, Person, Plan
from compliance.notices.events import Event, Notice, OfExcuse, OfPlan, OfRequest
from compliance.onboarding.contacts import leads_of
from compliance.onboarding.stalls import is_stalled
from dashboard.checklist import next_of, progress_of
from dashboard.mails.places import Pages
from dashboard.mails.rows import Block, Link, Row, Section
from dashboard.mails.wording import SENTENCE, clean, counted, day

TOLD = 8
"""Of one kind no more are told; a link leads to all of them."""


@dataclass(frozen=True)
class Reader:
    """Who gets it, of which organization, and when, by their own clock."""

    person: Person
    organization: str
    now: datetime


def sections(events: Sequence[Event], reader: Reader, pages: Pages) -> list[Section]:
    """The sections in reading order."""
    found = [
        _of_own_plan(events, reader, pages),
        _of_newcomers(events, reader, pages),
        _of_requests(events, reader, pages),
    ]
    return [section for section in found if section.blocks]


def apart(some: Sequence[Event], among: Sequence[Event] = ()) -> list[Event]:
    """Some events without the standstills of those who are stuck or late `among` them: that goes
    without saying, or is said there.
    """
    known = {
        each.plan.pk
        for each in among or some
        if isinstance(each, OfPlan) and each.kind in (Notice.STUCK, Notice.LATE)
    }
    return [
        each
        for each in some
        if not (isinstance(each, OfPlan) and each.kind is Notice.STALLED and each.plan.pk in known)
    ]


def is_own(event: Event, reader: Reader) -> bool:
    """Whether it is about the reader's own onboarding."""
    return isinstance(event, OfPlan) and event.plan.person_id == reader.person.pk


def is_over(event: Event) -> bool:
    """Whether it is about a waiver that has ended."""
    return event.key.startswith("ended:")


def who(plan: Plan) -> str:
    """The name of who is new."""
    return clean(plan.called)


def _of_own_plan(events: Sequence[Event], reader: Reader, pages: Pages) -> Section:
    own = [each for each in events if is_own(each, reader)]
    url = pages.page("plan", own[0].plan.pk) if own and isinstance(own[0], OfPlan) else ""
    return Section("Your onboarding", url, (), _blocks([("Past the goal", "", own)], reader, pages))


def _of_newcomers(events: Sequence[Event], reader: Reader, pages: Pages) -> Section:
    others = [each for each in events if not is_own(each, reader)]
    parts = [
        ("Stuck", "fail", _of(Notice.STUCK, others)),
        ("Past the goal", "", _of(Notice.LATE, others)),
        ("No progress for a working day", "", apart(_of(Notice.STALLED, others), events)),
        ("Waits for your confirmation", "", _of(Notice.CONFIRM, others)),
    ]
    return Section("Newcomers", pages.page("onboarding"), (), _blocks(parts, reader, pages))


def _of_requests(events: Sequence[Event], reader: Reader, pages: Pages) -> Section:
    ending = _of(Notice.ENDING, events)
    parts = [
        ("Waits for your decision", "", _of(Notice.ASKED, events)),
        ("Has ended", "fail", [each for each in ending if is_over(each)]),
        ("Ends within two weeks", "excused", [each for each in ending if not is_over(each)]),
    ]
    blocks = _blocks(parts, reader, pages)
    return Section("Waivers and requests", pages.page("requests"), (), blocks)


def _of(kind: Notice, events: Sequence[Event]) -> list[Event]:
    return [each for each in events if each.kind == kind]


def _blocks(
    parts: Sequence[tuple[str, str, Sequence[Event]]], reader: Reader, pages: Pages
) -> tuple[Block, ...]:
    return tuple(
        _block(heading, tone, events, reader, pages) for heading, tone, events in parts if events
    )


def _block(heading: str, tone: str, events: Sequence[Event], reader: Reader, pages: Pages) -> Block:
    rows = tuple(_row(each, reader, pages) for each in events[:TOLD])
    left = len(events) - TOLD
    url = pages.page("onboarding" if isinstance(events[0], OfPlan) else "requests")
    more = (Link(f"{left} more", url),) if left > 0 else ()
    return Block(heading, rows, tone, more)


def _row(event: Event, reader: Reader, pages: Pages) -> Row:
    match event:
        case OfPlan():
            return _of_plan(event, reader, pages)
        case OfExcuse():
            return _of_excuse(event, pages)
        case OfRequest():
            asked = event.request
            url = pages.page("asked", asked.repository.slug, asked.pk)
            said = (f"by {clean(asked.said_by)}", clean(asked.reason, SENTENCE))
            what = f"asks {clean(asked.request.sentence, SENTENCE)}"
            return Row(clean(asked.repository.name), url, what, _filled(*said))
    raise TypeError(f"{event} is no event that a notice tells")


def _of_plan(event: OfPlan, reader: Reader, pages: Pages) -> Row:
    plan, item = event.plan, event.item
    if item is None:
        return _of_whole_plan(event, reader, pages.page("plan", plan.pk))
    note = f"Note: {clean(item.note, SENTENCE)}" if item.note else ""
    said = clean(item.stuck_because, SENTENCE) if event.kind is Notice.STUCK else note
    return Row(
        who(plan),
        pages.page("plan", plan.pk, anchor=f"item-{item.key}"),
        f"“{clean(item.title, SENTENCE)}”",
        _filled(said, f"since {_moment(event.at, reader)}"),
    )


def _of_whole_plan(event: OfPlan, reader: Reader, url: str) -> Row:
    """That somebody is late, or came no further; whoever is late may have come no further, too."""
    plan = event.plan
    since = max(plan.progressed_at, plan.clock_from or plan.progressed_at)
    still = f"nothing since {_moment(since, reader)}"
    items = list(plan.items.defer("text", "findings"))
    progress, following = progress_of(items), next_of(items)
    done = f"{progress.done} of {counted(progress.of, 'item')} done"
    if following:
        done = f"{done}, next: {clean(following.title, SENTENCE)}"
    if event.kind is Notice.STALLED:
        return Row(who(plan), url, still, (done,))
    late = f"more than {plan.goal_hours} h without “{clean(plan.goal_title, SENTENCE)}”"
    if is_own(event, reader):
        return Row("Your plan", url, late, _filled(done, _whom_to_ask(plan)))
    is_still = is_stalled(plan, reader.now)
    return Row(who(plan), url, late, _filled(done, still if is_still else ""))


def _whom_to_ask(plan: Plan) -> str:
    """Who can help somebody new, as on the page of their plan."""
    people = leads_of(plan)
    if plan.buddy and plan.buddy.left_at is None and plan.buddy not in people:
        people.append(plan.buddy)
    names = [clean(each.called) for each in people]
    return f"Ask {' or '.join(names)} for help" if names else ""


def _of_excuse(event: OfExcuse, pages: Pages) -> Row:
    excuse = event.excuse
    url = pages.page("excuse", excuse.repository.slug, excuse.pk)
    what = f"{excuse.get_kind_display()} of “{clean(excuse.title, SENTENCE)}”"
    said = [f"until {day(excuse.until)}, asked for by {clean(excuse.asked_by.called)}"]
    if excuse.state == Excuse.State.ASKED:
        said.insert(0, clean(excuse.reason, SENTENCE))
    return Row(clean(excuse.repository.name), url, what, _filled(*said))


def _filled(*said: str) -> tuple[str, ...]:
    return tuple(each for each in said if each)


def _moment(moment: datetime, reader: Reader) -> str:
    """The day and the time of a moment by the reader's clock."""
    there = moment.astimezone(reader.now.tzinfo)
    return f"{day(there)}, {there:%H:%M}"


def people_in(events: Sequence[Event]) -> Iterator[str]:
    """The names of those who are new in some events, each once."""
    yield from dict.fromkeys(who(each.plan) for each in events if isinstance(each, OfPlan))
