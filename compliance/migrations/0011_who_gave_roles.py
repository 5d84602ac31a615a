"""Who gave somebody a role and when, and that it is written down."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('compliance', '0010_check_tallies'),
    ]

    operations = [
        migrations.AddField(
            model_name='rolegiven',
            name='given_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='rolegiven',
            name='given_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='compliance.person'),
        ),
        migrations.AddField(
            model_name='rolegiven',
            name='on_behalf',
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='action',
            field=models.CharField(choices=[("excuse-asked", "Asked for a waiver or an attestation"), ("excuse-approved", "Approved a waiver or an attestation"), ("excuse-refused", "Refused a waiver or an attestation"), ("excuse-withdrawn", "Withdrew what they had asked for"), ("excuse-revoked", "Revoked a waiver or an attestation"), ("request-approved", "Approved what a repository asks for"), ("request-refused", "Refused what a repository asks for"), ("settings-changed", "Changed the settings"), ("role-given", "Gave a role"), ("role-taken-back", "Took back a role that was given"), ("administrator-made", "Made a local administrator"), ("administrator-set", "Set a local administrator's password"), ("link-made", "Made a link that signs a local administrator in"), ("link-used", "Used a link that signs a local administrator in"), ("signed-in", "Signed in"), ("signed-out", "Signed out"), ("session-ended", "Was signed out"), ("sign-in-failed", "Failed to sign in"), ("sign-in-refused", "Was refused to sign in"), ("factor-set", "Set up a second factor"), ("factor-removed", "Removed a second factor"), ("exported", "Exported a list")], max_length=30),
        ),
    ]
