"""What GitHub said of two commits, so that it is asked once."""

from __future__ import annotations

from django.db import models

from compliance.models.organization import Organization
from compliance.models.repository import Repository


class Comparison(models.Model):
    """Whether one commit of a repository is in the history of another, as GitHub said once.

    That of `base`, a merged pull request's, and of `head`, which was deployed.
    """

    organization = models.ForeignKey(Organization, models.CASCADE)
    repository = models.ForeignKey(Repository, models.CASCADE, related_name="comparisons")
    base = models.CharField(max_length=64)
    head = models.CharField(max_length=64)
    contains = models.BooleanField()
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ("asked_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("repository", "base", "head"), name="two_commits_are_compared_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.base[:7]}...{self.head[:7]} of {self.repository}"
