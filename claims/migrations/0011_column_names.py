"""What people read as the names of columns. Changes no table."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("claims", "0010_user_language"),
    ]

    operations = [
        migrations.AlterField(
            model_name='annotation',
            name='annotator',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='annotations', to=settings.AUTH_USER_MODEL, verbose_name='annotator'),
        ),
        migrations.AlterField(
            model_name='annotation',
            name='canonical_verdict',
            field=models.CharField(blank=True, choices=[('supported', 'supported'), ('refuted', 'refuted'), ('not_enough_evidence', 'not enough evidence'), ('conflicting', 'conflicting')], max_length=24, verbose_name='canonical verdict'),
        ),
        migrations.AlterField(
            model_name='annotation',
            name='check_worthy',
            field=models.CharField(choices=[('yes', 'yes'), ('no', 'no'), ('unset', 'not said')], max_length=8, verbose_name='check-worthy'),
        ),
        migrations.AlterField(
            model_name='annotation',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='annotations', to='claims.claim', verbose_name='claim'),
        ),
        migrations.AlterField(
            model_name='annotation',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.project', verbose_name='project'),
        ),
        migrations.AlterField(
            model_name='annotation',
            name='slot',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='annotations', to='claims.slot', verbose_name='slot'),
        ),
        migrations.AlterField(
            model_name='annotation',
            name='stage',
            field=models.CharField(choices=[('label', 'Label'), ('check', 'Check')], default='label', max_length=8, verbose_name='pass'),
        ),
        migrations.AlterField(
            model_name='annotation',
            name='uuid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='UUID'),
        ),
        migrations.AlterField(
            model_name='annotation',
            name='verifiable',
            field=models.CharField(choices=[('yes', 'yes'), ('partly', 'partly'), ('no', 'no'), ('unclear', 'unclear')], max_length=8, verbose_name='verifiable'),
        ),
        migrations.AlterField(
            model_name='apitoken',
            name='uuid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='UUID'),
        ),
        migrations.AlterField(
            model_name='article',
            name='created_by',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by'),
        ),
        migrations.AlterField(
            model_name='article',
            name='outlet',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='claims.outlet', verbose_name='outlet'),
        ),
        migrations.AlterField(
            model_name='article',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='claims.project', verbose_name='project'),
        ),
        migrations.AlterField(
            model_name='article',
            name='splitter_version',
            field=models.CharField(editable=False, max_length=20, verbose_name='splitter version'),
        ),
        migrations.AlterField(
            model_name='article',
            name='uuid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='UUID'),
        ),
        migrations.AlterField(
            model_name='articlespeaker',
            name='added_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='added by'),
        ),
        migrations.AlterField(
            model_name='articlespeaker',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cast', to='claims.article', verbose_name='article'),
        ),
        migrations.AlterField(
            model_name='articlespeaker',
            name='speaker',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.speaker', verbose_name='speaker'),
        ),
        migrations.AlterField(
            model_name='auditevent',
            name='actor',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who'),
        ),
        migrations.AlterField(
            model_name='auditevent',
            name='project',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.project', verbose_name='project'),
        ),
        migrations.AlterField(
            model_name='auditevent',
            name='token',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.apitoken', verbose_name='token'),
        ),
        migrations.AlterField(
            model_name='boundaryproposal',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='boundary_proposals', to='claims.article', verbose_name='article'),
        ),
        migrations.AlterField(
            model_name='boundaryproposal',
            name='created_at',
            field=models.DateTimeField(verbose_name='made'),
        ),
        migrations.AlterField(
            model_name='boundaryproposal',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.project', verbose_name='project'),
        ),
        migrations.AlterField(
            model_name='boundaryproposal',
            name='proposed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by'),
        ),
        migrations.AlterField(
            model_name='boundaryproposal',
            name='settled_at',
            field=models.DateTimeField(null=True, verbose_name='settled'),
        ),
        migrations.AlterField(
            model_name='boundaryproposal',
            name='settled_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='settled by'),
        ),
        migrations.AlterField(
            model_name='boundaryproposal',
            name='uuid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='UUID'),
        ),
        migrations.AlterField(
            model_name='claim',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='claims.article', verbose_name='article'),
        ),
        migrations.AlterField(
            model_name='claim',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.project', verbose_name='project'),
        ),
        migrations.AlterField(
            model_name='claim',
            name='splitter_version',
            field=models.CharField(editable=False, max_length=20, verbose_name='splitter version'),
        ),
        migrations.AlterField(
            model_name='claim',
            name='uuid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='UUID'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='basis',
            field=models.ManyToManyField(related_name='decisions', through='claims.DecisionBasis', to='claims.annotation', verbose_name='basis'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='canonical_verdict',
            field=models.CharField(blank=True, choices=[('supported', 'supported'), ('refuted', 'refuted'), ('not_enough_evidence', 'not enough evidence'), ('conflicting', 'conflicting')], max_length=24, verbose_name='canonical verdict'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='check_worthy',
            field=models.CharField(choices=[('yes', 'yes'), ('no', 'no'), ('unset', 'not said')], max_length=8, verbose_name='check-worthy'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='claims.claim', verbose_name='claim'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to=settings.AUTH_USER_MODEL, verbose_name='decided by'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='previous',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='claims.decision', verbose_name='previous'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.project', verbose_name='project'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='stage',
            field=models.CharField(choices=[('label', 'Label'), ('check', 'Check')], default='label', max_length=8, verbose_name='pass'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='uuid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='UUID'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='verifiable',
            field=models.CharField(choices=[('yes', 'yes'), ('partly', 'partly'), ('no', 'no'), ('unclear', 'unclear')], max_length=8, verbose_name='verifiable'),
        ),
        migrations.AlterField(
            model_name='exclusion',
            name='created_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by'),
        ),
        migrations.AlterField(
            model_name='exclusion',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.project', verbose_name='project'),
        ),
        migrations.AlterField(
            model_name='exclusion',
            name='uuid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='UUID'),
        ),
        migrations.AlterField(
            model_name='flag',
            name='annotator',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='flags', to=settings.AUTH_USER_MODEL, verbose_name='annotator'),
        ),
        migrations.AlterField(
            model_name='flag',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='flags', to='claims.claim', verbose_name='claim'),
        ),
        migrations.AlterField(
            model_name='flag',
            name='created_at',
            field=models.DateTimeField(verbose_name='made'),
        ),
        migrations.AlterField(
            model_name='flag',
            name='stage',
            field=models.CharField(choices=[('label', 'Label'), ('check', 'Check')], default='label', max_length=8, verbose_name='pass'),
        ),
        migrations.AlterField(
            model_name='flag',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='withdrawn'),
        ),
        migrations.AlterField(
            model_name='guideline',
            name='created_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by'),
        ),
        migrations.AlterField(
            model_name='guideline',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guidelines', to='claims.project', verbose_name='project'),
        ),
        migrations.AlterField(
            model_name='label',
            name='scheme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='labels', to='claims.labelscheme', verbose_name='scheme'),
        ),
        migrations.AlterField(
            model_name='labelscheme',
            name='uuid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='UUID'),
        ),
        migrations.AlterField(
            model_name='lease',
            name='annotator',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leases', to=settings.AUTH_USER_MODEL, verbose_name='annotator'),
        ),
        migrations.AlterField(
            model_name='lease',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leases', to='claims.article', verbose_name='article'),
        ),
        migrations.AlterField(
            model_name='lease',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.project', verbose_name='project'),
        ),
        migrations.AlterField(
            model_name='lease',
            name='stage',
            field=models.CharField(choices=[('label', 'Label'), ('check', 'Check')], default='label', max_length=8, verbose_name='pass'),
        ),
        migrations.AlterField(
            model_name='lease',
            name='uuid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='UUID'),
        ),
        migrations.AlterField(
            model_name='membership',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='claims.project', verbose_name='project'),
        ),
        migrations.AlterField(
            model_name='membership',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='user'),
        ),
        migrations.AlterField(
            model_name='outlet',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outlets', to='claims.project', verbose_name='project'),
        ),
        migrations.AlterField(
            model_name='outlet',
            name='uuid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='UUID'),
        ),
        migrations.AlterField(
            model_name='project',
            name='uuid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='UUID'),
        ),
        migrations.AlterField(
            model_name='skip',
            name='annotator',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='skips', to=settings.AUTH_USER_MODEL, verbose_name='annotator'),
        ),
        migrations.AlterField(
            model_name='skip',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='skips', to='claims.claim', verbose_name='claim'),
        ),
        migrations.AlterField(
            model_name='skip',
            name='created_at',
            field=models.DateTimeField(verbose_name='made'),
        ),
        migrations.AlterField(
            model_name='skip',
            name='stage',
            field=models.CharField(choices=[('label', 'Label'), ('check', 'Check')], default='label', max_length=8, verbose_name='pass'),
        ),
        migrations.AlterField(
            model_name='skip',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='withdrawn'),
        ),
        migrations.AlterField(
            model_name='slot',
            name='annotator',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='slots', to=settings.AUTH_USER_MODEL, verbose_name='annotator'),
        ),
        migrations.AlterField(
            model_name='slot',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='slots', to='claims.article', verbose_name='article'),
        ),
        migrations.AlterField(
            model_name='slot',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='slots', to='claims.claim', verbose_name='claim'),
        ),
        migrations.AlterField(
            model_name='slot',
            name='lease',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='slots', to='claims.lease', verbose_name='lease'),
        ),
        migrations.AlterField(
            model_name='slot',
            name='priority',
            field=models.SmallIntegerField(default=0, verbose_name='priority'),
        ),
        migrations.AlterField(
            model_name='slot',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.project', verbose_name='project'),
        ),
        migrations.AlterField(
            model_name='slot',
            name='reserved_for',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reserved for'),
        ),
        migrations.AlterField(
            model_name='slot',
            name='stage',
            field=models.CharField(choices=[('label', 'Label'), ('check', 'Check')], default='label', max_length=8, verbose_name='pass'),
        ),
        migrations.AlterField(
            model_name='speaker',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='speakers', to='claims.project', verbose_name='project'),
        ),
        migrations.AlterField(
            model_name='speaker',
            name='uuid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='UUID'),
        ),
        migrations.AlterField(
            model_name='speakeralias',
            name='speaker',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='aliases', to='claims.speaker', verbose_name='speaker'),
        ),
        migrations.AlterField(
            model_name='stagedimport',
            name='uuid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='UUID'),
        ),
        migrations.AlterField(
            model_name='suggestion',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suggestions', to='claims.claim', verbose_name='claim'),
        ),
        migrations.AlterField(
            model_name='suggestion',
            name='speaker',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.speaker', verbose_name='speaker'),
        ),
        migrations.AlterField(
            model_name='user',
            name='uuid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='UUID'),
        ),
    ]
