"""Who belongs to an organization, as its source says."""

from __future__ import annotations

from django.db import models

from compliance.models.organization import Organization, Team
from compliance.models.repository import Repository


class Person(models.Model):
    """Somebody with an account in the source.

    `seen_at` is when the organization's people were first read with this person among them, and
    `left_at` when they were first read without. `reduced_at` is when who has left became a
    pseudonym: its `login` and `key` are `pseudonym` then, and nothing says who it was.
    """

    class Role(models.TextChoices):
        """What the person is to the organization."""

        OWNER = "owner", "Owner"
        MEMBER = "member", "Member"
        COLLABORATOR = "collaborator", "Outside collaborator"

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="people")
    key = models.CharField(max_length=200)
    login = models.CharField(max_length=200)
    name = models.CharField(max_length=300, blank=True)
    role = models.CharField(max_length=20, choices=Role)
    seen_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    reduced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("login",)
        constraints = (
            models.UniqueConstraint(fields=("organization", "key"), name="one_person_for_a_key"),
            models.CheckConstraint(
                condition=models.Q(reduced_at=None)
                | models.Q(left_at__isnull=False, name="", key=models.F("login")),
                name="a_pseudonym_has_left_and_has_no_name",
            ),
        )
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.login

    @property
    def called(self) -> str:
        """What others call somebody: by their name where it is known, else by their login."""
        return self.name or self.login

    @property
    def pseudonym(self) -> str:
        """What somebody is called who has left, once nothing else is kept; no login has spaces."""
        return f"former member {self.pk}"


class Membership(models.Model):
    """A person in a team."""

    organization = models.ForeignKey(Organization, models.CASCADE)
    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    is_maintainer = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("team", "person"), name="one_membership_in_a_team"),
        )

    def __str__(self) -> str:
        return f"{self.person} in {self.team}"


class Permission(models.TextChoices):
    """What may be done in a repository, in GitHub's words, the most first."""

    ADMIN = "admin", "Admin"
    MAINTAIN = "maintain", "Maintain"
    WRITE = "write", "Write"
    TRIAGE = "triage", "Triage"
    READ = "read", "Read"


class Grant(models.Model):
    """What a team may do in a repository."""

    organization = models.ForeignKey(Organization, models.CASCADE)
    team = models.ForeignKey(Team, models.CASCADE, related_name="grants")
    repository = models.ForeignKey(Repository, models.CASCADE, related_name="grants")
    permission = models.CharField(max_length=20, choices=Permission)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("team", "repository"), name="one_grant_of_a_team"),
        )

    def __str__(self) -> str:
        return f"{self.team}: {self.permission} in {self.repository}"


class Collaboration(models.Model):
    """What somebody who was given access to a repository by name may do in it."""

    organization = models.ForeignKey(Organization, models.CASCADE)
    person = models.ForeignKey(Person, models.CASCADE, related_name="collaborations")
    repository = models.ForeignKey(Repository, models.CASCADE, related_name="collaborations")
    permission = models.CharField(max_length=20, choices=Permission)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "repository"), name="one_collaboration_in_a_repository"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}: {self.permission} in {self.repository}"


class Invitation(models.Model):
    """A pending invitation to the organization; one by e-mail has no login."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="invitations")
    key = models.CharField(max_length=200)
    login = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=320, blank=True)
    role = models.CharField(max_length=50)
    invited_at = models.DateTimeField()

    class Meta:
        ordering = ("-invited_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "key"), name="one_invitation_for_a_key"
            ),
        )

    def __str__(self) -> str:
        return self.login or "an invitation by e-mail"
