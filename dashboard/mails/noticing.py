"""Which notices are made, of what one may tell its person, and how it reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from compliance.digests import recipients, schedule
from compliance.models import Mail, Organization, Person, Repository
from compliance.notices import planning
from compliance.notices.events import Event, Notice, OfExcuse, OfPlan, OfRequest
from compliance.notices.planning import Why
from compliance.sight import Sight
from dashboard.access import Action, Answer, Thing, answer
from dashboard.mails import Rendered, transport
from dashboard.mails.addresses import addresses_of
from dashboard.mails.notice import rendered
from dashboard.mails.notice_sections import Reader
from dashboard.things import thing_of_plan, thing_of_repository


def plan(organization: Organization, now: datetime) -> None:
    """Make a row of each notice that is due. Where mail stays on this machine nobody is woken."""
    is_kept = transport.has_outbox()
    planning.plan(organization, now, addresses_of, may_see, around_the_clock=is_kept)


def written_for(mail: Mail, organization: Organization, now: datetime) -> Rendered | None:
    """What a notice says to its person; None where all of it is over."""
    events = planning.told_by(mail, organization, now, addresses_of, may_see)
    if not events:
        return None
    return _rendered(events, mail.person, organization, now)


@dataclass(frozen=True)
class Foretold:
    """Somebody's notice if it were sent now: its subject, or why there is none."""

    person: Person
    address: str
    subject: str = ""
    why: Why | None = None


def foretell(organization: Organization, now: datetime) -> Iterator[Foretold]:
    """Everybody who is to be told of something; nothing is sent or stored."""
    is_kept = transport.has_outbox()
    found = list(planning.due(organization, now, addresses_of, may_see, around_the_clock=is_kept))
    known = addresses_of([each.person.pk for each in found])
    for each in sorted(found, key=lambda each: each.person.login):
        address = known[each.person.pk]
        if each.why is not None:
            yield Foretold(each.person, address, why=each.why)
            continue
        subject = _rendered(each.events, each.person, organization, now).subject
        yield Foretold(each.person, address, subject)


def may_see(reader: Sight, event: Event) -> bool:
    """Whether the table lets somebody see what an event is about, and do what it asks of them."""
    match event:
        case OfPlan():
            action = Action.CONFIRM if event.kind is Notice.CONFIRM else Action.SEE
            return _may(reader, action, thing_of_plan(reader, event.plan))
        case OfExcuse():
            action = Action.DECIDE if event.kind is Notice.ASKED else Action.SEE
            return _may_in(reader, action, event.excuse.repository)
        case OfRequest():
            return _may_in(reader, Action.DECIDE, event.request.repository)
    return False


def _rendered(
    events: Sequence[Event], person: Person, organization: Organization, now: datetime
) -> Rendered:
    wanted = recipients.preferences_of(person)
    zone = schedule.zone_of(wanted.zone or organization.time_zone)
    return rendered(events, Reader(person, organization.name, now.astimezone(zone)))


def _may_in(reader: Sight, action: Action, repository: Repository) -> bool:
    return _may(reader, action, thing_of_repository(reader, repository))


def _may(reader: Sight, action: Action, thing: Thing) -> bool:
    return answer(reader.role, action, thing) is Answer.ALLOWED
