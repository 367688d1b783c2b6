"""By which token a token was made. In place: nullable, and unknown of those there are."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0080_job_losses'),
    ]

    operations = [
        migrations.AddField(
            model_name='apitoken',
            name='maker',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='made', to='claims.apitoken', verbose_name='made by the token'),
        ),
    ]
