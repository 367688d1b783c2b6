"""Labels that stand for the same sentence of a corrected text too. They never move."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count

from claims.models import Annotation, Article, Claim, Decision, Slot, Stage, User

# Claims that a page lists; the others are counted.
LISTED = 200


@dataclass(frozen=True, slots=True)
class Carried:
    """A claim, the one whose labels stand for it, and how many of these the person may see."""

    claim: Claim
    source: Claim
    labels: int


def list_labelled(claims: Collection[int], stage: str = Stage.LABEL) -> set[int]:
    """Those of the claims (by number) that have a label that counts, or a decision. Two queries.

    In the pass; a decision of the check pass is one on the label, too. Nothing of articles that
    were withdrawn counts.
    """
    withdrawn = Article.objects.withdrawn()
    slots = Slot.objects.labelled().filter(claim__in=claims, stage=stage, purpose=Slot.Purpose.LIVE)
    slots = slots.exclude(article__in=withdrawn)
    decided = Decision.objects.standing().filter(claim__in=claims)
    decided = decided.exclude(claim__article__in=withdrawn)
    if stage != Stage.LABEL:
        decided = decided.filter(stage=stage)
    return {*slots.values_list("claim_id", flat=True), *decided.values_list("claim_id", flat=True)}


def list_carried(user: User, article: Article) -> list[Carried]:
    """The article's claims whose labels are those of an earlier text. Two queries at most."""
    claims = Claim.objects.active().filter(article=article, carried_from__isnull=False)
    found = list(claims.select_related("carried_from__article").in_text_order())
    sources = [claim.carried_from_id for claim in found]
    seen = Annotation.objects.visible_to(user).current().filter(claim__in=sources)
    labels = dict(seen.order_by().values_list("claim").annotate(Count("pk"))) if found else {}
    return [
        Carried(claim, claim.carried_from, labels.get(claim.carried_from_id, 0))
        for claim in found
        if claim.carried_from is not None
    ]


def find_head(article: Article) -> Article:
    """The text that stands for the article by now: itself, or the latest that replaced it."""
    while article.replaced_at is not None:
        latest = Article.objects.filter(previous=article).order_by("-pk").first()
        if latest is None:
            break
        article = latest
    return article
