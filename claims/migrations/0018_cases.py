"""Cases, which are the curators' queue; approvals; labels after feedback; passing over for good."""

from importlib import import_module

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

append_only = import_module("claims.migrations.0002_append_only")
# SQLite drops the triggers of a table that it rebuilds.
REBUILT = {"claims_annotation": append_only.PROTECTED["claims_annotation"]}
MADE = {"claims_approval": None}


def _drop(schema_editor, tables):
    for table in tables:
        on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        for event in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}{on}")


def drop_triggers(apps, schema_editor):
    _drop(schema_editor, REBUILT)


def restore_triggers(apps, schema_editor):
    append_only.create_triggers(apps, schema_editor, REBUILT)


def create_triggers(apps, schema_editor):
    append_only.create_triggers(apps, schema_editor, REBUILT | MADE)


def drop_all_triggers(apps, schema_editor):
    _drop(schema_editor, REBUILT | MADE)


def look_at_all_articles(apps, schema_editor):
    """Cases are found when an article is next looked at (operations/slots.py): let all be."""
    apps.get_model("claims", "Project").objects.update(queue_version=models.F("queue_version") + 1)


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0017_speaker_has_last_word"),
    ]

    operations = [
        migrations.RunPython(drop_triggers, restore_triggers),
        migrations.CreateModel(
            name="Approval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="approved at")),
                ("note", models.TextField(blank=True, verbose_name="note")),
            ],
            options={
                "verbose_name": "approval",
                "verbose_name_plural": "approvals",
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[("label", "Label"), ("check", "Check")],
                        default="label",
                        max_length=8,
                        verbose_name="pass",
                    ),
                ),
                (
                    "speaker_differs",
                    models.BooleanField(default=False, verbose_name="speaker disputed"),
                ),
                (
                    "verifiability_differs",
                    models.BooleanField(default=False, verbose_name="verifiability disputed"),
                ),
                (
                    "verdict_differs",
                    models.BooleanField(default=False, verbose_name="verdict disputed"),
                ),
                ("is_flagged", models.BooleanField(default=False, verbose_name="flagged")),
                (
                    "is_stale",
                    models.BooleanField(
                        default=False, verbose_name="labels changed since the decision"
                    ),
                ),
                ("is_reopened", models.BooleanField(default=False, verbose_name="reopened")),
                (
                    "wants_approval",
                    models.BooleanField(default=False, verbose_name="wants approval"),
                ),
                (
                    "dispute",
                    models.PositiveSmallIntegerField(default=0, verbose_name="how disputed"),
                ),
                (
                    "reopened_because",
                    models.CharField(blank=True, max_length=500, verbose_name="reopened because"),
                ),
                ("held_until", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "case",
                "verbose_name_plural": "cases",
            },
        ),
        migrations.AddField(
            model_name="annotation",
            name="after_feedback",
            field=models.BooleanField(default=False, editable=False, verbose_name="after feedback"),
        ),
        migrations.AddField(
            model_name="project",
            name="approvals_wanted",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="Of curators who neither decided nor labelled the claim. Not of rules.",
                validators=[django.core.validators.MaxValueValidator(3)],
                verbose_name="approvals wanted per decision",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="hides_names",
            field=models.BooleanField(
                default=False,
                help_text="Curators then see who labelled only as letters.",
                verbose_name="hide names where claims are decided",
            ),
        ),
        migrations.AddField(
            model_name="skip",
            name="is_final",
            field=models.BooleanField(default=False, verbose_name="for good"),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(("approvals_wanted__range", (0, 3))),
                name="project_approvals_to_3",
            ),
        ),
        migrations.AddConstraint(
            model_name="skip",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_final", False), ("withdrawn_at", None), _connector="OR"),
                name="skip_final_stands",
            ),
        ),
        migrations.AddField(
            model_name="approval",
            name="approver",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="approved by",
            ),
        ),
        migrations.AddField(
            model_name="approval",
            name="decided_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="approval",
            name="decision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="approvals",
                to="claims.decision",
                verbose_name="decision",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="claims.claim",
                verbose_name="claim",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="held_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.project"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="reopened",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="claims.decision",
                verbose_name="reopened",
            ),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.UniqueConstraint(
                fields=("decision", "approver"), name="approval_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.CheckConstraint(
                condition=models.Q(("approver", models.F("decided_by")), _negated=True),
                name="approval_by_another",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["project", "-dispute", "id"], name="case_ranked"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("speaker_differs", True)),
                fields=["project", "-dispute", "id"],
                name="case_speaker_differs",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("verifiability_differs", True)),
                fields=["project", "-dispute", "id"],
                name="case_verifiability_differs",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("verdict_differs", True)),
                fields=["project", "-dispute", "id"],
                name="case_verdict_differs",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("is_flagged", True)),
                fields=["project", "-dispute", "id"],
                name="case_is_flagged",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("is_stale", True)),
                fields=["project", "-dispute", "id"],
                name="case_is_stale",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("is_reopened", True)),
                fields=["project", "-dispute", "id"],
                name="case_is_reopened",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("wants_approval", True)),
                fields=["project", "-dispute", "id"],
                name="case_wants_approval",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(fields=("claim", "stage"), name="case_once"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("speaker_differs", True),
                    ("verifiability_differs", True),
                    ("verdict_differs", True),
                    ("is_flagged", True),
                    ("is_stale", True),
                    ("is_reopened", True),
                    ("wants_approval", True),
                    _connector="OR",
                ),
                name="case_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_reopened", True), ("reopened__isnull", False)),
                    models.Q(("is_reopened", False), ("reopened", None), ("reopened_because", "")),
                    _connector="OR",
                ),
                name="case_reopened_names_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("held_by", None), ("held_until__isnull", False), _connector="OR"
                ),
                name="case_held_until",
            ),
        ),
        migrations.RunPython(create_triggers, drop_all_triggers),
        migrations.RunPython(look_at_all_articles, migrations.RunPython.noop, elidable=True),
    ]
