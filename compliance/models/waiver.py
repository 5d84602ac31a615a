"""What people ask to have excused in a repository, and what became of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from compliance.excuses import MAX_PATTERN
from compliance.models.organization import Organization
from compliance.models.people import Person
from compliance.models.repository import Repository
from compliance.scoring import ExcuseKind

# How long one may last from the day on which it is asked for. What is vouched for stays true longer
# than what is put up with should.
LONGEST = {ExcuseKind.WAIVER: timedelta(days=180), ExcuseKind.ATTESTATION: timedelta(days=365)}


def _ends_in_time() -> Q:
    """That it was asked for on one of its days, the last of which is not too far off."""
    kinds = (
        Q(kind=kind.value, until__lte=F("asked_at") + longest) for kind, longest in LONGEST.items()
    )
    return Q(*kinds, _connector=Q.OR) & Q(until__gt=F("asked_at") - timedelta(days=1))


class ExcuseQuerySet(models.QuerySet["Excuse"]):
    """The questions that judging and pages ask."""

    def in_effect(self, day: date) -> ExcuseQuerySet:
        """Those that were approved, not revoked, and have not ended before that day."""
        return self.filter(state=Excuse.State.APPROVED, until__gte=day)

    def still_open(self, day: date) -> ExcuseQuerySet:
        """Those that wait to be decided on or are in effect, and did not end before that day."""
        return self.filter(state__in=(Excuse.State.ASKED, Excuse.State.APPROVED), until__gte=day)

    def with_people(self) -> ExcuseQuerySet:
        """With who asked, decided, and took it back."""
        return self.select_related("asked_by", "decided_by", "ended_by")


class Excuse(models.Model):
    """A waiver or an attestation, from being asked for until it ends.

    It is for a check, or a rule that only an attestation can show, of one repository; in one of its
    components (`component` as in `CheckResult.components`, empty for all), and a waiver maybe at
    some paths alone. `until` is the last day, in UTC, on which it counts; that it has passed is
    written nowhere. `title` is the check's, kept so that it outlives it.

    Somebody else decides than who asked. `ended_by` is who withdrew what they had asked for before
    that was decided, or revoked what was approved.
    """

    class Kind(models.TextChoices):
        """What it says: that the clause need not hold, or that it holds unseen."""

        WAIVER = ExcuseKind.WAIVER.value, "Waiver"
        ATTESTATION = ExcuseKind.ATTESTATION.value, "Attestation"

    class State(models.TextChoices):
        """What became of it."""

        ASKED = "asked", "Asked for"
        APPROVED = "approved", "Approved"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"
        REVOKED = "revoked", "Revoked"

    organization = models.ForeignKey(Organization, models.CASCADE)
    repository = models.ForeignKey(Repository, models.CASCADE, related_name="excuses")
    kind = models.CharField(max_length=20, choices=Kind)
    key = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    component = models.TextField(blank=True)
    paths = ArrayField(models.CharField(max_length=MAX_PATTERN), default=list, blank=True)
    reason = models.TextField()
    link = models.CharField(max_length=500, blank=True)
    until = models.DateField()
    state = models.CharField(max_length=20, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(Person, models.RESTRICT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.RESTRICT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(blank=True)
    ended_by = models.ForeignKey(Person, models.RESTRICT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.TextField(blank=True)

    objects: ClassVar[ExcuseQuerySet] = ExcuseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="nobody_decides_on_their_own_excuse",
            ),
            models.CheckConstraint(condition=_ends_in_time(), name="no_excuse_lasts_too_long"),
            models.CheckConstraint(
                condition=~Q(reason="") & (Q(kind=ExcuseKind.WAIVER.value) | ~Q(link="")),
                name="an_excuse_has_a_reason_and_an_attestation_a_link",
            ),
            models.CheckConstraint(
                condition=Q(kind=ExcuseKind.WAIVER.value) | Q(paths=[]),
                name="only_waivers_are_for_paths",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="asked", decided_by=None, decided_at=None, ended_by=None, ended_at=None)
                    | Q(
                        state__in=("approved", "refused"),
                        decided_by__isnull=False,
                        decided_at__isnull=False,
                        ended_by=None,
                        ended_at=None,
                    )
                    | Q(
                        state="withdrawn",
                        decided_by=None,
                        decided_at=None,
                        ended_by=F("asked_by"),
                        ended_at__isnull=False,
                    )
                    | Q(
                        state="revoked",
                        decided_by__isnull=False,
                        decided_at__isnull=False,
                        ended_by__isnull=False,
                        ended_at__isnull=False,
                    )
                ),
                name="an_excuse_says_who_did_what_became_of_it",
            ),
        )
        indexes = (
            models.Index(
                fields=("organization", "until"),
                condition=Q(state="approved"),
                name="approved_excuses",
            ),
            # Counted on each page of who decides.
            models.Index(
                fields=("organization", "repository"),
                condition=Q(state="asked"),
                name="excuses_that_wait",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.key} in {self.repository}"

    def is_in_effect(self, day: date) -> bool:
        """Whether it counts on a day."""
        return self.state == self.State.APPROVED and day <= self.until
