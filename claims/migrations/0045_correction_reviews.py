"""Decisions on sentences that a corrected text changed wait for a curator to look at them."""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.db.models import PROTECT, Q


class Migration(migrations.Migration):
    dependencies = [("claims", "0044_page_keys")]

    operations = [
        migrations.CreateModel(
            name="CorrectionReview",
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
                (
                    "project",
                    models.ForeignKey(on_delete=PROTECT, related_name="+", to="claims.project"),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=PROTECT, related_name="correction_reviews", to="claims.article"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=PROTECT,
                        related_name="+",
                        to="claims.decision",
                        verbose_name="decision",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        null=True,
                        on_delete=PROTECT,
                        related_name="+",
                        to="claims.claim",
                        verbose_name="claim",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("changed", "The sentence reads otherwise"),
                            ("gone", "The sentence is gone"),
                            ("context", "The sentence before it reads otherwise"),
                        ],
                        max_length=8,
                        verbose_name="reason",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("settled", "Seen to"),
                            ("dismissed", "Not affected"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="found")),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True, verbose_name="settled")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
            ],
            options={
                "verbose_name": "decision overtaken by a correction",
                "verbose_name_plural": "decisions overtaken by corrections",
                "indexes": [
                    models.Index(
                        fields=["project", "id"],
                        condition=Q(status="open"),
                        name="review_to_settle",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=["article", "decision"], name="review_once"),
                    models.CheckConstraint(
                        condition=Q(status="open", settled_at=None, settled_by=None)
                        | ~Q(status="open") & Q(settled_at__isnull=False, settled_by__isnull=False),
                        name="review_settled_or_open",
                    ),
                ],
            },
        ),
    ]
