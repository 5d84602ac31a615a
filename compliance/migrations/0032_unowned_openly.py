from django.db import migrations, models


# What was counted is not behind because of this, so it is counted here.
FILL = """
    UPDATE compliance_keptsums AS sums SET unowned_openly = (
        SELECT jsonb_build_object(
            'all', count(*),
            'members', count(*) FILTER (WHERE visibility IN ('public', 'internal'))
        )
        FROM compliance_repository AS repository
        WHERE organization_id = sums.organization_id
            AND left_out = '' AND gone_since IS NULL AND judged_at IS NOT NULL
            AND NOT EXISTS (
                SELECT FROM compliance_ownership AS owned
                JOIN compliance_team AS team ON team.id = owned.team_id
                WHERE owned.repository_id = repository.id AND NOT team.is_secret
            )
    )
"""


class Migration(migrations.Migration):

    dependencies = [
        ('compliance', '0031_most_gaps_first'),
    ]

    operations = [
        migrations.AddField(
            model_name='keptsums',
            name='unowned_openly',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
