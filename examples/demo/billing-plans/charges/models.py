from django.db import models

from plans.models import Subscription


class Charge(models.Model):
    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="charges")
    month = models.DateField()
    cents = models.PositiveIntegerField()
    booked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("subscription", "month", name="charge_once_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.subscription.customer}, {self.month:%B %Y}"
