"""Who curates has one case of a pass before them; approvals of a decision are numbered.

Numbered, no two can both be the last that is wanted. Approvals are append-only: their triggers are
lifted while those that there are get their numbers, and made anew, since SQLite drops them with the
table that it rebuilds.
"""

from importlib import import_module

from django.db import migrations, models
from django.db.models import Q

append_only = import_module("claims.migrations.0002_append_only")
PROTECTED = {"claims_approval": None}


def drop_triggers(apps, schema_editor):
    on = " ON claims_approval" if schema_editor.connection.vendor == "postgresql" else ""
    for event in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS claims_approval_no_{event}{on}")


def create_triggers(apps, schema_editor):
    append_only.create_triggers(apps, schema_editor, PROTECTED)


def number_approvals(apps, schema_editor):
    approvals = apps.get_model("claims", "Approval").objects
    decision, number = None, 0
    for pk, of in approvals.order_by("decision", "pk").values_list("pk", "decision"):
        number = number + 1 if of == decision else 1
        decision = of
        approvals.filter(pk=pk).update(number=number)


def let_go(apps, schema_editor):
    """A courtesy of ten minutes: people may have several, and take one again when they look."""
    apps.get_model("claims", "Case").objects.exclude(held_by=None).update(
        held_by=None, held_until=None
    )


class Migration(migrations.Migration):
    dependencies = [("claims", "0034_speaker_added_by")]

    operations = [
        migrations.RunPython(let_go, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                fields=["held_by", "project", "stage"],
                condition=Q(held_by__isnull=False),
                name="case_held_once_per_person",
            ),
        ),
        migrations.RunPython(drop_triggers, create_triggers),
        migrations.AddField(
            model_name="approval",
            name="number",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.RunPython(number_approvals, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="approval",
            name="number",
            field=models.PositiveSmallIntegerField(),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.UniqueConstraint(
                fields=["decision", "number"], name="approval_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.CheckConstraint(
                condition=Q(number__range=(1, 3)), name="approval_number_to_3"
            ),
        ),
        migrations.RunPython(create_triggers, drop_triggers),
    ]
