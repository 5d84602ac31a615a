from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0003_unparsed_sources"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="checkresult",
            index=models.Index(
                fields=["organization", "repository", "key"],
                include=[
                    "clause", "level", "standing", "since", "title", "confidence", "position"
                ],
                name="results_to_count",
            ),
        ),
        migrations.AddIndex(
            model_name="checkresult",
            index=models.Index(
                condition=models.Q(("excuses__len", 0), _negated=True),
                fields=["repository"],
                name="excused_results",
            ),
        ),
    ]  # fmt: skip
