"""Articles and the uploads that wait for a look before they become articles."""

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.base import PublicModel, index_filled, validate_web_url
from claims.models.projects import Outlet, Project
from claims.models.rounds import Round
from claims.models.stages import MOST_LABELS

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AnonymousUser

    from claims.models.users import User


def is_under_embargo(now: "datetime", article: str = "") -> Q:
    """Of rows with an article, `article` being what stands before its columns: not to leave yet."""
    return Q(**{f"{article}embargo__gt": now})


def is_current(article: str = "") -> Q:
    """One works on the article: not replaced, not withdrawn, and no list with its own labels."""
    standing = Q(**{f"{article}replaced_at": None, f"{article}withdrawn_at": None})
    return standing & Q(**{f"{article}is_queued": True})


def wants_labels(article: str = "") -> Q:
    """The article's claims want labels of the data set: one works on it, not only to learn."""
    return is_current(article) & Q(**{f"{article}is_training": False})


class ArticleQuerySet(models.QuerySet["Article"]):
    def visible_to(self, user: "User | AnonymousUser") -> "ArticleQuerySet":
        return self.filter(project__in=Project.objects.visible_to(user))

    def current(self, project: Project) -> "ArticleQuerySet":
        """Those of the project that one works on."""
        return self.filter(is_current(), project=project)

    def wanting_labels(self, project: Project) -> "ArticleQuerySet":
        """Those of the project whose claims want labels of the data set."""
        return self.filter(wants_labels(), project=project)

    def under_embargo(self, now: "datetime") -> "ArticleQuerySet":
        """Those that are not to leave the house before some time to come."""
        return self.filter(is_under_embargo(now))

    def withdrawn(self) -> "ArticleQuerySet":
        """Those that were withdrawn: nothing of them counts, nor goes out, until restored.

        Of rows with an article the one condition for all that reads what counts:
        `.exclude(article__in=Article.objects.withdrawn())`. They are few, and in an index.
        """
        return self.filter(withdrawn_at__isnull=False)

    def to_adjust(self, project: Project) -> "ArticleQuerySet":
        """Those of the project whose slots have yet to follow a change of how many are wanted."""
        version = Project.objects.filter(pk=project.pk).values("queue_version")
        return self.filter(project=project, queue_version__lt=version)


class Article(PublicModel):
    """One news article. Its text never changes; a corrected text is a new article."""

    class Priority(models.IntegerChoices):
        HIGH = 1, _("First")
        NORMAL = 0, _("In its turn")
        LOW = -1, _("Last")

    class Redistribute(models.TextChoices):
        TEXT = "text", _("the whole text")
        SENTENCE = "sentence", _("single sentences")
        NONE = "none", _("nothing")

    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        related_name="articles",
        verbose_name=_("project"),
        db_index=False,
    )
    outlet = models.ForeignKey(
        Outlet,
        on_delete=models.PROTECT,
        related_name="articles",
        null=True,
        blank=True,
        verbose_name=_("outlet"),
        db_index=False,
    )
    title = models.CharField(_("title"), max_length=500)
    length = models.PositiveIntegerField(_("length"), help_text=_("In Unicode code points."))
    sha256 = models.CharField(max_length=64, editable=False)
    # Of the text with CRLF and CR as LF: how the same article is recognised on another system.
    sha256_lf = models.CharField(max_length=64, editable=False)
    url = models.CharField(_("link"), max_length=2000, blank=True, validators=[validate_web_url])
    author = models.CharField(_("author"), max_length=300, blank=True)
    published = models.DateField(_("published"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=12)
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    redistribute = models.CharField(
        _("may be passed on"), max_length=8, choices=Redistribute, default=Redistribute.NONE
    )
    embargo = models.DateTimeField(_("embargo until"), null=True, blank=True)
    source_id = models.CharField(_("id at the source"), max_length=200, blank=True)
    previous = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="corrections",
        null=True,
        blank=True,
        verbose_name=_("corrects"),
        db_index=False,
    )
    # Since when a corrected text stands in its place: its claims want no labels from then on. One
    # text at most replaces another (operations/corrections.py).
    replaced_at = models.DateTimeField(_("replaced"), null=True, blank=True, editable=False)
    # Taken out of the work and of all that goes out (operations/withdrawing.py); by whom and why,
    # for as long as it is.
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        "User",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        verbose_name=_("withdrawn by"),
    )
    withdrawn_because = models.CharField(  # noqa: DJ001 - no rebuild
        _("why it was withdrawn"), max_length=2000, null=True, blank=True, editable=False
    )
    # Of the page at `url`, however the link is written (text.links); null without a link.
    page_key = models.CharField(max_length=32, null=True, editable=False)  # noqa: DJ001 - no rebuild
    overlap = models.PositiveSmallIntegerField(
        _("labels wanted per claim"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_LABELS)],
        help_text=_("Empty: as the project says."),
    )
    # Labelled by those who learn, for nothing else: its claims want no labels of the data set.
    is_training = models.BooleanField(_("for training only"), default=False, editable=False)
    # The list that it came with, each claim of which is an article: indexed below, as the round.
    label_source = models.ForeignKey(
        "LabelSource",
        on_delete=models.PROTECT,
        related_name="articles",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        verbose_name=_("source of labels"),
    )
    # Not so what came in with its labels only to have them: nobody is asked for more.
    is_queued = models.BooleanField(_("to be labelled"), default=True, editable=False)
    # Indexed below where there is one: most articles are in none.
    round = models.ForeignKey(
        Round,
        on_delete=models.PROTECT,
        related_name="articles",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        verbose_name=_("round"),
    )
    priority = models.SmallIntegerField(_("handed out"), choices=Priority, default=Priority.NORMAL)
    # What held before a round drew the article, and holds again when it ends.
    overlap_before = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    priority_before = models.SmallIntegerField(null=True, blank=True, editable=False)
    splitter_version = models.CharField(_("splitter version"), max_length=20, editable=False)
    # As Project.queue_version: by which its slots were last adjusted.
    queue_version = models.PositiveIntegerField(default=0, editable=False)
    # Every boundary edit bumps this first, by a conditional UPDATE: two edits never interleave.
    boundaries_version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("imported"), editable=False)
    created_by = models.ForeignKey(
        "User",
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("made by"),
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [
            models.UniqueConstraint(fields=["project", "sha256_lf"], name="article_text_once"),
            models.UniqueConstraint(
                fields=["project", "source_id"],
                condition=~Q(source_id="") & Q(replaced_at=None),
                name="article_source_id_once",
            ),
            models.CheckConstraint(
                condition=Q(overlap=None) | Q(overlap__range=(1, MOST_LABELS)),
                name="article_overlap_1_to_9",
            ),
            models.CheckConstraint(
                condition=Q(priority__range=(-1, 1)), name="article_priority_known"
            ),
        ]

        indexes = [
            models.Index(fields=["project", "id"], name="article_of_project"),
            models.Index(fields=["project", "queue_version"], name="article_to_adjust"),
            index_filled("label_source", "article_of_label_source"),
            index_filled("round", "article_of_round"),
            models.Index(
                fields=["project", "embargo"],
                condition=Q(embargo__isnull=False),
                name="article_embargoed",
            ),
            # Also those that were replaced, which the constraint leaves out.
            models.Index(
                fields=["project", "source_id"],
                condition=~Q(source_id=""),
                name="article_by_source_id",
            ),
            models.Index(
                fields=["project", "page_key"],
                condition=Q(page_key__isnull=False),
                name="article_of_page",
            ),
            index_filled("outlet", "article_of_outlet"),
            index_filled("previous", "article_previous"),
            index_filled("withdrawn_at", "article_withdrawn"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def wants_labels(self) -> bool:
        """As the condition above says of rows."""
        return self.is_queued and not self.is_closed and not self.is_training

    @property
    def is_closed(self) -> bool:
        """Nothing is labelled in it any more: a corrected text replaced it, or it is withdrawn."""
        return self.replaced_at is not None or self.withdrawn_at is not None

    def is_under_embargo(self, now: "datetime") -> bool:
        """As the condition above says of rows."""
        return self.embargo is not None and self.embargo > now


class ArticleText(models.Model):
    """The text, exactly as it came. A table of its own, so that no list ever reads it."""

    article = models.OneToOneField(
        Article, on_delete=models.PROTECT, primary_key=True, related_name="body"
    )
    text = models.TextField()

    class Meta:
        verbose_name = _("article text")
        verbose_name_plural = _("article texts")

    def __str__(self) -> str:
        return f"#{self.article_id}"


class StagedImport(PublicModel):
    """An upload whose owner is looking at the preview. Removed on import, or after a day."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    created_by = models.ForeignKey("User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    file_name = models.CharField(max_length=255, blank=True)
    # The rows that could be read, as JSON objects, and the refusals of those that could not.
    rows = models.JSONField(default=list)

    class Meta:
        verbose_name = _("staged import")
        verbose_name_plural = _("staged imports")

    def __str__(self) -> str:
        return self.file_name or str(self.uuid)
