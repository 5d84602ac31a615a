"""A notice as a mail: its subject, the sentences that it begins with, and what ends such mail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compliance.notices.events import Event, Notice, OfExcuse, OfPlan, OfRequest
from dashboard.mails import Rendered, links
from dashboard.mails.letter import Letter, written
from dashboard.mails.notice_sections import (
    Reader,
    apart,
    is_over,
    is_own,
    people_in,
    sections,
)
from dashboard.mails.places import Pages
from dashboard.mails.rows import Link
from dashboard.mails.wording import clean, counted, day

# What cannot wait comes first.
_ORDER = (
    Notice.STUCK, Notice.LATE, Notice.STALLED, Notice.CONFIRM, Notice.ASKED, Notice.ENDING,
)  # fmt: skip


def rendered(events: Sequence[Event], reader: Reader) -> Rendered:
    """The mail to one person of what happened."""
    pages = Pages(links.base_url())
    organization, person = clean(reader.organization), reader.person
    groups = list(_groups(apart(events), reader))
    others = sum(map(len, groups[1:]))
    kinds = [kind for kind in _ORDER if any(each.kind == kind for each in events)]
    return written(
        Letter(
            _said(groups[0], reader) + (f", and {others} more" if others else ""),
            f"{organization}, {day(reader.now)}",
            " ".join(f"{_said(group, reader)}." for group in groups),
            sections(events, reader, pages),
            pages.page("organization"),
            f"Plumbline sends such notices to {clean(person.called)} of {organization} once a day "
            "at most, and tells of each thing once.",
            (Link("Choose your notices", pages.page("digest", anchor="notices")),),
            links.unsubscribe_url(person, links.of_kinds(kinds)),
            tuple(Link(str(kind.label), links.unsubscribe_url(person, kind)) for kind in kinds),
        )
    )


def _groups(events: Sequence[Event], reader: Reader) -> Iterator[list[Event]]:
    """What is said together, what cannot wait first; of the reader's own onboarding apart."""
    own = [each for each in events if is_own(each, reader)]
    for kind in _ORDER:
        if kind is Notice.LATE and own:
            yield own
        found = [each for each in events if each.kind == kind and each not in own]
        for is_part in (is_over, lambda event: not is_over(event)):
            if part := [each for each in found if is_part(each)]:
                yield part


def _said(events: Sequence[Event], reader: Reader) -> str:
    """What some events of one kind come to, without a full stop."""
    first = events[0]
    if is_own(first, reader):
        return "The goal of your onboarding has passed"
    if isinstance(first, OfPlan):
        return _of_people(events, first)
    if len(events) > 1:
        return _of_many(events, first)
    if isinstance(first, OfRequest):
        return f"{clean(first.request.repository.name)} asks to be judged otherwise"
    if isinstance(first, OfExcuse):
        return _of_excuse(first)
    raise TypeError(f"{first} is no event that a notice tells")


def _of_people(events: Sequence[Event], first: OfPlan) -> str:
    names = list(people_in(events))
    is_one = len(names) == 1
    name = names[0] if is_one else counted(len(names), "newcomer")
    match first.kind:
        case Notice.STUCK:
            return f"{name} {'is' if is_one else 'are'} stuck"
        case Notice.LATE:
            return f"{name} went past the goal"
        case Notice.STALLED:
            return f"{name} {'gets' if is_one else 'get'} no further"
    waiting = counted(len(events), "new item waits", "new items wait")
    return f"{waiting} for your confirmation"


def _of_many(events: Sequence[Event], first: Event) -> str:
    number = len(events)
    if first.kind is Notice.ASKED:
        return f"{number} new requests wait for your decision"
    return f"{number} waivers {'have ended' if is_over(first) else 'end within two weeks'}"


def _of_excuse(event: OfExcuse) -> str:
    kind = event.excuse.get_kind_display()
    what = f"{'An' if kind == 'Attestation' else 'A'} {kind.lower()}"
    name = clean(event.excuse.repository.name)
    if event.kind is Notice.ASKED:
        return f"{what} is asked for in {name}"
    return f"{what} of {name} {'has ended' if is_over(event) else 'ends within two weeks'}"
