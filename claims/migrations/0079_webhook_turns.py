"""Webhooks take turns, and of each one delivery at most is in flight: a partial unique index."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def put_down(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What is in flight is sent again: several of one webhook may have been."""
    sent = apps.get_model("claims", "Delivery").objects.filter(state="delivering")
    sent.update(state="waiting")


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0077_previous_elsewhere'),
    ]

    operations = [
        migrations.AddField(
            model_name='webhook',
            name='turn_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state__in', ['waiting', 'delivering'])), fields=['webhook', 'next_attempt_at'], name='delivery_due_of_webhook'),
        ),
        migrations.RunPython(put_down, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'delivering')), fields=('webhook',), name='delivery_one_in_flight'),
        ),
    ]
