"""The right of reply, one key per page, warnings; the evidence that is there has its keys too."""

from importlib import import_module

from itertools import islice

from django.db import migrations, models

from claims.text.links import normalise_url

append_only = import_module("claims.migrations.0002_append_only")

# SQLite drops the triggers of a table that it rebuilds.
PROTECTED = {"claims_evidence": append_only.PROTECTED["claims_evidence"]}
KEYS_AT_ONCE = 1000


def drop_triggers(apps, schema_editor):
    on = " ON claims_evidence" if schema_editor.connection.vendor == "postgresql" else ""
    for event in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS claims_evidence_no_{event}{on}")


def create_triggers(apps, schema_editor):
    append_only.create_triggers(apps, schema_editor, PROTECTED)


def make_keys(apps, schema_editor):
    """Fill the new column from what stands beside it; nothing that anybody said is changed."""
    rows = apps.get_model("claims", "Evidence").objects.exclude(url="").values_list("pk", "url")
    keys = ((normalise_url(url), pk) for pk, url in rows.iterator(chunk_size=KEYS_AT_ONCE))
    with schema_editor.connection.cursor() as cursor:
        while part := list(islice(keys, KEYS_AT_ONCE)):
            cursor.executemany("UPDATE claims_evidence SET url_key = %s WHERE id = %s", part)


def forget_replies(apps, schema_editor):
    """What the table can't hold goes: who was asked."""
    schema_editor.execute("DELETE FROM claims_evidence WHERE kind = 'right_of_reply'")


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0006_speaker_merge"),
    ]

    operations = [
        migrations.RunPython(drop_triggers, create_triggers),
        migrations.RemoveConstraint(
            model_name="evidence",
            name="evidence_says_something",
        ),
        migrations.AddField(
            model_name="evidence",
            name="asked_on",
            field=models.DateField(null=True, verbose_name="asked on"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="asked_whom",
            field=models.CharField(blank=True, max_length=200, verbose_name="whom one asked"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="deadline",
            field=models.DateField(null=True, verbose_name="to answer by"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="kind",
            field=models.CharField(
                choices=[("source", "Source"), ("right_of_reply", "Right of reply")],
                default="source",
                max_length=16,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="url_key",
            field=models.TextField(blank=True, editable=False, verbose_name="normalised link"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="warnings",
            field=models.JSONField(default=list, editable=False, verbose_name="warnings"),
        ),
        migrations.AddField(
            model_name="project",
            name="evidence_cut_off",
            field=models.DateField(
                blank=True,
                help_text="Evidence published later gets a warning. Empty: none does for that.",
                null=True,
                verbose_name="last day for evidence",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("asked_on", None),
                        ("asked_whom", ""),
                        ("deadline", None),
                        ("kind", "source"),
                    ),
                    models.Q(
                        ("asked_on__isnull", False),
                        ("kind", "right_of_reply"),
                        models.Q(("asked_whom", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="evidence_reply_says_whom_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("deadline", None), ("deadline__gte", models.F("asked_on")), _connector="OR"
                ),
                name="evidence_deadline_after_asking",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("url", ""), _negated=True),
                    models.Q(("quote", ""), _negated=True),
                    models.Q(("answer", ""), _negated=True),
                    models.Q(("kind", "right_of_reply"), ("stance", "neutral")),
                    _connector="OR",
                ),
                name="evidence_says_something",
            ),
        ),
        migrations.RunPython(make_keys, forget_replies),
        migrations.RunPython(create_triggers, drop_triggers),
    ]
