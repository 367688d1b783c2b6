"""Claims have a key by which the same sentence in other articles is found."""

from importlib import import_module

from django.db import migrations, models

hints = import_module("claims.migrations.0005_hints")


class Migration(migrations.Migration):
    dependencies = [("claims", "0020_labels_by_day")]

    operations = [
        migrations.RunPython(hints.drop_triggers, hints.create_triggers),
        migrations.AddField(
            model_name="claim",
            name="wire_key",
            field=models.CharField(blank=True, default="", editable=False, max_length=32),
        ),
        migrations.RunPython(hints.create_triggers, hints.drop_triggers),
    ]
