"""Of which events people were told by notices."""

from __future__ import annotations

from django.db import models

from compliance.models.digest import Mail, MailPreferences
from compliance.models.organization import Organization
from compliance.models.people import Person


class ToldEvent(models.Model):
    """One event that a notice tells somebody of, so that they are told of it once.

    `key` names the event (`compliance.notices.events`). It goes with its mail: events of which a
    mail that is deleted told are too old to be told of by then.
    """

    organization = models.ForeignKey(Organization, models.CASCADE)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    mail = models.ForeignKey(Mail, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=MailPreferences.Notice)
    key = models.CharField(max_length=100)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "key"), name="each_person_is_told_of_an_event_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.key}, told to {self.person}"
