"""Splitting articles anew when the splitter has become better: only those nobody has touched."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from claims import permissions
from claims.models import (
    Annotation,
    Article,
    ArticleText,
    Claim,
    Decision,
    Draft,
    Flag,
    GoldLabel,
    Lease,
    Project,
    User,
)
from claims.operations import audit, slots
from claims.operations.replacing import change_claims, to_segment
from claims.text.segment import SPLITTER_VERSION, segment


class Fate(StrEnum):
    """What became of an article, or why it was left alone."""

    RESPLIT = "resplit"
    UNCHANGED = "unchanged"
    LABELLED = "labelled"
    AT_WORK = "at_work"
    EDITED = "edited"


@dataclass(frozen=True, slots=True)
class Resplit:
    """An article that another splitter had split, and what became of it."""

    article: Article
    fate: Fate


def resplit_articles(
    *,
    actor: User,
    project: Project,
    after: Article | None = None,
    limit: int | None = None,
    now: datetime,
) -> Iterator[Resplit]:
    """Split the project's articles by today's splitter, and tell of each that another had split.

    Left alone and listed: those with labels or decisions, with leases, drafts or flags, and those
    whose boundaries somebody has edited. Each article in a transaction of its own; again goes on.
    In the order in which they came in, from `after` on, `limit` of them at most.
    """
    permissions.require(permissions.can_manage(actor, project))
    older = Article.objects.filter(project=project).exclude(splitter_version=SPLITTER_VERSION)
    if after is not None:
        older = older.filter(pk__gt=after.pk)
    found = list(older.order_by("pk").values_list("pk", flat=True)[:limit])
    return (_resplit(actor, article_id, now) for article_id in found)


@transaction.atomic
def _resplit(actor: User, article_id: int, now: datetime) -> Resplit:
    article = slots.enter_article(article_id, now)
    if (reason := _find_reason_against(article)) is not None:
        return Resplit(article, reason)
    text = ArticleText.objects.values_list("text", flat=True).get(article=article)
    wanted = set(segment(text, article.language))
    active = list(Claim.objects.active().filter(article=article).in_text_order())
    retired = [claim for claim in active if to_segment(claim) not in wanted]
    kept = {to_segment(claim) for claim in active}
    made = sorted(wanted - kept, key=lambda new: new.start)
    article.splitter_version = SPLITTER_VERSION
    Article.objects.filter(pk=article.pk).update(splitter_version=SPLITTER_VERSION)
    if not retired and not made:
        return Resplit(article, Fate.UNCHANGED)
    # Not counted as an edit by hand: the next splitter may split it again.
    change_claims(article, retired, retired, made, now)
    _renumber(article)
    audit.record(
        "article.resplit", actor=actor, now=now, project=article.project, target=article.uuid
    )
    return Resplit(article, Fate.RESPLIT)


def _find_reason_against(article: Article) -> Fate | None:
    if (
        Annotation.objects.filter(claim__article=article).exists()
        or Decision.objects.filter(claim__article=article).exists()
        or GoldLabel.objects.standing().filter(claim__article=article).exists()
        or Claim.objects.filter(article=article, carried_from__isnull=False).exists()
    ):
        return Fate.LABELLED
    if (
        Lease.objects.open().filter(article=article).exists()
        or Draft.objects.filter(claim__article=article).exists()
        or Flag.objects.standing().filter(claim__article=article).exists()
    ):
        return Fate.AT_WORK
    return Fate.EDITED if article.boundaries_version else None


def _renumber(article: Article) -> None:
    """Let the claims' positions follow the text again; nobody has labelled any of them."""
    active = list(Claim.objects.active().filter(article=article).in_text_order())
    for position, claim in enumerate(active):
        claim.position = position
    Claim.objects.bulk_update(active, ["position"])
