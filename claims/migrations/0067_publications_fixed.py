"""What is published stays as it was: triggers refuse what no correction gives a reason for.

A later migration that rebuilds one of the two tables on SQLite drops them, and must call
`create_triggers` again (tests/models/test_publications.py fails otherwise).
"""

from importlib import import_module

from django.db import migrations

append_only = import_module("claims.migrations.0002_append_only")

TABLE = "claims_publication"
CORRECTIONS = {"claims_publicationcorrection": None}

# What may never change: name of the trigger, what it says, and when.
GONE = ("final", "a withdrawn publication is final", "OLD.state = 'withdrawn'")
MOVED = (
    "same",
    "what a publication is of is fixed",
    """
    NEW.uuid <> OLD.uuid OR NEW.project_id <> OLD.project_id OR NEW.claim_id <> OLD.claim_id
    OR NEW.published_at <> OLD.published_at OR NEW.published_by_id <> OLD.published_by_id
    """,
)
# The rating is the decision's: both change together, with a note, or neither does.
RATED = (
    "rating_fixed",
    "the rating of a publication is fixed",
    """
    (NEW.rating_name <> OLD.rating_name OR NEW.decision_id <> OLD.decision_id
     OR COALESCE(NEW.rating, 0) <> COALESCE(OLD.rating, 0))
    AND NOT (
      NEW.state = 'corrected' AND NEW.decision_id <> OLD.decision_id
      AND EXISTS (SELECT 1 FROM claims_publicationcorrection one
                  WHERE one.publication_id = NEW.id AND one.version = NEW.version
                    AND one.kind = 'correction' AND one.decision_id = NEW.decision_id)
    )
    """,
)
# Neither is anything corrected or withdrawn without a word.
TOLD = (
    "told",
    "a publication changes its state with a note",
    """
    NEW.state <> OLD.state
    AND NOT EXISTS (SELECT 1 FROM claims_publicationcorrection one
                    WHERE one.publication_id = NEW.id AND one.version = NEW.version
                      AND one.kind = CASE NEW.state WHEN 'withdrawn' THEN 'withdrawal'
                                                    ELSE 'correction' END)
    """,
)
FIXED = (GONE, MOVED, RATED, TOLD)


def create_triggers(apps, schema_editor):
    append_only.create_triggers(apps, schema_editor, CORRECTIONS)
    postgresql = schema_editor.connection.vendor == "postgresql"
    for name, said, when in FIXED:
        make = _create_on_postgresql if postgresql else _create_on_sqlite
        schema_editor.execute(make(name, said, when), params=None)
    kept = "a publication is withdrawn, not deleted"
    if postgresql:
        schema_editor.execute(_write_function("kept", kept, "TRUE", row="OLD"), params=None)
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_kept BEFORE DELETE ON {TABLE}"
            f" FOR EACH ROW EXECUTE FUNCTION {TABLE}_kept()"
        )
    else:
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_kept BEFORE DELETE ON {TABLE}"
            f" BEGIN SELECT RAISE(ABORT, '{kept}'); END"
        )


def _create_on_sqlite(name, said, when):
    return (
        f"CREATE TRIGGER {TABLE}_{name} BEFORE UPDATE ON {TABLE} WHEN {when}"
        f" BEGIN SELECT RAISE(ABORT, '{said}'); END"
    )


def _create_on_postgresql(name, said, when):
    """In a function, since a condition of a trigger may look at no other table."""
    return (
        _write_function(name, said, when, row="NEW")
        + f"; CREATE TRIGGER {TABLE}_{name} BEFORE UPDATE ON {TABLE}"
        f" FOR EACH ROW EXECUTE FUNCTION {TABLE}_{name}()"
    )


def _write_function(name, said, when, row):
    return (
        f"CREATE FUNCTION {TABLE}_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {when} THEN RAISE EXCEPTION '{said}' USING ERRCODE = 'check_violation'; END IF;"
        f" RETURN {row}; END $$"
    )


def drop_triggers(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    on = f" ON {TABLE}" if postgresql else ""
    for name in (*(name for name, _said, _when in FIXED), "kept"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_{name}{on}")
        if postgresql:
            schema_editor.execute(f"DROP FUNCTION {TABLE}_{name}()")
    for table in CORRECTIONS:
        of_table = f" ON {table}" if postgresql else ""
        for event in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{event}{of_table}")


class Migration(migrations.Migration):
    dependencies = [("claims", "0066_publications")]
    operations = [migrations.RunPython(create_triggers, drop_triggers, elidable=False)]
