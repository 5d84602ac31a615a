"""To whom mail goes, when their next digest is due, and why the others get none."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from enum import Enum

from django.db.models import Max

from compliance.digests import schedule
from compliance.digests.schedule import Rhythm
from compliance.models import Mail, MailPreferences, Organization, Person

AT_ONCE = 500
Addresses = Callable[[Collection[int]], Mapping[int, str]]
"""The verified address of each of some people, by their primary keys, who has one."""


class Why(Enum):
    """Why somebody gets no digest; the value is how it is read."""

    LEFT = "has left"
    SWITCHED_OFF = "switched it off"
    NO_ADDRESS = "has no verified address"
    REFUSED = "their address was refused for good"
    NOT_A_WEEK = "has been here for less than a week"
    NOT_DUE = "it is not due yet"
    NOTHING = "nothing has changed"


def preferences_of(person: Person) -> MailPreferences:
    """What a person wants; made, with what everybody gets, where they have none."""
    found: MailPreferences | None = getattr(person, "mail_preferences", None)
    return found or MailPreferences(organization_id=person.organization_id, person=person)


def rhythm_of(preferences: MailPreferences, organization: Organization) -> Rhythm:
    """When somebody wants it."""
    zone = preferences.zone or organization.time_zone
    return Rhythm(preferences.weekday, preferences.hour, zone)


def why_not(
    preferences: MailPreferences, person: Person, address: str | None, now: datetime
) -> Why | None:
    """Why somebody gets no digest that were due now; None: they do, if something has changed."""
    if person.left_at is not None:
        return Why.LEFT
    if not preferences.wants_digest:
        return Why.SWITCHED_OFF
    if address is None:
        return Why.NO_ADDRESS
    if is_refused(preferences, address):
        return Why.REFUSED
    if person.seen_at + schedule.WEEK > now:
        return Why.NOT_A_WEEK
    return None


def is_refused(preferences: MailPreferences, address: str) -> bool:
    """Whether a mail server refused that address for good; another one of theirs it did not."""
    return preferences.refused_address.lower() == address.lower()


def set_next(
    preferences: MailPreferences,
    organization: Organization,
    now: datetime,
    maybe_told: datetime | None = None,
) -> None:
    """Set when somebody's next digest is due; saves nothing. `maybe_told` is until when one tells
    that was made, and may have reached them.
    """
    person = preferences.person
    if not preferences.wants_digest or person.left_at is not None:
        preferences.next_at = None
        return
    rhythm = rhythm_of(preferences, organization)
    told = max(filter(None, (preferences.told_until, maybe_told)), default=None)
    preferences.next_at = schedule.next_for(now, rhythm, person.seen_at, told)


def reckon(rows: Iterable[MailPreferences], organization: Organization, now: datetime) -> None:
    """Set anew when the next digests of some people are due, as what they want may have changed;
    saves nothing. Who one was made for that is not known not to have reached them has the next one
    due in a later week.
    """
    rows = list(rows)
    maybe_told = _maybe_told([each.person_id for each in rows])
    for each in rows:
        keep_or_set_next(each, organization, now, maybe_told.get(each.person_id))


def keep_or_set_next(
    preferences: MailPreferences,
    organization: Organization,
    now: datetime,
    maybe_told: datetime | None = None,
) -> None:
    """As `set_next`, but what is due and was not made yet stays due."""
    due = preferences.next_at
    set_next(preferences, organization, now, maybe_told)
    if preferences.next_at is not None and due is not None and due <= now:
        preferences.next_at = due


def _maybe_told(people: Collection[int]) -> Mapping[int, datetime]:
    """Until when the last digest tells that some people may have got, or may still get."""
    made = Mail.objects.filter(person__in=people, kind=Mail.Kind.DIGEST)
    open_or_uncertain = made.filter(state__in=(*Mail.OPEN, Mail.State.UNCERTAIN)).order_by()
    return dict(open_or_uncertain.values_list("person").annotate(last=Max("until")))


def keep_up(organization: Organization, now: datetime) -> None:
    """Let everybody who belongs here, and wants the digest, have a moment when it is due."""
    while missing := list(
        organization.people.filter(left_at=None, mail_preferences=None).order_by("pk")[:AT_ONCE]
    ):
        rows = [MailPreferences(organization=organization, person=each) for each in missing]
        for each in rows:
            set_next(each, organization, now)
        # Another process may do the same.
        MailPreferences.objects.bulk_create(rows, ignore_conflicts=True)
    back = MailPreferences.objects.filter(
        organization=organization, wants_digest=True, next_at=None, person__left_at=None
    )
    _reckon_and_save(list(back.select_related("person")), organization, now)


def follow_the_clock_of(organization: Organization, now: datetime) -> None:
    """Reckon anew what is due by the organization's own time zone, which was changed."""
    by_it = MailPreferences.objects.filter(
        organization=organization, zone="", next_at__isnull=False
    )
    _reckon_and_save(list(by_it.select_related("person")), organization, now)


def _reckon_and_save(
    rows: list[MailPreferences], organization: Organization, now: datetime
) -> None:
    reckon(rows, organization, now)
    MailPreferences.objects.bulk_update(rows, ["next_at"], batch_size=AT_ONCE)
