from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('compliance', '0032_unowned_openly'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='repository',
            index=models.Index(models.F('organization'), models.OrderBy(models.F('score'), descending=True, nulls_last=True), models.F('name'), models.F('id'), condition=models.Q(('gone_since', None), ('left_out', '')), include=('visibility',), name='listed_by_score'),
        ),
    ]
