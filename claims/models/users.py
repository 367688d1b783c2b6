"""People and the tokens by which their programs sign in."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from claims.exchange.pseudonyms import make_pseudonym
from claims.models.base import PublicModel


class User(PublicModel, AbstractUser):
    """A person who signs in. Never deleted, only deactivated or made anonymous: labels keep their
    author.
    """

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("full name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    # Only what differs from claims.keymap.DEFAULTS.
    own_keys = models.JSONField(_("own keys"), default=dict, blank=True, editable=False)
    keys_on = models.BooleanField(_("keys are on"), default=True, editable=False)
    # One of settings.LANGUAGES; empty: as the browser asks.
    language = models.CharField(_("language"), max_length=12, blank=True, editable=False)
    # Stands for whoever gave labels that were imported (models.SourceAnnotator): no person of here.
    is_source = models.BooleanField(_("stands for a source"), default=False, editable=False)
    # What exports call them, where another installation's exports called them so already.
    pseudonym = models.CharField(_("pseudonym"), max_length=60, blank=True, editable=False)
    # They have to accept the latest text of consent before they go on. Kept here, since every
    # request asks; null: they never had to.
    consent_due = models.BooleanField(null=True, editable=False)
    # Since when nothing here says who they are.
    anonymised_at = models.DateTimeField(_("anonymised"), null=True, blank=True, editable=False)

    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="user_username_once",
                violation_error_message=_("A user with that name already exists."),
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="user_email_once",
                violation_error_message=_("A user with that e-mail address already exists."),
            ),
            models.CheckConstraint(
                condition=Q(is_source=False, pseudonym="")
                | Q(is_source=True, is_active=False, is_staff=False, is_superuser=False),
                name="user_source_signs_in_nowhere",
                violation_error_message=_("Who stands for imported labels can’t sign in."),
            ),
            models.CheckConstraint(
                condition=Q(anonymised_at=None)
                | Q(is_active=False, is_staff=False, is_superuser=False, name="", email=""),
                name="user_anonymised_stays_out",
                violation_error_message=_("Who was made anonymous stays so."),
            ),
        ]

    def get_full_name(self) -> str:
        return self.name or self.username

    def get_short_name(self) -> str:
        return self.username

    def get_pseudonym(self, key: str) -> str:
        """What exports of the project with that key call this user."""
        return choose_pseudonym(key, self.uuid, self.pseudonym)


def choose_pseudonym(key: str, uuid: UUID, kept: str) -> str:
    """As `User.get_pseudonym`, of the columns alone."""
    return kept or make_pseudonym(key, uuid)


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def usable(self, now: datetime) -> "ApiTokenQuerySet":
        """Neither revoked nor run out, and of a person who may sign in."""
        return self.filter(
            Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None, user__is_active=True
        )


class ApiToken(PublicModel):
    """A key for a program. Only its SHA-256 is kept; the key itself is shown once."""

    class Scope(models.TextChoices):
        """What a token is for. Its owner's own rights bound all of them."""

        READ = "read", _("Read")
        EXPORT = "export", _("Take labels out")
        IMPORT = "import", _("Bring articles in")
        LABEL = "label", _("Label")
        CURATE = "curate", _("Decide and settle")
        MANAGE = "manage", _("Manage projects")
        SUGGEST = "suggest", _("Suggest labels")
        ACCOUNT = "account", _("Own settings and tokens")

    user = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="tokens", verbose_name=_("user")
    )
    name = models.CharField(_("name"), max_length=100)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    # Their values with a space between, in the order of the list above.
    scopes = models.CharField(_("scopes"), max_length=80, editable=False)
    created_at = models.DateTimeField(_("created"), editable=False)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)
    # The token by which a program made it: it is revoked with that one.
    maker = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="made",
        verbose_name=_("made by the token"),
        null=True,
        editable=False,
    )
    # To the minute: a write a minute at most.
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        constraints = [
            models.CheckConstraint(condition=~Q(scopes=""), name="token_has_scope"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_list(self) -> list[str]:
        return self.scopes.split()

    def list_scope_names(self) -> list[str]:
        """As people read them."""
        return [str(self.Scope(scope).label) for scope in self.scope_list]
