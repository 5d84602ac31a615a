"""Makes the notices that are due, each of one day of one person, and says of what each tells.

A notice is a `Mail`, claimed and sent as a digest is. Of what it tells is looked up when it is
written, right before it is sent: what is over by then is not told, and what happened since is. It
is written down before the mail server is told anything, so that a notice that was maybe sent is not
repeated; what a notice was to tell that was refused or given up, the next one tells.

docs/decisions/0013 says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When

from compliance.digests import failures, recipients
from compliance.digests.recipients import Addresses
from compliance.models import Mail, Organization, Person, ToldEvent
from compliance.notices.audience import NOT_TOLD, MaySee, audience, seen
from compliance.notices.days import GATHERED, Day, day_of, is_same
from compliance.notices.events import Event

State = Mail.State
_TWO_DAYS = timedelta(days=2)
_TOO_LATE = "the day was over before it could be sent"


class Why(Enum):
    """Why somebody is told nothing now; the value is how it is read."""

    HAD_ONE = "they had one today, or it is on its way"
    NIGHT = "it is too early or too late where they are"
    GATHERING = "it is waited for more that happens"
    HIDDEN = "they may not see it"


@dataclass(frozen=True)
class Due:
    """Somebody with the events that they are to be told of on a day, or why that is not now."""

    person: Person
    events: tuple[Event, ...]
    day: Day
    why: Why | None


def plan(
    organization: Organization,
    now: datetime,
    addresses: Addresses,
    may_see: MaySee,
    *,
    around_the_clock: bool = False,
) -> None:
    """Make a row of each notice that is due; `around_the_clock` where nobody is woken."""
    _give_up_late(organization, now)
    for each in due(organization, now, addresses, may_see, around_the_clock=around_the_clock):
        if each.why is None:
            _make(each.person, each.day, now)


def due(
    organization: Organization,
    now: datetime,
    addresses: Addresses,
    may_see: MaySee,
    *,
    around_the_clock: bool,
) -> Iterator[Due]:
    """Everybody who is to be told of something, now or later."""
    everybody = audience(organization, now, addresses, may_see)
    had_one = _had_one_today(organization, [each.person for each in everybody], now)
    for each in everybody:
        day = day_of(now, _zone(each.person, organization), around_the_clock=around_the_clock)
        events, why = each.events, None
        if each.person.pk in had_one:
            why = Why.HAD_ONE
        elif not day.has_time(now):
            why = Why.NIGHT
        elif not _is_gathered(events, now):
            why = Why.GATHERING
        else:
            events = seen(each, may_see)
            if not _is_gathered(events, now):
                why = Why.GATHERING if events else Why.HIDDEN
        yield Due(each.person, events, day, why)


@transaction.atomic
def told_by(
    mail: Mail, organization: Organization, now: datetime, addresses: Addresses, may_see: MaySee
) -> tuple[Event, ...]:
    """What a notice that somebody holds tells, and write that down; nothing where all of it is
    over, or somebody else holds it by now.
    """
    held = Mail.objects.filter(pk=mail.pk, claimed_by=mail.claimed_by, state=State.CLAIMED)
    if not held.select_for_update().exists():
        return ()
    everybody = audience(organization, now, addresses, may_see, writing=mail)
    own = next((each for each in everybody if each.person.pk == mail.person_id), None)
    events = seen(own, may_see) if own else ()
    before = ToldEvent.objects.filter(person_id=mail.person_id)
    before.filter(Q(mail=mail) | Q(mail__state__in=NOT_TOLD)).delete()
    ToldEvent.objects.bulk_create(
        ToldEvent(
            organization=organization,
            person_id=mail.person_id,
            mail=mail,
            kind=each.kind,
            key=each.key,
        )
        for each in events
    )
    return events


def _is_gathered(events: Iterable[Event], now: datetime) -> bool:
    """Whether the first of them was long enough ago."""
    return any(each.at <= now - GATHERED for each in events)


def _make(person: Person, day: Day, now: datetime) -> None:
    """Make the notice of a day, unless another process has."""
    mail = Mail(
        organization_id=person.organization_id,
        person=person,
        kind=Mail.Kind.NOTICE,
        since=day.begins,
        until=day.asleep,
        due_at=now,
    )
    Mail.objects.bulk_create([mail], ignore_conflicts=True)


def _had_one_today(organization: Organization, people: Iterable[Person], now: datetime) -> set[int]:
    """Those who had their notice on the day that it is for them, or whose one is on its way; by the
    zone that they have now.
    """
    rows = _notices(organization).filter(person__in=list(people))
    lately = rows.filter(Q(state__in=Mail.OPEN) | Q(since__gt=now - _TWO_DAYS))
    return {
        each.person_id
        for each in lately.select_related("person__mail_preferences")
        if each.state in Mail.OPEN or _is_of_today(each, _zone(each.person, organization), now)
    }


def _is_of_today(mail: Mail, zone: str, now: datetime) -> bool:
    reached = mail.ended_at if mail.state not in NOT_TOLD else None
    return any(is_same(each, now, zone) for each in (mail.due_at, reached) if each)


def _give_up_late(organization: Organization, now: datetime) -> None:
    """Let those wait no longer whose day is over; what they were to tell, the next one does."""
    late = _notices(organization).filter(state=State.WAITING, until__lte=now)
    why = Case(When(answer="", then=Value(_TOO_LATE)), default=F("answer"))
    if late.update(state=State.GIVEN_UP, ended_at=now, answer=why):
        failures.tell_what_was_given_up(organization, now)


def _notices(organization: Organization) -> QuerySet[Mail]:
    return organization.mails.filter(kind=Mail.Kind.NOTICE)


def _zone(person: Person, organization: Organization) -> str:
    return recipients.preferences_of(person).zone or organization.time_zone
