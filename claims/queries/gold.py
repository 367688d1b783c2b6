"""Gold labels: what is right of an article's claims, for those who may know."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from claims.models import Article, Claim, Decision, GoldLabel, Label, Speaker, Stage, User
from claims.models.quality import GoldLabelQuerySet
from claims.models.queue import has_to_label


@dataclass(frozen=True, kw_only=True, slots=True)
class GoldRow:
    """A claim of an article, what is right of it, and what was decided; nothing of that where it is
    blind: the person has still to label it.
    """

    claim: Claim
    is_blind: bool
    gold: GoldLabel | None = None
    decision: Decision | None = None


def list_rows(user: User, article: Article) -> list[GoldRow]:
    """The article's claims that one can label, in the order of the text. Six queries."""
    claims = Claim.objects.filter(article=article).to_label(article.project).in_text_order()
    blind = has_to_label(user, claim="pk", stage=Stage.LABEL)
    blinding = set(claims.filter(blind).values_list("pk", flat=True))
    gold = {one.claim_id: one for one in with_answers(_list_standing(user, article))}
    decisions = {one.claim_id: one for one in _list_decisions(user, article)}
    return [
        GoldRow(
            claim=claim,
            is_blind=claim.pk in blinding,
            gold=gold.get(claim.pk),
            decision=decisions.get(claim.pk),
        )
        for claim in claims
    ]


def _list_standing(user: User, article: Article) -> GoldLabelQuerySet:
    standing = GoldLabel.objects.visible_to(user).standing()
    return standing.filter(claim__article=article, stage=Stage.LABEL)


def _list_decisions(user: User, article: Article) -> Sequence[Decision]:
    seen = Decision.objects.visible_to(user).standing()
    parts = ("speaker__merged_into", "verifiability", "verdict")
    return list(seen.filter(claim__article=article, stage=Stage.LABEL).select_related(*parts))


def with_answers(gold: GoldLabelQuerySet) -> GoldLabelQuerySet:
    """With the speakers and labels that they name: two queries more."""
    return gold.prefetch_related(
        Prefetch("speakers", Speaker.objects.select_related("merged_into").order_by("pk")),
        Prefetch("labels", Label.objects.select_related("scheme").order_by("order", "pk")),
    )


def find_gold(user: User, claim: Claim) -> GoldLabel | None:
    """What stands as right of the claim, for who may know."""
    standing = GoldLabel.objects.visible_to(user).standing()
    return with_answers(standing.filter(claim=claim, stage=Stage.LABEL)).first()
