"""Publications: decisions on pages of the newsroom's own, and what was corrected in them."""

import claims.models.hosts
import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0059_frozen_releases"),
    ]

    operations = [
        migrations.AddField(
            model_name="project",
            name="newsroom_domains",
            field=claims.models.hosts.HostsField(
                blank=True,
                default=list,
                help_text="Decisions are published on pages of these, or of what is below them.",
                verbose_name="domains of the newsroom",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="newsroom_name",
            field=models.CharField(
                blank=True,
                help_text="Who publishes what is decided; stands in every ClaimReview.",
                max_length=150,
                verbose_name="name of the newsroom",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="newsroom_url",
            field=models.CharField(
                blank=True,
                max_length=2000,
                validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                verbose_name="link of the newsroom",
            ),
        ),
        migrations.CreateModel(
            name="Publication",
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
                    "url",
                    models.CharField(
                        max_length=2000,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                        verbose_name="link of the page",
                    ),
                ),
                ("page_key", models.CharField(editable=False, max_length=64)),
                ("claim_reviewed", models.CharField(max_length=500, verbose_name="claim reviewed")),
                ("reviewed_on", models.DateField(verbose_name="reviewed on")),
                ("rating_name", models.CharField(max_length=60, verbose_name="rating")),
                (
                    "rating",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="rating, 1 to 5"
                    ),
                ),
                (
                    "author_kind",
                    models.CharField(
                        choices=[("person", "Person"), ("organisation", "Organisation")],
                        max_length=12,
                        verbose_name="kind of author",
                    ),
                ),
                ("author_name", models.CharField(max_length=200, verbose_name="said by")),
                (
                    "author_same_as",
                    models.CharField(
                        blank=True,
                        max_length=2000,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                        verbose_name="same as",
                    ),
                ),
                ("claim_date", models.DateField(blank=True, null=True, verbose_name="claim date")),
                (
                    "appearance_url",
                    models.CharField(
                        blank=True,
                        max_length=2000,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                        verbose_name="appeared at",
                    ),
                ),
                (
                    "appearance_title",
                    models.CharField(blank=True, max_length=500, verbose_name="title"),
                ),
                (
                    "appearance_date",
                    models.DateField(blank=True, null=True, verbose_name="published"),
                ),
                (
                    "appearance_outlet",
                    models.CharField(blank=True, max_length=150, verbose_name="outlet"),
                ),
                ("reviewer_name", models.CharField(max_length=150, verbose_name="reviewed by")),
                (
                    "reviewer_url",
                    models.CharField(
                        blank=True,
                        max_length=2000,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                        verbose_name="link of the newsroom",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("live", "live"),
                            ("corrected", "corrected"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="live",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("published_at", models.DateTimeField(verbose_name="published at")),
                ("changed_at", models.DateTimeField(verbose_name="last changed")),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="claims.claim",
                        verbose_name="claim",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.decision",
                        verbose_name="decision",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="claims.project",
                        verbose_name="project",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="published by",
                    ),
                ),
            ],
            options={
                "verbose_name": "publication",
                "verbose_name_plural": "publications",
            },
        ),
        migrations.CreateModel(
            name="PublicationCorrection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("correction", "Correction"), ("withdrawal", "Withdrawal")],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("note", models.TextField(verbose_name="note")),
                ("changes", models.JSONField(default=list, verbose_name="changes")),
                ("created_at", models.DateTimeField(verbose_name="made")),
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
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.decision",
                        verbose_name="decision",
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="claims.publication",
                        verbose_name="publication",
                    ),
                ),
            ],
            options={
                "verbose_name": "correction of a publication",
                "verbose_name_plural": "corrections of publications",
            },
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(fields=["project", "id"], name="publication_of_project"),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(fields=["project", "changed_at"], name="publication_changed"),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "withdrawn"), _negated=True),
                fields=("claim",),
                name="publication_live_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.UniqueConstraint(
                fields=("project", "page_key"), name="publication_page_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["live", "corrected", "withdrawn"])),
                name="publication_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(("rating", None), ("rating__range", (1, 5)), _connector="OR"),
                name="publication_rating_1_to_5",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("claim_reviewed", ""), _negated=True),
                    models.Q(("rating_name", ""), _negated=True),
                    models.Q(("author_name", ""), _negated=True),
                    models.Q(("reviewer_name", ""), _negated=True),
                ),
                name="publication_says_what_it_must",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(("changed_at__gte", models.F("published_at"))),
                name="publication_changed_after",
            ),
        ),
        migrations.AddConstraint(
            model_name="publicationcorrection",
            constraint=models.UniqueConstraint(
                fields=("publication", "version"), name="publication_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="publicationcorrection",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["correction", "withdrawal"])),
                name="publication_correction_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="publicationcorrection",
            constraint=models.CheckConstraint(
                condition=models.Q(("note", ""), _negated=True),
                name="publication_correction_says_why",
            ),
        ),
    ]
