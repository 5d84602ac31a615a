"""Who would get which digest at a moment, and why others get none; nothing is sent or stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from compliance.digests import recipients, schedule
from compliance.digests.recipients import AT_ONCE, Why
from compliance.models import Mail, MailPreferences, Organization, Person
from dashboard.mails import sending
from dashboard.mails.addresses import addresses_of


@dataclass(frozen=True)
class Foretold:
    """What would become of somebody's digest: its subject, or why there is none. `next_at` is when
    one is due that is not yet.
    """

    person: Person
    address: str
    why: Why | None = None
    subject: str = ""
    next_at: datetime | None = None


def foretell(organization: Organization, now: datetime, known_at: datetime) -> Iterator[Foretold]:
    """Each of the organization's people, by login. Who is not known to mail yet will be, as if that
    were at `known_at`.
    """
    people = organization.people.filter(left_at=None).select_related("mail_preferences")
    rows = list(people.order_by("login"))
    for begin in range(0, len(rows), AT_ONCE):
        some = rows[begin : begin + AT_ONCE]
        addresses = addresses_of([each.pk for each in some])
        for person in some:
            person.organization = organization
            yield _of(person, addresses.get(person.pk), now, known_at)


def _of(person: Person, address: str | None, now: datetime, known_at: datetime) -> Foretold:
    organization = person.organization
    wanted = recipients.preferences_of(person)
    if wanted.next_at is None:
        recipients.set_next(wanted, organization, known_at)
    why, to = recipients.why_not(wanted, person, address, now), address or ""
    if why is not None:
        return Foretold(person, to, why)
    if wanted.next_at is None or wanted.next_at > now:
        return Foretold(person, to, Why.NOT_DUE, next_at=wanted.next_at)
    written = sending.written_for(_mail(person, wanted, now), organization)
    if written is None:
        return Foretold(person, to, Why.NOTHING)
    return Foretold(person, to, subject=written.subject)


def _mail(person: Person, wanted: MailPreferences, now: datetime) -> Mail:
    rhythm = recipients.rhythm_of(wanted, person.organization)
    until = schedule.latest_until(now, rhythm)
    since = schedule.begins(until, person.seen_at, wanted.told_until)
    return Mail(person=person, kind=Mail.Kind.DIGEST, since=since, until=until)
