"""What an administrator decided of who may see and do what."""

from __future__ import annotations

from django.db import models

from compliance.models.organization import Organization, Team
from compliance.models.people import Person
from compliance.roles import Role


class RoleGiven(models.Model):
    """The role that an administrator gave a person, in place of what the source says.

    A manager manages `teams`, and all teams below them; other roles have none. Who has left is a
    stranger all the same. `given_by` is None where no person of the organization gave it;
    `on_behalf` says who did then.
    """

    class Given(models.TextChoices):
        """What can be given: a stranger is nobody's role, since who is let in belongs here."""

        ADMINISTRATOR = Role.ADMINISTRATOR.value, "Administrator"
        MANAGER = Role.MANAGER.value, "Manager"
        DEVELOPER = Role.DEVELOPER.value, "Developer"
        PARTNER = Role.PARTNER.value, "Partner"

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="roles_given")
    person = models.OneToOneField(Person, models.CASCADE, related_name="role_given")
    role = models.CharField(max_length=20, choices=Given)
    teams: models.ManyToManyField[Team, models.Model] = models.ManyToManyField(
        Team, blank=True, related_name="+"
    )
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    on_behalf = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name_plural = "roles given"

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"
