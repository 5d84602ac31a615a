"""What the checks said: now, each change of it, and the sums that follow.

The tables grow with change, not with time: a result is one row for a repository and check that is
updated in place, a transition is a row, a score is a row when it differs from the last one.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Q, When

from compliance.checks.base import Confidence
from compliance.models.organization import Organization
from compliance.models.repository import Repository, weights_in_order
from compliance.scoring import Level, Standing

URGENCY = Case(
    *(When(standing=each.value, then=position) for position, each in enumerate(Standing)),
    output_field=models.SmallIntegerField(),
)
"""The place of a result's standing among those that need somebody, `fail` before all others."""
_EXCUSED = tuple(each.value for each in Standing if each.is_excused)


class CheckResult(models.Model):
    """What a check says of a repository now; title and texts are kept so that they outlive it.

    `key` is a `CharField` without choices, since the catalogue is code. `outcome` is what the check
    says, `standing` how that counts: the same, or what the waivers and attestations whose primary
    keys are `excuses` make of it. `confidence` is empty for a rule that only an attestation can
    show. `evidence` is a list of `{path, line, end_line, excerpt, url, waived_by}`, `components` of
    `{path, outcome, standing, message, evidence, excuses}`. `since` is when the current standing
    began, at `since_commit`.
    """

    organization = models.ForeignKey(Organization, models.CASCADE)
    repository = models.ForeignKey(Repository, models.CASCADE, related_name="results")
    key = models.CharField(max_length=100)
    clause = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    level = models.CharField(max_length=20)
    confidence = models.CharField(max_length=20)
    attestable = models.BooleanField(default=False)
    outcome = models.CharField(max_length=20)
    standing = models.CharField(max_length=20)
    excuses = ArrayField(models.BigIntegerField(), default=list, blank=True)
    message = models.TextField()
    remedy = models.TextField(blank=True)
    evidence = models.JSONField(default=list)
    components = models.JSONField(default=list)
    since = models.DateTimeField()
    since_commit = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("repository", "key"), name="one_result_for_a_check"),
            models.CheckConstraint(
                condition=Q(standing__in=_EXCUSED, excuses__len__gt=0)
                | ~Q(standing__in=_EXCUSED) & Q(excuses__len=0),
                name="what_is_excused_says_by_what",
            ),
        )
        indexes = (
            # Lists of a check's results come in this order, and counts of them read this alone.
            models.Index(
                "organization",
                "key",
                URGENCY,
                "since",
                "id",
                include=("repository", "standing"),
                name="results_of_a_check",
            ),
            # Counts over all results read this alone: the rows with their texts are ten times it.
            models.Index(
                fields=("organization", "repository", "key"),
                include=(
                    "clause", "level", "standing", "since", "title", "confidence", "position"
                ),
                name="results_to_count",
            ),
            models.Index(
                fields=("repository",), condition=~Q(excuses__len=0), name="excused_results"
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.key}: {self.standing}"

    @property
    def required(self) -> bool:
        """Whether the protocol demands it."""
        return Level(self.level).required

    @property
    def is_heuristic(self) -> bool:
        """Whether the check reads intent out of source code."""
        return self.confidence == Confidence.HEURISTIC

    @property
    def is_excused(self) -> bool:
        """Whether people approved that it counts as it does."""
        return Standing(self.standing).is_excused


class Transition(models.Model):
    """A change of a standing. `before` is empty for a check that is new to a judged repository,
    `after` for one that is no longer asked.
    """

    organization = models.ForeignKey(Organization, models.CASCADE)
    repository = models.ForeignKey(Repository, models.CASCADE, related_name="transitions")
    key = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    clause = models.CharField(max_length=120)
    level = models.CharField(max_length=20)
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20, blank=True)
    message = models.TextField(blank=True)
    at = models.DateTimeField()
    commit = models.CharField(max_length=64, blank=True)
    protocol = models.CharField(max_length=100)
    protocol_version = models.CharField(max_length=50)

    class Meta:
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=("organization", "-at")),
            models.Index(fields=("repository", "key", "-at")),
            models.Index(
                fields=("organization", "key", "at"),
                include=("before", "after"),
                name="transitions_of_a_check",
            ),
        )

    def __str__(self) -> str:
        return f"{self.key}: {self.before or '–'} → {self.after or '–'}"


class RecentChange(models.Model):
    """How a check of a repository counted `days` ago, where it counts as something else now.

    `compliance.scorecards.changes` keeps these in step with the transitions: `transition` is the
    last one, `before` how it counted before the first. `urgency` is 0 for the kind of change that
    matters most.
    """

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="recent_changes")
    repository = models.ForeignKey(Repository, models.CASCADE, related_name="recent_changes")
    transition = models.ForeignKey(Transition, models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    days = models.PositiveSmallIntegerField()
    before = models.CharField(max_length=20)
    urgency = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("-transition_id",)
        constraints = (
            models.UniqueConstraint(
                fields=("repository", "key", "days"), name="one_recent_change_of_a_check"
            ),
        )
        indexes = (
            models.Index(
                fields=("organization", "days", "urgency", "-transition"),
                include=("repository",),
                name="recent_by_urgency",
            ),
            models.Index(
                fields=("organization", "days", "-transition"),
                include=("repository",),
                name="recent_by_moment",
            ),
        )

    def __str__(self) -> str:
        return f"{self.key}: {self.before} before"


class ScoreChange(models.Model):
    """Where a repository stood from that moment on; a row only when something of it changed."""

    organization = models.ForeignKey(Organization, models.CASCADE)
    repository = models.ForeignKey(Repository, models.CASCADE, related_name="score_changes")
    at = models.DateTimeField()
    commit = models.CharField(max_length=64, blank=True)
    passed = models.PositiveIntegerField()
    decided = models.PositiveIntegerField()
    covered = models.PositiveIntegerField()
    judged = models.PositiveIntegerField()
    level = models.CharField(max_length=20, blank=True)
    compliance = models.CharField(max_length=20)
    protocol = models.CharField(max_length=100)
    protocol_version = models.CharField(max_length=50)

    class Meta:
        ordering = ("-at", "-id")
        constraints = (weights_in_order("weights_of_a_score_change"),)
        indexes = (models.Index(fields=("repository", "-at")),)

    def __str__(self) -> str:
        return f"{self.repository}: {self.passed} of {self.decided}"
