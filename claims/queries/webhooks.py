"""What became of what webhooks are told."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q

from claims.models import Delivery, Webhook

_State = Delivery.State


@dataclass(frozen=True, slots=True)
class Post:
    """Deliveries of a webhook by what became of them, in the time that they are kept."""

    delivered: int = 0
    waiting: int = 0
    failed: int = 0
    # Of articles under embargo: nothing was said.
    skipped: int = 0
    last_delivered: datetime | None = None


def count_deliveries(webhooks: Collection[Webhook]) -> Mapping[int, Post]:
    """By the webhook's number. One query."""
    rows = Delivery.objects.filter(webhook__in=webhooks).order_by().values("webhook")
    delivered = Q(state=_State.DELIVERED)
    counted = rows.annotate(
        delivered=Count("pk", filter=delivered),
        waiting=Count("pk", filter=Q(state__in=Delivery.UNFINISHED)),
        failed=Count("pk", filter=Q(state=_State.FAILED)),
        skipped=Count("pk", filter=Q(state=_State.SKIPPED)),
        last_delivered=Max("finished_at", filter=delivered),
    )
    figures = ("delivered", "waiting", "failed", "skipped", "last_delivered")
    posts = {key: Post(*row) for key, *row in counted.values_list("webhook", *figures)}
    return {webhook.pk: posts.get(webhook.pk, Post()) for webhook in webhooks}
