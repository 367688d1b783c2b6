"""What is kept of requests of programs: for a day, or for a minute."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class KeyedAnswer(models.Model):
    """What was answered to a request that came with an idempotency key, for its repeats.

    Kept in the transaction of what the request did: there is no effect without it. Only hashes of
    the key and of the request are kept. `body` is empty where the answer is secret or too long.
    """

    person = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="+", verbose_name=_("user"), db_index=False
    )
    key_digest = models.CharField(max_length=64)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(_("created"), db_index=True)

    class Meta:
        verbose_name = _("kept answer")
        verbose_name_plural = _("kept answers")
        constraints = [
            models.UniqueConstraint(fields=["person", "key_digest"], name="keyed_answer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.key_digest[:8]}"


class RateWindow(models.Model):
    """How many requests were let through in a minute: one row per person or address."""

    key = models.CharField(max_length=64, unique=True)
    # Since 1970.
    minute = models.BigIntegerField(db_index=True)
    taken = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("requests of a minute")
        verbose_name_plural = _("requests of a minute")

    def __str__(self) -> str:
        return f"{self.key}: {self.taken}"
