"""No speaker is written with a name and without its last word."""

from typing import Any

from django.db import migrations, models
from django.db.models import F, Q


def fill_what_was_cut(apps: Any, schema_editor: Any) -> None:
    """Keys were cut where they were too long, some behind a word: then the last was empty."""
    speakers = apps.get_model("claims", "Speaker").objects.using(schema_editor.connection.alias)
    without = speakers.exclude(name="").filter(last_word="")
    for speaker in without.only("pk", "name_key").iterator():
        speaker.last_word = speaker.name_key.strip().rpartition(" ")[2]
        speaker.save(update_fields=["last_word"])
    # A name of which nothing is left as a key is its own last word.
    without.update(last_word=F("name"))


class Migration(migrations.Migration):
    dependencies = [("claims", "0016_own_keys")]

    operations = [
        migrations.RunPython(fill_what_was_cut, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="speaker",
            constraint=models.CheckConstraint(
                condition=Q(name="") | ~Q(last_word=""), name="speaker_has_last_word"
            ),
        ),
    ]
