"""Drafts count their changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0011_column_names")]

    operations = [
        migrations.AddField(
            model_name="draft", name="version", field=models.PositiveIntegerField(default=1)
        ),
    ]
