"""How a project says its labels in the words of other data sets."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0036_original_speakers")]

    operations = [
        migrations.CreateModel(
            name="LabelMapping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("vocabulary", models.CharField(max_length=32, verbose_name="vocabulary")),
                (
                    "target",
                    models.CharField(
                        blank=True,
                        help_text="Empty: it is left out.",
                        max_length=60,
                        verbose_name="becomes",
                    ),
                ),
                (
                    "label",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="claims.label",
                        verbose_name="label",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="label_mappings",
                        to="claims.project",
                        verbose_name="project",
                    ),
                ),
            ],
            options={
                "verbose_name": "label mapping",
                "verbose_name_plural": "label mappings",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "vocabulary", "label"), name="label_mapping_once"
                    )
                ],
            },
        )
    ]
