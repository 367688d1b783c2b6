"""Who has read which version of a guideline."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0007_evidence"),
    ]

    operations = [
        migrations.CreateModel(
            name="GuidelineReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("read_at", models.DateTimeField(verbose_name="read")),
                (
                    "guideline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="claims.guideline",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "guideline reading",
                "verbose_name_plural": "guideline readings",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "guideline"), name="guideline_read_once"
                    )
                ],
            },
        ),
    ]
