"""Label schemes: which verifiabilities and verdicts a project's people may choose from."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from claims.keymap import VERDICT_KEYS, VERIFIABILITY_KEYS
from claims.models.base import PublicModel


class LabelScheme(PublicModel):
    """A versioned list of labels. A changed meaning is a new version, never an edit."""

    class Kind(models.TextChoices):
        VERIFIABILITY = "verifiability", _("Verifiability")
        VERDICT = "verdict", _("Verdict")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    slug = models.SlugField(_("short name"), max_length=60)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=100)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        verbose_name = _("label scheme")
        verbose_name_plural = _("label schemes")
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="scheme_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} (v{self.version})"


class LabelQuerySet(models.QuerySet["Label"]):
    def used(self) -> "LabelQuerySet":
        """Those that somebody has given or was shown, or that are right of a claim."""
        return self.filter(_is_used())

    def with_used(self) -> "LabelQuerySet":
        """Each with `used`: see there."""
        return self.annotate(used=_is_used())


def _is_used() -> Q:
    annotations = apps.get_model("claims", "Annotation").objects
    gold = apps.get_model("claims", "GoldLabel").objects
    this = OuterRef("pk")
    named = Q(verifiability=this) | Q(verdict=this)
    named |= Q(suggested_verifiability=this) | Q(suggested_verdict=this)
    given = annotations.filter(named)
    suggested = apps.get_model("claims", "LabelSuggestion").objects.filter(label=this)
    return Q(Exists(given)) | Q(Exists(gold.filter(labels=this))) | Q(Exists(suggested))


class Label(models.Model):
    """One choice of a scheme: its words, its key, and what follows from choosing it."""

    class Tone(models.TextChoices):
        PLAIN = "", _("plain")
        YES = "yes", _("yes")
        NO = "no", _("no")
        MIXED = "mixed", _("mixed")
        UNSURE = "unsure", _("unsure")

    class Verifiable(models.TextChoices):
        YES = "yes", _("yes")
        PARTLY = "partly", _("partly")
        NO = "no", _("no")
        UNCLEAR = "unclear", _("unclear")

    class CheckWorthy(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        UNSET = "unset", _("not said")

    class VerdictRule(models.TextChoices):
        REQUIRED = "required", _("required")
        ALLOWED = "allowed", _("allowed")
        REFUSED = "refused", _("refused")

    class Canonical(models.TextChoices):
        SUPPORTED = "supported", _("supported")
        REFUTED = "refuted", _("refuted")
        NOT_ENOUGH_EVIDENCE = "not_enough_evidence", _("not enough evidence")
        CONFLICTING = "conflicting", _("conflicting")

    # What records derive from; frozen once an annotation uses the label.
    FROZEN_WHEN_USED = (
        "scheme_id",
        "value",
        "verifiable",
        "check_worthy",
        "verdict_rule",
        "canonical",
        "rating",
    )

    scheme = models.ForeignKey(
        LabelScheme, on_delete=models.PROTECT, related_name="labels", verbose_name=_("scheme")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    value = models.CharField(_("value"), max_length=60, help_text=_("As it stands in exports."))
    name = models.CharField(_("name"), max_length=60)
    definition = models.TextField(_("definition"), blank=True)
    hotkey = models.CharField(_("key"), max_length=1, blank=True)
    tone = models.CharField(_("tone"), max_length=8, choices=Tone, blank=True)
    verifiable = models.CharField(_("verifiable"), max_length=8, choices=Verifiable, blank=True)
    check_worthy = models.CharField(
        _("check-worthy"), max_length=8, choices=CheckWorthy, blank=True
    )
    verdict_rule = models.CharField(
        _("verdict is"), max_length=8, choices=VerdictRule, default=VerdictRule.REFUSED
    )
    canonical = models.CharField(_("means"), max_length=24, choices=Canonical, blank=True)
    rating = models.PositiveSmallIntegerField(_("rating, 1 to 5"), null=True, blank=True)

    objects = LabelQuerySet.as_manager()

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        constraints = [
            models.UniqueConstraint(fields=["scheme", "value"], name="label_value_once"),
            models.UniqueConstraint(
                fields=["scheme", "hotkey"],
                condition=~Q(hotkey=""),
                name="label_hotkey_once",
                violation_error_message=_("Another label of the scheme has this key."),
            ),
            models.CheckConstraint(
                condition=Q(verdict_rule="refused") | Q(verifiable__in=["yes", "partly"]),
                name="label_verdict_needs_verifiable",
                violation_error_message=_(
                    "Only what is verifiable, or partly, can have a verdict."
                ),
            ),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__range=(1, 5)), name="label_rating_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        is_verdict = self.scheme.kind == LabelScheme.Kind.VERDICT
        keys = VERDICT_KEYS if is_verdict else VERIFIABILITY_KEYS
        if self.hotkey and self.hotkey not in keys:
            raise ValidationError({"hotkey": _("Choose one of these keys: %s") % " ".join(keys)})
        if not is_verdict and not (self.verifiable and self.check_worthy):
            raise ValidationError(_("Say whether this label is verifiable and check-worthy."))
