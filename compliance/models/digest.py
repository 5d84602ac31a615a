"""What mail people want, and each mail to one of them, from being due until it has ended."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from compliance.models.delivery import Delivery
from compliance.models.organization import Organization
from compliance.models.people import Person

MONDAY = 0
MORNING = 9


class MailPreferences(models.Model):
    """When a person wants the digest, which notices they do not want, and how far they were told.

    `weekday` counts from Monday as 0, and `hour` is by the clock of `zone`, a name of the IANA
    database; empty, it is the organization's. `unwanted` are kinds of notices (`Notice`).

    `next_at` is when the next digest is due; None: none will be. `told_until` is the end of the
    span that their last digest told of, or in which nothing had changed; None before the first.
    Both are kept here and not as a row a week, so that rows grow with mail and not with time.

    `refused_address` is the address that a mail server refused for good, with its answer in
    `refused_because`: nothing is sent to it again.
    """

    class Notice(models.TextChoices):
        """What is told of at once, besides the digest."""

        STUCK = "stuck", "Somebody new is stuck"
        STALLED = "stalled", "Somebody new gets no further"
        LATE = "late", "The goal of an onboarding has passed"
        CONFIRM = "confirm", "An onboarding item waits for you"
        ASKED = "asked", "Something is asked for that you decide on"
        ENDING = "ending", "A waiver ends soon, or has ended"

    organization = models.ForeignKey(Organization, models.CASCADE)
    person = models.OneToOneField(Person, models.CASCADE, related_name="mail_preferences")
    wants_digest = models.BooleanField(default=True)
    weekday = models.PositiveSmallIntegerField(default=MONDAY)
    hour = models.PositiveSmallIntegerField(default=MORNING)
    zone = models.CharField(max_length=64, blank=True)
    unwanted = ArrayField(models.CharField(max_length=20, choices=Notice), default=list, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    told_until = models.DateTimeField(null=True, blank=True)
    refused_address = models.CharField(max_length=320, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(weekday__lte=6, hour__lte=23), name="a_digest_is_due_within_a_week"
            ),
            models.CheckConstraint(
                condition=Q(refused_address="", refused_at=None, refused_because="")
                | (~Q(refused_address="") & Q(refused_at__isnull=False)),
                name="a_refused_address_says_since_when",
            ),
        )
        indexes = (
            models.Index(fields=("organization", "next_at"), name="digests_by_when_due"),
            models.Index(
                fields=("organization",),
                condition=~Q(refused_address=""),
                name="refused_addresses",
            ),
        )
        verbose_name_plural = "mail preferences"

    def __str__(self) -> str:
        return f"what {self.person} wants as mail"


class MailQuerySet(models.QuerySet["Mail"]):
    """The questions that sending and pages ask."""

    def open(self) -> MailQuerySet:
        """Those that have not ended."""
        return self.filter(state__in=Mail.OPEN)


class Mail(Delivery):
    """One mail to a person, from being due until it has ended.

    A digest ends with when it is due by the person's own clock. Where nobody knows whether it was
    sent (`UNCERTAIN`), the next one tells of its span once more. One in which nothing has changed
    leaves no row. `tried_at` is when a mail server was told of it last.

    A notice tells of what happened until it is written, and is of one day of its person's: that
    day begins at `since`, and at `until` it is too late to send it (`compliance.notices`).
    """

    class Kind(models.TextChoices):
        """What it is."""

        DIGEST = "digest", "Digest"
        NOTICE = "notice", "Notice"
        ASKED = "asked", "Digest that they asked for at once"

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", "Waits"
        CLAIMED = "claimed", "Is being written"
        HANDED = "handed", "Is being handed over"
        SENT = "sent", "Sent"
        UNCERTAIN = "uncertain", "Maybe sent"
        REFUSED = "refused", "Refused for good"
        GIVEN_UP = "given up", "Given up"

    # What the next digest begins anew with, since its reader may not have been told.
    UNTOLD: ClassVar[tuple[str, ...]] = ("uncertain", "refused", "given up")

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="mails")
    person = models.ForeignKey(Person, models.CASCADE, related_name="mails")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tried_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[MailQuerySet] = MailQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-due_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("person", "until"),
                condition=Q(kind="digest"),
                name="one_digest_until_a_moment",
            ),
            # Each begins where the one before ended, so that no two tell of the same.
            models.UniqueConstraint(
                fields=("person", "since"),
                condition=Q(kind="digest", state__in=("waiting", "claimed", "handed", "sent")),
                name="one_digest_since_a_moment",
            ),
            models.UniqueConstraint(
                fields=("person", "since"), condition=Q(kind="notice"), name="one_notice_a_day"
            ),
            models.UniqueConstraint(
                fields=("person",),
                condition=Q(kind="notice", state__in=("waiting", "claimed", "handed")),
                name="one_open_notice",
            ),
            models.CheckConstraint(
                condition=Q(since__lt=F("until")), name="a_mail_tells_of_some_time"
            ),
            models.CheckConstraint(
                condition=Q(
                    state="waiting", claimed_by="", claimed_at=None, handed_at=None, ended_at=None
                )
                | (
                    Q(state="claimed", claimed_at__isnull=False, handed_at=None, ended_at=None)
                    & ~Q(claimed_by="")
                )
                | (
                    Q(state="handed", claimed_at__isnull=False, ended_at=None)
                    & Q(handed_at__isnull=False)
                    & ~Q(claimed_by="")
                )
                | Q(state__in=("sent", "uncertain", "refused", "given up"), ended_at__isnull=False),
                name="a_mail_says_who_holds_it_and_when_it_ended",
            ),
        )
        indexes = (
            models.Index(
                fields=("organization", "due_at"),
                condition=Q(state__in=("waiting", "claimed", "handed")),
                name="open_mails",
            ),
            # What the limit a minute counts.
            models.Index(
                fields=("organization", "tried_at"),
                condition=Q(tried_at__isnull=False),
                name="mails_by_when_tried",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {self.person}"


class LocalMail(models.Model):
    """A mail as it would have been sent, where there is no mail server: what the outbox shows."""

    mail = models.OneToOneField(Mail, models.CASCADE, related_name="local")
    recipient = models.CharField(max_length=320)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField()

    def __str__(self) -> str:
        return self.subject


KEEP_MAILS = timedelta(days=90)
"""How long what became of a mail is kept after it has ended."""
