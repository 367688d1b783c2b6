"""A speaker tells who added them while labelling: to others that may say what they labelled.

A column that may be empty: SQLite adds it in place, and the constraints stay. Of the speakers that
are there the audit tells who added them, and the casts that it was for an article.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

EVENTS_AT_ONCE = 2000


def name_adders(apps, schema_editor):
    event, speaker, cast = (
        apps.get_model("claims", name) for name in ("AuditEvent", "Speaker", "ArticleSpeaker")
    )
    added = event.objects.filter(action="speaker.added", actor__isnull=False)
    for target, actor in added.values_list("target", "actor_id").iterator(EVENTS_AT_ONCE):
        own = cast.objects.filter(speaker=models.OuterRef("pk"), added_by=actor)
        speaker.objects.filter(models.Exists(own), uuid=target).update(added_by=actor)


class Migration(migrations.Migration):
    dependencies = [("claims", "0033_suggestions_shown")]

    operations = [
        migrations.AddField(
            model_name="speaker",
            name="added_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="added by",
            ),
        ),
        migrations.RunPython(name_adders, migrations.RunPython.noop),
    ]
