"""Two speakers that are one: the one points to the other, and labels stay as they are."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0005_hints"),
    ]

    operations = [
        migrations.AddField(
            model_name="speaker",
            name="merged_into",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="claims.speaker",
                verbose_name="merged into",
            ),
        ),
        migrations.AddField(
            model_name="speaker",
            name="merged_with",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="claims.speaker",
            ),
        ),
        migrations.AddConstraint(
            model_name="speaker",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("merged_into", None), ("merged_with", None)),
                    models.Q(
                        ("merged_into__isnull", False),
                        ("merged_with__isnull", False),
                        models.Q(("merged_into", models.F("id")), _negated=True),
                        models.Q(("merged_with", models.F("id")), _negated=True),
                        models.Q(("name", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="speaker_merged_into_another",
            ),
        ),
    ]
