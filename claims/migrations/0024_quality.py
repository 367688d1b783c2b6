"""Gold labels, notices to managers, training, and what pauses a person."""

import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0023_wire_text_found"),
    ]

    operations = [
        migrations.CreateModel(
            name="GoldLabel",
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
                    "stage",
                    models.CharField(
                        choices=[("label", "Label"), ("check", "Check")],
                        default="label",
                        max_length=8,
                        verbose_name="pass",
                    ),
                ),
                ("explanation", models.TextField(blank=True, verbose_name="why")),
                ("created_at", models.DateTimeField(verbose_name="made")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
            ],
            options={
                "verbose_name": "gold label",
                "verbose_name_plural": "gold labels",
            },
        ),
        migrations.CreateModel(
            name="Notice",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("too_fast", "paused: labels given too fast"),
                            ("too_wrong", "paused: too many hidden gold claims wrong"),
                            ("passed", "passed the training"),
                            ("failed", "finished the training below its mark"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("found", models.FloatField(verbose_name="found")),
                ("wanted", models.FloatField(verbose_name="wanted")),
                ("created_at", models.DateTimeField(verbose_name="since")),
                ("read_at", models.DateTimeField(null=True, verbose_name="read")),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
            },
        ),
        migrations.AddField(
            model_name="article",
            name="is_training",
            field=models.BooleanField(
                default=False, editable=False, verbose_name="for training only"
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="paused_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="paused"
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="trained_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="trained"
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="gold_percent",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="Of the articles handed out to each person; their claims have known answers, and these labels count for nothing else.",
                validators=[django.core.validators.MaxValueValidator(50)],
                verbose_name="hidden gold articles, in percent",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="has_training",
            field=models.BooleanField(
                default=False,
                help_text="On articles that are for training only, until they pass.",
                verbose_name="new annotators train first",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="least_gold_percent",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="Of the last 20; 0: nobody is paused for that.",
                validators=[django.core.validators.MaxValueValidator(100)],
                verbose_name="pause who gets fewer hidden gold claims right than, in percent",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="least_seconds",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="The median of the last 20; 0: nobody is paused for that.",
                validators=[django.core.validators.MaxValueValidator(600)],
                verbose_name="pause who takes less for a label than, in seconds",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="pass_percent",
            field=models.PositiveSmallIntegerField(
                default=80,
                validators=[django.core.validators.MaxValueValidator(100)],
                verbose_name="training claims to get right, in percent",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(("gold_percent__range", (0, 50))), name="project_gold_to_50"
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("least_gold_percent__range", (0, 100)), ("pass_percent__range", (0, 100))
                ),
                name="project_quality_percents_to_100",
            ),
        ),
        migrations.AddField(
            model_name="goldlabel",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="gold_labels",
                to="claims.claim",
                verbose_name="claim",
            ),
        ),
        migrations.AddField(
            model_name="goldlabel",
            name="created_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="made by",
            ),
        ),
        migrations.AddField(
            model_name="goldlabel",
            name="labels",
            field=models.ManyToManyField(
                related_name="+", to="claims.label", verbose_name="labels"
            ),
        ),
        migrations.AddField(
            model_name="goldlabel",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="claims.project",
                verbose_name="project",
            ),
        ),
        migrations.AddField(
            model_name="goldlabel",
            name="speakers",
            field=models.ManyToManyField(
                related_name="+", to="claims.speaker", verbose_name="speaker"
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="claims.project",
                verbose_name="project",
            ),
        ),
        migrations.AddConstraint(
            model_name="goldlabel",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("claim", "stage"),
                name="gold_label_once",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("read_at", None)),
                fields=["project", "-id"],
                name="notice_unread",
            ),
        ),
    ]
