"""What a release's records are narrowed down to; frozen with it, as all that it consists of.

In place: nullable, and nothing narrows those there are.
"""

from django.db import migrations, models

NAME, TABLE = "claims_release_filter_frozen", "claims_release"
CONDITION = "OLD.state IN ('ready', 'withdrawn')"


def create_trigger(apps, schema_editor):
    refuse = (
        f"FOR EACH ROW WHEN ({CONDITION}) EXECUTE FUNCTION claims_refuse_change()"
        if schema_editor.connection.vendor == "postgresql"
        else f"WHEN {CONDITION} BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
    )
    schema_editor.execute(f'CREATE TRIGGER {NAME} BEFORE UPDATE OF "filter" ON {TABLE} {refuse}')


def drop_trigger(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(f"DROP TRIGGER {NAME}{f' ON {TABLE}' if postgresql else ''}")


class Migration(migrations.Migration):
    dependencies = [("claims", "0081_token_makers")]

    operations = [
        migrations.AddField(
            model_name="release",
            name="filter",
            field=models.JSONField(blank=True, null=True, verbose_name="filter"),
        ),
        migrations.RunPython(create_trigger, drop_trigger, elidable=False),
    ]
