"""What people agree to before they work here: texts, and who has accepted which."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    def latest_one(self) -> "ConsentText | None":
        """The version that is accepted now; None where nothing is asked."""
        return self.order_by("-version").first()


class ConsentText(models.Model):
    """One version of the site's text, in Markdown: published when it is made, never changed."""

    version = models.PositiveIntegerField(_("version"), unique=True)
    text = models.TextField(_("text"))
    asks_again = models.BooleanField(
        _("ask everybody again"),
        default=True,
        help_text=_("Who has accepted an earlier version has to accept this one to go on."),
    )
    created_at = models.DateTimeField(_("published"))
    created_by = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="+", verbose_name=_("made by")
    )

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")

    def __str__(self) -> str:
        return f"v{self.version}"


class Acceptance(models.Model):
    """Somebody has accepted a version."""

    user = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="acceptances", verbose_name=_("user")
    )
    text = models.ForeignKey(
        ConsentText, on_delete=models.PROTECT, related_name="acceptances", verbose_name=_("text")
    )
    accepted_at = models.DateTimeField(_("accepted"))

    class Meta:
        verbose_name = _("acceptance")
        verbose_name_plural = _("acceptances")
        constraints = [
            models.UniqueConstraint(fields=["user", "text"], name="acceptance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.text}"
