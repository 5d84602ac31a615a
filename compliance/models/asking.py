"""What a repository asks for, and what managers decided of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from compliance.facts.self_description import PATH, Matter, Request
from compliance.models.organization import Organization
from compliance.models.people import Person
from compliance.models.repository import Repository


class AskedForQuerySet(models.QuerySet["AskedFor"]):
    """The questions that more than one place asks."""

    def open(self) -> AskedForQuerySet:
        """Those that were not taken back."""
        return self.filter(ended_at=None)

    def with_people(self) -> AskedForQuerySet:
        """With who decided, and the name of who asked, as `author_name`, where it is known."""
        author = Person.objects.filter(
            organization=models.OuterRef("organization"), login=models.OuterRef("asked_by")
        )
        named = self.annotate(author_name=models.Subquery(author.order_by("pk").values("name")[:1]))
        return named.select_related("decided_by")

    def approved(self) -> AskedForQuerySet:
        """Those of them that a manager approved."""
        return self.open().filter(verdict=AskedFor.Verdict.APPROVED)


class AskedFor(models.Model):
    """One request of a repository, as `compliance.facts.self_description.Request` has it.

    `digest` is what a decision covers. `topic` is what asks, empty for the repository's own file.
    It was first seen in `commit`, whose author was `asked_by`, empty where that is not known.
    `is_said` is false while the file is invalid: nothing is in effect then, and no decision lost.
    A request that was taken back has `ended_at`, and asks again if it comes again.
    """

    class Verdict(models.TextChoices):
        """What was decided."""

        OPEN = "", "Waits for a manager"
        APPROVED = "approved", "Approved"
        REFUSED = "refused", "Refused"

    organization = models.ForeignKey(Organization, models.CASCADE)
    repository = models.ForeignKey(Repository, models.CASCADE, related_name="asked_for")
    digest = models.CharField(max_length=64)
    matter = models.CharField(max_length=20)
    values = models.JSONField()
    reason = models.TextField(blank=True)
    line = models.PositiveIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    topic = models.CharField(max_length=100, blank=True)
    is_said = models.BooleanField(default=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200, blank=True)
    commit = models.CharField(max_length=64, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.OPEN, blank=True)
    decided_by = models.ForeignKey(Person, models.RESTRICT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[AskedForQuerySet] = AskedForQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("line", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("repository", "digest"),
                condition=models.Q(ended_at=None),
                name="one_open_request_for_a_digest",
            ),
            models.CheckConstraint(
                condition=models.Q(verdict="", decided_by=None, decided_at=None)
                | (
                    ~models.Q(verdict="")
                    & models.Q(decided_by__isnull=False, decided_at__isnull=False)
                ),
                name="who_decided_a_request_is_known",
            ),
        )
        indexes = (
            # Counted on each page of who decides.
            models.Index(
                fields=("organization", "repository"),
                condition=models.Q(verdict="", ended_at=None),
                name="requests_that_wait",
            ),
        )
        verbose_name_plural = "asked for"

    def __str__(self) -> str:
        return f"{self.repository} asks {self.request.sentence}"

    @property
    def request(self) -> Request:
        """What is asked for."""
        return Request(Matter(self.matter), tuple(self.values), self.reason, self.line, self.files)

    @property
    def said_by(self) -> str:
        """What asks, in words."""
        return f"the topic {self.topic}" if self.topic else f"{PATH}, line {self.line}"

    @property
    def is_in_effect(self) -> bool:
        """Whether the repository is judged as it asks."""
        return self.is_said and self.verdict == self.Verdict.APPROVED and self.ended_at is None
