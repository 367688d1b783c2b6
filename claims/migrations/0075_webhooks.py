"""Webhooks and what they deliver; and whether a project has any, in a column added in place."""

import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0071_staged_labels'),
    ]

    operations = [
        migrations.AddField(
            model_name='project',
            name='has_webhooks',
            field=models.BooleanField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('too_fast', 'paused: labels given too fast'), ('too_wrong', 'paused: too many hidden gold claims wrong'), ('passed', 'passed the training'), ('failed', 'finished the training below its mark'), ('hook_gone', 'a webhook was switched off: its receiver is gone for good'), ('hook_failing', 'a webhook was switched off: nothing arrives any more')], max_length=12, verbose_name='kind'),
        ),
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='UUID')),
                ('url', models.CharField(max_length=2000, validators=[django.core.validators.URLValidator(schemes=['http', 'https'])], verbose_name='address')),
                ('description', models.CharField(blank=True, max_length=200, verbose_name='description')),
                ('events', models.JSONField(default=list, verbose_name='events')),
                ('salt', models.CharField(max_length=32)),
                ('fingerprint', models.CharField(max_length=12, verbose_name='fingerprint of the secret')),
                ('old_salt', models.CharField(blank=True, max_length=32)),
                ('old_salt_until', models.DateTimeField(null=True)),
                ('failing_since', models.DateTimeField(null=True, verbose_name='failing since')),
                ('held_until', models.DateTimeField(null=True)),
                ('off_since', models.DateTimeField(null=True, verbose_name='off since')),
                ('off_reason', models.CharField(blank=True, choices=[('by_hand', 'switched off'), ('gone', 'switched off: the receiver said that it is gone for good'), ('failing', 'switched off: nothing has arrived for days')], max_length=8, verbose_name='why off')),
                ('created_at', models.DateTimeField(verbose_name='since')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='webhooks', to='claims.project', verbose_name='project')),
            ],
            options={
                'verbose_name': 'webhook',
                'verbose_name_plural': 'webhooks',
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='UUID')),
                ('event', models.UUIDField(verbose_name='event')),
                ('type', models.CharField(choices=[('article.finished', 'An article has all labels wanted'), ('decision.made', 'A claim was decided, or decided anew'), ('release.ready', 'A release is ready'), ('webhook.test', 'A test')], max_length=20, verbose_name='event')),
                ('payload', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('delivering', 'being sent'), ('delivered', 'delivered'), ('failed', 'failed'), ('skipped', 'left out: under embargo')], default='waiting', max_length=10, verbose_name='state')),
                ('attempts', models.PositiveIntegerField(default=0, verbose_name='attempts')),
                ('next_attempt_at', models.DateTimeField(verbose_name='next attempt')),
                ('queued_at', models.DateTimeField()),
                ('last_status', models.PositiveSmallIntegerField(null=True, verbose_name='last answer')),
                ('error', models.JSONField(default=dict, verbose_name='error')),
                ('created_at', models.DateTimeField(verbose_name='happened')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('article', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.article')),
                ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='claims.webhook', verbose_name='webhook')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
            },
        ),
        migrations.AddConstraint(
            model_name='webhook',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('off_reason', ''), ('off_since', None)), models.Q(('off_reason__in', ['by_hand', 'gone', 'failing']), ('off_since__isnull', False)), _connector='OR'), name='webhook_off_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='webhook',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('old_salt', ''), ('old_salt_until', None)), models.Q(models.Q(('old_salt', ''), _negated=True), ('old_salt_until__isnull', False)), _connector='OR'), name='webhook_old_salt_until'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state__in', ['waiting', 'delivering'])), fields=['next_attempt_at'], name='delivery_due'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['webhook', '-id'], name='delivery_of_webhook'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('webhook', 'event'), name='delivery_of_event_once'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('finished_at', None), ('state__in', ['waiting', 'delivering'])), models.Q(('finished_at__isnull', False), ('state__in', ['delivered', 'failed', 'skipped'])), _connector='OR'), name='delivery_finished_or_not'),
        ),
    ]
