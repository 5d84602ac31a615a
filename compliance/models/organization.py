"""Whose repositories are judged, and by whom they are owned."""

from __future__ import annotations

from django.db import models


class Organization(models.Model):
    """A company, or the part of one whose repositories one source gives.

    `ownership_rules` and `protocol_rules` are lists of pairs, `[pattern, slug of a team]` and
    `[pattern, key of a protocol]`; the first pattern that fits a repository's name counts.
    """

    source = models.CharField(max_length=1100, unique=True)
    name = models.CharField(max_length=200)
    ownership_rules = models.JSONField(default=list, blank=True)
    protocol_rules = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """People who own repositories together."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="teams")
    slug = models.SlugField(max_length=200, allow_unicode=True)
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=("organization", "slug"), name="one_team_for_a_slug"),
        )

    def __str__(self) -> str:
        return self.name
