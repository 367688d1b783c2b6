"""Releases, and the files they consist of."""

import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import claims.models.projects


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0057_jobs"),
    ]

    operations = [
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uuid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID"
                    ),
                ),
                ("slug", models.SlugField(max_length=60, verbose_name="short name")),
                (
                    "version",
                    models.CharField(
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9]{1,4}(\\.[0-9]{1,4}){0,3}(-[a-z0-9]{1,12})?\\Z",
                                "Write it in numbers, as 1.0 or 1.0-rc1.",
                            )
                        ],
                        verbose_name="version",
                    ),
                ),
                ("title", models.CharField(max_length=150, verbose_name="title")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("licence", models.CharField(blank=True, max_length=100, verbose_name="licence")),
                ("creators", models.TextField(blank=True, verbose_name="creators")),
                (
                    "records",
                    models.CharField(
                        choices=[
                            ("claims", "one decision per claim"),
                            ("decided", "everybody’s labels of decided claims"),
                            ("labels", "everybody’s labels of all claims"),
                        ],
                        default="claims",
                        max_length=8,
                        verbose_name="records",
                    ),
                ),
                (
                    "splits",
                    models.CharField(
                        choices=[
                            ("none", "one part"),
                            ("chance", "by chance, near-duplicates together"),
                            ("date", "by date, the latest for the test"),
                        ],
                        default="chance",
                        max_length=8,
                        verbose_name="parts",
                    ),
                ),
                (
                    "train_share",
                    models.PositiveSmallIntegerField(
                        default=80,
                        validators=[django.core.validators.MaxValueValidator(98)],
                        verbose_name="training, in percent",
                    ),
                ),
                (
                    "validation_share",
                    models.PositiveSmallIntegerField(
                        default=10,
                        validators=[django.core.validators.MaxValueValidator(98)],
                        verbose_name="validation, in percent",
                    ),
                ),
                (
                    "seed",
                    models.PositiveIntegerField(
                        default=claims.models.projects.make_seed,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(2147483647),
                        ],
                        verbose_name="seed",
                    ),
                ),
                ("formats", models.JSONField(default=list, verbose_name="formats")),
                (
                    "notes",
                    models.JSONField(
                        blank=True, default=dict, verbose_name="notes for the datasheet"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("queued", "waiting"),
                            ("building", "being built"),
                            ("ready", "ready"),
                            ("failed", "failed"),
                            ("cancelled", "cancelled"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "pseudonym_key",
                    models.CharField(
                        default=claims.models.projects.make_pseudonym_key,
                        editable=False,
                        max_length=32,
                    ),
                ),
                ("as_of", models.DateTimeField(blank=True, null=True, verbose_name="as of")),
                ("manifest", models.JSONField(blank=True, default=dict, verbose_name="manifest")),
                ("created_at", models.DateTimeField(verbose_name="created")),
                (
                    "ready_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="ready since"),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="withdrawn"),
                ),
                ("reason", models.TextField(blank=True, verbose_name="why it was withdrawn")),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
                (
                    "job",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="release",
                        to="claims.job",
                        verbose_name="job",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="claims.project",
                        verbose_name="project",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="claims.release",
                        verbose_name="use instead",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="withdrawn by",
                    ),
                ),
            ],
            options={
                "verbose_name": "release",
                "verbose_name_plural": "releases",
            },
        ),
        migrations.CreateModel(
            name="ReleaseFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uuid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID"
                    ),
                ),
                ("attempt", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("content_type", models.CharField(max_length=80)),
                ("stored_as", models.CharField(max_length=80, unique=True)),
                ("size", models.PositiveBigIntegerField(null=True, verbose_name="bytes")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                ("report", models.JSONField(default=dict)),
                ("is_frozen", models.BooleanField(default=False)),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.job",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="claims.release",
                        verbose_name="release",
                    ),
                ),
            ],
            options={
                "verbose_name": "release file",
                "verbose_name_plural": "release files",
            },
        ),
        migrations.AddIndex(
            model_name="release",
            index=models.Index(fields=["project", "-id"], name="release_of_project"),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.UniqueConstraint(
                fields=("project", "slug", "version"),
                name="release_version_once",
                violation_error_message="There is a release of that name and version already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ready_at__isnull", False), ("state__in", ["ready", "withdrawn"])),
                    models.Q(
                        ("ready_at", None),
                        ("state__in", ["draft", "queued", "building", "failed", "cancelled"]),
                    ),
                    _connector="OR",
                ),
                name="release_ready_or_not",
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", "withdrawn"),
                        ("withdrawn_at__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "withdrawn"), _negated=True),
                        ("reason", ""),
                        ("successor", None),
                        ("withdrawn_at", None),
                    ),
                    _connector="OR",
                ),
                name="release_withdrawn_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("splits", "none"),
                    models.Q(
                        (
                            "train_share__lte",
                            django.db.models.expressions.CombinedExpression(
                                models.Value(99), "-", models.F("validation_share")
                            ),
                        ),
                        ("train_share__range", (1, 98)),
                        ("validation_share__range", (0, 98)),
                    ),
                    _connector="OR",
                ),
                name="release_shares_leave_a_test",
                violation_error_message="Something must be left for the test.",
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("successor", None),
                    models.Q(("successor", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="release_not_its_own_heir",
            ),
        ),
        migrations.AddConstraint(
            model_name="releasefile",
            constraint=models.UniqueConstraint(
                fields=("job", "attempt", "name"), name="release_file_name_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="releasefile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_frozen", False),
                    models.Q(("size__isnull", False), models.Q(("sha256", ""), _negated=True)),
                    _connector="OR",
                ),
                name="release_file_frozen_with_hash",
            ),
        ),
    ]
