"""What is kept of who has left: a pseudonym, and of what they did not from which address."""

import django.db.models.deletion
from django.db import migrations, models


# The address is the one thing of the record that says more of a person than their reference does.
MOVED = """
INSERT INTO compliance_auditorigin (entry_id, address)
    SELECT id, address FROM compliance_auditentry WHERE address IS NOT NULL;
SET CONSTRAINTS ALL IMMEDIATE;
"""
KEPT = """
CREATE FUNCTION refuse_to_change_where_it_was_done_from() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM 1 FROM compliance_auditentry entry
            JOIN compliance_person person ON person.id = entry.by_id
            WHERE entry.id = OLD.entry_id AND person.reduced_at IS NOT NULL;
        IF FOUND THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'from where something was done is kept until who did it is a pseudonym'
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER origin_is_kept BEFORE UPDATE OR DELETE ON compliance_auditorigin
    FOR EACH ROW EXECUTE FUNCTION refuse_to_change_where_it_was_done_from();
CREATE TRIGGER origin_is_not_emptied BEFORE TRUNCATE ON compliance_auditorigin
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_the_audit_log();
"""
UNDONE = """
DROP TRIGGER origin_is_not_emptied ON compliance_auditorigin;
DROP TRIGGER origin_is_kept ON compliance_auditorigin;
DROP FUNCTION refuse_to_change_where_it_was_done_from();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('compliance', '0011_who_gave_roles'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditOrigin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.GenericIPAddressField()),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='origin', to='compliance.auditentry')),
            ],
        ),
        migrations.RunSQL(MOVED, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name='auditentry',
            name='address',
        ),
        migrations.AddField(
            model_name='organization',
            name='protocols_known',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='organization',
            name='retention_days',
            field=models.PositiveSmallIntegerField(default=90),
        ),
        migrations.AddField(
            model_name='person',
            name='reduced_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='action',
            field=models.CharField(choices=[('excuse-asked', 'Asked for a waiver or an attestation'), ('excuse-approved', 'Approved a waiver or an attestation'), ('excuse-refused', 'Refused a waiver or an attestation'), ('excuse-withdrawn', 'Withdrew what they had asked for'), ('excuse-revoked', 'Revoked a waiver or an attestation'), ('request-approved', 'Approved what a repository asks for'), ('request-refused', 'Refused what a repository asks for'), ('settings-changed', 'Changed the settings'), ('protocol-changed', 'Changed a protocol'), ('role-given', 'Gave a role'), ('role-taken-back', 'Took back a role that was given'), ('administrator-made', 'Made a local administrator'), ('administrator-set', "Set a local administrator's password"), ('link-made', 'Made a link that signs a local administrator in'), ('link-used', 'Used a link that signs a local administrator in'), ('signed-in', 'Signed in'), ('signed-out', 'Signed out'), ('session-ended', 'Was signed out'), ('sign-in-failed', 'Failed to sign in'), ('sign-in-refused', 'Was refused to sign in'), ('factor-set', 'Set up a second factor'), ('factor-removed', 'Removed a second factor'), ('exported', 'Exported a list'), ('person-reduced', 'Reduced somebody who has left to a pseudonym')], max_length=30),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('reduced_at', None), models.Q(('key', models.F('login')), ('left_at__isnull', False), ('name', '')), _connector='OR'), name='a_pseudonym_has_left_and_has_no_name'),
        ),
        migrations.RunSQL(KEPT, UNDONE),
    ]
