from django.db import models


class Plan(models.Model):
    name = models.CharField(max_length=40, unique=True)
    monthly_cents = models.PositiveIntegerField()
    parcels_included = models.PositiveIntegerField()
    cents_per_further_parcel = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.name


class Subscription(models.Model):
    customer = models.CharField(max_length=64, unique=True)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="subscriptions")
    since = models.DateField(db_index=True)

    def __str__(self) -> str:
        return f"{self.customer}: {self.plan}"
