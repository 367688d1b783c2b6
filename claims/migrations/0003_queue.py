"""The queue's line, check passes, decisions, boundary edits; triggers of rebuilt tables anew."""

from importlib import import_module

import claims.models.projects
import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

append_only = import_module("claims.migrations.0002_append_only")

# SQLite drops the triggers of a table that it rebuilds.
REBUILT = ("claims_annotation", "claims_cospeaker", "claims_evidence", "claims_claim")
PROTECTED = {table: append_only.PROTECTED[table] for table in REBUILT} | {
    "claims_decision": None,
    "claims_decisionbasis": None,
    "claims_lineage": None,
}


def drop_triggers(apps, schema_editor):
    for table in REBUILT:
        on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        for event in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}{on}")


def create_triggers(apps, schema_editor):
    append_only.create_triggers(apps, schema_editor, PROTECTED)


def create_earlier_triggers(apps, schema_editor):
    earlier = {table: PROTECTED[table] for table in REBUILT}
    append_only.create_triggers(apps, schema_editor, earlier)


def forget_decisions(apps, schema_editor):
    """What belongs to decisions goes with them."""
    drop_triggers(apps, schema_editor)
    for table in ("claims_cospeaker", "claims_evidence"):
        schema_editor.execute(f"DELETE FROM {table} WHERE decision_id IS NOT NULL")  # nosec B608  # two names of ours


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0002_append_only"),
    ]

    operations = [
        migrations.RunPython(drop_triggers, create_earlier_triggers),
        migrations.CreateModel(
            name="Bookmark",
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
                        choices=[("label", "Label"), ("check", "Check")], max_length=8
                    ),
                ),
                ("priority", models.SmallIntegerField()),
                ("turn", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "bookmark",
                "verbose_name_plural": "bookmarks",
            },
        ),
        migrations.CreateModel(
            name="BoundaryProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("edit", models.JSONField()),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("applied", "Applied"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="open",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "boundary proposal",
                "verbose_name_plural": "boundary proposals",
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "quote_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("direct", "Direct quotation"),
                            ("mixed", "Partly quoted"),
                            ("indirect", "Paraphrase"),
                            ("none", "No quotation"),
                        ],
                        max_length=8,
                        verbose_name="quotation",
                    ),
                ),
                (
                    "reporting_source",
                    models.CharField(blank=True, max_length=200, verbose_name="reported by"),
                ),
                (
                    "checked",
                    models.CharField(
                        choices=[("content", "What is said"), ("attribution", "That it was said")],
                        default="content",
                        max_length=12,
                        verbose_name="what is checked",
                    ),
                ),
                ("wording", models.TextField(blank=True, verbose_name="wording that stands alone")),
                ("claim_date", models.DateField(null=True, verbose_name="claim date")),
                (
                    "claim_date_precision",
                    models.CharField(
                        blank=True,
                        choices=[("day", "Day"), ("month", "Month"), ("year", "Year")],
                        max_length=8,
                        verbose_name="precise to the",
                    ),
                ),
                ("claim_types", models.JSONField(default=list, verbose_name="claim types")),
                ("justification", models.TextField(blank=True, verbose_name="justification")),
                (
                    "omission",
                    models.TextField(blank=True, verbose_name="what the claim leaves out"),
                ),
                ("searched", models.TextField(blank=True, verbose_name="where one searched")),
                (
                    "verifiable",
                    models.CharField(
                        choices=[
                            ("yes", "yes"),
                            ("partly", "partly"),
                            ("no", "no"),
                            ("unclear", "unclear"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "check_worthy",
                    models.CharField(
                        choices=[("yes", "yes"), ("no", "no"), ("unset", "not said")], max_length=8
                    ),
                ),
                (
                    "canonical_verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("supported", "supported"),
                            ("refuted", "refuted"),
                            ("not_enough_evidence", "not enough evidence"),
                            ("conflicting", "conflicting"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[("label", "Label"), ("check", "Check")],
                        default="label",
                        max_length=8,
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("hand", "by a curator"),
                            ("unanimous", "all agree"),
                            ("majority", "more than half agree"),
                        ],
                        default="hand",
                        max_length=12,
                        verbose_name="decided",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="decided at")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
            ],
            options={
                "verbose_name": "decision",
                "verbose_name_plural": "decisions",
            },
        ),
        migrations.CreateModel(
            name="DecisionBasis",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "verbose_name": "basis of a decision",
                "verbose_name_plural": "bases of decisions",
            },
        ),
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("created_at", models.DateTimeField(verbose_name="since")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
            ],
            options={
                "verbose_name": "exclusion",
                "verbose_name_plural": "exclusions",
            },
        ),
        migrations.CreateModel(
            name="Line",
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
                        choices=[("label", "Label"), ("check", "Check")], max_length=8
                    ),
                ),
                ("last", models.BigIntegerField(default=0)),
            ],
            options={
                "verbose_name": "line",
                "verbose_name_plural": "lines",
            },
        ),
        migrations.CreateModel(
            name="Lineage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "verbose_name": "lineage",
                "verbose_name_plural": "lineages",
            },
        ),
        migrations.RemoveIndex(
            model_name="lease",
            name="lease_furthest",
        ),
        migrations.RemoveIndex(
            model_name="slot",
            name="slot_free",
        ),
        migrations.RemoveIndex(
            model_name="slot",
            name="slot_returned",
        ),
        migrations.RemoveField(
            model_name="slot",
            name="returned",
        ),
        migrations.AddField(
            model_name="annotation",
            name="undoes",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="undone_by",
                to="claims.annotation",
            ),
        ),
        migrations.AddField(
            model_name="annotation",
            name="withdrawn",
            field=models.BooleanField(default=False, editable=False, verbose_name="withdrawn"),
        ),
        migrations.AddField(
            model_name="article",
            name="priority",
            field=models.SmallIntegerField(
                choices=[(1, "First"), (0, "In its turn"), (-1, "Last")],
                default=0,
                verbose_name="handed out",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="queue_version",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="claim",
            name="extra_labels",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="claim",
            name="extra_checks",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="project",
            name="check_allowed",
            field=models.BooleanField(
                default=False, verbose_name="check claims whose label only allows a verdict too"
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="check_by_labellers",
            field=models.BooleanField(
                default=False, verbose_name="who labelled a claim may check it too"
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="check_lease_minutes",
            field=models.PositiveSmallIntegerField(
                default=480,
                validators=[
                    django.core.validators.MinValueValidator(5),
                    django.core.validators.MaxValueValidator(10080),
                ],
                verbose_name="minutes a claim to check stays reserved",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="check_overlap",
            field=models.PositiveSmallIntegerField(
                default=1,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(9),
                ],
                verbose_name="verdicts wanted per claim",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="decide_own",
            field=models.BooleanField(
                default=False, verbose_name="curators may decide claims they labelled"
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="decision_rule",
            field=models.CharField(
                choices=[
                    ("hand", "Curators decide everything"),
                    ("unanimous", "Labels that all agree decide"),
                    ("majority", "What more than half say decides"),
                ],
                default="hand",
                max_length=12,
                verbose_name="decisions",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="double_percent",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="A fixed sample of the claims wants two labels where the others want one.",
                validators=[django.core.validators.MaxValueValidator(100)],
                verbose_name="claims labelled twice, in percent",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="has_check_pass",
            field=models.BooleanField(
                default=False,
                help_text="First speaker and verifiability, article by article; then the verdict, claim by claim, where it is wanted.",
                verbose_name="verdicts in a pass of their own",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="opinions_limit",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="Labels per claim in all; 0: no more are asked for.",
                validators=[django.core.validators.MaxValueValidator(9)],
                verbose_name="more labels while they differ, up to",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="paused_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="paused"
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="queue_version",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="project",
            name="sample_seed",
            field=models.PositiveIntegerField(
                default=claims.models.projects.make_seed, editable=False
            ),
        ),
        migrations.AddField(
            model_name="slot",
            name="priority",
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="slot",
            name="revisions",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="slot",
            name="turn",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="slot",
            name="wanted",
            field=models.BooleanField(default=True, verbose_name="wanted"),
        ),
        migrations.AlterField(
            model_name="cospeaker",
            name="annotation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="claims.annotation",
            ),
        ),
        migrations.AlterField(
            model_name="evidence",
            name="annotation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evidence",
                to="claims.annotation",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["project", "queue_version"], name="article_to_adjust"),
        ),
        migrations.AddIndex(
            model_name="lease",
            index=models.Index(
                fields=["annotator", "project", "stage", "-id"], name="lease_latest"
            ),
        ),
        migrations.AddIndex(
            model_name="lease",
            index=models.Index(
                condition=models.Q(("ended_at", None)),
                fields=["annotator", "project", "stage"],
                name="lease_at_work",
            ),
        ),
        migrations.AlterField(
            model_name="slot",
            name="annotator",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="slots",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="slot",
            name="reserved_for",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="slot",
            index=models.Index(
                condition=models.Q(("annotator__isnull", False)),
                fields=["annotator", "article", "claim"],
                name="slot_of_person",
            ),
        ),
        migrations.AddIndex(
            model_name="slot",
            index=models.Index(
                condition=models.Q(("reserved_for__isnull", False)),
                fields=["reserved_for"],
                name="slot_kept_for_person",
            ),
        ),
        migrations.AddIndex(
            model_name="slot",
            index=models.Index(
                condition=models.Q(("annotator", None), ("wanted", True)),
                fields=["project", "stage", "priority", "turn"],
                name="slot_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="annotation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn", False), ("undoes__isnull", False), _connector="OR"
                ),
                name="annotation_withdrawn_undoes",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(("priority__range", (-1, 1))), name="article_priority_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("double_percent", 0),
                    models.Q(("double_percent__range", (1, 100)), ("overlap", 1)),
                    _connector="OR",
                ),
                name="project_sample_of_single",
                violation_error_message="A sample labelled twice needs one label elsewhere.",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(("check_overlap__range", (1, 9))),
                name="project_check_overlap_1_to_9",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(("opinions_limit__range", (0, 9))),
                name="project_opinions_limit_to_9",
            ),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reserved_for__isnull", False)),
                fields=("claim", "stage", "reserved_for"),
                name="slot_reserved_once_per_person",
            ),
        ),
        migrations.AddField(
            model_name="bookmark",
            name="annotator",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="bookmark",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="claims.project"
            ),
        ),
        migrations.AddField(
            model_name="boundaryproposal",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="boundary_proposals",
                to="claims.article",
            ),
        ),
        migrations.AddField(
            model_name="boundaryproposal",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.project"
            ),
        ),
        migrations.AddField(
            model_name="boundaryproposal",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="boundaryproposal",
            name="settled_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="claims.claim",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="co_speakers",
            field=models.ManyToManyField(
                related_name="+",
                through="claims.CoSpeaker",
                to="claims.speaker",
                verbose_name="together with",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="original_speaker",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="claims.speaker",
                verbose_name="quotes someone else",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="previous",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="claims.decision",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.project"
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="speaker",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="claims.speaker",
                verbose_name="speaker",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="verdict",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="claims.label",
                verbose_name="verdict",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="verifiability",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="claims.label",
                verbose_name="verifiability",
            ),
        ),
        migrations.AddField(
            model_name="cospeaker",
            name="decision",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="claims.decision",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="decision",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evidence",
                to="claims.decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="cospeaker",
            constraint=models.UniqueConstraint(
                fields=("decision", "speaker"), name="co_speaker_once_per_decision"
            ),
        ),
        migrations.AddConstraint(
            model_name="cospeaker",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("annotation__isnull", False), ("decision", None)),
                    models.Q(("annotation", None), ("decision__isnull", False)),
                    _connector="OR",
                ),
                name="co_speaker_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                fields=("decision", "position"), name="evidence_position_once_per_decision"
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("annotation__isnull", False), ("decision", None)),
                    models.Q(("annotation", None), ("decision__isnull", False)),
                    _connector="OR",
                ),
                name="evidence_of_one",
            ),
        ),
        migrations.AddField(
            model_name="decisionbasis",
            name="annotation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="claims.annotation",
            ),
        ),
        migrations.AddField(
            model_name="decisionbasis",
            name="decision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.decision"
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="basis",
            field=models.ManyToManyField(
                related_name="decisions", through="claims.DecisionBasis", to="claims.annotation"
            ),
        ),
        migrations.AddField(
            model_name="exclusion",
            name="created_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="exclusion",
            name="outlet",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="exclusions",
                to="claims.outlet",
                verbose_name="outlet",
            ),
        ),
        migrations.AddField(
            model_name="exclusion",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="exclusions",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="exclusion",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.project"
            ),
        ),
        migrations.AddField(
            model_name="line",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines",
                to="claims.project",
            ),
        ),
        migrations.AddField(
            model_name="lineage",
            name="child",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.claim"
            ),
        ),
        migrations.AddField(
            model_name="lineage",
            name="parent",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.claim"
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="parents",
            field=models.ManyToManyField(
                related_name="children",
                through="claims.Lineage",
                through_fields=("child", "parent"),
                to="claims.claim",
            ),
        ),
        migrations.AddConstraint(
            model_name="bookmark",
            constraint=models.UniqueConstraint(
                fields=("annotator", "project", "stage", "priority"), name="bookmark_once"
            ),
        ),
        migrations.AddIndex(
            model_name="boundaryproposal",
            index=models.Index(
                condition=models.Q(("status", "open")),
                fields=["project", "id"],
                name="proposal_to_settle",
            ),
        ),
        migrations.AddConstraint(
            model_name="boundaryproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at", None), ("status", "open")),
                    models.Q(
                        models.Q(("status", "open"), _negated=True), ("settled_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="proposal_settled_or_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="decisionbasis",
            constraint=models.UniqueConstraint(
                fields=("decision", "annotation"), name="basis_once"
            ),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["project", "id"], name="decision_of_project"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("previous", None)),
                fields=("claim", "stage"),
                name="decision_first_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verdict", None), ("verifiable__in", ["yes", "partly"]), _connector="OR"
                ),
                name="decision_verdict_needs_verifiable",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_by__isnull", False), ("rule", "hand")),
                    models.Q(models.Q(("rule", "hand"), _negated=True), ("decided_by", None)),
                    _connector="OR",
                ),
                name="decision_by_somebody_or_rule",
            ),
        ),
        migrations.AddConstraint(
            model_name="exclusion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("outlet", "person"),
                name="exclusion_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.UniqueConstraint(fields=("project", "stage"), name="line_once"),
        ),
        migrations.AddConstraint(
            model_name="lineage",
            constraint=models.UniqueConstraint(fields=("child", "parent"), name="lineage_once"),
        ),
        migrations.RunPython(create_triggers, forget_decisions),
    ]
