"""Articles of an export as rows again, with their claims."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from claims.exchange.records import ArticleDocument
from claims.models import Article, ArticleText, Claim, User
from claims.operations.corrections import carry_over_again
from claims.operations.restored_columns import make_article, make_claims
from claims.operations.restored_project import Restored


def insert_articles(
    restored: Restored, actor: User, documents: Sequence[ArticleDocument], now: datetime
) -> int:
    """Insert those that are not there yet; how many those were."""
    of_project = Article.objects.filter(project=restored.project)
    named = of_project.filter(uuid__in=[one.article.uuid for one in documents])
    known = set(named.values_list("uuid", flat=True))
    new = [one for one in documents if one.article.uuid not in known]
    articles = Article.objects.bulk_create(_make_article(restored, actor, one, now) for one in new)
    ArticleText.objects.bulk_create(
        ArticleText(article=article, text=one.text)
        for article, one in zip(articles, new, strict=True)
    )
    Claim.objects.bulk_create(
        claim
        for article, one in zip(articles, new, strict=True)
        for claim in _make_claims(article, one, now)
    )
    return len(new)


def _make_article(
    restored: Restored, actor: User, document: ArticleDocument, now: datetime
) -> Article:
    head = document.article
    article = make_article(document)
    article.project = restored.project
    article.outlet = restored.outlets[head.outlet] if head.outlet else None
    # When, the export does not say.
    article.replaced_at = now if head.uuid in restored.replaced else None
    article.round = restored.rounds[head.round.number] if head.round else None
    # So that nobody is asked for labels until the project wants another number of them.
    article.queue_version = restored.project.queue_version
    article.created_by = actor
    return article


def _make_claims(article: Article, document: ArticleDocument, now: datetime) -> Iterator[Claim]:
    for claim, span in zip(make_claims(document), document.claims, strict=True):
        claim.project_id, claim.article = article.project_id, article
        # When, the export does not say.
        claim.retired_at = now if span.retired else None
        yield claim


def link_corrections(restored: Restored, corrections: Mapping[UUID, UUID]) -> None:
    """Let articles point to those that they correct."""
    of_project = Article.objects.filter(project=restored.project)
    for uuid, previous in corrections.items():
        corrected = of_project.filter(uuid=previous).values("pk")
        of_project.filter(uuid=uuid, previous=None).update(previous=corrected)


def carry_labels_over(restored: Restored, corrections: Mapping[UUID, UUID]) -> None:
    """Let sentences that a correction left as they were name those that have the labels.

    The corrections in the order of the export, where each text comes after the one it corrects.
    """
    of_project = Article.objects.filter(project=restored.project)
    for uuid in corrections:
        corrected = of_project.select_related("previous").get(uuid=uuid)
        if corrected.previous is not None:
            carry_over_again(corrected.previous, corrected)
