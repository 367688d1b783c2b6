"""What went of a project since a moment, for who keeps a copy: few claims ever do."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0083_release_filters'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(condition=models.Q(('retired_at__isnull', False)), fields=['project', 'retired_at'], name='claim_retired'),
        ),
    ]
