"""Which article may be hidden gold for a person. Why so: docs/decisions/0021-quality.md"""

import hashlib
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from claims.models import (
    Annotation,
    Approval,
    Article,
    Claim,
    Decision,
    Exclusion,
    GoldLabel,
    Lease,
    Project,
    Skip,
    Slot,
    Stage,
    User,
)


def choose_article(person: User, project: Project) -> int | None:
    """The number of the gold article for the person: of those least used one by the seed."""
    found = _find_articles(person, project).annotate(
        used=Count("slots__reserved_for", filter=Q(slots__purpose=Slot.Purpose.GOLD), distinct=True)
    )
    rows = list(found.order_by("pk").values_list("used", "sha256", "pk"))
    return min(rows, key=lambda row: (row[0], _hash(project, person, row[1])))[2] if rows else None


def _hash(project: Project, person: User, sha256: str) -> bytes:
    return hashlib.sha256(f"{project.sample_seed}:{person.uuid}:{sha256}".encode()).digest()


def may_be_given(person: User, article: Article) -> bool:
    """Whether the article, as it is now, may be hidden gold for the person."""
    return _find_articles(person, article.project).filter(pk=article.pk).exists()


def _find_articles(person: User, project: Project) -> QuerySet[Article]:
    """Those with gold labels that the person never had to do with, and that have no live work."""
    queued = Claim.objects.filter(project=project).queued(project)
    gold = GoldLabel.objects.standing().filter(
        project=project, stage=Stage.LABEL, claim__in=queued.values("pk")
    )
    articles = Article.objects.filter(
        pk__in=gold.values("claim__article"), project=project, is_training=False
    )
    of_article = {"article": OuterRef("pk")}
    of_claims = {"claim__article": OuterRef("pk")}
    live = Slot.objects.filter(stage=Stage.LABEL, **of_article).open_to(person)
    known: tuple[QuerySet[Any], ...] = (
        # What they had, have, or have kept for them.
        Slot.objects.filter(Q(annotator=person) | Q(reserved_for=person), **of_article),
        Lease.objects.filter(annotator=person, **of_article),
        Annotation.objects.filter(annotator=person, **of_claims),
        Skip.objects.filter(annotator=person, **of_claims),
        # What they know the answer of, since it is theirs.
        GoldLabel.objects.filter(created_by=person, **of_claims),
        Decision.objects.filter(decided_by=person, **of_claims),
        Approval.objects.filter(approver=person, decision__claim__article=OuterRef("pk")),
        Exclusion.objects.keeping(person, OuterRef("outlet")),  # type: ignore[arg-type]
        live,
    )
    return articles.filter(*(~Exists(rows) for rows in known))
