from django.db import models


class Shelf(models.Model):
    name = models.CharField(max_length=20, unique=True)

    def __str__(self) -> str:
        return self.name


class Parcel(models.Model):
    number = models.CharField(max_length=12, unique=True)
    shelf = models.ForeignKey(Shelf, models.PROTECT, related_name="parcels", null=True)
    arrived_at = models.DateTimeField(db_index=True)
    grams = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.number
