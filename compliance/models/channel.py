"""Where a team's digest is posted, and each post to it, from being due until it has ended."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from compliance.models.delivery import Delivery
from compliance.models.digest import MONDAY, MORNING
from compliance.models.organization import Organization, Team
from compliance.models.people import Person


class Channel(models.Model):
    """The channel of a team's chat to which its digest is posted.

    `sealed` is the address of its incoming webhook, which is a secret: encrypted with a key that is
    not in the database. What is shown of it is its `host` and its last characters, `ends_with`.

    `weekday` counts from Monday as 0, and `hour` is by the clock of `zone`, a name of the IANA
    database; empty, it is the organization's. `next_at` is when the next digest is due; None: none
    will be. `told_until` is the end of the span that the last post told of, or in which nothing had
    changed; None before the first. While it is paused, since `paused_at`, nothing but tests is
    posted. `problem` is why the last post was not posted, or may not have been; empty where it was.
    """

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="channels")
    team = models.OneToOneField(Team, models.CASCADE, related_name="channel")
    sealed = models.TextField()
    host = models.CharField(max_length=253)
    ends_with = models.CharField(max_length=4)
    set_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    set_at = models.DateTimeField()
    weekday = models.PositiveSmallIntegerField(default=MONDAY)
    hour = models.PositiveSmallIntegerField(default=MORNING)
    zone = models.CharField(max_length=64, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    told_until = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(weekday__lte=6, hour__lte=23), name="a_post_is_due_within_a_week"
            ),
            models.CheckConstraint(
                condition=Q(paused_at=None) | Q(next_at=None), name="nothing_is_due_while_paused"
            ),
        )
        indexes = (models.Index(fields=("organization", "next_at"), name="channels_by_when_due"),)

    def __str__(self) -> str:
        return f"the channel of {self.team}"


class PostQuerySet(models.QuerySet["Post"]):
    """The questions that posting and pages ask."""

    def open(self) -> PostQuerySet:
        """Those that have not ended."""
        return self.filter(state__in=Post.OPEN)

    def telling(self) -> PostQuerySet:
        """Those that tell of what changed."""
        return self.filter(kind__in=Post.TELLING)


class Post(Delivery):
    """One post to a team's channel, from being due until it has ended; as `Mail` is one mail."""

    class Kind(models.TextChoices):
        """What it is."""

        DIGEST = "digest", "Weekly digest"
        ASKED = "asked", "Digest, asked for at once"
        TEST = "test", "Test message"

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", "Waits"
        CLAIMED = "claimed", "Is being written"
        HANDED = "handed", "Is being posted"
        POSTED = "posted", "Posted"
        UNCERTAIN = "uncertain", "Maybe posted"
        REFUSED = "refused", "Refused"
        GIVEN_UP = "given up", "Given up"

    TELLING: ClassVar[tuple[str, ...]] = ("digest", "asked")

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="posts")
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="posts")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)

    objects: ClassVar[PostQuerySet] = PostQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-due_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("channel", "until"),
                condition=Q(kind="digest"),
                name="one_post_until_a_moment",
            ),
            # Each begins where the one before ended, so that no two tell of the same.
            models.UniqueConstraint(
                fields=("channel", "since"),
                condition=Q(kind__in=("digest", "asked"))
                & Q(state__in=("waiting", "claimed", "handed", "posted")),
                name="one_post_since_a_moment",
            ),
            models.UniqueConstraint(
                fields=("channel",),
                condition=Q(kind__in=("digest", "asked"))
                & Q(state__in=("waiting", "claimed", "handed")),
                name="one_open_post_that_tells",
            ),
            models.UniqueConstraint(
                fields=("channel",),
                condition=Q(kind="test", state__in=("waiting", "claimed", "handed")),
                name="one_open_test",
            ),
            models.CheckConstraint(
                condition=Q(since__lt=F("until")) | Q(kind="test"),
                name="a_post_tells_of_some_time",
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
                | Q(
                    state__in=("posted", "uncertain", "refused", "given up"), ended_at__isnull=False
                ),
                name="a_post_says_who_holds_it_and_when_it_ended",
            ),
        )
        indexes = (
            models.Index(
                fields=("organization", "due_at"),
                condition=Q(state__in=("waiting", "claimed", "handed")),
                name="open_posts",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {self.channel}"
