"""Addresses in the audit by which nobody has to be known for ever: each is sealed by its salt.

The trigger that holds audit rows lets an address go, from rows older than 30 days, if its salt goes
with it and a digest comes in their place; beside what 0089_purges allows.
"""

from importlib import import_module

from django.db import migrations, models

purges = import_module("claims.migrations.0089_purges")

TABLE = purges.AUDIT
ADDRESS = ("address", "address_salt", "address_digest")
# The least that ADDRESS_DAYS may say (factcheck/settings.py).
OLD_ENOUGH = {
    "postgresql": "OLD.created_at < clock_timestamp() - interval '30 days'",
    "sqlite": "OLD.created_at < strftime('%Y-%m-%d %H:%M:%f', 'now', '-30 days')",
}
IS_DIGEST = {
    "postgresql": "NEW.address_digest ~ '^[0-9a-f]{64}$'",
    "sqlite": f"NEW.address_digest GLOB '{'[0-9a-f]' * 64}'",
}


def drop_triggers(apps, schema_editor):
    """SQLite drops no column that a trigger names, and the old one knows nothing of the new ones."""
    purges._drop_trigger(schema_editor, TABLE)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP FUNCTION {TABLE}_no_update()")


def create_former_triggers(apps, schema_editor):
    purges._create_trigger(schema_editor, TABLE)


def create_triggers(apps, schema_editor):
    name = f"{TABLE}_no_update"
    allowed = f"({purges._allow(schema_editor, TABLE)}) OR ({_allow_forgetting(schema_editor)})"
    refuse_all_but(schema_editor, "UPDATE", name, allowed, "NEW")


def refuse_all_but(schema_editor, event, name, allowed, row, table=TABLE):
    """A trigger that lets through just what the condition says."""
    if schema_editor.connection.vendor == "postgresql":
        # In a function, since a condition of a trigger may look at no other table.
        schema_editor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF ({allowed}) IS NOT TRUE THEN RAISE EXCEPTION '{table} is append-only'"
            f" USING ERRCODE = 'check_violation'; END IF; RETURN {row}; END $$",
            params=None,
        )
        does = f"FOR EACH ROW EXECUTE FUNCTION {name}()"
    else:
        does = (
            f"WHEN ({allowed}) IS NOT TRUE"
            f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} {does}", params=None)


def _allow_forgetting(schema_editor):
    """An address without a salt, of a row from before, leaves nothing: seals do not count it."""
    vendor = schema_editor.connection.vendor
    return (
        f"{purges._keep_others(schema_editor, TABLE, ADDRESS)}"
        " AND OLD.address IS NOT NULL AND NEW.address IS NULL AND NEW.address_salt IS NULL"
        " AND CASE WHEN OLD.address_salt IS NULL THEN NEW.address_digest IS NULL"
        f" ELSE {IS_DIGEST[vendor]} END AND {OLD_ENOUGH[vendor]}"
    )


class Migration(migrations.Migration):
    dependencies = [("claims", "0094_people_protected")]

    operations = [
        migrations.RunPython(drop_triggers, create_former_triggers, elidable=False),
        migrations.AddField(
            model_name="auditevent",
            name="address_salt",
            field=models.CharField(editable=False, max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="auditevent",
            name="address_digest",
            field=models.CharField(editable=False, max_length=64, null=True),
        ),
        migrations.RunPython(create_triggers, drop_triggers, elidable=False),
    ]
