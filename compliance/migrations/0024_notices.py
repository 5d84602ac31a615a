import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

KINDS = [
    ("stuck", "Somebody new is stuck"),
    ("stalled", "Somebody new gets no further"),
    ("late", "The goal of an onboarding has passed"),
    ("confirm", "An onboarding item waits for you"),
    ("asked", "Something is asked for that you decide on"),
    ("ending", "A waiver ends soon, or has ended"),
]


class Migration(migrations.Migration):
    dependencies = [("compliance", "0023_team_channels")]

    operations = [
        migrations.AlterField(
            model_name="mailpreferences",
            name="unwanted",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(choices=KINDS, max_length=20),
                blank=True,
                default=list,
                size=None,
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "notice")),
                fields=("person", "since"),
                name="one_notice_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("kind", "notice"), ("state__in", ("waiting", "claimed", "handed"))
                ),
                fields=("person",),
                name="one_open_notice",
            ),
        ),
        migrations.CreateModel(
            name="ToldEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="compliance.organization"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="compliance.person",
                    ),
                ),
                (
                    "mail",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="compliance.mail",
                    ),
                ),
                ("kind", models.CharField(choices=KINDS, max_length=20)),
                ("key", models.CharField(max_length=100)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "key"), name="each_person_is_told_of_an_event_once"
                    )
                ],
            },
        ),
    ]
