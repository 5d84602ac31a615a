"""What people decide about their mail: when it comes, that it ends, that one comes now."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from django.db import transaction

from compliance.digests import recipients, schedule
from compliance.models import Mail, MailPreferences, Organization, Person

NOTICES = MailPreferences.Notice.values


@transaction.atomic
def change(
    person: Person, organization: Organization, now: datetime, to: Callable[[MailPreferences], None]
) -> MailPreferences:
    """Let `to` change what somebody wants, and reckon anew when their next digest is due.

    Whoever turns the digest on again is told of what changes from then on.
    """
    wanted = locked(person)
    had = wanted.wants_digest
    to(wanted)
    if wanted.wants_digest and not had:
        wanted.told_until = now
    recipients.reckon([wanted], organization, now)
    wanted.save()
    return wanted


def locked(person: Person) -> MailPreferences:
    """What somebody wants, held against who would change it meanwhile."""
    MailPreferences.objects.get_or_create(
        person=person, defaults={"organization_id": person.organization_id}
    )
    held = MailPreferences.objects.select_for_update(of=("self",)).select_related("person")
    return held.get(person=person)


def end_digest(person: Person, organization: Organization, now: datetime) -> None:
    """Let no more digests come."""

    def end(wanted: MailPreferences) -> None:
        wanted.wants_digest = False

    change(person, organization, now, end)


def end_notices(
    person: Person, organization: Organization, now: datetime, kinds: Collection[str]
) -> None:
    """Let no more notices of some kinds come."""

    def end(wanted: MailPreferences) -> None:
        wanted.unwanted = [each for each in NOTICES if each in {*wanted.unwanted, *kinds}]

    change(person, organization, now, end)


def try_again(person: Person, organization: Organization, now: datetime) -> None:
    """Let mail go to an address again that a mail server refused."""

    def clear(wanted: MailPreferences) -> None:
        wanted.refused_address, wanted.refused_at, wanted.refused_because = "", None, ""

    change(person, organization, now, clear)


def follow_address(person: Person, address: str) -> None:
    """Forget that a mail server refused an address which is theirs no more, since another one is,
    or none (empty).
    """
    refused = MailPreferences.objects.filter(person=person).exclude(refused_address="")
    refused.exclude(refused_address__iexact=address).update(
        refused_address="", refused_at=None, refused_because=""
    )


def span_until(person: Person, wanted: MailPreferences, now: datetime) -> tuple[datetime, datetime]:
    """What a digest would tell of that were sent now."""
    return schedule.begins(now, person.seen_at, wanted.told_until), now


def ask_for_one(person: Person, since: datetime, until: datetime) -> Mail:
    """Let somebody have a digest of that span at once, besides the one that comes by itself."""
    return Mail.objects.create(
        organization_id=person.organization_id,
        person=person,
        kind=Mail.Kind.ASKED,
        since=since,
        until=until,
        due_at=until,
    )
