"""A lease keeps whether it shows suggestions, and a label what was shown before it.

Columns that may be empty: SQLite adds them in place, and the triggers stay. What is there already
stays empty: nobody can say any more what was shown.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0032_before_round")]

    operations = [
        migrations.AddField(
            model_name="lease",
            name="shows_suggestions",
            field=models.BooleanField(editable=False, null=True, verbose_name="shows suggestions"),
        ),
        migrations.AddField(
            model_name="annotation",
            name="suggestions_shown",
            field=models.BooleanField(
                editable=False, null=True, verbose_name="suggestions were shown"
            ),
        ),
        migrations.AddField(
            model_name="annotation",
            name="suggested_verifiability",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="claims.label",
                verbose_name="verifiability shown as a suggestion",
            ),
        ),
    ]
