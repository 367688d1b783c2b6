"""A decision that came back from an export keeps the UUID of the one it replaced there.

A column that may be empty: SQLite adds it in place, and the triggers stay.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0075_webhooks")]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="previous_elsewhere",
            field=models.UUIDField(editable=False, null=True),
        ),
    ]
