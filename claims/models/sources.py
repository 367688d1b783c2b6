"""Where labels came from that nobody gave here: data sets, other tools, other installations."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from claims.exchange.import_formats import IMPORT_FORMATS
from claims.models.base import PublicModel
from claims.models.claims import Claim
from claims.models.projects import Membership, Project

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from claims.models.users import User


class LabelSourceQuerySet(models.QuerySet["LabelSource"]):
    def visible_to(self, user: "User | AnonymousUser") -> "LabelSourceQuerySet":
        """For those who take data out, as in `permissions.EXPORTS`: others may come to label."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        reading = Membership.objects.active_of(user).filter(
            role__in=(Membership.Role.MANAGER, Membership.Role.READER)
        )
        return self.filter(project__in=reading.values("project_id"))


class LabelSource(PublicModel):
    """A named list of claims with their labels, as it came in from one format."""

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="label_sources", verbose_name=_("project")
    )
    name = models.CharField(_("name"), max_length=100)
    # One of exchange.import_formats.IMPORT_FORMATS; RESTORED: an export of another installation.
    format = models.CharField(_("format"), max_length=32)
    # Whether people here are asked to label its claims, too.
    is_queued = models.BooleanField(_("labelled here too"), default=False)
    created_at = models.DateTimeField(_("first imported"))
    created_by = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="+", verbose_name=_("made by")
    )

    RESTORED = "factcheck"

    objects = LabelSourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source of labels")
        verbose_name_plural = _("sources of labels")
        constraints = [
            models.UniqueConstraint("project", Lower("name"), name="label_source_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def format_title(self) -> str:
        known = IMPORT_FORMATS.get(self.format)
        return known.title if known else self.format

    @property
    def comes_back(self) -> bool:
        """Whether its rows can be written again as they came."""
        known = IMPORT_FORMATS.get(self.format)
        return known is not None and known.write_again is not None


class SourceAnnotator(models.Model):
    """Who gave labels there, by their key there, and the user who stands for them.

    The key is "" where nobody is told apart. The user signs in nowhere.
    """

    source = models.ForeignKey(LabelSource, on_delete=models.PROTECT, related_name="annotators")
    key = models.CharField(_("key"), max_length=200, blank=True)
    user = models.OneToOneField("User", on_delete=models.PROTECT, related_name="stands_for")

    class Meta:
        verbose_name = _("annotator of a source")
        verbose_name_plural = _("annotators of a source")
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="source_annotator_once"),
        ]

    def __str__(self) -> str:
        return self.key


class SourceRow(models.Model):
    """A row of a source as it came, and the claim that it is about: several may be of one claim.

    `key` is its number or key there, else its hash; a further row of the same words has a number
    behind it. So the same file again is recognised, row by row.
    """

    source = models.ForeignKey(
        LabelSource, on_delete=models.PROTECT, related_name="rows", db_index=False
    )
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="source_rows")
    key = models.CharField(max_length=300)
    # Of the row as JSON text: a known key with another row is another claim.
    sha256 = models.CharField(max_length=64)
    # As text: PostgreSQL's JSON would put the keys into an order of its own. Empty where the row
    # holds several claims and stands with the first of them.
    row = models.TextField()

    class Meta:
        verbose_name = _("row of a source")
        verbose_name_plural = _("rows of a source")
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="source_row_once"),
        ]
        indexes = [models.Index(fields=["source", "id"], name="source_row_in_order")]

    def __str__(self) -> str:
        return self.key


class StagedLabels(PublicModel):
    """A file of labelled claims whose owner is looking at the preview. Gone on import.

    As it came: it is read again each time, since what its words become is not settled yet.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    created_by = models.ForeignKey("User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    file_name = models.CharField(max_length=255, blank=True)
    name = models.CharField(max_length=100)
    format = models.CharField(max_length=32)
    is_queued = models.BooleanField(default=False)
    data = models.BinaryField()

    class Meta:
        verbose_name = _("staged file of labels")
        verbose_name_plural = _("staged files of labels")

    def __str__(self) -> str:
        return self.file_name or str(self.uuid)
