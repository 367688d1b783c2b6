"""Claims: stretches of an article that are labelled one by one."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.articles import Article
from claims.models.base import PublicModel
from claims.models.projects import Project

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from claims.models.users import User


class ClaimQuerySet(models.QuerySet["Claim"]):
    def visible_to(self, user: "User | AnonymousUser") -> "ClaimQuerySet":
        return self.filter(project__in=Project.objects.visible_to(user))

    def active(self) -> "ClaimQuerySet":
        """Those whose boundaries still stand."""
        return self.filter(retired_at=None)

    def in_text_order(self) -> "ClaimQuerySet":
        return self.order_by("start", "-end", "pk")


class Claim(PublicModel):
    """`article text[start:end]`, in code points, end exclusive. Never changed, only retired."""

    class Kind(models.TextChoices):
        HEADLINE = "headline", _("Headline")
        HEADING = "heading", _("Heading")
        SENTENCE = "sentence", _("Sentence")
        SPAN = "span", _("Part of a sentence")

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="claims")
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    paragraph = models.PositiveIntegerField(_("paragraph"))
    position = models.PositiveIntegerField(_("position"), help_text=_("Order in the article."))
    text = models.TextField(_("text"))
    splitter_version = models.CharField(max_length=20, editable=False)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True, editable=False)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "start"],
                condition=Q(retired_at=None) & ~Q(kind="span"),
                name="claim_start_once",
            ),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="claim_not_empty"),
            models.CheckConstraint(
                condition=Q(kind__in=["headline", "heading", "sentence", "span"]),
                name="claim_kind_known",
            ),
        ]

        indexes = [models.Index(fields=["project", "id"], name="claim_of_project")]

    def __str__(self) -> str:
        return self.text[:80]
