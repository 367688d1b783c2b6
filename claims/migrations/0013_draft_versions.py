"""Versions of drafts go on from the time, so that none comes twice."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0012_column_names")]

    operations = [
        migrations.AlterField(
            model_name="draft", name="version", field=models.PositiveBigIntegerField()
        ),
    ]
