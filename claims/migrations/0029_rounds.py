"""Rounds: articles drawn to be labelled first, and measured by themselves."""

import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0027_training"),
    ]

    operations = [
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uuid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[("pilot", "Pilot"), ("live", "Live")],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "size",
                    models.PositiveIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(500),
                        ],
                        verbose_name="articles",
                    ),
                ),
                ("seed", models.PositiveIntegerField(verbose_name="seed")),
                (
                    "overlap",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Empty: as the project says.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(9),
                        ],
                        verbose_name="labels wanted per claim",
                    ),
                ),
                (
                    "in_releases",
                    models.BooleanField(
                        default=True,
                        help_text="Otherwise exports leave its labels out unless one asks for them.",
                        verbose_name="part of the data set",
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="started")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
                (
                    "guideline",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.guideline",
                        verbose_name="guideline",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="claims.project",
                        verbose_name="project",
                    ),
                ),
            ],
            options={
                "verbose_name": "round",
                "verbose_name_plural": "rounds",
                "constraints": [
                    models.UniqueConstraint(fields=("project", "number"), name="round_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("project",),
                        name="round_running_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("overlap", None), ("overlap__range", (1, 9)), _connector="OR"
                        ),
                        name="round_overlap_1_to_9",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("size__range", (1, 500))), name="round_size_1_to_500"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None),
                            ("ended_at__gte", models.F("started_at")),
                            _connector="OR",
                        ),
                        name="round_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="article",
            name="round",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="articles",
                to="claims.round",
                verbose_name="round",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("round__isnull", False)),
                fields=["round"],
                name="article_of_round",
            ),
        ),
    ]
