"""Webhooks of a project: made, changed, given another secret, switched off and on, ended.

For managers.

Whoever changes one holds the project first (`_hold`): whether it has any active one is a column of
the project, and is counted anew after each change.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from claims import permissions
from claims.errors import Conflict, DomainError, InvalidInput, gettext_noop
from claims.models import Delivery, EventType, Project, User, Webhook
from claims.models.webhooks import MOST_WEBHOOKS, TOLD
from claims.operations import audit, signatures
from claims.operations.validation import bound_text
from claims.outgoing import check_url

URL_LIMIT = 2_000
DESCRIPTION_LIMIT = 200
NOT_LISTED = gettext_noop("Nothing is sent to %(host)s: the operator has not listed this host.")


@transaction.atomic
def create_webhook(
    *,
    actor: User,
    project: Project,
    url: str,
    events: Collection[str],
    description: str = "",
    now: datetime,
) -> tuple[Webhook, str]:
    """A webhook that is told of these events, and its secret, which is not kept anywhere.

    Raises NotAllowed, InvalidInput (of the address or the events), and Conflict
    ("webhooks_off", "too_many_webhooks").
    """
    permissions.require(permissions.can_manage(actor, project))
    _refuse_off()
    url = check_address(url)
    wanted = _order_events(events)
    description = bound_text(description, field="description", limit=DESCRIPTION_LIMIT)
    _hold(project)
    if Webhook.objects.standing().filter(project=project).count() >= MOST_WEBHOOKS:
        raise Conflict(
            "too_many_webhooks", "A project has at most %(limit)d webhooks.", limit=MOST_WEBHOOKS
        )
    webhook = Webhook(
        project=project,
        url=url,
        events=wanted,
        description=description,
        created_at=now,
        created_by=actor,
    )
    secret = _give_secret(webhook)
    webhook.save(force_insert=True)
    _count(project)
    # Not the whole address: some hold a secret of the receiver's.
    _note("webhook.created", actor, webhook, now, host=_read_host(url), events=wanted)
    return webhook, secret


def _refuse_off() -> None:
    if not settings.WEBHOOK_HOSTS:
        raise Conflict("webhooks_off", "Webhooks are off here: the operator has listed no hosts.")


def check_address(url: str) -> str:
    """The address, as far as its words go. Raises InvalidInput."""
    url = bound_text(url, field="url", limit=URL_LIMIT)
    try:
        parts = check_url(url, allowed_hosts=settings.WEBHOOK_HOSTS)
    except InvalidInput as refusal:
        raise put_in_words(refusal) from None
    if parts.scheme != "https" and not settings.WEBHOOK_HTTP:
        raise InvalidInput("not_https", "The address has to begin with https://.", field="url")
    return url


def put_in_words(refusal: DomainError) -> DomainError:
    """A refusal of `outgoing`, in words for what is sent, not for pages that are fetched."""
    if refusal.code != "host_not_listed":
        return refusal
    return InvalidInput("host_not_listed", NOT_LISTED, field="url", **refusal.params)


def _read_host(url: str) -> str:
    return check_url(url, allowed_hosts=None).netloc


def _order_events(events: Collection[str]) -> list[str]:
    if unknown := set(events) - {value for value, _label in TOLD}:
        raise InvalidInput(
            "unknown_choice",
            "There is no event “%(event)s”.",
            field="events",
            event=min(unknown)[:40],
        )
    if not events:
        raise InvalidInput("events_missing", "Choose at least one event.", field="events")
    return [value for value in EventType.values if value in events]


def _give_secret(webhook: Webhook) -> str:
    webhook.salt = signatures.make_salt()
    key = signatures.derive_key(webhook, webhook.salt)
    webhook.fingerprint = signatures.read_fingerprint(key)
    return signatures.write_secret(key)


@transaction.atomic
def change_webhook(
    *, actor: User, webhook: Webhook, values: Mapping[str, Any], now: datetime
) -> None:
    """Give it another `url`, `events` or `description`: those of them that `values` names.

    What waits goes to the new address, under the same secret. Values that it has already change
    nothing. Raises NotAllowed, InvalidInput naming the field, and Conflict ("webhook_ended", and
    "webhooks_off" for an address).
    """
    permissions.require(permissions.can_manage(actor, webhook.project))
    given = _read_changes(values)
    _hold(webhook.project)
    webhook.refresh_from_db()
    _refuse_ended(webhook)
    changed = {name: value for name, value in given.items() if getattr(webhook, name) != value}
    if not changed:
        return
    # Another receiver: what the one before could not take says nothing of it.
    fresh = {"failing_since": None, "held_until": None} if "url" in changed else {}
    Webhook.objects.filter(pk=webhook.pk).update(**changed, **fresh)
    webhook.refresh_from_db()
    told: dict[str, Any] = {"fields": sorted(changed), "events": webhook.events}
    _note("webhook.changed", actor, webhook, now, host=_read_host(webhook.url), **told)


def _read_changes(values: Mapping[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if "url" in values:
        _refuse_off()
        changes["url"] = check_address(values["url"])
    if "events" in values:
        changes["events"] = _order_events(values["events"])
    if "description" in values:
        changes["description"] = bound_text(
            values["description"], field="description", limit=DESCRIPTION_LIMIT
        )
    return changes


@transaction.atomic
def rotate_secret(*, actor: User, webhook: Webhook, now: datetime) -> str:
    """Another secret, which is not kept anywhere; for a day the one before signs too.

    Raises NotAllowed, and Conflict ("webhook_ended", or "changed_meanwhile" where somebody else
    was faster: their secret holds).
    """
    permissions.require(permissions.can_manage(actor, webhook.project))
    old = webhook.salt
    secret = _give_secret(webhook)
    changed = Webhook.objects.standing().filter(pk=webhook.pk, salt=old)
    webhook.old_salt, webhook.old_salt_until = old, now + signatures.OVERLAP
    names = ("salt", "fingerprint", "old_salt", "old_salt_until")
    if not changed.update(**{name: getattr(webhook, name) for name in names}):
        webhook.refresh_from_db()
        _refuse_ended(webhook)
        raise Conflict("changed_meanwhile", "Somebody else has changed the secret meanwhile.")
    _note("webhook.secret_changed", actor, webhook, now)
    return secret


@transaction.atomic
def switch_off(*, actor: User, webhook: Webhook, now: datetime) -> None:
    """Tell it nothing any more, also not of what waits. Twice is once."""
    permissions.require(permissions.can_manage(actor, webhook.project))
    _hold(webhook.project)
    if _turn_off(webhook, Webhook.OffReason.BY_HAND, now):
        _note("webhook.switched_off", actor, webhook, now, reason=webhook.off_reason)


def turn_off(webhook: Webhook, reason: str, now: datetime) -> bool:
    """Switch it off by a rule, in a transaction; whether it was on until now.

    Not where it has been given another address meanwhile.
    """
    _hold(webhook.project)
    turned = _turn_off(webhook, reason, now, url=webhook.url)
    if turned:
        _note("webhook.switched_off", None, webhook, now, reason=webhook.off_reason)
    return turned


def _turn_off(webhook: Webhook, reason: str, now: datetime, **known: str) -> bool:
    active = Webhook.objects.active().filter(pk=webhook.pk, **known)
    turned = active.update(off_since=now, off_reason=reason) == 1
    _count(webhook.project)
    webhook.refresh_from_db()
    return turned


@transaction.atomic
def switch_on(*, actor: User, webhook: Webhook, now: datetime) -> None:
    """Tell it of what happens from now on; and of what waits still. Twice is once."""
    permissions.require(permissions.can_manage(actor, webhook.project))
    _refuse_off()
    check_address(webhook.url)
    _hold(webhook.project)
    standing = Webhook.objects.standing().filter(pk=webhook.pk)
    fresh: dict[str, Any] = {"off_since": None, "off_reason": ""}
    fresh |= {"failing_since": None, "held_until": None}
    turned = standing.exclude(off_since=None).update(**fresh)
    _count(webhook.project)
    webhook.refresh_from_db()
    _refuse_ended(webhook)
    if turned:
        _note("webhook.switched_on", actor, webhook, now)


@transaction.atomic
def end_webhook(*, actor: User, webhook: Webhook, now: datetime) -> None:
    """End it for good: what waits is not sent any more. Twice is once."""
    permissions.require(permissions.can_manage(actor, webhook.project))
    _hold(webhook.project)
    ended = Webhook.objects.standing().filter(pk=webhook.pk).update(ended_at=now)
    _count(webhook.project)
    webhook.refresh_from_db()
    if ended:
        waiting = Delivery.objects.unfinished().filter(webhook=webhook)
        waiting.update(state=Delivery.State.FAILED, finished_at=now)
        _note("webhook.ended", actor, webhook, now)


def _refuse_ended(webhook: Webhook) -> None:
    if webhook.ended_at is not None:
        raise Conflict("webhook_ended", "This webhook has been ended.")


def refuse_inactive(webhook: Webhook) -> None:
    """Raise Conflict where nothing is sent to it."""
    _refuse_off()
    _refuse_ended(webhook)
    if not webhook.is_active:
        raise Conflict("webhook_off", "This webhook is switched off: switch it on first.")


def _hold(project: Project) -> None:
    """Who changes another of its webhooks waits: on both databases an UPDATE holds the row."""
    Project.objects.filter(pk=project.pk).update(has_webhooks=F("has_webhooks"))


def _count(project: Project) -> None:
    has_any = Webhook.objects.active().filter(project=project).exists()
    Project.objects.filter(pk=project.pk).update(has_webhooks=has_any)
    project.has_webhooks = has_any


def _note(action: str, actor: User | None, webhook: Webhook, now: datetime, **data: Any) -> None:
    audit.record(
        action, actor=actor, now=now, project=webhook.project, target=webhook.uuid, data=data
    )
