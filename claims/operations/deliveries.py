"""Sending what webhooks are to be told: at least once, by any number of workers.

Who sends a delivery has raised its `attempts` by a conditional UPDATE, and writes how it went only
while that is the latest number. Who was killed meanwhile is waited for as long as an attempt can
take; then another sends it, with the same `webhook-id`.

Receivers take turns, and of each webhook one delivery at most is being sent, whoever sends: one
that takes long, or has a thousand events waiting, has no more than its turn.
"""

import json
import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce

from claims import permissions
from claims.errors import Conflict, DomainError, gettext_noop
from claims.models import Delivery, EventType, Notice, User, Webhook
from claims.models.webhooks import GIVEN_UP_AFTER, WebhookQuerySet
from claims.operations import audit, notices, signatures, webhooks
from claims.operations.events import make_delivery
from claims.outgoing import PUBLIC, Answer, Limits, Reach, post, read_retry_after

logger = logging.getLogger(__name__)

# Seconds for one attempt, the look-up of the name included.
SECONDS = 10.0
# An attempt that is not over by then was its sender's last.
LOST_AFTER = timedelta(seconds=60)
# The first wait; each further one is twice as long as all the time so far.
FIRST_WAIT = timedelta(seconds=10)
# How long nothing else is sent to a receiver in trouble, at most, also where it asks for longer.
LONGEST_HOLD = timedelta(hours=1)
# Where nothing has arrived for so long, the webhook is switched off.
OFF_AFTER = timedelta(days=3)
# What is finished is forgotten after so long.
KEPT = timedelta(days=30)
GONE = 410
# "Too Many Requests" and "Service Unavailable" may say when to come again.
BUSY = frozenset({429, 503})

ANSWERED = gettext_noop("The receiver answered with %(status)d.")
TOO_LATE = gettext_noop("It could not be sent in time.")


def send_due(
    *, read_now: Callable[[], datetime], is_stopping: Callable[[], bool], reach: Reach = PUBLIC
) -> int:
    """Send what is due, one after another, until nothing is; how many attempts that were."""
    sent = 0
    give_up_overdue(now=read_now())
    while settings.WEBHOOK_HOSTS and not is_stopping():
        delivery = take_next(now=read_now())
        if delivery is None:
            break
        attempt(delivery, read_now=read_now, reach=reach)
        sent += 1
    return sent


def give_up_overdue(*, now: datetime) -> None:
    """What was tried, or could not be tried, for too long has failed."""
    overdue = Delivery.objects.overdue(now)
    if overdue.exists():  # Even an UPDATE of nothing keeps SQLite's other writers waiting.
        late = DomainError("too_late", TOO_LATE)
        overdue.filter(error={}).update(error=late.dump())
        overdue.update(state=Delivery.State.FAILED, finished_at=now)


def forget_old(*, now: datetime) -> None:
    """Remove what was finished long ago."""
    Delivery.objects.filter(finished_at__lt=now - KEPT).delete()


def take_next(*, now: datetime) -> Delivery | None:
    """What is sent next, for this sender alone; None where nothing is due.

    It is the oldest that is due of the webhook whose turn it is.
    """
    for number in Webhook.objects.ready(now).values_list("pk", flat=True)[:5]:
        if taken := _take(number, now):
            found = Delivery.objects.select_related("webhook__project", "article")
            return found.get(pk=taken)
    return None


def _take(webhook: int, now: datetime) -> int | None:
    """The number of a delivery; None where another sender was faster."""
    # What a killed sender has left in flight comes first: nothing else may be sent beside it.
    due = (
        Delivery.objects.filter(webhook=webhook).due(now).order_by("state", "next_attempt_at", "pk")
    )
    seen = due.values("pk", "attempts").first()
    if seen is None:
        return None
    raised = {"attempts": F("attempts") + 1, "next_attempt_at": now + LOST_AFTER}
    try:
        with transaction.atomic():
            Webhook.objects.filter(pk=webhook).update(turn_at=now)
            unchanged = Delivery.objects.unfinished().filter(**seen)
            taken = unchanged.update(state=Delivery.State.DELIVERING, **raised)
    except IntegrityError:  # Something else of it is in flight by now.
        return None
    return seen["pk"] if taken else None


def attempt(delivery: Delivery, *, read_now: Callable[[], datetime], reach: Reach = PUBLIC) -> None:
    """Send it once, and note how that went. Nothing is kept of what the receiver answers but its
    status.
    """
    now = read_now()
    if delivery.article and delivery.article.is_under_embargo(now):
        skipped = {"state": Delivery.State.SKIPPED, "payload": {}, "finished_at": now}
        _find_own(delivery).update(**skipped)
        return
    try:
        answer = _post(delivery, now, reach)
    except DomainError as refusal:
        _note_failure(delivery, webhooks.put_in_words(refusal), read_now())
        return
    if 200 <= answer.status < 300:
        _note_success(delivery, answer.status, read_now())
    else:
        refused = DomainError("refused_by_host", ANSWERED, status=answer.status)
        _note_failure(delivery, refused, read_now(), answer)


def _post(delivery: Delivery, now: datetime, reach: Reach) -> Answer:
    webhook = delivery.webhook
    webhooks.check_address(webhook.url)
    body = json.dumps(delivery.payload, sort_keys=True).encode("ascii")
    event, timestamp = str(delivery.event), int(now.timestamp())
    headers = {
        "Content-Type": "application/json",
        "webhook-id": event,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signatures.sign(
            signatures.list_keys(webhook, now), event, timestamp, body
        ),
    }
    return post(
        webhook.url,
        body,
        headers,
        allowed_hosts=settings.WEBHOOK_HOSTS,
        limits=Limits(seconds=SECONDS),
        reach=reach,
        reads_body=False,
    )


def _find_own(delivery: Delivery) -> Any:
    """The delivery, as long as nobody else has taken it up."""
    return Delivery.objects.filter(
        pk=delivery.pk, attempts=delivery.attempts, state=Delivery.State.DELIVERING
    )


def _find_asked(webhook: Webhook) -> WebhookQuerySet:
    """The webhook, as long as it has the address that was asked: of another that says nothing."""
    return Webhook.objects.filter(pk=webhook.pk, url=webhook.url)


def _note_success(delivery: Delivery, status: int, now: datetime) -> None:
    with transaction.atomic():
        # The webhook first, as everywhere: two who wait for each other's row would both lose.
        troubled = _find_asked(delivery.webhook).exclude(failing_since=None)
        troubled.update(failing_since=None, held_until=None)
        arrived = {"state": Delivery.State.DELIVERED, "finished_at": now, "error": {}}
        if not _find_own(delivery).update(last_status=status, **arrived):
            logger.warning("delivery %s was taken up by another worker", delivery.uuid)


def _note_failure(
    delivery: Delivery, refusal: DomainError, now: datetime, answer: Answer | None = None
) -> None:
    webhook = delivery.webhook
    status = answer.status if answer else None
    wait = _read_wait(answer, now)
    with transaction.atomic():
        asked = _find_asked(webhook)
        if not asked.update(failing_since=Coalesce("failing_since", Value(now))):
            _find_own(delivery).update(state=Delivery.State.WAITING, next_attempt_at=now)
            return
        webhook.refresh_from_db(fields=["failing_since"])
        since = webhook.failing_since or now
        hold = min(max(now - since, FIRST_WAIT, wait), LONGEST_HOLD)
        asked.update(held_until=now + hold)
        changes = {"last_status": status, "error": refusal.dump()}
        if not _find_own(delivery).update(**changes, **_choose_next(delivery, status, wait, now)):
            logger.warning("delivery %s was taken up by another worker", delivery.uuid)
    if status == GONE:
        _turn_off(webhook, Webhook.OffReason.GONE, Notice.Kind.HOOK_GONE, now - since, now)
    elif now - since >= OFF_AFTER:
        _turn_off(webhook, Webhook.OffReason.FAILING, Notice.Kind.HOOK_FAILING, now - since, now)


def _read_wait(answer: Answer | None, now: datetime) -> timedelta:
    """How long a busy receiver asks to be left alone, within our bound."""
    if answer is None or answer.status not in BUSY:
        return timedelta(0)
    return min(read_retry_after(answer, now), LONGEST_HOLD)


def _choose_next(
    delivery: Delivery, status: int | None, wait: timedelta, now: datetime
) -> dict[str, Any]:
    """When it is tried again, if at all."""
    so_far = now - delivery.queued_at
    # So that what failed together does not come again together.
    jitter = 1 + secrets.randbelow(1_000) / 4_000
    again = now + max(max(FIRST_WAIT, 2 * so_far) * jitter, wait)
    if status == GONE or again >= delivery.queued_at + GIVEN_UP_AFTER:
        return {"state": Delivery.State.FAILED, "finished_at": now}
    return {"state": Delivery.State.WAITING, "next_attempt_at": again}


def _turn_off(webhook: Webhook, reason: str, kind: str, failing: timedelta, now: datetime) -> None:
    """Tell its managers too. In a transaction of its own: it holds the project first."""
    with transaction.atomic():
        if webhooks.turn_off(webhook, reason, now):
            notices.tell_managers(
                project=webhook.project,
                person=webhook.created_by,
                kind=kind,
                found=round(failing / timedelta(days=1), 1),
                wanted=OFF_AFTER.days,
                now=now,
            )


@transaction.atomic
def send_again(*, actor: User, delivery: Delivery, now: datetime) -> None:
    """Let a finished delivery be sent once more, under the same `webhook-id`.

    Raises NotAllowed, and Conflict: "nothing_to_send" of what was left out, "not_finished" where it
    still waits, and where the webhook is off.
    """
    permissions.require(permissions.can_manage(actor, delivery.webhook.project))
    webhooks.refuse_inactive(delivery.webhook)
    if not delivery.payload:
        raise Conflict("nothing_to_send", "Nothing is told of articles under embargo.")
    finished = Delivery.objects.filter(pk=delivery.pk, finished_at__isnull=False)
    waiting = {"state": Delivery.State.WAITING, "next_attempt_at": now, "queued_at": now}
    if not finished.update(**waiting, finished_at=None, last_status=None, error={}):
        raise Conflict("not_finished", "This waits to be sent already.")
    delivery.refresh_from_db()
    _record("webhook.sent_again", actor, delivery, now)


@transaction.atomic
def send_test(*, actor: User, webhook: Webhook, now: datetime) -> Delivery:
    """Queue an event that tells nothing, to see whether it arrives.

    Raises NotAllowed, and Conflict where the webhook is off.
    """
    permissions.require(permissions.can_manage(actor, webhook.project))
    webhooks.refuse_inactive(webhook)
    delivery = make_delivery(webhook, EventType.TEST, uuid4(), webhook.project, {}, now)
    delivery.save(force_insert=True)
    # Whoever tests wants to know now, not when a receiver in trouble is tried next.
    Webhook.objects.filter(pk=webhook.pk).update(held_until=None)
    _record("webhook.tested", actor, delivery, now)
    return delivery


def _record(action: str, actor: User, delivery: Delivery, now: datetime) -> None:
    audit.record(
        action,
        actor=actor,
        now=now,
        project=delivery.webhook.project,
        target=delivery.webhook.uuid,
        data={"event": str(delivery.event)},
    )
