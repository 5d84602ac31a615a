import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Shelf",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=20, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="Parcel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=12, unique=True)),
                ("arrived_at", models.DateTimeField(db_index=True)),
                ("grams", models.PositiveIntegerField()),
                ("shelf", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="parcels", to="parcels.shelf")),
            ],
        ),
    ]
