"""Invitations, and texts that people accept; since when somebody is in a project.

New columns are nullable: added in place. The texts and who accepted them are append-only.
"""

import uuid
from importlib import import_module

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

append_only = import_module("claims.migrations.0002_append_only")

TABLES = {"claims_consenttext": None, "claims_acceptance": None}


def create_triggers(apps, schema_editor):
    append_only.create_triggers(apps, schema_editor, TABLES)


def drop_triggers(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        for event in ("update", "delete"):
            on = f" ON {table}" if postgresql else ""
            schema_editor.execute(f"DROP TRIGGER {table}_no_{event}{on}")


def date_memberships(apps, schema_editor):
    """When each began, as far as the audit tells."""
    began = {}
    set_ = apps.get_model("claims", "AuditEvent").objects.filter(action="membership.set")
    for project, target, when in set_.order_by("pk").values_list(
        "project_id", "target", "created_at"
    ).iterator():
        began.setdefault((project, target), when)
    memberships = apps.get_model("claims", "Membership").objects.select_related("user")
    for membership in memberships.iterator():
        when = began.get((membership.project_id, str(membership.user.uuid)))
        memberships.filter(pk=membership.pk).update(joined_at=when)


class Migration(migrations.Migration):

    dependencies = [
        ("claims", "0092_audit_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name='ConsentText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(unique=True, verbose_name='version')),
                ('text', models.TextField(verbose_name='text')),
                ('asks_again', models.BooleanField(default=True, help_text='Who has accepted an earlier version has to accept this one to go on.', verbose_name='ask everybody again')),
                ('created_at', models.DateTimeField(verbose_name='published')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
            ],
            options={
                'verbose_name': 'consent text',
                'verbose_name_plural': 'consent texts',
            },
        ),
        migrations.CreateModel(
            name='Acceptance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('accepted_at', models.DateTimeField(verbose_name='accepted')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acceptances', to=settings.AUTH_USER_MODEL, verbose_name='user')),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acceptances', to='claims.consenttext', verbose_name='text')),
            ],
            options={
                'verbose_name': 'acceptance',
                'verbose_name_plural': 'acceptances',
                'constraints': [models.UniqueConstraint(fields=('user', 'text'), name='acceptance_once')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='UUID')),
                ('role', models.CharField(choices=[('annotator', 'Annotator'), ('curator', 'Curator'), ('manager', 'Manager'), ('reader', 'Reader')], max_length=12, verbose_name='role')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('message', models.TextField(blank=True, verbose_name='message')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('created_at', models.DateTimeField(verbose_name='made')),
                ('expires_at', models.DateTimeField(verbose_name='expires')),
                ('mailed_at', models.DateTimeField(null=True, verbose_name='sent')),
                ('accepted_at', models.DateTimeField(null=True, verbose_name='accepted')),
                ('revoked_at', models.DateTimeField(null=True, verbose_name='revoked')),
                ('accepted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='accepted by')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='claims.project', verbose_name='project')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'constraints': [
                    models.UniqueConstraint(models.F('project'), django.db.models.functions.text.Lower('email'), condition=models.Q(('accepted_at', None), ('revoked_at', None)), name='invitation_open_once'),
                    models.CheckConstraint(condition=models.Q(('accepted_at', None), ('revoked_at', None), _connector='OR'), name='invitation_ended_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('accepted_at', None), ('accepted_by', None)), models.Q(('accepted_at__isnull', False), ('accepted_by__isnull', False)), _connector='OR'), name='invitation_accepted_by_somebody'),
                    models.CheckConstraint(condition=models.Q(models.Q(('accepted_at', None), ('revoked_at', None), _negated=True), models.Q(('email', ''), _negated=True), _connector='OR'), name='invitation_open_has_address'),
                ],
            },
        ),
        migrations.AddField(
            model_name='membership',
            name='joined_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='since'),
        ),
        migrations.AddField(
            model_name='user',
            name='consent_due',
            field=models.BooleanField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='anonymised_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='anonymised'),
        ),
        migrations.RunPython(date_memberships, migrations.RunPython.noop, elidable=False),
        migrations.RunPython(create_triggers, drop_triggers, elidable=False),
    ]
