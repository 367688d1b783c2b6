"""That an article's text had to go for good, and what of it stays. Inserted, never changed."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.articles import Article
from claims.models.base import PublicModel
from claims.models.projects import Project

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from claims.models.users import User

# In the place of words that may not be empty, or that people would look for.
PURGED = "[purged]"


class PurgeQuerySet(models.QuerySet["Purge"]):
    def visible_to(self, user: "User | AnonymousUser") -> "PurgeQuerySet":
        return self.filter(project__in=Project.objects.visible_to(user))


class Purge(PublicModel):
    """A tombstone: which text it was, who had it removed, when and why.

    Only where one stands do the triggers let the words of an article be emptied.
    """

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="+", verbose_name=_("project")
    )
    article = models.OneToOneField(
        Article, on_delete=models.PROTECT, related_name="purge", verbose_name=_("article")
    )
    sha256 = models.CharField(_("SHA-256 of the text"), max_length=64)
    reason = models.CharField(_("reason"), max_length=2000)
    # By which the demand is found again, in the files of whoever got it.
    reference = models.CharField(_("reference"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("purged"))
    created_by = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="+", verbose_name=_("purged by")
    )

    objects = PurgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("purge")
        verbose_name_plural = _("purges")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="purge_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.created_at:%Y-%m-%d}"
