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
    Question,
    Skip,
    Slot,
    Stage,
    User,
)
from claims.models.quality import GoldLabelQuerySet
from claims.models.queue import none_of

# Gold articles that one statement names.
AT_ONCE = 500


def choose_article(person: User, project: Project) -> int | None:
    """The number of the gold article for the person: of those least used one by the seed.

    Two queries, and one more for each further AT_ONCE gold articles.
    """
    # First the few that have gold labels: of both conditions in one statement either database
    # asks the costlier first, of all slots of the project, and takes seconds.
    known = list(_list_gold(project).values_list("claim__article", flat=True).distinct())
    used = Count("slots__reserved_for", filter=Q(slots__purpose=Slot.Purpose.GOLD), distinct=True)
    rows: list[tuple[int, str, int]] = []
    for start in range(0, len(known), AT_ONCE):
        found = _find_unknown(person, Article.objects.filter(pk__in=known[start : start + AT_ONCE]))
        rows += found.annotate(used=used).values_list("used", "sha256", "pk")
    return min(rows, key=lambda row: (row[0], _hash(project, person, row[1])))[2] if rows else None


def _hash(project: Project, person: User, sha256: str) -> bytes:
    return hashlib.sha256(f"{project.sample_seed}:{person.uuid}:{sha256}".encode()).digest()


def may_be_given(person: User, article: Article) -> bool:
    """Whether the article, as it is now, may be hidden gold for the person."""
    found = _find_unknown(person, Article.objects.filter(pk=article.pk))
    return found.exists() and _list_gold(article.project).filter(claim__article=article).exists()


def _list_gold(project: Project) -> GoldLabelQuerySet:
    """The gold labels that stand of claims that others label live: of no training article."""
    # Asked of each: else SQLite lists all claims of the project that are queued.
    queued = Claim.objects.filter(pk=OuterRef("claim")).queued(project)
    return GoldLabel.objects.standing().filter(Exists(queued), project=project, stage=Stage.LABEL)


def _find_unknown(person: User, articles: QuerySet[Article]) -> QuerySet[Article]:
    """Those of the articles that the person never had to do with, and that have no live work."""
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
        # Or was ruled for them.
        Question.objects.filter(asked_by=person, **of_claims),
        Exclusion.objects.keeping(person, OuterRef("outlet")),  # type: ignore[arg-type]
        live,
    )
    return articles.filter(none_of(known))
