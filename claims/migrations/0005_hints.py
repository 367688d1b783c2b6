"""What the words of a claim show, and how likely it is worth checking. Claims from now on have it."""

from importlib import import_module

from django.db import migrations, models

append_only = import_module("claims.migrations.0002_append_only")

# SQLite drops the triggers of a table that it rebuilds.
PROTECTED = {"claims_claim": append_only.PROTECTED["claims_claim"]}


def drop_triggers(apps, schema_editor):
    on = " ON claims_claim" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER IF EXISTS claims_claim_no_update{on}")


def create_triggers(apps, schema_editor):
    append_only.create_triggers(apps, schema_editor, PROTECTED)


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0004_line_up"),
    ]

    operations = [
        migrations.RunPython(drop_triggers, create_triggers),
        migrations.AddField(
            model_name="claim",
            name="hints",
            field=models.JSONField(default=list, editable=False, verbose_name="hints"),
        ),
        migrations.AddField(
            model_name="claim",
            name="worth",
            field=models.FloatField(
                default=0,
                editable=False,
                help_text="By its hints, from 0 to 1.",
                verbose_name="worth checking",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(("worth__range", (0, 1))), name="claim_worth_0_to_1"
            ),
        ),
        migrations.RunPython(create_triggers, drop_triggers),
        migrations.AlterField(
            model_name="project",
            name="language",
            field=models.CharField(
                blank=True,
                default="en",
                help_text="As in en or de-CH. Empty: found out for each article.",
                max_length=12,
                verbose_name="language of the articles",
            ),
        ),
    ]
