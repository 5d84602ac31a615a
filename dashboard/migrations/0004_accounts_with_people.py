"""The manager that finds accounts together with their people is the default."""

import django.db.models.manager
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("dashboard", "0003_sign_in_links"),
    ]

    operations = [
        migrations.AlterModelManagers(
            name="user",
            managers=[
                ("with_person", django.db.models.manager.Manager()),
            ],
        ),
    ]
