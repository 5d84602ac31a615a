import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("plans", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Charge",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("month", models.DateField()),
                ("cents", models.PositiveIntegerField()),
                ("booked_at", models.DateTimeField(null=True)),
                ("subscription", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="charges", to="plans.subscription")),
            ],
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.UniqueConstraint("subscription", "month", name="charge_once_a_month"),
        ),
    ]
