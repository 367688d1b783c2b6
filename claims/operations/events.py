"""What happened in a project, written down for its webhooks in the transaction that did it.

So nothing is told that was rolled back, and nothing that was done is forgotten. Where a project has
no active webhook this asks the database nothing.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from claims.models import Article, Decision, Delivery, EventType, Project, Release, Stage, Webhook
from claims.queries.progress import live_slots


def are_told(project: Project) -> bool:
    """Whether anybody may be told of what happens in it."""
    return bool(settings.WEBHOOK_HOSTS and project.has_webhooks)


def note_decision(decision: Decision) -> None:
    """A claim was decided, by a curator or by a rule; maybe anew. Called with its insertion."""
    if not are_told(decision.project):
        return
    # As it is now: the claim may have been read before its article came under embargo.
    article = Article.objects.get(pk=decision.claim.article_id)
    previous = decision.previous
    data = {
        "decision": _name("decisions", decision.uuid),
        "claim": _name("claims", decision.claim.uuid),
        "article": _name("articles", article.uuid),
        "stage": str(decision.stage),
        "replaces": str(previous.uuid) if previous else None,
    }
    _write(
        decision.project,
        EventType.DECISION_MADE,
        decision.uuid,
        data,
        article=article,
        now=decision.created_at,
    )


def note_finished(article: Article, now: datetime) -> None:
    """The article, which is held, may have all labels wanted by now: then that is an event.

    To be called where the last label was given, or the last one missing is not wanted any more: an
    article that had them all before would be told of again. Whatever calls twice in one transaction
    tells once, by `now`.
    """
    if not are_told(article.project) or not article.wants_labels:
        return
    slots = live_slots(Stage.LABEL).filter(article=article)
    if slots.unlabelled().exists() or not slots.labelled().exists():
        return
    note_article(EventType.ARTICLE_FINISHED, article, now)


def note_article(type_: EventType, article: Article, now: datetime) -> None:
    """That this has happened to the article, which is held."""
    if are_told(article.project):
        data = {"article": _name("articles", article.uuid)}
        _write(article.project, type_, article.uuid, data, article=article, now=now)


def note_release(release: Release, now: datetime) -> None:
    """The release is ready. Called where it becomes so.

    Who is told is read anew: building it may have taken hours.
    """
    project = Project.objects.get(pk=release.project_id)
    if are_told(project):
        data = {"release": _name("releases", release.uuid)}
        _write(project, EventType.RELEASE_READY, release.uuid, data, now=now)


def _name(noun: str, uuid_: UUID) -> dict[str, str]:
    """A row by its UUID, and where the API has it."""
    return {"uuid": str(uuid_), "path": f"/api/v1/{noun}/{uuid_}/"}


def _write(
    project: Project,
    type_: EventType,
    about: UUID,
    data: Mapping[str, Any],
    *,
    now: datetime,
    article: Article | None = None,
) -> None:
    """A delivery for each active webhook that is told of such events.

    Of articles under embargo nothing is said: that is noted, and counted.
    """
    hooks = [
        hook for hook in Webhook.objects.active().filter(project=project) if type_ in hook.events
    ]
    if not hooks:
        return
    # Of what is told: so that it is one event, whoever comes to tell it twice.
    event = uuid.uuid5(project.uuid, f"{type_}:{about}:{now.isoformat()}")
    rows = [make_delivery(hook, type_, event, project, data, now) for hook in hooks]
    for row in rows:
        row.article = article
        if article and article.is_under_embargo(now):
            row.payload, row.state, row.finished_at = {}, Delivery.State.SKIPPED, now
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def make_delivery(
    webhook: Webhook,
    type_: str,
    event: UUID,
    project: Project,
    data: Mapping[str, Any],
    now: datetime,
) -> Delivery:
    """A delivery that waits, to be inserted: identifiers and addresses, no text, no names."""
    payload = {
        "id": str(event),
        "type": str(type_),
        "timestamp": now.isoformat().replace("+00:00", "Z"),
        "project": {**_name("projects", project.uuid), "slug": project.slug},
        "data": data,
    }
    return Delivery(
        webhook=webhook,
        event=event,
        type=type_,
        payload=payload,
        next_attempt_at=now,
        queued_at=now,
        created_at=now,
    )
