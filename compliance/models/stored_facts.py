"""The facts that a repository was judged by."""

from __future__ import annotations

from django.db import models

from compliance.models.organization import Organization
from compliance.models.repository import Repository


class StoredFacts(models.Model):
    """Facts of a repository, compressed, so that it is judged again without being read again.

    Those of the files of its current head are one part; those that a forge knows come in parts as
    they are read. See `compliance.facts.encoding`.
    """

    class Part(models.TextChoices):
        """What the facts are about; beside the files the groups of `compliance.collect.forge`."""

        FILES = "files", "Files"
        ACTIVITY = "activity", "Pull requests, commits, deployments"
        CHECKS = "checks", "Checks of commits"
        RULES = "rules", "Rules of branches"
        SECURITY = "security", "Secret scanning"

    repository = models.ForeignKey(Repository, models.CASCADE, related_name="stored_facts")
    organization = models.ForeignKey(Organization, models.CASCADE)
    part = models.CharField(max_length=10, choices=Part, default=Part.FILES)
    commit = models.CharField(max_length=64, blank=True)
    body = models.BinaryField()
    stored_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("repository", "part"), name="one_row_for_a_part"),
        )
        verbose_name_plural = "stored facts"

    def __str__(self) -> str:
        return f"{self.part} of {self.repository}"
