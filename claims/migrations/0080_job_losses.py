"""How often a worker died over a job: not every attempt is one that failed. In place: nullable."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0079_webhook_turns'),
    ]

    operations = [
        migrations.AddField(
            model_name='job',
            name='losses',
            field=models.PositiveSmallIntegerField(null=True, verbose_name='workers lost'),
        ),
    ]
