"""Questions about the guideline, and rulings; who had the key of “ask” for something else keeps it."""

from importlib import import_module

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

append_only = import_module("claims.migrations.0002_append_only")
MADE = {"claims_ruling": None}
# The new command's own key, as a sign and as the place that types it; and others, no page's default.
ASK = {".", "Period"}
FREE = ((",", "Comma"), (";", "Semicolon"), ("-", "Minus"), ("=", "Equal"), ("'", "Quote"))
LAST = "F9"


def create_triggers(apps, schema_editor):
    append_only.create_triggers(apps, schema_editor, MADE)


def drop_triggers(apps, schema_editor):
    """Not the function that they call on PostgreSQL: other tables' triggers call it, too."""
    for table in MADE:
        on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        for event in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}{on}")


def keep_own_keys(apps, schema_editor):
    users = apps.get_model("claims", "User").objects.exclude(own_keys={})
    for user in users.only("pk", "own_keys").iterator():
        taken = set(user.own_keys.values())
        if ASK & taken:
            user.own_keys["ask"] = next(
                (place for sign, place in FREE if not {sign, place} & taken), LAST
            )
            user.save(update_fields=["own_keys"])


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0029_rounds"),
    ]

    operations = [
        migrations.CreateModel(
            name="Question",
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
                ("text", models.TextField(verbose_name="text")),
                ("created_at", models.DateTimeField(verbose_name="asked")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="claims.claim",
                        verbose_name="claim",
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
                        related_name="+",
                        to="claims.project",
                        verbose_name="project",
                    ),
                ),
            ],
            options={
                "verbose_name": "question",
                "verbose_name_plural": "questions",
                "indexes": [models.Index(fields=["project", "-id"], name="question_of_project")],
            },
        ),
        migrations.CreateModel(
            name="Ruling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("text", models.TextField(verbose_name="text")),
                ("created_at", models.DateTimeField(verbose_name="ruled")),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rulings",
                        to="claims.question",
                        verbose_name="question",
                    ),
                ),
                (
                    "ruled_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ruled by",
                    ),
                ),
            ],
            options={
                "verbose_name": "ruling",
                "verbose_name_plural": "rulings",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("question", "number"), name="ruling_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="ruling_number_from_1"
                    ),
                ],
            },
        ),
        migrations.RunPython(create_triggers, drop_triggers),
        migrations.RunPython(keep_own_keys, migrations.RunPython.noop, elidable=True),
    ]
