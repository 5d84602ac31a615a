"""A repository, where it stands now, and who owns it."""

from __future__ import annotations

from typing import ClassVar

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Cast, Coalesce, NullIf

from compliance import clock
from compliance.models.organization import Organization, Team
from compliance.scoring import Compliance, Level, Score, Weights


def weights_in_order(name: str) -> models.CheckConstraint:
    """That the sums of weights are what `scoring.Weights` says: each is a part of the next."""
    parts = {"passed__lte": "decided", "decided__lte": "covered", "covered__lte": "judged"}
    return models.CheckConstraint(
        condition=models.Q(**{part: models.F(whole) for part, whole in parts.items()}), name=name
    )


_IS_LISTED = models.Q(left_out="", gone_since=None)
_IS_UNREAD = ~models.Q(problem="") | ~models.Q(withheld="")


class RepositoryQuerySet(models.QuerySet["Repository"]):
    """The questions that more than one page asks."""

    def counted(self) -> RepositoryQuerySet:
        """Those that count for scores: they are there, and have been judged."""
        return self.filter(left_out="", gone_since=None, judged_at__isnull=False)

    def listed(self) -> RepositoryQuerySet:
        """Those that are there, judged or not yet."""
        return self.filter(_IS_LISTED)

    def not_listed(self) -> RepositoryQuerySet:
        """Those that are gone, or left out."""
        return self.filter(~_IS_LISTED)

    def behind(self) -> RepositoryQuerySet:
        """Those that are there and not judged as the source has them."""
        return self.filter(_IS_LISTED, is_behind=True)

    def unread(self) -> RepositoryQuerySet:
        """Those that are there, of which the last reading failed, or showed no files."""
        return self.filter(_IS_LISTED & _IS_UNREAD)

    def unowned(self, teams: models.QuerySet[Team]) -> RepositoryQuerySet:
        """Those that none of the teams owns."""
        return self.exclude(ownerships__team__in=teams)

    def with_teams(self, teams: models.QuerySet[Team]) -> RepositoryQuerySet:
        """With those of the teams that own them, as `teams`."""
        return self.prefetch_related(models.Prefetch("teams", teams))

    def with_excused(self) -> RepositoryQuerySet:
        """With the number of results that waivers and attestations answer, as `excused`."""
        results = apps.get_model("compliance", "CheckResult").objects.order_by()
        of_one = results.filter(~models.Q(excuses__len=0), repository=models.OuterRef("pk"))
        counted = of_one.values("repository").annotate(count=models.Count("pk"))
        # Counted for the rows that are shown, after sorting: a join would count for all.
        return self.annotate(excused=Coalesce(models.Subquery(counted.values("count")), 0))

    def with_level_rank(self) -> RepositoryQuerySet:
        """With `level_rank`: 0 below Foundation, 3 for Exemplary, nothing where nothing applies."""
        ranks = [
            models.When(level=str(level), judged__gt=0, then=rank)
            for rank, level in enumerate(("", *Level))
        ]
        return self.annotate(level_rank=models.Case(*ranks, output_field=models.IntegerField()))


class Repository(models.Model):
    """One repository of an organization.

    `key` is its identity in the source, `slug` its address in the dashboard, `added_at` when the
    source first showed it. `left_out` says why it does not count (empty: it does), `problem` why
    the last attempt to read it failed, so that what is shown is older than it should be; as long as
    its head stays where it is, the schedule does not try again before `retry_at`. The score stands
    as sums of weights, see `scoring.Weights`.

    From a forge come the name with the owner's, the address, who may see it, topics, and custom
    properties: the last that were shown, which are none where they never were, and are not to be
    relied on while they are hidden. `tree` is the id of the tree at its head. `withheld` says why
    the credential may not see its files; it is judged without them then, and has no `commit`.
    `granted` are the requests that managers approved and that it still makes, as
    `compliance.facts.self_description.Request` has them; `notices` are `{line, text}` of what is to
    be mended in its own file, which counts for nothing while it is invalid. `unparsed` is how many
    of its source files did not parse, `unparsed_places` the first of them.
    `wanted` says what the source is still to be asked, from `wanted_at` on, and `checks_pending`
    that CI runs. `facts_changed_at` is when facts were stored that it had not been judged by, and
    `excuses_due_at` from when on it is to be judged again because a waiver or an attestation was
    decided on or ends. `is_behind` says whether it was not judged as the source has it, as far as
    is known: one whose files are withheld is judged without them, and has no commit.
    """

    class Wanted(models.TextChoices):
        """What is to be asked of a source; the more, the later in this order."""

        NOTHING = "", "Nothing"
        CHECKS = "checks", "The checks of its commits"
        CHANGES = "changes", "What a change can have changed"
        ALL = "all", "All"
        AGAIN = "again", "All, and its files whether or not they changed"

    class Visibility(models.TextChoices):
        """Who may see it in the source."""

        PUBLIC = "public", "Public"
        INTERNAL = "internal", "Internal"
        PRIVATE = "private", "Private"

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="repositories")
    key = models.CharField(max_length=500)
    name = models.CharField(max_length=500)
    slug = models.SlugField(max_length=200, allow_unicode=True)
    full_name = models.CharField(max_length=500, blank=True)
    url = models.CharField(max_length=500, blank=True)
    visibility = models.CharField(
        max_length=10, choices=Visibility, default=Visibility.PUBLIC, blank=True
    )
    topics = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    properties = models.JSONField(null=True, blank=True)
    properties_hidden = models.BooleanField(default=False)
    granted = models.JSONField(default=list, blank=True)
    notices = models.JSONField(default=list, blank=True)
    own_file_is_invalid = models.BooleanField(default=False)
    withheld = models.TextField(blank=True)
    added_at = models.DateTimeField(default=clock.now)
    left_out = models.CharField(max_length=300, blank=True)
    gone_since = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True)
    problem_since = models.DateTimeField(null=True, blank=True)
    retry_at = models.DateTimeField(null=True, blank=True)

    branch = models.CharField(max_length=300, blank=True)
    head = models.CharField(max_length=64, blank=True)
    committed_at = models.DateTimeField(null=True, blank=True)
    pushed_at = models.DateTimeField(null=True, blank=True)
    working_head = models.CharField(max_length=64, blank=True)
    tree = models.CharField(max_length=64, blank=True)
    wanted = models.CharField(max_length=10, choices=Wanted, default=Wanted.NOTHING, blank=True)
    wanted_at = models.DateTimeField(null=True, blank=True)
    checks_pending = models.BooleanField(default=False)
    facts_changed_at = models.DateTimeField(null=True, blank=True)
    excuses_due_at = models.DateTimeField(null=True, blank=True, db_index=True)

    judged_at = models.DateTimeField(null=True, blank=True)
    commit = models.CharField(max_length=64, blank=True)
    protocol = models.CharField(max_length=100, blank=True)
    protocol_version = models.CharField(max_length=50, blank=True)
    judged_by = models.CharField(max_length=64, blank=True)
    stacks = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    components = models.JSONField(default=list, blank=True)
    unlisted_manifests = models.PositiveIntegerField(default=0)
    not_judged = models.JSONField(default=list, blank=True)
    unparsed = models.PositiveIntegerField(default=0)
    unparsed_places = models.JSONField(default=list, blank=True)

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

    is_behind = models.GeneratedField(
        expression=models.ExpressionWrapper(
            ~models.Q(problem="")
            | models.Q(judged_at=None)
            | (~models.Q(head=models.F("commit")) & models.Q(withheld="")),
            models.BooleanField(),
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )

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
        indexes = (
            models.Index(fields=("organization", "added_at"), name="newest_repositories"),
            # A page of the list, and what is counted over all that are listed, without reading
            # their rows, which are six times as much.
            models.Index(
                fields=("organization", "name", "id"),
                include=("visibility", "judged_at", "protocol", "stacks"),
                condition=_IS_LISTED,
                name="listed_repositories",
            ),
            # The best first. In the index above, scores would make it so large that all rows are
            # read in its place.
            models.Index(
                "organization",
                models.F("score").desc(nulls_last=True),
                "name",
                "id",
                include=("visibility",),
                condition=_IS_LISTED,
                name="listed_by_score",
            ),
            # Those of most required gaps first, of which a page shows the first that nobody owns.
            models.Index(
                fields=("organization", "-required_failures", "name", "id"),
                condition=_IS_LISTED & models.Q(judged_at__isnull=False),
                name="most_gaps_first",
            ),
            # What is looked for among all of them, and is few.
            models.Index(
                fields=("organization", "judged_at"),
                condition=_IS_LISTED & models.Q(is_behind=True),
                name="repositories_behind",
            ),
            models.Index(
                fields=("organization",),
                condition=_IS_LISTED & _IS_UNREAD,
                name="unread_repositories",
            ),
            models.Index(
                fields=("organization",), condition=~_IS_LISTED, name="repositories_not_listed"
            ),
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
        PROPERTY = "property", "Custom property"
        CODEOWNERS = "codeowners", "CODEOWNERS"
        GRANT = "grant", "Team's access"
        TOPIC = "topic", "Topic"

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
