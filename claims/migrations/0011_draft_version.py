"""Drafts count their changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0010_user_language")]

    operations = [
        migrations.AddField(
            model_name="draft", name="version", field=models.PositiveIntegerField(default=1)
        ),
    ]
