"""Plans of those who are new: their items, what was seen of them, and tokens for the doctor."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from compliance.models.organization import Organization, Team
from compliance.models.people import Person
from compliance.models.repository import Repository

MAX_NOTE = 2000


class PlanQuerySet(models.QuerySet["Plan"]):
    """The questions that more than one page asks."""

    def open(self) -> PlanQuerySet:
        """Those that go on."""
        return self.filter(finished_at=None, ended_at=None)

    def with_people(self) -> PlanQuerySet:
        """With whom and what a page names."""
        return self.select_related(
            "organization", "person", "team", "repository", "buddy", "made_by", "ended_by"
        )


class Plan(models.Model):
    """The onboarding of one person, from the invitation to the goal.

    Until the invitation is accepted there is no `person`, but the `login` or the `email` that was
    invited and, of an invitation of the source, its `invitation_key`. `protocol` is the key of the
    protocol that is followed, which makes the role, and `fingerprint` what it was at `laid_at`,
    when the items were last laid beside it.

    The clock runs from `starts_at`, which a manager set, else from `joined_at`, when the membership
    turned active, to `finished_at`, when the goal was reached. `goal_hours` are counted around the
    clock but for the days that pause it, in `zone` (a name of the IANA): weekends where
    `pauses_weekends`, and `days_off`. `progressed_at` is when the newcomer last came further, or
    `made_at`. `ended_at` is when somebody called it off before the goal.
    """

    class Whom(models.TextChoices):
        """Who is onboarded; as `compliance.protocol.Whom`."""

        STAFF = "staff", "Staff"
        PARTNER = "partner", "External partner"

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="plans")
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="plans")
    invitation_key = models.CharField(max_length=200, blank=True)
    login = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=320, blank=True)
    whom = models.CharField(max_length=10, choices=Whom, default=Whom.STAFF)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="plans")
    protocol = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64, blank=True)
    laid_at = models.DateTimeField()
    repository = models.ForeignKey(
        Repository, models.SET_NULL, null=True, blank=True, related_name="plans"
    )
    buddy = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    starts_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    zone = models.CharField(max_length=64, default="UTC")
    pauses_weekends = models.BooleanField(default=False)
    days_off = ArrayField(models.DateField(), default=list, blank=True)
    goal_title = models.CharField(max_length=200)
    goal_hours = models.PositiveIntegerField()
    goal_item = models.CharField(max_length=100)
    progressed_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    ended_because = models.CharField(max_length=300, blank=True)

    objects: ClassVar[PlanQuerySet] = PlanQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-made_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("person",),
                condition=Q(finished_at=None, ended_at=None, person__isnull=False),
                name="one_open_plan_of_a_person",
            ),
            models.UniqueConstraint(
                fields=("organization", "invitation_key"),
                condition=~Q(invitation_key=""),
                name="one_plan_for_an_invitation",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(login="") | ~Q(email=""),
                name="a_plan_is_for_somebody",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(ended_at=None),
                name="what_was_called_off_was_not_finished",
            ),
        )
        indexes = (
            models.Index(
                fields=("organization", "-made_at"),
                condition=Q(finished_at=None, ended_at=None),
                name="open_plans",
            ),
        )

    def __str__(self) -> str:
        return f"the onboarding of {self.who}"

    @property
    def who(self) -> str:
        """Whom it is for, as far as that is known."""
        return self.person.login if self.person else self.login or self.email

    @property
    def called(self) -> str:
        """What they are called, by their name where it is known."""
        return self.person.called if self.person else self.who

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.finished_at is None and self.ended_at is None

    @property
    def clock_from(self) -> datetime | None:
        """When the clock began, or will; None before the invitation is accepted."""
        return self.starts_at or self.joined_at


class PlanItem(models.Model):
    """One item of a plan, as the protocol had it when they were last laid beside each other.

    `clause` is the identity of its clause; the words of `shown_by` are those of
    `compliance.protocol.ShownBy`. `why_not` says why it does not concern this newcomer; empty, it
    does. `dropped_at` is when the protocol stopped asking for it: it counts for nothing then, and
    what was ticked is kept.

    `state` is how far it is, and `way` what it rests on. `evidence` is a sentence, with an address
    where there is one. `reported_at` and `findings` (`{text, remedy}`) are the doctor's last word,
    which `outcome` sums up. What is `stuck_because` of something waits for help.
    """

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open", "Open"
        WAITING = "waiting", "Waits for the lead"
        DONE = "done", "Done"

    class Way(models.TextChoices):
        """What shows that it is done, or ticked."""

        NONE = "", "Nothing"
        TICKED = "ticked", "Ticked"
        REPORTED = "reported", "Reported from the laptop"
        VERIFIED = "verified", "Verified"
        CONFIRMED = "confirmed", "Confirmed by the lead"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="items")
    organization = models.ForeignKey(Organization, models.CASCADE)
    key = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField()
    clause = models.CharField(max_length=100)
    title = models.CharField(max_length=300)
    text = models.TextField()
    docs = models.CharField(max_length=500, blank=True)
    shown_by = ArrayField(models.CharField(max_length=20))
    is_confirmed_by_lead = models.BooleanField(default=False)
    why_not = models.CharField(max_length=300, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    way = models.CharField(max_length=10, choices=Way, default=Way.NONE, blank=True)
    ticked_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    evidence = models.CharField(max_length=500, blank=True)
    evidence_url = models.CharField(max_length=1000, blank=True)
    note = models.TextField(blank=True)
    sent_back_at = models.DateTimeField(null=True, blank=True)
    sent_back_because = models.TextField(blank=True)
    stuck_at = models.DateTimeField(null=True, blank=True)
    stuck_because = models.TextField(blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    findings = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(fields=("plan", "key"), name="one_item_for_a_key"),
            models.CheckConstraint(
                condition=Q(state="open", done_at=None, way="")
                | Q(state="waiting", done_at=None, way__in=("ticked", "reported"))
                | Q(state="done", done_at__isnull=False) & ~Q(way=""),
                name="an_item_says_what_it_rests_on",
            ),
            models.CheckConstraint(
                condition=Q(stuck_at=None, stuck_because="")
                | (Q(stuck_at__isnull=False) & ~Q(stuck_because="")),
                name="who_is_stuck_says_why",
            ),
        )
        indexes = (
            models.Index(
                fields=("organization", "plan"),
                condition=Q(state="waiting"),
                name="items_that_wait_for_leads",
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} of {self.plan}"

    @property
    def counts(self) -> bool:
        """Whether it is asked of this newcomer."""
        return not self.why_not and self.dropped_at is None


class Milestone(models.Model):
    """Something that a newcomer did for the first time, as GitHub shows it."""

    class Kind(models.TextChoices):
        """What it was, in the order in which it happens."""

        MEMBERSHIP = "membership", "Joined"
        TEAM = "team", "Joined a team"
        BRANCH = "branch", "First branch"
        COMMIT = "commit", "First commit"
        PULL_REQUEST = "pull-request", "First pull request"
        REVIEW = "review", "First review"
        MERGE = "merge", "First pull request merged"
        STAGING = "staging", "First deployment to staging"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="milestones")
    organization = models.ForeignKey(Organization, models.CASCADE)
    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField()
    seen_at = models.DateTimeField()
    title = models.CharField(max_length=300)
    url = models.CharField(max_length=1000, blank=True)
    repository = models.ForeignKey(
        Repository, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(fields=("plan", "kind"), name="each_milestone_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind} of {self.plan}"


class PlanToken(models.Model):
    """What lets the doctor report to one plan, until a moment two days on.

    Of the token only the digest is kept, so that nobody reports with what the database holds.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tokens")
    organization = models.ForeignKey(Organization, models.CASCADE)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at", "-id")

    def __str__(self) -> str:
        return f"a token of {self.plan}"
