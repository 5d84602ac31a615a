"""Whose repositories are judged, and by whom they are owned."""

from __future__ import annotations

from django.db import models

RETENTION_DAYS = 90


class Organization(models.Model):
    """A company, or the part of one whose repositories one source gives.

    `ownership_rules` and `protocol_rules` are lists of pairs, `[pattern, slug of a team]` and
    `[pattern, key of a protocol]`; the first pattern that fits a repository's name counts.
    `access` is what the source's credential was proven to see (`integrations.github.access.Access`
    as JSON, none for a folder), `base_permission` what every member may do in its repositories, and
    `problem` why the source could not be read the last time. `noted_on` is the day of the newest of
    the kept sums. So many days (`retention_days`) after somebody has left they are reduced to a
    pseudonym.
    `protocols_known` are the protocols as they were when it was last looked, so that a change of
    one is written down; none before that. `time_zone`, a name of the IANA database, is by which
    clock people get mail who chose none; `mail_problem` is why none could be sent the last time,
    and `mail_failure` why one failed through no fault of its address, at `mail_failed_at`.
    """

    source = models.CharField(max_length=1100, unique=True)
    name = models.CharField(max_length=200)
    ownership_rules = models.JSONField(default=list, blank=True)
    protocol_rules = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True)
    access = models.JSONField(null=True, blank=True)
    access_at = models.DateTimeField(null=True, blank=True)
    base_permission = models.CharField(max_length=20, blank=True)
    noted_on = models.DateField(null=True, blank=True)
    retention_days = models.PositiveSmallIntegerField(default=RETENTION_DAYS)
    protocols_known = models.JSONField(null=True, blank=True)
    onboarding_since = models.DateTimeField(null=True, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    mail_problem = models.TextField(blank=True)
    mail_failure = models.TextField(blank=True)
    mail_failed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """People who own repositories together.

    `key` is its identity in the source; empty for a team that only a CODEOWNERS or a rule names. A
    secret one is shown to its members and to owners only.
    """

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="teams")
    slug = models.SlugField(max_length=200, allow_unicode=True)
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200, blank=True)
    is_secret = models.BooleanField(default=False)
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="children"
    )
    gone_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=("organization", "slug"), name="one_team_for_a_slug"),
            models.UniqueConstraint(
                fields=("organization", "key"),
                condition=~models.Q(key=""),
                name="one_team_for_a_key",
            ),
        )

    def __str__(self) -> str:
        return self.name
