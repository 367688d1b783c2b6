"""Triggers: what is append-only stays as it was inserted, whoever asks the database.

SQLite drops a table's triggers when a later migration rebuilds the table: such a migration must
call `create_triggers` for it again (tests/models/test_append_only.py fails otherwise).
"""

from django.db import migrations

# Table -> columns that may never change; None: no column may, and no row may go.
PROTECTED = {
    "claims_annotation": None,
    "claims_cospeaker": None,
    "claims_evidence": None,
    "claims_auditevent": None,
    "claims_guideline": None,
    "claims_articletext": ("text",),
    "claims_claim": ("article_id", "start", "end", "text"),
}

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION claims_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'check_violation'; END $$
"""


def create_triggers(apps, schema_editor, protected=PROTECTED):
    quote = schema_editor.quote_name
    postgresql = schema_editor.connection.vendor == "postgresql"
    if postgresql:
        schema_editor.execute(POSTGRESQL_FUNCTION, params=None)
        refuse = "FOR EACH ROW EXECUTE FUNCTION claims_refuse_change()"
    for table, columns in protected.items():
        if not postgresql:
            refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        of = f"OF {', '.join(map(quote, columns))} " if columns else ""
        schema_editor.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE {of}ON {quote(table)} {refuse}"
        )
        if columns is None:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {quote(table)} {refuse}"
            )


def drop_triggers(apps, schema_editor, protected=PROTECTED):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table, columns in protected.items():
        on = f" ON {schema_editor.quote_name(table)}" if postgresql else ""
        schema_editor.execute(f"DROP TRIGGER {table}_no_update{on}")
        if columns is None:
            schema_editor.execute(f"DROP TRIGGER {table}_no_delete{on}")
    if postgresql:
        schema_editor.execute("DROP FUNCTION claims_refuse_change()")


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial")]
    operations = [migrations.RunPython(create_triggers, drop_triggers, elidable=False)]
