"""The last word of a speaker's name has a column, by which persons who may be one are found."""

from typing import Any

from django.db import migrations, models

BATCH = 2000


def fill_last_words(apps: Any, schema_editor: Any) -> None:
    speakers = apps.get_model("claims", "Speaker").objects.using(schema_editor.connection.alias)
    batch = []
    for speaker in speakers.only("pk", "name_key").iterator(BATCH):
        speaker.last_word = speaker.name_key.rpartition(" ")[2]
        batch.append(speaker)
        if len(batch) == BATCH:
            speakers.bulk_update(batch, ["last_word"])
            batch = []
    speakers.bulk_update(batch, ["last_word"])


class Migration(migrations.Migration):
    dependencies = [("claims", "0013_draft_versions")]

    operations = [
        migrations.AddField(
            model_name="speaker",
            name="last_word",
            field=models.CharField(default="", editable=False, max_length=200),
            preserve_default=False,
        ),
        migrations.RunPython(fill_last_words, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="speaker",
            index=models.Index(
                fields=["project", "last_word", "name_key"], name="speaker_by_last_word"
            ),
        ),
        migrations.AddIndex(
            model_name="speakeralias",
            index=models.Index(fields=["name_key"], name="speaker_alias_by_key"),
        ),
    ]
