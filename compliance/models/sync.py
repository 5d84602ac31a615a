"""What is to be read and judged, by whom, and what came of it.

An item is the truth about one piece of work; a message in the broker only wakes a worker up.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from compliance.models.organization import Organization
from compliance.models.repository import Repository


class SyncRun(models.Model):
    """One look at the source that found something to do. Runs are kept for 30 days.

    `listed_at` is when all that it found was queued; until then more items may come.
    """

    class Reason(models.TextChoices):
        """What set it off."""

        START = "start", "Start"
        SCHEDULE = "schedule", "Schedule"
        REQUEST = "request", "Somebody asked"
        CALENDAR = "calendar", "A new day"
        EXCUSES = "excuses", "A waiver or attestation"

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="runs")
    reason = models.CharField(max_length=20, choices=Reason)
    started_at = models.DateTimeField()
    listed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    found = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-started_at", "-id")
        indexes = (models.Index(fields=("organization", "-started_at")),)

    def __str__(self) -> str:
        return f"run {self.pk} of {self.organization}"


class SyncItemQuerySet(models.QuerySet["SyncItem"]):
    """The questions that those who work ask."""

    def unfinished(self) -> SyncItemQuerySet:
        """Those that wait or are being worked on."""
        return self.filter(state__in=(SyncItem.State.WAITING, SyncItem.State.WORKING))

    def to_take(self, now: datetime, real_now: datetime) -> SyncItemQuerySet:
        """Those that need not wait any longer, and those whose worker died."""
        due = Q(state=SyncItem.State.WAITING) & (Q(not_before=None) | Q(not_before__lte=now))
        orphaned = Q(state=SyncItem.State.WORKING, leased_until__lt=real_now)
        return self.filter(due | orphaned)

    def leased(self, item: SyncItem) -> SyncItemQuerySet:
        """The item, as long as nobody else has taken it since."""
        return self.filter(pk=item.pk, state=SyncItem.State.WORKING, leased_by=item.leased_by)


class SyncItem(models.Model):
    """One repository that is to be read or judged again.

    It is leased by a worker until `leased_until`, which a heartbeat renews; whoever finds an
    expired lease may take it. `attempts` is counted before the work begins, and `read_at` is when
    what is judged had been read, in the attempt that is under way.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", "Waiting"
        WORKING = "working", "Being read"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    class Work(models.TextChoices):
        """What is to be done."""

        READ = "read", "Read and judge"
        JUDGE = "judge", "Judge stored facts again"

    organization = models.ForeignKey(Organization, models.CASCADE)
    run = models.ForeignKey(SyncRun, models.CASCADE, related_name="items")
    repository = models.ForeignKey(Repository, models.CASCADE, related_name="items")
    work = models.CharField(max_length=10, choices=Work)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    queued_at = models.DateTimeField()
    not_before = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_by = models.CharField(max_length=100, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    transitions = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)

    objects: ClassVar[SyncItemQuerySet] = SyncItemQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("queued_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("repository",),
                condition=models.Q(state__in=("waiting", "working")),
                name="one_open_item_for_a_repository",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="working") | models.Q(leased_until__isnull=False),
                name="who_works_holds_a_lease",
            ),
        )
        indexes = (
            models.Index(
                fields=("queued_at",),
                condition=models.Q(state__in=("waiting", "working")),
                name="open_items",
            ),
        )

    def __str__(self) -> str:
        return f"{self.work} {self.repository}: {self.state}"


class PollQuerySet(models.QuerySet["Poll"]):
    """The questions that those who poll ask."""

    def to_take(self, now: datetime, real_now: datetime) -> PollQuerySet:
        """Those that are due and leased by nobody who lives; the longest due first."""
        due = self.filter(due_at__lte=now).filter(Q(not_before=None) | Q(not_before__lte=now))
        return due.filter(Q(leased_until=None) | Q(leased_until__lt=real_now)).order_by("due_at")


class Poll(models.Model):
    """Something that the source is asked regularly, and when the next time is.

    It is leased as an item is. `due_at` is none while there is nothing to ask; `not_before` is set
    while the source answers nobody. `attempts` counts those since the last success, which ended at
    `done_at`; `since` is when that one began, and `requests` what it cost.
    """

    class Kind(models.TextChoices):
        """What is asked; the order is the one in which they are done when due together."""

        LISTING = "listing", "The repositories of a folder"
        SETTINGS = "settings", "Settings, rules, and which repositories there are"
        PEOPLE = "people", "Members, teams and invitations"
        HEADS = "heads", "What was pushed to"
        CHECKS = "checks", "Checks that still run"
        ONBOARDING = "onboarding", "Repositories of people who are new"
        DETAILS = "details", "What has changed in repositories"
        NOTION = "notion", "Members of the Notion workspace"

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="polls")
    kind = models.CharField(max_length=10, choices=Kind)
    due_at = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    leased_by = models.CharField(max_length=100, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    since = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    requests = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)

    objects: ClassVar[PollQuerySet] = PollQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organization", "kind"), name="one_poll_of_a_kind"),
        )

    def __str__(self) -> str:
        return f"{self.kind} of {self.organization}"
