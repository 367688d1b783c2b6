"""Taking an article out of the work and of all that goes out; and back. Nothing of it is lost.

What counts is read everywhere without what was withdrawn (`ArticleQuerySet.withdrawn`). Why so:
docs/decisions/0037-withdrawing.md
"""

from datetime import datetime

from django.db import transaction

from claims import permissions
from claims.errors import Conflict, InvalidInput
from claims.models import Article, EventType, Lease, Purge, User, get_max_length
from claims.operations import audit, events, queue, slots
from claims.operations.validation import bound_text

REASON_LIMIT = get_max_length(Article, "withdrawn_because") or 0


@transaction.atomic
def withdraw_article(*, actor: User, article: Article, reason: str, now: datetime) -> None:
    """Let nobody label or decide anything in it, and nothing of it count or go out.

    Leases of it end, free slots close, its cases go. What is labelled stays, and counts again when
    it is restored. Twice does nothing more: who was first has said why. Raises InvalidInput
    without a reason.
    """
    permissions.require(permissions.can_manage(actor, article.project))
    reason = bound_text(reason, field="reason", limit=REASON_LIMIT)
    if not reason:
        raise InvalidInput("no_reason", "Say why.", field="reason")
    held = slots.enter_article(article.pk, now)
    at_work = Article.objects.filter(pk=held.pk, withdrawn_at=None)
    if at_work.update(withdrawn_at=now, withdrawn_by=actor, withdrawn_because=reason):
        held.withdrawn_at = now
        ended = queue.end_leases(held, Lease.objects.all(), now)
        slots.adjust(held, now)
        audit.record(
            "article.withdrawn",
            actor=actor,
            now=now,
            project=held.project,
            target=held.uuid,
            data={"reason": reason, "leases": ended},
        )
        events.note_article(EventType.ARTICLE_WITHDRAWN, held, now)
    _refresh(article)


@transaction.atomic
def restore_article(*, actor: User, article: Article, now: datetime) -> None:
    """Let it be worked on, count and go out as before. Twice does nothing more.

    Raises Conflict where its text is gone.
    """
    permissions.require(permissions.can_manage(actor, article.project))
    held = slots.enter_article(article.pk, now)
    if Purge.objects.filter(article=held).exists():
        raise Conflict("article_purged", "The text of this article was removed for good.")
    withdrawn = Article.objects.withdrawn().filter(pk=held.pk)
    if withdrawn.update(withdrawn_at=None, withdrawn_by=None, withdrawn_because=None):
        held.withdrawn_at = None
        slots.adjust(held, now)
        audit.record(
            "article.restored", actor=actor, now=now, project=held.project, target=held.uuid
        )
        events.note_article(EventType.ARTICLE_RESTORED, held, now)
    _refresh(article)


def _refresh(article: Article) -> None:
    columns = ("withdrawn_at", "withdrawn_by", "withdrawn_because")
    article.refresh_from_db(fields=columns)
