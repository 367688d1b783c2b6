"""Programs outside suggest speakers and labels; a label keeps which verdict was suggested.

The column of labels may be empty: SQLite adds it in place, and the triggers stay.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0050_token_scopes"),
    ]

    operations = [
        migrations.CreateModel(
            name="LabelSuggestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "field",
                    models.CharField(
                        choices=[("verifiability", "Verifiability"), ("verdict", "Verdict")],
                        max_length=13,
                        verbose_name="field",
                    ),
                ),
                ("source", models.CharField(max_length=60, verbose_name="source")),
                ("version", models.CharField(max_length=20, verbose_name="version")),
                ("score", models.FloatField(verbose_name="score")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn")),
            ],
            options={
                "verbose_name": "suggested label",
                "verbose_name_plural": "suggested labels",
            },
        ),
        migrations.RemoveConstraint(
            model_name="suggestion",
            name="suggestion_rank_once",
        ),
        migrations.AddField(
            model_name="annotation",
            name="suggested_verdict",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="claims.label",
                verbose_name="verdict shown as a suggestion",
            ),
        ),
        migrations.AddField(
            model_name="suggestion",
            name="added_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="added by",
            ),
        ),
        migrations.AddField(
            model_name="suggestion",
            name="created_at",
            field=models.DateTimeField(null=True, verbose_name="created"),
        ),
        migrations.AddField(
            model_name="suggestion",
            name="withdrawn_at",
            field=models.DateTimeField(null=True, verbose_name="withdrawn"),
        ),
        migrations.AddIndex(
            model_name="annotation",
            index=models.Index(
                condition=models.Q(("suggested_verdict__isnull", False)),
                fields=["suggested_verdict"],
                name="annotation_suggested_verdict",
            ),
        ),
        migrations.AddIndex(
            model_name="suggestion",
            index=models.Index(
                condition=models.Q(("added_by__isnull", False)),
                fields=["source", "version"],
                name="suggestion_outside_by_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("added_by", None)),
                fields=("claim", "source", "rank"),
                name="suggestion_rank_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("added_by__isnull", False), ("withdrawn_at", None)),
                fields=("claim", "source", "version"),
                name="suggestion_outside_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("added_by", None), ("rank__gte", 1)),
                    models.Q(("added_by__isnull", False), ("rank", 0)),
                    _connector="OR",
                ),
                name="suggestion_outside_is_first",
            ),
        ),
        migrations.AddField(
            model_name="labelsuggestion",
            name="added_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="added by",
            ),
        ),
        migrations.AddField(
            model_name="labelsuggestion",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="label_suggestions",
                to="claims.claim",
                verbose_name="claim",
            ),
        ),
        migrations.AddField(
            model_name="labelsuggestion",
            name="label",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="claims.label",
                verbose_name="label",
            ),
        ),
        migrations.AddIndex(
            model_name="labelsuggestion",
            index=models.Index(fields=["source", "version"], name="label_suggestion_by_source"),
        ),
        migrations.AddConstraint(
            model_name="labelsuggestion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("claim", "field", "source", "version"),
                name="label_suggestion_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="labelsuggestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("score__range", (0, 1))), name="label_suggestion_score_to_1"
            ),
        ),
    ]
