"""Webhooks: where other systems are told what happened, and each single telling."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from claims.errors import Phrase
from claims.models.articles import Article
from claims.models.base import PublicModel, validate_web_url
from claims.models.projects import Membership, Project

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from claims.models.users import User

# Of a project, ended ones aside: each event is sent to each.
MOST_WEBHOOKS = 10
# What could not be delivered for so long is given up.
GIVEN_UP_AFTER = timedelta(days=1)


class EventType(models.TextChoices):
    """What may happen, as `type` names it in what is sent."""

    ARTICLE_FINISHED = "article.finished", _("An article has all labels wanted")
    DECISION_MADE = "decision.made", _("A claim was decided, or decided anew")
    ARTICLE_WITHDRAWN = "article.withdrawn", _("An article was withdrawn")
    ARTICLE_RESTORED = "article.restored", _("An article is worked on again")
    RELEASE_READY = "release.ready", _("A release is ready")
    # Sent by hand, whatever the webhook is told of.
    TEST = "webhook.test", _("A test")


# Those that one chooses.
TOLD = [choice for choice in EventType.choices if choice[0] != EventType.TEST]


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def visible_to(self, user: "User | AnonymousUser") -> "WebhookQuerySet":
        """Those of the projects that the person manages."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(project__in=Membership.objects.managed_by(user).values("project_id"))

    def standing(self) -> "WebhookQuerySet":
        return self.filter(ended_at=None)

    def active(self) -> "WebhookQuerySet":
        return self.filter(ended_at=None, off_since=None)

    def ready(self, now: datetime) -> "WebhookQuerySet":
        """Those that are to be told something now and that nobody is telling anything.

        Whose last turn is longest ago comes first, whatever waits for the others.
        """
        told = Delivery.objects.filter(webhook=OuterRef("pk"))
        not_held = Q(held_until=None) | Q(held_until__lte=now)
        ready = self.active().filter(not_held, Exists(told.due(now)), ~Exists(told.in_flight(now)))
        return ready.order_by(F("turn_at").asc(nulls_first=True), "pk")


class Webhook(PublicModel):
    """An address that is told of events of a project.

    Its secret stands nowhere: it is made of the server's key, the UUID and the salt each time
    (operations/signatures.py). The fingerprint tells whether it is still the one that was shown.
    """

    class OffReason(models.TextChoices):
        BY_HAND = "by_hand", _("switched off")
        GONE = "gone", _("switched off: the receiver said that it is gone for good")
        FAILING = "failing", _("switched off: nothing has arrived for days")

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="webhooks", verbose_name=_("project")
    )
    url = models.CharField(_("address"), max_length=2000, validators=[validate_web_url])
    description = models.CharField(_("description"), max_length=200, blank=True)
    # Of EventType, in its order.
    events = models.JSONField(_("events"), default=list)
    salt = models.CharField(max_length=32)
    fingerprint = models.CharField(_("fingerprint of the secret"), max_length=12)
    # The salt before: what is sent is signed by its secret too until then.
    old_salt = models.CharField(max_length=32, blank=True)
    old_salt_until = models.DateTimeField(null=True)
    # Since nothing has arrived; whatever arrives sets these two back.
    failing_since = models.DateTimeField(_("failing since"), null=True)
    # Nothing is sent before: a receiver in trouble is not asked once for each event that waits.
    held_until = models.DateTimeField(null=True)
    # When something was last sent to it, or began to be: others are asked first then.
    turn_at = models.DateTimeField(null=True)
    off_since = models.DateTimeField(_("off since"), null=True)
    off_reason = models.CharField(_("why off"), max_length=8, choices=OffReason, blank=True)
    created_at = models.DateTimeField(_("since"))
    created_by = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        constraints = [
            models.CheckConstraint(
                condition=Q(off_since=None, off_reason="")
                | Q(off_since__isnull=False, off_reason__in=["by_hand", "gone", "failing"]),
                name="webhook_off_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(old_salt="", old_salt_until=None)
                | ~Q(old_salt="") & Q(old_salt_until__isnull=False),
                name="webhook_old_salt_until",
            ),
        ]

    def __str__(self) -> str:
        return self.description or self.url

    @property
    def is_active(self) -> bool:
        return self.off_since is None and self.ended_at is None


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, user: "User | AnonymousUser") -> "DeliveryQuerySet":
        """Those of the projects that the person manages."""
        return self.filter(webhook__in=Webhook.objects.visible_to(user))

    def unfinished(self) -> "DeliveryQuerySet":
        return self.filter(state__in=Delivery.UNFINISHED)

    def due(self, now: datetime) -> "DeliveryQuerySet":
        """What is to be sent now; also what somebody was sending who should have ended long ago."""
        new_enough = {"queued_at__gt": now - GIVEN_UP_AFTER}
        return self.unfinished().filter(next_attempt_at__lte=now, **new_enough)

    def in_flight(self, now: datetime) -> "DeliveryQuerySet":
        """What somebody is sending, who may still come to an end of it."""
        return self.filter(state=Delivery.State.DELIVERING, next_attempt_at__gt=now)

    def overdue(self, now: datetime) -> "DeliveryQuerySet":
        """What has been tried, or has waited, for too long, and nobody is sending."""
        old = {"queued_at__lte": now - GIVEN_UP_AFTER, "next_attempt_at__lte": now}
        return self.unfinished().filter(**old)


class Delivery(PublicModel):
    """That a webhook is to be told of an event, written with what it tells of: the outbox."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DELIVERING = "delivering", _("being sent")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("failed")
        SKIPPED = "skipped", _("left out: under embargo")

    UNFINISHED = (State.WAITING, State.DELIVERING)

    webhook = models.ForeignKey(
        Webhook,
        on_delete=models.PROTECT,
        related_name="deliveries",
        verbose_name=_("webhook"),
        db_index=False,
    )
    # The event's: the same for each webhook that is told, and for each attempt.
    event = models.UUIDField(_("event"))
    type = models.CharField(_("event"), max_length=20, choices=EventType)
    # Empty where nothing is to be said.
    payload = models.JSONField(default=dict)
    # Looked at before sending: it may have come under embargo meanwhile.
    article = models.ForeignKey(
        Article, on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    # Goes up with each: whoever made an earlier one writes nothing any more.
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"))
    # Since when it is tried: how long it waits, and when it is given up, is counted from here.
    queued_at = models.DateTimeField()
    last_status = models.PositiveSmallIntegerField(_("last answer"), null=True)
    # A refusal: its code, its sentence (a message id) and what fills it.
    error = models.JSONField(_("error"), default=dict)
    created_at = models.DateTimeField(_("happened"))
    finished_at = models.DateTimeField(_("finished"), null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event"], name="delivery_of_event_once"),
            # A receiver that is slow keeps one sender waiting, not all of them.
            models.UniqueConstraint(
                fields=["webhook"],
                condition=Q(state="delivering"),
                name="delivery_one_in_flight",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "delivering"], finished_at=None)
                | Q(state__in=["delivered", "failed", "skipped"], finished_at__isnull=False),
                name="delivery_finished_or_not",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(state__in=["waiting", "delivering"]),
                name="delivery_due",
            ),
            models.Index(
                fields=["webhook", "next_attempt_at"],
                condition=Q(state__in=["waiting", "delivering"]),
                name="delivery_due_of_webhook",
            ),
            models.Index(fields=["webhook", "-id"], name="delivery_of_webhook"),
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.get_state_display()}"

    @property
    def problem(self) -> Phrase | None:
        """What went wrong last, for claims.wording.describe."""
        if not self.error:
            return None
        return Phrase(self.error["message"], self.error["params"])

    @property
    def is_finished(self) -> bool:
        return self.state not in self.UNFINISHED
