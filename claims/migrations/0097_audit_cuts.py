"""Audit rows whose time is over may go, where a cut says so, and a cut says so of old rows alone.

Three triggers: a cut goes further than the one before and covers no row younger than a year; it is
never changed or taken back; and of the audit, rows go that the last cut covers.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

append_only = import_module("claims.migrations.0002_append_only")
salts = import_module("claims.migrations.0095_audit_salts")

MADE = {"claims_auditcut": None}
AUDIT = salts.TABLE
# The last row that was cut. Of all cuts the last goes furthest.
END = (
    "(SELECT s.last_id FROM claims_auditcut c JOIN claims_auditseal s ON s.id = c.seal_id"
    " ORDER BY c.id DESC LIMIT 1)"
)
NEW_END = "(SELECT last_id FROM claims_auditseal WHERE id = NEW.seal_id)"
# The least that AUDIT_DAYS may say (factcheck/settings.py). Written so that the rows are found by
# their numbers: by their moments, the others would be read, too.
TOO_YOUNG = {
    "postgresql": "created_at + interval '365 days' > clock_timestamp()",
    "sqlite": (
        "strftime('%Y-%m-%d %H:%M:%f', created_at, '+365 days')"
        " > strftime('%Y-%m-%d %H:%M:%f', 'now')"
    ),
}


def create_triggers(apps, schema_editor):
    append_only.create_triggers(apps, schema_editor, MADE)
    _drop_delete_trigger(schema_editor)
    salts.refuse_all_but(
        schema_editor, "DELETE", f"{AUDIT}_no_delete", f"OLD.id <= {END}", "OLD"
    )
    # Of a restored cut, the seal and the rows come later: nothing speaks against it.
    too_young = TOO_YOUNG[schema_editor.connection.vendor]
    allowed = (
        f"NOT EXISTS (SELECT 1 FROM {AUDIT} WHERE id <= {NEW_END} AND {too_young})"  # nosec B608
        f" AND COALESCE({END} < {NEW_END}, TRUE)"
    )
    salts.refuse_all_but(
        schema_editor, "INSERT", "claims_auditcut_insert", allowed, "NEW", "claims_auditcut"
    )


def _drop_delete_trigger(schema_editor):
    on = f" ON {AUDIT}" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER {AUDIT}_no_delete{on}")


def drop_triggers(apps, schema_editor):
    """Back to what refuses every deletion; not the function that other tables' triggers call."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    on = " ON claims_auditcut" if postgresql else ""
    for name in ("no_update", "no_delete", "insert"):
        schema_editor.execute(f"DROP TRIGGER claims_auditcut_{name}{on}")
    _drop_delete_trigger(schema_editor)
    refuse = f"BEGIN SELECT RAISE(ABORT, '{AUDIT} is append-only'); END"
    if postgresql:
        schema_editor.execute("DROP FUNCTION claims_auditcut_insert()")
        schema_editor.execute(f"DROP FUNCTION {AUDIT}_no_delete()")
        refuse = "FOR EACH ROW EXECUTE FUNCTION claims_refuse_change()"
    schema_editor.execute(f"CREATE TRIGGER {AUDIT}_no_delete BEFORE DELETE ON {AUDIT} {refuse}")


class Migration(migrations.Migration):
    dependencies = [("claims", "0096_audit_addresses")]

    operations = [
        migrations.CreateModel(
            name="AuditCut",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rows", models.PositiveIntegerField(verbose_name="rows")),
                ("created_at", models.DateTimeField(verbose_name="removed")),
                (
                    "seal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cut",
                        to="claims.auditseal",
                        verbose_name="up to the seal",
                    ),
                ),
            ],
            options={
                "verbose_name": "audit cut",
                "verbose_name_plural": "audit cuts",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("rows__gte", 1)), name="audit_cut_rows"
                    )
                ],
            },
        ),
        migrations.RunPython(create_triggers, drop_triggers, elidable=False),
    ]
