"""Seals over the audit, which say later whether it still is what it was; append-only, as it is."""

from importlib import import_module

from django.db import migrations, models

append_only = import_module("claims.migrations.0002_append_only")
MADE = {"claims_auditseal": None}


def create_triggers(apps, schema_editor):
    append_only.create_triggers(apps, schema_editor, MADE)


def drop_triggers(apps, schema_editor):
    """Not the function that they call on PostgreSQL: other tables' triggers call it, too."""
    for table in MADE:
        on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        for event in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}{on}")


class Migration(migrations.Migration):
    dependencies = [("claims", "0090_verified_addresses")]

    operations = [
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True, verbose_name="number")),
                ("first_id", models.BigIntegerField(verbose_name="first row")),
                ("last_id", models.BigIntegerField(unique=True, verbose_name="last row")),
                ("count", models.PositiveIntegerField(verbose_name="rows")),
                (
                    "sha256",
                    models.CharField(max_length=64, verbose_name="SHA-256"),
                ),
                ("sealed_at", models.DateTimeField(verbose_name="sealed")),
            ],
            options={
                "verbose_name": "audit seal",
                "verbose_name_plural": "audit seals",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("count__gte", 1),
                            (
                                "count__lte",
                                models.F("last_id") - models.F("first_id") + 1,
                            ),
                            ("last_id__gte", models.F("first_id")),
                            ("number__gte", 1),
                        ),
                        name="audit_seal_counts",
                    )
                ],
            },
        ),
        migrations.RunPython(create_triggers, drop_triggers, elidable=False),
    ]
