"""Sources of imported labels, who stands for them, and their rows."""

import django.db.models.deletion
import django.db.models.functions.text
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0067_publications_fixed"),
    ]

    operations = [
        migrations.CreateModel(
            name="LabelSource",
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
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("format", models.CharField(max_length=32, verbose_name="format")),
                ("is_queued", models.BooleanField(default=False, verbose_name="labelled here too")),
                ("created_at", models.DateTimeField(verbose_name="first imported")),
            ],
            options={
                "verbose_name": "source of labels",
                "verbose_name_plural": "sources of labels",
            },
        ),
        migrations.CreateModel(
            name="SourceAnnotator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=200, verbose_name="key")),
            ],
            options={
                "verbose_name": "annotator of a source",
                "verbose_name_plural": "annotators of a source",
            },
        ),
        migrations.CreateModel(
            name="SourceRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=300)),
                ("sha256", models.CharField(max_length=64)),
                ("row", models.TextField()),
            ],
            options={
                "verbose_name": "row of a source",
                "verbose_name_plural": "rows of a source",
            },
        ),
        migrations.AddField(
            model_name="article",
            name="is_queued",
            field=models.BooleanField(default=True, editable=False, verbose_name="to be labelled"),
        ),
        migrations.AddField(
            model_name="user",
            name="is_source",
            field=models.BooleanField(
                default=False, editable=False, verbose_name="stands for a source"
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="pseudonym",
            field=models.CharField(
                blank=True, editable=False, max_length=60, verbose_name="pseudonym"
            ),
        ),
        migrations.AlterField(
            model_name="slot",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("live", "Live"),
                    ("training", "Training"),
                    ("gold", "Gold"),
                    ("imported", "Imported"),
                ],
                default="live",
                max_length=8,
                verbose_name="purpose",
            ),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("purpose", "imported"), _negated=True),
                    models.Q(("annotator__isnull", False), ("lease", None), ("reserved_for", None)),
                    _connector="OR",
                ),
                name="slot_imported_is_nobodys_to_take",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_source", False), ("pseudonym", "")),
                    models.Q(
                        ("is_active", False),
                        ("is_source", True),
                        ("is_staff", False),
                        ("is_superuser", False),
                    ),
                    _connector="OR",
                ),
                name="user_source_signs_in_nowhere",
                violation_error_message="Who stands for imported labels can’t sign in.",
            ),
        ),
        migrations.AddField(
            model_name="labelsource",
            name="created_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="made by",
            ),
        ),
        migrations.AddField(
            model_name="labelsource",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="label_sources",
                to="claims.project",
                verbose_name="project",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="label_source",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="articles",
                to="claims.labelsource",
                verbose_name="source of labels",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("label_source__isnull", False)),
                fields=["label_source"],
                name="article_of_label_source",
            ),
        ),
        migrations.AddField(
            model_name="sourceannotator",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="annotators",
                to="claims.labelsource",
            ),
        ),
        migrations.AddField(
            model_name="sourceannotator",
            name="user",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stands_for",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="sourcerow",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="source_rows",
                to="claims.claim",
            ),
        ),
        migrations.AddField(
            model_name="sourcerow",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rows",
                to="claims.labelsource",
            ),
        ),
        migrations.AddConstraint(
            model_name="labelsource",
            constraint=models.UniqueConstraint(
                models.F("project"),
                django.db.models.functions.text.Lower("name"),
                name="label_source_name_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="sourceannotator",
            constraint=models.UniqueConstraint(
                fields=("source", "key"), name="source_annotator_once"
            ),
        ),
        migrations.AddIndex(
            model_name="sourcerow",
            index=models.Index(fields=["source", "id"], name="source_row_in_order"),
        ),
        migrations.AddConstraint(
            model_name="sourcerow",
            constraint=models.UniqueConstraint(fields=("source", "key"), name="source_row_once"),
        ),
    ]
