from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0005_audit"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="transition",
            index=models.Index(
                fields=["organization", "key", "at"],
                include=("before", "after"),
                name="transitions_of_a_check",
            ),
        ),
    ]
