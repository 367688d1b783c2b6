"""A decision names the one of the same sentence that it was taken over from.

A column that may be empty: SQLite adds it in place, and the triggers stay.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0030_questions")]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="adopted_from",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="claims.decision",
                verbose_name="as decided for the same sentence",
            ),
        ),
    ]
