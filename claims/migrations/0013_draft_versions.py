"""Versions of drafts go on from the time, so that none comes twice."""

from typing import Any

from django.db import migrations, models


def begin_anew(apps: Any, schema_editor: Any) -> None:
    """On the way back: a version made of the time is more than the narrower column holds."""
    drafts = apps.get_model("claims", "Draft").objects.using(schema_editor.connection.alias)
    drafts.update(version=1)


class Migration(migrations.Migration):
    dependencies = [("claims", "0012_column_names")]

    operations = [
        migrations.AlterField(
            model_name="draft", name="version", field=models.PositiveBigIntegerField()
        ),
        migrations.RunPython(migrations.RunPython.noop, begin_anew),
    ]
