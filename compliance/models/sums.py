"""Sums over many repositories, so that no page counts over all: `compliance.scorecards.daily` keeps
them in step.
"""

from __future__ import annotations

from django.db import models

from compliance.models.organization import Organization, Team
from compliance.models.repository import weights_in_order
from compliance.scoring import Standing, Weights


class Audience(models.TextChoices):
    """Over which repositories a daily score is a sum."""

    MEMBERS = "members", "What every member may see"
    ALL = "all", "All repositories"


class DailyScore(models.Model):
    """Where a team, or with `team` empty the organization, stood at the end of a day (UTC).

    The rows of the newest day, which is the organization's `noted_on`, are kept in step with the
    repositories: they say where all stand now. `compliant` is 0 on days before it was noted.
    """

    organization = models.ForeignKey(Organization, models.CASCADE)
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="days")
    day = models.DateField()
    audience = models.CharField(max_length=10, choices=Audience)
    repositories = models.PositiveIntegerField()
    passed = models.PositiveIntegerField()
    decided = models.PositiveIntegerField()
    covered = models.PositiveIntegerField()
    judged = models.PositiveIntegerField()
    exemplary = models.PositiveIntegerField()
    standard = models.PositiveIntegerField()
    foundation = models.PositiveIntegerField()
    below = models.PositiveIntegerField()
    compliant = models.PositiveIntegerField(default=0)
    not_established = models.PositiveIntegerField()

    class Meta:
        ordering = ("day",)
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "team", "audience", "day"),
                name="one_daily_score_for_a_day",
                nulls_distinct=False,
            ),
            weights_in_order("weights_of_a_daily_score"),
        )
        indexes = (
            models.Index(fields=("organization", "audience", "day"), name="scores_of_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.team or self.organization} on {self.day}"

    @property
    def weights(self) -> Weights:
        """The sums that the score and the coverage are made of."""
        return Weights(self.passed, self.decided, self.covered, self.judged)


class KeptSums(models.Model):
    """What the kept sums of an organization were counted from (`compliance.scorecards.daily` says
    what that is; nothing before they ever were), and before when they need not be counted again.
    `protocols` is how many repositories are judged by each protocol, by audience, and `unowned` how
    many there are in all that no team owns. `unowned_openly` is how many no team owns but secret
    ones, by audience.

    Whoever counts holds this row; whoever does anything else needs it not.
    """

    organization = models.OneToOneField(
        Organization, models.CASCADE, primary_key=True, related_name="kept_sums"
    )
    counted_from = models.CharField(max_length=100, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    protocols = models.JSONField(default=dict, blank=True)
    unowned = models.PositiveIntegerField(default=0)
    unowned_openly = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name_plural = "kept sums"

    def __str__(self) -> str:
        return f"sums of {self.organization}"


class CheckTally(models.Model):
    """In how many of an organization's repositories, or of those of a team, a check counts as what.

    `compliance.scorecards.tallies` keeps it in step with the results: to count these takes seconds
    for ten thousand repositories, which no page has. A check has a row for each clause and level
    that it stands in somewhere. `failing_since` is when the oldest failure began.
    """

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="tallies")
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="tallies")
    audience = models.CharField(max_length=10, choices=Audience)
    key = models.CharField(max_length=100)
    clause = models.CharField(max_length=120)
    level = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    confidence = models.CharField(max_length=20, blank=True)
    position = models.PositiveSmallIntegerField()
    passing = models.PositiveIntegerField(default=0)
    failing = models.PositiveIntegerField(default=0)
    not_applicable = models.PositiveIntegerField(default=0)
    undecided = models.PositiveIntegerField(default=0)
    waived = models.PositiveIntegerField(default=0)
    attested = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("position", "key")
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "audience", "team", "key", "clause", "level"),
                name="one_tally_of_a_check",
                nulls_distinct=False,
            ),
        )
        indexes = (
            models.Index(fields=("organization", "audience", "key"), name="tallies_of_a_check"),
        )
        verbose_name_plural = "check tallies"

    def __str__(self) -> str:
        return f"{self.key}: {self.failing} fail"

    @property
    def counts(self) -> dict[str, int]:
        """In how many repositories it counts as what, by standing."""
        return {each.value: getattr(self, field) for each, field in TALLIED.items()}


class ChangeTally(models.Model):
    """How many of the changes of some days are of each kind, in all or for a team: see
    `compliance.scorecards.change_tallies`, which keeps it in step with `RecentChange`. Without any
    there is no row.
    """

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="change_tallies")
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="+")
    audience = models.CharField(max_length=10, choices=Audience)
    days = models.PositiveSmallIntegerField()
    worse = models.PositiveIntegerField(default=0)
    lapsed = models.PositiveIntegerField(default=0)
    better = models.PositiveIntegerField(default=0)
    excused = models.PositiveIntegerField(default=0)
    undecided = models.PositiveIntegerField(default=0)
    other = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "audience", "days", "team"),
                name="one_tally_of_changes",
                nulls_distinct=False,
            ),
        )
        verbose_name_plural = "change tallies"

    def __str__(self) -> str:
        return f"{self.team or self.organization} in {self.days} days"


class CheckAdoption(models.Model):
    """How far a check is followed in an organization: see `compliance.scorecards.adoption`, which
    keeps it in step with the results.

    `over_time` has in how many repositories it held and was decided at the beginning of days a week
    apart, and now; `by_stack` the same now, by what repositories are written in.
    """

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="adoptions")
    audience = models.CharField(max_length=10, choices=Audience)
    key = models.CharField(max_length=100)
    over_time = models.JSONField()
    by_stack = models.JSONField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "audience", "key"), name="one_adoption_of_a_check"
            ),
        )

    def __str__(self) -> str:
        return f"{self.key}: {self.over_time[-1]}"


TALLIED = {
    Standing.FAIL: "failing",
    Standing.UNKNOWN: "undecided",
    Standing.WAIVED: "waived",
    Standing.ATTESTED: "attested",
    Standing.PASS: "passing",
    Standing.NOT_APPLICABLE: "not_applicable",
}
"""The field of a tally that counts each standing."""
