"""Triggers: what a release that is ready consists of never changes, whoever asks the database.

It can be withdrawn, which is the last that happens to it. SQLite drops a table's triggers when a
later migration rebuilds the table: such a migration must make them again.
"""

from django.db import migrations

FROZEN = (
    *("id", "uuid", "project_id", "slug", "version", "title", "description", "licence"),
    *("creators", "records", "splits", "train_share", "validation_share", "seed", "formats"),
    *("notes", "job_id", "pseudonym_key", "as_of", "manifest", "created_at", "created_by_id"),
    "ready_at",
)
# Name -> table, what is refused, and of which rows.
TRIGGERS = {
    "claims_release_frozen": (
        "claims_release",
        f"UPDATE OF {', '.join(FROZEN)}",
        "OLD.state IN ('ready', 'withdrawn')",
    ),
    "claims_release_stays": (
        "claims_release",
        "UPDATE OF state",
        "OLD.state IN ('ready', 'withdrawn') AND NEW.state <> 'withdrawn'",
    ),
    "claims_release_withdrawn": (
        "claims_release",
        "UPDATE",
        "OLD.state = 'withdrawn'",
    ),
    "claims_release_kept": ("claims_release", "DELETE", "OLD.state IN ('ready', 'withdrawn')"),
    "claims_releasefile_frozen": ("claims_releasefile", "UPDATE", "OLD.is_frozen"),
    "claims_releasefile_kept": ("claims_releasefile", "DELETE", "OLD.is_frozen"),
}


def create_triggers(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for name, (table, event, condition) in TRIGGERS.items():
        refuse = (
            f"FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION claims_refuse_change()"
            if postgresql
            else f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} {refuse}")


def drop_triggers(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for name, (table, _event, _condition) in TRIGGERS.items():
        schema_editor.execute(f"DROP TRIGGER {name}{f' ON {table}' if postgresql else ''}")


class Migration(migrations.Migration):
    dependencies = [("claims", "0058_releases")]
    operations = [migrations.RunPython(create_triggers, drop_triggers, elidable=False)]
