"""Each mail is sent once: it is a row that whoever sends it claims first, in the database.

What is due becomes a row, which is the truth. Who sends it holds it by a lease and renews that; the
claim of a process that died runs out, and the mail waits again. Between `hand_over`, which is
committed before the mail server is given the end of the message, and the answer nobody can know
whether it was sent: who died there leaves it `UNCERTAIN`, it is not tried again, and the next
digest tells of the same span once more. docs/decisions/0011 says why.

`now` is the moment that counts as now. Leases, and the limit a minute, run by the real clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from compliance.digests import answers, failures, recipients, schedule
from compliance.digests.recipients import AT_ONCE, Addresses, rhythm_of, why_not
from compliance.models import Mail, MailPreferences, Organization
from compliance.models.digest import KEEP_MAILS, MailQuerySet
from compliance.sync.leases import LEASE

FAILURE_TOLD = timedelta(days=7)
"""So long administrators are told that a mail failed."""
_MINUTE = timedelta(minutes=1)
# So often a mail is claimed; of those that are claimed together one may end the process.
MOST_CLAIMS = 50
# The first half of the number of the lock under which mails are counted and claimed.
_LOCK = 0x6D61696C
State = Mail.State


def plan(organization: Organization, now: datetime, addresses: Addresses) -> int:
    """Make a row of each digest that is due, and say how many those are.

    Of several that were missed one is made. Who can be sent none now has their next one due all the
    same, and that one tells of what this would have.
    """
    settled = now - schedule.SETTLED
    recipients.keep_up(organization, settled)
    planned = 0
    while True:
        seen, made = _plan_some(organization, settled, addresses)
        planned += made
        if seen < AT_ONCE:
            return planned


@transaction.atomic
def _plan_some(
    organization: Organization, settled: datetime, addresses: Addresses
) -> tuple[int, int]:
    """How many people's were due, and how many rows that made."""
    due = (
        MailPreferences.objects.filter(organization=organization, next_at__lte=settled)
        # Its span begins where one that is still open ends.
        .exclude(person__mails__in=_open_digests(organization))
        .select_related("person")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("next_at", "pk")
    )
    rows = list(due[:AT_ONCE])
    known = addresses([each.person_id for each in rows])
    mails = [
        _digest(each, organization, settled)
        for each in rows
        if why_not(each, each.person, known.get(each.person_id), settled) is None
    ]
    until = {each.person_id: each.until for each in mails}
    for each in rows:
        recipients.set_next(each, organization, settled, until.get(each.person_id))
    # Whom one until that moment was made for already gets no other.
    made = Mail.objects.bulk_create(
        [each for each in mails if each.since < each.until], ignore_conflicts=True
    )
    MailPreferences.objects.bulk_update(rows, ["next_at"])
    return len(rows), len(made)


def _digest(wanted: MailPreferences, organization: Organization, settled: datetime) -> Mail:
    """The last one that was due. One that was reckoned by an older clock is due when that said."""
    latest = schedule.latest_until(settled, rhythm_of(wanted, organization))
    until = max(latest, wanted.next_at or latest)
    since = schedule.begins(until, wanted.person.seen_at, wanted.told_until)
    return Mail(
        organization_id=wanted.organization_id,
        person_id=wanted.person_id,
        kind=Mail.Kind.DIGEST,
        since=since,
        until=until,
        due_at=until,
    )


def _open_digests(organization: Organization) -> MailQuerySet:
    return Mail.objects.filter(organization=organization, kind=Mail.Kind.DIGEST).open()


@transaction.atomic
def claim(
    organization: Organization, by: str, now: datetime, most: int, per_minute: int
) -> list[Mail]:
    """Take at most so many mails that are due, the earliest first, with their people; none where so
    many a minute are being sent already, by all processes together. Digests that come too late to
    be of use are given up.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, organization.pk])
    _give_up_late(organization, now)
    real = timezone.now()
    held = Q(state=State.CLAIMED) | Q(tried_at__gt=real - _MINUTE)
    room = min(most, per_minute - organization.mails.filter(held).count())
    if room <= 0:
        return []
    waiting = organization.mails.filter(state=State.WAITING, due_at__lte=now).filter(
        Q(not_before=None) | Q(not_before__lte=now)
    )
    rows = list(
        waiting.select_related("person__mail_preferences")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("due_at", "pk")[:room]
    )
    for each in rows:
        each.state, each.claimed_by, each.claimed_at = State.CLAIMED, by, real
        each.attempts += 1
    Mail.objects.filter(pk__in=[each.pk for each in rows]).update(
        state=State.CLAIMED, claimed_by=by, claimed_at=real, attempts=F("attempts") + 1
    )
    return rows


def _give_up_late(organization: Organization, now: datetime) -> None:
    """End the digests that nothing could be done for in so many days, as when the mail server was
    not there: the next one tells of their spans. When a notice is too late, itself says.
    """
    late = organization.mails.filter(state=State.WAITING, due_at__lt=now - answers.TRIED_FOR)
    if late.exclude(kind=Mail.Kind.NOTICE).update(
        state=State.GIVEN_UP,
        ended_at=now,
        answer=Coalesce(NullIf(F("answer"), Value("")), Value("it was too late to be of use")),
    ):
        failures.tell_what_was_given_up(organization, now)


def renew(by: str) -> None:
    """Go on holding what one holds."""
    Mail.objects.open().filter(claimed_by=by).update(claimed_at=timezone.now())


def attempt(mail: Mail) -> bool:
    """Write down that the mail server is told of it now, which the limit a minute counts whatever
    it answers; False: somebody else holds it, and it must not be.
    """
    held = Mail.objects.filter(pk=mail.pk, claimed_by=mail.claimed_by, state=State.CLAIMED)
    return held.update(tried_at=timezone.now()) == 1


def hand_over(mail: Mail) -> bool:
    """Write down that the mail server is given the message now; False: somebody else holds it, and
    it must not be.
    """
    held = Mail.objects.filter(pk=mail.pk, claimed_by=mail.claimed_by, state=State.CLAIMED)
    return held.update(state=State.HANDED, handed_at=timezone.now()) == 1


@transaction.atomic
def sent(mail: Mail, answer: str, now: datetime) -> None:
    """Write down that the mail server took it."""
    if _end(mail, State.SENT, answer, now) and mail.kind == Mail.Kind.DIGEST:
        _told(mail, now)


@transaction.atomic
def nothing_to_tell(mail: Mail, now: datetime) -> None:
    """Drop a digest in whose span nothing has changed."""
    held = Mail.objects.filter(pk=mail.pk, claimed_by=mail.claimed_by, state=State.CLAIMED)
    if held.delete()[0] and mail.kind == Mail.Kind.DIGEST:
        _told(mail, now)


def later(mail: Mail, answer: str, now: datetime) -> None:
    """Let it be tried again after a while, or give it up where that has gone on for too long. Only
    for what was surely not sent.
    """
    if now - mail.due_at > answers.TRIED_FOR:
        if _end(mail, State.GIVEN_UP, answer, now):
            failures.tell_what_was_given_up(mail.organization, now)
        return
    _held(mail).update(
        state=State.WAITING,
        claimed_by="",
        claimed_at=None,
        handed_at=None,
        not_before=now + answers.pause(mail.attempts),
        answer=answer[:300],
    )


def give_back(mails: Sequence[Mail], not_before: datetime | None, answer: str = "") -> None:
    """Let those of some mails that were not handed over wait again, through no fault of theirs."""
    held = Mail.objects.filter(pk__in=[each.pk for each in mails], state=State.CLAIMED)
    held.filter(claimed_by__in={each.claimed_by for each in mails}).update(
        state=State.WAITING,
        claimed_by="",
        claimed_at=None,
        attempts=F("attempts") - 1,
        not_before=not_before,
        answer=answer[:300],
    )


def never(mail: Mail, answer: str, now: datetime) -> None:
    """Write down that the mail server will not take it, and that it is not tried again."""
    _end(mail, State.REFUSED, answer, now)


@transaction.atomic
def refused(mail: Mail, address: str, answer: str, now: datetime) -> None:
    """Write down that an address is refused for good, which ends all mail to it."""
    _end(mail, State.REFUSED, answer, now)
    values = {
        "refused_address": address[:320],
        "refused_at": now,
        "refused_because": answer[:300],
    }
    # What they chose since the mail was claimed stays as it is.
    if not MailPreferences.objects.filter(person_id=mail.person_id).update(**values):
        MailPreferences.objects.create(
            organization_id=mail.organization_id, person_id=mail.person_id, **values
        )


def uncertain(mail: Mail, answer: str, now: datetime) -> None:
    """Write down that nobody knows whether it was sent."""
    _end(mail, State.UNCERTAIN, answer, now)


def release_dead(organization: Organization, now: datetime) -> None:
    """Answer for what processes held that died: what they had not handed over waits again, unless
    that happened so often that it may be what ends them.
    """
    dead = organization.mails.filter(claimed_at__lt=timezone.now() - LEASE)
    if dead.filter(state=State.CLAIMED, attempts__gte=MOST_CLAIMS).update(
        state=State.GIVEN_UP,
        ended_at=now,
        answer=f"who was to send it died {MOST_CLAIMS} times before that",
    ):
        failures.tell_what_was_given_up(organization, now)
    dead.filter(state=State.CLAIMED).update(state=State.WAITING, claimed_by="", claimed_at=None)
    dead.filter(state=State.HANDED).update(
        state=State.UNCERTAIN,
        ended_at=now,
        answer="who sent it died before the mail server's answer was written down",
    )


def forget(organization: Organization, now: datetime) -> None:
    """Delete the mails that ended longer ago than they are kept, and what was told of a failure."""
    failed = Organization.objects.filter(pk=organization.pk, mail_failed_at__lt=now - FAILURE_TOLD)
    failed.update(mail_failure="", mail_failed_at=None)
    organization.mails.filter(ended_at__lt=now - KEEP_MAILS).delete()


def _held(mail: Mail) -> MailQuerySet:
    return Mail.objects.open().filter(pk=mail.pk, claimed_by=mail.claimed_by)


def _end(mail: Mail, state: Mail.State, answer: str, now: datetime) -> bool:
    return _held(mail).update(state=state, ended_at=now, answer=answer[:300]) == 1


def _told(mail: Mail, now: datetime) -> None:
    """Write down how far somebody was told, and reckon from there when the next one is due: they
    may have chosen another day while this one waited.
    """
    held = MailPreferences.objects.select_for_update(of=("self",))
    found = held.select_related("person", "organization").filter(person_id=mail.person_id)
    for wanted in found:
        wanted.told_until = max(mail.until, wanted.told_until or mail.until)
        recipients.keep_or_set_next(wanted, wanted.organization, now)
        wanted.save(update_fields=["told_until", "next_at"])
