"""A repository, where it stands now, and the facts that it was judged by."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Cast, NullIf

from compliance.models.organization import Organization, Team
from compliance.scoring import Compliance, Level, Score, Weights


def weights_in_order(name: str) -> models.CheckConstraint:
    """That the sums of weights are what `scoring.Weights` says: each is a part of the next."""
    parts = {"passed__lte": "decided", "decided__lte": "covered", "covered__lte": "judged"}
    return models.CheckConstraint(
        condition=models.Q(**{part: models.F(whole) for part, whole in parts.items()}), name=name
    )


class RepositoryQuerySet(models.QuerySet["Repository"]):
    """The questions that more than one page asks."""

    def counted(self) -> RepositoryQuerySet:
        """Those that count for scores: they are there, and have been judged."""
        return self.filter(left_out="", gone_since=None, judged_at__isnull=False)

    def listed(self) -> RepositoryQuerySet:
        """Those that are there, judged or not yet."""
        return self.filter(left_out="", gone_since=None)

    def with_level_rank(self) -> RepositoryQuerySet:
        """With `level_rank`: 0 below Foundation, 3 for Exemplary, nothing where nothing applies."""
        ranks = [
            models.When(level=str(level), judged__gt=0, then=rank)
            for rank, level in enumerate(("", *Level))
        ]
        return self.annotate(level_rank=models.Case(*ranks, output_field=models.IntegerField()))


class Repository(models.Model):
    """One repository of an organization.

    `key` is its identity in the source, `slug` its address in the dashboard. `left_out` says why it
    does not count (empty: it does), `problem` why the last attempt to read it failed, so that what
    is shown is older than it should be; as long as its head stays where it is, the schedule does
    not try again before `retry_at`. The score stands as sums of weights, see `scoring.Weights`.
    """

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="repositories")
    key = models.CharField(max_length=500)
    name = models.CharField(max_length=500)
    slug = models.SlugField(max_length=200, allow_unicode=True)
    is_private = models.BooleanField(default=False)
    left_out = models.CharField(max_length=300, blank=True)
    gone_since = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True)
    problem_since = models.DateTimeField(null=True, blank=True)
    retry_at = models.DateTimeField(null=True, blank=True)

    branch = models.CharField(max_length=300, blank=True)
    head = models.CharField(max_length=64, blank=True)
    committed_at = models.DateTimeField(null=True, blank=True)

    judged_at = models.DateTimeField(null=True, blank=True)
    commit = models.CharField(max_length=64, blank=True)
    protocol = models.CharField(max_length=100, blank=True)
    protocol_version = models.CharField(max_length=50, blank=True)
    judged_by = models.CharField(max_length=64, blank=True)
    stacks = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    components = models.JSONField(default=list, blank=True)
    not_judged = models.JSONField(default=list, blank=True)

    passed = models.PositiveIntegerField(default=0)
    decided = models.PositiveIntegerField(default=0)
    covered = models.PositiveIntegerField(default=0)
    judged = models.PositiveIntegerField(default=0)
    score = models.GeneratedField(
        expression=Cast("passed", models.FloatField()) / NullIf("decided", 0),
        output_field=models.FloatField(null=True),
        db_persist=True,
    )
    level = models.CharField(max_length=20, blank=True)
    compliance = models.CharField(max_length=20, blank=True)
    required_failures = models.PositiveIntegerField(default=0)
    required_unknowns = models.PositiveIntegerField(default=0)

    teams: models.ManyToManyField[Team, Ownership] = models.ManyToManyField(
        Team, through="Ownership", related_name="repositories"
    )

    objects: ClassVar[RepositoryQuerySet] = RepositoryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "key"), name="one_repository_for_a_key"
            ),
            models.UniqueConstraint(
                fields=("organization", "slug"), name="one_repository_for_a_slug"
            ),
            weights_in_order("weights_of_a_repository"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def weights(self) -> Weights:
        """The sums that the score and the coverage are made of."""
        return Weights(self.passed, self.decided, self.covered, self.judged)

    @property
    def standing(self) -> Score:
        """Where it stands, as it is stored."""
        return Score(
            self.weights,
            Level(self.level) if self.level else None,
            Compliance(self.compliance) if self.compliance else Compliance.NOT_ESTABLISHED,
            self.required_failures,
            self.required_unknowns,
        )

    @property
    def is_stale(self) -> bool:
        """Whether what is shown is older than what the source has."""
        return bool(self.problem and self.judged_at)


class Ownership(models.Model):
    """A team that owns a repository, and what says so."""

    class FoundBy(models.TextChoices):
        """Where the owner was found, the strongest first."""

        SETTINGS = "settings", "Settings"
        CODEOWNERS = "codeowners", "CODEOWNERS"

    organization = models.ForeignKey(Organization, models.CASCADE)
    repository = models.ForeignKey(Repository, models.CASCADE, related_name="ownerships")
    team = models.ForeignKey(Team, models.CASCADE, related_name="ownerships")
    found_by = models.CharField(max_length=20, choices=FoundBy)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("repository", "team"), name="one_ownership_for_a_team"),
        )

    def __str__(self) -> str:
        return f"{self.team} owns {self.repository}"


class StoredFacts(models.Model):
    """The facts of a repository's current head, compressed, so that it is judged again without
    being read again. See `compliance.facts.encoding`.
    """

    repository = models.OneToOneField(
        Repository, models.CASCADE, primary_key=True, related_name="stored_facts"
    )
    organization = models.ForeignKey(Organization, models.CASCADE)
    commit = models.CharField(max_length=64)
    body = models.BinaryField()
    stored_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "stored facts"

    def __str__(self) -> str:
        return f"facts of {self.repository} at {self.commit}"
