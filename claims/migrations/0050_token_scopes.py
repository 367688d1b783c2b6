"""Tokens have scopes finer than reading and writing, and say when they were used last."""

from django.db import migrations, models
from django.db.models import Q

READS = "read export"
ALL = "read export import label curate manage suggest account"


def spell_out(apps, schema_editor):
    """Who could only read could take labels out; who could write could do all there is."""
    tokens = apps.get_model("claims", "ApiToken").objects
    tokens.filter(scope="read").update(scopes=READS)
    tokens.filter(scope="write").update(scopes=ALL)


def sum_up(apps, schema_editor):
    """Nobody gets more than they had: only what could do all can write again."""
    apps.get_model("claims", "ApiToken").objects.filter(scopes=ALL).update(scope="write")


class Migration(migrations.Migration):
    dependencies = [("claims", "0045_correction_reviews")]

    operations = [
        migrations.AddField(
            model_name="apitoken",
            name="scopes",
            field=models.CharField(
                default="", editable=False, max_length=80, verbose_name="scopes"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="apitoken",
            name="last_used_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="last used"
            ),
        ),
        migrations.RunPython(spell_out, sum_up),
        migrations.RemoveField(model_name="apitoken", name="scope"),
        migrations.AddConstraint(
            model_name="apitoken",
            constraint=models.CheckConstraint(condition=~Q(scopes=""), name="token_has_scope"),
        ),
    ]
